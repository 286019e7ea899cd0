//! One suite that every tracker passes: what apply may rely on.

use issue_gardener::model::issue::{IssuePatch, IssueState, Label, NewIssue};
use issue_gardener::tracker::dir::Dir;
use issue_gardener::tracker::github::Clock as _;
use issue_gardener::tracker::{AnyTracker, Found, TrackerError, Writer};

use crate::emulate::Emulate;
use crate::fake_github::{Fake, TestClock};

const BODY: &str = "---\ntitle: not front matter\n---\r\n\r\nA body, «byte for byte».\t\n";

fn label(name: &str) -> Label {
    Label {
        name: name.to_owned(),
        color: "c5def5".to_owned(),
        description: "Filed by the bot".to_owned(),
    }
}

fn new_issue(title: &str, body: &str, labels: &[&str]) -> NewIssue {
    NewIssue {
        title: title.to_owned(),
        body: body.to_owned(),
        labels: labels.iter().map(|&label| label.to_owned()).collect(),
        assignees: Vec::new(),
    }
}

async fn there(tracker: &impl Writer, number: u64) -> issue_gardener::model::Issue {
    match tracker.issue(number).await.unwrap() {
        Found::Issue(issue) => issue,
        other => panic!("#{number} is {other:?}"),
    }
}

/// Where a tracker cannot tell what GitHub can.
struct Known {
    /// Keeps a closing as a duplicate apart from one as completed.
    duplicates: bool,
    /// Takes `BOT` for `bot`.
    ignores_case: bool,
}

const ALL: Known = Known {
    duplicates: true,
    ignores_case: true,
};

async fn conforms(tracker: &impl Writer, known: &Known) {
    labels_are_defined_once(tracker).await;
    let number = issues_are_made_and_found(tracker).await;
    edits_change_what_they_say(tracker, number).await;
    labels_come_and_go(tracker, number, known).await;
    comments_are_made_and_edited(tracker, number).await;
    issues_close_and_reopen(tracker, number, known).await;
    what_is_not_there_is_said(tracker).await;
}

async fn labels_are_defined_once(tracker: &impl Writer) {
    let before = tracker.labels().await.unwrap().len();
    tracker.create_label(&label("P2 / later")).await.unwrap();
    tracker.create_label(&label("P2 / later")).await.unwrap();
    tracker.create_label(&label("bot")).await.unwrap();
    let labels = tracker.labels().await.unwrap();
    assert_eq!(labels.len(), before + 2);
    assert!(labels.contains(&label("P2 / later")), "{labels:?}");
}

async fn issues_are_made_and_found(tracker: &impl Writer) -> u64 {
    let me = tracker.identity().await.unwrap().login;
    let first = new_issue("Ünïcode: 'quotes' & #1", BODY, &["bot", "P2 / later"]);
    let made = tracker.create(&first).await.unwrap();
    let second = tracker.create(&new_issue("Second", "", &[])).await.unwrap();
    assert!(second.number > made.number);
    assert_eq!((second.body.as_str(), second.labels.len()), ("", 0));
    assert_eq!(
        (made.title.as_str(), made.body.as_str()),
        (first.title.as_str(), BODY)
    );
    assert_eq!(made.author.login, me);
    assert_eq!(made.state, IssueState::Open);
    assert_eq!(made.closed_at, None);
    assert!(!made.url.is_empty() && !made.locked);
    let mut labels = made.labels.clone();
    labels.sort();
    assert_eq!(labels, ["P2 / later", "bot"]);
    assert_eq!(there(tracker, made.number).await, made);
    let only = |issues: Vec<issue_gardener::model::Issue>| -> Vec<u64> {
        issues.iter().map(|issue| issue.number).collect()
    };
    assert_eq!(
        only(tracker.labelled("P2 / later").await.unwrap()),
        [made.number]
    );
    assert!(tracker.labelled("absent").await.unwrap().is_empty());
    assert_eq!(
        only(tracker.made_by(&me).await.unwrap()),
        [made.number, second.number]
    );
    assert!(tracker.made_by("nobody-else").await.unwrap().is_empty());
    assert_eq!(
        only(tracker.all_issues().await.unwrap()),
        [made.number, second.number]
    );
    made.number
}

async fn edits_change_what_they_say(tracker: &impl Writer, number: u64) {
    let before = there(tracker, number).await;
    let title = IssuePatch {
        title: Some("Another title".to_owned()),
        ..IssuePatch::default()
    };
    tracker.ready().await.unwrap();
    let after = tracker.edit(number, &title).await.unwrap();
    assert_eq!(
        (after.title.as_str(), after.body.as_str()),
        ("Another title", BODY)
    );
    assert_eq!(
        (&after.labels, &after.author),
        (&before.labels, &before.author)
    );
    let body = IssuePatch {
        body: Some("Another body\n".to_owned()),
        ..IssuePatch::default()
    };
    let after = tracker.edit(number, &body).await.unwrap();
    assert_eq!(
        (after.title.as_str(), after.body.as_str()),
        ("Another title", "Another body\n")
    );
    assert_eq!(there(tracker, number).await, after);
}

