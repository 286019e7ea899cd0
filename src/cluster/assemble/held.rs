//! A record that outlives the entry it was read from.

use std::borrow::Cow;

use crate::model::{Raw, Record};

/// A record that is owned, to be held back.
#[derive(Debug)]
pub(crate) struct Held {
    /// Its `raw` is empty; `raw` beside it holds the text.
    record: Record<'static>,
    raw: String,
    is_json: bool,
    pub(crate) position: u64,
}

impl Held {
    pub(crate) fn new(record: &Record<'_>, position: u64) -> Self {
        let own = |text: &Option<Cow<'_, str>>| text.as_deref().map(|t| Cow::Owned(t.to_owned()));
        let (raw, is_json) = match record.raw {
            Raw::Text(text) => (text, false),
            Raw::Json(json) => (json, true),
        };
        Self {
            record: Record {
                time: record.time,
                severity: record.severity,
                message: Cow::Owned(record.message.clone().into_owned()),
                service: own(&record.service),
                environment: own(&record.environment),
                revision: own(&record.revision),
                instance: own(&record.instance),
                id: own(&record.id),
                logger: own(&record.logger),
                layout: record.layout,
                raw: Raw::Text(""),
            },
            raw: raw.to_owned(),
            is_json,
            position,
        }
    }

    /// The record with another text.
    pub(crate) fn with<'h>(&'h self, message: &'h str) -> Record<'h> {
        Record {
            message: Cow::Borrowed(message),
            layout: None,
            raw: if self.is_json {
                Raw::Json(&self.raw)
            } else {
                Raw::Text(&self.raw)
            },
            ..super::borrowed(&self.record)
        }
    }

    /// The record as it came.
    pub(crate) fn record(&self) -> Record<'_> {
        Record {
            layout: self.record.layout,
            ..self.with(&self.record.message)
        }
    }
}
