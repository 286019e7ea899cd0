use super::*;
use crate::command::{answer, parse};
use crate::model::issue::{Author, IssueNumber};
use crate::model::{Issue, IssueState};
use crate::observe::Managed;
use crate::ownership::{Decided, Decisions, Section, Silence, State, StatusDecision, compose};
use crate::plan::{ChangeIssue, Write};
use crate::render::Escaper;
use crate::tracker::Dialect;
use crate::tracker::Reaction;

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

fn key_of(name: &str) -> Key {
    Key::of("main", [("rule", name)])
}

fn managed(number: IssueNumber, decisions: Decisions) -> Managed {
    let mut state = State::new("main");
    state.labels = vec!["bot".to_owned(), "P2".to_owned()];
    state.decisions = decisions;
    let key = key_of(&number.to_string());
    let body = format!("a person's\n{}\nwords", compose(&key, "Evidence", &state));
    let section = Section::find(&body).unwrap().unwrap();
    let issue = Issue {
        number,
        title: format!("Problem {number}"),
        body,
        state: IssueState::Open,
        labels: vec!["bot".to_owned(), "P2".to_owned()],
        author: Author {
            login: "bot".to_owned(),
            bot: true,
            can_write: true,
        },
        locked: false,
        assignees: Vec::new(),
        created_at: time("2025-09-01T00:00:00Z"),
        updated_at: time("2025-09-01T00:00:00Z"),
        closed_at: None,
        closed_by: None,
        comments: 0,
        url: String::new(),
    };
    Managed {
        issue,
        section,
        comment: None,
        closer: None,
    }
}

fn said(comment: u64) -> SourceComment {
    SourceComment {
        comment: CommentId(comment),
        by: "ada".to_owned(),
        at: time("2025-09-15T20:00:00Z"),
    }
}

fn run(
    target: CommandTarget<'_>,
    other: Option<CommandTarget<'_>>,
    comment: u64,
    text: &str,
) -> CommandOutcome {
    let context = CommandContext {
        target,
        other,
        missing: &BTreeMap::from([(404, MissingIssue::NotFound { number: 404 })]),
        source: &said(comment),
        redactor: &Redactor::new(),
        escaper: Escaper::new(Dialect::GITHUB),
        now: time("2025-09-15T20:01:00Z"),
        run: "test",
        tracker: "dir:x",
        instance: "main",
    };
    act(&context, &parse(text))
}

/// The state that a plan leaves in an issue's body.
fn written(acted: &CommandOutcome, number: IssueNumber) -> State {
    let body = acted.plan.changes.iter().find_map(|change| match change {
        Change::On(ChangeIssue {
            number: on,
            write: Write::Edit(patch),
            ..
        }) if *on == number => patch.body.clone(),
        _ => None,
    });
    let body = body.unwrap();
    assert!(body.starts_with("a person's\n") && body.ends_with("\nwords"));
    let section = Section::find(&body).unwrap().unwrap();
    assert_eq!(
        (section.edited(), section.visible.as_str()),
        (false, "Evidence")
    );
    section.state
}

/// What was decided, as JSON, and what a plan does beside remembering it.
fn told(text: &str) -> String {
    let one = managed(7, Decisions::default());
    let other = managed(3, Decisions::default());
    let acted = run(
        CommandTarget::Made(&one),
        Some(CommandTarget::Made(&other)),
        42,
        text,
    );
    assert_eq!(acted.replies, []);
    let decisions = serde_json::to_value(written(&acted, 7).decisions).unwrap();
    let decisions: Vec<String> = decisions
        .as_object()
        .unwrap()
        .iter()
        .map(|(topic, decided)| format!("{topic} {}", decided.get("what").unwrap_or(decided)))
        .collect();
    let steps: Vec<String> = acted
        .plan
        .changes
        .iter()
        .map(|c| format!("{} #{}", c.action().name(), c.number().unwrap()))
        .collect();
    format!("{} | {}", decisions.join(", "), steps.join(", "))
}

