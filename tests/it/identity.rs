//! Which result is which, through the binary, over runs: what changes closes
//! the right issue and files no second one.

use serde_json::{Value, json};

use crate::bot::{Bot, shared};

const RULES: &str = "
version: 1
target: dir:issues
unmatched: file
lifecycle: {close: {clean_runs: 1, quiet: 0s}}
limits: {new_issues: {run: 50, day: 50}}
sources: [{name: scan, path: REPORT}]
";

/// A project whose reports are read one day after the other.
struct Project {
    bot: Bot,
    report: &'static str,
    day: std::cell::Cell<u32>,
}

/// An issue: its number, whether it is open, and its text.
#[derive(Debug)]
struct Issue {
    open: bool,
    text: String,
}

impl Project {
    fn new(report: &'static str) -> Self {
        let bot = Bot::new();
        bot.write("rules.yaml", RULES.replace("REPORT", report));
        Self {
            bot,
            report,
            day: std::cell::Cell::new(0),
        }
    }

    /// Reads a report on the next day; what was changed.
    fn sync(&self, report: impl AsRef<[u8]>) -> Vec<String> {
        self.bot.write(self.report, report);
        self.day.set(self.day.get() + 1);
        let now = format!("2026-03-{:02}T12:00:00Z", self.day.get());
        let run = self
            .bot
            .run(&format!("sync --force --format json --now {now}"));
        assert_eq!(run.code, 0, "{run:?}");
        let json: Value = serde_json::from_str(&run.out).unwrap();
        let changes = json["changes"].as_array().unwrap().iter();
        changes
            .map(|c| format!("{} #{}", c["action"].as_str().unwrap(), c["number"]))
            .collect()
    }

    fn issues(&self) -> Vec<Issue> {
        let mut files: Vec<_> = std::fs::read_dir(self.bot.path("issues"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "md"))
            .collect();
        files.sort();
        let text = |path| std::fs::read_to_string(path).unwrap();
        files
            .into_iter()
            .map(text)
            .map(|text| Issue {
                open: text.contains("\nstate: open\n"),
                text,
            })
            .collect()
    }

    /// Of each issue that is not the digest, whether it is open and which of
    /// the words it holds.
    fn states(&self, words: &[&str]) -> Vec<(bool, String)> {
        self.issues()
            .iter()
            .map(|issue| {
                let found = words.iter().filter(|word| issue.text.contains(**word));
                (issue.open, found.copied().collect::<Vec<_>>().join(" "))
            })
            .collect()
    }
}

fn sarif(results: &[Value]) -> String {
    json!({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "scan"}}, "results": results}]})
        .to_string()
}

