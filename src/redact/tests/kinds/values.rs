//! Values of secrets and personal data, made by their rules.

use fastrand::Rng;

/// What a value is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Made {
    /// Letters and digits, at least and at most so many.
    Drawn(usize, usize),
    /// Lower-case hex.
    Hex(usize),
    Uuid,
    Digits(usize),
    /// As a person makes it, with a sign.
    Password,
    /// The same with what URLs have a meaning for.
    UrlPassword,
    /// 40 of base64.
    Base64,
    Card,
    Iban,
    Phone,
    Mac,
    Ssn,
    Email,
}

use Made::*;

const HEX: &str = "0123456789abcdef";
const DIGITS: &str = "0123456789";

/// A value that is made so.
pub(crate) fn value(made: Made, rng: &mut Rng) -> String {
    let of = |rng: &mut Rng, set: &str, len: usize| -> String {
        let set: Vec<char> = set.chars().collect();
        (0..len).map(|_| set[rng.usize(..set.len())]).collect()
    };
    match made {
        Drawn(min, max) => {
            let len = rng.usize(min..=max);
            (0..len).map(|_| rng.alphanumeric()).collect()
        }
        Hex(len) => of(rng, HEX, len),
        Uuid => format!(
            "{}-{}-4{}-a{}-{}",
            of(rng, HEX, 8),
            of(rng, HEX, 4),
            of(rng, HEX, 3),
            of(rng, HEX, 3),
            of(rng, HEX, 12)
        ),
        Digits(len) => format!("{}{}", rng.u8(2..=9), of(rng, DIGITS, len - 1)),
        Password => format!(
            "{}{}{}",
            rng.choice(["Winter", "hunter", "Tr0ub4dor", "s3cret", "Monkey"])
                .unwrap(),
            rng.choice(["!", "#", "-", "_", "."]).unwrap(),
            of(rng, DIGITS, 4)
        ),
        UrlPassword => {
            let sign = rng.choice(["/", "#", "@", "x", "!", "@x/"]).unwrap();
            format!(
                "{}{sign}{}",
                of(rng, "abcdefghkmXYZ2345", 6),
                of(rng, "abcdefghkmXYZ2345", 6)
            )
        }
        Base64 => of(
            rng,
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/",
            40,
        ),
        Card => card(rng),
        Iban => iban(rng),
        Phone => {
            let mut digits = |len| of(rng, DIGITS, len);
            let forms = [
                format!("+49 170 {}", digits(7)),
                format!("+1-555-{}-{}", digits(3), digits(4)),
                format!("+1 (555) {}-{}", digits(3), digits(4)),
                format!("+44{}", digits(10)),
                format!(
                    "+33 1 {} {} {} {}",
                    digits(2),
                    digits(2),
                    digits(2),
                    digits(2)
                ),
            ];
            rng.choice(forms).unwrap()
        }
        Mac => {
            let sign = rng.choice([":", "-"]).unwrap();
            let pairs: Vec<String> = (0..6).map(|_| of(rng, HEX, 2)).collect();
            pairs.join(sign)
        }
        Ssn => format!(
            "{}-{}-{}",
            of(rng, "123456", 3),
            of(rng, DIGITS, 2),
            of(rng, DIGITS, 4)
        ),
        Email => format!(
            "{}.{}@{}",
            of(rng, "abcdefgh", 5),
            of(rng, "ijklmn", 6),
            rng.choice([
                "example.org",
                "mail.example.co.uk",
                "bücher.example",
                "xn--bcher-kva.example"
            ])
            .unwrap()
        ),
    }
}

fn card(rng: &mut Rng) -> String {
    let (prefix, len, groups): (&str, usize, &[usize]) = *rng
        .choice(&[
            ("4", 16, &[4, 4, 4, 4][..]),
            ("52", 16, &[4, 4, 4, 4]),
            ("2223", 16, &[4, 4, 4, 4]),
            ("37", 15, &[4, 6, 5]),
            ("6011", 16, &[4, 4, 4, 4]),
            ("3530", 16, &[4, 4, 4, 4]),
            ("36", 14, &[4, 6, 4]),
            ("62", 16, &[4, 4, 4, 4]),
        ])
        .unwrap();
    let mut digits: Vec<u32> = prefix.chars().map(|c| c.to_digit(10).unwrap()).collect();
    while digits.len() < len - 1 {
        digits.push(rng.u32(0..10));
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| {
            let d = if i % 2 == 0 { d * 2 } else { *d };
            if d > 9 { d - 9 } else { d }
        })
        .sum();
    digits.push((10 - sum % 10) % 10);
    let text: String = digits.iter().map(ToString::to_string).collect();
    let sign = *rng.choice(&["", " ", "-"]).unwrap();
    let mut parts = Vec::new();
    let mut at = 0;
    for len in groups {
        parts.push(&text[at..at + len]);
        at += len;
    }
    parts.join(sign)
}

fn iban(rng: &mut Rng) -> String {
    let (country, bank, digits) = *rng
        .choice(&[
            ("DE", "", 18),
            ("GB", "WEST", 14),
            ("NL", "ABNA", 10),
            ("FR", "", 23),
            ("ES", "", 20),
            ("IE", "AIBK", 14),
            ("NO", "", 11),
            ("CH", "", 17),
        ])
        .unwrap();
    let account: String = (0..digits)
        .map(|_| char::from(b'0' + rng.u8(0..10)))
        .collect();
    let rest = format!("{bank}{account}");
    let number: String = format!("{rest}{country}00")
        .bytes()
        .map(|b| {
            if b.is_ascii_digit() {
                (b - b'0').to_string()
            } else {
                (b - b'A' + 10).to_string()
            }
        })
        .collect();
    let remainder = number
        .bytes()
        .fold(0, |sum: u32, b| (sum * 10 + u32::from(b - b'0')) % 97);
    let whole = format!("{country}{:02}{rest}", 98 - remainder);
    if rng.bool() {
        return whole;
    }
    let groups: Vec<&str> = whole
        .as_bytes()
        .chunks(4)
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    groups.join(" ")
}
