//! The program itself, killed at any moment and started again.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use issue_gardener::ownership::Section;

use crate::fake_github::{Fake, TestClock};

const KILLS: u64 = 50;
/// Programs that run side by side; most of the time they wait for their pace.
const SIDE_BY_SIDE: u64 = 10;
/// A run that is left alone takes less, with much to spare for a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

const RULES: &str = "
version: 1
unmatched: file
limits: {creates_per_minute: 80}
rules:
  - id: pinned
    match: {rule_id: pinned}
    group_by: [rule]
    issue: 1
    title: 'A pinned problem'
";

#[test]
fn a_killed_run_is_made_good_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("rules.yaml"), RULES).unwrap();
    let finding = |rule_id: &str| {
        format!(
            r#"{{"tool": "check", "rule_id": "{rule_id}", "severity": "error", "message": "Found by {rule_id}", "fingerprint": "{rule_id}", "location": {{"path": "src/{rule_id}.rs", "line": 1}}}}"#
        )
    };
    let findings = ["pinned", "first", "second"].map(finding).join("\n");
    std::fs::write(folder.path().join("found.jsonl"), findings).unwrap();
    let mut killed = 0;
    for first in (0..KILLS).step_by(usize::try_from(SIDE_BY_SIDE).unwrap()) {
        std::thread::scope(|scope| {
            let seeds = first..first + SIDE_BY_SIDE;
            let runs: Vec<_> = seeds
                .map(|seed| {
                    scope.spawn({
                        let folder = folder.path();
                        move || kill_and_recover(folder, seed)
                    })
                })
                .collect();
            for run in runs {
                killed += usize::from(run.join().unwrap());
            }
        });
    }
    assert!(
        killed > 25,
        "only {killed} runs were killed before they were done"
    );
}

/// A signal that can be caught lets the write under way finish, and the report
/// says what was left; the next run does that.
#[cfg(unix)]
#[test]
fn a_run_that_is_told_to_stop_reports_and_the_next_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("rules.yaml"),
        "version: 1\nunmatched: file\n",
    )
    .unwrap();
    let finding = |n: u32| {
        format!(
            r#"{{"tool":"check","rule_id":"r{n}","severity":"error","message":"m","fingerprint":"f{n}"}}"#
        )
    };
    let findings: Vec<String> = (0..5).map(finding).collect();
    std::fs::write(folder.path().join("found.jsonl"), findings.join("\n")).unwrap();
    let fake = Fake::with_clock(TestClock::real());
    let _served = fake.serve();
    let run = start(folder.path(), &fake);
    let started = Instant::now();
    while fake.server().world.issues().next().is_none() {
        assert!(started.elapsed() < PATIENCE, "nothing is made");
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = run.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    let output = run.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("the run was stopped"), "{said}");
    let made = fake.server().world.issues().count();
    assert!(made < 5, "it did not stop");
    finish(start(folder.path(), &fake), &fake);
    assert_eq!(fake.server().world.issues().count(), 5);
}

/// Whether the first run was still at work when it was killed.
fn kill_and_recover(folder: &Path, seed: u64) -> bool {
    let fake = Fake::with_clock(TestClock::real());
    let _served = fake.serve();
    fake.opened_by("olga", "A person's issue", "It holds words of hers.\n");
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut victim = start(folder, &fake);
    let killed = kill_after(&mut victim, Duration::from_millis(rng.u64(50..6000)));
    for _ in 0..2 {
        finish(start(folder, &fake), &fake);
    }
    let writes = fake.writes();
    finish(start(folder, &fake), &fake);
    assert_eq!(
        fake.writes(),
        writes,
        "seed {seed}: a further run writes\n{}",
        fake.story()
    );
    check(&fake, seed);
    killed
}

fn start(folder: &Path, fake: &Fake) -> Child {
    Command::new(env!("CARGO_BIN_EXE_bot"))
        .args([
            "sync",
            "check=findings:found.jsonl",
            "--to",
            "github:octo/garden",
            "--quiet",
        ])
        .current_dir(folder)
        .env_clear()
        .env("GITHUB_TOKEN", "bot-token")
        .env("GITHUB_API_URL", fake.config().api_url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills with a signal that cannot be caught, unless it is done before.
fn kill_after(process: &mut Child, time: Duration) -> bool {
    let started = Instant::now();
    while started.elapsed() < time {
        if process.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    true
}

fn finish(mut process: Child, fake: &Fake) {
    let started = Instant::now();
    while process.try_wait().unwrap().is_none() {
        assert!(
            started.elapsed() < PATIENCE,
            "a run hangs\n{}",
            fake.story()
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = process.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}\n{}", fake.story());
}

/// One open issue for each problem, one comment on the person's.
fn check(fake: &Fake, seed: u64) {
    let server = fake.server();
    let made = server
        .world
        .issues()
        .filter(|issue| issue.author != "olga" && issue.open);
    let keys: Vec<_> = made
        .filter_map(|issue| Section::find(&issue.body).ok().flatten())
        .map(|section| section.key)
        .collect();
    let distinct: BTreeSet<_> = keys.iter().collect();
    let comments = server
        .world
        .comments
        .values()
        .filter(|comment| comment.issue == 1);
    assert_eq!(
        (keys.len(), distinct.len(), comments.count()),
        (2, 2, 1),
        "seed {seed}"
    );
    let olgas = server.world.issue(1).unwrap();
    assert_eq!(olgas.body, "It holds words of hers.\n");
}
