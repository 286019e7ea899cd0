//! Messages to their skeletons.

/// Masked and folded, without redaction.
fn skeleton(message: &str) -> String {
    let mut masked = Vec::new();
    super::mask(message, &mut masked);
    super::fold(&String::from_utf8(masked).expect("text"))
}

/// Each line: a message, an arrow, its skeleton.
fn check(lines: &str) {
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let (message, expected) = line.split_once(" => ").expect("an arrow");
        assert_eq!(skeleton(message.trim()), expected.trim(), "{message}");
    }
}

#[test]
fn numbers_names_and_paths_vary() {
    check(
        r"
        took 17 of 200                       => took <*> of <*>
        block blk_-1608999687919862906 lost  => block <*> lost
        cannot open /var/log/app.log now     => cannot open <*> now
        cannot open C:\srv\app.log now        => cannot open C:<*> now
        mail to ann@example.org bounced      => mail to <*> bounced
        no route to api.example.org today    => no route to <*> today
        GET https://a.example/x?y=z,w failed => GET <*> failed
        id deadbeef is gone                  => id <*> is gone
        read and/or write failed             => read and/or write failed
        see the manual. Then retry!          => see the manual. Then retry!
        ",
    );
}

#[test]
fn addresses_fold() {
    check(
        r"
        connected to 10.0.0.1:8080 again     => connected to <*> again
        connected to redis:6379 again        => connected to <*> again
        listening on localhost:80 again      => listening on <*> again
        from /10.0.0.1:80 and fe80::1        => from <*> and <*>
        chip FF:F2:9F:16:EA:AD is up         => chip <*> is up
        exited with code:17 today            => exited with code:<*> today
        ",
    );
}

#[test]
fn units_dates_and_comparisons_fold() {
    check(
        r"
        took 25.0s                           => took <*>
        took 25 ms                           => took <*>
        free 593.1 KB of 2 GB                => free <*> of <*>
        at Mon Jan  5 10:00:00 2026 UTC      => at <*>
        lifetime <1 sec                      => lifetime <*>
        lifetime 00:02                       => lifetime <*>
        depth........0 of it                 => depth...<*> of it
        ",
    );
}

#[test]
fn lists_and_empty_brackets_fold() {
    check(
        r"
        classes: ['a.b.C']                   => classes: ['<*>']
        classes: ['a.b.C', 'a.b.D']          => classes: ['<*>']
        from 10.0.0.1 () now                 => from <*> now
        from 10.0.0.1 (a.example.org) now    => from <*> now
        waiting for [one, two]               => waiting for [one, two]
        ",
    );
}

#[test]
fn what_tells_failures_apart_stays() {
    check(
        r#"
        failed: java.io.IOException: gone    => failed: java.io.IOException: gone
        (psycopg2.OperationalError) closed   => (psycopg2.OperationalError) closed
        proxy said status code 503           => proxy said status code 503
        proxy said status=404                => proxy said status=404
        it took 404 steps                    => it took <*> steps
        "GET /a HTTP/1.1" 500 17             => "GET <*>" 500 <*>
        "GET /a HTTP/1.1" 404 17             => "GET <*>
        "POST /a HTTP/1.1" status: 200 len: 3 => "POST <*>" status: <*> len: <*>
        "#,
    );
}

#[test]
fn pairs_by_their_constant_parts() {
    check(
        r#"
        level=info user=ann msg="it broke"   => level=<*> user=<*> msg="it broke"
        acquire tag="View Lock" flags=1      => acquire tag="<*>" flags=<*>
        login of user=ann failed             => login of user=ann failed
        error=KeyError op=put at=disk        => error=KeyError op=put at=<*>
        "#,
    );
}

#[test]
fn not_everything_that_varies_is_one() {
    check(
        r"
        jetty-6.1.26                         => jetty-<*>
        10.0.0.1                             => <*>
        r24=0x0f                             => r<*>
        ",
    );
}

#[test]
fn long_messages_are_bounded() {
    let long = "word ".repeat(100_000);
    assert!(skeleton(&long).len() < 5000);
    assert_eq!(skeleton(&"x".repeat(10_000)), "<*>");
}

#[test]
fn skeletons_are_text_for_any_text() {
    for text in [
        "é=ü:日本",
        "\u{1F600}17",
        "‹redacted:token› is bad",
        "a\u{0}b",
    ] {
        assert!(!skeleton(text).is_empty());
    }
    assert_eq!(skeleton("key ‹redacted:token› is bad"), "key <*> is bad");
}