fn result(line: u32, message: &str, more: &Value) -> Value {
    let mut result = json!({
        "ruleId": "R1", "level": "error", "message": {"text": message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src/a.c"}, "region": {"startLine": line}}}]
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        result[name] = value.clone();
    }
    result
}

fn checkstyle(errors: &[(u32, &str)]) -> String {
    let errors: Vec<String> = errors
        .iter()
        .map(|(line, message)| {
            format!(
                r#"<error line="{line}" severity="error" message="{message}" source="a.b.Check"/>"#
            )
        })
        .collect();
    format!(
        r#"<checkstyle version="10"><file name="src/A.java">{}</file></checkstyle>"#,
        errors.concat()
    )
}

#[test]
fn quoted_values_and_names_with_digits_are_identity() {
    let project = Project::new("scan.xml");
    let magic = |n: u32| format!("'{n}' is a magic number.");
    let (a, b, c) = (magic(3600), magic(86400), magic(7));
    project.sync(checkstyle(&[(9, &a), (20, &b), (30, &c)]));
    assert_eq!(project.issues().len(), 3);
    project.sync(checkstyle(&[(19, &b), (29, &c)]));
    let states = project.states(&["3600", "86400", "'7'"]);
    for (open, what) in states {
        assert_eq!(open, !what.contains("3600"), "{what}");
    }
}

#[test]
fn of_equal_results_the_one_that_went_is_closed() {
    let project = Project::new("scan.xml");
    let said = "Missing a Javadoc comment.";
    project.sync(checkstyle(&[(9, said), (20, said), (30, said)]));
    let lines = |project: &Project| -> Vec<(bool, bool)> {
        let issues = project.issues().into_iter();
        issues
            .map(|i| (i.open, i.text.contains("A.java:9`")))
            .collect()
    };
    let before = lines(&project);
    assert_eq!(before.len(), 3);
    project.sync(checkstyle(&[(19, said), (29, said)]));
    let after = lines(&project);
    assert_eq!(after.len(), 3);
    for ((_, is_first), (open, _)) in before.iter().zip(&after) {
        assert_ne!(open, is_first);
    }
    assert_eq!(
        project.sync(checkstyle(&[(19, said), (29, said)])),
        Vec::<String>::new()
    );
}

#[test]
fn surroundings_tell_equal_lines_apart() {
    let project = Project::new("scan.sarif");
    let at = |line: u32, around: &str| {
        let mut result = result(line, "debug print", &json!({}));
        let place = &mut result["locations"][0]["physicalLocation"];
        place["region"]["snippet"] = json!({"text": "log(x)"});
        place["contextRegion"] = json!({"snippet": {"text": around}});
        result
    };
    let (a, b) = ("def first():\n log(x)", "def second():\n log(x)");
    project.sync(sarif(&[at(5, a), at(50, b)]));
    project.sync(sarif(&[at(4, b)]));
    let numbers: Vec<bool> = project.issues().iter().map(|i| i.open).collect();
    assert_eq!(numbers.iter().filter(|open| **open).count(), 1);
    let closed = project.issues().into_iter().find(|i| !i.open).unwrap();
    assert!(
        closed.text.contains("a.c:5") || closed.text.contains("src/a.c:5"),
        "{}",
        closed.text
    );
}

#[test]
fn a_tool_s_fingerprint_stays_whoever_shares_it() {
    let project = Project::new("scan.sarif");
    let print = json!({"partialFingerprints": {"hash/v1": "0a1b2c3d4e5f6071"}});
    let (a, b) = (
        result(3, "first message", &print),
        result(30, "second message", &print),
    );
    project.sync(sarif(std::slice::from_ref(&a)));
    assert_eq!(
        project.sync(sarif(&[a.clone(), b.clone()])),
        ["create #null"]
    );
    project.sync(sarif(std::slice::from_ref(&b)));
    let states = project.states(&["first message", "second message"]);
    assert_eq!(
        states,
        [
            (false, "first message".to_owned()),
            (true, "second message".to_owned())
        ]
    );
}

#[test]
fn two_packages_and_two_versions_are_two_and_an_update_is_one() {
    let project = Project::new("scan.sarif");
    let of = |package: &str, version: &str| {
        let text = format!(
            "Package: {package}\nInstalled Version: {version}\nVulnerability CVE-1\nSeverity: LOW\nFixed Version: "
        );
        result(1, &text, &json!({}))
    };
    project.sync(sarif(&[
        of("gcc-11-base", "11.4.0-1"),
        of("gcc-12-base", "12.2.0-14"),
    ]));
    project.sync(sarif(&[of("gcc-12-base", "12.2.0-14")]));
    let states = project.states(&["gcc-11-base", "gcc-12-base"]);
    for (open, what) in states {
        assert_eq!(open, what == "gcc-12-base", "{what}");
    }
    assert!(
        project
            .sync(sarif(&[of("gcc-12-base", "12.2.0-15")]))
            .iter()
            .all(|c| !c.starts_with("create"))
    );
    let created = project.sync(sarif(&[
        of("gcc-12-base", "12.2.0-15"),
        of("gcc-12-base", "9.1.0-2"),
    ]));
    assert_eq!(created, ["create #null"]);
    project.sync(sarif(&[of("gcc-12-base", "9.1.0-2")]));
    let open: Vec<String> = project
        .issues()
        .into_iter()
        .filter(|i| i.open)
        .map(|i| i.text)
        .collect();
    assert!(
        open.len() == 1 && open[0].contains("created_at: 2026-03-04"),
        "{open:?}"
    );
}

#[test]
fn results_equal_in_everything_are_one_and_counted() {
    let project = Project::new("scan.sarif");
    let one = result(3, "vulnerable", &json!({}));
    project.sync(sarif(&[one.clone(), one.clone()]));
    assert_eq!(project.issues().len(), 1);
    assert_eq!(project.sync(sarif(&[one])), Vec::<String>::new());
}

#[test]
fn random_parts_of_test_names_make_no_new_tests() {
    let project = Project::new("junit.xml");
    let report = |uuid: &str, address: &str| {
        let case = |name: &str| {
            format!(r#"<testcase classname="t" name="{name}"><failure message="no"/></testcase>"#)
        };
        let cases = [
            case(&format!("a[{uuid}]")),
            case(&format!("b[&lt;User at {address}&gt;]")),
            case("c[1]"),
            case("c[2]"),
        ];
        format!("<testsuite>{}</testsuite>", cases.concat())
    };
    project.sync(report(
        "0186e255-1da4-d860-d556-504ab56eff33",
        "0x7f3d5c1b2a90",
    ));
    assert_eq!(project.issues().len(), 4);
    let changes = project.sync(report(
        "99c1f8e2-5d0b-4a76-8ad3-0f6f4d0c7e11",
        "0x7fa1e0c44d50",
    ));
    assert!(
        changes
            .iter()
            .all(|c| !c.starts_with("create") && !c.starts_with("close")),
        "{changes:?}"
    );
    assert_eq!(project.issues().len(), 4);
}

#[test]
fn a_parent_test_and_its_subtest_are_one_problem() {
    let project = Project::new("junit.xml");
    let case = |name: &str| {
        format!(
            r#"<testcase classname="shop/cart" name="{name}"><failure message="Failed"/></testcase>"#
        )
    };
    let report = [
        case("TestTotals/two"),
        case("TestTotals"),
        case("TestOther"),
    ]
    .concat();
    project.sync(format!("<testsuite>{report}</testsuite>"));
    let states = project.states(&["TestTotals/two", "TestOther"]);
    assert_eq!(states.len(), 2, "{states:?}");
}

#[test]
fn every_checkout_s_folder_gives_the_same_file() {
    let project = Project::new("scan.xml");
    std::fs::create_dir_all(project.bot.path(".git")).unwrap();
    project.bot.write("src/A.java", "class A {}\n");
    let here = project.bot.path("src/A.java").canonicalize().unwrap();
    let report = |path: &str| checkstyle(&[(1, "bad thing")]).replace("src/A.java", path);
    project.sync(report("/home/runner/work/shop/shop/src/A.java"));
    for path in [
        "/builds/acme/shop/src/A.java",
        "/home/alice/src/shop/src/A.java",
        "file:///d%3A/a/shop/shop/src/A.java",
        &here.display().to_string(),
        "src/A.java",
    ] {
        let changes = project.sync(report(path));
        assert_eq!(changes, Vec::<String>::new(), "{path}");
    }
}

#[test]
fn a_snippet_of_the_whole_file_is_no_identity() {
    let project = Project::new("scan.sarif");
    let at = |text: &str| {
        let mut result = result(1, "no user is set", &json!({}));
        let lines = text.lines().count();
        result["locations"][0]["physicalLocation"]["region"] =
            json!({"startLine": 1, "endLine": lines, "snippet": {"text": text}});
        result
    };
    project.sync(sarif(&[at("FROM a\nRUN b\nRUN c\nRUN d\n")]));
    let changes = project.sync(sarif(&[at("FROM a\nRUN b\nRUN x\nRUN c\nRUN d\n")]));
    assert!(
        changes.iter().all(|c| !c.starts_with("create")),
        "{changes:?}"
    );
    assert_eq!(project.issues().len(), 1);
}

#[test]
fn a_secret_s_value_is_never_shown_and_it_is_urgent() {
    let project = Project::new("scan.sarif");
    let value = "zq81-plain-looking-words";
    let mut found = result(
        3,
        &format!("found '{value}' here"),
        &json!({"ruleId": "generic-api-key"}),
    );
    found["locations"][0]["physicalLocation"]["region"]["snippet"] = json!({"text": value});
    let report = json!({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "gitleaks"}}, "results": [found]}]});
    project.sync(report.to_string());
    let issues = project.issues();
    assert_eq!(issues.len(), 1);
    assert!(!issues[0].text.contains(value), "{}", issues[0].text);
    assert!(issues[0].text.contains("P1"), "{}", issues[0].text);
    let run = project.bot.run("findings scan.sarif");
    assert!(
        !run.out.contains(value) && run.out.contains("generic-api-key"),
        "{run:?}"
    );
}

