//! The formats: a file or folder each.

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
pub(crate) mod text;
