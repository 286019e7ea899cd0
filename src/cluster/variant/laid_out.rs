//! The keys of records whose source says how they divide: a logger's line,
//! and a trace or further text below it.
//!
//! A trace is known by itself, whoever announces it: the logger's line is no
//! part of its key. Without a trace the line is the key, and the text below,
//! which is mostly values, is not.

use std::borrow::Cow;
use std::fmt::Write;

use super::{skeleton, trace, write_identified, write_trace};
use crate::model::record::Layout;

/// Appends the key of a message.
pub(crate) fn write(
    message: &str,
    layout: Layout,
    plain: fn(&str, &mut Vec<u8>),
    key: &mut Vec<u8>,
) {
    let below = without_trimmings(message.get(layout.trace..).unwrap_or(message));
    let found = trace::parse(&below);
    if let Some(trace) = found.as_ref().filter(|trace| trace.is_named()) {
        return write_text_trace(trace, key);
    }
    // Some loggers name the exception in their own line.
    let all = without_trimmings(message);
    if let Some(trace) = trace::parse(&all).or(found) {
        return write_text_trace(&trace, key);
    }
    if let Some(panic) = Panic::read(&below) {
        return panic.write(key);
    }
    plain(message.get(..layout.says).unwrap_or(message), key);
}

/// Appends a trace's key. Where it was raised in no function, what it says is
/// part of it: two modules that are missing are two problems.
fn write_text_trace(trace: &trace::Trace<'_>, key: &mut Vec<u8>) {
    if !trace.is_top_level() || trace.message.is_empty() {
        return write_trace(trace, key);
    }
    let mut identity = trace.identity();
    let _ = write!(identity, "\n {}", masked(trace.message));
    write_identified(trace, &identity, key);
}

fn masked(message: &str) -> String {
    let mut key = Vec::new();
    skeleton::mask(message, &mut key);
    String::from_utf8_lossy(&key).into_owned()
}

/// A panic of Rust without frames: known by the file and what it says.
struct Panic<'t> {
    file: &'t str,
    message: &'t str,
}

impl<'t> Panic<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let (head, rest) = text.split_once('\n')?;
        let (_, place) = head.strip_prefix("thread '")?.split_once(" panicked at ")?;
        let file = place.split(':').next()?;
        let message = rest.lines().next()?;
        Some(Self { file, message })
    }

    fn write(&self, key: &mut Vec<u8>) {
        let message = masked(self.message);
        key.push(super::TRACE);
        key.extend_from_slice(format!("panic\n at ({})\n {message}", self.file).as_bytes());
        key.push(super::TRACE);
        key.extend_from_slice(format!("panic: {message} in ({})", self.file).as_bytes());
    }
}

/// The text without what loggers and runtimes put around a trace's lines.
fn without_trimmings(text: &str) -> Cow<'_, str> {
    let text = behind_source(text);
    if text.contains("Exception Group Traceback (") {
        return Cow::Owned(without_gutter(text));
    }
    if let Some((_, rest)) = text.split_once("http: panic serving ") {
        let message = rest.split_once(": ").map_or(rest, |(_, message)| message);
        return Cow::Owned(format!("panic: {message}"));
    }
    if [") [", ") ~[", ") {\n"]
        .iter()
        .any(|sign| text.contains(sign))
    {
        return Cow::Owned(without_endings(text));
    }
    Cow::Borrowed(text)
}

/// Node prints the line of source before an uncaught exception, and a marker.
fn behind_source(text: &str) -> &str {
    const LINES: usize = 4;
    let mut at = 0;
    for line in text.split_inclusive('\n').take(LINES) {
        at += line.len();
        let marker = line.trim();
        if !marker.is_empty() && marker.bytes().all(|b| b == b'^') {
            return text.get(at..).unwrap_or_default();
        }
    }
    text
}

