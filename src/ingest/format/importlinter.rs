//! import-linter's report, as it prints it.
//!
//! Source: <https://import-linter.readthedocs.io/>; it has no other output. The
//! report lists contracts as KEPT or BROKEN, counts them, and then shows each
//! broken one: its name, underlined, then what is illegal, with the imports
//! that lead there.

use std::collections::BTreeMap;
use std::io::Read;

use serde_json::Value;

use crate::ingest::error::ReadError;
use crate::ingest::format::report::MAX_JSON_LINE;
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::framing::items::{Items, Lines};
use crate::ingest::results::collect::Results;
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult, sample};
use crate::model::Format;

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Importlinter,
    looks_like: &[LooksLike::Text(has_contracts)],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::One("import-linter"),
        read: |_, input, results| read(Lines::new(input.read, MAX_JSON_LINE), results),
    }),
};

/// Its report has this title, underlined.
fn has_contracts(head: &[u8]) -> bool {
    let lines = || head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let at = lines().position(|line| line == b"Contracts");
    at.and_then(|at| lines().nth(at + 1))
        .is_some_and(|line| line.len() > 2 && line.iter().all(|b| *b == b'-'))
}

/// Reads a report of Import Linter.
pub(crate) fn read<R: Read>(
    mut lines: Lines<R>,
    results: &mut Results<'_>,
) -> Result<(), ReadError> {
    let mut report = ContractsReport::default();
    while let Some(line) = lines.next()? {
        report.line(&line.text(), results);
    }
    report.finish_contract();
    let Some(broken) = report.broken else {
        return Err(ReadError::new("is not a complete report of import-linter")
            .hint("It has no line `Contracts: … kept, … broken.`"));
    };
    if report.contracts != broken {
        results.partial(format!(
            "counts {broken} broken contracts and shows {}",
            report.contracts
        ));
    }
    for (parsed, raw) in report.drafts {
        let raw = results.keep(raw);
        results.push(ParsedResult { raw, ..parsed });
    }
    Ok(())
}

#[derive(Debug, Default)]
struct ContractsReport {
    /// Broken contracts that the summary counts.
    broken: Option<u64>,
    /// Broken contracts that are shown.
    contracts: u64,
    in_details: bool,
    /// The line before, which an underline makes a heading.
    before: Option<String>,
    contract: Option<String>,
    /// What is illegal, and how it comes about.
    heading: Option<(String, Vec<String>)>,
    found: bool,
    drafts: Vec<(ParsedResult<'static>, Value)>,
}

impl ContractsReport {
    fn line(&mut self, line: &str, results: &mut Results<'_>) {
        let text = line.trim();
        let is_rule = text.len() > 2 && text.bytes().all(|b| b == b'-');
        if text.ends_with(" KEPT") && !self.in_details {
            results.skip("kept contracts");
        } else if let Some(counts) = text.strip_prefix("Contracts: ") {
            self.broken = counts.split(", ").find_map(|part| {
                part.trim_end_matches('.')
                    .strip_suffix(" broken")?
                    .parse()
                    .ok()
            });
        } else if text == "Broken contracts" {
            self.in_details = true;
        } else if self.in_details && is_rule {
            self.underline();
        } else if self.in_details {
            self.detail(text);
        }
        self.before = (!is_rule).then(|| text.to_owned());
    }

    /// The line before was a contract's name.
    fn underline(&mut self) {
        let Some(name) = self.before.take().filter(|name| name != "Broken contracts") else {
            return;
        };
        // It was taken for a detail of the contract before.
        if let Some((_, steps)) = &mut self.heading {
            steps.retain(|step| *step != name);
        }
        self.finish_contract();
        self.contract = Some(name);
        self.contracts += 1;
        self.found = false;
    }

    fn detail(&mut self, text: &str) {
        if self.contract.is_none() {
            return;
        }
        match &mut self.heading {
            _ if text.ends_with(':') && !text.starts_with('-') => {
                self.finish_heading();
                self.heading = Some((text.trim_end_matches(':').to_owned(), Vec::new()));
            }
            Some((_, steps)) => steps.push(text.to_owned()),
            None => {}
        }
    }

    fn finish_heading(&mut self) {
        if let (Some(contract), Some((heading, steps))) =
            (self.contract.clone(), self.heading.take())
        {
            self.found = true;
            self.drafts.push(parsed(&contract, &heading, &steps));
        }
    }

    /// A broken contract is a finding even where its text is of a kind not known here.
    fn finish_contract(&mut self) {
        self.finish_heading();
        if let Some(contract) = self.contract.take().filter(|_| !self.found) {
            self.drafts
                .push(parsed(&contract, "The contract is broken", &[]));
        }
    }
}

fn parsed(contract: &str, heading: &str, steps: &[String]) -> (ParsedResult<'static>, Value) {
    let modules = heading.split_once(" is not allowed to import ");
    let labels: BTreeMap<String, String> = modules
        .into_iter()
        .flat_map(|(from, to)| [("from", from), ("to", to)])
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let shown = (!steps.is_empty()).then(|| sample(steps.join("\n")));
    let parsed = ParsedResult {
        tool: "import-linter".to_owned(),
        rule_id: Some(contract.to_owned()),
        severity: Some("error".into()),
        message: heading.to_owned(),
        // Module names are the identity; numbers in them are names.
        identity: IdentityBasis::ByLine(heading.to_owned().into()),
        labels,
        samples: shown.into_iter().collect(),
        ..ParsedResult::default()
    };
    let raw = serde_json::json!({"contract": contract, "heading": heading, "imports": steps});
    (parsed, raw)
}
