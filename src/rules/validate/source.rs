//! `sources`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use crate::ingest::JSON_FIELDS;
use crate::model::source::{Origin, Scope, WindowSpec};
use crate::model::{Format, SourceSpec};
use crate::rules::de::At;
use crate::rules::diagnostic::{Code, suggest};
use crate::rules::document::NodeId;
use crate::rules::{Source, raw};

use super::Checker;
use super::value::shown;

/// What a command's arguments can have filled in.
const FILLED: &[&str] = &["window.start", "window.end"];

impl Checker<'_> {
    pub(super) fn sources(&mut self, sources: &[At<raw::RawSource>]) -> Vec<Source> {
        let mut seen = BTreeSet::new();
        for name in sources.iter().filter_map(|s| s.value.name.as_ref()) {
            if !seen.insert(name.value.as_str()) {
                let message = format!("a second source `{}`", name.value);
                self.error(name.id, Code::DuplicateName, message);
            }
        }
        sources.iter().map(|source| self.source(source)).collect()
    }

    fn source(&mut self, at: &At<raw::RawSource>) -> Source {
        let source = &at.value;
        let name = source
            .name
            .as_ref()
            .map(|n| self.name(n, "a source's name"));
        if name.is_none() {
            self.missing(at.id, "name", "matches and evidence name the source");
        }
        let select = source.select.as_ref();
        let severities = source.severity.iter().map(|(theirs, ours)| {
            let severity = self.severity(ours.id, &ours.value);
            (theirs.to_lowercase(), severity)
        });
        let severities = severities.collect();
        let spec = SourceSpec {
            name: name.unwrap_or_default(),
            from: self.origin(at),
            format: source.format.as_ref().and_then(|f| self.format(f)),
            select: select.map(|p| self.pointer(p.id, &p.value)),
            query: source.query.clone(),
            cap: self.number(source.cap.as_ref(), 1, u64::MAX),
            collected: source.collected.as_ref().map(|c| self.place(c)),
            root: source.root.clone(),
            fields: self.fields(source),
            severities,
            window: source.window.as_ref().map(|w| self.window(at.id, w)),
            max_age: source.max_age.as_ref().map(|d| self.positive_duration(d)),
            required: source.required.unwrap_or_default(),
            attributes: self.attributes(source),
            scope: source.scope.as_ref().map(|s| self.scope(at.id, s)),
            timeout: source.timeout.as_ref().map(|d| self.positive_duration(d)),
            top: None,
            repository: None,
            checkout: source
                .checkout
                .as_ref()
                .map(|path| self.base_dir.join(path)),
            environment: source.environment.clone(),
            service: source.service.clone(),
        };
        self.only_for_json(at);
        Source {
            spec,
            alive: source.alive.map(|condition| self.matcher(condition)),
        }
    }

    fn origin(&mut self, at: &At<raw::RawSource>) -> Origin {
        match (&at.value.path, &at.value.command) {
            (Some(path), None) if path.value == "-" => Origin::Stdin,
            (Some(path), None) => Origin::Paths(vec![self.path(path)]),
            (None, Some(command)) => Origin::Command(self.command(command)),
            (Some(path), Some(_)) => {
                let message = "a source has a `path` or a `command`, not both";
                self.error(path.id, Code::Conflict, message);
                Origin::default()
            }
            (None, None) => {
                if !self.document.has(at.id, "command") {
                    self.missing(at.id, "path", "or `command`: where the input comes from");
                }
                Origin::default()
            }
        }
    }

    /// A path or glob below the folder of rules.yaml.
    fn path(&mut self, path: &At<String>) -> PathBuf {
        let is_glob = path.value.contains(['*', '?', '[']);
        if path.value.trim().is_empty() {
            self.error(path.id, Code::OutOfRange, "a path of nothing");
        }
        if !is_glob {
            return self.base_dir.join(&path.value);
        }
        if let Err(why) = glob::Pattern::new(&path.value) {
            let message = format!("not a glob: `{}`: {}", shown(&path.value), why.msg);
            self.error(path.id, Code::BadGlob, message);
        }
        // Only what was typed is a pattern, not the folder it is in.
        let base = glob::Pattern::escape(&self.base_dir.to_string_lossy());
        PathBuf::from(base).join(&path.value)
    }

    fn command(&mut self, command: &At<Vec<String>>) -> Vec<String> {
        if command
            .value
            .first()
            .is_none_or(|program| program.trim().is_empty())
        {
            let message = "a command without a program";
            self.error(command.id, Code::OutOfRange, message).help =
                Some("write [PROGRAM, ARGUMENT, …]; no shell is used".to_owned());
        }
        for argument in &command.value {
            for name in filled_names(argument) {
                if !FILLED.contains(&name) {
                    let message = format!("nothing fills `{{{{{}}}}}`", shown(name));
                    self.error(command.id, Code::UnknownValue, message).help =
                        Some(suggest(name, FILLED));
                }
            }
        }
        command.value.clone()
    }

    fn format(&mut self, format: &At<String>) -> Option<Format> {
        let named = Format::named(&format.value);
        if named.is_none() {
            let known: Vec<&str> = Format::ALL.iter().map(|f| f.name()).collect();
            let message = format!("unknown format `{}`", shown(&format.value));
            self.error(format.id, Code::UnknownValue, message).help =
                Some(suggest(&format.value, &known));
        }
        named
    }

    /// A field's name, or a JSON Pointer.
    fn place(&mut self, place: &At<String>) -> String {
        if place.value.starts_with('/') {
            return self.pointer(place.id, &place.value);
        }
        self.word(place, "a field's name")
    }

    fn fields(&mut self, source: &raw::RawSource) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::new();
        for (ours, theirs) in &source.fields {
            let is_label = ours.strip_prefix("labels.").is_some_and(|l| !l.is_empty());
            if !JSON_FIELDS.contains(&ours.as_str()) && !is_label {
                let message = format!("unknown field `{}`", shown(ours));
                self.error(theirs.id, Code::UnknownKey, message).help =
                    Some(suggest(ours, JSON_FIELDS));
            }
            fields.insert(ours.clone(), self.place(theirs));
        }
        fields
    }

    fn attributes(&mut self, source: &raw::RawSource) -> BTreeMap<String, String> {
        let attributes = source.attributes.iter();
        attributes
            .map(|(label, field)| (label.clone(), self.place(field)))
            .collect()
    }

    fn scope(&mut self, id: NodeId, scope: &raw::RawScope) -> Scope {
        if scope.files.is_none() && !self.document.has_in(id, &["scope", "files"]) {
            let message = "`scope` needs `files`: where the input says how much was looked at";
            self.error(id, Code::MissingKey, message);
        }
        let files = scope.files.as_ref();
        Scope {
            files: files
                .map(|p| self.pointer(p.id, &p.value))
                .unwrap_or_default(),
            at_least: self
                .number(scope.at_least.as_ref(), 1, u64::MAX)
                .unwrap_or(1),
        }
    }

    /// `fields` and `severity` say how to read JSON of no known format.
    fn only_for_json(&mut self, at: &At<raw::RawSource>) {
        let source = &at.value;
        let mapped = source
            .fields
            .values()
            .chain(source.severity.values())
            .next();
        if let (Some(mapped), Some(format)) = (mapped, &source.format)
            && Format::named(&format.value) != Some(Format::Json)
        {
            let message = format!(
                "format {} knows its fields: this does nothing",
                format.value
            );
            self.error(mapped.id, Code::Conflict, message).help =
                Some("`fields` and `severity` are for `format: json`".to_owned());
        }
    }

    fn window(&mut self, id: NodeId, window: &raw::RawWindow) -> WindowSpec {
        let every = window.every.as_ref().map(|d| self.positive_duration(d));
        if every.is_none() && !self.document.has_in(id, &["window", "every"]) {
            let message = "`window` needs `every`: the time between reads";
            self.error(id, Code::MissingKey, message);
        }
        let every = every.unwrap_or_default();
        let overlap = window
            .overlap
            .as_ref()
            .map_or(Duration::ZERO, |d| self.duration(d));
        WindowSpec {
            every,
            overlap,
            at_most: self.at_most(window, every + overlap),
        }
    }

    /// A read never covers less than its schedule.
    fn at_most(&mut self, window: &raw::RawWindow, schedule: Duration) -> Duration {
        const DEFAULT: Duration = Duration::from_hours(24);
        let Some(text) = &window.at_most else {
            return DEFAULT.max(schedule);
        };
        let at_most = self.positive_duration(text);
        if at_most < schedule {
            let message = "`at_most` is shorter than `every` and `overlap` together";
            self.error(text.id, Code::OutOfRange, message);
        }
        at_most
    }
}

/// What is between `{{` and `}}`.
fn filled_names(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{")
        .skip(1)
        .filter_map(|rest| rest.split_once("}}"))
        .map(|(name, _)| name.trim())
}
