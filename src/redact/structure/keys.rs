//! Keys: most are of caches and tables, and some are secrets.

use std::ops::Range;

use super::super::opaque::{is_hex, is_opaque, is_surely_opaque, whole_or_part};
use super::announced::{Announced, announced};
use super::assignment::assigned;
use super::behind;
use super::named::{is_end, is_word};
use super::value::{is_harmless, looks_random};

/// What keys are called that are secrets.
const SECRET_KEYS: &[&str] = &[
    "access",
    "account",
    "admin",
    "api",
    "app",
    "application",
    "auth",
    "batch",
    "cipher",
    "client",
    "consumer",
    "cookie",
    "crypto",
    "deploy",
    "encryption",
    "function",
    "hmac",
    "ingest",
    "ingestion",
    "instrumentation",
    "integration",
    "jwt",
    "license",
    "licence",
    "live",
    "management",
    "master",
    "personal",
    "private",
    "product",
    "recovery",
    "root",
    "secret",
    "security",
    "service",
    "session",
    "shared",
    "signing",
    "signature",
    "ssh",
    "storage",
    "subscription",
    "test",
    "user",
    "webhook",
    "write",
];

/// What keys are called that are none.
const OTHER_KEYS: &[&str] = &[
    "cache",
    "config",
    "dedup",
    "deduplication",
    "feature",
    "flag",
    "foreign",
    "group",
    "hash",
    "host",
    "idempotency",
    "index",
    "issue",
    "join",
    "lock",
    "lookup",
    "map",
    "memory",
    "message",
    "object",
    "ordering",
    "partition",
    "primary",
    "property",
    "public",
    "publishable",
    "redis",
    "registry",
    "routing",
    "row",
    "shard",
    "sort",
    "state",
    "tag",
    "translation",
    "turn",
    "unique",
];

/// A key: of those that are secrets any that is not a word, of the others a drawn one.
pub(crate) fn key(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    // `keyword`, `keys`
    if text[keyword.end..].starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    let head = behind(text, keyword.start);
    let joined = head.ends_with(|c: char| c.is_ascii_alphanumeric());
    let is_capital = text[keyword.clone()].starts_with('K');
    let is_upper = text[keyword.clone()].starts_with("KEY");
    let owner = owner(head);
    let is = |names: &[&str]| names.iter().any(|name| ends_with_word(owner, name));
    if is(OTHER_KEYS) {
        return None;
    }
    let secret = is(SECRET_KEYS);
    if joined && !secret && !is_capital {
        return None;
    }
    if let Some(assigned) = assigned(text, &keyword) {
        let value = &text[assigned.value.at.clone()];
        let fits = |value: &str| {
            if secret {
                return value.len() >= 8 && looks_random(value) && !is_word(value);
            }
            is_surely_opaque(value)
                || (is_opaque(value) && value.len() >= 20)
                || (is_upper && assigned.tight && value.len() >= 24 && is_hex(value))
        };
        let found = whole_or_part(value, fits)?;
        let start = assigned.value.at.start;
        return (!is_harmless(found) && !found.contains(' ')).then_some(start..start + found.len());
    }
    let by = if secret {
        Announced::Secret
    } else {
        Announced::Key
    };
    is_end(text, keyword.end).then(|| announced(text, keyword.end, by))?
}

/// The name or word before a keyword, without what joins them.
fn owner(head: &str) -> &str {
    let head = head.trim_end_matches([' ', '_', '-', '.', '\'', 's']);
    let len = head
        .bytes()
        .rev()
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    &head[head.len() - len..]
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let at = text.len().checked_sub(word.len());
    at.is_some_and(|at| {
        text.as_bytes()[at..].eq_ignore_ascii_case(word.as_bytes())
            && (at == 0 || text.as_bytes()[at].is_ascii_uppercase())
    })
}
