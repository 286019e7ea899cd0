//! Messages of rustc and clippy: `cargo … --message-format=json`.
//!
//! Source: <https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages>
//! and <https://doc.rust-lang.org/rustc/json.html>.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use serde::Deserialize;

use crate::ingest::error::ReadError;
use crate::ingest::format::detect::json::is_object;
use crate::ingest::format::detect::shape::JsonShape;
use crate::ingest::format::report::MAX_JSON_LINE;
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::framing::items::{Item, Lines};
use crate::ingest::results::collect::{ReadResults, Results};
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult};
use crate::ingest::syntax::scalar::Scalar;
use crate::ingest::syntax::value;
use crate::model::coverage::part;
use crate::model::{Format, Location};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Cargo,
    looks_like: &[LooksLike::Json(is_message), LooksLike::Text(holds_message)],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::InResults,
        read: |_, input, results| {
            results.read(Lines::new(input.read, MAX_JSON_LINE), &mut Cargo::default())
        },
    }),
};

fn is_message(line: &JsonShape) -> bool {
    line.has("reason") && line.count(&["package_id", "message", "success", "target"]) >= 1
}

/// Cargo's own words may stand before its first message.
fn holds_message(head: &[u8]) -> bool {
    let lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    lines
        .filter(|line| line.starts_with(b"{"))
        .find(|line| is_object(line))
        .and_then(|line| JsonShape::of(line, ""))
        .is_some_and(|shape| is_message(&shape))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CargoMessage<'a> {
    #[serde(borrow)]
    reason: Scalar<'a>,
    success: Option<bool>,
    #[serde(borrow)]
    package_id: Scalar<'a>,
    #[serde(borrow)]
    target: CargoTarget<'a>,
    #[serde(borrow)]
    message: Option<CompilerDiagnostic<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CargoTarget<'a> {
    #[serde(borrow)]
    kind: Vec<Scalar<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CompilerDiagnostic<'a> {
    #[serde(borrow)]
    message: Scalar<'a>,
    #[serde(borrow)]
    code: Option<CompilerCode<'a>>,
    #[serde(borrow)]
    level: Scalar<'a>,
    #[serde(borrow)]
    spans: Vec<CompilerSpan<'a>>,
    #[serde(borrow)]
    children: Vec<Child<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CompilerCode<'a> {
    #[serde(borrow)]
    code: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CompilerSpan<'a> {
    #[serde(borrow)]
    file_name: Scalar<'a>,
    is_primary: bool,
    line_start: u32,
    column_start: u32,
    #[serde(borrow)]
    text: Vec<SpanText<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SpanText<'a> {
    #[serde(borrow)]
    text: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Child<'a> {
    #[serde(borrow)]
    level: Scalar<'a>,
    #[serde(borrow)]
    message: Scalar<'a>,
    #[serde(borrow)]
    spans: Vec<Replaced<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Replaced<'a> {
    #[serde(borrow)]
    suggested_replacement: Option<Scalar<'a>>,
}

/// How clippy announces its documentation.
const VISIT: &str = "for further information visit ";

/// Reads messages. Cargo checks a crate once for each target that holds it, so
/// the same message comes several times.
#[derive(Debug, Default)]
pub(crate) struct Cargo {
    seen: HashSet<u64, FixedState>,
    lines: u64,
    finished: bool,
}

