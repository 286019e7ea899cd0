//! HTML elements of a comment: what stands between their tags is shown by the
//! element, though Markdown sees paragraphs of its own there.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// Elements without content.
/// Source: HTML, section 13.1.2, "void elements", and the obsolete ones.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta",
    "param", "source", "track", "wbr",
];

/// Elements that hold what follows until they are closed. Others that are not
/// closed end by themselves (`<p>`, `<li>`), or are no HTML: a person's `<T>`.
const HOLDING: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "blockquote",
    "button",
    "center",
    "cite",
    "code",
    "del",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "iframe",
    "ins",
    "kbd",
    "main",
    "mark",
    "math",
    "menu",
    "nav",
    "noscript",
    "ol",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "template",
    "textarea",
    "tt",
    "u",
    "ul",
    "video",
    "xmp",
];

/// Where HTML elements stand in `markdown`, each from its opening to its closing
/// tag, and to the end where it is not closed.
pub(super) fn elements<'m>(
    markdown: &'m str,
    events: impl Iterator<Item = (Event<'m>, Range<usize>)>,
) -> Vec<Range<usize>> {
    let mut reader = HtmlReader {
        markdown,
        open: Vec::new(),
        done: Vec::new(),
    };
    // Elements within a quote or a list end with it.
    let mut containers = Vec::new();
    let mut block = None;
    for (event, at) in events {
        match event {
            Event::Start(Tag::HtmlBlock) => block = Some(at),
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(at) = block.take() {
                    reader.read(at);
                }
            }
            Event::InlineHtml(_) => reader.read(at),
            Event::Start(Tag::BlockQuote(_) | Tag::Item | Tag::FootnoteDefinition(_)) => {
                containers.push(reader.open.len());
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition) => {
                let outer = containers.pop().unwrap_or_default();
                reader.close_to(outer, at.end);
            }
            _ => {}
        }
    }
    reader.finish()
}

struct HtmlReader<'m> {
    markdown: &'m str,
    /// Elements that are not closed yet: name, and where they start.
    open: Vec<(String, usize)>,
    done: Vec<Range<usize>>,
}

impl HtmlReader<'_> {
    /// Reads the tags of a stretch of HTML.
    fn read(&mut self, at: Range<usize>) {
        let html = self.markdown.get(at.clone()).unwrap_or_default();
        let mut from = 0;
        while let Some(found) = html[from..].find('<') {
            let start = from + found;
            let (len, markup) = markup(&html[start..]);
            let end = start + len;
            match markup {
                HtmlMarkup::Open(name) if !VOID.contains(&name.as_str()) => {
                    self.open.push((name, at.start + start));
                }
                HtmlMarkup::Close(name) => self.close(&name, at.start + end),
                HtmlMarkup::Unfinished(mark) => self.hide(at.start + start, mark),
                HtmlMarkup::Open(_) | HtmlMarkup::Other => {}
            }
            from = end;
        }
    }

    fn close(&mut self, name: &str, end: usize) {
        if let Some(at) = self.open.iter().rposition(|(open, _)| open == name) {
            self.done.push(self.open[at].1..end);
            self.close_to(at, end);
        }
    }

    /// Ends elements that were opened later than `outer` others.
    fn close_to(&mut self, outer: usize, end: usize) {
        let ended = self.open.drain(outer.min(self.open.len())..);
        self.done
            .extend(ended.filter(|(name, _)| holds(name)).map(|(_, at)| at..end));
    }

    /// A comment or tag that is cut by a blank line hides what follows, up to its end.
    fn hide(&mut self, start: usize, mark: &str) {
        let rest = self.markdown.get(start..).unwrap_or_default();
        let len = rest.find(mark).map_or(rest.len(), |at| at + mark.len());
        self.done.push(start..start + len);
    }

    fn finish(mut self) -> Vec<Range<usize>> {
        self.close_to(0, self.markdown.len() + 1);
        self.done
    }
}

fn holds(name: &str) -> bool {
    HOLDING.contains(&name)
}

enum HtmlMarkup {
    Open(String),
    Close(String),
    /// Not ended where its block is, but by this.
    Unfinished(&'static str),
    Other,
}

/// What starts with the `<` that `html` does, and its length.
fn markup(html: &str) -> (usize, HtmlMarkup) {
    const OTHERS: [(&str, &str); 4] = [
        ("<!--", "-->"),
        ("<![CDATA[", "]]>"),
        ("<?", "?>"),
        ("<!", ">"),
    ];
    if let Some((open, close)) = OTHERS.iter().find(|(open, _)| html.starts_with(open)) {
        return match html[open.len()..].find(close) {
            Some(at) => (open.len() + at + close.len(), HtmlMarkup::Other),
            None => (html.len(), HtmlMarkup::Unfinished(close)),
        };
    }
    let inner = html[1..].strip_prefix('/');
    let rest = inner.unwrap_or(&html[1..]);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_');
    let name = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return (1, HtmlMarkup::Other);
    }
    let head = html.len() - rest.len() + name.len();
    let Some(tail) = tag_end(&html[head..]) else {
        return (html.len(), HtmlMarkup::Unfinished(">"));
    };
    let name = name.to_ascii_lowercase();
    let markup = match inner {
        Some(_) => HtmlMarkup::Close(name),
        None => HtmlMarkup::Open(name),
    };
    (head + tail, markup)
}

/// Past the `>` that is not in an attribute's quotes.
fn tag_end(html: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}
