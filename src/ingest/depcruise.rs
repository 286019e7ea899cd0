//! dependency-cruiser's JSON: the violations of its summary.
//!
//! Source: <https://github.com/sverweij/dependency-cruiser/blob/main/src/schema/cruise-result.schema.json>.

use serde::Deserialize;
use serde_json::Value;

use super::error::ReadError;
use super::items::Item;
use super::results::{Draft, Known, ReadResults, Results};
use super::scalar::Scalar;
use super::{Sink, value};
use crate::model::Location;

/// Where violations are.
pub(super) const POINTER: &str = "/summary/violations";
/// How many modules were looked at.
pub(super) const CRUISED: &str = "/summary/totalCruised";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Violation<'a> {
    #[serde(borrow)]
    from: Scalar<'a>,
    #[serde(borrow)]
    to: Scalar<'a>,
    #[serde(borrow)]
    rule: Rule<'a>,
    #[serde(borrow)]
    cycle: Vec<Step<'a>>,
    #[serde(borrow)]
    via: Vec<Step<'a>>,
    #[serde(borrow)]
    comment: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Rule<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
}

/// A module on a way: its name, in old versions alone.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Step<'a> {
    Named {
        #[serde(borrow)]
        name: Scalar<'a>,
    },
    #[serde(borrow)]
    Plain(Scalar<'a>),
}

impl Step<'_> {
    fn name(&self) -> Option<String> {
        match self {
            Self::Named { name } | Self::Plain(name) => name.clone().string(),
        }
    }
}

/// Reads violations.
#[derive(Debug)]
pub(super) struct Depcruise {
    cruised: Option<u64>,
}

impl Depcruise {
    /// With the number of modules that were looked at.
    pub(super) fn new(cruised: Option<&Value>) -> Self {
        Self {
            cruised: cruised.and_then(Value::as_u64),
        }
    }
}

impl ReadResults for Depcruise {
    fn end<S: Sink>(&mut self, results: &mut Results<'_, S>) -> Result<(), ReadError> {
        if self.cruised == Some(0) {
            results.partial("looked at no module");
        }
        Ok(())
    }

    fn item<S: Sink>(
        &mut self,
        item: Item<'_>,
        results: &mut Results<'_, S>,
    ) -> Result<(), ReadError> {
        let text = item.text();
        let violation: Violation<'_> = value::read(&text, item.at)?;
        let severity = violation.rule.severity.string();
        if severity.as_deref() == Some("ignore") {
            results.skip("ignored");
            return Ok(());
        }
        let Some(from) = violation.from.string() else {
            return Err(ReadError::json(item.at, "a violation without `from`"));
        };
        let to = violation.to.string().filter(|to| *to != from);
        let way: Vec<String> = violation
            .cycle
            .iter()
            .chain(&violation.via)
            .filter_map(Step::name)
            .collect();
        let rule = violation.rule.name.string();
        let message = match &to {
            _ if !way.is_empty() => format!("{from} → {}", way.join(" → ")),
            Some(to) => format!("{from} → {to}"),
            None => from.clone(),
        };
        let draft = Draft {
            tool: "dependency-cruiser".to_owned(),
            rule_id: rule,
            severity: severity.map(|name| {
                if name == "warn" {
                    "warning".to_owned()
                } else {
                    name
                }
            }),
            message,
            locations: std::iter::once(from)
                .chain(to.clone())
                .map(|path| Location {
                    path,
                    ..Location::default()
                })
                .collect(),
            identity: Known::ByLine(to.unwrap_or_default()),
            suggestion: violation.comment.string(),
            raw: results.raw(item)?,
            ..Draft::default()
        };
        results.push(draft);
        Ok(())
    }
}
