//! The records of JSON input: the elements of the array that a JSON Pointer
//! (RFC 6901) names, in one document or in several, one after the other.

use std::io::Read;

use serde_json::Value;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::framing::items::{Item, Items};
use crate::ingest::syntax::scan::{JsonKind, Scanner, tokens};
use crate::ingest::syntax::value;
use crate::model::similar;

/// Names of a document that are remembered for a hint.
const MAX_SEEN: usize = 40;

/// Elements of the selected array of each document; a selected value that is
/// no array is one element.
#[derive(Debug)]
pub(crate) struct Elements<R> {
    scan: Scanner<R>,
    pointer: Vec<String>,
    state: DocumentState,
    /// Containers entered on the way to the array, outermost first.
    path: Vec<JsonKind>,
    /// The array was found in some document.
    found: bool,
    /// Where arrays are, in documents where the pointer leads nowhere.
    seen: Vec<WatchedValue>,
    watched: Vec<Watched>,
    lists: Option<Lists>,
}

/// Reads from a member of the document which files were analyzed.
pub(crate) type Analyzed = fn(&[u8]) -> Vec<String>;

/// A member of the document that lists files.
#[derive(Debug)]
struct Lists {
    member: &'static str,
    read: Analyzed,
    files: Vec<String>,
}

/// A value beside the array that is wanted too.
#[derive(Debug)]
struct Watched {
    pointer: String,
    tokens: Vec<String>,
    value: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DocumentState {
    /// Before a document.
    Between,
    /// In the array; before its first element or a later one.
    Inside {
        first: bool,
    },
    Done,
}

/// A member that was passed over on the way.
#[derive(Debug)]
struct WatchedValue {
    pointer: String,
    is_array: bool,
}

impl<R: Read> Elements<R> {
    /// Elements at `pointer`; the whole document where it is empty.
    ///
    /// Values at the `watched` pointers (or names of members of the document)
    /// are kept when they are passed on the way.
    pub(crate) fn new<'w>(
        scan: Scanner<R>,
        pointer: &str,
        watched: impl IntoIterator<Item = &'w str>,
    ) -> Self {
        let owned = |pointer: &str| tokens(pointer).into_iter().map(Into::into).collect();
        let watched = watched.into_iter().map(|pointer| Watched {
            pointer: pointer.to_owned(),
            tokens: owned(pointer),
            value: None,
        });
        Self {
            scan,
            watched: watched.collect(),
            pointer: owned(pointer),
            state: DocumentState::Between,
            path: Vec::new(),
            found: false,
            seen: Vec::new(),
            lists: None,
        }
    }

    /// Takes the names of files from a member of the document.
    pub(crate) fn listing(&mut self, member: &'static str, read: Analyzed) {
        let files = Vec::new();
        self.lists = Some(Lists {
            member,
            read,
            files,
        });
    }

    /// Files that were listed, once their member was passed.
    pub(crate) fn listed(&self) -> &[String] {
        self.lists.as_ref().map_or(&[], |lists| &lists.files)
    }

    /// The value at a watched pointer, once it was passed.
    pub(crate) fn seen_at(&self, pointer: &str) -> Option<&Value> {
        let watched = self.watched.iter().find(|w| w.pointer == pointer)?;
        watched.value.as_ref()
    }

    /// Passes over the member of this name, `level` levels down the path.
    fn pass(&mut self, level: usize, key: &str) -> Result<(), ReadError> {
        let Self {
            scan,
            pointer,
            watched,
            lists,
            ..
        } = self;
        let mut lists = lists.as_mut().filter(|l| level == 0 && l.member == key);
        let on_path = |w: &&mut Watched| {
            let (parents, rest) = w.tokens.split_at(level.min(w.tokens.len()));
            parents == pointer.get(..level).unwrap_or_default()
                && rest.first().is_some_and(|t| t == key)
        };
        let mut wanted = watched.iter_mut().filter(on_path).peekable();
        let at = scan.place();
        let bytes = match (wanted.peek(), &mut lists) {
            (None, None) => return scan.skip(),
            (None, Some(lists)) => {
                if let Some(bytes) = scan.value_or_skip()? {
                    lists.files.extend((lists.read)(bytes));
                }
                return Ok(());
            }
            (Some(_), _) => scan.value()?,
        };
        if let Some(lists) = lists {
            lists.files.extend((lists.read)(bytes));
        }
        let value = value::parse(bytes, at)?;
        for watched in wanted {
            let mut inner = watched.tokens.iter().skip(level + 1);
            let found = inner.try_fold(&value, |value, token| match value {
                Value::Array(list) => list.get(token.parse::<usize>().ok()?),
                value => value.get(token),
            });
            watched.value = found.cloned();
        }
        Ok(())
    }

