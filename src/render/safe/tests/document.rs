//! A document as templates make it, with one text in every place.

use std::sync::LazyLock;

use regex::Regex;

use super::super::{cell, cell_code, code, fence, link, text};
use super::hostile;

/// Every writer, in every place that templates put one.
pub(super) fn document(untrusted: &str) -> String {
    let (text, cell, code) = (text(untrusted), cell(untrusted), code(untrusted));
    let cell_code = cell_code(untrusted);
    let fence = fence(untrusted, "log");
    let linked = link(untrusted, "https://e.example/x");
    format!(
        "<!-- bot:begin key -->
**Seen** · {text} · end

{text}

{text}
{text}

### Evidence
| {cell} | b |
|---|---|
| {cell} | x {cell} y |
| {cell_code} | {cell} {cell} |
| {code} | x {code} y |

- {text}
- x {code} y {text}

1. {text}

> {text}

**{text}** x {linked} y

{fence}

<details><summary>More</summary>

{text}

</details>

{code} {text}
<!-- bot:end -->
"
    )
}

/// Each hostile input, and some hundred mixes of several, in a document.
pub(super) fn documents() -> Vec<(String, String)> {
    let inputs = hostile::inputs();
    let mut rng = fastrand::Rng::with_seed(8);
    let mixes: Vec<String> = (0..400)
        .map(|_| {
            (0..rng.usize(2..5))
                .filter_map(|_| rng.choice(&inputs))
                .map(String::as_str)
                .collect()
        })
        .collect();
    let with_document = |input: String| (input.clone(), document(&input));
    inputs.into_iter().chain(mixes).map(with_document).collect()
}

/// What GitHub would act on in text that is not code.
pub(super) fn is_live(text: &str) -> Option<&str> {
    static LIVE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix) (?:^|[^0-9a-z_])@[a-z0-9] | [a-z0-9]@[a-z0-9] | \#[0-9] | \bgh-[0-9] | \bghsa-[0-9a-z]
              | [a-z]:// | \bwww\.[a-z] | (?:^|[\s(\[{@])[0-9a-f]{7,40}(?:[^0-9a-z_]|$) | ^\s*::[a-z] | \#\#\[",
        )
        .unwrap()
    });
    let text = text.lines().find(|line| LIVE.is_match(line))?;
    Some(text)
}

/// What acts even in code: in replies by e-mail, and in runners' logs.
pub(super) fn is_live_in_code(text: &str) -> Option<&str> {
    static LIVE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix) (?:^|[^a-z0-9_])@[a-z0-9] | [^&]\#[0-9] | ^\#[0-9] | \bgh-[0-9]
              | https?://[^\s:：]*/(issues|pull|commit|discussions)/ | ^\s*::[a-z] | \#\#\[ | <!--",
        )
        .unwrap()
    });
    text.lines().find(|line| LIVE.is_match(line))
}
