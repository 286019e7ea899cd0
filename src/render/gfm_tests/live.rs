//! What GitHub would act on.

use std::sync::LazyLock;

use regex::Regex;

/// Returns what acts in text that is not code.
pub(crate) fn is_live(text: &str) -> Option<&str> {
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

/// Returns what acts even in code: in replies by e-mail, and in runners' logs.
pub(crate) fn is_live_in_code(text: &str) -> Option<&str> {
    static LIVE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix) (?:^|[^a-z0-9_])@[a-z0-9] | [^&]\#[0-9] | ^\#[0-9] | \bgh-[0-9]
              | https?://[^\s:：]*/(issues|pull|commit|discussions)/ | ^\s*::[a-z] | \#\#\[ | <!--",
        )
        .unwrap()
    });
    text.lines().find(|line| LIVE.is_match(line))
}
