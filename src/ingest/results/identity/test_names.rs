//! Names of tests without what is random in them: a parameter's address or
//! UUID is another in each run, and the test is the same. Indices and other
//! small numbers are names.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// Temporary folders: what a run makes below them has another name each time.
/// The last part stays where it is not all there is: a file's own name.
const FOLDERS: &str = r#"(?:/private)?(?:/var/folders/|/tmp/|/var/tmp/|/dev/shm/)[^\s,;()\[\]"'<>|]*|[A-Za-z]:[\\/][^\s,;()\[\]"'<>|]*?[\\/](?:Temp|TEMP|temp)[\\/][^\s,;()\[\]"'<>|]*"#;

/// What is random, the longest forms first: UUIDs; addresses; identity hashes
/// of the JVM (`User@1b2c3d4e`); long hexadecimal words (object ids, digests);
/// numbers as long as addresses and times in milliseconds; ports of loopback
/// addresses, which a test's server is given.
const RANDOM: &str = r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b0x[0-9a-f]{6,}\b|(?P<at>\w@)[0-9a-f]{5,16}\b|\b[0-9a-f]{12,}\b|(?P<host>(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):)[0-9]{4,5}\b";

static FOLDER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(FOLDERS).ok());
static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(RANDOM).ok());

/// The name with `#` for what is random.
pub(crate) fn stable(name: &str) -> Cow<'_, str> {
    // A name of letters and small numbers has nothing random in it.
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    if digits < 3 && !name.contains(['/', '\\', '@']) {
        return name.into();
    }
    let without_folders = replace(FOLDER.as_ref(), name.into(), |found| {
        let path = found.trim_end_matches(['/', '\\']);
        let end = path.rfind(['/', '\\']).map_or("", |at| &path[at + 1..]);
        let has_ending = end.split_once('.').is_some_and(|(stem, _)| {
            !stem.is_empty() && stem.bytes().filter(u8::is_ascii_digit).count() < 3
        });
        let is_temporary = end.starts_with("tmp") || end.starts_with("temp");
        if has_ending && !is_temporary {
            format!("#/{end}")
        } else {
            "#".to_owned()
        }
    });
    let Some(word) = WORD.as_ref() else {
        return without_folders;
    };
    match without_folders {
        Cow::Borrowed(name) => words(word, name),
        Cow::Owned(name) => Cow::Owned(words(word, &name).into_owned()),
    }
}

fn words<'n>(word: &Regex, name: &'n str) -> Cow<'n, str> {
    word.replace_all(name, |found: &regex::Captures<'_>| {
        let whole = found.get(0).map_or("", |m| m.as_str());
        let kept = found.name("at").or_else(|| found.name("host"));
        let kept = kept.map_or("", |m| m.as_str());
        let is_number = whole.bytes().all(|b| b.is_ascii_digit());
        let is_word = whole.bytes().all(|b| b.is_ascii_alphabetic());
        // Shorter numbers are sizes; words such as `effaced` are no digests.
        if kept.is_empty() && (is_word || is_number && whole.len() < 13) {
            whole.to_owned()
        } else {
            format!("{kept}#")
        }
    })
}

fn replace<'n>(
    regex: Option<&Regex>,
    name: Cow<'n, str>,
    with: impl Fn(&str) -> String,
) -> Cow<'n, str> {
    let Some(regex) = regex.filter(|regex| regex.is_match(&name)) else {
        return name;
    };
    let replaced = regex.replace_all(&name, |found: &regex::Captures<'_>| {
        with(found.get(0).map_or("", |m| m.as_str()))
    });
    Cow::Owned(replaced.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_parts_go_and_indices_stay() {
        for (a, b) in [
            (
                "t[0186e255-1da4-d860-d556-504ab56eff33]",
                "t[99c1f8e2-5d0b-4a76-8ad3-0f6f4d0c7e11]",
            ),
            (
                "t[<app.User object at 0x7f3d5c1b2a90>]",
                "t[<app.User object at 0x7fa1e0c44d50>]",
            ),
            ("t[com.x.User@1b2c3d4e]", "t[com.x.User@7f31a245]"),
            (
                "t[/tmp/tmpab12cd/conf.yaml-1]",
                "t[/tmp/tmpzz91xy/conf.yaml-1]",
            ),
            (
                "t[/private/var/folders/x1/y2/T/pytest-7]",
                "t[/private/var/folders/q9/r8/T/pytest-12]",
            ),
            (
                r"t[C:\Users\a\AppData\Local\Temp\q1]",
                r"t[C:\Users\b\AppData\Local\Temp\q2]",
            ),
            ("t[507f1f77bcf86cd799439011]", "t[65a1b2c3d4e5f60718293a4b]"),
            ("t[http://127.0.0.1:45231/x]", "t[http://127.0.0.1:51007/x]"),
            ("t at 1732521600123", "t at 1732525200456"),
        ] {
            assert_eq!(stable(a), stable(b), "{a}");
        }
        for name in [
            "t[1]",
            "t[2-a-1000]",
            "t[2024-01-31]",
            "t[10.0.0.1:80]",
            "t[86400000]",
            "TestA/two_items#01",
            "com.x.Y",
            "t[pkg@1.2.3]",
            "t[a@example.com]",
        ] {
            assert_eq!(stable(name), name);
        }
    }
}
