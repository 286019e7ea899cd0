//! What counts as looked for: an issue closes only where a read of the kind
//! that found its problem looked at all that held it. Through the binary, on a
//! folder, over several runs.

use serde_json::{Value, json};

use crate::bot::Bot;

/// A project over time, whose reports are files.
pub struct Project {
    pub bot: Bot,
}

/// What one run did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    /// `action #number` and `keep #number: reason`.
    pub lines: Vec<String>,
    pub out: String,
}

impl Project {
    pub fn new(rules: &str) -> Self {
        let bot = Bot::new();
        bot.write(
            "rules.yaml",
            format!("version: 1\ntarget: dir:issues\n{rules}"),
        );
        Self { bot }
    }

    pub fn rules(&self, rules: &str) {
        self.bot.write(
            "rules.yaml",
            format!("version: 1\ntarget: dir:issues\n{rules}"),
        );
    }

    pub fn file(&self, name: &str, text: &str) -> &Self {
        self.bot.write(name, text);
        self
    }

    /// A sync at an hour of the story.
    pub fn sync(&self, hour: u32) -> Ran {
        self.run(&format!("sync --format json --now {}", at(hour)))
    }

    pub fn run(&self, arguments: &str) -> Ran {
        let run = self.bot.run(arguments);
        let json: Value = serde_json::from_str(&run.out).unwrap_or_default();
        let list = |name: &str| json[name].as_array().cloned().unwrap_or_default();
        let number = |value: &Value| value["number"].as_u64().map(|n| format!(" #{n}"));
        let changes = list("changes").into_iter().map(|change| {
            let action = change["action"].as_str().unwrap_or_default().to_owned();
            action + &number(&change).unwrap_or_default()
        });
        let kept = list("kept").into_iter().map(|kept| {
            let reason = kept["reason"].as_str().unwrap_or_default();
            format!("keep{}: {reason}", number(&kept).unwrap_or_default())
        });
        Ran {
            code: run.code,
            lines: changes.chain(kept).collect(),
            out: run.out,
        }
    }

    /// The text of an issue.
    pub fn issue(&self, number: u64) -> String {
        let all = self.bot.files("issues");
        let start = all.find(&format!("=== issues/{number}-")).unwrap();
        let rest = &all[start..];
        let end = rest[4..].find("\n=== ").map_or(rest.len(), |at| at + 4);
        rest[..end].to_owned()
    }

    /// A person changes the first issue's file.
    pub fn edit(&self, from: &str, to: &str) {
        let files = std::fs::read_dir(self.bot.path("issues")).unwrap();
        let mut paths = files.map(|entry| entry.unwrap().path());
        let is_first = |path: &std::path::PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with("1-")
        };
        let path = paths.find(is_first).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "no `{from}` in {text}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }

    pub fn is_open(&self, number: u64) -> bool {
        self.issue(number).contains("state: open")
    }

    /// Runs a day apart do nothing but keep the first issue for this reason.
    #[track_caller]
    pub fn keeps(&self, days: std::ops::Range<u32>, reason: &str) {
        for day in days {
            let ran = self.sync(24 * day);
            let kept = ran
                .lines
                .iter()
                .any(|l| l.starts_with("keep #1: ") && l.contains(reason));
            assert!(kept, "no `{reason}` in {ran:#?}");
            assert!(self.is_open(1), "{ran:#?}");
            assert!(!self.issue(1).contains("**Not seen since"), "{ran:#?}");
        }
    }
}

impl Ran {
    #[track_caller]
    pub fn did(&self, expected: &[&str]) {
        assert_eq!(self.lines, expected, "{self:#?}");
    }
}

/// RFC 3339, so many hours after the story began.
pub fn at(hour: u32) -> String {
    let (day, hour) = (hour / 24, hour % 24);
    format!("2025-09-{:02}T{hour:02}:00:00Z", 1 + day)
}

