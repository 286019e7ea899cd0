//! The formats: a file or folder each, and which one some bytes are in.
//!
//! A format is one constant of its file, a [`FormatSpec`]: what its inputs look
//! like, and what reads them. Everything else about formats is made from
//! [`FORMATS`]. No format knows another, and none opens a file.

pub(crate) mod cargo;
pub(crate) mod checkstyle;
pub(crate) mod codeclimate;
pub(crate) mod depcruise;
pub(crate) mod detect;
pub(crate) mod eslint;
pub mod findings;
pub(crate) mod gcp;
pub(crate) mod github_alerts;
pub(crate) mod importlinter;
pub(crate) mod jscpd;
pub(crate) mod json;
pub(crate) mod json_log;
pub(crate) mod junit;
pub(crate) mod rdjson;
pub(crate) mod report;
pub(crate) mod sarif;
pub(crate) mod sonar;
pub(crate) mod spec;
pub(crate) mod text;

use crate::model::{Format, SourceSpec};
use spec::{FormatReader, FormatSpec};

/// All formats, in the order in which they are asked whether an input is
/// theirs: those that are told most surely come first, and plain text last.
pub(crate) const FORMATS: [&FormatSpec; Format::ALL.len()] = [
    &sarif::FORMAT,
    &junit::FORMAT,
    &checkstyle::FORMAT,
    &importlinter::FORMAT,
    &cargo::FORMAT,
    &eslint::FORMAT,
    &github_alerts::FORMAT,
    &sonar::FORMAT,
    &depcruise::FORMAT,
    &jscpd::FORMAT,
    &codeclimate::FORMAT,
    &gcp::FORMAT,
    &findings::FORMAT,
    &rdjson::FORMAT,
    &text::FORMAT,
    &json::FORMAT,
];

/// By [`Format`]. Made by the compiler, which refuses a list that lacks a format.
const BY_FORMAT: [&FormatSpec; Format::ALL.len()] = {
    let mut table = [FORMATS[0]; Format::ALL.len()];
    let mut at = 0;
    while at < FORMATS.len() {
        table[FORMATS[at].format as usize] = FORMATS[at];
        at += 1;
    }
    at = 0;
    while at < table.len() {
        assert!(table[at].format as usize == at, "FORMATS lacks a format");
        at += 1;
    }
    table
};

/// Returns what reads a source in a format. Any JSON is a log where the source
/// maps the time of its elements.
pub(crate) fn reader(format: Format, spec: &SourceSpec) -> FormatReader {
    if format == Format::Json && spec.fields.contains_key(json_log::TIME) {
        return FormatReader::Log(json_log::READER);
    }
    BY_FORMAT[format as usize].reader
}
