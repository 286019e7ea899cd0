//! Secrets in base64, as headers, dumps of environments and Kubernetes' objects
//! carry them.
//!
//! Source: RFC 4648, sections 4 and 5 (both alphabets, with and without padding).

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::runs::{Bytes, bytes, runs};

/// Fewer characters hold no secret worth the look.
const SHORTEST: usize = 16;
/// The same; `52-54-00-12-34-56` is longer.
const SHORTEST_STRETCH: usize = SHORTEST;
/// Characters that are decoded first, to tell text from hashes and other bytes.
const PROBE: usize = 12;

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Gives what of a stretch is text in base64, and the text.
pub(crate) fn texts(
    text: &str,
    stretch: Range<usize>,
    mut found: impl FnMut(Range<usize>, String),
) {
    let whole = &text[stretch.clone()];
    if whole.len() < SHORTEST {
        return;
    }
    if let Some(plain) = decode(whole) {
        return found(stretch, plain);
    }
    // A part of a path or a name may be what is encoded.
    let mut start = stretch.start;
    for part in whole.split(is_joint) {
        if part.len() >= SHORTEST
            && part.len() < whole.len()
            && let Some(plain) = decode(part)
        {
            found(start..start + part.len(), plain);
        }
        start += part.len() + 1;
    }
}

/// Calls back with each run of either alphabet that is long enough for base64
/// of a secret, or for the address of a network card.
pub(crate) fn stretches(bytes: &[u8], found: impl FnMut(Range<usize>)) {
    runs::<SHORTEST_STRETCH, 4>(bytes, &DIGITS, found);
}

static DIGITS: Bytes = bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");

fn is_joint(c: char) -> bool {
    matches!(c, '+' | '/' | '-' | '_')
}

/// The text that is encoded, if it is text.
fn decode(encoded: &str) -> Option<String> {
    let probe = encoded.get(..PROBE)?;
    // One of the three may be within a letter that is not ASCII.
    let mut quarters = probe.bytes().step_by(4).map(starts_plain);
    if !quarters.next()? || !quarters.any(|plain| plain) {
        return None;
    }
    if !may_be_text(&ENGINE.decode(standard(probe)).ok()?) {
        return None;
    }
    // One character over says nothing.
    let whole = encoded.len() - usize::from(encoded.len() % 4 == 1);
    let bytes = ENGINE.decode(standard(&encoded[..whole])).ok()?;
    String::from_utf8(bytes).ok()
}

/// The first of four digits that may stand for white space or printable ASCII:
/// its six bits are the highest of a byte.
fn starts_plain(digit: u8) -> bool {
    matches!(digit, b'C' | b'D' | b'I'..=b'Z' | b'a'..=b'f')
}

fn standard(encoded: &str) -> String {
    encoded.replace('-', "+").replace('_', "/")
}

/// Returns whether bytes are the start of a text in UTF-8, which may end within
/// a letter.
fn may_be_text(bytes: &[u8]) -> bool {
    let is_utf8 = match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    is_utf8 && bytes.iter().all(|b| !b.is_ascii() || is_plain(*b))
}

/// Printable ASCII, or white space.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        stretches(text.as_bytes(), |stretch| {
            texts(text, stretch, |range, plain| {
                all.push((text[range].to_owned(), plain));
            });
        });
        all
    }

    #[test]
    fn text_is_found_whatever_stands_around_it() {
        let plain = "password=of the house";
        let encoded = ENGINE.encode(plain);
        let short = encoded.trim_end_matches('=');
        for (before, after) in [
            ("", ""),
            ("x ", "=="),
            ("data:", "\""),
            ("a/b-", "-c"),
            ("k=", ";"),
        ] {
            let text = format!("{before}{short}{after}");
            assert_eq!(
                decoded(&text),
                [(short.to_owned(), plain.to_owned())],
                "{text}"
            );
        }
    }

    #[test]
    fn text_has_letters_of_any_script() {
        for plain in ["jörg@exämple.org has written", "user=анна@example.org"] {
            let encoded = ENGINE.encode(plain);
            let digits = encoded.trim_end_matches('=').to_owned();
            assert_eq!(decoded(&encoded), [(digits, plain.to_owned())]);
        }
    }

    #[test]
    fn words_and_hashes_are_no_text() {
        for text in [
            "netra_backend/app/websocket_core/unified_manager",
            "WebSocketManagerProtocolValidator",
            "0069c7a98886c4a7a800d8ee9a416192d9344fac",
            "dGVzdA",
            "",
        ] {
            assert_eq!(decoded(text), [], "{text}");
        }
    }

    #[test]
    fn every_long_run_is_found_once() {
        let run = "a".repeat(SHORTEST);
        for before in 0..45 {
            let text = format!("{}{run} {run}b {}", " ".repeat(before), &run[1..]);
            let mut found = Vec::new();
            stretches(text.as_bytes(), |range| found.push(range.len()));
            assert_eq!(found, [SHORTEST, SHORTEST + 1], "{before}");
        }
    }
}