#[test]
fn dated_files_are_one_source() {
    let bot = Bot::new();
    bot.write(
        "rules.yaml",
        "version: 1\ntarget: dir:issues\nunmatched: file\nlifecycle: {close: {clean_runs: 1}}\n",
    );
    bot.write("ruff-24.sarif", sarif(&[result(3, "bad", &json!({}))]));
    bot.write("ruff-25.sarif", sarif(&[]));
    let run = |file: &str, day: u32| {
        bot.run(&format!(
            "sync --force --format json --now 2026-03-{day:02}T12:00:00Z {file}"
        ))
    };
    assert!(run("ruff-24.sarif", 24).out.contains("\"create\""));
    let closed = run("ruff-25.sarif", 25);
    assert!(closed.out.contains("\"close\""), "{closed:?}");
    let two = run("ruff-24.sarif ruff-25.sarif", 26);
    assert_eq!(two.code, 2);
    assert!(two.err.contains("two inputs are called `sarif`"), "{two:?}");
}

#[test]
fn what_is_no_report_is_refused_whatever_its_format() {
    let bot = Bot::new();
    let github =
        r#"{"message":"Bad credentials","documentation_url":"https://docs","status":"401"}"#;
    let google = r#"{"error":{"code":401,"message":"no valid token","status":"UNAUTHENTICATED"}}"#;
    for format in [
        "github-alerts",
        "gcp",
        "rdjson",
        "codeclimate",
        "eslint",
        "sonar",
        "depcruise",
        "jscpd",
        "findings",
        "cargo",
        "sarif",
    ] {
        let texts = [
            "null", "\"\"", "0", "false", "{}", "[null]", "[{}]", github, google,
        ];
        for text in texts {
            bot.write("in.json", text);
            let run = bot.run(&format!("findings {format}:in.json"));
            assert_eq!(
                (run.code, run.out.as_str()),
                (2, ""),
                "{format} {text}: {run:?}"
            );
        }
    }
    bot.write(
        "in.json",
        r#"{"diagnostics":[{"message":"something went wrong"}]}"#,
    );
    let run = bot.run("findings rdjson:in.json");
    assert!(
        run.code == 2 && run.err.contains("it has no `location.path`"),
        "{run:?}"
    );
    bot.write("in.json", github);
    let run = bot.run("findings github-alerts:in.json");
    assert!(run.err.contains("Bad credentials"), "{run:?}");
}

