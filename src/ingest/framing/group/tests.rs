use super::*;

/// The records of a text.
fn records(text: &str) -> Vec<String> {
    let mut grouper = Grouper::default();
    let mut out: Vec<String> = Vec::new();
    let mut waiting: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let record = [out.last().map_or("", String::as_str), &waiting.concat()].concat();
        match grouper.next(line, record.as_bytes()) {
            LineVerdict::Continues(skip) if !out.is_empty() => {
                let last = out.last_mut().unwrap();
                last.push_str(&waiting.concat());
                waiting.clear();
                last.push('\n');
                last.push_str(&line[skip..]);
            }
            LineVerdict::Completes(skip) if !out.is_empty() => {
                out.last_mut().unwrap().push_str(&line[skip..]);
            }
            LineVerdict::Resumes(skip) => {
                let at = out.len() - 2;
                out[at].push('\n');
                out[at].push_str(&line[skip..]);
            }
            LineVerdict::Perhaps(skip) if !out.is_empty() => {
                waiting.push(format!("\n{}", &line[skip..]));
            }
            _ => {
                out.extend(waiting.drain(..).map(|line| line[1..].to_owned()));
                out.push(line.to_owned());
            }
        }
    }
    out.extend(waiting.drain(..).map(|line| line[1..].to_owned()));
    out
}

/// Lines of each record.
fn groups(text: &str) -> Vec<usize> {
    records(text)
        .iter()
        .map(|record| record.lines().count())
        .collect()
}

#[test]
fn python() {
    let text = "INFO start\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\n    ^^^\nKeyError: 'x'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"a.py\", line 2, in g\nValueError: y\nINFO next\nINFO next";
    assert_eq!(groups(text), [1, 9, 1, 1]);
}

#[test]
fn private_keys() {
    let line = "x1".repeat(32);
    let text = format!(
        "INFO read\nINFO -----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n{line}\nINFO {line}\nQw==\n-----END EC PRIVATE KEY-----\nINFO next\n-----BEGIN PRIVATE KEY-----\n{line}\nINFO cut off\n-----BEGIN PUBLIC KEY-----\n{line}"
    );
    assert_eq!(groups(&text), [1, 6, 1, 2, 3]);
}

#[test]
fn jvm_and_dotnet() {
    let text = "ERROR boom java.lang.A: b\n\tat a.B.c(B.java:1)\n\t... 3 more\nCaused by: java.lang.C\n\tat d\nINFO next\nUnhandled exception. System.X: y\n ---> System.Z: w\n   at A.B() in a.cs:line 1\n   --- End of inner exception stack trace ---\ninfo: next";
    assert_eq!(groups(text), [5, 1, 4, 1]);
}

#[test]
fn go_and_rust() {
    let text = "panic: boom\n\ngoroutine 1 [running]:\nmain.(*T).f(0xc000, 0x1)\n\t/a/b.go:3 +0x1d\ncreated by main.g\n\t/a/b.go:9\nexit status 2\n2025/09/15 listening on :80\nthread 'main' panicked at src/main.rs:2:5:\nindex out of bounds\nnote: run with `RUST_BACKTRACE=1`\nnext";
    assert_eq!(groups(text), [7, 1, 3, 1]);
}

#[test]
fn node_ruby_php_and_cpp() {
    let text = "TypeError: x is not a function\n    at f (a.js:1:2) {\n  code: 'E',\n}\nnext\na.rb:1:in `f': m (E)\n\tfrom a.rb:2:in `g'\nnext\nPHP Fatal error:  Uncaught E in a.php:3\nStack trace:\n#0 a.php(12): f()\n#1 {main}\n  thrown in a.php on line 3\nnext\n==1==ERROR: AddressSanitizer: heap\n    #0 0x55 in main a.c:3\nterminate called after throwing\n  what():  m\nnext";
    assert_eq!(groups(text), [4, 1, 2, 1, 5, 1, 2, 2, 1]);
}

#[test]
fn crashes_in_a_row_are_records_of_their_own() {
    let text = "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/a/b.go:3 +0x1d\npanic: boom\n\tpanic: again\n\ngoroutine 1 [running]:\nmain.main()\n\t/a/b.go:3 +0x1d\nthread 'main' panicked at src/main.rs:2:5:\nm";
    assert_eq!(groups(text), [4, 5, 2]);
}

#[test]
fn times_before_each_line_hide_nothing() {
    let text = "2025-09-15T20:03:01Z Traceback (most recent call last):\n2025-09-15T20:03:01Z   File \"a.py\", line 1, in f\n2025-09-15T20:03:01Z KeyError: 'x'\n2025-09-15T20:03:02Z next";
    assert_eq!(groups(text), [3, 1]);
}