/// A SARIF log of runs.
pub fn sarif(runs: &[Value]) -> String {
    json!({"version": "2.1.0", "runs": runs}).to_string()
}

/// A run of a tool with results in files, which ended at an hour.
pub fn tool(name: &str, files: &[&str], hour: u32) -> Value {
    let results: Vec<Value> = files
        .iter()
        .map(|file| {
            json!({"ruleId": "bad", "message": {"text": format!("bad in {file}")}, "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": file}, "region": {"startLine": 3}}}
            ]})
        })
        .collect();
    json!({
        "tool": {"driver": {"name": name}},
        "invocations": [{"executionSuccessful": true, "endTimeUtc": at(hour)}],
        "results": results,
    })
}

const LINT: &str = "
sources: [{name: lint, path: lint.out}]
rules: [{id: lint, match: {source: lint}, group_by: [rule_id, path], title: 'Bad in {{path}}'}]
";

#[test]
fn another_kind_of_file_is_a_failed_read_that_names_both() {
    let story = Project::new(LINT);
    story.file("lint.out", &sarif(&[tool("ruff", &["a.py"], 0)]));
    story.sync(0).did(&["create"]);
    let log = "2025-09-01T10:00:00Z ERROR ruff crashed\n2025-09-01T10:00:01Z INFO retrying\n";
    let junit = r#"<testsuite name="a"><testcase name="b"/></testsuite>"#;
    for (day, text) in [
        (1, log),
        (2, log),
        (3, log),
        (4, junit),
        (5, "Killed\n"),
        (6, "null"),
    ] {
        story.file("lint.out", text);
        let ran = story.sync(24 * day);
        assert_eq!(ran.code, 1, "{ran:#?}");
        ran.did(&["keep #1: source lint failed"]);
    }
    story.file("lint.out", log);
    let ran = story.sync(24 * 7);
    assert!(
        ran.out.contains("sarif") && ran.out.contains("text"),
        "{ran:#?}"
    );
    story.file("lint.out", &sarif(&[tool("ruff", &[], 24 * 8)]));
    story.sync(24 * 8).did(&["update #1"]);
}

#[test]
fn a_kind_that_is_named_is_read_and_proves_nothing_for_another() {
    let story = Project::new(LINT);
    story.file("lint.out", &sarif(&[tool("ruff", &["a.py"], 0)]));
    story.sync(0).did(&["create"]);
    story.rules(&LINT.replace("path: lint.out", "path: lint.out, format: checkstyle"));
    story.file("lint.out", "<checkstyle version=\"8\"></checkstyle>");
    story.keeps(1..5, "was read as checkstyle, and sarif found it");
}

#[test]
fn another_tool_or_category_closes_nothing() {
    let story = Project::new(LINT);
    let category = |id: &str, hour| {
        let mut run = tool("ruff", &[], hour);
        run["automationDetails"] = json!({"id": id});
        run
    };
    let mut first = category("linux/1", 0);
    first["results"] = tool("ruff", &["a.py"], 0)["results"].clone();
    story.file("lint.out", &sarif(&[first]));
    story.sync(0).did(&["create"]);
    for day in 1..5 {
        story.file("lint.out", &sarif(&[tool("semgrep", &[], 24 * day)]));
        story.keeps(day..day + 1, "holds no run of ruff");
    }
    for day in 5..9 {
        story.file("lint.out", &sarif(&[category("windows/7", 24 * day)]));
        story.keeps(day..day + 1, "holds no run of ruff (linux)");
    }
    for day in 9..12 {
        story.file("lint.out", &sarif(&[category("linux/9", 24 * day)]));
        story.sync(24 * day);
    }
    assert!(!story.is_open(1));
}