#[test]
fn pages_of_alerts_are_read_joined() {
    let bot = Bot::new();
    let alert = |n: u32| {
        json!({"number": n, "state": "open", "rule": {"id": "js/x", "description": "d"}, "tool": {"name": "CodeQL"},
               "most_recent_instance": {"message": {"text": "m"}, "location": {"path": "a.js", "start_line": n}}})
    };
    bot.write(
        "in.json",
        json!([[alert(1), alert(2)], [alert(3)], []]).to_string(),
    );
    for input in ["github-alerts:in.json", "in.json"] {
        let run = bot.run(&format!("findings {input}"));
        assert_eq!((run.code, run.out.lines().count()), (0, 4), "{run:?}");
    }
}

/// The cases of public bug reports, where they are at hand.
#[test]
fn cases_of_identity() {
    for (case, name, files, want) in [
        (
            "trivy-two-packages",
            "scan.sarif",
            &["1.sarif", "2.sarif"][..],
            (2, 1),
        ),
        ("ordinal-shift", "scan.xml", &["1.xml", "2.xml"], (3, 2)),
        (
            "random-test-names",
            "junit.xml",
            &["1.xml", "2.xml", "3.xml"],
            (3, 3),
        ),
        ("go-subtests", "junit.xml", &["report.xml"], (1, 1)),
        (
            "osv-duplicates",
            "scan.sarif",
            &["fp.sarif", "one.sarif"],
            (1, 1),
        ),
        ("osv-duplicates", "scan.sarif", &["nofp.sarif"], (1, 1)),
    ] {
        let project = Project::new(name);
        for file in files {
            let Some(path) = shared(&format!("cases/{case}/in/{file}")) else {
                return;
            };
            project.sync(std::fs::read(path).unwrap());
        }
        let issues = project.issues();
        let open = issues.iter().filter(|i| i.open).count();
        assert_eq!((issues.len(), open), want, "{case}");
    }
}

/// Issues that were filed under recipe 1 of fingerprints, by the program of then.
#[test]
fn issues_of_the_former_recipe_are_found_and_learn_the_new_one() {
    let project = Project::new("scan.xml");
    let fixtures = crate::bot::root().join("tests/it/fixtures/recipe-1");
    for entry in std::fs::read_dir(fixtures).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        project.bot.write(
            &format!("issues/{name}"),
            std::fs::read(entry.path()).unwrap(),
        );
    }
    let report = |errors: &[(u32, &str)]| {
        let class = "com.puppycrawl.tools.checkstyle.checks.naming.MagicNumberCheck";
        checkstyle(errors).replace("a.b.Check", class)
    };
    let magic = |n: u32| format!("'{n}' is a magic number.");
    let (a, b, c) = (magic(3600), magic(86400), magic(7));
    let all = report(&[(9, &a), (20, &b), (30, &c)]);
    project.day.set(5);
    let mut changes = project.sync(&all);
    changes.sort();
    assert_eq!(changes, ["update #1", "update #2", "update #3"]);
    assert_eq!(project.sync(&all), Vec::<String>::new());
    project.sync(report(&[(19, &b), (29, &c)]));
    let states = project.states(&["3600", "86400", "'7'"]);
    assert_eq!(states.len(), 3);
    for (open, what) in states {
        assert_eq!(open, !what.contains("3600"), "{what}");
    }
}
