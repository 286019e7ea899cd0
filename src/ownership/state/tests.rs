use super::*;

#[test]
fn it_cannot_end_its_comment() {
    let mut state = State::new("main");
    state.labels = vec!["--> <b>".into(), "a---b".into()];
    let json = state.to_json();
    assert!(!json.contains("--") && !json.contains('>') && !json.contains('<'));
    assert_eq!(State::from_json(&json), Ok(state));
}

#[test]
fn it_stays_within_its_size() {
    let mut state = State::new("main");
    state.aliases = (0..2000)
        .map(|n| Key::of("main", [("rule", n.to_string().as_str())]))
        .collect();
    let json = state.to_json();
    assert!(json.len() <= MAX_STATE_BYTES);
    assert!(!State::from_json(&json).unwrap().aliases.is_empty());
}

#[test]
fn a_newer_version_is_refused() {
    let json = State::new("main").to_json().replace("\"v\":1", "\"v\":9");
    assert_eq!(State::from_json(&json), Err(StateError::Newer(9)));
}