#[test]
fn ordinary_lines_stay_apart() {
    let text = "a\n  indented prose\n- list\n#5 is fixed\n12: twelve\nfrom here";
    assert_eq!(groups(text), [1; 6]);
}

#[test]
fn a_trace_belongs_to_the_line_that_announces_it() {
    for text in [
        "2026-11-25 08:02:13,1 ERROR [main] c.s.Pay - failed\njava.lang.A: b\n\tat a.B(C.java:1)\n\tat a.D(C.java:2)\n2026-11-25 08:02:14,1 INFO next",
        "2026-11-25 08:02:13,1 ERROR pay failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\nKeyError: 'x'\n2026-11-25 08:02:14,1 INFO next",
        "2026-11-25 08:02:13,1 DEBUG Exception while resolving.\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'x'\n2026-11-25 08:02:14,1 INFO next",
        "fail: Shop.Pay[0]\n      It broke.\n      System.A: b\n         at A.B() in /a.cs:line 1\ninfo: Shop.Pay[0]\n      next",
        "[2026-11-25 08:02:13] local.ERROR: broke {\"exception\":\"[object] (A(code: 0): b at /a.php:3)\n[stacktrace]\n#0 /a.php(3): A->b()\n#1 {main}\n\"}\n[2026-11-25 08:02:14] local.INFO: next",
        "Nov 25, 2026 8:02:13 PM com.shop.Pay charge\nSEVERE: failed\njava.lang.A: b\n\tat a.B(C.java:1)\nNov 25, 2026 8:02:14 PM com.shop.Pay next",
        "2026/11/25 08:02:13 http: panic serving 10.0.0.1:1: b\ngoroutine 24 [running]:\nmain.f(0x1)\n\t/a.go:8 +0x39\n2026/11/25 08:02:14 next",
    ] {
        let records = records(text);
        assert_eq!(records.len(), 2, "{records:#?}");
    }
}

#[test]
fn nobody_announces_what_a_runtime_says_last() {
    for text in [
        "2026-11-25T08:02:13Z INFO start\nError: Command failed: git fetch\nfatal: no access\n    at f (/a.js:1:2) {\n  code: 128\n}\n2026-11-25T08:02:14Z INFO next",
        "2026-11-25T08:02:13Z INFO start\nnode:internal/modules/cjs/loader:1228\n  throw err;\n  ^\nError: Cannot find module 'pg'\nRequire stack:\n- /app/server.js\n    at f (/a.js:1:2) {\n  code: 'E',\n  requireStack: [ '/app/server.js' ]\n}\nNode.js v22.14.0\n2026-11-25T08:02:14Z INFO next",
        "2026-11-25T08:02:13Z ERROR start\npanic: boom\ngoroutine 1 [running]:\nmain.f(0x1)\n\t/a.go:8 +0x39\n2026-11-25T08:02:14Z INFO next",
        "2026-11-25T08:02:13Z INFO start\njava.lang.AException: b\n\tat a.B(C.java:1)\n2026-11-25T08:02:14Z INFO next",
    ] {
        let records = records(text);
        assert_eq!(records.len(), 3, "{records:#?}");
    }
}

#[test]
fn messages_of_several_lines_stay_whole() {
    for (text, count) in [
        (
            "2026-11-25 08:02:13,1 ERROR failed\nTraceback (most recent call last):\n  File \"a.py\", line 3, in f\n    C(**d)\npydantic.ValidationError: 2 errors for C\nprice\n  Input should be a number\nitems.0.sku\n  Field required\n2026-11-25 08:02:14,1 INFO next",
            2,
        ),
        (
            "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\nsqlalchemy.exc.IntegrityError: duplicate\nDETAIL:  Key\n\n[SQL: INSERT]\n(Background on this error at: https://x)\n",
            1,
        ),
        (
            "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\npydantic.ValidationError: 2 errors for C\nprice\n  Input should be a number\nnext\nnext",
            3,
        ),
        (
            "2026-11-25 08:02:13,1 ERROR failed\n  + Exception Group Traceback (most recent call last):\n  |   File \"a.py\", line 2, in r\n  | ExceptionGroup: e (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File \"a.py\", line 8, in o\n    | ValueError: b\n    +------------------------------------\n2026-11-25 08:02:14,1 INFO next",
            2,
        ),
        (
            "  + Exception Group Traceback (most recent call last):\n  | ExceptionGroup: e (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | ValueError: b\n    +------------------------------------\nnext\nnext",
            3,
        ),
        (
            "2026-11-25 08:02:13,1 ERROR o.s.Reporter : \n*****\nAPPLICATION FAILED TO START\n*****\nDescription:\nPort 8080 was already in use.\n2026-11-25 08:02:14,1 INFO next",
            2,
        ),
        (
            "2026-11-25 08:02:13.1 UTC [1187] ERROR:  duplicate\n2026-11-25 08:02:13.1 UTC [1187] DETAIL:  Key\n2026-11-25 08:02:13.1 UTC [1187] STATEMENT:  INSERT\n\tVALUES (1)\n2026-11-25 08:02:13.1 UTC [1188] LOG:  next",
            2,
        ),
        (
            "/app/pay.js:12\n    throw err;\n    ^\n\nError: declined\n    at f (/app/pay.js:12:11) {\n  code: 1\n}\n\nNode.js v18.17.1",
            1,
        ),
        (
            "Error: declined\nby the bank\n    at f (/app/pay.js:12:11)\nnext",
            2,
        ),
        (
            "==9==ERROR: LeakSanitizer: leaks\n\nDirect leak of 32 byte(s):\n    #0 0x4c in malloc (/s+0x4c)\n\nSUMMARY: AddressSanitizer: 32 byte(s) leaked.\nnext",
            2,
        ),
    ] {
        let records = records(text);
        assert_eq!(records.len(), count, "{records:#?}");
    }
}

