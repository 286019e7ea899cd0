//! Secrets and personal data out of text, before anything is keyed or rendered.
//!
//! Tokens are known by their shape ([`table`]), other secrets by what stands
//! around them ([`structure`]). One pass over the text finds the keywords of
//! all rules; a rule looks only where its keyword stands. docs/safety.md says
//! what is redacted, what is not, and why.
//!
//! ```
//! use issue_gardener::redact::Redactor;
//!
//! let line = "login of ada with password=correct-horse-7 failed";
//! assert_eq!(
//!     Redactor::new().redact(line),
//!     "login of ada with password=‹redacted:password› failed"
//! );
//! ```

mod encoded;
mod escape;
pub(crate) mod invisible;
mod opaque;
mod own;
mod personal;
mod runs;
mod span;
mod structure;
mod table;
mod token;
mod view;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, MatchKind};

use own::OwnPatterns;
pub use own::PatternError;
pub use personal::KINDS as PERSONAL;
use span::{Masked, Span};
pub use structure::KeyLine;
use structure::{STRUCTURES, Structure, addresses};
use table::TOKENS;
use token::Token;
use view::MatcherView;

/// Nothing is looked for within a longer secret, so that one that repeats a
/// keyword takes no quadratic time; bytes.
const LONG: usize = 1024;

/// Replaces secrets and personal data by `‹redacted:KIND›`. Cheap to share.
#[derive(Clone)]
pub struct Redactor {
    builtin: &'static Builtin,
    own: Arc<OwnPatterns>,
}

/// Looks at text again, where a look changed it.
const MOST_PASSES: usize = 4;

/// The rules that everybody has.
#[derive(Debug)]
struct Builtin {
    /// `None` where the keywords did not compile; then all text is a secret.
    keywords: Option<DFA>,
    rules: Vec<(&'static str, SecretRule)>,
}

#[derive(Debug, Clone, Copy)]
enum SecretRule {
    Token(&'static Token),
    Structure(&'static Structure),
}

static BUILTIN: LazyLock<Builtin> = LazyLock::new(Builtin::new);

impl Default for Redactor {
    fn default() -> Self {
        Self {
            builtin: &BUILTIN,
            own: Arc::default(),
        }
    }
}

/// Without the rules, which are long, and allowed values, which are private.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.own.patterns.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

/// The text in place of records that are lines of a private key.
pub const PRIVATE_KEY: &str = "‹redacted:private-key›";

impl Redactor {
    /// Returns a redactor with the built-in rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// The built-in rules, patterns by name, and values that are no secrets.
    ///
    /// What a pattern's group `secret` matches is redacted, else all that the
    /// pattern matches; its name is the placeholder's kind. An allowed value
    /// stays where it is the whole of what a rule found.
    pub fn with<N, P, A>(
        patterns: impl IntoIterator<Item = (N, P)>,
        allow: impl IntoIterator<Item = A>,
    ) -> Result<Self, PatternError>
    where
        N: Into<String>,
        P: AsRef<str>,
        A: Into<String>,
    {
        let patterns = patterns
            .into_iter()
            .map(|(name, pattern)| own::pattern(name.into(), pattern.as_ref()))
            .collect::<Result<_, _>>()?;
        let own = OwnPatterns {
            patterns,
            allow: allow.into_iter().map(Into::into).collect(),
            kinds: BTreeSet::new(),
        };
        Ok(Self {
            builtin: &BUILTIN,
            own: Arc::new(own),
        })
    }

    /// The same that shows these kinds of personal data, of [`PERSONAL`].
    #[must_use]
    pub fn showing(self, kinds: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let own = OwnPatterns {
            patterns: self.own.patterns.clone(),
            allow: self.own.allow.clone(),
            kinds: kinds.into_iter().map(Into::into).collect(),
        };
        Self {
            own: Arc::new(own),
            ..self
        }
    }

    /// The text without secrets. Idempotent; borrows where there is none.
    ///
    /// Give it whole texts: a secret across the edge of two parts is in neither.
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut clean = self.once(text);
        for _ in 0..MOST_PASSES {
            // What is left may read as an address where something beside it is gone.
            let again = match &clean {
                Cow::Borrowed(_) => return clean,
                Cow::Owned(text) => match self.once(text) {
                    Cow::Borrowed(_) => return clean,
                    Cow::Owned(again) => again,
                },
            };
            clean = Cow::Owned(again);
        }
        clean
    }

    fn once<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let masked = Masked::of(text);
        let mut spans = self.spans(&masked.text, true);
        for view in MatcherView::all(&masked.text) {
            let seen = self.spans(&view.text, true).into_iter().map(|span| {
                let (start, end) = view.original(span.start, span.end);
                Span { start, end, ..span }
            });
            spans.extend(seen);
        }
        let spans = spans.into_iter().filter_map(|span| masked.settle(span));
        span::write(text, spans.collect())
    }

