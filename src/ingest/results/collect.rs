//! From what a report says to findings: the steps that are the same for all
//! formats.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;

use crate::ingest::error::ReadError;
use crate::ingest::framing::items::{Item, Items};
use crate::ingest::results::identity::checkout::Checkout;
use crate::ingest::results::identity::{Fingerprints, line_hash};
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult};
use crate::ingest::results::paths::Paths;
use crate::ingest::results::secrets;
use crate::ingest::results::stats::PartialRead;
use crate::ingest::syntax::value;
use crate::model::coverage::{Listed, Tests};
use crate::model::source::Scope;
use crate::model::{
    Coverage, Occurrences, Print, RawFinding, Severity, Sink, SourceSpec, Time, Tool,
};

/// Tools of one input that are told apart.
const MAX_TOOLS: usize = 100;

/// Reads one format's results.
pub(crate) trait ReadResults {
    /// Reads one item.
    fn item(&mut self, item: Item<'_>, results: &mut Results<'_>) -> Result<(), ReadError>;

    /// After the last item.
    fn end(&mut self, results: &mut Results<'_>) -> Result<(), ReadError> {
        let _ = results;
        Ok(())
    }
}

/// The repository's files: named, or where the program runs.
fn folder(spec: &SourceSpec) -> Option<&Path> {
    spec.checkout.as_deref().or(spec.top.as_deref())
}

/// Takes results and makes findings of them.
pub(crate) struct Results<'r> {
    spec: &'r SourceSpec,
    paths: Paths,
    checkout: Checkout,
    prints: &'r mut Fingerprints,
    out: &'r mut PartialRead<dyn Sink + 'r>,
    /// Results that may still be taken.
    left: u64,
    /// The bit by which results name their input.
    bit: u8,
    run: Option<ToolRun>,
    unknown_severities: HashSet<String>,
}

/// A run of one tool that says which files it looked at.
#[derive(Debug)]
struct ToolRun {
    tool: Tool,
    listed: Option<Listed>,
    /// Files with a result, where files are listed.
    reported: HashSet<Print>,
}

impl<'r> Results<'r> {
    pub(crate) fn new(
        spec: &'r SourceSpec,
        prints: &'r mut Fingerprints,
        left: u64,
        bit: u8,
        out: &'r mut PartialRead<dyn Sink + 'r>,
    ) -> Self {
        Self {
            spec,
            paths: Paths::new(spec.root.as_deref())
                .inside(folder(spec))
                .called(spec.repository.as_deref()),
            checkout: Checkout::new(spec.checkout.as_deref()),
            prints,
            out,
            left,
            bit,
            run: None,
            unknown_severities: HashSet::new(),
        }
    }

    /// Reads all items into results.
    pub(crate) fn read<I: Items, R: ReadResults>(
        &mut self,
        mut items: I,
        reader: &mut R,
    ) -> Result<(), ReadError> {
        while let Some(item) = items.next()? {
            if self.is_full() {
                break;
            }
            if let Err(error) = reader.item(item, self) {
                if I::STRICT {
                    return Err(error);
                }
                self.out.stats.bad(item.at, &error.to_string());
            }
        }
        reader.end(self)
    }

    /// The result as JSON, where the sink wants it.
    pub(crate) fn raw(&self, item: Item<'_>) -> Result<Value, ReadError> {
        if self.out.sink.wants_raw() {
            value::parse(item.bytes, item.at)
        } else {
            Ok(Value::Null)
        }
    }

    /// As [`Results::raw`], for readers that parse everything anyway.
    pub(crate) fn keep(&self, raw: Value) -> Value {
        if self.out.sink.wants_raw() {
            raw
        } else {
            Value::Null
        }
    }

