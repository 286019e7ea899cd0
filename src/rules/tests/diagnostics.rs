//! Every problem at once, each where it is.

use super::*;

/// For each code a smallest file that has it, and where it is said.
const CASES: &[(Code, &str, &str)] = &[
    (Code::Syntax, "1:9", "rules: [}"),
    (Code::Empty, "0:0", "# nothing\n"),
    (Code::SeveralDocuments, "2:1", "version: 1\n---\nversion: 1"),
    (Code::DuplicateKey, "2:1", "label: a\nlabel: b"),
    (Code::UnknownKey, "1:1", "lable: bot"),
    (
        Code::UnknownKey,
        "1:34",
        "rules: [{id: a, match: {tool: x, severty: error}}]",
    ),
    (
        Code::UnknownKey,
        "1:45",
        "sources: [{name: a, path: b, fields: {rule: x}}]",
    ),
    (
        Code::UnknownKey,
        "1:31",
        "commands: {permissions: {mut: write}}",
    ),
    (Code::WrongType, "1:8", "label: 5"),
    (Code::WrongType, "1:8", "rules: none"),
    (Code::UnknownValue, "1:8", "stage: fil"),
    (Code::UnknownValue, "1:12", "unmatched: drop"),
    (
        Code::UnknownValue,
        "1:38",
        "sources: [{name: a, path: b, format: gpc}]",
    ),
    (Code::MissingKey, "1:9", "rules: [{match: {tool: x}}]"),
    (
        Code::NoValue,
        "4:5",
        "rules:\n  - id: a\n    match: {tool: x}\n    issue: #12",
    ),
    (Code::OutOfRange, "1:10", "version: 2"),
    (
        Code::OutOfRange,
        "1:31",
        "limits: {creates_per_minute:  500}",
    ),
    (Code::BadName, "1:11", "instance: a/b"),
    (
        Code::BadRegex,
        "1:34",
        "rules: [{id: a, match: {message: '/(/'}}]",
    ),
    (
        Code::BadGlob,
        "1:31",
        "rules: [{id: a, match: {path: 'a[*'}}]",
    ),
    (Code::BadDuration, "1:25", "lifecycle: {heartbeat:  daily}"),
    (
        Code::BadDate,
        "1:45",
        "defaults: {suppress: {because: x, until:    tomorrow}}",
    ),
    (
        Code::BadPointer,
        "1:38",
        "sources: [{name: a, path: b, select: raw_logs}]",
    ),
    (
        Code::BadTitle,
        "1:42",
        "rules: [{id: a, match: {tool: x}, title: '{{messag}}'}]",
    ),
    (
        Code::BadName,
        "1:28",
        "redact: {patterns: [{kind: Badge, regex: 'b=[0-9]+'}]}",
    ),
    (
        Code::BadRegex,
        "1:42",
        "redact: {patterns: [{kind: badge, regex: '[0-9]*'}]}",
    ),
    (Code::BadTarget, "1:9", "target: gitlab:a/b"),
    (
        Code::DuplicateName,
        "3:10",
        "rules:\n  - {id: a, match: {tool: x}}\n  - {id: a, match: {tool: y}}",
    ),
    (
        Code::WasClash,
        "3:19",
        "rules:\n  - {id: a, match: {tool: x}}\n  - {id: b, was: [a], match: {tool: y}}",
    ),
    (Code::EmptyMatch, "1:24", "rules: [{id: a, match: {}}]"),
    (
        Code::Conflict,
        "1:27",
        "sources: [{name: a, path: b, command: [c]}]",
    ),
    (
        Code::UnknownSource,
        "2:33",
        "sources: [{name: backend, path: b}]\nrules: [{id: a, match: {source: backnd}}]",
    ),
    (
        Code::UnknownFact,
        "1:46",
        "rules: [{id: a, match: {tool: x}, group_by: [facts.x]}]",
    ),
    (
        Code::NeverFound,
        "2:48",
        "sources: [{name: a, path: b, format: text}]\nrules: [{id: a, match: {source: a}, facts: {n: {distinct:  /x}}}]",
    ),
    (
        Code::BadFile,
        "1:31",
        "defaults: {sections: {impact: {file: ../x}}}",
    ),
    (
        Code::Unreachable,
        "3:20",
        "rules:\n  - {id: a, match: {tool: x}}\n  - {id: b, match: {tool: x}}",
    ),
];

#[test]
fn every_code_is_said_where_it_is() {
    for (code, place, yaml) in CASES {
        let found = problems(yaml);
        let list: Vec<String> = found
            .list
            .iter()
            .map(|d| format!("{}:{} {}", d.line, d.column, d.code))
            .collect();
        assert_eq!(list, [format!("{place} {code}")], "{yaml}\n{found}");
    }
}

/// The codes that need a file, a size or a depth are tested beside them.
#[test]
fn no_code_is_without_a_case() {
    let elsewhere = [Code::Unreadable, Code::TooDeep, Code::TooLarge];
    for code in Code::ALL {
        let here = CASES.iter().any(|(c, ..)| c == code);
        assert!(here || elsewhere.contains(code), "{code}");
    }
}

