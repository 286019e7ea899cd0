//! The Action's steps, taken from action.yml and run as GitHub's runner runs
//! them: its environment files, its expressions, a release on disk.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use issue_gardener::model::key::hex;

use crate::emulate::Emulate;
use crate::event::finding;
use crate::fake_github::{Fake, TestClock};

const RULES: &str = "version: 1
target: octo/garden
unmatched: file
limits: {creates_per_minute: 60, new_issues: {run: 2}}
rules:
  - {id: noise, match: {rule_id: noise}, do: report}
";

/// Outputs that count.
const NAMES: [&str; 4] = ["created", "updated", "closed", "failed"];

/// A runner with a checkout of a repository that uses the action.
struct Runner {
    folder: tempfile::TempDir,
    /// What the runner sets: `GITHUB_…` and the like.
    env: BTreeMap<String, String>,
}

/// What a run of the action came to.
struct Run {
    success: bool,
    log: String,
    outputs: BTreeMap<String, String>,
    summary: String,
}

impl Runner {
    fn new(api: &str, repository: &str, token: &str) -> Self {
        let runner = Self {
            folder: tempfile::tempdir().unwrap(),
            env: BTreeMap::new(),
        };
        for name in ["work", "temp", "tools"] {
            fs::create_dir(runner.path(name)).unwrap();
        }
        let rules = RULES.replace("octo/garden", repository);
        fs::write(runner.path("work/rules.yaml"), rules).unwrap();
        let header = r#"{"version":1,"status":"complete"}"#.to_owned();
        let mut lines = vec![header];
        lines.extend(["a", "b", "c"].map(|rule| finding(rule, "error", 0)));
        lines.push(finding("noise", "info", 0));
        fs::write(runner.path("work/lint.jsonl"), lines.join("\n")).unwrap();
        // Says whether an archive is attested as the test wants it.
        let gh = "#!/bin/sh\necho \"$@\" >> \"$RUNNER_TEMP/gh.log\"\ntest ! -e \"$RUNNER_TEMP/forged\"\n";
        runner.program("gh", gh);
        runner.with(&[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_API_URL", api),
            ("GITHUB_REPOSITORY", repository),
            ("GITHUB_RUN_ID", "77"),
            ("GITHUB_RUN_ATTEMPT", "1"),
            ("RUNNER_OS", "Linux"),
            ("RUNNER_ARCH", "X64"),
            ("TOKEN", token),
        ])
    }

