//! What comrak reads in the documents.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::document::{document, documents, is_live, is_live_in_code};

/// What is in a document besides text, in order, and its text.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<String>,
    pub(super) text: String,
    pub(super) code: String,
}

pub(super) fn tree(markdown: &str) -> Tree {
    let mut options = Options::default();
    let on = &mut options.extension;
    on.strikethrough = true;
    on.table = true;
    on.autolink = true;
    on.tasklist = true;
    on.footnotes = true;
    on.alerts = true;
    on.math_dollars = true;
    on.math_code = true;
    options.parse.relaxed_autolinks = true;
    let arena = Arena::new();
    let mut tree = Tree {
        nodes: Vec::new(),
        text: String::new(),
        code: String::new(),
    };
    walk(parse_document(&arena, markdown, &options), &mut tree);
    tree
}

fn walk<'a>(node: &'a AstNode<'a>, tree: &mut Tree) {
    match &node.data.borrow().value {
        NodeValue::Text(text) => tree.text.push_str(text),
        NodeValue::Code(code) => {
            tree.code.push_str(&code.literal);
            tree.code.push('\n');
            tree.text.push('\u{fffc}');
        }
        NodeValue::CodeBlock(block) => {
            tree.code.push_str(&block.literal);
            tree.nodes.push(format!("code block {}", block.info));
        }
        NodeValue::SoftBreak | NodeValue::Document => tree.text.push('\n'),
        NodeValue::Link(link) => tree.nodes.push(format!("link {}", link.url)),
        NodeValue::HtmlBlock(html) => tree.nodes.push(format!("html {}", html.literal)),
        NodeValue::HtmlInline(html) => tree.nodes.push(format!("html {html}")),
        other => {
            tree.text.push('\n');
            let name = format!("{other:?}");
            let end = name
                .find(|c: char| !c.is_alphanumeric())
                .unwrap_or(name.len());
            tree.nodes.push(name[..end].to_owned());
        }
    }
    for child in node.children() {
        walk(child, tree);
    }
}

#[test]
fn documents_hold_what_the_template_wrote() {
    let (word, empty) = (tree(&document("word")).nodes, tree(&document("")).nodes);
    for (input, markdown) in documents() {
        let tree = tree(&markdown);
        assert!(
            tree.nodes == word || tree.nodes == empty,
            "{input:?}: {:#?}\n{markdown}",
            tree.nodes
        );
        assert_eq!(is_live(&tree.text), None, "{input:?}\n{markdown}");
        assert_eq!(is_live_in_code(&tree.code), None, "{input:?}\n{markdown}");
    }
}
