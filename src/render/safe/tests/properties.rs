//! What holds for any text.

use proptest::prelude::*;

use super::super::*;
use super::document::document;
use crate::render::proof::comrak::tree;
use crate::render::proof::inputs::untrusted;
use crate::render::proof::live::{is_live, is_live_in_code};

proptest! {
    #[test]
    fn documents_hold_what_the_template_wrote(input in untrusted()) {
        let markdown = document(&input);
        let same = [document("word"), document("")].map(|d| tree(&d).nodes);
        let tree = tree(&markdown);
        prop_assert!(same.contains(&tree.nodes), "{:#?}\n{}", tree.nodes, markdown);
        prop_assert_eq!(is_live(&tree.text), None, "{}", markdown);
        prop_assert_eq!(is_live_in_code(&tree.code), None, "{}", markdown);
    }

    #[test]
    fn writers_are_idempotent(input in untrusted()) {
        for writer in [text, cell, title, label, description, terminal] {
            let once = writer(&input);
            prop_assert_eq!(writer(&once), once);
        }
    }

    #[test]
    fn writers_keep_their_bounds(input in untrusted(), bytes in 0_usize..200) {
        prop_assert!(clip(&input, bytes).len() <= bytes);
        prop_assert!(title(&input).chars().count() <= TITLE_CHARS);
        prop_assert!(label(&input).chars().count() <= LABEL_CHARS);
        for line in [text(&input), code(&input), cell_code(&input), title(&input), label(&input)] {
            prop_assert!(!line.contains(['\n', '\r']));
        }
        prop_assert!(!annotation(&input).contains(['\n', '\r']));
    }

    /// Readers see the text, but for the characters that are broken.
    #[test]
    fn prose_displays_as_it_reads(input in "[ -%'-_a-z{-~é漢]{0,60}") {
        let shown = tree(&text(&input));
        if shown.code.is_empty() {
            prop_assert_eq!(shown.text.trim(), inert(&inline::unescape(&one_line(&input)), Place::Prose));
        }
    }
}
