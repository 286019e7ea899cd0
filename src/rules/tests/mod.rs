//! rules.yaml of this repository, and helpers for the tests of this module.

use std::path::Path;

use super::*;

mod comments;
mod diagnostics;
mod example;
mod hostile;
mod matching;
mod priorities;
mod redaction;
mod reference;

/// A rules.yaml that checks clean.
fn rules(yaml: &str) -> Rules {
    Rules::parse(yaml, Path::new("")).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The first rule of `rules: [RULE]`.
fn rule(yaml: &str) -> Rule {
    rules(&format!("rules: [{yaml}]")).rules.remove(0)
}

/// What is wrong with a rules.yaml, and what looks wrong.
fn problems(yaml: &str) -> Diagnostics {
    match Rules::parse(yaml, Path::new("")) {
        Ok(rules) => rules.warnings,
        Err(problems) => problems,
    }
}

/// A JSON log entry with a message.
fn entry<'a>(json: &'a str, message: &'a str) -> Record<'a> {
    Record {
        raw: crate::model::Raw::Json(json),
        ..Record::text(message)
    }
}
