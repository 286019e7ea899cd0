//! dependency-cruiser's JSON: the violations of its summary.
//!
//! Source: <https://github.com/sverweij/dependency-cruiser/blob/main/src/schema/cruise-result.schema.json>.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::results::each::{ReadEach, ReadOutcome};
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult};
use crate::ingest::syntax::scalar::Scalar;
use crate::model::{Format, Location};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Depcruise,
    looks_like: &[LooksLike::Json(|document| {
        document.first("modules").count(&["source", "dependencies"]) == 2
    })],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::One("dependency-cruiser"),
        read: |report, input, results| {
            report.listing(
                input,
                (POINTER, &[CRUISED]),
                (MODULES, files),
                results,
                |of| Ok(Depcruise::new(of.seen_at(CRUISED))),
            )
        },
    }),
};

/// The pointer to the list of violations.
pub(crate) const POINTER: &str = "/summary/violations";
/// The member that lists what was looked at.
pub(crate) const MODULES: &str = "modules";
/// How many modules were looked at.
pub(crate) const CRUISED: &str = "/summary/totalCruised";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Violation<'a> {
    #[serde(borrow)]
    from: Scalar<'a>,
    #[serde(borrow)]
    to: Scalar<'a>,
    #[serde(borrow)]
    rule: ViolatedRule<'a>,
    #[serde(borrow)]
    cycle: Vec<CycleStep<'a>>,
    #[serde(borrow)]
    via: Vec<CycleStep<'a>>,
    #[serde(borrow)]
    comment: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ViolatedRule<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
}

/// A module on a way: its name, in old versions alone.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum CycleStep<'a> {
    Named {
        #[serde(borrow)]
        name: Scalar<'a>,
    },
    #[serde(borrow)]
    Plain(Scalar<'a>),
}

impl CycleStep<'_> {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Named { name } | Self::Plain(name) => name.as_str(),
        }
    }
}

/// One module that was looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Module<'a> {
    #[serde(borrow)]
    source: Scalar<'a>,
}

/// The modules that were looked at; none where the list is of another shape.
pub(crate) fn files(modules: &[u8]) -> Vec<String> {
    let modules: Vec<Module<'_>> = serde_json::from_slice(modules).unwrap_or_default();
    let named = modules.into_iter().filter_map(|m| m.source.string());
    named.collect()
}

/// Reads violations of dependency-cruiser.
#[derive(Debug)]
pub(crate) struct Depcruise {
    cruised: Option<u64>,
}

impl Depcruise {
    /// With the number of modules that were looked at.
    pub(crate) fn new(cruised: Option<&Value>) -> Self {
        Self {
            cruised: cruised.and_then(Value::as_u64),
        }
    }
}

impl ReadEach for Depcruise {
    type Wire<'a> = Violation<'a>;

    const ITEM: &'static str = "a violation";

    fn lacks(&self, found: &Violation<'_>) -> Option<&'static str> {
        let missing = |text: &Scalar<'_>, name| text.as_str().is_none().then_some(name);
        missing(&found.from, "`from`").or_else(|| missing(&found.rule.name, "`rule.name`"))
    }

    fn outcome<'a>(
        &'a self,
        found: Violation<'a>,
        _: InputPosition,
    ) -> Result<ReadOutcome<'a>, ReadError> {
        let severity = match found.rule.severity.text() {
            Some(name) if name == "ignore" => return Ok(ReadOutcome::SetAside("ignored")),
            Some(name) if name == "warn" => Some("warning".into()),
            name => name,
        };
        let from = found.from.string().unwrap_or_default();
        let to = found.to.text().filter(|to| *to != from);
        let way = found
            .cycle
            .iter()
            .chain(&found.via)
            .filter_map(CycleStep::name);
        let way: Vec<&str> = way.collect();
        let message = match &to {
            _ if !way.is_empty() => format!("{from} → {}", way.join(" → ")),
            Some(to) => format!("{from} → {to}"),
            None => from.clone(),
        };
        let paths = std::iter::once(from).chain(to.clone().map(Cow::into_owned));
        Ok(ReadOutcome::Result(ParsedResult {
            tool: "dependency-cruiser".to_owned(),
            rule_id: found.rule.name.string(),
            severity,
            message,
            locations: paths.map(whole_file).collect(),
            identity: IdentityBasis::ByLine(to.unwrap_or_default()),
            suggestion: found.comment.string(),
            ..ParsedResult::default()
        }))
    }

    fn shortfall(&self) -> Option<&'static str> {
        (self.cruised == Some(0)).then_some("looked at no module")
    }
}

fn whole_file(path: String) -> Location {
    Location {
        path,
        ..Location::default()
    }
}
