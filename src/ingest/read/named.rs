//! The source that an INPUT of the command line is read as.

use crate::ingest::format::detect;
use crate::ingest::source::decode::decode;
use crate::ingest::source::input::Input;
use crate::ingest::source::limits::Limits;
use crate::ingest::source::open;
use crate::model::source::Origin;
use crate::model::{Format, SourceSpec};

impl Input {
    /// The name of the source: the given one, else the format's, told from the
    /// content where it is not given. Never the file's, which may hold a date:
    /// each day's file would be a source of its own, and nothing would close.
    pub fn source_name(&self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let format = self.format.or_else(|| self.detected());
        match (format, &self.from) {
            (Some(format), _) => format.name().to_owned(),
            (None, Origin::Stdin) => "stdin".to_owned(),
            (None, _) => "input".to_owned(),
        }
    }

    /// The format of the first file. A FIFO is left alone: it can be read once.
    fn detected(&self) -> Option<Format> {
        let Origin::Paths(paths) = &self.from else {
            return None;
        };
        let (files, _) = open::files(paths).ok()?;
        let file = &files.first()?.path;
        let is_file = std::fs::symlink_metadata(file).is_ok_and(|found| found.is_file());
        let opened = is_file.then(|| open::open(file).ok())??;
        let decoded = decode(opened, &Limits::default()).ok()?;
        detect::format(&decoded.head, self.pointer.as_deref())
    }

    /// The source to read: the settings of rules.yaml's source of this name,
    /// if there is one, with what the INPUT says put over them.
    pub fn onto(self, settings: Option<&SourceSpec>) -> SourceSpec {
        let name = self.source_name();
        let mut spec = settings.cloned().unwrap_or_default();
        // Where things are in one format says nothing of another.
        let other = |format: Format| spec.format.is_some_and(|settings| settings != format);
        if self.format.is_some_and(other) {
            spec.select = None;
            spec.collected = None;
            spec.root = None;
            spec.fields.clear();
            spec.severities.clear();
            spec.attributes.clear();
            spec.scope = None;
        }
        spec.name = settings.map_or(name, |settings| settings.name.clone());
        spec.from = self.from;
        spec.format = self.format.or(spec.format);
        spec.select = self.pointer.or(spec.select);
        spec
    }
}

impl From<Input> for SourceSpec {
    fn from(input: Input) -> Self {
        input.onto(None)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn parse(text: &str) -> Input {
        Input::parse(text, |_| false).unwrap()
    }

    #[test]
    fn a_source_is_called_by_its_format_and_not_by_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let name = |file: &str, content: &str| {
            let path = folder.path().join(file);
            std::fs::write(&path, content).unwrap();
            let text = path.display().to_string();
            Input::parse(&text, Path::exists).unwrap().source_name()
        };
        let sarif = r#"{"version":"2.1.0","runs":[]}"#;
        assert_eq!(name("ruff-24.sarif", sarif), "sarif");
        assert_eq!(name("ruff-25.sarif", sarif), "sarif");
        assert_eq!(name("today.xml", "<testsuites/>"), "junit");
        assert_eq!(name("what.json", r#"{"a":1}"#), "input");
        for (text, want) in [("gcp:-", "gcp"), ("-", "stdin"), ("n=gcp:x.json", "n")] {
            assert_eq!(parse(text).source_name(), want);
        }
        assert_eq!(parse("logs/*.json").stem().as_deref(), Some("logs"));
    }

    #[test]
    fn settings_of_the_name_stay_but_for_what_is_said() {
        let settings = SourceSpec {
            format: Some(Format::Json),
            select: Some("/a".into()),
            cap: Some(5),
            ..SourceSpec::default()
        };
        let spec = parse("n=x.json").onto(Some(&settings));
        assert_eq!(
            (spec.format, spec.select.as_deref()),
            (Some(Format::Json), Some("/a"))
        );
        let spec = parse("n=gcp:x.json#/b").onto(Some(&settings));
        assert_eq!(
            (spec.format, spec.select.as_deref(), spec.cap),
            (Some(Format::Gcp), Some("/b"), Some(5))
        );
    }
}
