//! The thorough half of the skeleton: runs once for each distinct masked text.

use super::bytes::{CLASS, SPACE, is_boundary};
use super::mask::VARIES;
use super::words;

/// What opens a redaction mark.
const REDACTED: &[u8] = "‹redacted:".as_bytes();
const REDACTED_END: &[u8] = "›".as_bytes();

/// Folds what differs between messages of one kind although it is constant
/// text: units, dates, empty brackets, redaction marks, comparison signs.
pub(crate) fn fold(masked: &[u8]) -> Vec<u8> {
    let mut pieces = split(masked);
    fold_hex_groups(&mut pieces);
    drop_units_and_dates(&mut pieces);
    drop_empty_brackets(&mut pieces);
    drop_runs(&mut pieces);
    drop_unmatched(&mut pieces);
    join(&pieces)
}

/// The kind of a piece of a skeleton.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `<*>`
    Varies,
    /// Constant text with a letter or digit.
    Word,
    /// Punctuation.
    Mark,
}

/// A word, a `<*>`, or punctuation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece<'t> {
    pub(crate) kind: Kind,
    pub(crate) text: &'t [u8],
    /// White space before it.
    pub(crate) spaced: bool,
}

/// A masked text as pieces.
pub(crate) fn split(masked: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = masked;
    let mut spaced = false;
    while let Some(&first) = rest.first() {
        if CLASS[first as usize] & SPACE != 0 {
            spaced = true;
            rest = &rest[1..];
            continue;
        }
        let (kind, length) = piece(rest);
        let (text, after) = rest.split_at(length);
        pieces.push(Piece { kind, text, spaced });
        spaced = false;
        rest = after;
    }
    pieces
}

/// Kind and length of the first piece of a text that does not start with space.
fn piece(text: &[u8]) -> (Kind, usize) {
    if text.starts_with(VARIES) {
        return (Kind::Varies, VARIES.len());
    }
    if text.starts_with(REDACTED)
        && let Some(end) = find(text, REDACTED_END)
    {
        return (Kind::Varies, end + REDACTED_END.len());
    }
    let length = text
        .iter()
        .position(|&b| is_boundary(b))
        .unwrap_or(text.len());
    if length == 0 {
        return (Kind::Mark, 1);
    }
    let kind = if text[..length].iter().any(|&b| is_wordy(b)) {
        Kind::Word
    } else {
        Kind::Mark
    };
    (kind, length)
}

fn is_wordy(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || byte == b'_'
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|w| w == needle)
}

/// Groups of hexadecimal digits in an address: `FF:<*>:EA`.
fn fold_hex_groups(pieces: &mut [Piece<'_>]) {
    for at in 2..pieces.len() {
        fold_hex_group(pieces, at, at - 2);
    }
    for at in (2..pieces.len()).rev() {
        fold_hex_group(pieces, at - 2, at);
    }
}

/// Makes a group vary where a colon joins it to what varies.
fn fold_hex_group(pieces: &mut [Piece<'_>], group: usize, beside: usize) {
    let text = pieces[group].text;
    let is_group = matches!(text.len(), 2 | 4) && text.iter().all(u8::is_ascii_hexdigit);
    let colon = usize::midpoint(group, beside);
    let is_joined =
        pieces[colon].text == b":" && !pieces[colon].spaced && !pieces[group.max(beside)].spaced;
    if is_group && is_joined && pieces[beside].kind == Kind::Varies {
        pieces[group].kind = Kind::Varies;
    }
}

/// Units after `<*>`; month and day names beside it.
fn drop_units_and_dates(pieces: &mut Vec<Piece<'_>>) {
    let varies = |piece: Option<&Piece<'_>>| piece.is_some_and(|p| p.kind == Kind::Varies);
    let mut at = 0;
    while at < pieces.len() {
        let piece = pieces[at];
        let after = at > 0 && varies(pieces.get(at - 1));
        let before = varies(pieces.get(at + 1));
        let drop = piece.kind == Kind::Word
            && ((after && words::is_unit(piece.text))
                || ((after || before) && words::is_calendar(piece.text)));
        if drop {
            pieces.remove(at);
            // What stood before may now stand beside `<*>`.
            at = at.saturating_sub(1);
        } else {
            at += 1;
        }
    }
}

fn closes(open: &[u8], close: &[u8]) -> bool {
    matches!(
        (open, close),
        (b"(", b")") | (b"[", b"]") | (b"{", b"}") | (b"\"", b"\"") | (b"'", b"'") | (b"<", b">")
    )
}

/// `()`, `[]`, `{}`, `""`, `''`, and what becomes empty by that.
fn drop_empty_brackets(pieces: &mut Vec<Piece<'_>>) {
    let mut kept: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    for piece in pieces.drain(..) {
        match kept.last() {
            Some(open) if closes(open.text, piece.text) => {
                kept.pop();
            }
            _ => kept.push(piece),
        }
    }
    *pieces = kept;
}

/// Of `<*>` with nothing but punctuation between, the first.
fn drop_runs(pieces: &mut Vec<Piece<'_>>) {
    let mut kept: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    let mut last_variable = None;
    for piece in pieces.drain(..) {
        match (piece.kind, last_variable) {
            (Kind::Varies, Some(at)) => kept.truncate(at),
            (Kind::Varies, None) => {
                kept.push(piece);
                last_variable = Some(kept.len());
            }
            (Kind::Word, _) => {
                kept.push(piece);
                last_variable = None;
            }
            (Kind::Mark, _) => kept.push(piece),
        }
    }
    *pieces = kept;
}

/// Brackets and comparison signs whose other half was folded away.
fn drop_unmatched(pieces: &mut Vec<Piece<'_>>) {
    let mut open: Vec<usize> = Vec::new();
    let mut drop = vec![false; pieces.len()];
    for (at, piece) in pieces.iter().enumerate() {
        match piece.text {
            b"(" | b"[" | b"{" | b"<" => {
                open.push(at);
                drop[at] = true;
            }
            b")" | b"]" | b"}" | b">" => {
                let matching = open
                    .iter()
                    .rposition(|&o| closes(pieces[o].text, piece.text));
                drop[at] = matching.is_none();
                if let Some(depth) = matching {
                    drop[open[depth]] = false;
                    open.truncate(depth);
                }
            }
            _ => {}
        }
    }
    let mut kept: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    let mut spaced = false;
    for (piece, drop) in pieces.iter().zip(drop) {
        // The space before what goes is now before what follows.
        spaced |= piece.spaced;
        if !drop {
            kept.push(Piece { spaced, ..*piece });
            spaced = false;
        }
    }
    *pieces = kept;
}

fn join(pieces: &[Piece<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    for piece in pieces {
        if piece.spaced && !out.is_empty() {
            out.push(b' ');
        }
        match piece.kind {
            Kind::Varies => out.extend_from_slice(VARIES),
            Kind::Word | Kind::Mark => out.extend_from_slice(piece.text),
        }
    }
    out
}
