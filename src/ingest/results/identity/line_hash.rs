//! Code scanning's hash of a line: what GitHub's action puts into a SARIF
//! result as `primaryLocationLineHash`, where a tool gives none.
//!
//! Source: `src/fingerprints.ts` of <https://github.com/github/codeql-action>.
//! The hash of a line is that of the 100 characters from its start on, without
//! spaces and tabs, with every line end as `\n`; behind the text come U+FFFF
//! and as many zeros as are wanting. Characters are UTF-16's units, and the
//! hash is a polynomial in 37 modulo 2^64. Lines with the same hash are counted
//! off: `HASH:1`, `HASH:2`.

use std::collections::HashMap;

/// The name it has among a result's fingerprints.
pub(crate) const NAME: &str = "primaryLocationLineHash";

/// Characters that a line's hash is made of.
const BLOCK: usize = 100;

/// The polynomial's base.
const BASE: u64 = 37;

/// What stands for the end of the file.
const END: u16 = u16::MAX;

/// The hashes of a text's lines, the first line's first.
pub(crate) fn line_hashes(text: &str) -> Vec<String> {
    let (characters, starts) = characters(text);
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut hashes = Vec::with_capacity(starts.len());
    let mut rolling = Rolling::new(&characters);
    for start in starts {
        let hash = rolling.at(start);
        let count = seen.entry(hash).or_default();
        *count += 1;
        hashes.push(format!("{hash:x}:{count}"));
    }
    hashes
}

/// The characters that count, and where among them lines start.
fn characters(text: &str) -> (Vec<u16>, Vec<usize>) {
    let mut characters = Vec::with_capacity(text.len() + 1);
    let mut starts = Vec::new();
    let mut line_starts = true;
    let mut before = None;
    for unit in text.encode_utf16().chain([END]) {
        let ends_crlf = before == Some(CR) && unit == LF;
        before = Some(unit);
        if matches!(unit, SPACE | TAB) || ends_crlf {
            continue;
        }
        if line_starts {
            starts.push(characters.len());
        }
        let unit = if unit == CR { LF } else { unit };
        line_starts = unit == LF;
        characters.push(unit);
    }
    (characters, starts)
}

const SPACE: u16 = b' ' as u16;
const TAB: u16 = b'\t' as u16;
const LF: u16 = b'\n' as u16;
const CR: u16 = b'\r' as u16;

/// The hash of the block at a place that moves forward.
struct Rolling<'c> {
    characters: &'c [u16],
    start: usize,
    hash: u64,
    /// The base to the power of a block's length.
    last: u64,
}

impl<'c> Rolling<'c> {
    fn new(characters: &'c [u16]) -> Self {
        let mut rolling = Self {
            characters,
            start: 0,
            hash: 0,
            last: 1,
        };
        for at in 0..BLOCK {
            rolling.hash = rolling
                .hash
                .wrapping_mul(BASE)
                .wrapping_add(rolling.character(at));
            rolling.last = rolling.last.wrapping_mul(BASE);
        }
        rolling
    }

    /// A character, or the zeros behind the last.
    fn character(&self, at: usize) -> u64 {
        self.characters.get(at).copied().unwrap_or_default().into()
    }

    /// The hash of the block at `start`, no less than before.
    fn at(&mut self, start: usize) -> u64 {
        while self.start < start {
            let gone = self.last.wrapping_mul(self.character(self.start));
            let come = self.character(self.start + BLOCK);
            self.hash = self
                .hash
                .wrapping_mul(BASE)
                .wrapping_add(come)
                .wrapping_sub(gone);
            self.start += 1;
        }
        self.hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of `src/fingerprints.test.ts` in codeql-action.
    #[test]
    fn the_same_as_code_scanning() {
        let check =
            |text: &str, expected: &[&str]| assert_eq!(line_hashes(text), expected, "{text:?}");
        check("", &["c129715d7a2bc9a3:1"]);
        check(
            " a\nb\n  \t\tc\n d",
            &[
                "271789c17abda88f:1",
                "54703d4cd895b18:1",
                "180aee12dab6264:1",
                "a23a3dc5e078b07b:1",
            ],
        );
        check(
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            &[
                "8b7cf3e952e7aeb2:1",
                "b1ae1287ec4718d9:1",
                "bff680108adb0fcc:1",
                "c6805c5e1288b612:1",
                "b86d3392aea1be30:1",
                "e6ceba753e1a442:1",
            ],
        );
        let ends = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        check(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", &ends);
        check(" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", &ends);
        check(
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
            &ends,
        );
        check(
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            &ends,
        );
        check(
            &"Lorem ipsum dolor sit amet.\n".repeat(10),
            &[
                "a7f2ff13bc495cf2:1",
                "a7f2ff13bc495cf2:2",
                "a7f2ff13bc495cf2:3",
                "a7f2ff13bc495cf2:4",
                "a7f2ff13bc495cf2:5",
                "a7f2ff13bc495cf2:6",
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        );
    }

    #[test]
    fn indenting_changes_nothing_and_what_follows_soon_does() {
        let first = |text: &str| line_hashes(text).remove(0);
        assert_eq!(first("\tx = 1\n"), first("    x  =  1\n"));
        assert_ne!(first("x = 1\ny"), first("x = 1\nz"));
        let far = "-".repeat(BLOCK);
        assert_eq!(first(&format!("x{far}y")), first(&format!("x{far}z")));
    }
}