    /// Goes to the selected value of the document that comes next; false
    /// where it has none, with the document passed over.
    fn descend(&mut self) -> Result<bool, ReadError> {
        for level in 0..self.pointer.len() {
            let Some(kind) = self.scan.kind()? else {
                return Err(ReadError::json_ends(self.scan.place()));
            };
            let there = match kind {
                JsonKind::Object => self.go_to_member(level)?,
                JsonKind::Array => self.go_to_index(level)?,
                JsonKind::Scalar => {
                    self.scan.skip()?;
                    false
                }
            };
            if !there {
                self.ascend()?;
                return Ok(false);
            }
            self.path.push(kind);
        }
        Ok(true)
    }

    fn go_to_member(&mut self, level: usize) -> Result<bool, ReadError> {
        self.scan.enter()?;
        let mut first = true;
        while let Some(key) = self.scan.key(first)? {
            first = false;
            if self.pointer.get(level).is_some_and(|want| *want == key) {
                return Ok(true);
            }
            if self.seen.len() < MAX_SEEN && !self.found {
                let is_array = self.scan.kind()? == Some(JsonKind::Array);
                let pointer = self.pointer_to(level, &key);
                self.seen.push(WatchedValue { pointer, is_array });
            }
            self.pass(level, &key)?;
        }
        Ok(false)
    }

    fn pointer_to(&self, level: usize, key: &str) -> String {
        let parents = self.pointer.iter().take(level).map(String::as_str);
        parents.chain([key]).fold(String::new(), |out, token| {
            out + "/" + &token.replace('~', "~0").replace('/', "~1")
        })
    }

    fn go_to_index(&mut self, level: usize) -> Result<bool, ReadError> {
        self.scan.enter()?;
        let want = self
            .pointer
            .get(level)
            .and_then(|t| t.parse::<usize>().ok());
        let mut index = 0;
        while self.scan.element(index == 0)? {
            if Some(index) == want {
                return Ok(true);
            }
            self.scan.skip()?;
            index += 1;
        }
        Ok(false)
    }

