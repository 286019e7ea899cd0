//! A YAML document as a tree that knows where everything stands.
//!
//! Built from `saphyr-parser`'s events, so that values and their positions
//! come from one parse. The bounds keep a hostile file (aliases of aliases,
//! thousands of brackets) from costing more than its size.

use saphyr_parser::Span;

use super::diagnostic::{Code, Diagnostic, Level};

mod builder;

use builder::Builder;

/// Bytes of the file.
pub(super) const MAX_BYTES: usize = 4 << 20;

/// A value's number within its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NodeId(pub(super) u32);

/// A value of the document, and where it is.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) value: Value,
    mark: Mark,
    /// What holds it, and under which step.
    parent: Option<(NodeId, PathStep)>,
}

/// The content of a value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Text; `plain` where it is not quoted and may mean a number, a boolean or null.
    Scalar { text: String, plain: bool },
    /// In order.
    List(Vec<NodeId>),
    /// In the order of the file.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    mark: Mark,
    pub(super) value: NodeId,
}

#[derive(Debug, Clone)]
enum PathStep {
    Key(String),
    Index(usize),
}

impl PathStep {
    /// Adds itself to a path as people write it.
    fn write(&self, path: &mut String) {
        match self {
            Self::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
            Self::Index(index) => {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
            }
        }
    }
}

/// Line and column, from 1.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    line: usize,
    column: usize,
}

impl From<Span> for Mark {
    fn from(span: Span) -> Self {
        Self {
            line: span.start.line(),
            column: span.start.col() + 1,
        }
    }
}

/// A parsed YAML document.
#[derive(Debug)]
pub(super) struct Document {
    nodes: Vec<Node>,
    root: NodeId,
}

impl Document {
    /// Parses one document. What comes back beside it are problems that leave
    /// the tree usable (duplicate keys).
    pub(super) fn parse(text: &str) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        if text.len() > MAX_BYTES {
            let message = format!("the file has more than {MAX_BYTES} bytes");
            return Err(vec![whole(Code::TooLarge, message)]);
        }
        let mut builder = Builder::default();
        match builder.run(text) {
            Ok(Some(root)) => {
                let nodes = builder.nodes;
                Ok((Self { nodes, root }, builder.problems))
            }
            Ok(None) => {
                builder
                    .problems
                    .push(whole(Code::Empty, "the file is empty"));
                Err(builder.problems)
            }
            Err(fatal) => {
                builder.problems.push(fatal);
                Err(builder.problems)
            }
        }
    }

    /// Returns the outermost value.
    pub(super) fn root(&self) -> NodeId {
        self.root
    }

    /// Returns the content of a value.
    pub(super) fn value(&self, id: NodeId) -> &Value {
        &self.nodes[id.0 as usize].value
    }

    /// Returns whether a mapping has a key, whatever its value.
    pub(super) fn has(&self, id: NodeId, key: &str) -> bool {
        matches!(self.value(id), Value::Map(entries) if entries.iter().any(|e| e.key == key))
    }

    /// Returns whether two values say the same, keys in any order.
    pub(super) fn same(&self, a: NodeId, b: NodeId) -> bool {
        match (self.value(a), self.value(b)) {
            (Value::Scalar { text: a, .. }, Value::Scalar { text: b, .. }) => a == b,
            (Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(*a, *b))
            }
            (Value::Map(a), Value::Map(b)) => {
                let in_b = |entry: &Entry| {
                    b.iter()
                        .any(|e| e.key == entry.key && self.same(entry.value, e.value))
                };
                a.len() == b.len() && a.iter().all(in_b)
            }
            _ => false,
        }
    }

    /// Returns whether there is something at a path of keys.
    pub(super) fn has_in(&self, mut id: NodeId, keys: &[&str]) -> bool {
        keys.iter().all(|key| match self.value(id) {
            Value::Map(entries) => entries.iter().find(|e| e.key == *key).is_some_and(|e| {
                id = e.value;
                true
            }),
            _ => false,
        })
    }

    /// Returns where a value is, as people write it: `rules[2].match.severity`.
    pub(super) fn path(&self, id: NodeId) -> String {
        let mut steps = Vec::new();
        let mut at = &self.nodes[id.0 as usize];
        while let Some((parent, step)) = &at.parent {
            steps.push(step);
            at = &self.nodes[parent.0 as usize];
        }
        let mut path = String::new();
        for step in steps.into_iter().rev() {
            step.write(&mut path);
        }
        path
    }

    /// The line and column, from 1, where a value stands, or its key where it
    /// is empty: an empty value has no place of its own.
    pub(super) fn line_of(&self, entry: &Entry, value: &str) -> Option<(usize, usize)> {
        let mark = match value {
            "" => entry.mark,
            _ => self.nodes.get(entry.value.0 as usize)?.mark,
        };
        Some((mark.line, mark.column))
    }

    /// An error at a value.
    pub(super) fn error(&self, id: NodeId, code: Code, message: impl Into<String>) -> Diagnostic {
        let mark = self.nodes[id.0 as usize].mark;
        at(mark, code, message, self.path(id))
    }

    /// An error at a key of a mapping.
    pub(super) fn error_at_key(
        &self,
        entry: &Entry,
        code: Code,
        message: impl Into<String>,
    ) -> Diagnostic {
        at(entry.mark, code, message, self.path(entry.value))
    }
}

fn at(mark: Mark, code: Code, message: impl Into<String>, path: String) -> Diagnostic {
    Diagnostic {
        line: mark.line,
        column: mark.column,
        level: Level::Error,
        code,
        message: message.into(),
        path,
        help: None,
    }
}

/// An error of the file as a whole.
pub(super) fn whole(code: Code, message: impl Into<String>) -> Diagnostic {
    at(Mark::default(), code, message, String::new())
}
