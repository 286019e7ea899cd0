//! The text by which a record is looked up, before folding and redaction.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::skeleton;
use super::structured;
use super::trace;
use super::version::Version;
use crate::model::record::Layout;
use crate::redact::Redactor;

mod laid_out;

/// Sets a trace's key apart: masked text holds no control characters.
const TRACE: u8 = 0;

/// Stack traces whose keys are remembered; a failing program prints few, often.
const REMEMBERED: usize = 64;

/// Longer traces are not remembered.
const MAX_REMEMBERED: usize = 16 << 10;

/// Makes the keys that records are tallied by.
#[derive(Debug)]
pub(crate) struct Keys {
    version: Version,
    /// The last one, to save memory.
    key: Vec<u8>,
    /// Message -> key.
    traces: HashMap<Box<str>, Box<[u8]>, FixedState>,
    /// The same of messages whose source says how they divide.
    laid_out: HashMap<Box<str>, Box<[u8]>, FixedState>,
}

impl Keys {
    /// Makes those of a version of the mask.
    pub(crate) fn new(version: Version) -> Self {
        Self {
            version,
            key: Vec::new(),
            traces: HashMap::default(),
            laid_out: HashMap::default(),
        }
    }

    /// The key of a message: a pure function of it and of how it divides;
    /// cheap, as it is made for every record.
    pub(crate) fn of(&mut self, message: &str, layout: Option<Layout>) -> &[u8] {
        let Self {
            version,
            key,
            traces,
            laid_out,
        } = self;
        let traces = if layout.is_some() { laid_out } else { traces };
        key.clear();
        let is_short = message.len() <= MAX_REMEMBERED;
        let may_be_known = !traces.is_empty() && is_short && trace::may_be(message);
        let known = may_be_known.then(|| traces.get(message)).flatten();
        if let Some(known) = known {
            key.extend_from_slice(known);
            return key;
        }
        match layout {
            Some(layout) => laid_out::write(message, layout, version.write, key),
            None => (version.write)(message, key),
        }
        if key.first() == Some(&TRACE) && is_short {
            if traces.len() == REMEMBERED {
                traces.clear();
            }
            traces.insert(message.into(), key.as_slice().into());
        }
        key
    }
}

/// Appends the key of a message.
pub(crate) fn write(message: &str, key: &mut Vec<u8>) {
    if trace::may_be(message) {
        let text = trace::unescaped(message);
        if let Some(trace) = trace::parse(&text) {
            write_trace(&trace, key);
            return;
        }
    }
    if !structured::mask(message, key) {
        skeleton::mask(message, key);
    }
}

fn write_trace(trace: &trace::Trace<'_>, key: &mut Vec<u8>) {
    write_identified(trace, &trace.identity(), key);
}

/// Appends the key of a trace with what identifies it.
fn write_identified(trace: &trace::Trace<'_>, identity: &str, key: &mut Vec<u8>) {
    key.push(TRACE);
    key.extend_from_slice(identity.as_bytes());
    key.push(TRACE);
    key.extend_from_slice(trace.exception.as_bytes());
    if !trace.message.is_empty() {
        key.extend_from_slice(b": ");
        skeleton::mask(trace.message, key);
    }
    if let Some(place) = trace.raised_in() {
        key.extend_from_slice(b" in ");
        key.extend_from_slice(place.as_bytes());
    }
}

/// A key, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variant {
    /// What is hashed into the fingerprint.
    pub(crate) skeleton: String,
    /// The same for people, if all variants of a cluster agree on it.
    pub(crate) template: String,
    /// The skeleton without what variants may differ in.
    pub(crate) short: String,
    /// Of a stack trace, whose skeleton is never generalized.
    pub(crate) is_trace: bool,
}

/// Reads a key, redacting it on the way.
pub(crate) fn read(key: &[u8], redactor: &Redactor) -> Variant {
    let text = |bytes: &[u8]| {
        redactor
            .redact(&String::from_utf8_lossy(bytes))
            .into_owned()
    };
    let Some(rest) = key.strip_prefix(&[TRACE]) else {
        let masked = text(key);
        let skeleton = skeleton::fold(&masked);
        return Variant {
            short: skeleton.clone(),
            skeleton,
            template: masked,
            is_trace: false,
        };
    };
    let end = rest.iter().position(|b| *b == TRACE).unwrap_or(rest.len());
    let skeleton = text(&rest[..end]);
    Variant {
        template: text(rest.get(end + 1..).unwrap_or_default()),
        short: skeleton
            .replace("\n at ", " in ")
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned(),
        skeleton,
        is_trace: true,
    }
}
