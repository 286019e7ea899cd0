//! What passes a line on, and puts its own words before it: kubectl, CRI,
//! Docker Compose, syslog.
//!
//! Sources: the Kubernetes CRI log format (`TIME STREAM F|P LINE`), kubectl's
//! `--timestamps` and `--prefix`, Compose's `SERVICE-1  | LINE`, RFC 3164 and
//! RFC 5424.

/// Bytes of Compose's or kubectl's name of the container; 0 where there is none.
pub(crate) fn name(line: &str) -> usize {
    pod(line).or_else(|| compose(line)).unwrap_or(0)
}

/// `[pod/shop-1/app] `
fn pod(line: &str) -> Option<usize> {
    let rest = line.strip_prefix("[pod/")?;
    let end = memchr::memchr(b']', rest.as_bytes())?;
    let is_name = !rest.get(..end)?.contains(' ');
    is_name.then(|| skip_blank(line, 5 + end + 1))
}

/// `web-1  | `
fn compose(line: &str) -> Option<usize> {
    /// Names are padded to the longest one.
    const LONGEST: usize = 64;
    let bytes = line.as_bytes();
    if !bytes.first()?.is_ascii_lowercase() {
        return None;
    }
    let bar = memchr::memchr(b'|', bytes.get(..bytes.len().min(LONGEST))?)?;
    let name = bytes.get(..bar)?.trim_ascii_end();
    let is_name = name.len() > 1 && name.len() < bar && name.iter().all(|b| is_of_name(*b));
    (is_name && matches!(bytes.get(bar + 1), None | Some(b' '))).then(|| skip_blank(line, bar + 1))
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// The fields that CRI puts behind its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cri {
    /// Where the line starts.
    pub(crate) body: usize,
    /// The next line belongs to this one.
    pub(crate) is_part: bool,
}

/// `stdout F `, behind the time that ends at `at`.
pub(crate) fn cri(line: &str, at: usize) -> Option<Cri> {
    let rest = line.get(at..)?;
    let rest = rest
        .strip_prefix(" stdout ")
        .or_else(|| rest.strip_prefix(" stderr "))?;
    let is_part = match rest.as_bytes() {
        [b'F'] | [b'F', b' ' | b':', ..] => false,
        [b'P'] | [b'P', b' ' | b':', ..] => true,
        _ => return None,
    };
    let tag = memchr::memchr(b' ', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
    Some(Cri {
        body: line.len() - rest.len() + tag,
        is_part,
    })
}

/// Syslog's `<11>`: its value and what it takes, with the version of RFC 5424.
pub(crate) fn priority(line: &str) -> Option<(u8, usize)> {
    let rest = line.strip_prefix('<')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let value: u8 = rest.get(..digits)?.parse().ok()?;
    let is_end = rest.as_bytes().get(digits) == Some(&b'>');
    let version = usize::from(
        rest.get(digits + 1..)
            .is_some_and(|rest| rest.starts_with("1 ")),
    ) * 2;
    (is_end && (1..=3).contains(&digits) && value < 192).then_some((value, digits + 2 + version))
}

/// Returns where the message starts behind syslog's host and program: `h
/// app[12]: `, RFC 5424's `h app 12 ID [data] `; `at` is behind the time.
pub(crate) fn syslog(line: &str, at: usize, is_new: bool) -> Option<usize> {
    if is_new {
        return rfc5424(line, at);
    }
    let rest = line.get(at..)?.strip_prefix(' ')?;
    let (host, program) = rest.split_once(' ')?;
    let colon = memchr::memchr(b':', program.as_bytes())?;
    let name = program.get(..colon)?;
    let is_name = |name: &str| !name.is_empty() && !name.contains([' ', '\t', '"']);
    // A program may write its name with blanks, but then in front of its id.
    let is_program = is_name(name) || name.ends_with(']') && name.len() < 48;
    (is_name(host) && is_program).then(|| skip_blank(line, line.len() - program.len() + colon + 1))
}

fn rfc5424(line: &str, at: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..4 {
        let rest = line.get(at..)?.strip_prefix(' ')?;
        at = line.len() - rest.len() + rest.find(' ')?;
    }
    let rest = line.get(at..)?.strip_prefix(' ')?;
    let data = match rest.as_bytes().first()? {
        b'[' => rest.find("] ")? + 1,
        _ => rest.find(' ').unwrap_or(rest.len()),
    };
    let body = skip_blank(line, line.len() - rest.len() + data);
    let mark = line
        .get(body..)
        .is_some_and(|body| body.starts_with('\u{feff}'));
    Some(body + usize::from(mark) * '\u{feff}'.len_utf8())
}

/// Behind one blank, if there is one: further ones belong to the message.
pub(crate) fn skip_blank(line: &str, at: usize) -> usize {
    at + usize::from(matches!(line.as_bytes().get(at), Some(b' ' | b'\t')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_containers_are_no_part_of_a_line() {
        for (line, rest) in [
            ("web-1  | GET /", "GET /"),
            ("web-1  |   indented", "  indented"),
            ("web-1  |", ""),
            ("[pod/shop-1/app] x", "x"),
            ("a | b", "a | b"),
            ("Name | Age", "Name | Age"),
            ("cat file | wc", "cat file | wc"),
            ("[pod", "[pod"),
        ] {
            assert_eq!(&line[name(line)..], rest, "{line}");
        }
    }

    #[test]
    fn priorities_and_programs() {
        assert_eq!(priority("<11>Nov 25"), Some((11, 4)));
        assert_eq!(priority("<34>1 2026"), Some((34, 6)));
        assert_eq!(
            (priority("<Error> x"), priority("<999>x"), priority("<>")),
            (None, None, None)
        );
        let line = "Nov 25 08:02:13 h app[12]: it broke";
        assert_eq!(
            syslog(line, 15, false).map(|at| &line[at..]),
            Some("it broke")
        );
        let line = "T h app 12 ID47 [a@1 b=\"c\"] it broke";
        assert_eq!(
            syslog(line, 1, true).map(|at| &line[at..]),
            Some("it broke")
        );
        assert_eq!(syslog("T h no program", 1, false), None);
    }
}