    /// Passes over the rest of the containers on the path, so that a document
    /// that is cut off behind its array is seen to be.
    fn ascend(&mut self) -> Result<(), ReadError> {
        while let Some(kind) = self.path.pop() {
            match kind {
                JsonKind::Object => {
                    while let Some(key) = self.scan.key(false)? {
                        if self
                            .pointer
                            .get(self.path.len())
                            .is_some_and(|want| *want == key)
                        {
                            let what = format!("two members are called `{key}`");
                            return Err(ReadError::json(self.scan.place(), what));
                        }
                        self.pass(self.path.len(), &key)?;
                    }
                }
                _ => {
                    while self.scan.element(false)? {
                        self.scan.skip()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Moves to the next element; where it starts, or nothing at the end.
    fn advance(&mut self) -> Result<Option<InputPosition>, ReadError> {
        loop {
            match self.state {
                DocumentState::Done => return Ok(None),
                DocumentState::Inside { first } => {
                    if self.scan.element(first)? {
                        self.scan.peek()?;
                        self.state = DocumentState::Inside { first: false };
                        return Ok(Some(self.scan.place()));
                    }
                    self.ascend()?;
                    self.state = DocumentState::Between;
                }
                DocumentState::Between => match self.scan.kind()? {
                    None => {
                        self.state = DocumentState::Done;
                        self.check_found()?;
                    }
                    Some(_) if !self.descend()? => {}
                    Some(_) => {
                        self.found = true;
                        if self.scan.kind()? == Some(JsonKind::Array) {
                            self.scan.enter()?;
                            self.state = DocumentState::Inside { first: true };
                        } else {
                            return Ok(Some(self.scan.place()));
                        }
                    }
                },
            }
        }
    }

    fn check_found(&self) -> Result<(), ReadError> {
        if self.found || self.pointer.is_empty() {
            return Ok(());
        }
        let pointer = self.pointer_to(
            self.pointer.len() - 1,
            self.pointer.last().map_or("", |t| t),
        );
        Err(ReadError::new(format!("has nothing at `{pointer}`")).hint(self.hint(&pointer)))
    }

    fn hint(&self, wanted: &str) -> String {
        let seen = self.seen.iter().map(|seen| seen.pointer.as_str());
        if let Some(nearest) = similar::most_alike(wanted, seen, 0.85) {
            return format!("Did you mean `{nearest}`?");
        }
        let arrays: Vec<_> = self
            .seen
            .iter()
            .filter(|s| s.is_array)
            .map(|s| s.pointer.as_str())
            .collect();
        if arrays.is_empty() {
            return "It has no array there to choose from.".to_owned();
        }
        format!("Its arrays are: {}.", arrays.join(", "))
    }

    /// Closes the path behind a selected value that is not an array.
    fn after_single(&mut self) -> Result<(), ReadError> {
        if self.state == DocumentState::Between && !self.path.is_empty() {
            self.ascend()?;
        }
        Ok(())
    }
}

impl<R: Read> Items for Elements<R> {
    const STRICT: bool = true;

    fn next(&mut self) -> Result<Option<Item<'_>>, ReadError> {
        self.after_single()?;
        let Some(at) = self.advance()? else {
            return Ok(None);
        };
        let bytes = self.scan.value()?;
        Ok(Some(Item::new(bytes, at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(json: &str, pointer: &str) -> Result<Vec<String>, String> {
        let scan = Scanner::new(json.as_bytes(), 128);
        let mut items = Elements::new(scan, pointer, []);
        let mut out = Vec::new();
        loop {
            match items.next() {
                Ok(Some(item)) => out.push(item.text().into_owned()),
                Ok(None) => return Ok(out),
                Err(error) => return Err(error.to_string()),
            }
        }
    }

    #[test]
    fn arrays_and_documents_give_their_elements() {
        let want = vec![
            r#"{"a":[1]}"#.to_owned(),
            "2".to_owned(),
            r#""]""#.to_owned(),
        ];
        assert_eq!(elements(r#" [ {"a":[1]} ,2, "]" ] "#, "").unwrap(), want);
        assert_eq!(elements("{\"a\":[1]}\n2 \"]\"", "").unwrap(), want);
        assert_eq!(elements("[]", "").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_pointer_selects_inside_every_document() {
        let json = r#"{"x":{"y":[1]},"a/b":[{"l":[1,2]}]} {"a/b":[{"l":3}], "z":0}"#;
        assert_eq!(elements(json, "/a~1b/0/l").unwrap(), ["1", "2", "3"]);
    }

    #[test]
    fn a_wrong_pointer_says_what_there_is() {
        let json = r#"{"raw_logs":[1],"n":2}"#;
        insta::assert_snapshot!(elements(json, "/raw_log").unwrap_err(), @"has nothing at `/raw_log`. Did you mean `/raw_logs`?");
        insta::assert_snapshot!(elements(json, "/entries").unwrap_err(), @"has nothing at `/entries`. Its arrays are: /raw_logs.");
    }

    #[test]
    fn broken_json_says_where() {
        insta::assert_snapshot!(elements("[1,\n{\"a\":", "").unwrap_err(), @"not valid JSON at byte 9 (line 2): unexpected end. Was the download cut off?");
        insta::assert_snapshot!(elements(r#"{"l":[1,2]"#, "/l").unwrap_err(), @"not valid JSON at byte 10 (line 1): unexpected end. Was the download cut off?");
        insta::assert_snapshot!(elements("[1,]", "").unwrap_err(), @"not valid JSON at byte 3 (line 1): a comma before the end");
        insta::assert_snapshot!(elements("[[1}]", "").unwrap_err(), @"not valid JSON at byte 3 (line 1): a bracket that closes nothing");
        insta::assert_snapshot!(elements(r#"{"l":[1],"l":[2]}"#, "/l").unwrap_err(), @"not valid JSON at byte 13 (line 1): two members are called `l`");
        let deep = "[".repeat(100_000);
        insta::assert_snapshot!(elements(&deep, "").unwrap_err(), @"JSON nested too deeply at byte 128 (line 1): more than 128 levels");
    }
}
