//! From the parser's events to a tree, within bounds.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::{Entry, Mark, Node, NodeId, PathStep, Value, at};
use crate::rules::diagnostic::{Code, Diagnostic};

/// Levels of nesting; the schema needs fewer than ten.
const MAX_DEPTH: usize = 64;
/// Values, once aliases are expanded.
const MAX_NODES: usize = 100_000;
/// Keys of one mapping.
const MAX_KEYS: usize = 1000;

/// Events to a tree, without recursion.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) nodes: Vec<Node>,
    open: Vec<OpenNode>,
    /// Anchor's number -> its value, once complete.
    anchors: HashMap<usize, NodeId>,
    pub(super) problems: Vec<Diagnostic>,
    root: Option<NodeId>,
    documents: usize,
}

/// A list or mapping whose end was not met yet.
struct OpenNode {
    id: NodeId,
    anchor: usize,
    key: Option<(String, Mark)>,
}

impl Builder {
    pub(super) fn run(&mut self, text: &str) -> Result<Option<NodeId>, Diagnostic> {
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|e| {
                let mark = Mark {
                    line: e.marker().line(),
                    column: e.marker().col() + 1,
                };
                // The scanner's own limit, met while it looks ahead.
                let code = match e.info() {
                    "recursion limit exceeded" => Code::TooDeep,
                    _ => Code::Syntax,
                };
                at(mark, code, e.info().to_owned(), String::new())
            })?;
            self.take(event, span.into())?;
        }
        // A file of nothing but comments has a document that is null.
        Ok(self.root.filter(|root| !self.is_blank(*root)))
    }

    fn is_blank(&self, id: NodeId) -> bool {
        matches!(&self.nodes[id.0 as usize].value,
            Value::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null"))
    }

    fn take(&mut self, event: Event<'_>, mark: Mark) -> Result<(), Diagnostic> {
        match event {
            Event::DocumentStart(_) => self.document(mark),
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                if self.takes_key() {
                    return self.key(text.into_owned(), mark);
                }
                let text = text.into_owned();
                let id = self.node(Value::Scalar { text, plain }, mark)?;
                self.complete(id, anchor);
                Ok(())
            }
            Event::SequenceStart(anchor, _) => self.start(Value::List(Vec::new()), anchor, mark),
            Event::MappingStart(anchor, _) => self.start(Value::Map(Vec::new()), anchor, mark),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(frame) = self.open.pop() {
                    self.complete(frame.id, frame.anchor);
                }
                Ok(())
            }
            Event::Alias(anchor) => self.alias(anchor, mark),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn document(&mut self, mark: Mark) -> Result<(), Diagnostic> {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        let message = "a second YAML document; rules.yaml is one";
        Err(at(mark, Code::SeveralDocuments, message, String::new()))
    }

    /// Returns whether the next value is a mapping's key.
    fn takes_key(&self) -> bool {
        self.open.last().is_some_and(|frame| {
            frame.key.is_none() && matches!(self.nodes[frame.id.0 as usize].value, Value::Map(_))
        })
    }

    fn key(&mut self, key: String, mark: Mark) -> Result<(), Diagnostic> {
        let Some(frame) = self.open.last() else {
            return Ok(());
        };
        if let Value::Map(entries) = &self.nodes[frame.id.0 as usize].value {
            if entries.len() >= MAX_KEYS {
                let message = format!("a mapping of more than {MAX_KEYS} keys");
                return Err(at(mark, Code::TooLarge, message, String::new()));
            }
            if let Some(first) = entries.iter().find(|e| e.key == key) {
                let message = format!("`{key}` is given twice; first on line {}", first.mark.line);
                let path = self.open_path(&key);
                self.problems
                    .push(at(mark, Code::DuplicateKey, message, path));
            }
        }
        if let Some(frame) = self.open.last_mut() {
            frame.key = Some((key, mark));
        }
        Ok(())
    }

    /// The path of a key of the innermost open mapping.
    fn open_path(&self, key: &str) -> String {
        let mut path = String::new();
        for frame in &self.open {
            match (&self.nodes[frame.id.0 as usize].value, &frame.key) {
                (Value::List(items), _) => PathStep::Index(items.len()).write(&mut path),
                (_, Some((key, _))) => PathStep::Key(key.clone()).write(&mut path),
                (_, None) => {}
            }
        }
        PathStep::Key(key.to_owned()).write(&mut path);
        path
    }

    fn start(&mut self, value: Value, anchor: usize, mark: Mark) -> Result<(), Diagnostic> {
        if self.takes_key() {
            let message = "a list or mapping cannot be a key";
            return Err(at(mark, Code::Syntax, message, String::new()));
        }
        if self.open.len() >= MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} deep");
            return Err(at(mark, Code::TooDeep, message, String::new()));
        }
        let id = self.node(value, mark)?;
        self.open.push(OpenNode {
            id,
            anchor,
            key: None,
        });
        Ok(())
    }

    fn alias(&mut self, anchor: usize, mark: Mark) -> Result<(), Diagnostic> {
        if self.takes_key() {
            let message = "an alias cannot be a key";
            return Err(at(mark, Code::Syntax, message, String::new()));
        }
        let Some(original) = self.anchors.get(&anchor).copied() else {
            let message = "an alias to what holds it";
            return Err(at(mark, Code::Syntax, message, String::new()));
        };
        let copy = self.copy(original, self.open.len(), mark)?;
        self.complete(copy, 0);
        Ok(())
    }

    /// Copies a complete value; positions become the alias's, so that a
    /// problem is said where the value is used.
    fn copy(&mut self, id: NodeId, depth: usize, mark: Mark) -> Result<NodeId, Diagnostic> {
        if depth > MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} deep");
            return Err(at(mark, Code::TooDeep, message, String::new()));
        }
        match self.nodes[id.0 as usize].value.clone() {
            scalar @ Value::Scalar { .. } => self.node(scalar, mark),
            Value::List(items) => {
                let copy = self.node(Value::List(Vec::new()), mark)?;
                for item in items {
                    let item = self.copy(item, depth + 1, mark)?;
                    self.attach(copy, None, item);
                }
                Ok(copy)
            }
            Value::Map(entries) => {
                let copy = self.node(Value::Map(Vec::new()), mark)?;
                for entry in entries {
                    let value = self.copy(entry.value, depth + 1, mark)?;
                    self.attach(copy, Some((entry.key, mark)), value);
                }
                Ok(copy)
            }
        }
    }

    fn node(&mut self, value: Value, mark: Mark) -> Result<NodeId, Diagnostic> {
        let id = match u32::try_from(self.nodes.len()) {
            Ok(id) if self.nodes.len() < MAX_NODES => NodeId(id),
            _ => {
                let message = format!("more than {MAX_NODES} values once aliases are expanded");
                return Err(at(mark, Code::TooLarge, message, String::new()));
            }
        };
        self.nodes.push(Node {
            value,
            mark,
            parent: None,
        });
        Ok(id)
    }

    /// Puts a complete value where it belongs.
    fn complete(&mut self, id: NodeId, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, id);
        }
        match self.open.last_mut() {
            Some(frame) => {
                let (parent, key) = (frame.id, frame.key.take());
                self.attach(parent, key, id);
            }
            None => self.root = Some(id),
        }
    }

    fn attach(&mut self, parent: NodeId, key: Option<(String, Mark)>, id: NodeId) {
        let step = match (&mut self.nodes[parent.0 as usize].value, key) {
            (Value::List(items), _) => {
                items.push(id);
                PathStep::Index(items.len() - 1)
            }
            (Value::Map(entries), Some((key, mark))) => {
                // Of a key given twice, the first is read; the second was said.
                if !entries.iter().any(|e| e.key == key) {
                    entries.push(Entry {
                        key: key.clone(),
                        mark,
                        value: id,
                    });
                }
                PathStep::Key(key)
            }
            (Value::Map(_) | Value::Scalar { .. }, _) => return,
        };
        self.nodes[id.0 as usize].parent = Some((parent, step));
    }
}