#[test]
fn what_passes_lines_on_changes_nothing() {
    let text = "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\nKeyError: 'x'\nINFO next\njava.lang.AException: b\n\tat a.B(C.java:1)\nCaused by: java.lang.C: d\n\t... 1 more\nError: a\nfatal: b\n    at f (/a.js:1:2)\npanic: boom\ngoroutine 1 [running]:\nmain.f(0x1)\n\t/a.go:8 +0x39\nINFO next";
    let plain: Vec<usize> = groups(text);
    assert_eq!(plain, [4, 1, 4, 3, 4, 1]);
    for prefix in [
        "2026-11-25T08:02:13.123456789Z ",
        "2026-11-25T08:02:13.123456789Z stderr F ",
        "web-1  | ",
        "[pod/shop-1/app] ",
        "web-1  | 2026-11-25T08:02:13.123456789Z ",
        "Nov 25 08:02:13 h app[12]: ",
        "<11>1 2026-11-25T08:02:13Z h app 12 - - ",
    ] {
        let carried: Vec<String> = text.lines().map(|line| format!("{prefix}{line}")).collect();
        assert_eq!(groups(&carried.join("\n")), plain, "{prefix}");
    }
    // With a logger's own header before each line.
    let text = "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\nKeyError: 'x'\nnext";
    for prefix in [
        "2026-11-25 08:02:13 ",
        "[2026-11-25 08:02:13] ",
        "ERROR ",
        "2026-11-25 08:02:13 ERROR ",
        "[error] ",
    ] {
        let carried: Vec<String> = text.lines().map(|line| format!("{prefix}{line}")).collect();
        assert_eq!(groups(&carried.join("\n")), [4, 1], "{prefix}");
    }
}

#[test]
fn lines_that_were_written_in_parts_are_one() {
    let text = "2026-11-25T08:02:13Z stdout P half of\n2026-11-25T08:02:13Z stdout F  a line\n2026-11-25T08:02:13Z stdout F next";
    assert_eq!(
        records(text),
        [
            "2026-11-25T08:02:13Z stdout P half of a line",
            "2026-11-25T08:02:13Z stdout F next"
        ]
    );
}

#[test]
fn android_logs_a_crash_with_a_tag_on_each_line() {
    let lines = [
        "FATAL EXCEPTION: main",
        "Process: com.shop, PID: 1",
        "java.lang.NullPointerException: x",
        "\tat a.B.c(B.java:1)",
    ];
    let text: Vec<String> = lines
        .iter()
        .map(|line| format!("E/AndroidRuntime( 1234): {line}"))
        .collect();
    assert_eq!(groups(&text.join("\n")), [4]);
}

#[test]
fn a_line_of_another_thread_does_not_part_a_trace() {
    let text = "java.lang.AException: a\n\tat a.B(C.java:1)\n2026-11-25 08:02:13 INFO [t2] served /x\n\tat a.D(C.java:2)\n\tat a.E(C.java:2)\n2026-11-25 08:02:14 ERROR failed\n\tat a.F(C.java:2)";
    assert_eq!(groups(text), [4, 1, 2]);
}

#[test]
fn lines_stay_apart_where_few_have_headers() {
    let text = "one\ntwo\nthree\nERROR four\nfive\nsix\njava.io.IOException: seven\neight\nnine";
    assert_eq!(groups(text), [1; 9]);
    let text = format!("2026-11-25 08:02:13 INFO make\n{}", "a line\n".repeat(300));
    assert_eq!(groups(&text).len(), 1 + 300 - 64);
}

#[test]
fn a_level_that_begins_few_lines_is_no_header() {
    let text = "ALERT exited abnormally\nsession opened\nsession closed\nsession opened\nALERT exited abnormally\nsession closed\nsession opened\nsession closed";
    assert_eq!(groups(text), [1; 8]);
}