/// Python draws a group of exceptions as a tree.
fn without_gutter(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let body = line.trim_start();
        let inner = body.strip_prefix("| ").or_else(|| body.strip_prefix("+ "));
        let inner = inner.unwrap_or(line);
        // A group in a group.
        let inner = if inner.trim_start().starts_with(['|', '+']) {
            inner.trim_start_matches([' ', '|', '+', '-'])
        } else {
            inner
        };
        inner.strip_prefix("Exception Group ").unwrap_or(inner)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Logback names the archive behind each frame: `at a.B(C.java:1) ~[d.jar:1.0]`;
/// Node begins an error's properties behind the last one: `at f (a.js:1:2) {`.
fn without_endings(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let is_frame = line.trim_start().starts_with("at ") && line.ends_with([']', '{']);
        let end = line
            .rfind(") ~[")
            .or_else(|| line.rfind(") ["))
            .or_else(|| line.rfind(") {"));
        end.filter(|_| is_frame).map_or(line, |end| &line[..=end])
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::super::version::Versions;
    use super::super::Keys;
    use crate::logline::layout;

    /// The text's identity.
    fn key(text: &str) -> String {
        let mut keys = Keys::new(Versions::IN_USE.current);
        let key = keys.of(text, layout::of(text)).to_vec();
        let key = String::from_utf8_lossy(&key).into_owned();
        key.split('\0').nth(1).unwrap_or(&key).to_owned()
    }

    #[test]
    fn a_trace_is_the_same_whoever_announces_it() {
        let java = "java.lang.IllegalStateException: pool closed\n\tat com.shop.Pool.take(Pool.java:88)\n\tat com.shop.Main.main(Main.java:12)";
        let python = "Traceback (most recent call last):\n  File \"/app/shop/pay.py\", line 40, in charge\n    raise X\nshop.PaymentError: declined";
        for trace in [java, python] {
            let plain = key(trace);
            assert!(plain.contains("\n at "), "{plain}");
            for line in [
                "2026-11-25 08:02:13,123 ERROR [main] c.s.Shop - order failed",
                "2026-11-25 08:02:13.585 SEVERE [main] a.b.Context Exception starting filter [Cors]",
                "ERROR:    Exception in ASGI application",
                "fail: Shop.Pay[0]",
                "[2026-11-25 08:02:13,439] [DEBUG ] Exception while resolving.",
            ] {
                assert_eq!(key(&format!("{line}\n{trace}")), plain, "{line}");
            }
            for prefix in [
                "2026-11-25T08:02:13.123456789Z ",
                "web-1  | ",
                "Nov 25 08:02:13 h app[12]: ",
                "2026-11-25 08:02:13 ERROR ",
            ] {
                assert_eq!(key(&format!("{prefix}{trace}")), plain, "{prefix}");
            }
            let packaged = trace
                .replace(".java:88)", ".java:88) ~[shop-1.4.jar:1.4]")
                .replace(".java:12)", ".java:12) [classes/:na]");
            assert_eq!(key(&packaged), plain);
        }
    }

    #[test]
    fn what_a_module_says_is_part_of_it_where_no_function_is_named() {
        let missing = |module: &str| {
            format!(
                "node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\nError: Cannot find module '{module}'\nRequire stack:\n- /app/server.js\n    at Function._load (node:internal/modules/cjs/loader:1055:27)\n    at Object.<anonymous> (/app/server.js:3:13)\nNode.js v22.14.0"
            )
        };
        assert!(
            key(&missing("pg")).contains("pg"),
            "{}",
            key(&missing("pg"))
        );
        assert_ne!(key(&missing("pg")), key(&missing("express")));
        let panic = |file: &str, text: &str| {
            format!(
                "thread 'main' panicked at {file}:4:5:\n{text}\nnote: run with `RUST_BACKTRACE=1`"
            )
        };
        assert_ne!(
            key(&panic("src/a.rs", "boom")),
            key(&panic("src/b.rs", "boom"))
        );
        assert_ne!(
            key(&panic("src/a.rs", "boom")),
            key(&panic("src/a.rs", "no"))
        );
    }

    #[test]
    fn without_a_trace_the_line_is_the_key() {
        let line = "2026-11-25 08:02:13,123 ERROR [main] c.s.Shop - order failed";
        assert_eq!(key(&format!("{line}\n  price: is missing")), key(line));
        let open = "2026-11-25 08:02:13.123 ERROR o.s.Reporter : ";
        let [one, other] =
            ["Port was in use", "No bean was found"].map(|text| key(&format!("{open}\n{text}")));
        assert_ne!(one, other);
        let dotnet = |text: &str| key(&format!("fail: Shop.Pay[0]\n      {text}"));
        assert_ne!(dotnet("Card was declined"), dotnet("Cart was empty"));
    }

    #[test]
    fn a_group_of_exceptions_names_one_in_it() {
        let text = "2026-11-25T08:02:13Z ERROR failed\n  + Exception Group Traceback (most recent call last):\n  |   File \"/app/main.py\", line 20, in run\n  |     x\n  | ExceptionGroup: e (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File \"/app/main.py\", line 8, in one\n    |     y\n    | ValueError: bad cart\n    +------------------------------------";
        assert!(
            key(text).starts_with("ValueError from ExceptionGroup\n at one"),
            "{}",
            key(text)
        );
    }
}
