use proptest::prelude::*;

use super::*;

fn key() -> Key {
    Key::of("main", [("rule", "x")])
}

fn section(visible: &str) -> String {
    compose(&key(), visible, &State::new("main"))
}

#[test]
fn what_is_composed_is_found_and_unedited() {
    let body = section("Hello\n\nworld");
    let found = Section::find(&body).unwrap().unwrap();
    assert_eq!(found.key, key());
    assert_eq!(found.visible, "Hello\n\nworld");
    assert!(!found.edited());
    assert_eq!(found.range, 0..body.len());
}

#[test]
fn a_web_edit_around_it_is_no_edit_inside() {
    let body = format!("before \r\n{}\nafter", section("a  \nb")).replace('\n', "\r\n");
    let found = Section::find(&body).unwrap().unwrap();
    assert!(!found.edited());
    let new = replace(&body, &found, "X");
    assert_eq!(new, "before \r\r\nX\r\nafter");
}

#[test]
fn an_edit_inside_is_seen() {
    let body = section("count 3").replace("count 3", "count 4");
    assert!(Section::find(&body).unwrap().unwrap().edited());
}

#[test]
fn remembering_changes_the_state_alone() {
    let body = format!(
        "mine\r\n{}\r\nmine too",
        section("seen once").replace("seen once", "seen twice")
    );
    let found = Section::find(&body).unwrap().unwrap();
    let state = State {
        rule: Some("other".to_owned()),
        visible: "not this".to_owned(),
        ..found.state.clone()
    };
    let again = remember(&body, &found, &state);
    let after = Section::find(&again).unwrap().unwrap();
    assert_eq!(after.state.rule.as_deref(), Some("other"));
    assert_eq!(
        (after.edited(), &after.visible),
        (found.edited(), &found.visible)
    );
    assert!(again.starts_with("mine\r\n") && again.ends_with("\r\nmine too"));
}

#[test]
fn damage_is_an_error_and_absence_is_not() {
    let whole = section("text");
    let without = |needle: &str| {
        whole
            .lines()
            .filter(|l| !l.contains(needle))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(Section::find("nothing here"), Ok(None));
    for broken in [
        without("bot:end"),
        without("bot:begin"),
        without("bot:state"),
    ] {
        assert_eq!(Section::find(&broken), Err(SectionError::Incomplete));
    }
    let twice = format!("{whole}\n{whole}");
    assert_eq!(Section::find(&twice), Err(SectionError::Repeated));
    let bad_key = whole.replace("v1/main/", "v1 main ");
    assert_eq!(Section::find(&bad_key), Err(SectionError::Key));
    let bad_state = whole.replace("{\"v\":1", "{\"v\":");
    assert!(matches!(
        Section::find(&bad_state),
        Err(SectionError::State(_))
    ));
}

#[test]
fn either_of_two_places_tells_the_key() {
    let whole = section("text");
    assert_eq!(Section::key_of(&whole), Some(key()));
    let no_marker = whole.replacen("bot:begin v1/", "bot:begin v1", 1);
    assert_eq!(Section::find(&no_marker), Err(SectionError::Key));
    assert_eq!(Section::key_of(&no_marker), Some(key()));
    let cut_state = whole.replace("\"visible\"", "visible\"");
    assert!(matches!(
        Section::find(&cut_state),
        Err(SectionError::State(_))
    ));
    assert_eq!(Section::key_of(&cut_state), Some(key()));
    for (from, to) in [
        ("<!-- bot:begin", "<!-- bot:bgin"),
        ("<!-- bot:state", "<!-- bot:stat"),
        ("<!-- bot:end", "<!-- bot:nd"),
    ] {
        assert_eq!(
            Section::key_of(&whole.replace(from, to)),
            Some(key()),
            "{from}"
        );
    }
    let neither = no_marker.replace("\"id\"", "\"ie\"");
    assert_eq!(Section::key_of(&neither), None);
    assert_eq!(Section::key_of("nothing here"), None);
}

#[test]
fn a_marker_within_a_line_is_not_one() {
    let quoted = section("text").replace("<!--", "> <!--");
    assert_eq!(Section::find(&quoted), Ok(None));
}

proptest! {
    #[test]
    fn text_around_survives_any_replacement(before in "[^<]{0,40}", after in "[^<]{0,40}", new in "[a-z\n]{0,20}") {
        let inside = section("old");
        let body = format!("{before}\n{inside}\n{after}");
        let found = Section::find(&body).unwrap().unwrap();
        let replaced = replace(&body, &found, &section(&new));
        let again = Section::find(&replaced).unwrap().unwrap();
        prop_assert_eq!(&replaced[..again.range.start], &body[..found.range.start]);
        prop_assert_eq!(&replaced[again.range.end..], &body[found.range.end..]);
        prop_assert!(!again.edited());
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let _ = Section::find(&text);
        let _ = Section::find(&format!("{BEGIN}{text}{CLOSE}\n{STATE}{text}{CLOSE}\n{END}"));
    }
}
