//! The lines of a comment that a person says, as opposed to shows.

mod html;

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

/// Lines of the paragraphs that stand at the top of the text, in order.
///
/// Code, quotes, lists, tables, headings, formulas and HTML are shown, not
/// said; so is all between an HTML element's tags, over blank lines too, and a
/// line that begins with code, a link or emphasis. Markup later in a line is
/// reduced to its text.
pub(super) fn spoken_lines(markdown: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let events = || Parser::new_ext(markdown, options).into_offset_iter();
    let mut reader = SpokenLines {
        shown: html::elements(markdown, events()),
        ..SpokenLines::default()
    };
    for (event, range) in events() {
        let source = markdown.get(range.clone()).unwrap_or_default();
        let before = markdown.get(..range.start).unwrap_or_default();
        let literal = match &event {
            Event::Text(text) => source.starts_with(text.as_ref()) && !before.ends_with('\\'),
            _ => false,
        };
        reader.take(event, literal, &range);
    }
    reader.done
}

/// A line of this alone opens or closes a formula.
const FORMULA: &str = "$$";

#[derive(Default)]
struct SpokenLines {
    done: Vec<String>,
    /// How many elements are open around the present place.
    depth: usize,
    /// In a paragraph that stands at the top.
    in_paragraph: bool,
    /// Between two lines that open and close a formula.
    in_formula: bool,
    /// Bytes of HTML elements, from their first tag to their last.
    shown: Vec<Range<usize>>,
    /// The line under way; `None`: it began with something shown.
    line: Option<String>,
}

impl SpokenLines {
    /// `literal`: the text stands in the source as it reads, neither escaped
    /// nor written as entities.
    fn take(&mut self, event: Event<'_>, literal: bool, at: &Range<usize>) {
        match event {
            Event::Start(tag) => self.open(&tag, at.start),
            Event::End(_) => self.close(),
            Event::Text(text) => self.add(&text, literal),
            Event::Code(text) | Event::InlineHtml(text) => self.add(&text, false),
            Event::InlineMath(text) => self.add(&format!("${text}$"), false),
            Event::DisplayMath(text) => self.add(&format!("$${text}$$"), false),
            Event::SoftBreak | Event::HardBreak if self.in_paragraph => self.next_line(at.end),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>, at: usize) {
        self.depth += 1;
        if self.depth == 1 {
            self.in_paragraph = *tag == Tag::Paragraph;
            self.line = (self.in_paragraph && self.is_said(at)).then(String::new);
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

    fn next_line(&mut self, at: usize) {
        self.finish();
        self.line = (self.depth == 1 && self.is_said(at)).then(String::new);
    }

    fn is_said(&self, at: usize) -> bool {
        !self.shown.iter().any(|element| element.contains(&at))
    }

    fn finish(&mut self) {
        let line = self.line.take().filter(|line| !line.is_empty());
        // A formula with a blank line in it is none to the parser; its author meant one.
        if line.as_ref().is_some_and(|line| line.trim() == FORMULA) {
            self.in_formula = !self.in_formula;
        }
        self.done.extend(line.filter(|_| !self.in_formula));
    }
}

#[cfg(test)]
mod tests;