#[test]
fn people_read_where_what_and_what_to_do() {
    let yaml = "\
version: 1
instanse: main
sources:
  - name: backend
    path: logs/*.json
    format: gpc
    max_age: 2 days ago
rules:
  - id: ssot
    match: {source: backnd, severty: warning, message: '/(/'}
    facts: {classes: {list: '[a-z]+', of: max}}
    title: '{{facts.clases.count}} names'
    priority: [{is: P7}]
    labels: ssot
";
    insta::assert_snapshot!(problems(yaml), @r"
    rules.yaml:2:1: error[unknown-key]: unknown key `instanse`
      at: instanse
      help: did you mean `instance`?
    rules.yaml:6:13: error[unknown-value]: unknown format `gpc`
      at: sources[0].format
      help: did you mean `gcp`?
    rules.yaml:7:14: error[bad-duration]: `2 days ago` is not a duration: expected number at 7
      at: sources[0].max_age
      help: write 90s, 10m, 2h, 7d or a sum such as `1h 30m`
    rules.yaml:10:21: warning[unknown-source]: `sources` has no `backnd`
      at: rules[0].match.source
      help: did you mean `backend`?
    rules.yaml:10:29: error[unknown-key]: unknown key `severty`
      at: rules[0].match.severty
      help: did you mean `severity`?
    rules.yaml:10:56: error[bad-regex]: not a regular expression: `(`: unclosed group
      at: rules[0].match.message
      help: syntax: https://docs.rs/regex/latest/regex/#syntax
    rules.yaml:11:43: error[conflict]: this kind of fact has no `of: max`
      at: rules[0].facts.classes.of
      help: known here: latest, all
    rules.yaml:12:12: error[bad-title]: there is no `facts.clases.count` here
      at: rules[0].title
      help: did you mean `classes`?
    rules.yaml:13:21: error[unknown-value]: `P7` is not a priority
      at: rules[0].priority[0].is
      help: known here: P0, P1, P2, P3
    rules.yaml:14:13: error[wrong-type]: expected a list, found the text `ssot`
      at: rules[0].labels
    ");
}

#[test]
fn editors_read_the_same_as_json() {
    let found = problems("stage: fil");
    insta::assert_json_snapshot!(found, @r#"
    {
      "list": [
        {
          "line": 1,
          "column": 8,
          "level": "error",
          "code": "unknown-value",
          "message": "unknown value `fil`",
          "path": "stage",
          "help": "did you mean `file`?"
        }
      ]
    }
    "#);
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Rules::load(&folder.path().join("rules.yaml")).unwrap_err();
    assert_eq!(missing.list[0].code, Code::Unreadable);
    let latin = folder.path().join("latin.yaml");
    std::fs::write(&latin, b"label: caf\xe9").unwrap();
    let latin = Rules::load(&latin).unwrap_err();
    assert_eq!(latin.list[0].message, "not UTF-8 at byte 10");
}

#[test]
fn sections_come_from_files_inside_the_folder_only() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("rules");
    std::fs::create_dir(&inside).unwrap();
    std::fs::write(inside.join("fix.md"), "Turn it off.\n").unwrap();
    std::fs::write(folder.path().join("secret"), "hidden").unwrap();
    let with = |file: &str| {
        let rule = "id: a, match: {tool: x}";
        let yaml = format!("rules: [{{{rule}, sections: {{fix: {{file: {file}}}}}}}]");
        Rules::parse(&yaml, &inside)
    };
    let section = with("fix.md").unwrap().rules[0].sections[0].clone();
    assert_eq!(
        section,
        ("fix".into(), Section::Text("Turn it off.\n".into()))
    );
    for outside in ["../secret", "/etc/hostname", "absent.md", "."] {
        let found = with(outside).unwrap_err();
        assert_eq!(found.list[0].code, Code::BadFile, "{outside}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("secret"), inside.join("link.md")).unwrap();
        let found = with("link.md").unwrap_err();
        assert!(found.to_string().contains("leads out"), "{found}");
    }
}

#[test]
fn what_is_said_stays_on_its_line() {
    let found = problems("\"a\\nb\\u001b[31m\": 1");
    assert_eq!(found.list[0].message, r"unknown key `a\nb\u{1b}[31m`");
}

#[test]
fn a_rule_gives_no_more_labels_than_an_issue_has() {
    let file = |count: usize| {
        let labels: Vec<String> = (0..count).map(|n| format!("l{n}")).collect();
        let text = format!(
            "rules: [{{id: a, match: {{tool: x}}, labels: [{}]}}]",
            labels.join(", ")
        );
        Rules::parse(&text, Path::new("."))
            .map(|_| ())
            .map_err(|problems| problems.lines())
    };
    assert_eq!(file(98), Ok(()));
    assert!(
        file(99)
            .unwrap_err()
            .concat()
            .contains("more than 98 labels")
    );
}