    /// Strips these roots from paths, besides the source's own.
    pub(crate) fn set_roots<'p>(&mut self, roots: impl IntoIterator<Item = &'p str>)
    where
        'r: 'p,
    {
        let own = self.spec.root.as_deref();
        self.paths = self.paths.with_roots(
            own.into_iter()
                .chain(roots.into_iter().map(|root| -> &str { root })),
        );
    }

    /// How paths are made relative.
    pub(crate) fn paths(&self) -> Paths {
        self.paths.clone()
    }

    /// Looks for the mapped fields in an element.
    pub(crate) fn look(&mut self, element: &Value) {
        self.out.stats.mapped.look(self.spec, element);
    }

    /// Takes in when the input says it was made.
    pub(crate) fn collected(&mut self, time: Option<Time>) {
        let time = self.out.believed(time);
        self.out.stats.collected = self.out.stats.collected.max(time);
    }

    /// Held the input nothing at all, not even what can't be read?
    pub(crate) fn is_empty(&self) -> bool {
        self.out.stats.is_empty()
    }

    /// Says why the source is not complete.
    pub(crate) fn partial(&mut self, why: impl Into<String>) {
        let why = why.into();
        // Several runs of one report may say the same.
        if !self.out.stats.partial.contains(&why) {
            self.out.stats.partial.push(why);
        }
    }

    /// Counts a result that is no finding.
    pub(crate) fn skip(&mut self, what: &'static str) {
        self.out.stats.skip(what, 1);
    }

    /// Counts results that are no findings.
    pub(crate) fn skip_many(&mut self, what: &'static str, count: u64) {
        self.out.stats.skip(what, count);
    }

    /// A run of a tool begins: what follows is its.
    pub(crate) fn run_of(&mut self, name: &str, category: Option<String>) {
        self.end_of_run();
        self.run = Some(ToolRun {
            tool: Tool {
                name: name.to_owned(),
                category,
            },
            listed: None,
            reported: HashSet::new(),
        });
    }

    /// The tool of the present run lists a file. Lists are of what was analyzed
    /// where they hold a file without a result; some are `always`.
    pub(crate) fn lists(&mut self, path: &str, always: bool) {
        let print = Print::of(&self.paths.relative(path));
        if let Some(run) = &mut self.run {
            let listed = run.listed.get_or_insert_default();
            listed.files.insert(print);
            listed.exhaustive |= always;
        }
    }

    /// The present run is over.
    pub(crate) fn end_of_run(&mut self) {
        let Some(mut run) = self.run.take() else {
            return;
        };
        if let Some(listed) = &mut run.listed {
            listed.exhaustive |= listed.files.iter().any(|f| !run.reported.contains(f));
        }
        let mut coverage = Coverage::default();
        coverage.tools.insert(run.tool, run.listed);
        self.out.stats.coverage.merge(coverage);
    }

    /// A part of the project was looked at.
    pub(crate) fn looks_at(&mut self, part: &str) {
        self.out.stats.coverage.parts.insert(Print::of(part));
    }

    /// The format names a tool only in its results.
    pub(crate) fn names_no_tools(&mut self) {
        self.out.stats.coverage.unnamed_tools = true;
    }

    /// Returns the outcomes of tests, which are known from here: also where
    /// none is told of.
    pub(crate) fn lists_tests(&mut self) -> &mut Tests {
        self.out.stats.coverage.tests.get_or_insert_default()
    }

    /// Returns what issues remember a result by that would be pushed first of
    /// its kind.
    pub(crate) fn print(&mut self, mut parsed: ParsedResult<'_>) -> Print {
        self.relative(&mut parsed);
        self.look_up(&mut parsed);
        Print::of_fingerprint(&Fingerprints::default().of(&parsed).fingerprint)
    }

    fn relative(&self, parsed: &mut ParsedResult<'_>) {
        for location in &mut parsed.locations {
            let path = self.paths.relative(&location.path);
            if path != location.path {
                location.path = path.into_owned();
            }
        }
    }

    /// May no more results be taken?
    pub(crate) fn is_full(&mut self) -> bool {
        if self.left == 0 {
            self.partial("holds more results than are read (limit `items`)");
        }
        self.left == 0
    }

    /// Says whether the tool looked at enough to be believed.
    pub(crate) fn scope(&mut self, scope: &Scope, files: Option<u64>) {
        match files {
            Some(files) if files >= scope.at_least => {}
            Some(files) => self.partial(format!(
                "looked at {files}, and at least {} are expected (`{}`)",
                scope.at_least, scope.files
            )),
            None => self.partial(format!(
                "does not say how much it looked at: no number at `{}`",
                scope.files
            )),
        }
    }

    /// The elements of an array in the item, where the sink wants them; as many
    /// nulls where it does not.
    pub(crate) fn raws(
        &self,
        item: Item<'_>,
        pointer: &str,
    ) -> Result<impl Iterator<Item = Value> + use<>, ReadError> {
        let found = match self.raw(item)?.pointer_mut(pointer).map(Value::take) {
            Some(Value::Array(list)) => list,
            _ => Vec::new(),
        };
        Ok(found.into_iter().chain(std::iter::repeat(Value::Null)))
    }

    /// Takes in one result of the report.
    pub(crate) fn push(&mut self, mut parsed: ParsedResult<'_>) {
        self.left = self.left.saturating_sub(1);
        let first = parsed.locations.first();
        let former = first.and_then(|first| self.paths.former(&first.path));
        self.relative(&mut parsed);
        if let Some(run) = self.run.as_mut().filter(|run| run.listed.is_some()) {
            let paths = parsed.locations.iter().map(|l| Print::of(&l.path));
            run.reported.extend(paths);
        }
        let reporting = &mut self.out.stats.coverage.reporting;
        if !reporting.contains(&parsed.tool) && reporting.len() < MAX_TOOLS {
            reporting.insert(parsed.tool.clone());
        }
        let path = parsed.locations.first().map(|first| &first.path);
        parsed.former_path = former.filter(|former| Some(former) != path);
        self.look_up(&mut parsed);
        let identity = self.prints.of(&parsed);
        if secrets::is_one(&parsed) {
            secrets::conceal(&mut parsed);
        }
        let severity = self.severity(parsed.severity.as_deref());
        self.out.finding(RawFinding {
            source: self.spec.name.clone(),
            tool: parsed.tool,
            rule_id: parsed.rule_id,
            rule: parsed.rule,
            severity,
            message: parsed.message,
            locations: parsed.locations,
            fingerprint: identity.fingerprint,
            aliases: identity.former,
            kin: identity.kin,
            service: parsed.service,
            environment: parsed.environment,
            labels: parsed.labels,
            seen: Occurrences {
                count: parsed.count.max(1),
                first_seen: parsed.first_seen.or(parsed.last_seen),
                last_seen: parsed.last_seen.or(parsed.first_seen),
                ..Occurrences::default()
            },
            samples: parsed.samples,
            suggestion: parsed.suggestion,
            raw: parsed.raw,
            inputs: 1 << self.bit,
        });
    }

    /// A result that is known by its message alone is known better by its
    /// line, as code scanning knows it; and any by the lines around it.
    fn look_up(&mut self, parsed: &mut ParsedResult<'_>) {
        let Some((path, line)) = parsed
            .locations
            .first()
            .and_then(|l| Some((&l.path, l.line?)))
        else {
            return;
        };
        if matches!(parsed.identity, IdentityBasis::ByMessage)
            && let Some(hash) = self.checkout.line_hash(path, line)
        {
            parsed.identity = IdentityBasis::By(line_hash::NAME.into(), hash.to_owned().into());
        }
        if parsed.context.is_none() {
            parsed.context = self.checkout.context(path, line).map(Into::into);
        }
    }

    /// By the source's own table, else by the names that tools use.
    fn severity(&mut self, name: Option<&str>) -> Severity {
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return Severity::default();
        };
        let table = &self.spec.severities;
        let own = || (!table.is_empty()).then(|| table.get(&name.to_lowercase()))?;
        if let Some(severity) = own().copied().or_else(|| Severity::parse(name)) {
            return severity;
        }
        // Said once a name: a report may repeat it a million times.
        if self.unknown_severities.len() < 20 && self.unknown_severities.insert(name.to_owned()) {
            self.out
                .stats
                .note(format!("severity `{name}` is not known and counts as info"));
        }
        Severity::default()
    }
}
