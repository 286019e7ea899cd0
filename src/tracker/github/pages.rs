//! Following `Link: <…>; rel="next"` without going round in circles.
//! <https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api>

use std::collections::HashSet;

use crate::model::key::content_hash;

/// More pages than this are no list of issues: 1,000,000 of them.
const MOST_PAGES: usize = 10_000;

/// Where a list goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NextPage {
    /// Path and query, which are asked of this server whatever host was named:
    /// behind a proxy that is often one that only the server knows, and the
    /// token goes nowhere else.
    pub(crate) path: String,
    /// The host that was named, where it is another.
    pub(crate) elsewhere: Option<String>,
}

/// Returns the error where a next page is named on another server, and this one
/// has nothing new under its address.
pub(crate) fn not_here(host: &str) -> String {
    format!("its next page is said to be on another server, {host}, which is not followed")
}

/// The pages read so far.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    addresses: HashSet<String>,
    contents: HashSet<String>,
}

impl Pages {
    /// Takes note of a page; an error says what is wrong with it.
    pub(crate) fn visit(&mut self, address: &str, body: &str) -> Result<(), String> {
        if self.addresses.len() >= MOST_PAGES {
            return Err(format!("more than {MOST_PAGES} pages"));
        }
        if !self.addresses.insert(address.to_owned()) {
            return Err("its pages lead back to an earlier one".to_owned());
        }
        // Full pages that are alike to the byte: the server ignores the page.
        let is_empty = body.len() < 8 && body.trim() == "[]";
        if !is_empty && !self.contents.insert(content_hash(body)) {
            return Err("two of its pages hold the same".to_owned());
        }
        Ok(())
    }
}

/// The address of the next page in a `Link` header (RFC 8288).
pub(crate) fn next(link: &str) -> Option<&str> {
    let mut rest = link;
    while let Some((_, after)) = rest.split_once('<') {
        let (address, after) = after.split_once('>')?;
        let parameters = after.split('<').next().unwrap_or_default();
        let is_next = parameters.split(';').any(|parameter| {
            let parameter = parameter.trim().trim_end_matches(',').trim_end();
            matches!(
                parameter.split_once('='),
                Some((name, value)) if name.trim().eq_ignore_ascii_case("rel")
                    && value.trim().trim_matches('"').split(' ').any(|rel| rel == "next")
            )
        });
        if is_next {
            return Some(address);
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_is_found_wherever_it_stands() {
        let next_only = r#"<https://x/issues?page=2&a=b,c>; rel="next""#;
        assert_eq!(next(next_only), Some("https://x/issues?page=2&a=b,c"));
        let later =
            r#"<https://x/1>; rel="prev", <https://x/3>; rel="next", <https://x/9>; rel="last""#;
        assert_eq!(next(later), Some("https://x/3"));
        for none in [
            "",
            r#"<https://x/1>; rel="prev""#,
            "<broken",
            r"<a>; title=next",
        ] {
            assert_eq!(next(none), None, "{none}");
        }
    }

    #[test]
    fn circles_are_seen() {
        let mut pages = Pages::default();
        assert!(pages.visit("/a", "[1]").is_ok());
        assert!(pages.visit("/b", "[]").is_ok());
        assert!(pages.visit("/c", "[]").is_ok());
        assert!(pages.visit("/a", "[2]").is_err());
        assert!(pages.visit("/d", "[1]").is_err());
    }
}