#[test]
fn tools_that_only_results_name_are_asked_for_too() {
    let story = Project::new(
        "sources: [{name: lint, path: lint.jsonl, format: findings}]\nrules: [{id: lint, match: {source: lint}}]\n",
    );
    let line = |tool: &str, day: u32| {
        json!({"tool": tool, "rule_id": "r", "severity": "error", "message": tool, "fingerprint": tool, "last_seen": at(24 * day)}).to_string()
    };
    let write = |tools: &[&str], day| {
        let header = r#"{"version":1,"status":"complete"}"#.to_owned();
        let lines: Vec<String> = tools.iter().map(|t| line(t, day)).collect();
        story.file("lint.jsonl", &format!("{header}\n{}", lines.join("\n")));
    };
    write(&["a", "b"], 0);
    story.sync(0).did(&["create", "create"]);
    // Another tool's findings alone are another tool's.
    for day in 1..5 {
        write(&["c"], day);
        let ran = story.sync(24 * day);
        assert!(
            ran.lines
                .iter()
                .any(|l| l.contains("keep #1: source lint holds no run of")),
            "{ran:#?}"
        );
    }
    // Those of a tool that reported beside it are of the same report.
    for day in 5..8 {
        write(&["b"], day);
        story.sync(24 * day);
    }
    let all = story.bot.files("issues");
    assert_eq!(all.matches("state: open").count(), 2, "{all}");
}

#[test]
fn a_file_that_is_missing_from_a_glob_proves_nothing() {
    let story = Project::new(&LINT.replace("path: lint.out", "path: reports/*.sarif"));
    let front = |hour| sarif(&[tool("ruff", &[], hour)]);
    story.file("reports/back.sarif", &sarif(&[tool("ruff", &["a.py"], 0)]));
    story.file("reports/front.sarif", &front(0));
    story.sync(0).did(&["create"]);
    std::fs::remove_file(story.bot.path("reports/back.sarif")).unwrap();
    for day in 1..5 {
        story.file("reports/front.sarif", &front(24 * day));
        story.keeps(
            day..day + 1,
            "back.sarif of source lint, which held it, was not read",
        );
    }
    // A glob is as old as its oldest file.
    story.file("reports/back.sarif", &sarif(&[tool("ruff", &[], 24 * 5)]));
    story.sync(24 * 5).did(&["update #1"]);
    story.file("reports/front.sarif", &front(24 * 6));
    story.sync(24 * 6).did(&["update #1"]);
    for day in 7..10 {
        story.file("reports/front.sarif", &front(24 * day));
        story.sync(24 * day).did(&[]);
    }
}

#[test]
fn dated_files_and_shards_are_the_same_inputs() {
    let story = Project::new(&LINT.replace("path: lint.out", "path: reports/*.sarif"));
    story.file(
        "reports/ruff-01.sarif",
        &sarif(&[tool("ruff", &["a.py"], 0)]),
    );
    story.sync(0).did(&["create"]);
    for day in 1..4 {
        std::fs::remove_file(story.bot.path(&format!("reports/ruff-0{day}.sarif"))).unwrap();
        let name = format!("reports/ruff-0{}.sarif", day + 1);
        story.file(&name, &sarif(&[tool("ruff", &[], 24 * day)]));
        story.sync(24 * day);
    }
    assert!(!story.is_open(1));
}

#[test]
fn what_a_tool_did_not_analyze_is_kept() {
    let story = Project::new(LINT);
    let listing = |files: &[&str], found: &[&str], hour| {
        let mut run = tool("ruff", found, hour);
        let artifacts = files.iter().map(|file| json!({"location": {"uri": file}}));
        run["artifacts"] = artifacts.collect();
        sarif(&[run])
    };
    story.file(
        "lint.out",
        &listing(&["src/a.py", "lib/b.py"], &["src/a.py"], 0),
    );
    story.sync(0).did(&["create"]);
    for day in 1..5 {
        story.file("lint.out", &listing(&["lib/b.py"], &[], 24 * day));
        story.keeps(day..day + 1, "lists the files that were analyzed");
    }
    for day in 5..8 {
        story.file(
            "lint.out",
            &listing(&["src/a.py", "lib/b.py"], &[], 24 * day),
        );
        story.sync(24 * day);
    }
    assert!(!story.is_open(1));
}

