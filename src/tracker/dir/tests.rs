use std::fs;

use super::*;
use crate::model::issue::IssueState;

fn now() -> Time {
    Time::from_timestamp(1_757_966_400, 0).unwrap()
}

fn later() -> Time {
    now() + chrono::TimeDelta::hours(1)
}

fn issue(title: &str, body: &str) -> NewIssue {
    NewIssue {
        title: title.to_owned(),
        body: body.to_owned(),
        labels: vec!["bot".to_owned(), "P2".to_owned()],
        assignees: Vec::new(),
    }
}

fn retitle(title: &str) -> IssuePatch {
    IssuePatch {
        title: Some(title.to_owned()),
        ..IssuePatch::default()
    }
}

fn close(state: IssueState) -> IssuePatch {
    IssuePatch {
        state: Some(state),
        ..IssuePatch::default()
    }
}

/// Names of what is in a folder.
fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn an_issue_is_a_file_that_people_read() {
    let folder = tempfile::tempdir().unwrap();
    let dir = Dir::open(folder.path(), now());
    let new = issue(
        "SSOT: 11 WebSocket Manager names – reported!",
        "What is known.\n",
    );
    let made = dir.create(&new).await.unwrap();
    dir.comment(made.number, "Seen again.\n").await.unwrap();
    assert_eq!(
        names(folder.path()),
        [
            ".lock",
            "1-ssot-11-websocket-manager-names-reported.md",
            "1.comments"
        ]
    );
    insta::assert_snapshot!(fs::read_to_string(&made.url).unwrap(), @r"
    ---
    title: 'SSOT: 11 WebSocket Manager names – reported!'
    state: open
    labels:
    - bot
    - P2
    author: bot
    created_at: 2025-09-15T20:00:00Z
    updated_at: 2025-09-15T20:00:00Z
    ---
    What is known.
    ");
    insta::assert_snapshot!(fs::read_to_string(folder.path().join("1.comments/1.md")).unwrap(), @r"
    ---
    author: bot
    created_at: 2025-09-15T20:00:00Z
    updated_at: 2025-09-15T20:00:00Z
    ---
    Seen again.
    ");
}

#[tokio::test]
async fn what_people_write_by_hand_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let by_hand = "---\r\ntitle: Made by hand\r\nlabels: [bot]\r\n---\r\n\r\nA body.\r\n";
    fs::write(folder.path().join("960.md"), by_hand).unwrap();
    fs::write(folder.path().join("README.md"), "# Not an issue\n").unwrap();
    let dir = Dir::open(folder.path(), now());
    let found = dir.labelled("BOT").await.unwrap();
    assert_eq!(found.len(), 1);
    let issue = &found[0];
    assert_eq!((issue.number, issue.title.as_str()), (960, "Made by hand"));
    assert_eq!(issue.body, "\r\nA body.\r\n");
    assert!(issue.author.can_write && !issue.author.bot);
    assert_eq!((issue.state, issue.created_at), (IssueState::Open, now()));
    assert!(
        !folder.path().join(".lock").exists(),
        "reading leaves no trace"
    );
}

/// A person closes by one word; when is not known, so it is taken to be now.
#[tokio::test]
async fn a_closing_by_hand_is_as_new_as_can_be() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("7.md"),
        "---\ntitle: t\nstate: not_planned\n---\n",
    )
    .unwrap();
    let found = Dir::open(folder.path(), later())
        .all_issues()
        .await
        .unwrap();
    assert_eq!(found[0].state, IssueState::NotPlanned);
    assert_eq!(found[0].closed_at, Some(later()));
    fs::write(
        folder.path().join("7.md"),
        "---\ntitle: t\nstate: closed\n---\n",
    )
    .unwrap();
    let found = Dir::open(folder.path(), later())
        .all_issues()
        .await
        .unwrap();
    assert_eq!(found[0].state, IssueState::Completed);
}

#[tokio::test]
async fn edits_leave_the_rest_of_a_file_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("960-old-words.md");
    let body = "\n<!-- mine -->\r\nno end of line";
    let text =
        format!("---\n# read me\ntitle: Old\nmilestone: v2 # ours\nlabels: [a]\n---\n{body}");
    fs::write(&path, text).unwrap();
    let dir = Dir::open(folder.path(), later());
    let edited = dir.edit(960, &retitle("New")).await.unwrap();
    assert_eq!(edited.updated_at, later());
    dir.edit(960, &close(IssueState::Completed)).await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    insta::assert_snapshot!(text.trim_end_matches(body), @r"
    ---
    # read me
    title: New
    milestone: v2 # ours
    labels: [a]
    updated_at: 2025-09-15T21:00:00Z
    state: completed
    closed_at: 2025-09-15T21:00:00Z
    ---
    ");
    assert!(text.ends_with(body));
    assert_eq!(names(folder.path()), [".lock", "960-old-words.md"]);
}

