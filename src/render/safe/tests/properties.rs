//! What holds for any text.

use proptest::prelude::*;

use super::super::inert::Surface;
use super::super::*;
use super::GITHUB;
use super::document::document;
use crate::render::gfm_tests::comrak::tree;
use crate::render::gfm_tests::inputs::untrusted;
use crate::render::gfm_tests::live::{is_live, is_live_in_code};

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
        for writer in [Escaper::text, Escaper::cell, Escaper::title] {
            let once = writer(GITHUB, &input);
            prop_assert_eq!(writer(GITHUB, &once), once);
        }
        let once = terminal(&input);
        prop_assert_eq!(terminal(&once), once);
    }

    #[test]
    fn writers_keep_their_bounds(input in untrusted(), bytes in 0_usize..200) {
        prop_assert!(clip(&input, bytes).len() <= bytes);
        prop_assert!(GITHUB.title(&input).chars().count() <= 256);
        for line in [GITHUB.text(&input), GITHUB.code(&input), GITHUB.cell_code(&input), GITHUB.title(&input)] {
            prop_assert!(!line.contains(['\n', '\r']));
        }
        prop_assert!(!annotation(&input).contains(['\n', '\r']));
    }

    /// Readers see the text, but for the characters that are broken.
    #[test]
    fn prose_displays_as_it_reads(input in "[ -%'-_a-z{-~é漢]{0,60}") {
        let shown = tree(&GITHUB.text(&input));
        if shown.code.is_empty() {
            prop_assert_eq!(shown.text.trim(), GITHUB.inert(&inline::unescape(&escaper::one_line(&input), &(7..=40)), Surface::Prose));
        }
    }
}
