//! A Markdown file with YAML front matter, taken apart and put together again.
//!
//! The body is kept byte for byte. In the front matter only the keys that
//! change are rewritten: comments and keys that the program does not know stay.

use serde::Serialize;
use serde::de::DeserializeOwned;

const FENCE: &str = "---";

/// A file's two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MarkdownFile {
    /// The YAML between the fences, with its last line end.
    head: String,
    /// The text below the front matter.
    pub(crate) body: String,
}

/// An error in a file, and its line (from 1).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) line: usize,
    pub(crate) what: String,
}

impl MarkdownFile {
    pub(crate) fn new(body: &str) -> Self {
        Self {
            head: String::new(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Broken> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.split_inclusive('\n');
        if lines.next().is_none_or(|line| line.trim_end() != FENCE) {
            return Err(Broken {
                line: 1,
                what: "it does not start with `---`, the front matter's first line".to_owned(),
            });
        }
        let mut head = String::new();
        for line in lines.by_ref() {
            if line.trim_end() == FENCE {
                return Ok(Self {
                    head,
                    body: lines.collect(),
                });
            }
            head.push_str(line);
        }
        Err(Broken {
            line: 1 + head.lines().count(),
            what: "the front matter has no end: a line `---`".to_owned(),
        })
    }

    /// The front matter as a type.
    pub(crate) fn head<T: DeserializeOwned>(&self) -> Result<T, Broken> {
        serde_yaml::from_str(&self.head).map_err(|error| {
            let text = error.to_string();
            // Its own place counts from the front matter, ours from the file.
            let what = text.split(" at line ").next().unwrap_or_default();
            Broken {
                line: 1 + error.location().map_or(1, |at| at.line()),
                what: what.to_owned(),
            }
        })
    }

    /// Sets a key, in its place if it is there, else at the end.
    pub(crate) fn set(&mut self, key: &str, value: &impl Serialize) -> Result<(), Broken> {
        let entry = std::collections::BTreeMap::from([(key, value)]);
        let text = serde_yaml::to_string(&entry).map_err(|error| Broken {
            line: 1,
            what: error.to_string(),
        })?;
        self.replace(key, Some(&text));
        Ok(())
    }

    /// Takes a key out.
    pub(crate) fn unset(&mut self, key: &str) {
        self.replace(key, None);
    }

    fn replace(&mut self, key: &str, text: Option<&str>) {
        let mut head = String::with_capacity(self.head.len());
        let mut text = text;
        let mut inside = false;
        for line in self.head.split_inclusive('\n') {
            if !continues(line) {
                inside = names(line, key);
                if inside {
                    head.push_str(text.take().unwrap_or_default());
                }
            }
            if !inside {
                head.push_str(line);
            }
        }
        head.push_str(text.unwrap_or_default());
        self.head = head;
    }
}

impl std::fmt::Display for MarkdownFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{FENCE}\n{}{FENCE}\n{}", self.head, self.body)
    }
}

/// Returns whether a line belongs to the key above it.
fn continues(line: &str) -> bool {
    line.starts_with([' ', '\t', '-']) || line.trim().is_empty()
}

fn names(line: &str, key: &str) -> bool {
    line.split_once(':')
        .is_some_and(|(name, _)| name.trim_end().trim_matches(['\'', '"']) == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_changed_key_leaves_the_rest_as_a_person_wrote_it() {
        let text = "---\n# mine\ntitle: Old # really\nlabels:\n  - a\n\n  - b\nmilestone: v2\n---\n\nBody\r\n";
        let mut document = MarkdownFile::parse(text).unwrap();
        document.set("labels", &["a", "c: d"]).unwrap();
        document.set("title", &"New: 1").unwrap();
        document.set("closed_at", &"2025-01-01").unwrap();
        insta::assert_snapshot!(document.to_string(), @r"
        ---
        # mine
        title: 'New: 1'
        labels:
        - a
        - 'c: d'
        milestone: v2
        closed_at: 2025-01-01
        ---

        Body
        ");
        document.unset("closed_at");
        assert!(!document.to_string().contains("closed_at"));
        assert!(document.to_string().ends_with("\n\nBody\r\n"));
    }

    #[test]
    fn broken_files_say_where() {
        let line = |text: &str| {
            let document = MarkdownFile::parse(text);
            let head = document.and_then(|d| d.head::<BTreeMap<String, String>>());
            head.unwrap_err().line
        };
        assert_eq!(line("# A title\n"), 1);
        assert_eq!(line(""), 1);
        assert_eq!(line("---\ntitle: x\n"), 2);
        assert_eq!(line("---\ntitle: x\nlabels: [a\n---\n"), 3);
        assert_eq!(line("---\ntitle: x\nlabels: [a]\n---\n"), 3);
    }

    proptest! {
        /// Whatever a body holds, it comes back to the byte.
        #[test]
        fn bodies_and_values_come_back(body in "(?s).{0,40}", value in "(?s).{0,20}") {
            let mut document = MarkdownFile::new(&body);
            document.set("title", &value).unwrap();
            document.set("other", &"x").unwrap();
            document.set("title", &value).unwrap();
            let back = MarkdownFile::parse(&document.to_string()).unwrap();
            prop_assert_eq!(&back.body, &body);
            let head: BTreeMap<String, String> = back.head().unwrap();
            prop_assert_eq!(&head["title"], &value);
        }
    }
}
