//! Characters that are written as escapes: of JSON and JavaScript, of URLs, of
//! HTML. A secret is the same in each dress.

/// The escape at the start of `text`, if there is one: its length, and what it
/// stands for.
pub(crate) fn unescape(text: &str) -> Option<(usize, char)> {
    match text.as_bytes().first()? {
        b'\\' => backslash(text),
        b'%' => percent(text),
        b'&' => entity(text),
        _ => None,
    }
}

/// `\u003d`, `\x3d`, `\"`, `\/`, `\n`; in a string within a string with more
/// backslashes.
fn backslash(text: &str) -> Option<(usize, char)> {
    let rest = text.trim_start_matches('\\');
    let slashes = text.len() - rest.len();
    let short = |c| Some((slashes + 1, c));
    match rest.as_bytes().first()? {
        b'u' | b'x' => coded(rest).map(|(len, c)| (slashes + len, c)),
        b'"' => short('"'),
        b'\'' => short('\''),
        b'/' => short('/'),
        b'n' | b'r' => short('\n'),
        b't' => short('\t'),
        _ => None,
    }
}

/// Reads what follows a backslash: `u003d`, `x3d`.
fn coded(text: &str) -> Option<(usize, char)> {
    let digits = match text.as_bytes().first()? {
        b'u' => 4,
        b'x' => 2,
        _ => return None,
    };
    let c = hex(text.get(1..=digits)?)?;
    Some((1 + digits, c))
}

/// `%3D`, `%253D`, `%C3%BC`. Source: RFC 3986, section 2.1, and UTF-8.
fn percent(text: &str) -> Option<(usize, char)> {
    let mut at = 1;
    while text[at..].starts_with("25") && text.len() > at + 2 {
        at += 2;
    }
    // The last `25` is a per cent sign itself, where nothing is escaped by it.
    let byte = |at: usize| text.get(at..at + 2).and_then(hex).map(u32::from);
    if let Some(first) = byte(at).filter(|byte| *byte >= 0xc2) {
        let len = if first < 0xe0 {
            2
        } else if first < 0xf0 {
            3
        } else {
            4
        };
        let bytes = (0..len).map(|part| {
            // Each byte has its own sign, escaped as often.
            let start = part * (at + 2);
            let is_escape = text.get(start..start + at) == text.get(..at);
            byte(start + at)
                .filter(|_| is_escape)
                .and_then(|byte| u8::try_from(byte).ok())
        });
        let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
        let c = std::str::from_utf8(&bytes).ok()?.chars().next()?;
        return Some((len * (at + 2), c));
    }
    let escaped = text.get(at..at + 2).and_then(hex).map(|c| (at + 2, c));
    // `%5Cu003d`: an escape of JSON whose backslash is one of a URL.
    if let Some((len, '\\')) = escaped
        && let Some((more, c)) = coded(&text[len..])
    {
        return Some((len + more, c));
    }
    let found = escaped.or_else(|| (at > 1).then_some((at, '%')))?;
    (found.1.is_ascii() && (!found.1.is_ascii_control() || found.1 == '\n')).then_some(found)
}

/// `&amp;`, `&#61;`, `&#x3d;`. Source: HTML, section 13.5.
fn entity(text: &str) -> Option<(usize, char)> {
    const NAMED: [(&str, char); 14] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("equals", '='),
        ("colon", ':'),
        ("commat", '@'),
        ("sol", '/'),
        ("num", '#'),
        ("period", '.'),
        ("plus", '+'),
        ("lowbar", '_'),
    ];
    let len = text.bytes().take(12).position(|b| b == b';')?;
    let name = &text[1..len];
    let number = |digits: &str, radix| {
        let code = u32::from_str_radix(digits, radix).ok()?;
        char::from_u32(code)
    };
    let c = match name.strip_prefix('#') {
        Some(code) => match code.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16)?,
            None => number(code, 10)?,
        },
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    (c == '\n' || !c.is_control()).then_some((len + 1, c))
}

fn hex(digits: &str) -> Option<char> {
    let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_their_characters() {
        for (text, found) in [
            (r"\u003dx", Some((6, '='))),
            (r"\\u0026x", Some((7, '&'))),
            (r"\x22", Some((4, '"'))),
            (r#"\\\"x"#, Some((4, '"'))),
            (r"\q", None),
            (r"\ud83d", None),
            (r"\u12", None),
            ("%3D", Some((3, '='))),
            ("%253d", Some((5, '='))),
            ("%5Cu003dx", Some((8, '='))),
            ("%255Cx3dx", Some((8, '='))),
            ("%5Cu00", Some((3, '\\'))),
            ("%25", Some((3, '%'))),
            ("%25 x", Some((3, '%'))),
            ("%é", None),
            ("%2", None),
            ("%c3", None),
            ("%C3%BCx", Some((6, 'ü'))),
            ("%25C3%25BCx", Some((10, 'ü'))),
            ("%C3%C3", None),
            ("&amp;x", Some((5, '&'))),
            ("&#61;", Some((5, '='))),
            ("&#x3D;", Some((6, '='))),
            ("&x=1", None),
            ("&é;", None),
        ] {
            assert_eq!(unescape(text), found, "{text}");
        }
    }
}