#[test]
fn eslint_lists_what_it_linted() {
    let story = Project::new(LINT);
    let linted = |files: &[(&str, bool)], day: u32| {
        let all = files.iter().map(|(file, bad)| {
            let messages = if *bad {
                json!([{"ruleId": "no-eval", "severity": 2, "message": "no", "line": 1}])
            } else {
                json!([])
            };
            json!({"filePath": file, "messages": messages, "warningCount": day})
        });
        story.file("lint.out", &all.collect::<Value>().to_string());
    };
    linted(&[("src/a.js", true), ("lib/b.js", false)], 0);
    story.sync(0).did(&["create"]);
    for day in 1..5 {
        linted(&[("lib/b.js", false)], day);
        story.keeps(day..day + 1, "lists the files that were analyzed");
    }
    // A checkout tells a file that was deleted from one that was left out.
    story.file("code/src/a.js", "eval(x)");
    story.rules(&LINT.replace("path: lint.out", "path: lint.out, checkout: code"));
    linted(&[("lib/b.js", false)], 5);
    story.keeps(5..6, "and src/a.js is not among them");
    std::fs::remove_file(story.bot.path("code/src/a.js")).unwrap();
    for day in 6..9 {
        linted(&[("lib/b.js", false)], day);
        story.sync(24 * day);
    }
    assert!(!story.is_open(1));
}

#[test]
fn cargo_that_was_stopped_proves_nothing() {
    let story = Project::new(&LINT.replace("path: lint.out", "path: lint.out, format: cargo"));
    let message = json!({"reason": "compiler-message", "message": {"message": "unused", "level": "warning", "code": {"code": "unused"}, "spans": [
        {"file_name": "src/a.rs", "is_primary": true, "line_start": 3, "column_start": 1, "text": [{"text": "let x = 1;"}]}]}});
    let finished = json!({"reason": "build-finished", "success": true});
    story.file("lint.out", &format!("{message}\n{finished}\n"));
    story.sync(0).did(&["create"]);
    for day in 1..5 {
        let artifact = json!({"reason": "compiler-artifact", "fresh": day % 2 == 0, "day": day});
        story.file("lint.out", &format!("{artifact}\n"));
        story.keeps(day..day + 1, "was read only in part");
    }
}

#[test]
fn a_renamed_source_closes_what_it_saw_under_its_new_name() {
    let story = Project::new(LINT);
    story.file("lint.out", &sarif(&[tool("ruff", &["a.py"], 0)]));
    story.sync(0).did(&["create"]);
    let renamed = LINT
        .replace("name: lint", "name: style")
        .replace("source: lint", "tool: ruff");
    story.rules(&renamed);
    story.file("lint.out", &sarif(&[tool("ruff", &["a.py"], 24)]));
    story.sync(24).did(&["update #1"]);
    story.sync(25).did(&[]);
    for day in 2..5 {
        story.file("lint.out", &sarif(&[tool("ruff", &[], 24 * day)]));
        story.sync(24 * day);
    }
    assert!(!story.is_open(1), "{}", story.issue(1));
}

