//! The lines of a comment that a person says, as opposed to shows.

use pulldown_cmark::{Event, Options, Parser, Tag};

/// Lines of the paragraphs that stand at the top of the text, in order.
///
/// Code, quotes, lists, tables, headings and HTML are shown, not said; so is a
/// line that begins with code, a link or emphasis. Markup later in a line is
/// reduced to its text.
pub(super) fn spoken_lines(markdown: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut reader = Lines::default();
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        let source = markdown.get(range.clone()).unwrap_or_default();
        let before = markdown.get(..range.start).unwrap_or_default();
        let literal = match &event {
            Event::Text(text) => source.starts_with(text.as_ref()) && !before.ends_with('\\'),
            _ => false,
        };
        reader.take(event, literal);
    }
    reader.done
}

#[derive(Default)]
struct Lines {
    done: Vec<String>,
    /// How many elements are open around the present place.
    depth: usize,
    /// In a paragraph that stands at the top.
    in_paragraph: bool,
    /// The line under way; `None`: it began with something shown.
    line: Option<String>,
}

impl Lines {
    /// `literal`: the text stands in the source as it reads, neither escaped
    /// nor written as entities.
    fn take(&mut self, event: Event<'_>, literal: bool) {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::End(_) => self.close(),
            Event::Text(text) => self.add(&text, literal),
            Event::Code(text) | Event::InlineHtml(text) => self.add(&text, false),
            Event::SoftBreak | Event::HardBreak if self.in_paragraph => self.next_line(),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        self.depth += 1;
        if self.depth == 1 {
            self.in_paragraph = *tag == Tag::Paragraph;
            self.line = self.in_paragraph.then(String::new);
        } else {
            self.drop_if_empty();
        }
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.finish();
            self.in_paragraph = false;
        }
    }

    fn add(&mut self, text: &str, literal: bool) {
        if !literal {
            self.drop_if_empty();
        }
        if let Some(line) = &mut self.line {
            line.push_str(text);
        }
    }

    /// What a line begins with decides whether it is said.
    fn drop_if_empty(&mut self) {
        if self.line.as_ref().is_some_and(String::is_empty) {
            self.line = None;
        }
    }

    fn next_line(&mut self) {
        self.finish();
        self.line = (self.depth == 1).then(String::new);
    }

    fn finish(&mut self) {
        let line = self.line.take();
        self.done.extend(line.filter(|line| !line.is_empty()));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paragraphs_are_said_line_by_line() {
        let text =
            "Hello *you*\n/bot mute\n\n  /bot snooze 7d because `x` is [slow](http://a)\r\nend";
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
        ] {
            let lines = spoken_lines(shown);
            assert!(
                !lines.iter().any(|l| l.starts_with("/bot")),
                "{shown}: {lines:?}"
            );
        }
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
}