impl ReadResults for Cargo {
    fn item(&mut self, item: Item<'_>, results: &mut Results<'_>) -> Result<(), ReadError> {
        if !item.bytes.trim_ascii_start().starts_with(b"{") {
            // What cargo and build scripts print for people, caught along.
            results.skip("other output");
            return Ok(());
        }
        let text = item.text();
        let line: CargoMessage<'_> = value::read(&text, item.at)?;
        let reason = line.reason.text().unwrap_or_default();
        if reason.is_empty() {
            return Err(ReadError::new("no message of cargo: it has no `reason`"));
        }
        self.lines += 1;
        let package = line.package_id.text();
        let package = package.as_deref().and_then(package_name);
        match (reason.as_ref(), line.message) {
            ("compiler-message", Some(message)) => {
                let place = package.map(|package| (package, line.target.apart()));
                self.message(item, &message, place, results)
            }
            // What is `fresh` counts: cargo tells its messages again.
            ("compiler-artifact", _) => {
                if let Some(package) = package {
                    results.looks_at(&part(package, line.target.apart()));
                }
                Ok(())
            }
            ("compiler-message", None) => Err(ReadError::new(
                "no message of the compiler: it has no `message`",
            )),
            ("build-finished", _) => {
                self.finished = true;
                if line.success == Some(false) {
                    results.partial("the build failed: what depends on it was not looked at");
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end(&mut self, results: &mut Results<'_>) -> Result<(), ReadError> {
        if self.lines == 0 {
            return Err(ReadError::new("holds no message of cargo")
                .hint("Was it written with --message-format=json?"));
        }
        if !self.finished {
            results.partial("ends without `build-finished`: cargo was stopped");
        }
        Ok(())
    }
}

impl Cargo {
    fn message(
        &mut self,
        item: Item<'_>,
        message: &CompilerDiagnostic<'_>,
        place: Option<(&str, Option<&str>)>,
        results: &mut Results<'_>,
    ) -> Result<(), ReadError> {
        let primary: Vec<&CompilerSpan<'_>> = message
            .spans
            .iter()
            .filter(|span| span.is_primary)
            .collect();
        let Some(first) = primary.first() else {
            // "aborting due to 2 previous errors", "3 warnings emitted".
            results.skip("summaries");
            return Ok(());
        };
        let code = message
            .code
            .as_ref()
            .and_then(|code| code.code.clone().string());
        let said = message.message.clone().string().unwrap_or_default();
        let at = (
            first.file_name.clone().string(),
            first.line_start,
            first.column_start,
        );
        if !self
            .seen
            .insert(FixedState::default().hash_one((&code, &said, at)))
        {
            results.skip("repeats for other targets");
            return Ok(());
        }
        let line = first
            .text
            .first()
            .and_then(|source| source.text.clone().text());
        let raw = results.raw(item)?;
        let explained = message.children.iter().find_map(help_link);
        let (package, target) = place.unzip();
        let label = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let package = package.map(|name| label("package", name));
        let target = target.flatten().map(|kind| label("target", kind));
        results.push(ParsedResult {
            tool: tool(code.as_deref()).to_owned(),
            rule_id: code,
            severity: level(&message.level),
            message: said,
            locations: primary.iter().filter_map(|span| location(span)).collect(),
            identity: line.map_or(IdentityBasis::ByMessage, IdentityBasis::ByLine),
            suggestion: message.children.iter().find_map(suggestion),
            labels: explained.into_iter().chain(package).chain(target).collect(),
            raw,
            ..ParsedResult::default()
        });
        Ok(())
    }
}

impl CargoTarget<'_> {
    /// Its kind, where it is not compiled along with the package.
    fn apart(&self) -> Option<&str> {
        let kind = self.kind.first()?.as_str()?;
        ["test", "bench", "example"].contains(&kind).then_some(kind)
    }
}

/// The name in a package id: `URL#NAME@VERSION`, `URL#VERSION`, where the name
/// is the last part of the path, and formerly `NAME VERSION (URL)`.
fn package_name(id: &str) -> Option<&str> {
    let Some((url, fragment)) = id.rsplit_once('#').filter(|_| !id.contains(" (")) else {
        return id.split(' ').next().filter(|name| !name.is_empty());
    };
    if let Some((name, _)) = fragment.split_once('@') {
        return Some(name);
    }
    if !fragment.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(fragment);
    }
    let path = url.split('?').next().unwrap_or(url);
    path.rsplit('/').find(|part| !part.is_empty())
}

/// Returns where clippy explains the lint.
fn help_link(child: &Child<'_>) -> Option<(String, String)> {
    let link = child.message.as_str()?.strip_prefix(VISIT)?.trim();
    link.starts_with("https://")
        .then(|| ("help".to_owned(), link.to_owned()))
}

/// Returns what a help says to do, with what it puts there; where the help only
/// leads to documentation, nothing.
fn suggestion(child: &Child<'_>) -> Option<String> {
    let is_help = child.level.as_str() == Some("help");
    let said = child.message.as_str().filter(|_| is_help)?;
    if said.starts_with(VISIT) || said.starts_with("for more information") {
        return None;
    }
    let mut put = child.spans.iter();
    let put = put.find_map(|span| span.suggested_replacement.as_ref()?.as_str());
    Some(
        match put.filter(|put| !put.contains('\n') && !said.contains(put)) {
            Some(put) => format!("{said}: `{put}`"),
            None => said.to_owned(),
        },
    )
}

fn tool(code: Option<&str>) -> &'static str {
    match code {
        Some(code) if code.starts_with("clippy::") => "clippy",
        _ => "rustc",
    }
}

/// `error: internal compiler error` and `failure-note` are levels, too.
fn level<'a>(level: &'a Scalar<'_>) -> Option<Cow<'a, str>> {
    let level = level.as_str()?;
    let level = level.split(':').next().unwrap_or_default();
    Some(match level {
        "help" | "failure-note" => "note".into(),
        level => level.into(),
    })
}

fn location(span: &CompilerSpan<'_>) -> Option<Location> {
    Some(Location {
        path: span.file_name.clone().string()?,
        line: Some(span.line_start).filter(|n| *n > 0),
        column: Some(span.column_start).filter(|n| *n > 0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_named_in_ids_of_all_forms() {
        for (id, name) in [
            ("path+file:///w/shop/crates/cart#0.1.0", Some("cart")),
            (
                "path+file:///w/shop/crates/matcher#grep-matcher@0.1.9",
                Some("grep-matcher"),
            ),
            (
                "registry+https://github.com/rust-lang/crates.io-index#libc@0.2.189",
                Some("libc"),
            ),
            (
                "git+https://example.com/acme/cart?branch=main#0.1.0",
                Some("cart"),
            ),
            ("cart 0.1.0 (path+file:///w/shop/crates/cart)", Some("cart")),
            (
                "cart 0.1.0 (git+https://example.com/cart#a1b2c3)",
                Some("cart"),
            ),
            ("", None),
        ] {
            assert_eq!(package_name(id), name, "{id}");
        }
    }
}