async fn labels_come_and_go(tracker: &impl Writer, number: u64, known: &Known) {
    let same = if known.ignores_case { "BOT" } else { "bot" };
    let more = [same.to_owned(), "new label".to_owned()];
    tracker.add_labels(number, &more).await.unwrap();
    tracker.add_labels(number, &more).await.unwrap();
    let mut labels = there(tracker, number).await.labels;
    labels.sort();
    assert_eq!(labels, ["P2 / later", "bot", "new label"]);
    tracker.remove_label(number, "P2 / later").await.unwrap();
    tracker.remove_label(number, "P2 / later").await.unwrap();
    let mut labels = there(tracker, number).await.labels;
    labels.sort();
    assert_eq!(labels, ["bot", "new label"]);
}

async fn comments_are_made_and_edited(tracker: &impl Writer, number: u64) {
    let first = tracker.comment(number, BODY).await.unwrap();
    let second = tracker.comment(number, "Second").await.unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(first.body, BODY);
    assert_eq!(first.author.login, tracker.identity().await.unwrap().login);
    let edited = tracker
        .edit_comment(number, first.id, "Edited\r\n")
        .await
        .unwrap();
    assert_eq!((edited.id, edited.body.as_str()), (first.id, "Edited\r\n"));
    let comments = tracker.comments(number).await.unwrap();
    assert_eq!(comments, [edited, second]);
    let third = tracker.comment(number, "Third").await.unwrap();
    tracker.delete_comment(number, third.id).await.unwrap();
    tracker.delete_comment(number, third.id).await.unwrap();
    assert_eq!(tracker.comments(number).await.unwrap(), comments);
    assert_eq!(there(tracker, number).await.comments, 2);
}

async fn issues_close_and_reopen(tracker: &impl Writer, number: u64, known: &Known) {
    let mut states = vec![IssueState::Completed, IssueState::NotPlanned];
    if known.duplicates {
        states.push(IssueState::Duplicate);
    }
    for state in states {
        let to = |state| IssuePatch {
            state: Some(state),
            ..IssuePatch::default()
        };
        let closed = tracker.edit(number, &to(state)).await.unwrap();
        assert_eq!(closed.state, state);
        assert!(closed.closed_at.is_some());
        let found = tracker.labelled("bot").await.unwrap();
        assert_eq!(found.iter().map(|i| i.state).collect::<Vec<_>>(), [state]);
        let open = tracker.edit(number, &to(IssueState::Open)).await.unwrap();
        assert_eq!((open.state, open.closed_at), (IssueState::Open, None));
    }
}

async fn what_is_not_there_is_said(tracker: &impl Writer) {
    assert_eq!(tracker.issue(4999).await.unwrap(), Found::Missing);
    let patch = IssuePatch {
        title: Some("x".to_owned()),
        ..IssuePatch::default()
    };
    let missing = |result: Result<(), TrackerError>| {
        assert!(
            matches!(result, Err(TrackerError::NotFound { .. })),
            "{result:?}"
        );
    };
    missing(tracker.edit(4999, &patch).await.map(drop));
    missing(tracker.comment(4999, "x").await.map(drop));
    missing(tracker.add_labels(4999, &["bot".to_owned()]).await);
    missing(tracker.remove_label(4999, "bot").await);
}

#[tokio::test]
async fn a_folder_conforms() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("issues");
    let dir = Dir::open_for_writing(&path, TestClock::stopped().date()).unwrap();
    conforms(&AnyTracker::Dir(dir), &ALL).await;
}

#[tokio::test]
async fn the_client_conforms_in_process() {
    let fake = Fake::new();
    let client = AnyTracker::GitHub(Box::new(fake.client()));
    conforms(&client, &ALL).await;
    assert_eq!(
        fake.server().limits.conduct,
        crate::fake_github::Conduct::default()
    );
}

#[tokio::test]
async fn the_client_conforms_over_http() {
    let fake = Fake::new();
    let served = fake.serve();
    let client = fake.client();
    conforms(&client, &ALL).await;
    assert_eq!(
        usize::try_from(client.stats().requests).unwrap(),
        fake.requests()
    );
    assert_eq!(
        usize::try_from(client.stats().writes).unwrap(),
        fake.writes()
    );
    assert!(fake.clock().elapsed() > std::time::Duration::ZERO);
    drop(served);
}

/// It stores a closing as a duplicate as completed, and minds the case of labels.
#[tokio::test]
async fn the_client_conforms_on_emulate() {
    let Some(emulate) = Emulate::start() else {
        return;
    };
    let known = Known {
        duplicates: false,
        ignores_case: false,
    };
    conforms(&emulate.client(), &known).await;
}

#[tokio::test]
async fn emulate_holds_issues_at_wanted_numbers() {
    let Some(emulate) = Emulate::start() else {
        return;
    };
    for number in [12, 20] {
        let made = emulate.issue_at(number, "Wanted", "here").await;
        assert_eq!((made.number, made.author.login.as_str()), (number, "olga"));
    }
    assert_eq!(there(&emulate.client(), 12).await.title, "Wanted");
}
