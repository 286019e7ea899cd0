use proptest::prelude::*;

use super::*;

#[test]
fn paragraphs_are_said_line_by_line() {
    let text = "Hello *you*\n/bot mute\n\n  /bot snooze 7d because `x` is [slow](http://a)\r\nend";
    assert_eq!(
        spoken_lines(text),
        [
            "Hello you",
            "/bot mute",
            "/bot snooze 7d because x is slow",
            "end"
        ]
    );
}

#[test]
fn what_is_shown_is_not_said() {
    for shown in [
        "`/bot mute`",
        "```\n/bot mute\n```",
        "~~~text\n/bot mute",
        "    /bot mute",
        "> /bot mute",
        "> quoted\n/bot mute",
        "- /bot mute",
        "- item\n  /bot mute",
        "1. /bot mute",
        "- item\n\n  /bot mute",
        "# /bot mute",
        "/bot mute\n===",
        "<!-- /bot mute -->",
        "<div>\n/bot mute\n</div>",
        "<b>/bot mute</b>",
        "**/bot mute**",
        "~~/bot mute~~",
        "[/bot mute](http://example.com)",
        "![/bot mute](http://example.com)",
        "\\/bot mute",
        "&#47;bot mute",
        "| a |\n|---|\n| /bot mute |",
        "[^1]: /bot mute\n",
        "$$\n/bot mute\n$$",
        "$$ x\n/bot mute\n$$",
        "$$\n\n/bot mute\n\n$$",
        "$x\n/bot mute$",
    ] {
        let lines = spoken_lines(shown);
        assert!(
            !lines.iter().any(|l| l.starts_with("/bot")),
            "{shown}: {lines:?}"
        );
    }
}

/// `CommonMark`'s seven kinds of HTML block, with blank lines where they may be.
#[test]
fn html_holds_no_commands() {
    for (before, after) in [
        ("<pre>", "</pre>"),
        ("<script>", "</script>"),
        ("<style>", "</style>"),
        ("<textarea>", "</textarea>"),
        ("<!--", "-->"),
        ("<?php", "?>"),
        ("<!DOCTYPE", ">"),
        ("<![CDATA[", "]]>"),
        ("<div>", "</div>"),
        ("<DIV class='a > b'>", "</DIV>"),
        ("<details>", "</details>"),
        ("<details><summary>more</summary>", "</details>"),
        ("<blockquote>", "</blockquote>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<p>", "</p>"),
        ("<ul><li>", "</li></ul>"),
        ("<center>", "</center>"),
        ("<section>\n<div>", "</div>\n</section>"),
        ("<div>\n<!--", "-->\n</div>"),
        ("<div title=\"", "\">\n</div>"),
        ("<b>", "</b>"),
        ("<my-note>", "</my-note>"),
        ("<span>", "</span>"),
        ("words <details>", "</details>"),
    ] {
        for gap in ["\n", "\n\n", "\n\n\n"] {
            for text in [
                format!("{before}{gap}/bot mute{gap}{after}"),
                format!("{before}{gap}words{gap}/bot mute{gap}{after}"),
                format!("words\n\n{before}{gap}/bot mute\n{after}"),
            ] {
                let lines = spoken_lines(&text);
                assert!(
                    !lines.iter().any(|l| l.starts_with("/bot")),
                    "{text}: {lines:?}"
                );
            }
        }
    }
    for open in ["<details>", "<div>", "<blockquote>", "<pre>", "<!--", "<b>"] {
        let text = format!("{open}\n\n/bot mute\n");
        assert!(
            !spoken_lines(&text).contains(&"/bot mute".to_owned()),
            "{text}"
        );
    }
}

#[test]
fn what_stands_beside_html_is_said() {
    for text in [
        "<div>\n\nshown\n\n</div>\n\n/bot mute",
        "<details><summary>log</summary>\n\nshown\n\n</details>\n\n/bot mute",
        "<!-- note -->\n\n/bot mute",
        "<img src='x'>\n\n/bot mute",
        "words<br>\n/bot mute",
        "<p>\n\nwords\n\n/bot mute",
        "a Vec<T> grows\n\n/bot mute",
        "> <div>\n\n/bot mute",
        "- <b>\n\nwords\n\n/bot mute",
        "see `<div>`\n\n/bot mute",
        "```\n<div>\n```\n/bot mute",
        "it is 1 < 2\n\n/bot mute",
        "cost: $5 and $$\n/bot mute",
        "$$x$$\n\n/bot mute",
    ] {
        let lines = spoken_lines(text);
        assert!(lines.contains(&"/bot mute".to_owned()), "{text}: {lines:?}");
    }
    assert_eq!(
        spoken_lines("/bot snooze 7d because of $a$ and $5"),
        ["/bot snooze 7d because of $a$ and $5"]
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,300}") {
        spoken_lines(&text);
    }

    #[test]
    fn nothing_in_a_fence_is_said(inside in "[^`]{0,80}") {
        let text = format!("```\n{inside}\n/bot mute\n```\n");
        prop_assert_eq!(spoken_lines(&text), Vec::<String>::new());
    }
}
