//! The worked example against a GitHub that others wrote, through the binary:
//! evidence on #960, issues for the rest, and then not one write more.

use issue_gardener::model::Issue;
use issue_gardener::tracker::{Found, Reader as _};

use crate::bot::{Bot, Run, shared};
use crate::emulate::Emulate;

const TITLE: &str = "SSOT WebSocket Manager Fragmentation Crisis";
const BODY: &str = "Several classes manage WebSockets.\r\n\r\n- [ ] one of them stays\r\n";

/// The inputs of a sync, and what they hold.
struct Input {
    arguments: String,
    records: &'static str,
    instances: &'static str,
    revision: &'static str,
    /// Issues that the rules file beside #960.
    filed: usize,
}

fn input() -> Input {
    let logs = shared("netra/gcp-wrapped-20250915T1303.json");
    let report = shared("netra/architecture-compliance.json");
    match (logs, report) {
        (Some(logs), Some(report)) => Input {
            arguments: format!(
                "backend=gcp:{}#/raw_logs architecture={}",
                logs.display(),
                report.display()
            ),
            records: "11 records",
            instances: "11 instances",
            revision: "netra-backend-staging-00704-ds8",
            filed: 8,
        },
        _ => Input {
            arguments: String::new(),
            records: "6 records",
            instances: "6 instances",
            revision: "demo-backend-00704-abc",
            filed: 5,
        },
    }
}

#[test]
fn the_worked_example_on_a_github() {
    let Some(emulate) = Emulate::start() else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        for (number, title) in [
            (885, "SSOT"),
            (960, TITLE),
            (1167, "a"),
            (1182, "b"),
            (1263, "c"),
            (1270, "d"),
        ] {
            let body = if number == 960 { BODY } else { "" };
            emulate.issue_at(number, title, body).await;
        }
    });
    let bot = Bot::with_examples()
        .env("GITHUB_TOKEN", "emulate-bot")
        .env("GITHUB_API_URL", &emulate.url);
    let rules = bot.read("rules.yaml");
    bot.write(
        "rules.yaml",
        rules.replace("limits:\n", "limits:\n  creates_per_minute: 80\n"),
    );
    let input = input();
    let sync = format!(
        "sync {} --to gardener/garden --format json",
        input.arguments
    );
    let first = bot.run(&sync);
    assert!([0, 1].contains(&first.code), "{first:?}");
    let json = first.json();
    assert_eq!(json["failed"], serde_json::json!([]), "{json:#}");
    assert_eq!(json["skipped"], serde_json::json!([]), "{json:#}");
    runtime.block_on(check(&emulate, &input));
    let before = runtime.block_on(everything(&emulate));
    nothing_more(&bot.run(&sync));
    assert_eq!(runtime.block_on(everything(&emulate)), before);
}

fn nothing_more(second: &Run) {
    let json = second.json();
    assert_eq!(json["changes"], serde_json::json!([]), "{json:#}");
    assert_eq!(json["applied"], serde_json::json!([]));
}

async fn everything(emulate: &Emulate) -> Vec<Issue> {
    emulate.client().all_issues().await.unwrap()
}

async fn check(emulate: &Emulate, input: &Input) {
    let client = emulate.client();
    let Found::Issue(issue) = client.issue(960).await.unwrap() else {
        panic!("#960 is gone");
    };
    assert_eq!((issue.title.as_str(), issue.body.as_str()), (TITLE, BODY));
    for label in [
        "architecture",
        "ssot",
        "websocket",
        "compliance",
        "manager-consolidation",
        "bot",
    ] {
        assert!(
            issue.labels.iter().any(|l| l == label),
            "no {label} in {:?}",
            issue.labels
        );
    }
    let comments = client.comments(960).await.unwrap();
    assert_eq!(comments.len(), 1);
    let evidence = &comments[0].body;
    for expected in [
        "11 classes reported, 6 distinct names in 4 modules",
        "`WebSocketManagerProtocolValidator`",
        input.records,
        input.instances,
        input.revision,
        "#885 previous work",
        "#1182 phase 1",
        "#1263 infrastructure",
        "#1270 infrastructure",
        "#1167 infrastructure",
        "2025-09-15 20:0",
    ] {
        assert!(evidence.contains(expected), "no `{expected}` in {evidence}");
    }
    let labelled = client.labelled("bot").await.unwrap();
    assert_eq!(labelled.len(), input.filed + 1);
    let labels = client.labels().await.unwrap();
    let ours = labels.iter().find(|l| l.name == "bot").unwrap();
    assert_eq!(
        (ours.color.as_str(), ours.description.is_empty()),
        ("ededed", false)
    );
}

/// The same log as NDJSON, gzip and on standard input gives the same keys.
#[test]
fn one_log_in_any_wrapping_gives_the_same_keys() {
    let bot = Bot::with_examples();
    let text = bot.read("examples/logs/backend.json");
    let log: serde_json::Value = serde_json::from_str(&text).unwrap();
    let entries = log["raw_logs"].as_array().unwrap();
    let lines = entries
        .iter()
        .fold(String::new(), |all, entry| all + &entry.to_string() + "\n");
    bot.write("lines.ndjson", &lines);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, text.as_bytes()).unwrap();
    bot.write("log.json.gz", gzip.finish().unwrap());
    let keys = |input: &str, stdin: &[u8]| -> Vec<String> {
        let run = bot.run_with(&format!("plan {input} --to dir:none --format json"), stdin);
        let plan = run.json();
        let all = ["changes", "left_out"].map(|list| plan[list].as_array().unwrap().clone());
        let keys = all.iter().flatten().map(|c| c["key"].to_string());
        keys.collect()
    };
    let whole = keys("backend=examples/logs/backend.json", b"");
    assert!(whole.len() > 3, "{whole:?}");
    assert_eq!(keys("backend=lines.ndjson", b""), whole);
    assert_eq!(keys("backend=log.json.gz", b""), whole);
    assert_eq!(keys("backend=-", lines.as_bytes()), whole);
}