    /// Returns what is secret in a text, in plain and, where it may be, in
    /// base64.
    fn spans<'r>(&'r self, text: &str, may_be_encoded: bool) -> Vec<Span<'r>> {
        let mut spans = self.plain_spans(text);
        encoded::stretches(text.as_bytes(), |stretch| {
            let mut start = stretch.start;
            for part in text.as_bytes()[stretch.clone()].split(|b| matches!(b, b'/' | b'+')) {
                let part = start..start + part.len();
                start = part.end + 1;
                let address = personal::dashes(text, &part).map(|range| ("mac", range));
                if let Some((kind, range)) = address.or_else(|| table::without_prefix(text, &part))
                {
                    self.add(&mut spans, text, kind, range);
                }
            }
            if may_be_encoded {
                encoded::texts(text, stretch, |Range { start, end }, plain| {
                    if let Some(kind) = self.first_kind(&plain) {
                        spans.push(Span { start, end, kind });
                    }
                });
            }
        });
        spans
    }

    /// Returns what is found first in a text that was encoded, escaped or not.
    fn first_kind(&self, plain: &str) -> Option<&str> {
        let first = |text: &str| self.spans(text, false).first().map(|span| span.kind);
        first(plain).or_else(|| MatcherView::all(plain).find_map(|view| first(&view.text)))
    }

    fn add<'r>(&self, spans: &mut Vec<Span<'r>>, text: &str, kind: &'r str, range: Range<usize>) {
        let is_shown =
            || self.own.allow.contains(&text[range.clone()]) || self.own.kinds.contains(kind);
        if !range.is_empty() && !is_shown() {
            spans.push(Span {
                start: range.start,
                end: range.end,
                kind,
            });
        }
    }

    fn plain_spans<'r>(&'r self, text: &str) -> Vec<Span<'r>> {
        let mut spans = Vec::new();
        let mut found =
            |kind: &'r str, range: Range<usize>| self.add(&mut spans, text, kind, range);
        self.builtin.find(text, &mut found);
        addresses(text, |range, kind| found(kind, range));
        personal::numbers(text, |range, kind| found(kind, range));
        for (name, pattern) in &self.own.patterns {
            for captures in pattern.captures_iter(text) {
                if let Some(secret) = captures.name("secret").or_else(|| captures.get(0)) {
                    found(name, secret.range());
                }
            }
        }
        spans
    }
}

impl Builtin {
    fn new() -> Self {
        let tokens = TOKENS
            .iter()
            .map(|token| (token.keyword(), SecretRule::Token(token)));
        let structures = STRUCTURES.iter().flat_map(|structure| {
            let keywords = structure.keywords.iter();
            keywords.map(move |keyword| (*keyword, SecretRule::Structure(structure)))
        });
        let rules: Vec<_> = tokens.chain(structures).collect();
        let keywords = DFA::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(rules.iter().map(|(keyword, _)| *keyword))
            .ok();
        Self { keywords, rules }
    }

    fn find<'r>(&self, text: &str, found: &mut impl FnMut(&'r str, Range<usize>)) {
        let keywords = self.keywords.as_ref();
        let start = keywords.and_then(|all| Some((all, all.start_state(Anchored::No).ok()?)));
        let Some((keywords, mut state)) = start else {
            return found("unchecked", 0..text.len());
        };
        let (mut at, mut done) = (0, 0);
        while let Some((end, hits)) = next_hits(keywords, state, &text.as_bytes()[at..]) {
            (at, state) = (at + end, hits);
            for index in 0..keywords.match_len(state) {
                let pattern = keywords.match_pattern(state, index);
                let hit = at - keywords.pattern_len(pattern)..at;
                if hit.start >= done
                    && let Some((kind, range)) = self.rules[pattern.as_usize()].1.find(text, hit)
                {
                    if range.len() > LONG {
                        done = range.end;
                    }
                    found(kind, range);
                }
            }
        }
    }
}

/// Returns how many bytes lead to the next state in which keywords end, and the
/// state.
///
/// The search for overlapping matches that the crate has takes twice as long:
/// this loop is small enough that all of it stays in registers.
#[inline(never)]
fn next_hits(keywords: &DFA, mut state: StateID, bytes: &[u8]) -> Option<(usize, StateID)> {
    for (at, byte) in bytes.iter().enumerate() {
        state = keywords.next_state(Anchored::No, state, *byte);
        if keywords.is_special(state) && keywords.is_match(state) {
            return Some((at + 1, state));
        }
    }
    None
}

impl SecretRule {
    /// The kind and the bytes of the secret that its keyword leads to.
    fn find(self, text: &str, keyword: Range<usize>) -> Option<(&'static str, Range<usize>)> {
        match self {
            Self::Token(token) => Some((token.kind, token.find(text, keyword.start)?)),
            Self::Structure(rule) => Some((rule.kind, (rule.find)(text, keyword)?)),
        }
    }
}

#[cfg(test)]
mod tests;
