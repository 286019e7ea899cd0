//! A message's skeleton: its constant words, `<*>` for what varies.
//!
//! In two halves. [`mod@mask`] is one pass over the bytes of every record. [`mod@fold`]
//! is thorough and runs once for each distinct masked text, after redaction.
//! Both are pure, so that a skeleton is the same in any order, on any machine.

mod bytes;
mod fold;
mod mask;
mod token;
pub(crate) mod words;

pub(crate) use fold::Kind;

/// A skeleton as pieces.
pub(crate) fn split(skeleton: &str) -> Vec<fold::Piece<'_>> {
    fold::split(skeleton.as_bytes())
}

/// Appends the masked message; see [`mask::mask`].
pub(crate) fn mask(message: &str, out: &mut Vec<u8>) {
    mask::mask(message.as_bytes(), out);
}

/// Appends a field's key; what is not written as a name varies.
pub(crate) fn mask_key(key: &str, out: &mut Vec<u8>) {
    let is_name = |b: u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.' | b'@' | b'/');
    let text = if key.bytes().all(is_name) { key } else { "<*>" };
    out.extend_from_slice(text.as_bytes());
}

/// A key whose value says what happened.
pub(crate) fn is_telling_key(key: &str) -> bool {
    words::is_telling_key(key.as_bytes())
}

/// The skeleton of a masked and redacted message.
pub(crate) fn fold(masked: &str) -> String {
    String::from_utf8_lossy(&fold::fold(masked.as_bytes())).into_owned()
}

#[cfg(test)]
mod tests;
