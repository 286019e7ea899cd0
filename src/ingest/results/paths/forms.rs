//! How paths are written: URIs, drives, backslashes, dots.

use percent_encoding::percent_decode_str;

/// Nothing to decode or to tidy: told in one pass, as nearly all paths are so.
pub(crate) fn is_plain(path: &str) -> bool {
    // As after a slash, where a part begins.
    let mut before = b'/';
    for (at, byte) in path.bytes().enumerate() {
        let is_odd =
            matches!(byte, b':' | b'\\') || before == b'/' && matches!(byte, b'.' | b'/') && at > 0;
        if is_odd || at == 0 && byte == b'.' {
            return false;
        }
        before = byte;
    }
    before != b'/'
}

/// A file URI's path, its percent escapes read; other text as it is.
pub(crate) fn decoded(path: &str) -> String {
    let Some(rest) = strip_scheme(path) else {
        return path.to_owned();
    };
    // `file:///p` and `file:/p` name no host; `file://host/p` does.
    let rest = match rest.strip_prefix("//") {
        Some(after) => after.find('/').map_or(after, |slash| &after[slash..]),
        None => rest,
    };
    let path = percent_decode_str(rest).decode_utf8_lossy().into_owned();
    // `/C:/x` is Windows' `C:/x`.
    match path.strip_prefix('/') {
        Some(drive) if is_drive(drive) => drive.to_owned(),
        _ => path,
    }
}

pub(crate) fn strip_scheme(path: &str) -> Option<&str> {
    let scheme = path.get(..5)?;
    scheme.eq_ignore_ascii_case("file:").then(|| &path[5..])
}

pub(crate) fn is_drive(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(1) == Some(&b':')
        && bytes.get(2).is_none_or(|b| matches!(b, b'/' | b'\\'))
}

/// Backslashes as slashes, where they separate: behind a drive, in a UNC path
/// or in a path without any slash. A slash beside them makes them part of names.
pub(crate) fn posix(path: &str) -> String {
    let windows = is_drive(path) || path.starts_with(r"\\") || !path.contains('/');
    if windows {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    }
}

/// Without `.` parts, doubled slashes, and what `..` takes back.
pub(crate) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// Returns what follows the root; Windows does not tell cases apart.
pub(crate) fn strip_root<'p>(path: &'p str, root: &str) -> Option<&'p str> {
    if is_drive(root) {
        let head = path.get(..root.len())?;
        return head.eq_ignore_ascii_case(root).then(|| &path[root.len()..]);
    }
    path.strip_prefix(root)
}

pub(crate) fn strip_pattern<'p>(path: &'p str, pattern: &str) -> Option<&'p str> {
    let (mut rest, pattern) = match pattern.split_once(':') {
        Some((_, below)) if is_drive(path) => (&path[2..], below),
        Some(_) => return None,
        None => (path, pattern),
    };
    for part in pattern.split_inclusive('*') {
        rest = rest.strip_prefix(part.trim_end_matches('*'))?;
        if part.ends_with('*') {
            rest = rest.get(rest.find('/')?..)?;
        }
    }
    (!rest.is_empty()).then_some(rest)
}
