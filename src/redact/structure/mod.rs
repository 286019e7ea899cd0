//! Secrets that are known by what is around them.

mod address;
mod announced;
mod assignment;
mod command;
mod http;
mod key;
mod keys;
mod link;
mod named;
mod pair;
mod statement;
mod url;
mod value;

use std::ops::Range;

use super::personal;
pub(crate) use address::addresses;
pub use key::KeyLine;

/// A rule by structure.
#[derive(Debug)]
pub(crate) struct Structure {
    /// What a placeholder calls it.
    pub(crate) kind: &'static str,
    /// Any of these, in any case, may mark one.
    pub(crate) keywords: &'static [&'static str],
    /// The secret's bytes, given the keyword's. It may be before, around or
    /// after it.
    pub(crate) find: fn(&str, Range<usize>) -> Option<Range<usize>>,
}

/// A rule reads this far from its keyword before it decides, so that no text
/// takes quadratic time; bytes. A secret may be longer.
const REACH: usize = 1024;

/// The text from `start`, as far as a rule reads.
fn ahead(text: &str, start: usize) -> &str {
    &text[start..text.floor_char_boundary(start + REACH)]
}

/// The text before `end`, as far as a rule reads.
fn behind(text: &str, end: usize) -> &str {
    &text[text.ceil_char_boundary(end.saturating_sub(REACH))..end]
}

/// Returns where a stretch from `start` ends, and whether that is within reach.
fn stretch(text: &str, start: usize, ends: impl Fn(char) -> bool) -> (usize, bool) {
    let near = ahead(text, start);
    let end = near.find(&ends);
    (
        start + end.unwrap_or(near.len()),
        end.is_some() || start + near.len() == text.len(),
    )
}

/// Returns where a stretch really ends that was decided upon within reach.
fn full_stretch(text: &str, start: usize, ends: impl Fn(char) -> bool) -> usize {
    text[start..]
        .find(ends)
        .map_or(text.len(), |end| start + end)
}

/// All of them. Sources: RFC 7617 (Basic), RFC 6750 (Bearer), RFC 6265
/// (cookies), RFC 3986 section 3.2.1 (user information), RFC 7468 (PEM),
/// RFC 7519 (JWT), <https://learn.microsoft.com/azure/storage/common/storage-sas-overview>.
pub(crate) const STRUCTURES: &[Structure] = &[
    Structure {
        kind: "password",
        keywords: assignment::PASSWORDS,
        find: assignment::password,
    },
    Structure {
        kind: "secret",
        keywords: assignment::SECRETS,
        find: assignment::secret,
    },
    Structure {
        kind: "token",
        keywords: assignment::TOKENS,
        find: assignment::token,
    },
    Structure {
        kind: "signature",
        keywords: assignment::SIGNATURES,
        find: assignment::signature,
    },
    Structure {
        kind: "authorization",
        keywords: &["authorization"],
        find: http::authorization,
    },
    Structure {
        kind: "authorization",
        keywords: &["bearer"],
        find: http::bearer,
    },
    Structure {
        kind: "authorization",
        keywords: &["ssws"],
        find: http::ssws,
    },
    Structure {
        kind: "authorization",
        keywords: &["basic"],
        find: http::basic,
    },
    Structure {
        kind: "cookie",
        keywords: &["cookie"],
        find: http::cookie,
    },
    Structure {
        kind: "password",
        keywords: &["://", r":\/\/"],
        find: url::user_information,
    },
    Structure {
        kind: "password",
        keywords: &["%3a%2f%2f"],
        find: url::encoded_user_information,
    },
    Structure {
        kind: "password",
        keywords: &["@tcp(", "@unix("],
        find: url::go_mysql,
    },
    Structure {
        kind: "private-key",
        keywords: &["private key"],
        find: key::pem,
    },
    Structure {
        kind: "jwt",
        keywords: &["eyJ"],
        find: key::jwt,
    },
    Structure {
        kind: "key",
        keywords: &["key"],
        find: keys::key,
    },
    Structure {
        kind: "session",
        keywords: named::SESSIONS,
        find: named::session,
    },
    Structure {
        kind: "code",
        keywords: named::CODES,
        find: named::code,
    },
    Structure {
        kind: "code",
        keywords: link::PARAMETERS,
        find: link::parameter,
    },
    Structure {
        kind: "link",
        keywords: link::FOLDERS,
        find: link::folder,
    },
    Structure {
        kind: "password",
        keywords: command::COMMANDS,
        find: command::command,
    },
    Structure {
        kind: "password",
        keywords: statement::STATEMENTS,
        find: statement::statement,
    },
    Structure {
        kind: "secret",
        keywords: &["AKIA", "ASIA"],
        find: pair::aws,
    },
    Structure {
        kind: "phone",
        keywords: personal::INTERNATIONAL,
        find: personal::international,
    },
    Structure {
        kind: "phone",
        keywords: personal::PHONES,
        find: personal::telephone,
    },
    Structure {
        kind: "national-id",
        keywords: personal::NATIONAL,
        find: personal::national,
    },
    Structure {
        kind: "iban",
        keywords: personal::IBANS,
        find: personal::announced_iban,
    },
];
