//! What the client makes of each way that GitHub and the network fail.

use std::time::Duration;

use http::Method;
use issue_gardener::model::issue::{IssuePatch, NewIssue};
use issue_gardener::tracker::github::Config;
use issue_gardener::tracker::{Found, Reader as _, TrackerError, Writer as _};

use crate::fake_github::{Act, Fake, Fault, Kind, Request, Telling};

fn is_create(request: &Request) -> bool {
    request.method == Method::POST && request.path.ends_with("/issues")
}

fn is_edit(request: &Request) -> bool {
    request.method == Method::PATCH
}

fn is_read(request: &Request) -> bool {
    request.method == Method::GET
}

fn issue() -> NewIssue {
    NewIssue {
        title: "A problem".to_owned(),
        body: "What is known.".to_owned(),
        labels: vec!["bot".to_owned()],
        assignees: Vec::new(),
    }
}

fn body(text: &str) -> IssuePatch {
    IssuePatch {
        body: Some(text.to_owned()),
        ..IssuePatch::default()
    }
}

fn issues(fake: &Fake) -> usize {
    fake.server().world.issues().count()
}

fn body_of(fake: &Fake, number: u64) -> String {
    let server = fake.server();
    server.world.issue(number).unwrap().body.clone()
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_never_sent_again() {
    let took_effect = [
        (Fault::BadGatewayAfter, 1),
        (Fault::ResetAfter, 1),
        (Fault::TimeoutAfter, 1),
        (Fault::Html, 1),
        (Fault::Truncated, 1),
        (Fault::BadGatewayBefore, 0),
        (Fault::ResetBefore, 0),
        (Fault::TimeoutBefore, 0),
    ];
    for (fault, effect) in took_effect {
        let fake = Fake::new();
        fake.next(is_create, fault);
        let result = fake.client().create(&issue()).await;
        let unknown = matches!(result, Err(TrackerError::OutcomeUnknown { .. }));
        assert!(unknown, "{fault:?}: {result:?}");
        assert_eq!((issues(&fake), fake.writes()), (effect, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn a_create_that_surely_had_no_effect_is_sent_again() {
    let refusals = [
        Fault::Refuse,
        Fault::Limit(Telling::RetryAfter),
        Fault::Limit(Telling::Words),
        Fault::Limit(Telling::Bare),
    ];
    for fault in refusals {
        let fake = Fake::new();
        fake.next(is_create, fault);
        let made = fake.client().create(&issue()).await.unwrap();
        assert_eq!((issues(&fake), fake.writes()), (1, 2), "{fault:?}");
        assert_eq!(made.labels, ["bot"]);
        assert_eq!(fake.server().limits.conduct.during_wait, 0, "{fault:?}");
    }
}

#[tokio::test]
async fn comments_are_as_careful_as_issues() {
    let fake = Fake::new();
    let number = fake.opened_by("olga", "t", "b");
    fake.next(
        |request| request.path.ends_with("/comments"),
        Fault::ResetAfter,
    );
    let result = fake.client().comment(number, "once").await;
    assert!(matches!(result, Err(TrackerError::OutcomeUnknown { .. })));
    assert_eq!(fake.server().world.comments.len(), 1);
}

#[tokio::test]
async fn edits_are_repeated_until_they_hold() {
    let passing = [
        Fault::BadGatewayBefore,
        Fault::BadGatewayAfter,
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::TimeoutAfter,
        Fault::Html,
        Fault::Truncated,
        Fault::Refuse,
        Fault::Limit(Telling::Bare),
    ];
    for fault in passing {
        let fake = Fake::new();
        let number = fake.opened_by("olga", "t", "old");
        let client = fake.client();
        client.issue(number).await.unwrap();
        fake.next(is_edit, fault);
        let edited = client.edit(number, &body("new")).await;
        assert_eq!(edited.unwrap().body, "new", "{fault:?}");
        assert_eq!(body_of(&fake, number), "new", "{fault:?}");
    }
}

/// The repetition of an edit is where a client overwrites what it never saw.
#[tokio::test]
async fn an_edit_is_not_repeated_over_a_persons_words() {
    for fault in [Fault::BadGatewayBefore, Fault::Limit(Telling::Words)] {
        let fake = Fake::new();
        let number = fake.opened_by("olga", "t", "old");
        let client = fake.client();
        client.issue(number).await.unwrap();
        fake.next(is_edit, fault);
        fake.next(is_read, Fault::Person(Act::WriteBelow));
        let result = client.edit(number, &body("new")).await;
        assert!(
            matches!(result, Err(TrackerError::Changed { .. })),
            "{result:?}"
        );
        assert!(body_of(&fake, number).contains("Words of a person"));
    }
}

#[tokio::test]
async fn a_comments_edit_is_not_repeated_over_a_change() {
    let fake = Fake::new();
    let number = fake.opened_by("olga", "t", "b");
    let client = fake.client();
    let comment = client.comment(number, "old").await.unwrap();
    fake.next(is_edit, Fault::BadGatewayAfter);
    let edited = client
        .edit_comment(number, comment.id, "new")
        .await
        .unwrap();
    assert_eq!(edited.body, "new");
    // Not looked at by this client: it cannot know what it would replace.
    let other = fake.client();
    fake.next(is_edit, Fault::BadGatewayBefore);
    let result = other.edit_comment(number, comment.id, "newer").await;
    assert!(
        matches!(result, Err(TrackerError::Changed { .. })),
        "{result:?}"
    );
}

#[tokio::test]
async fn what_is_not_stored_is_noticed() {
    let fake = Fake::new();
    let number = fake.opened_by("olga", "t", "old");
    let client = fake.client();
    let comment = client.comment(number, "old").await.unwrap();
    let not_stored = |result: Result<(), TrackerError>| {
        assert!(
            matches!(result, Err(TrackerError::NotStored { .. })),
            "{result:?}"
        );
    };
    fake.next(is_edit, Fault::NotStored);
    not_stored(client.edit(number, &body("new")).await.map(drop));
    fake.next(is_edit, Fault::NotStored);
    not_stored(
        client
            .edit_comment(number, comment.id, "new")
            .await
            .map(drop),
    );
    fake.next(
        |request| request.path.ends_with("/labels"),
        Fault::NotStored,
    );
    not_stored(client.add_labels(number, &["bot".to_owned()]).await);
    client
        .add_labels(number, &["bot".to_owned()])
        .await
        .unwrap();
    fake.next(Request::is_write, Fault::NotStored);
    not_stored(client.remove_label(number, "bot").await);
    // A token that may not label: the issue is made, its labels are dropped.
    fake.server().world.token("weak", "stranger", false);
    let mut config = fake.config();
    config.token = Some("weak".into());
    not_stored(fake.client_of(config).create(&issue()).await.map(drop));
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_never_none() {
    for fault in [Fault::Html, Fault::Truncated] {
        let fake = Fake::new();
        fake.opened_by("olga", "t", "b");
        fake.next(is_read, fault);
        assert_eq!(
            fake.client().all_issues().await.unwrap().len(),
            1,
            "{fault:?}"
        );
        for _ in 0..5 {
            fake.next(is_read, fault);
        }
        let result = fake.client().all_issues().await;
        assert!(
            matches!(result, Err(TrackerError::Malformed { .. })),
            "{fault:?}: {result:?}"
        );
        assert_eq!(fake.server().faults.left(), 0);
    }
}

#[tokio::test]
async fn pages_that_lead_in_circles_are_an_error() {
    let fake = Fake::new();
    for n in 0..150 {
        fake.opened_by("olga", &format!("issue {n}"), "b");
    }
    assert_eq!(fake.client().all_issues().await.unwrap().len(), 150);
    assert_eq!(fake.requests(), 2);
    fake.next(is_read, Fault::Loop);
    let result = fake.client().all_issues().await;
    assert!(
        matches!(result, Err(TrackerError::Malformed { .. })),
        "{result:?}"
    );
}

/// Reads pass over what passes, and give up on what does not.
#[tokio::test]
async fn reads_are_repeated_within_bounds() {
    let passing = [
        Fault::Refuse,
        Fault::ResetBefore,
        Fault::TimeoutBefore,
        Fault::BadGatewayBefore,
    ];
    for fault in passing {
        let fake = Fake::new();
        fake.next(is_read, fault);
        assert_eq!(fake.client().all_issues().await.unwrap(), [], "{fault:?}");
        for _ in 0..5 {
            fake.next(is_read, fault);
        }
        let client = fake.client();
        let result = client.all_issues().await;
        assert!(
            matches!(result, Err(TrackerError::Unreachable { .. })),
            "{fault:?}: {result:?}"
        );
        assert_eq!(client.stats().requests, 5);
        assert!(client.stats().waited < Duration::from_secs(20));
    }
}

#[tokio::test]
async fn refusals_are_told_apart_and_not_repeated() {
    let fake = Fake::new();
    let number = fake.opened_by("olga", "t", "b");
    fake.server().world.token("weak", "stranger", false);
    let with = |token: &str| {
        let mut config = fake.config();
        config.token = Some(token.into());
        fake.client_of(config)
    };
    let said = |result: Result<(), TrackerError>| result.unwrap_err().to_string();
    let mut errors = vec![
        said(with("expired").all_issues().await.map(drop)),
        said(with("weak").edit(number, &body("x")).await.map(drop)),
    ];
    let client = fake.client();
    errors.push(said(
        client
            .edit(number, &body(&"x".repeat(70_000)))
            .await
            .map(drop),
    ));
    let untitled = NewIssue {
        title: " ".to_owned(),
        ..issue()
    };
    errors.push(said(client.create(&untitled).await.map(drop)));
    fake.server()
        .world
        .change(number, Duration::ZERO, |issue| issue.locked = true);
    errors.push(said(with("weak").comment(number, "x").await.map(drop)));
    fake.server().world.archived = true;
    errors.push(said(client.edit(number, &body("x")).await.map(drop)));
    fake.server().world.issues_disabled = true;
    errors.push(said(client.all_issues().await.map(drop)));
    errors.push(said(client.issue(number).await.map(drop)));
    fake.server().world.name = "octo/other".to_owned();
    errors.push(said(client.all_issues().await.map(drop)));
    insta::assert_snapshot!(errors.join("\n"), @r"
    the tracker refused the token (401: Bad credentials). Set GITHUB_TOKEN or GH_TOKEN to a token with access to octo/garden
    not allowed to edit #1: 403: Resource not accessible by personal access token. The token needs issues=write
    the tracker refused to edit #1: 422: Validation Failed: body is too long (maximum is 65536 characters)
    the tracker refused to create an issue: 422: Validation Failed: title missing_field
    octo/garden#1 is closed to this: 403: Unable to create comment because issue is locked.
    octo/garden#1 is closed to this: 403: Repository was archived so is read-only.
    octo/garden is closed to this: 410: Issues has been disabled in this repository.
    octo/garden#1 is closed to this: 410: Issues has been disabled in this repository.
    octo/garden was not found: check the name, and that the token may see it
    ");
    let stats = client.stats();
    assert_eq!(
        (stats.requests, stats.refused),
        (6, 0),
        "each was sent once"
    );
}

#[tokio::test]
async fn what_is_at_a_number_is_told_apart() {
    let fake = Fake::new();
    let kinds = [
        Kind::Issue,
        Kind::PullRequest,
        Kind::Deleted,
        Kind::Transferred,
    ];
    for kind in kinds {
        let number = fake.opened_by("olga", "t", "b");
        fake.server()
            .world
            .change(number, Duration::ZERO, |issue| issue.kind = kind);
    }
    let client = fake.client();
    assert!(matches!(client.issue(1).await.unwrap(), Found::Issue(_)));
    assert_eq!(client.issue(2).await.unwrap(), Found::PullRequest);
    assert_eq!(client.issue(3).await.unwrap(), Found::Gone);
    let there = "https://github.com/octo/elsewhere/issues/4".to_owned();
    assert_eq!(client.issue(4).await.unwrap(), Found::Transferred(there));
    assert_eq!(client.issue(5).await.unwrap(), Found::Missing);
    assert_eq!(client.all_issues().await.unwrap().len(), 1);
    for number in [3, 4] {
        let result = client.edit(number, &body("x")).await;
        assert!(
            matches!(result, Err(TrackerError::Closed { .. })),
            "{result:?}"
        );
    }
}

#[tokio::test]
async fn a_renamed_repository_is_followed_and_said() {
    let fake = Fake::new();
    let number = fake.opened_by("olga", "t", "b");
    let config = fake.config();
    {
        let world = &mut fake.server().world;
        world.old_names.push(world.name.clone());
        world.name = "octo/orchard".to_owned();
    }
    let reader = fake.client_of(config.clone());
    assert_eq!(reader.all_issues().await.unwrap().len(), 1);
    assert_eq!(reader.renamed().unwrap().to_string(), "octo/orchard");
    assert!(matches!(
        reader.issue(number).await.unwrap(),
        Found::Issue(_)
    ));
    // A write that is the first to hear of it, and one to what moved on.
    let writer = fake.client_of(config);
    let made = writer.create(&issue()).await.unwrap();
    assert_eq!(writer.renamed().unwrap().to_string(), "octo/orchard");
    assert_eq!(issues(&fake), 2);
    fake.server()
        .world
        .change(made.number, Duration::ZERO, |issue| {
            issue.kind = Kind::Transferred;
        });
    assert!(matches!(
        writer.issue(made.number).await.unwrap(),
        Found::Transferred(_)
    ));
    let stay = fake.client();
    stay.all_issues().await.unwrap();
    assert_eq!(stay.renamed(), None);
}

#[tokio::test]
async fn the_account_is_asked_for_in_the_ways_there_are() {
    let fake = Fake::new();
    let login = async |config: Config| fake.client_of(config).identity().await.map(|i| i.login);
    assert_eq!(login(fake.config()).await.unwrap(), "gardener[bot]");
    let rights = |user, viewer| {
        let mut server = fake.server();
        let token = server.world.tokens.get_mut("bot-token").unwrap();
        (token.user_endpoint, token.viewer) = (user, viewer);
    };
    rights(false, true);
    assert_eq!(login(fake.config()).await.unwrap(), "gardener[bot]");
    rights(false, false);
    let unknown = login(fake.config()).await;
    assert!(
        matches!(unknown, Err(TrackerError::Forbidden { .. })),
        "{unknown:?}"
    );
    let mut actions = fake.config();
    actions.in_actions = true;
    assert_eq!(login(actions).await.unwrap(), "github-actions[bot]");
    let before = fake.requests();
    let mut configured = fake.config();
    configured.identity = Some("ours[bot]".to_owned());
    assert_eq!(login(configured).await.unwrap(), "ours[bot]");
    assert_eq!(fake.requests(), before);
}

#[tokio::test]
async fn a_refusal_to_tell_roles_says_what_the_token_needs() {
    let fake = Fake::new();
    fake.server().world.token("reader", "stranger", false);
    let mut config = fake.config();
    config.token = Some("reader".into());
    let error = fake.client_of(config).permission("olga").await.unwrap_err();
    insta::assert_snapshot!(error, @"not allowed to read the role of olga in octo/garden: 403: Must have push access to view collaborator permission. The token needs the permission metadata=read, of an account that may push");
}
