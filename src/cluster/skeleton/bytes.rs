//! What each byte of a message means to the mask.

/// White space and control characters.
pub(crate) const SPACE: u8 = 1;
/// Ends a token and is kept.
pub(crate) const DELIMITER: u8 = 2;
/// `0` to `9`.
pub(crate) const DIGIT: u8 = 4;
/// `.`
pub(crate) const DOT: u8 = 8;
/// `/` and `\`.
pub(crate) const SLASH: u8 = 16;
/// `@`
pub(crate) const AT: u8 = 32;
/// Part of a word: a letter, `_`, or any byte beyond ASCII.
pub(crate) const WORD: u8 = 64;
/// Not a hexadecimal digit.
pub(crate) const NOT_HEX: u8 = 128;

/// The meanings of every byte.
pub(crate) const CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0u8;
    loop {
        table[byte as usize] = class(byte);
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

const fn class(byte: u8) -> u8 {
    match byte {
        0..=b' ' | 0x7f => SPACE,
        b'=' | b':' | b',' | b';' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'"' | b'\''
        | b'`' | b'<' | b'>' | b'|' => DELIMITER,
        b'0'..=b'9' => DIGIT,
        b'a'..=b'f' | b'A'..=b'F' => WORD,
        b'g'..=b'z' | b'G'..=b'Z' | b'_' | 0x80.. => WORD | NOT_HEX,
        b'.' => DOT | NOT_HEX,
        b'/' | b'\\' => SLASH | NOT_HEX,
        b'@' => AT | NOT_HEX,
        _ => NOT_HEX,
    }
}

/// True for bytes that end a token.
pub(crate) const fn is_boundary(byte: u8) -> bool {
    CLASS[byte as usize] & (SPACE | DELIMITER) != 0
}
