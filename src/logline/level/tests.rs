use super::*;
use Severity::{Critical, Error, Info, Notice, Warning};

fn all(expected: Option<Severity>, lines: &[&str]) {
    for line in lines {
        assert_eq!(of(line), expected, "{line}");
    }
}

#[test]
fn words_of_levels() {
    all(
        Some(Error),
        &[
            "[2026-11-25 00:42:53 +0000] [11] [ERROR] Reason: x",
            "ERROR: it broke",
            "2026-11-25 08:02:13.123 +00:00 [ERR] it broke",
            "2026-11-25 08:02:13 [error    ] it broke   user=17",
            "[2026-11-25 08:02:13,123: ERROR/MainProcess] it broke",
            "[2026-11-25 08:02:13] production.ERROR: it broke {}",
            "[Wed Nov 25 08:02:13.902022 2026] [core:error] [pid 7:tid 8] it broke",
            "<Nov 25, 2026 8:02:13 PM UTC> <Error> <Deployer> <BEA-1> <it broke>",
            "2026-11-25T08:02:13.856Z\terror\tinternal/queue.go:128\tit broke",
            "2026-11-25 08:02:13 Error Service Control Manager 7034 it broke",
            "ERRO[0003] it broke    user=17",
            "EROR[11-25|08:02:13] it broke",
            "ts=2026-11-25T08:02:13Z caller=a.go:3 level=error msg=x",
            "level=error ts=2026-11-25T08:02:13Z msg=x",
            "[08:02:13.123] ERROR (17): it broke",
            "[1125/080213.123:ERROR:file.cc(12)] it broke",
            "##[error]it broke",
            "2026-11-25 08:02:13.123 | ERROR    | shop.pay:charge:12 - it broke",
            "ERROR:root:it broke",
            "2026-11-25 08:02:13.12 Logon       Error: 18456, Severity: 14, State: 8.",
        ],
    );
    all(
        Some(Critical),
        &[
            "time=10:00 level=fatal msg=\"gone\"",
            "8:03PM FTL gone",
            "[08:02:13 FTL] gone",
            "crit: Shop.Pay[0]",
            "2026-11-25 08:02:13.123 UTC [1187] FATAL:  gone",
            "[ALERT]    (1) : config : gone",
            "[2026-11-25 08:02:13.123][1][critical][main] gone",
            "Nov 25 08:02:13 h postfix/master[12]: fatal: gone",
        ],
    );
    all(
        Some(Warning),
        &[
            "2026-01-05 10:00:00,123 WARN  [main] c.e.Shop - slow",
            "[warn] disk is nearly full",
            "2026/11/25 08:02:13 kid1| WARNING: slow",
            "12m   Warning   FailedScheduling   pod/shop-1   slow",
            "[08:02:13 WRN] slow",
            "warn: Shop.Pay[0]",
        ],
    );
    all(
        Some(Info),
        &[
            "2026-11-25 08:02:13 INFO ERROR is a word here",
            "2026-11-25T08:02:13Z info vpxd[48432] fine",
            "info: Shop.Pay[0]",
            "[08:02:13 INF] fine",
            "[2026-11-25 08:02:13,439] [DEBUG ] Exception while resolving.",
        ],
    );
    assert_eq!(of(r#"{"severity": "notice", "m": 1}"#), Some(Notice));
}

#[test]
fn messages_that_open_with_a_level() {
    all(
        Some(Error),
        &[
            "error: it broke",
            "Error: it broke",
            "fail: Shop.Pay[0]",
            "2026/11/25 08:02:13 error: it broke",
            "Nov 25 08:02:13 h sshd[12]: error: it broke",
            "[25-Nov-2026 08:02:13 UTC] PHP Fatal error:  it broke in a.php on line 3",
            "PHP Parse error:  syntax error in a.php on line 3",
            "[2026.11.25-08.02.13:123][  0]LogShop: Error: it broke",
            "src/a.c:3:5: error: it broke",
            "src/a.ts(12,5): error TS2304: it broke",
            "error[E0382]: it broke",
            "npm error code ELIFECYCLE",
            "fatal: not a git repository",
            "│ Error: it broke",
            "Error response from daemon: it broke",
            "Error while reading x",
            "TypeError: it broke",
            "java.lang.IllegalStateException: it broke",
            "ORA-00942: it broke",
        ],
    );
    all(
        Some(Warning),
        &[
            "src/a.c:3:5: warning: x",
            "a.py:3: DeprecationWarning: x",
            "warning: x",
        ],
    );
}

#[test]
fn letters_and_numbers() {
    all(
        Some(Error),
        &[
            "E1125 10:00:00.123456 1 main.go:1] x",
            "E20261125 10:00:00.123456 1 main.cc:1] x",
            "E, [2026-11-25T08:02:13.123456 #670] ERROR -- : x",
            "E [25/Nov/2026:08:02:13 +0000] x",
            "[E 2026-11-25 08:02:13.123 ServerApp] x",
            "[E 261125 08:02:13 web:12] x",
            "E/ActivityManager( 1234): x",
            "11-25 08:02:13.123  1702  2395 E Tag: x",
            "2026-11-25T08:02:13.123+0000 E  STORAGE  [conn1] x",
            "[11/25/26 8:02:13:123 UTC] 0000001a Wrappe E   SRVE0068E: x",
            "<11>Nov 25 08:02:13 h app[12]: x",
            "<11>1 2026-11-25T08:02:13Z h app 12 - - x",
            r#"{"level":50,"time":1,"msg":"x"}"#,
            r#"{"version":"1.1","host":"h","short_message":"x","level":3}"#,
            r#"{"@timestamp":"2026-11-25T08:02:13Z","log.level":"ERROR","message":"x"}"#,
            r#"{"t":{"$date":"2026-11-25T08:02:13Z"},"s":"E","c":"STORAGE","msg":"x"}"#,
            r#"{"@t":"2026-11-25T08:02:13Z","@mt":"x","@l":"Error"}"#,
        ],
    );
    all(
        Some(Warning),
        &[
            "12:M 25 Nov 2026 08:02:13.123 # x",
            "W1125 10:00:00.123456 1 a.go:1] x",
        ],
    );
}

#[test]
fn crashes_without_a_level() {
    all(
        Some(Error),
        &[
            "Traceback (most recent call last):\n",
            "[25-Nov-2026 08:02:13] WARNING: [pool www] child 12 exited on signal 11 (SIGSEGV)",
            "Nov 25 08:02:13 h kernel: Out of memory: Killed process 7 (httpd)",
            "[12.345678] EXT4-fs error (device sda1): x",
            "2026-11-25T08:02:13.123Z 8476a536 Task timed out after 3.00 seconds",
            "thread 'main' panicked at src/a.rs:1:1:",
        ],
    );
}

#[test]
fn words_that_are_no_levels() {
    all(
        None,
        &[
            "an error of warning level",
            "ERRORS: none, see error_log and x.ERROR",
            "I have 1234 things",
            "",
            "10.0.0.1 - - [25/Nov/2026:08:02:13 +0000] \"GET /api/logs?level=error HTTP/1.1\" 200 5",
            "GET /?level=error 200",
            "GET /logs/error/ERROR 200",
            "config loaded: log_level=error, workers=4",
            "config loaded: level=error, workers=4",
            "Error handling is on",
            "error rate is 0",
            "warning threshold reached",
            "see error: none",
            "0 errors, 0 warnings",
            "an info fine trace",
        ],
    );
}

/// The share of lines of well-known loggers whose level is read.
#[test]
fn well_known_loggers() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cases/levels.tsv");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: no ../shared/data/cases/levels.tsv");
        return;
    };
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let (mut right, mut count) = (0, 0);
    for line in lines {
        let mut parts = line.splitn(3, '\t');
        let (logger, level) = (parts.next().unwrap(), parts.next().unwrap());
        let line = parts
            .next()
            .unwrap()
            .replace("\\t", "\t")
            .replace("\\n", "\n");
        let found = of(&line).unwrap_or_default();
        count += 1;
        if found.name() == level {
            right += 1;
        } else {
            println!("{logger}: {level}, read as {found}: {line}");
        }
    }
    println!("{right} of {count} levels are right");
    assert!(right * 100 >= count * 98, "{right} of {count}");
}