#[tokio::test]
async fn numbers_are_never_given_twice() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("0960-by-hand.md"),
        "---\ntitle: t\n---\n",
    )
    .unwrap();
    let dir = Dir::open(folder.path(), now());
    let made = dir.create(&issue("Next", "")).await.unwrap();
    assert_eq!(made.number, 961);
    dir.comment(961, "x").await.unwrap();
    dir.comment(960, "y").await.unwrap();
    assert_eq!(dir.comments(960).await.unwrap()[0].id, CommentId(2));
    fs::remove_file(&made.url).unwrap();
    // Its comments are still there: the number is taken.
    assert_eq!(dir.create(&issue("Next", "")).await.unwrap().number, 962);
}

#[tokio::test]
async fn broken_files_are_named_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let broken: [(&str, &[u8]); 6] = [
        ("1.md", b"No front matter\n"),
        ("2-words.md", b"---\ntitle: x\nlabels: {a: b}\n---\n"),
        ("3.md", b"---\ntitle: x\n"),
        ("4.md", b"---\nlabels: []\n---\n"),
        ("5.md", b"---\ntitle: x\n---\nbody\n\xff\xfe\n"),
        ("6.md", b"---\ntitle: x\nstate: done\n---\n"),
    ];
    let mut errors = Vec::new();
    for (name, text) in broken {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let dir = Dir::open(folder.path(), now());
        let number = name[..1].parse().unwrap();
        let edit = dir.edit(number, &retitle("New")).await.unwrap_err();
        let read = dir.all_issues().await.unwrap_err();
        assert_eq!(edit.to_string(), read.to_string());
        assert_eq!(fs::read(&path).unwrap(), text, "left as it is");
        fs::remove_file(path).unwrap();
        errors.push(
            read.to_string()
                .replace(&folder.path().display().to_string(), "DIR"),
        );
    }
    fs::write(folder.path().join("7.md"), "---\ntitle: x\n---\n").unwrap();
    fs::write(folder.path().join("07-again.md"), "---\ntitle: x\n---\n").unwrap();
    let dir = Dir::open(folder.path(), now());
    assert!(
        dir.all_issues()
            .await
            .unwrap_err()
            .to_string()
            .contains("has the number 7 too")
    );
    insta::assert_snapshot!(errors.join("\n"), @r"
    DIR/1.md:1: it does not start with `---`, the front matter's first line
    DIR/2-words.md:3: labels: invalid type: map, expected a sequence
    DIR/3.md:2: the front matter has no end: a line `---`
    DIR/4.md:2: missing field `title`
    DIR/5.md:5: this is not UTF-8
    DIR/6.md:3: state: unknown variant `done`, expected one of `open`, `closed`, `completed`, `not_planned`, `duplicate`
    ");
}

#[tokio::test]
async fn labels_with_a_broken_file_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("labels.yaml"), "- name: a\n  color: [\n").unwrap();
    let dir = Dir::open(folder.path(), now());
    let error = dir.labels().await.unwrap_err().to_string();
    assert!(error.contains("labels.yaml:"), "{error}");
}

#[test]
fn two_writers_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let first = Dir::open_for_writing(folder.path(), now()).unwrap();
    let second = Dir::open(folder.path(), now());
    let busy = second.hold(Duration::from_millis(60)).unwrap_err();
    assert!(
        busy.to_string().contains("another run is writing"),
        "{busy}"
    );
    let waiting = std::thread::spawn({
        let path = folder.path().to_owned();
        move || Dir::open_for_writing(path, now()).map(drop)
    });
    drop(first);
    waiting.join().unwrap().unwrap();
    second.hold(Duration::ZERO).unwrap();
}

/// What a crash leaves behind is no issue.
#[tokio::test]
async fn leftovers_of_a_crash_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".aB3xYz.tmp"), "---\ntit").unwrap();
    let dir = Dir::open(folder.path(), now());
    assert_eq!(dir.all_issues().await.unwrap(), []);
    assert_eq!(dir.create(&issue("First", "")).await.unwrap().number, 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("issues");
    fs::write(&path, "a file").unwrap();
    let dir = Dir::open(&path, now());
    assert!(dir.all_issues().await.is_err());
    let error = dir.create(&issue("First", "")).await.unwrap_err();
    assert!(matches!(error, TrackerError::Folder { .. }), "{error}");
}
