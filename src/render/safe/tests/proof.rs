//! What two parsers of GFM read in the documents.

use super::document::{document, documents};
use crate::render::gfm_tests::comrak::tree;
use crate::render::gfm_tests::live::{is_live, is_live_in_code};
use crate::render::gfm_tests::micromark;

#[test]
fn comrak_finds_what_the_template_wrote() {
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

#[test]
fn micromark_finds_what_the_template_wrote() {
    let Some(folder) = micromark::installed() else {
        return;
    };
    let cases = documents();
    let mut markdown: Vec<_> = cases.iter().map(|(_, markdown)| markdown.clone()).collect();
    markdown.push(document("word"));
    markdown.push(document(""));
    let mut parsed = micromark::parse(&folder, &markdown);
    let (empty, word) = (parsed.pop().unwrap().nodes, parsed.pop().unwrap().nodes);
    assert!(word.len() > 20 && parsed.len() == cases.len());
    for ((input, markdown), parsed) in cases.iter().zip(parsed) {
        let same = parsed.nodes == word || parsed.nodes == empty;
        assert!(same, "{input:?}: {:#?}\n{markdown}", parsed.nodes);
        assert_eq!(is_live(&parsed.text), None, "{input:?}\n{markdown}");
    }
}
