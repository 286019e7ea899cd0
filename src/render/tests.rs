//! Whatever is in a problem, its issue holds what the templates wrote.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use super::gfm_tests::comrak::tree;
use super::gfm_tests::inputs::{untrusted, with_mixes};
use super::gfm_tests::live::{is_live, is_live_in_code};
use super::gfm_tests::micromark;
use super::*;
use crate::model::problem::{Disposition, RelatedIssue, Section};
use crate::model::{
    Fact, Finding, Fingerprint, Key, Location, Occurrences, Priority, RevisionSpan, Sample,
    Severity, SourceReport, Time,
};
use crate::tracker::Dialect;

const TEMPLATES: [&str; 3] = ["issue", "evidence", "digest"];

/// A full view with one text in place of every other: what people write into
/// rules.yaml, and addresses, which are made by the program, stay.
fn hostile_view(template: &str, untrusted: &str) -> Value {
    let mut view = match template {
        "digest" => example::digest(),
        _ => example::view(),
    };
    replace(&mut view, untrusted);
    view
}

fn replace(value: &mut Value, untrusted: &str) {
    match value {
        Value::String(text) => untrusted.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, untrusted)),
        Value::Object(fields) => {
            for (name, field) in fields {
                if name != "markdown" && name != "url" {
                    replace(field, untrusted);
                }
            }
        }
        _ => {}
    }
}

fn templates() -> Templates {
    Templates::embedded(Escaper::new(Dialect::GITHUB)).unwrap()
}

fn document(templates: &Templates, template: &str, untrusted: &str) -> String {
    templates
        .render(template, &hostile_view(template, untrusted))
        .unwrap()
}

/// What a template writes around texts: around a word, around nothing, and
/// around what is nothing once it is written.
fn frames(templates: &Templates, template: &str) -> [String; 3] {
    ["word", "", "\n"].map(|text| document(templates, template, text))
}

#[test]
fn comrak_finds_in_an_issue_what_its_template_wrote() {
    let templates = templates();
    for template in TEMPLATES {
        let frames = frames(&templates, template).map(|frame| tree(&frame).nodes);
        assert!(frames[0].len() > 5);
        for input in with_mixes() {
            let markdown = document(&templates, template, &input);
            let tree = tree(&markdown);
            assert!(
                frames.contains(&tree.nodes),
                "{input:?}: {:#?}\n{markdown}",
                tree.nodes
            );
            let text = without_related(&tree.text);
            assert_eq!(is_live(&text), None, "{input:?}\n{markdown}");
            assert_eq!(is_live_in_code(&tree.code), None, "{input:?}\n{markdown}");
        }
    }
}

#[test]
fn micromark_finds_in_an_issue_what_its_template_wrote() {
    let Some(folder) = micromark::installed() else {
        return;
    };
    let templates = templates();
    let inputs = with_mixes();
    for template in TEMPLATES {
        let mut documents = frames(&templates, template).to_vec();
        documents.extend(inputs.iter().map(|i| document(&templates, template, i)));
        let parsed = micromark::parse(&folder, &documents);
        let (frames, parsed) = parsed.split_at(3);
        assert_eq!(parsed.len(), inputs.len());
        for (input, parsed) in inputs.iter().zip(parsed) {
            let known = frames.iter().any(|frame| frame.nodes == parsed.nodes);
            assert!(known, "{input:?}: {:#?}", parsed.nodes);
            assert_eq!(is_live(&without_related(&parsed.text)), None, "{input:?}");
        }
    }
}

/// A text without the two references that the example's own numbers are.
fn without_related(text: &str) -> String {
    text.replace("#12,", "").replace("#885", "")
}