#[test]
fn each_command_decides_and_changes_what_it_says() {
    let all = [
        "/bot snooze 7d because the freeze",
        "/bot unsnooze",
        "/bot mute",
        "/bot resolve",
        "/bot reopen",
        "/bot priority P0",
        "/bot priority auto",
        "/bot relate #885 same cause",
        "/bot unrelate #885",
        "/bot merge #3",
        "/bot snooze 1d\n/bot mute\n/bot priority P2",
    ]
    .map(|text| format!("{}: {}", text.replace('\n', " "), told(text)));
    insta::assert_snapshot!(all.join("\n"), @r#"
    /bot snooze 7d because the freeze: silence {"snoozed":{"until":"2025-09-22T20:00:00Z","because":"the freeze"}} | update #7
    /bot unsnooze: silence "ended" | update #7
    /bot mute: silence "muted" | update #7
    /bot resolve: status "resolved" | close #7
    /bot reopen: status "reopened" | update #7
    /bot priority P0: priority "P0" | label #7, update #7
    /bot priority auto: priority null | update #7
    /bot relate #885 same cause: related {"885":{"what":{"related":{"why":"same cause"}},"by":"ada","at":"2025-09-15T20:00:00Z","comment":42}} | update #7
    /bot unrelate #885: related {"885":{"what":"unrelated","by":"ada","at":"2025-09-15T20:00:00Z","comment":42}} | update #7
    /bot merge #3: status {"merged":{"into":3}} | link #3, close #7, link #7
    /bot snooze 1d /bot mute /bot priority P2: silence "muted", priority "P2" | update #7
    "#);
}

#[test]
fn a_comment_that_is_delivered_twice_or_late_changes_nothing() {
    let one = managed(7, Decisions::default());
    let text = "/bot snooze 7d\n/bot priority P0\n/bot relate #885\n/bot resolve";
    let first = run(CommandTarget::Made(&one), None, 42, text);
    let decisions = written(&first, 7).decisions;
    let after = managed(7, decisions);
    for comment in [42, 41] {
        let again = run(CommandTarget::Made(&after), None, comment, text);
        assert_eq!(again.plan.changes, [], "{comment}");
    }
    let later = run(CommandTarget::Made(&after), None, 43, "/bot unsnooze");
    assert_eq!(
        written(&later, 7)
            .decisions
            .silent(time("2025-09-16T00:00:00Z")),
        None
    );
}

#[test]
fn an_issue_that_tracks_nothing_takes_no_decisions() {
    let one = managed(7, Decisions::default());
    for target in [
        CommandTarget::Foreign(&one.issue),
        CommandTarget::Detached(&one.issue),
    ] {
        let acted = run(target, None, 1, "/bot mute\n/bot help\n/bot sync");
        assert_eq!(acted.plan.changes, []);
        assert!(is_confused(&acted) && acted.sync);
        assert!(matches!(
            acted.replies.as_slice(),
            [Reply::Impossible { .. }, Reply::Help]
        ));
    }
}

#[test]
fn the_digest_takes_no_decisions() {
    let mut one = managed(7, Decisions::default());
    one.section.key = crate::ownership::digest_key("main");
    let acted = run(CommandTarget::Made(&one), None, 1, "/bot mute");
    assert_eq!(acted.plan.changes, []);
    assert!(is_confused(&acted));
}

#[test]
fn a_merge_needs_an_open_issue_that_is_another() {
    let one = managed(7, Decisions::default());
    let moved = Decided {
        what: StatusDecision::Merged { into: 1 },
        by: "ada".to_owned(),
        at: time("2025-09-15T20:00:00Z"),
        comment: CommentId(1),
    };
    let mut gone = managed(
        3,
        Decisions {
            status: Some(moved),
            ..Decisions::default()
        },
    );
    gone.issue.state = IssueState::Duplicate;
    let mut locked = managed(3, Decisions::default());
    locked.issue.locked = true;
    let mut digest = managed(3, Decisions::default());
    digest.section.key = crate::ownership::digest_key("main");
    let mut theirs = managed(3, Decisions::default());
    theirs.section.key = Key::of("other", [("rule", "x")]);
    let mut closed = managed(3, Decisions::default());
    closed.issue.state = IssueState::Completed;
    let why = |other, text| {
        let acted = run(CommandTarget::Made(&one), other, 9, text);
        assert_eq!(acted.plan.changes, []);
        match acted.replies.as_slice() {
            [Reply::Impossible { why, .. }] => why.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let reasons = [
        why(None, "/bot merge #3"),
        why(None, "/bot merge #7"),
        why(Some(CommandTarget::Made(&gone)), "/bot merge #3"),
        why(Some(CommandTarget::Made(&closed)), "/bot merge #3"),
        why(Some(CommandTarget::Detached(&one.issue)), "/bot merge #7"),
        why(None, "/bot relate #7"),
        why(Some(CommandTarget::Made(&locked)), "/bot merge #3"),
        why(Some(CommandTarget::Made(&digest)), "/bot merge #3"),
        why(Some(CommandTarget::Made(&theirs)), "/bot merge #3"),
        why(None, "/bot relate #404"),
        why(None, "/bot new #3"),
    ];
    insta::assert_snapshot!(reasons.join("\n"), @r"
    there is no issue #3
    that is this issue
    #3 itself was merged into #1: merge there
    #3 is closed
    that is this issue
    that is this issue
    #3 is locked, so nothing could be written there: unlock it first
    #3 is the digest, which collects problems that have no issue
    #3 belongs to instance other of another rules.yaml, which would rewrite it
    there is no issue #404
    it is a command for the digest
    ");
}

#[test]
fn what_a_person_edited_stays_edited() {
    let mut one = managed(7, Decisions::default());
    one.issue.body = one.issue.body.replace("Evidence", "My own words");
    one.section = Section::find(&one.issue.body).unwrap().unwrap();
    let acted = run(CommandTarget::Made(&one), None, 42, "/bot mute");
    let Write::Edit(patch) = &acted.plan.changes[0].on().unwrap().write else {
        panic!("no edit");
    };
    let section = Section::find(patch.body.as_ref().unwrap())
        .unwrap()
        .unwrap();
    assert!(section.edited() && section.state.decisions.silence.unwrap().what == Silence::Muted);
    assert_eq!(section.visible, "My own words");
}

#[test]
fn a_reason_is_remembered_without_secrets_and_short() {
    let one = managed(7, Decisions::default());
    let secret = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    let text = format!("/bot snooze 7d because {secret} {}", "x".repeat(500));
    let state = written(&run(CommandTarget::Made(&one), None, 42, &text), 7);
    let json = state.to_json();
    assert!(!json.contains(&secret), "{json}");
    assert!(json.len() < 1_000);
}

/// Whether a command could not be read or carried out.
fn is_confused(acted: &CommandOutcome) -> bool {
    answer::reaction(&acted.replies) == Reaction::Confused
}