    fn with(mut self, env: &[(&str, &str)]) -> Self {
        let own = env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        self.env.extend(own);
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self, name: &str, text: &str) {
        let path = self.path("tools").join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Puts this build where a release of the package's version would be.
    fn release(&self) -> PathBuf {
        let version = env!("CARGO_PKG_VERSION");
        let folder = self.path(&format!("releases/v{version}"));
        fs::create_dir_all(&folder).unwrap();
        let archive = folder.join("issue-gardener-x86_64-unknown-linux-gnu.tar.gz");
        let program = Path::new(env!("CARGO_BIN_EXE_bot"));
        let tar = Command::new("tar")
            .args(["--create", "--file"])
            .arg(&archive)
            .args(["--use-compress-program", "gzip -1", "--directory"])
            .arg(program.parent().unwrap())
            .arg("bot")
            .status();
        assert!(tar.unwrap().success());
        let hash = hex(&Sha256::digest(fs::read(&archive).unwrap()));
        let line = format!(
            "{hash}  {}\n",
            archive.file_name().unwrap().to_str().unwrap()
        );
        fs::write(archive.with_extension("gz.sha256"), line).unwrap();
        archive
    }

    /// Runs the steps of action.yml in order, up to one that fails.
    fn run(&self, inputs: &[(&str, &str)]) -> Run {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(root.join("action.yml")).unwrap();
        let action: Value = serde_yaml::from_str(&text).unwrap();
        let mut context = self.context(&action, inputs);
        let mut run = Run {
            success: true,
            log: String::new(),
            outputs: BTreeMap::new(),
            summary: String::new(),
        };
        for step in action["runs"]["steps"].as_array().unwrap() {
            if let Some(other) = step["uses"].as_str() {
                // The runner's temporary folder stays from run to run here.
                assert!(other.starts_with("actions/cache/") && other.contains('@'));
                assert!(
                    step["if"]
                        .as_str()
                        .unwrap()
                        .contains("inputs.cache == 'true'")
                );
                continue;
            }
            let id = step["id"].as_str().unwrap();
            assert_eq!(step["shell"], "bash");
            assert!(!step["run"].as_str().unwrap().contains("${{"));
            let output = self.step(id, step, &context);
            run.success = output.status.success();
            run.log.push_str(&String::from_utf8_lossy(&output.stdout));
            run.log.push_str(&String::from_utf8_lossy(&output.stderr));
            run.summary.push_str(&self.read(&format!("{id}.summary")));
            for line in self.read(&format!("{id}.output")).lines() {
                let (name, value) = line.split_once('=').unwrap();
                context.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
            }
            if !run.success {
                break;
            }
        }
        for (name, output) in action["outputs"].as_object().unwrap() {
            let value = evaluate(output["value"].as_str().unwrap(), &context);
            run.outputs.insert(name.clone(), value);
        }
        run
    }

    /// What expressions may name.
    fn context(&self, action: &Value, inputs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let mut context = BTreeMap::from([
            (
                "github.action_path".to_owned(),
                env!("CARGO_MANIFEST_DIR").to_owned(),
            ),
            ("github.token".to_owned(), self.env["TOKEN"].clone()),
            (
                "github.action_repository || 'issue-gardener/issue-gardener'".to_owned(),
                "issue-gardener/issue-gardener".to_owned(),
            ),
        ]);
        for (name, input) in action["inputs"].as_object().unwrap() {
            let given = inputs.iter().find(|(given, _)| given == name);
            let default = evaluate(input["default"].as_str().unwrap(), &context);
            let value = given.map_or(default, |(_, value)| (*value).to_owned());
            context.insert(format!("inputs.{name}"), value);
        }
        for (name, _) in inputs {
            assert!(
                context.contains_key(&format!("inputs.{name}")),
                "no input {name}"
            );
        }
        context
    }

    fn step(&self, id: &str, step: &Value, context: &BTreeMap<String, String>) -> Output {
        let path = format!(
            "{}:{}",
            self.path("tools").display(),
            std::env::var("PATH").unwrap()
        );
        let env = step["env"].as_object().unwrap().iter();
        let env =
            env.map(|(name, value)| (name.clone(), evaluate(value.as_str().unwrap(), context)));
        Command::new("bash")
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c"])
            .arg(step["run"].as_str().unwrap())
            .current_dir(self.path("work"))
            .env_clear()
            .envs(self.env.iter().filter(|(name, _)| *name != "TOKEN"))
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .env("RUNNER_TEMP", self.path("temp"))
            .env(
                "RELEASES",
                format!("file://{}", self.path("releases").display()),
            )
            .env("GITHUB_OUTPUT", self.path(&format!("{id}.output")))
            .env("GITHUB_STEP_SUMMARY", self.path(&format!("{id}.summary")))
            .envs(env)
            .output()
            .unwrap()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }
}

/// `${{ … }}` by the context; what is not in it is empty, as on GitHub.
fn evaluate(text: &str, context: &BTreeMap<String, String>) -> String {
    match text
        .strip_prefix("${{ ")
        .and_then(|rest| rest.strip_suffix(" }}"))
    {
        Some(expression) => context.get(expression).cloned().unwrap_or_default(),
        None => text.to_owned(),
    }
}

/// A summary without what differs from run to run.
fn stable(summary: &str) -> String {
    let times = regex::Regex::new(r"as of \S+ \S+ UTC").unwrap();
    times.replace_all(summary, "as of TIME").into_owned()
}

#[test]
fn a_release_is_checked_and_run() {
    let fake = Fake::with_clock(TestClock::real());
    let served = fake.serve();
    let runner = Runner::new(&served.url, "octo/garden", "bot-token");
    runner.release();
    let dry = runner.run(&[("inputs", "findings:lint.jsonl\n"), ("dry-run", "true")]);
    assert!(dry.success, "{}", dry.log);
    assert_eq!(
        (
            dry.outputs["changes"].as_str(),
            dry.outputs["created"].as_str()
        ),
        ("3", "0")
    );
    assert!(dry.summary.starts_with("## Planned: "), "{}", dry.summary);
    assert_eq!(fake.server().world.issues().count(), 0);

    fs::remove_file(runner.path("run.summary")).unwrap();
    let run = runner.run(&[("inputs", "\n  findings:lint.jsonl  \n\n")]);
    assert!(run.success, "{}", run.log);
    let counts = NAMES.map(|name| run.outputs[name].as_str());
    assert_eq!(counts, ["3", "0", "0", "0"]);
    let plan: Value =
        serde_json::from_str(&fs::read_to_string(&run.outputs["plan"]).unwrap()).unwrap();
    assert_eq!(plan["version"], 1);
    insta::assert_snapshot!(stable(&run.summary), @r"
    ## 3 changes in github:octo/garden

    Compared with 0 issues as of TIME, run `gh-77-1`.

    ### Done

    | change | issue | why |
    |---|---|---|
    | create | [#1](https://github.com/octo/garden/issues/1) a is wrong in src/a.rs | unmatched problems are filed, and no issue tracks it |
    | create | [#2](https://github.com/octo/garden/issues/2) c is wrong in src/c.rs | unmatched problems are filed, and no issue tracks it |
    | create | [#3](https://github.com/octo/garden/issues/3) Problems without an issue of their own | 1 problem without an issue |

    ### Sources

    | source | status | newest evidence | read |
    |---|---|---|---|
    | `findings` | complete | 2025-09-15 00:00:00 UTC | 4 results of 2025-09-15 00:00:00 to 00:00:00 UTC from lint.jsonl, collected at an unknown time; read completely |

    ### Left out

    | why | problems |
    |---|---|
    | rule noise only reports | noise is wrong in src/noise.rs |
    | over the limit of new issues a run (2) | b is wrong in src/b.rs |
    ");
    let gh = runner.read("temp/gh.log");
    assert!(gh.contains("--repo issue-gardener/issue-gardener --signer-workflow issue-gardener/issue-gardener/.github/workflows/release.yml"), "{gh}");
}

#[test]
fn what_is_not_the_release_is_not_run() {
    let runner = Runner::new("http://127.0.0.1:1", "octo/garden", "bot-token");
    let archive = runner.release();
    let fails = |runner: &Runner, inputs: &[(&str, &str)], why: &str| {
        let run = runner.run(inputs);
        assert!(!run.success && run.log.contains(why), "{why}: {}", run.log);
        assert!(
            run.log.contains("::error title=bot::") && run.summary.is_empty(),
            "{}",
            run.log
        );
    };
    fails(
        &runner,
        &[("version", "9.9.9")],
        "of version 9.9.9 could not be downloaded",
    );
    fails(&runner, &[("version", "1.0.0/../..")], "is none");
    fails(
        &runner,
        &[("attestation", "maybe")],
        "write required or skip",
    );
    fs::write(runner.path("temp/forged"), "").unwrap();
    fails(&runner, &[], "was not built by the release workflow");
    fs::remove_file(runner.path("temp/forged")).unwrap();
    fails(&runner, &[("command", "undo")], "command is 'undo'");
    fails(&runner, &[("dry-run", "yes")], "dry-run is 'yes'");
    fs::write(&archive, "something else").unwrap();
    fails(&runner, &[], "has the SHA-256");
    let other =
        Runner::new("http://127.0.0.1:1", "octo/garden", "t").with(&[("RUNNER_ARCH", "S390X")]);
    fails(&other, &[], "there is no release for Linux on S390X");
}

#[test]
fn a_failure_is_an_annotation_of_one_line() {
    let runner = Runner::new("http://127.0.0.1:1", "octo/garden", "bot-token");
    runner.release();
    fs::write(
        runner.path("work/rules.yaml"),
        "version: 1\nfoo: 1\nbar: 2\n",
    )
    .unwrap();
    let run = runner.run(&[]);
    assert!(!run.success);
    let line = run.log.lines().find(|l| l.starts_with("::error")).unwrap();
    assert!(
        line.contains("foo") && line.contains("%0A") && line.contains("bar"),
        "{line}"
    );
}

/// Against a server that others wrote, through a whole life: made, closed by a
/// run that no longer sees it, all counted.
#[test]
fn it_works_with_emulate() {
    let Some(emulate) = Emulate::start() else {
        return;
    };
    let runner = Runner::new(&emulate.url, "gardener/garden", "emulate-bot");
    runner.release();
    let run = runner.run(&[("inputs", "findings:lint.jsonl")]);
    assert!(run.success, "{}", run.log);
    assert_eq!(run.outputs["created"], "3");
    // The second run files what the limit of the first left over, and the
    // third has nothing to do.
    for counts in [["1", "0", "1", "0"], ["0", "0", "0", "0"]] {
        for name in ["install.output", "run.output"] {
            fs::remove_file(runner.path(name)).unwrap();
        }
        let again = runner.run(&[("inputs", "findings:lint.jsonl")]);
        assert!(again.success, "{}", again.log);
        let found = NAMES.map(|name| again.outputs[name].as_str());
        assert_eq!(found, counts, "{}", again.log);
    }
}

/// The steps without the program's own work.
#[test]
fn its_overhead_is_small() {
    let runner = Runner::new("http://127.0.0.1:1", "octo/garden", "bot-token");
    runner.release();
    fs::write(runner.path("event.json"), "{}").unwrap();
    let event = runner.path("event.json").display().to_string();
    let runner = runner.with(&[("GITHUB_EVENT_NAME", "push"), ("GITHUB_EVENT_PATH", &event)]);
    let started = Instant::now();
    let run = runner.run(&[("command", "event")]);
    let took = started.elapsed();
    assert!(
        run.success && run.log.contains("nothing to do"),
        "{}",
        run.log
    );
    println!("{} ms, a debug build unpacked", took.as_millis());
    assert!(took < Duration::from_secs(5), "{took:?}");
}
