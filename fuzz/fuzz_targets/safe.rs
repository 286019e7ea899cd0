//! `cargo +nightly fuzz run safe`: any text leaves a document what it was.
#![no_main]

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use issue_gardener::render::safe::{self, Escaper};
use issue_gardener::tracker::Dialect;
use libfuzzer_sys::fuzz_target;

const GITHUB: Escaper = Escaper::new(Dialect::GITHUB);

fuzz_target!(|untrusted: &str| {
    let nodes = nodes(&document(untrusted));
    assert!([document("word"), document("")].iter().any(|plain| self::nodes(plain) == nodes));
    for writer in [Escaper::text, Escaper::cell, Escaper::title] {
        let once = writer(GITHUB, untrusted);
        assert_eq!(writer(GITHUB, &once), once);
    }
    let once = safe::terminal(untrusted);
    assert_eq!(safe::terminal(&once), once);
});

fn document(untrusted: &str) -> String {
    let (text, cell) = (GITHUB.text(untrusted), GITHUB.cell(untrusted));
    let (code, cell_code) = (GITHUB.code(untrusted), GITHUB.cell_code(untrusted));
    let fence = GITHUB.fence(untrusted, "log");
    format!("{text}\n\n- {text}\n- x {code} y\n\n| {cell} | {cell_code} |\n|---|---|\n\n> {text}\n\n{fence}\n\nend\n")
}

/// Kinds of nodes, but for text and code spans.
fn nodes(markdown: &str) -> Vec<String> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    let arena = Arena::new();
    let mut kinds = Vec::new();
    collect(parse_document(&arena, markdown, &options), &mut kinds);
    kinds
}

fn collect<'a>(node: &'a AstNode<'a>, kinds: &mut Vec<String>) {
    let value = format!("{:?}", node.data.borrow().value);
    let kind = value.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if !matches!(node.data.borrow().value, NodeValue::Text(_) | NodeValue::Code(_)) {
        kinds.push(kind.to_owned());
    }
    for child in node.children() {
        collect(child, kinds);
    }
}
