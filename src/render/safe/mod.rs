//! Untrusted text as inert Markdown, titles, addresses and terminal output.
//!
//! docs/safety.md says what is broken and why. The order is fixed: redact,
//! [`clip`], then one of an [`Escaper`]'s writers.

mod address;
mod escaper;
mod inert;
mod inline;
mod visible;

pub use address::url;
pub use escaper::Escaper;

use visible::visible;

/// For terminals and runners' logs: nothing hidden, no control sequence, no
/// runner command. Keeps line feeds and tabs. Idempotent.
pub fn terminal(untrusted: &str) -> String {
    inert::without_commands(&visible(untrusted))
}

/// As the message of a runner's own command (`::error::…`).
/// Source: actions/toolkit, `packages/core/src/command.ts`, `escapeData`.
pub fn annotation(untrusted: &str) -> String {
    terminal(untrusted).replace('%', "%25").replace('\n', "%0A")
}

/// The longest start of a text of at most `bytes` bytes, ending in `…` where
/// something was cut. Redact first: a secret across the cut would survive it.
pub fn clip(text: &str, bytes: usize) -> std::borrow::Cow<'_, str> {
    const MARK: &str = "…";
    if text.len() <= bytes {
        return text.into();
    }
    let room = bytes.saturating_sub(MARK.len());
    let head = &text[..text.floor_char_boundary(room)];
    if bytes < MARK.len() {
        head.into()
    } else {
        format!("{head}{MARK}").into()
    }
}

#[cfg(test)]
mod tests;
