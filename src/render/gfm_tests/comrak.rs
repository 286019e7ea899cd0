//! What comrak reads in a document.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

/// What is in a document besides text, in order, and its text.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<String>,
    pub(crate) text: String,
    pub(crate) code: String,
}

pub(crate) fn tree(markdown: &str) -> Tree {
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
