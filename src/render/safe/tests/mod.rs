use super::*;
use crate::tracker::Dialect;

/// Texts are written for GitHub.
const GITHUB: Escaper = Escaper::new(Dialect::GITHUB);

mod document;
mod proof;
mod properties;

#[test]
fn prose_reads_as_it_was_written() {
    for (untrusted, markdown) in [
        (
            "netra_backend.app: 3 of 11 failed (a -> b)",
            "netra_backend.app: 3 of 11 failed (a -&gt; b)",
        ),
        ("thanks @octocat, @org/team", "thanks ＠octocat, ＠org/team"),
        (
            "closes #1, Fixes: GH-2, resolved o/r#3",
            "closes ＃1, Fixes: GH－2, resolved o/r＃3",
        ),
        (
            "see https://github.com/o/r/issues/1 or www.example.com",
            "see https：//github.com/o/r/issues/1 or www．example.com",
        ),
        (
            "<b>hi</b> <!-- bot:key -->",
            "&lt;b&gt;hi&lt;/b&gt; &lt;!-- bot:key --&gt;",
        ),
        ("![a](b) [c]: d", "!&#91;a&#93;(b) &#91;c&#93;: d"),
        ("# head", "&#35; head"),
        ("- [ ] task", "&#45; &#91; &#93; task"),
        ("1. one", "1&#46; one"),
        (
            "__init__ a_b *x* ~y~ `z`",
            "&#95;&#95;init&#95;&#95; a_b &#42;x&#42; &#126;y&#126; &#96;z&#96;",
        ),
        (
            "commit deadbee and 550e8400-e29b-41d4",
            "commit `deadbee` and `550e8400-e29b-41d4`",
        ),
        (r"C:\dir\*.log \u{202e}", r"C:\dir&#92;&#42;.log \u{202e}"),
        ("a|b\nc\u{202e}", r"a&#124;b c\u{202e}"),
        (
            "${{ secrets.X }} {{x}}",
            "&#36;&#123;&#123; secrets.X }} &#123;&#123;x}}",
        ),
        (
            "::add-mask::x ##[group]",
            "：:add-mask::x ＃#&#91;group&#93;",
        ),
    ] {
        assert_eq!(GITHUB.text(untrusted), markdown);
        assert_eq!(GITHUB.text(markdown), markdown, "idempotent");
    }
}

#[test]
fn code_keeps_what_can_be_copied_and_breaks_what_acts() {
    assert_eq!(GITHUB.code("a`b"), "``a`b``");
    assert_eq!(GITHUB.code("`a"), "`` `a ``");
    assert_eq!(GITHUB.code(""), "");
    assert_eq!(GITHUB.code("a|b"), "`a｜b`");
    assert_eq!(GITHUB.cell_code(r"a|b\|c"), r"`a\|b\｜c`");
    assert_eq!(
        GITHUB.code("@octocat fixes #1 foo@1a2b https://e.org/x"),
        "`＠octocat fixes ＃1 foo@1a2b https://e.org/x`"
    );
    assert_eq!(
        GITHUB.code("https://github.com/o/r/pull/1"),
        "`https：//github.com/o/r/pull/1`"
    );
}

#[test]
fn names_of_our_own_are_shown_as_they_are_and_nothing_else_is() {
    assert_eq!(GITHUB.own_code("gh-777-1"), "`gh-777-1`");
    assert_eq!(
        GITHUB.own_code("20260102T030405-abcd"),
        "`20260102T030405-abcd`"
    );
    for foreign in [
        "gh-777 fixes #1",
        "gh-777",
        "GH-777-1",
        "gh-1-2-3",
        "@octocat",
        "a`b",
        "o/r#1",
        "",
    ] {
        assert_eq!(GITHUB.own_code(foreign), GITHUB.code(foreign));
    }
}

#[test]
fn fences_are_longer_than_any_run() {
    assert_eq!(
        GITHUB.fence("a\r```\r\n<!-- x", "log"),
        "````log\na\n```\n＜!-- x\n````"
    );
    assert_eq!(GITHUB.fence("x", "mermaid"), "```text\nx\n```");
}

#[test]
fn titles_terminals_and_annotations() {
    assert_eq!(
        GITHUB.title("a\nb `c` <img> [x](y) @z #1"),
        "a b ｀c｀ ＜img> [x］(y) ＠z ＃1"
    );
    assert_eq!(GITHUB.title(&"x".repeat(300)).chars().count(), 256);
    assert_eq!(
        terminal("\u{1b}[31m::error::x\u{202e}\n ::add-mask::y"),
        "：:error::x\\u{202e}\n ：:add-mask::y"
    );
    assert_eq!(annotation("50%\nx"), "50%25%0Ax");
    assert_eq!(clip("aé漢", 5), "a…");
    assert_eq!(clip("aé漢", 6), "aé漢");
}

#[test]
fn links_go_to_web_addresses_only() {
    assert_eq!(
        GITHUB.link("a_", "https://u:p@e.org/a b(c)?q='x'"),
        "[a&#95;](https://e.org/a%20b%28c%29?q=%27x%27)"
    );
    assert_eq!(GITHUB.link("x", "javascript:alert(1)"), "x");
}
