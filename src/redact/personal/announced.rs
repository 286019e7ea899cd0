//! Numbers that a word announces: telephones, national ids.

use std::ops::Range;

use super::phone::number;

/// How far behind its word a number stands; bytes.
const NEAR: usize = 48;

/// Words for a telephone number.
pub(crate) const PHONES: &[&str] = &[
    "phone", "tel:", "tel.", "tel ", "tel=", "\"tel\"", "mobile", "msisdn", "fax", "sms",
    "whatsapp", "callerid", "caller", "handy",
];

/// The number behind such a word.
pub(crate) fn telephone(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let starts = super::super::token::starts_a_word(&text.as_bytes()[..keyword.start])
        || !text[keyword.clone()].starts_with("tel");
    let start = value(text, keyword.end)?;
    let plus = usize::from(text[start..].starts_with('+'));
    let bracket = usize::from(text[start + plus..].starts_with('('));
    let from = start + plus + bracket;
    let (len, digits) = number(&text[from..]);
    let end = from + len;
    let is_whole = text[end..]
        .chars()
        .next()
        .is_none_or(|c| !c.is_alphanumeric() && c != '_');
    // A time in milliseconds has 13 digits and begins with 1.
    let is_time = digits >= 13 && text[from..].starts_with('1') && plus == 0;
    ((7..=15).contains(&digits) && starts && is_whole && !is_time).then_some(start..end)
}

/// Words for a person's number with a state.
pub(crate) const NATIONAL: &[&str] = &[
    "ssn",
    "social security",
    "social insurance",
    "socialsecurity",
    "national id",
    "national_id",
    "nationalid",
    "national-id",
    "national insurance",
    "nino",
    "nhs number",
    "nhs no",
    "passport",
    "tax id",
    "tax_id",
    "taxid",
    "tax number",
    "tin=",
    "tin:",
    "tin ",
    "itin",
    "steuer-id",
    "steuerid",
    "steuernummer",
    "steueridentifikationsnummer",
    "personalausweis",
    "personnummer",
    "fødselsnummer",
    "henkilötunnus",
    "hetu",
    "cpr-nummer",
    "cpr number",
    "bsn",
    "dni",
    "nie=",
    "nie:",
    "nie ",
    "nif",
    "cpf",
    "cnpj",
    "curp",
    "rfc=",
    "rut=",
    "rut:",
    "aadhaar",
    "aadhar",
    "pan card",
    "pan number",
    "pesel",
    "codice fiscale",
    "codice_fiscale",
    "codicefiscale",
    "insee",
    "nir=",
    "nir:",
    "numéro de sécurité sociale",
    "ahv",
    "avs",
    "rodné číslo",
    "nric",
    "hkid",
    "tfn",
    "medicare",
    "driver's license",
    "drivers license",
    "driver license",
    "driving licence",
    "driver_license",
    "driverslicense",
    "license number",
    "licence number",
    "id card",
    "identity card",
    "identity number",
    "id_number",
    "citizen id",
];

/// The id behind such a word: of digits mostly, with letters, blanks, dots and dashes.
pub(crate) fn national(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    if !super::super::token::starts_a_word(&text.as_bytes()[..keyword.start]) {
        let camel = text[keyword.clone()].starts_with(|c: char| c.is_ascii_uppercase());
        if !camel {
            return None;
        }
    }
    let name = text[keyword.clone()].trim_end_matches(['=', ':', ' ']);
    let start = value(text, keyword.start + name.len())?;
    let rest = &text[start..];
    let mut end = 0;
    let mut digits = 0;
    let mut letters = 0;
    let mut gap = false;
    for (at, b) in rest.bytes().enumerate().take(24) {
        match b {
            b'0'..=b'9' => digits += 1,
            b'A'..=b'Z' | b'a'..=b'z' => {
                letters += 1;
                // A word behind the number.
                if gap
                    && rest[at..]
                        .bytes()
                        .take_while(u8::is_ascii_alphabetic)
                        .count()
                        > 3
                {
                    break;
                }
            }
            b' ' | b'-' | b'.' | b'/' | b'+' if !gap => {
                gap = true;
                continue;
            }
            _ => break,
        }
        gap = false;
        end = at + 1;
    }
    let value = &rest[..end];
    let is_first_digit = value.bytes().take(7).any(|b| b.is_ascii_digit());
    let is_whole = rest[end..]
        .chars()
        .next()
        .is_none_or(|c| !c.is_alphanumeric() && c != '_');
    let is_id = digits >= 5 && letters <= 11 && (6..=20).contains(&(digits + letters));
    (is_id && is_first_digit && is_whole).then_some(start..start + end)
}

/// Signs between a name and its value.
const SIGNS: &[char] = &[
    ' ', '\t', '"', '\'', '\\', '`', ':', '=', '_', '-', '#', '>', '.', '[', ',', '<',
];

/// Returns where the next word starts that leads to no value: the value itself.
pub(crate) fn value_at(text: &str, end: usize) -> Option<usize> {
    const LEADING: [&str; 6] = ["number", "no", "nr", "is", "was", "to"];
    let near = &text[end..text.floor_char_boundary(end + NEAR)];
    let mut rest = near;
    loop {
        let trimmed = rest.trim_start_matches(SIGNS);
        if trimmed.len() == rest.len() {
            return None;
        }
        let len = trimmed.bytes().take_while(u8::is_ascii_alphabetic).count();
        let is_leading = |leading: &&str| leading.eq_ignore_ascii_case(&trimmed[..len]);
        if !LEADING.iter().any(is_leading) {
            return Some(end + near.len() - trimmed.len());
        }
        rest = &trimmed[len..];
    }
}

/// Returns where a value starts behind the name that ends at `end`: after
/// signs, quotes, and a few words that lead to it.
fn value(text: &str, end: usize) -> Option<usize> {
    const LEADING: [&str; 22] = [
        "number", "num", "no", "nr", "id", "is", "was", "to", "from", "for", "at", "call", "sent",
        "calling", "called", "called", "on", "with", "me", "under", "value", "card",
    ];
    let near = &text[end..text.floor_char_boundary(end + NEAR)];
    let mut rest = near;
    loop {
        let trimmed = rest.trim_start_matches(SIGNS);
        let len = trimmed.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &trimmed[..len];
        if trimmed.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(')) {
            return Some(end + near.len() - trimmed.len());
        }
        if len > 0
            && LEADING
                .iter()
                .any(|leading| leading.eq_ignore_ascii_case(word))
        {
            rest = &trimmed[len..];
            continue;
        }
        // `X1234567`, `ABCDE1234F`: an id with letters first.
        let is_id = len > 0
            && len <= 6
            && trimmed[len..].starts_with(|c: char| c.is_ascii_digit() || c == ' ');
        return (is_id
            && trimmed.len() < near.len()
            && word.bytes().all(|b| b.is_ascii_uppercase()))
        .then(|| end + near.len() - trimmed.len());
    }
}
