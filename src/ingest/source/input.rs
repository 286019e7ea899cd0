//! An INPUT of the command line: `[NAME=][FORMAT:]PATH[#POINTER]`.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use thiserror::Error;

use crate::model::format::{Format, UnknownFormat};
use crate::model::source::Origin;

/// An input as an INPUT argument names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The source it is read as, where it is given.
    pub name: Option<String>,
    /// Its format, where it is given.
    pub format: Option<Format>,
    /// A path or glob, or standard input.
    pub from: Origin,
    /// JSON Pointer to the array of records.
    pub pointer: Option<String>,
}

/// Why an INPUT can't be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InputError {
    /// No path is left.
    #[error(
        "`{0}` names no file. An input is [NAME=][FORMAT:]PATH[#POINTER], or - for standard input"
    )]
    NoPath(String),
    /// What stands before the colon is neither a format nor part of a path.
    #[error("`{input}`: {source}")]
    Format {
        /// The INPUT.
        input: String,
        /// The name and the nearest one.
        source: UnknownFormat,
    },
    /// A pointer without its slash.
    #[error("`{input}`: a JSON Pointer starts with a slash. Did you mean #/{pointer}?")]
    Pointer {
        /// The INPUT.
        input: String,
        /// What stands behind the `#`.
        pointer: String,
    },
}

impl Input {
    /// Reads an INPUT; `exists` says whether a path is there, which decides
    /// where a name could be read in two ways.
    pub fn parse(text: &str, exists: impl Fn(&Path) -> bool) -> Result<Self, InputError> {
        let (name, rest) = split_name(text, &exists);
        let (format, rest) = split_format(text, rest, &exists)?;
        let (path, pointer) = split_pointer(text, rest, &exists)?;
        if path.is_empty() {
            return Err(InputError::NoPath(text.to_owned()));
        }
        let from = if path == "-" {
            Origin::Stdin
        } else {
            Origin::Paths(vec![PathBuf::from(path)])
        };
        Ok(Self {
            name: name.map(ToOwned::to_owned),
            format,
            from,
            pointer: pointer.map(ToOwned::to_owned),
        })
    }

    /// The file's name without its endings, by which rules.yaml may know it;
    /// for a glob, its folder's.
    pub fn stem(&self) -> Option<String> {
        match &self.from {
            Origin::Paths(paths) => paths.first().map(|p| stem(&p.to_string_lossy())),
            _ => None,
        }
    }
}

impl FromStr for Input {
    type Err = InputError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text, Path::exists)
    }
}

/// A name is a word before the first `=`.
fn split_name(text: &str, exists: impl Fn(&Path) -> bool) -> (Option<&str>, &str) {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "._-".contains(c))
    };
    match text.split_once('=') {
        Some((name, rest)) if is_name(name) && !exists(Path::new(text)) => (Some(name), rest),
        _ => (None, text),
    }
}

fn split_format<'t>(
    text: &str,
    rest: &'t str,
    exists: impl Fn(&Path) -> bool,
) -> Result<(Option<Format>, &'t str), InputError> {
    let Some((word, path)) = rest.split_once(':') else {
        return Ok((None, rest));
    };
    let is_drive = word.len() == 1 && path.starts_with(['\\', '/']);
    let is_word = word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if is_drive || !is_word {
        return Ok((None, rest));
    }
    match word.parse() {
        Ok(format) => Ok((Some(format), path)),
        Err(_) if exists(Path::new(before_pointer(rest))) => Ok((None, rest)),
        Err(source) => Err(InputError::Format {
            input: text.to_owned(),
            source,
        }),
    }
}

fn before_pointer(rest: &str) -> &str {
    rest.split_once("#/").map_or(rest, |(path, _)| path)
}

fn split_pointer<'t>(
    text: &str,
    rest: &'t str,
    exists: impl Fn(&Path) -> bool,
) -> Result<(&'t str, Option<&'t str>), InputError> {
    if exists(Path::new(rest)) {
        return Ok((rest, None));
    }
    if let Some(at) = rest.find("#/") {
        return Ok((&rest[..at], Some(&rest[at + 1..])));
    }
    match rest.rsplit_once('#') {
        Some((path, "")) => Ok((path, None)),
        Some((path, pointer)) if path == "-" || exists(Path::new(path)) => {
            Err(InputError::Pointer {
                input: text.to_owned(),
                pointer: pointer.to_owned(),
            })
        }
        _ => Ok((rest, None)),
    }
}

/// The file's name without its endings; for a glob, its folder's.
fn stem(path: &str) -> String {
    let parts: Vec<&str> = path
        .split(['/', '\\'])
        .filter(|p| !matches!(*p, "" | "." | ".."))
        .collect();
    let plain = parts
        .iter()
        .rev()
        .find(|part| !part.contains(['*', '?', '[']));
    let Some(file) = plain else {
        return "input".to_owned();
    };
    let file = [".gz", ".zst"]
        .iter()
        .find_map(|end| file.strip_suffix(end))
        .unwrap_or(file);
    match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => file.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Input, String> {
        let there = ["a:b.json", "x=y.json", "odd#/name.json", "data.json"];
        Input::parse(text, |path| there.iter().any(|t| Path::new(t) == path))
            .map_err(|e| e.to_string())
    }

    fn shown(text: &str) -> String {
        let Input {
            name,
            format,
            from,
            pointer,
        } = parse(text).unwrap();
        let from = match from {
            Origin::Paths(paths) => paths[0].display().to_string(),
            other => format!("{other:?}"),
        };
        let format = format.map_or("?", Format::name);
        let name = name.as_deref().unwrap_or("?");
        format!("{name} {format} {from} {}", pointer.unwrap_or_default())
    }

    #[test]
    fn every_part_may_be_left_out() {
        for (text, want) in [
            (
                "backend=gcp:logs.json#/raw_logs",
                "backend gcp logs.json /raw_logs",
            ),
            ("gcp:out.json", "? gcp out.json "),
            ("a.sarif.gz", "? ? a.sarif.gz "),
            ("-", "? ? Stdin "),
            ("gcp:-#/e", "? gcp Stdin /e"),
            (r"C:\logs\x.json", r"? ? C:\logs\x.json "),
            (r"n=gcp:C:\x.json#/a", r"n gcp C:\x.json /a"),
            ("logs/*.json", "? ? logs/*.json "),
            ("./dir:x/a.json", "? ? ./dir:x/a.json "),
            ("a:b.json", "? ? a:b.json "),
            ("x=y.json", "? ? x=y.json "),
            ("odd#/name.json", "? ? odd#/name.json "),
            ("n=data.json#/a#/b", "n ? data.json /a#/b"),
            ("out.json#", "? ? out.json "),
            (".hidden", "? ? .hidden "),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        insta::assert_snapshot!(parse("gpc:x.json").unwrap_err(), @"`gpc:x.json`: `gpc` is not a format. Did you mean `gcp`?");
        insta::assert_snapshot!(parse("n=").unwrap_err(), @"`n=` names no file. An input is [NAME=][FORMAT:]PATH[#POINTER], or - for standard input");
        insta::assert_snapshot!(parse("data.json#a").unwrap_err(), @"`data.json#a`: a JSON Pointer starts with a slash. Did you mean #/a?");
    }
}
