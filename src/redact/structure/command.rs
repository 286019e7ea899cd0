//! Passwords on command lines, where an option of one letter gives them.

use std::ops::Range;

use super::super::opaque::is_opaque;
use super::ahead;
use super::value::is_harmless;

/// How a program takes its password.
#[derive(Debug)]
struct Program {
    names: &'static [&'static str],
    /// Options whose value it is.
    options: &'static [&'static str],
    /// The value follows the option's letter at once, and never as a word of its own.
    attached: bool,
    /// The value is a user, this sign and the password.
    pair: Option<char>,
}

const fn program(names: &'static [&'static str], options: &'static [&'static str]) -> Program {
    Program {
        names,
        options,
        attached: false,
        pair: None,
    }
}

const PROGRAMS: &[Program] = &[
    Program {
        pair: Some(':'),
        ..program(&["curl"], &["-u", "--user", "-U", "--proxy-user"])
    },
    Program {
        pair: Some(':'),
        ..program(&["http -a", "https -a", "xh -a"], &["-a"])
    },
    Program {
        attached: true,
        ..program(&["mysql", "mariadb", "7z ", "7za ", "rar "], &["-p"])
    },
    program(&["redis-cli", "valkey-cli"], &["-a"]),
    program(&["sqlcmd", "osql", "bcp "], &["-P"]),
    program(&["mosquitto_"], &["-P"]),
    program(&["unzip ", "zip "], &["-P"]),
    program(&["mongo"], &["-p"]),
    program(&["sshpass", "cqlsh", "rdesktop"], &["-p"]),
    program(
        &[
            "docker login",
            "podman login",
            "nerdctl login",
            "skopeo login",
            "oras login",
            "crane auth login",
            "registry login",
            "oc login",
            "az login",
            "acr login",
            "cf login",
            "bw login",
        ],
        &["-p"],
    ),
    program(&["xfreerdp", "wfreerdp"], &["/p"]),
    program(&["plink", "pscp", "psftp"], &["-pw"]),
    program(
        &[
            "ldapsearch",
            "ldapadd",
            "ldapmodify",
            "ldapwhoami",
            "ldapdelete",
            "ldappasswd",
        ],
        &["-w", "-s"],
    ),
    Program {
        pair: Some('%'),
        ..program(&["smbclient", "rpcclient", "smbget"], &["-U", "--user"])
    },
    program(
        &["snmpwalk", "snmpget", "snmpbulkwalk"],
        &["-A", "-X", "-c"],
    ),
    Program {
        pair: Some(','),
        ..program(&["lftp"], &["-u"])
    },
];

/// The keywords that mark a command line: the names of all programs.
pub(crate) const COMMANDS: &[&str] = &names();

const COUNT: usize = {
    let (mut count, mut at) = (0, 0);
    while at < PROGRAMS.len() {
        count += PROGRAMS[at].names.len();
        at += 1;
    }
    count
};

const fn names() -> [&'static str; COUNT] {
    let mut names = [""; COUNT];
    let (mut filled, mut at) = (0, 0);
    while at < PROGRAMS.len() {
        let of_program = PROGRAMS[at].names;
        let mut nth = 0;
        while nth < of_program.len() {
            names[filled] = of_program[nth];
            filled += 1;
            nth += 1;
        }
        at += 1;
    }
    names
}

/// The password of a command line whose program is the keyword.
pub(crate) fn command(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    if text[..keyword.start].ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let name = &text[keyword.clone()];
    let program = PROGRAMS.iter().find(|program| {
        let mut names = program.names.iter();
        names.any(|known| known.eq_ignore_ascii_case(name))
    })?;
    // A name may hold its option.
    let from = name.find(" -").map_or(keyword.end, |at| keyword.start + at);
    let rest = ahead(text, from);
    let rest = &rest[..rest.find(['\n', '|', ';']).unwrap_or(rest.len())];
    // Most commands have none of the options.
    if !program.options.iter().any(|option| rest.contains(option)) {
        return None;
    }
    let found = words(rest).find_map(|word| program.value(rest, word))?;
    let found = program.password(&rest[found.clone()], found)?;
    let secret = &rest[found.clone()];
    (!is_harmless(secret) && !secret.is_empty()).then(|| from + found.start..from + found.end)
}

impl Program {
    /// The value of an option that is `word`, or is before the next one.
    fn value(&self, line: &str, word: Range<usize>) -> Option<Range<usize>> {
        let text = &line[word.clone()];
        let option = self.options.iter().find(|option| {
            text.strip_prefix(**option).is_some_and(|rest| {
                !option.starts_with("--") || rest.is_empty() || rest.starts_with('=')
            })
        })?;
        let attached = &text[option.len()..];
        if attached.is_empty() {
            let next = words(&line[word.end..]).next().filter(|_| !self.attached)?;
            return Some(unquoted(line, word.end + next.start..word.end + next.end))
                .filter(|found| !line[found.clone()].starts_with('-'));
        }
        let signs = attached.len() - attached.trim_start_matches(['=', ':']).len();
        Some(unquoted(line, word.start + option.len() + signs..word.end))
    }

    /// The password of what an option gives.
    fn password(&self, value: &str, at: Range<usize>) -> Option<Range<usize>> {
        let Some(sign) = self.pair else {
            return Some(at);
        };
        let (user, password) = value.split_once(sign)?;
        if password.is_empty() {
            // A token in the user's place.
            return is_opaque(user).then(|| at.start..at.start + user.len());
        }
        Some(at.end - password.len()..at.end)
    }
}

/// Words of a command line; quotes keep theirs together.
pub(crate) fn words(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &line[at..];
        let start = at + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let mut quote = None;
        let mut end = line.len();
        for (index, c) in line[start..].char_indices() {
            match (quote, c) {
                (None, ' ' | '\t') => {
                    end = start + index;
                    break;
                }
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                _ => {}
            }
        }
        at = end;
        (start < end).then_some(start..end)
    })
}

/// Without quotes around, and without a closing one of the text around the command.
pub(crate) fn unquoted(line: &str, word: Range<usize>) -> Range<usize> {
    const QUOTES: [char; 4] = ['"', '\'', '`', '\\'];
    let text = &line[word.clone()];
    let inner = text.trim_start_matches(QUOTES);
    let start = word.end - inner.len();
    // A quote that closes the text around the command.
    let closes = inner.len() < text.len() && inner.starts_with([',', '}', ']', ':']);
    if closes || line[..start].ends_with('\\') {
        return start..start;
    }
    let inner = match inner.find(['"', '\'', '`']) {
        Some(at) => inner[..at].trim_end_matches('\\'),
        None => inner.trim_end_matches([')', ']', '}', ',']),
    };
    start..start + inner.len()
}
