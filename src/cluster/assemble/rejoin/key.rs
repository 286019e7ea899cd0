//! A private key whose lines are entries of their own.
//!
//! Only a full line, or the first or last, is known by itself. What may be one
//! is, where it is next to one that is. As nothing of it is shown, the order of
//! its lines does not matter.

use crate::redact::{KeyLine, PRIVATE_KEY};

/// Lines that are of one key, if one of them surely is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PrivateKeyLines {
    begun: bool,
    ended: bool,
    is_sure: bool,
}

impl PrivateKeyLines {
    /// Of its first known line; `None` where the text is no such line.
    pub(crate) fn start(text: &str) -> Option<Self> {
        let line = KeyLine::of(text)?;
        Some(Self {
            begun: line == KeyLine::Begin,
            ended: line == KeyLine::End,
            is_sure: line != KeyLine::Perhaps,
        })
    }

    /// Takes in another line; false where it is of no key, or of another one.
    pub(crate) fn take(&mut self, text: &str) -> bool {
        let Some(line) = Self::start(text) else {
            return false;
        };
        let is_whole = self.begun && self.ended;
        let repeats = (self.begun && line.begun) || (self.ended && line.ended);
        // A word before the first line is the program's.
        let goes_on = self.is_sure || (line.is_sure && !line.begun);
        if is_whole || repeats || !goes_on {
            return false;
        }
        self.begun |= line.begun;
        self.ended |= line.ended;
        self.is_sure = true;
        true
    }

    /// Returns what stands in place of its lines; `None` where they are none.
    pub(crate) fn text(self) -> Option<&'static str> {
        self.is_sure.then_some(PRIVATE_KEY)
    }
}
