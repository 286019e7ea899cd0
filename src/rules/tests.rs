//! rules.yaml of this repository, and what is wrong with others.

use std::path::Path;

use super::*;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_worked_example_checks_clean() {
    let rules = match Rules::load(&root().join("rules.yaml")) {
        Ok(rules) => rules,
        Err(problems) => panic!("{problems}"),
    };
    assert_eq!(rules.warnings.to_string(), "");
    assert_eq!(rules.target.as_deref(), Some("dir:.bot/issues"));
    let ssot = &rules.rules[0];
    assert_eq!(ssot.adopt, Adopt::Pinned(960));
    assert_eq!(ssot.related[0].number, 885);
}