#[test]
fn dependency_cruiser_and_jscpd_list_what_they_looked_at() {
    let depcruise = |files: &[&str], bad: bool| {
        let modules = files.iter().map(|file| json!({"source": file}));
        let violation = json!({"from": "src/a.js", "to": "src/b.js", "rule": {"name": "no-loops", "severity": "error"}});
        let violations: Vec<Value> = bad.then_some(violation).into_iter().collect();
        json!({"modules": modules.collect::<Value>(),
            "summary": {"violations": violations, "totalCruised": files.len()}})
    };
    let jscpd = |files: &[&str], bad: bool| {
        let sources: Value = files
            .iter()
            .map(|file| ((*file).to_owned(), json!({"lines": 9})))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let pair = json!({"format": "javascript", "lines": 9, "fragment": "a()\nb()",
            "firstFile": {"name": "src/a.js", "start": 1, "end": 9},
            "secondFile": {"name": "src/b.js", "start": 1, "end": 9}});
        let pairs: Vec<Value> = bad.then_some(pair).into_iter().collect();
        json!({"duplicates": pairs, "statistics": {"formats": {"javascript": {"sources": sources}}}})
    };
    for format in ["depcruise", "jscpd"] {
        let report = |files: &[&str], bad| match format {
            "jscpd" => jscpd(files, bad),
            _ => depcruise(files, bad),
        };
        let story = Project::new(&LINT.replace("lint.out", &format!("lint.out, format: {format}")));
        // What is in no report's words makes the bytes those of another run.
        let write = |files: &[&str], bad, day: u32| {
            let mut report = report(files, bad);
            report["day"] = json!(day);
            story.file("lint.out", &report.to_string());
        };
        write(&["src/a.js", "src/b.js"], true, 0);
        story.sync(0).did(&["create"]);
        for day in 1..5 {
            write(&["src/b.js"], false, day);
            story.keeps(day..day + 1, "and src/a.js is not among them");
        }
        for day in 5..8 {
            write(&["src/a.js", "src/b.js"], false, day);
            story.sync(24 * day);
        }
        assert!(!story.is_open(1), "{format}");
    }
}

#[test]
fn cargo_proves_absence_for_packages_that_it_compiled() {
    let path = "path+file:///w/shop/crates";
    let artifact = |package: &str, kind: &str| {
        json!({"reason": "compiler-artifact", "package_id": format!("{path}/{package}#0.1.0"),
            "target": {"kind": [kind], "name": package}, "fresh": true})
    };
    let warning = |package: &str, kind: &str, file: &str| {
        json!({"reason": "compiler-message", "package_id": format!("{path}/{package}#0.1.0"),
            "target": {"kind": [kind], "name": package},
            "message": {"message": "unused variable: `total`", "code": {"code": "unused_variables"}, "level": "warning",
                "spans": [{"file_name": file, "is_primary": true, "line_start": 3, "column_start": 9, "text": [{"text": "let total = 1;"}]}],
                "children": []}})
    };
    let story = Project::new(&LINT.replace("lint.out", "lint.out, format: cargo"));
    let write = |lines: &[Value], day: u32| {
        let end = json!({"reason": "build-finished", "success": true, "day": day});
        let all = lines.iter().chain([&end]).map(|line| format!("{line}\n"));
        story.file("lint.out", &all.collect::<String>());
    };
    let (cart, tests, shop) = (
        artifact("cart", "lib"),
        artifact("cart", "test"),
        artifact("shop", "bin"),
    );
    write(
        &[
            warning("cart", "lib", "crates/cart/src/lib.rs"),
            cart.clone(),
            warning("cart", "test", "crates/cart/tests/it.rs"),
            tests.clone(),
            shop.clone(),
        ],
        0,
    );
    story.sync(0).did(&["create", "create"]);
    // The names of files decide which is first.
    let is_lib = story.issue(1).contains("src/lib.rs");
    let (lib, test) = if is_lib { (1, 2) } else { (2, 1) };
    for day in 1..4 {
        write(std::slice::from_ref(&shop), day);
        let ran = story.sync(24 * day);
        for (number, part) in [(lib, "cart"), (test, "cart (test)")] {
            let why = format!("{part} is not among it");
            let kept = format!("keep #{number}: source lint says what was compiled, and {why}");
            assert!(ran.lines.contains(&kept), "{ran:#?}");
        }
    }
    for day in 4..7 {
        write(&[cart.clone(), shop.clone()], day);
        story.sync(24 * day);
    }
    assert!(!story.is_open(lib));
    assert!(story.is_open(test));
    for day in 7..10 {
        write(&[cart.clone(), tests.clone(), shop.clone()], day);
        story.sync(24 * day);
    }
    assert!(!story.is_open(test));
}
