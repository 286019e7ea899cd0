//! Secrets in base64, as headers, dumps of environments and Kubernetes' objects
//! carry them.
//!
//! Source: RFC 4648, sections 4 and 5 (both alphabets, with and without padding).

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Fewer characters hold no secret worth the look.
const SHORTEST: usize = 20;
/// Characters that are decoded first, to tell text from hashes and other bytes.
const PROBE: usize = 12;

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Gives each stretch that is text in base64, and the text.
pub(super) fn texts(text: &str, mut found: impl FnMut(Range<usize>, String)) {
    for stretch in stretches(text.as_bytes()) {
        let whole = &text[stretch.clone()];
        if let Some(plain) = decode(whole) {
            found(stretch, plain);
            continue;
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
}

/// Runs of either alphabet.
fn stretches(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
            // Looks only at what a long enough stretch must cover.
            let Some(last) = rest.get(SHORTEST - 1) else {
                at = bytes.len();
                return None;
            };
            if !is_digit(*last) {
                at += SHORTEST;
                continue;
            }
            let behind = rest[..SHORTEST].iter().rev().take_while(|b| is_digit(**b));
            let start = at + SHORTEST - behind.count();
            let len = bytes[start..].iter().take_while(|b| is_digit(**b)).count();
            at = start + len;
            if len >= SHORTEST {
                return Some(start..at);
            }
        }
    })
}

const fn is_digit(byte: u8) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 0x80 {
            table[byte as usize] =
                byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
            byte += 1;
        }
        table
    };
    TABLE[byte as usize]
}

fn is_joint(c: char) -> bool {
    matches!(c, '+' | '/' | '-' | '_')
}

/// The text that is encoded, if it is text.
fn decode(encoded: &str) -> Option<String> {
    let probe = encoded.get(..PROBE)?;
    let start = ENGINE.decode(standard(probe)).ok()?;
    if !start.into_iter().all(is_plain) {
        return None;
    }
    // One character over says nothing.
    let whole = encoded.len() - usize::from(encoded.len() % 4 == 1);
    let bytes = ENGINE.decode(standard(&encoded[..whole])).ok()?;
    String::from_utf8(bytes).ok()
}

fn standard(encoded: &str) -> String {
    encoded.replace('-', "+").replace('_', "/")
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
        texts(text, |range, plain| {
            all.push((text[range].to_owned(), plain));
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
            let found: Vec<_> = stretches(text.as_bytes()).map(|r| r.len()).collect();
            assert_eq!(found, [SHORTEST, SHORTEST + 1], "{before}");
        }
    }
}
