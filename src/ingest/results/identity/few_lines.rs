//! The text that identifies a place: its reported lines, where they are few.
//!
//! Scanners of Dockerfiles and manifests report whole files, with all their
//! text: any edit would make another result of it.

use std::borrow::Cow;

/// Lines that identify a place.
const FEW: usize = 3;

/// Of a snippet for a region of `reported` lines from `start` on, what
/// identifies it: all of it, the first lines of a longer region that does not
/// start with the file, or nothing.
pub(crate) fn few_lines(
    snippet: Cow<'_, str>,
    start: Option<u32>,
    reported: Option<u32>,
) -> Option<Cow<'_, str>> {
    let lines = snippet.trim_end().lines().count();
    // More text than the region: which part of it is the region's is unknown.
    let is_wider = reported.is_some_and(|n| lines > n as usize);
    if lines <= FEW {
        return (!is_wider || lines == 1).then_some(snippet);
    }
    if is_wider || start.is_none_or(|line| line <= 1) {
        return None;
    }
    Some(Cow::Owned(first(&snippet, FEW)))
}

fn first(text: &str, lines: usize) -> String {
    text.lines().take(lines).collect::<Vec<_>>().join("\n")
}

/// The lines around a line, by number from 1: up to two on each side that are
/// not blank.
pub(crate) fn around<T: AsRef<str>>(lines: &[T], line: usize) -> String {
    const EACH: usize = 2;
    let text = |line: &'_ T| !line.as_ref().trim().is_empty();
    let at = line.saturating_sub(1).min(lines.len());
    let before = lines[..at]
        .iter()
        .rev()
        .filter(|line| text(line))
        .take(EACH);
    let mut out: Vec<&str> = before.map(AsRef::as_ref).collect();
    out.reverse();
    let after = lines.get(line..).unwrap_or_default().iter();
    out.extend(
        after
            .filter(|line| text(line))
            .take(EACH)
            .map(AsRef::as_ref),
    );
    out.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_few_reported_lines_identify() {
        let few = |text: &'static str, start, lines| {
            few_lines(text.into(), start, lines).map(Cow::into_owned)
        };
        assert_eq!(few("x = 1", Some(9), Some(1)).as_deref(), Some("x = 1"));
        assert_eq!(few("x = 1\n", None, None).as_deref(), Some("x = 1\n"));
        let file = "FROM a\nRUN b\nRUN c\nRUN d\n";
        assert_eq!(few(file, Some(1), Some(4)), None);
        assert_eq!(
            few(file, Some(3), Some(1)),
            None,
            "the region is one of them"
        );
        assert_eq!(
            few(file, Some(5), Some(4)).as_deref(),
            Some("FROM a\nRUN b\nRUN c")
        );
        assert_eq!(few("a\nb", Some(5), Some(1)), None);
    }

    #[test]
    fn lines_around_skip_blank_ones() {
        let lines = ["a", "", "b", "c", "x", "", "d"];
        assert_eq!(around(&lines, 5), "b\nc\nd");
        assert_eq!(around(&lines, 1), "b\nc");
        assert_eq!(around(&lines, 99), "x\nd");
        assert_eq!(around::<&str>(&[], 0), "");
    }
}
