//! Views with every field filled: what `bot schema context` shows, and what
//! templates are checked against.

use std::collections::BTreeMap;

use serde_json::Value;

use super::template::ANY_NAME;
use super::view::{
    DigestEntry, DigestView, FactView, Headline, LocationView, Markdown, MessageView, ModuleView,
    PriorityView, Provenance, RelatedView, RevisionView, SampleView, SectionView, SourceView, View,
};

/// A problem's view as JSON.
pub fn view() -> Value {
    serde_json::to_value(full()).unwrap_or_default()
}

/// The digest's view as JSON.
pub fn digest() -> Value {
    serde_json::to_value(full_digest()).unwrap_or_default()
}

/// A problem's view with every field filled.
pub fn full() -> View {
    View {
        headline: headline(),
        changed: vec!["revision 00705 is new, 2 records".into()],
        cites: Some(12),
        facts: BTreeMap::from([(ANY_NAME.to_owned(), fact())]),
        messages: vec![MessageView {
            text: "Found other manager classes: <*>".into(),
            count: "11".into(),
            severity: "warning".into(),
            rule_id: Some("duplicate-class".into()),
            tool: "log".into(),
        }],
        more_messages: 1,
        revisions: vec![RevisionView {
            name: "api-00704".into(),
            records: "9".into(),
            instances: 9,
            last_seen: "20:03:01".into(),
        }],
        more_revisions: 1,
        sparkline: "▁·█".into(),
        samples: vec![SampleView {
            text: "WARNING 2025-09-15T20:03:01Z app.manager\nFound other manager classes".into(),
        }],
        samples_exceed: true,
        locations: vec![LocationView {
            path: "src/app.py".into(),
            text: "src/app.py:12".into(),
            url: Some("https://example.com/src/app.py#L12".into()),
        }],
        more_locations: 1,
        suggestions: vec!["Keep one class".into()],
        context: vec!["Came with revision 00705".into()],
        sources: vec![SourceView {
            name: "backend".into(),
            words: "106 records of 19:57:22 to 20:03:13 UTC, read from a saved file".into(),
            query: Some("severity>=WARNING".into()),
            url: Some("https://example.com/query".into()),
        }],
        sections: vec![SectionView {
            title: "Impact".into(),
            body: Markdown {
                markdown: "Slow starts.".into(),
            },
        }],
        related: vec![RelatedView {
            number: 885,
            note: Some("previous work".into()),
        }],
        priority: PriorityView {
            name: "P2".into(),
            reasons: vec!["severity is warning".into()],
        },
        provenance: provenance(),
        dropped: vec!["2 samples are not shown".into()],
    }
}

fn headline() -> Headline {
    Headline {
        state: "Seen again".into(),
        count: "11".into(),
        unit: "records".into(),
        is_log: true,
        at_least: true,
        span: Some("5 m 43 s".into()),
        capped: Some("capped read".into()),
        instances: 11,
        files: 2,
        environments: vec!["staging".into()],
        services: vec!["api".into()],
        more_services: 1,
        revisions: vec!["00704".into()],
        last_seen: Some("2025-09-15 20:03:01 UTC".into()),
        stale: Some("newest record was 3 h old when it was collected".into()),
        owners: vec!["octocat".into()],
    }
}

fn fact() -> FactView {
    FactView {
        count: 2,
        capped: true,
        value: Some("2".into()),
        values: vec!["app.manager.A".into(), "app.types.B".into()],
        modules: vec![ModuleView {
            module: "app.manager".into(),
            names: vec!["A".into()],
        }],
        distinct_names: 2,
    }
}

fn provenance() -> Provenance {
    Provenance {
        key: "v1/main/0123456789abcdef0123".into(),
        rule: Some("manager-classes".into()),
        group: vec!["rule".into()],
        run: "20250915T201000-ab12".into(),
    }
}

/// The digest's view with every field filled.
pub fn full_digest() -> DigestView {
    DigestView {
        entries: vec![DigestEntry {
            priority: "P2".into(),
            title: "Found other manager classes".into(),
            count: "11 records".into(),
            last_seen: Some("2025-09-15 20:03:01 UTC".into()),
            reason: "over the limit of new issues a run (5)".into(),
            key: "v1/main/0123456789abcdef0123".into(),
        }],
        more: 1,
        provenance: provenance(),
    }
}
