//! Logs of text, from their lines to clusters.

use std::path::Path;

use super::support::Folder;
use crate::cluster::Summarizer;
use crate::ingest::read;
use crate::ingest::source::limits::Limits;
use crate::model::{Format, Severity, SourceReport};
use crate::redact::Redactor;

/// What `bot cluster text:` says of a log: severity, number of records, time
/// and template of each cluster, sorted.
fn clusters(content: &str) -> Vec<String> {
    shown(content).0
}

fn shown(content: &str) -> (Vec<String>, SourceReport) {
    let folder = Folder::new();
    let mut spec = folder.spec("app.log", content);
    spec.format = Some(Format::Text);
    let mut summarizer = Summarizer::new(Redactor::default(), false);
    let report = read(&spec, &Limits::default(), &mut summarizer);
    let clusters = summarizer.finish().clusters;
    let mut all: Vec<String> = clusters
        .iter()
        .map(|cluster| {
            let time = cluster.first_seen.map(|time| time.to_rfc3339());
            let time = time.unwrap_or_else(|| "-".to_owned());
            format!(
                "{} {} {time} {}",
                cluster.severity, cluster.count, cluster.template
            )
        })
        .collect();
    all.sort();
    (all, report)
}

#[test]
fn one_failure_is_one_record_with_the_time_and_level_of_its_line() {
    let trace = "java.lang.IllegalStateException: pool closed\n\tat com.shop.Pool.take(Pool.java:88)\n\tat com.shop.Main.main(Main.java:12)";
    let log = format!(
        "2026-11-25 08:02:13,771 WARN [main] c.s.Shop - order failed\n{trace}\n2026-11-25 08:02:14,000 INFO [main] c.s.Shop - next\n"
    );
    let (clusters, report) = shown(&log);
    assert_eq!(
        clusters,
        [
            "info 1 2026-11-25T08:02:14+00:00 <*> INFO [main] <*> - next",
            "warning 1 2026-11-25T08:02:13.771+00:00 java.lang.IllegalStateException: pool closed in com.shop.Pool.take (Pool.java)",
        ]
    );
    assert!(report.zone_assumed);
    let (_, report) = shown("2026-11-25T08:02:13Z ERROR x\n");
    assert!(!report.zone_assumed);
}

#[test]
fn a_prefix_changes_neither_level_nor_what_a_trace_is() {
    let trace = "Traceback (most recent call last):\n  File \"/app/pay.py\", line 40, in charge\n    raise X\nshop.PaymentError: declined\n";
    let plain = clusters(trace);
    assert_eq!(
        plain,
        ["error 1 - shop.PaymentError: declined in charge (app/pay.py)"]
    );
    for prefix in [
        "2026-11-25T08:02:13.123456789Z ",
        "2026-11-25T08:02:13.123456789Z stderr F ",
        "web-1  | ",
        "[pod/shop-1/app] ",
        "Nov 25 08:02:13 h app[12]: ",
        "<14>1 2026-11-25T08:02:13Z h app 12 - - ",
        "[2026-11-25 08:02:13] ",
        "2026-11-25 08:02:13 ",
        "ERROR ",
        "2026-11-25 08:02:13 ERROR ",
    ] {
        let lines: Vec<String> = trace
            .lines()
            .map(|line| format!("{prefix}{line}"))
            .collect();
        let carried = lines.join("\n");
        let found = clusters(&carried);
        assert_eq!(found.len(), 1, "{prefix}: {found:?}");
        assert!(found[0].starts_with("error 1 "), "{prefix}: {found:?}");
        assert!(found[0].ends_with(&plain[0][10..]), "{prefix}: {found:?}");
    }
}

#[test]
fn a_line_alone_is_clustered_as_before() {
    assert_eq!(
        clusters("2026-11-25 08:02:13,771 ERROR [main] c.s.Shop - order 7 failed\n"),
        ["error 1 2026-11-25T08:02:13.771+00:00 <*> ERROR [main] <*> - order <*> failed"]
    );
}

/// The clusters of a log among the cases, if it is at hand: severities, and
/// how many lines the records have.
fn case(name: &str) -> Option<Vec<(Severity, u64)>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/cases")
        .join(name);
    let Ok(content) = std::fs::read_to_string(&path) else {
        println!("skipped: no {}", path.display());
        return None;
    };
    let folder = Folder::new();
    let mut spec = folder.spec("app.log", content);
    spec.format = Some(Format::Text);
    let mut summarizer = Summarizer::new(Redactor::default(), false);
    read(&spec, &Limits::default(), &mut summarizer);
    let clusters = summarizer.finish().clusters;
    let mut all: Vec<(Severity, u64)> = clusters.iter().map(|c| (c.severity, c.count)).collect();
    all.sort_unstable();
    Some(all)
}

#[test]
fn cases_of_logs() {
    use Severity::{Error, Info};
    let one = vec![(Error, 1)];
    let beside = |others: &[(Severity, u64)]| [others, &[(Error, 1)]].concat();
    for (name, want) in [
        ("logs/01-kubectl-timestamps.log", one.clone()),
        ("logs/02-logback-packaging.log", one.clone()),
        ("logs/03-header-and-trace.log", one.clone()),
        ("logs/03b-header-and-traceback.log", one.clone()),
        ("logs/04-debug-trace-becomes-error.log", vec![(Info, 1)]),
        ("logs/09-message-on-next-lines.log", one.clone()),
        ("logs/16-hash-lines-as-frames.log", vec![(Info, 2)]),
        ("logs/17-levels.log", vec![(Error, 1); 8]),
        ("logs/18-word-of-header-as-exception-a.log", one.clone()),
        ("logs/20-message-of-several-lines.log", one.clone()),
        ("logs/24-go-http-panic.log", one.clone()),
        ("logs/30-node-uncaught.log", one.clone()),
        ("logs/33-rust-default-panic.log", vec![(Error, 1); 2]),
        ("logs/37-laravel.log", vec![(Error, 1); 2]),
        ("logs/39-apache24.log", one.clone()),
        ("logs/41-interleaved.log", beside(&[(Info, 1)])),
        ("logs/41-not-interleaved.log", one.clone()),
        ("log-levels/in/x.log", vec![(Info, 1)]),
        ("multiline-messages/in/group.log", beside(&[(Info, 1)])),
        ("multiline-messages/in/java.log", beside(&[(Info, 1)])),
        (
            "multiline-messages/in/node.log",
            beside(&[(Info, 1), (Info, 1)]),
        ),
        (
            "multiline-messages/in/pydantic.log",
            beside(&[(Info, 1), (Info, 1)]),
        ),
        ("multiline-messages/in/sqlalchemy.log", beside(&[(Info, 1)])),
        (
            "node-module-not-found/in/a.log",
            vec![(Info, 2), (Error, 1), (Error, 1)],
        ),
        ("traces/android.txt", one.clone()),
        ("traces/dotnet_fail.txt", one.clone()),
        ("traces/erlang.txt", one.clone()),
        ("traces/go_deadlock.txt", one.clone()),
        ("traces/java_logback_pkg.txt", one.clone()),
        ("traces/java_wrapped_logback_rootfirst.txt", one.clone()),
        ("traces/lsan.txt", one.clone()),
        ("traces/node_rejection.txt", one.clone()),
        ("traces/postgres.txt", one.clone()),
        ("traces/python_chain.txt", one.clone()),
        ("traces/python_multiline_msg.txt", one.clone()),
        ("traces/ruby_34.txt", one.clone()),
        ("traces/rust_new.txt", one),
    ] {
        if let Some(found) = case(name) {
            assert_eq!(found, want, "{name}");
        }
    }
}
