//! Words that the mask and the closure treat in their own way.

/// Units that may follow a number; scale is not part of what happened, so that
/// `900 ms` and `1.2 s` are one thing.
const UNITS: &[&str] = &[
    "b",
    "kb",
    "mb",
    "gb",
    "tb",
    "pb",
    "kib",
    "mib",
    "gib",
    "tib",
    "byte",
    "bytes",
    "bit",
    "bits",
    "ns",
    "us",
    "µs",
    "ms",
    "msec",
    "msecs",
    "millis",
    "s",
    "sec",
    "secs",
    "second",
    "seconds",
    "m",
    "min",
    "mins",
    "minute",
    "minutes",
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "d",
    "day",
    "days",
    "milliseconds",
    "millisecond",
    "microseconds",
    "nanoseconds",
    "hz",
    "mhz",
    "ghz",
    "%",
];

/// Month and day names and what follows a time of day.
const CALENDAR: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon",
    "tue", "wed", "thu", "fri", "sat", "sun", "am", "pm", "utc", "gmt", "est", "edt", "cst", "cdt",
    "pst", "pdt", "cet", "cest",
];

/// Keys whose value says what happened, not to whom or how much.
const TELLING_KEYS: &[&str] = &[
    "action",
    "cause",
    "class",
    "code",
    "err",
    "error",
    "event",
    "exception",
    "kind",
    "message",
    "method",
    "msg",
    "op",
    "operation",
    "outcome",
    "reason",
    "result",
    "state",
    "status",
    "type",
];

/// Endings of exception types in the languages whose traces are read.
pub(crate) const ERROR_ENDINGS: &[&str] =
    &["Error", "Exception", "Failure", "Fault", "Warning", "Panic"];

fn among(list: &[&str], word: &[u8]) -> bool {
    list.iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// A unit of measure.
pub(super) fn is_unit(word: &[u8]) -> bool {
    word.len() <= 12 && among(UNITS, word)
}

/// A name of a month, a day, half a day or a time zone.
pub(super) fn is_calendar(word: &[u8]) -> bool {
    matches!(word.len(), 2..=4) && among(CALENDAR, word)
}

/// A key whose value is kept.
pub(super) fn is_telling_key(key: &[u8]) -> bool {
    let last = key
        .rsplit(|b| matches!(b, b'.' | b'_' | b'-'))
        .next()
        .unwrap_or(key);
    among(TELLING_KEYS, last)
}

/// Comes before a host's name.
pub(super) fn precedes_host(word: &[u8]) -> bool {
    const BEFORE: &[&str] = &[
        "to", "from", "at", "via", "host", "server", "address", "proxy", "upstream", "peer", "tcp",
    ];
    among(BEFORE, word)
}

/// Announces a status code.
pub(super) fn announces_status(word: &[u8]) -> bool {
    among(
        &[
            "status",
            "code",
            "http",
            "statuscode",
            "status_code",
            "returned",
        ],
        word,
    )
}

/// An exception type or an error's symbolic code: `TimeoutError`, `ECONNRESET`.
pub(crate) fn is_error_name(word: &[u8]) -> bool {
    let camel = ERROR_ENDINGS
        .iter()
        .any(|ending| word.len() > ending.len() && word.ends_with(ending.as_bytes()));
    camel || (word.len() >= 5 && word[0] == b'E' && word.iter().all(u8::is_ascii_uppercase))
}

/// Words for how something went or stands.
const STATES: &[&str] = &[
    "up",
    "down",
    "on",
    "off",
    "open",
    "ok",
    "okay",
    "yes",
    "no",
    "not",
    "true",
    "false",
    "none",
    "null",
    "nil",
    "success",
    "failure",
    "error",
    "valid",
    "invalid",
    "unknown",
    "missing",
    "lost",
    "slow",
    "full",
    "empty",
    "ready",
    "unready",
    "healthy",
    "unhealthy",
    "available",
    "unavailable",
    "online",
    "offline",
    "reachable",
    "unreachable",
    "alive",
    "dead",
    "start",
    "stop",
    "begin",
    "end",
    "create",
    "delete",
    "read",
    "write",
    "get",
    "put",
    "post",
    "head",
    "patch",
    "options",
    "connect",
    "trace",
    "timeout",
    "warning",
    "critical",
    "fatal",
    "panic",
];

/// What a user, a host or a queue has, which is no name of one.
const ATTRIBUTES: &[&str] = &[
    "name",
    "id",
    "password",
    "email",
    "role",
    "roles",
    "group",
    "session",
    "token",
    "profile",
    "agent",
    "input",
    "data",
    "key",
    "limit",
    "permission",
    "permissions",
    "settings",
    "size",
];

/// Nouns before a name.
const NOUNS: &[&str] = &[
    "user",
    "username",
    "account",
    "host",
    "hostname",
    "node",
    "device",
    "interface",
    "queue",
    "topic",
    "pod",
    "bucket",
    "database",
    "table",
    "tenant",
    "customer",
];

/// A word that says what happened, and so never stands for a value: an error's
/// type, a request method, a status code, a state, a participle.
pub(crate) fn is_telling(word: &[u8]) -> bool {
    let ends = |ending: &[u8]| {
        let tail = word.len().checked_sub(ending.len()).filter(|at| *at > 2);
        tail.is_some_and(|at| word[at..].eq_ignore_ascii_case(ending))
    };
    is_error_name(word)
        || word.iter().any(u8::is_ascii_digit)
        || ends(b"ed")
        || ends(b"ing")
        || among(STATES, word)
        || among(ATTRIBUTES, word)
}

/// A noun that names what follows it.
pub(crate) fn names_next(word: &[u8]) -> bool {
    among(NOUNS, word)
}