/// A problem with one text wherever one of a stranger can stand.
pub(crate) fn problem(untrusted: &str) -> (Problem, SourceReport) {
    let text = || untrusted.to_owned();
    let time: Time = "2025-09-15T20:03:01Z".parse().unwrap();
    let mut seen = Occurrences::once(Some(time), Some(untrusted), Some(untrusted));
    seen.add(Some(time - chrono::TimeDelta::minutes(5)), None, None);
    let location = Location {
        path: text(),
        line: Some(3),
        column: None,
    };
    let fact = |name: &str, fact| (name.to_owned(), fact);
    let facts = BTreeMap::from([
        fact(
            "names",
            Fact::latest(None, [text(), format!("a.b.{untrusted}")]),
        ),
        fact("ids", Fact::distinct([text()])),
    ]);
    let finding = Finding {
        rule_id: Some(text()),
        locations: vec![location.clone()],
        service: Some(text()),
        environment: Some(text()),
        labels: BTreeMap::from([(text(), text())]),
        seen: seen.clone(),
        samples: vec![Sample {
            time: Some(time),
            severity: Severity::Error,
            logger: Some(text()),
            text: text(),
        }],
        suggestion: Some(text()),
        ..Finding::new(untrusted, untrusted, Fingerprint::given(untrusted), text())
    };
    let problem = Problem {
        titled: crate::model::problem::Titled::Follows,
        key: Key::of("main", [("fingerprint", untrusted)]),
        aliases: Vec::new(),
        former: Vec::new(),
        like: None,
        also: Vec::new(),
        rule: Some("manager-classes".into()),
        group: vec![("fingerprint".into(), text())],
        title: title::render(
            "{{rule_id}} of {{path}}: {{facts.ids.value}}",
            &title::TitleContext {
                facts: Some(&facts),
                names: vec![("rule_id", text()), ("path", text())],
                words: Vec::new(),
            },
            Escaper::new(Dialect::GITHUB),
        )
        .unwrap(),
        severity: Severity::Error,
        priority: Priority::P1,
        priority_reasons: vec!["severity is error".into()],
        labels: Vec::new(),
        assignees: Vec::new(),
        related: vec![RelatedIssue {
            number: 885,
            note: Some("previous work".into()),
        }],
        sections: vec![("impact".into(), Section::Text("Slow starts.".into()))],
        adopt: None,
        disposition: Disposition::File,
        template: "issue".into(),
        seen,
        at_least: true,
        stale: None,
        facts,
        locations: vec![location],
        services: vec![text()],
        environments: vec![text()],
        findings: vec![finding],
    };
    let mut source = SourceReport::new(untrusted, "gcp");
    source.query = Some(text());
    source.project = Some(text());
    source.inputs = vec![text()];
    source.saw(Some(time));
    source.partial(untrusted);
    // Enough for the problem to have come with the newer one.
    source.revisions = [
        ("older", time - chrono::TimeDelta::hours(1), 10),
        (untrusted, time, 3),
    ]
    .map(|(revision, first, records)| RevisionSpan {
        service: Some(text()),
        revision: revision.to_owned(),
        first,
        last: first,
        records,
    })
    .into();
    (problem, source)
}

fn renderer() -> Renderer {
    Renderer::new(templates(), Redactor::new(), 60_000)
}

fn rendered(untrusted: &str) -> [String; 2] {
    let (problem, source) = problem(untrusted);
    let context = RenderContext {
        status: ProblemStatus::Again,
        changed: vec!["2 records more".into()],
        cites: None,
        sources: &[source],
        run: "20250915T201000-ab12",
        links: &Links::to_commit(&Dialect::GITHUB.links, None, "o/r", "abc"),
    };
    let renderer = renderer();
    [
        renderer.issue(&problem, &context).unwrap(),
        renderer.evidence(&problem, &context).unwrap(),
    ]
}

/// Kinds of nodes and addresses that templates write; every other is a stranger's.
fn is_ours(node: &str) -> bool {
    const HTML: [&str; 6] = [
        "html <details><summary>",
        "html </details>",
        "html <summary>",
        "html </summary>",
        "html <sub>",
        "html </sub>",
    ];
    const KINDS: [&str; 9] = [
        "Paragraph",
        "Strong",
        "Heading",
        "List",
        "Item",
        "Table",
        "TableRow",
        "TableCell",
        "Emph",
    ];
    KINDS.contains(&node)
        || node == "code block text"
        || HTML.iter().any(|html| node.starts_with(html))
        || node.starts_with("link https://github.com/o/r/blob/abc/")
        || node.starts_with("link https://console.cloud.google.com/logs/query;query=")
}

fn assert_inert(untrusted: &str) {
    for (markdown, frame) in rendered(untrusted).iter().zip(rendered("word")) {
        let read = tree(markdown);
        let strange = read.nodes.iter().find(|node| !is_ours(node));
        assert_eq!(strange, None, "{untrusted:?}\n{markdown}");
        let count = |nodes: &[String]| nodes.iter().filter(|n| *n == "Heading").count();
        assert_eq!(count(&read.nodes), count(&tree(&frame).nodes), "{markdown}");
        let text = without_related(&read.text);
        assert_eq!(is_live(&text), None, "{untrusted:?}\n{markdown}");
        assert_eq!(
            is_live_in_code(&read.code),
            None,
            "{untrusted:?}\n{markdown}"
        );
    }
    let (problem, _) = problem(untrusted);
    // Nothing links commits in titles.
    assert_eq!(is_live_in_code(&problem.title), None, "{untrusted:?}");
}

#[test]
fn a_stranger_adds_nothing_to_an_issue() {
    for input in with_mixes() {
        assert_inert(&input);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nor_does_any_text(input in untrusted()) {
        assert_inert(&input);
    }

    /// The marker is around it; priority and links are never dropped.
    #[test]
    fn any_length_stays_within_the_budget(piece in untrusted(), times in 1_usize..3_000) {
        for markdown in rendered(&piece.repeat(times)) {
            prop_assert!(markdown.len() + FRAME_BYTES <= 60_000);
            prop_assert!(markdown.contains("#885"), "{}", markdown);
            prop_assert!(markdown.contains("rule `manager-classes`") || markdown.contains("## Priority\n**P1**"));
            // Nothing was cut off at its end.
            prop_assert!(markdown.ends_with("</details>") || markdown.ends_with("</sub>"));
        }
    }
}
