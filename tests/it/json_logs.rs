//! Logs of any JSON logger, mapped in rules.yaml, through the binary.

use crate::bot::Bot;

const RULES: &str = r"
version: 1
target: dir:issues
sources:
  - name: host
    path: journal.json
    format: json
    fields: {time: __REALTIME_TIMESTAMP, severity: PRIORITY, message: MESSAGE, service: _SYSTEMD_UNIT, instance: _HOSTNAME, id: __CURSOR}
rules:
  - id: lost-connection
    match: {service: worker.service, severity: error, /_PID: 7}
    group_by: [rule]
    title: Connections are lost
unmatched: ignore
";

/// A line as `journalctl -o json` prints it.
fn entry(n: u64, priority: u8, message: &str) -> String {
    let micros = 1_757_966_593_000_000 + n * 1_000_000;
    format!(
        r#"{{"__CURSOR":"i={n}","__REALTIME_TIMESTAMP":"{micros}","PRIORITY":"{priority}","_SYSTEMD_UNIT":"worker.service","_HOSTNAME":"h{}","_PID":"7","MESSAGE":"{message}"}}"#,
        n % 2
    ) + "\n"
}

fn garden() -> Bot {
    let bot = Bot::new();
    bot.write("rules.yaml", RULES);
    let log: String = (0..6)
        .map(|n| entry(n, 3, &format!("lost connection to 10.0.0.{n}")))
        .chain([entry(9, 6, "started")])
        .collect();
    bot.write("journal.json", log);
    bot
}

#[test]
fn clusters_of_a_journal() {
    let run = garden().run("cluster host=journal.json");
    assert_eq!(run.code, 0, "{run:?}");
    let summary = run.json();
    assert_eq!(summary["records"], 7, "{summary}");
    let lost = &summary["clusters"][0];
    assert_eq!(lost["count"], 6, "{summary}");
    assert_eq!(lost["severity"], "error");
    assert_eq!(lost["service"], "worker.service");
    assert_eq!(lost["last_seen"], "2025-09-15T20:03:18Z");
}

#[test]
fn rules_take_records_of_a_journal() {
    let bot = garden();
    let run = bot.run("sync --now 2025-09-15T20:10:00Z");
    assert_eq!(run.code, 0, "{run:?}");
    let issues = bot.files("issues");
    assert_eq!(issues.matches("bot:begin").count(), 1, "{issues}");
    assert!(issues.contains("Connections are lost"), "{issues}");
    assert!(issues.contains("2 instances"), "{issues}");
}
