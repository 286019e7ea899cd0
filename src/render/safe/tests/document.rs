//! A document as templates make it, with one text in every place.

use super::GITHUB;
use crate::render::gfm_tests::inputs;

/// Every writer, in every place that templates put one.
pub(crate) fn document(untrusted: &str) -> String {
    let (text, cell, code) = (
        GITHUB.text(untrusted),
        GITHUB.cell(untrusted),
        GITHUB.code(untrusted),
    );
    let cell_code = GITHUB.cell_code(untrusted);
    let fence = GITHUB.fence(untrusted, "log");
    let linked = GITHUB.link(untrusted, "https://e.example/x");
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

/// Each hostile input in a document.
pub(crate) fn documents() -> Vec<(String, String)> {
    let with_document = |input: String| (input.clone(), document(&input));
    inputs::with_mixes()
        .into_iter()
        .map(with_document)
        .collect()
}
