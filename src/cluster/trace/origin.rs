//! Whose code a frame is in, and its name without what changes.

use std::sync::LazyLock;

use super::frame::Frame;
use crate::signs::Signs;

/// Parts of file names of code that others wrote: runtimes, packages.
const FOREIGN_FILES: &[&str] = &[
    "site-packages/",
    "dist-packages/",
    "/lib/python",
    "<frozen",
    "node_modules/",
    "node:",
    "internal/",
    "/rustc/",
    "/.cargo/registry/",
    "/usr/local/go/",
    "/usr/lib/go",
    "/go/pkg/mod/",
    "/gems/",
    "/usr/lib/ruby",
    "<internal:",
    "/vendor/",
    "/usr/lib/",
    "/usr/include/",
    "/lib/x86_64",
    "libc.so",
    "libc++",
    "libstdc++",
    "/sysdeps/",
    "native code",
    "Native Method",
];

/// Starts of function names of runtimes and common frameworks.
const FOREIGN_FUNCTIONS: &[&str] = &[
    "java.",
    "javax.",
    "jakarta.",
    "jdk.",
    "sun.",
    "com.sun.",
    "java.base/",
    "kotlin.",
    "kotlinx.",
    "scala.",
    "akka.",
    "org.springframework.",
    "org.apache.",
    "org.hibernate.",
    "org.eclipse.jetty.",
    "io.netty.",
    "reactor.",
    "System.",
    "Microsoft.",
    "runtime.",
    "net/http.",
    "reflect.",
    "testing.",
    "panic(",
    "std::",
    "core::",
    "alloc::",
    "tokio::",
    "<core::",
    "<alloc::",
    "<std::",
    "rust_begin_unwind",
    "__rust_",
    "__libc_",
    "__GI_",
    "_start",
    "raise",
    "abort",
    "{main}",
];

static FOREIGN: LazyLock<Signs> = LazyLock::new(|| Signs::any_of(FOREIGN_FILES));

fn is_in_app(frame: &Frame<'_>) -> bool {
    let in_foreign_file = FOREIGN.are_in(frame.file);
    let mut starts = FOREIGN_FUNCTIONS.iter();
    !in_foreign_file && !starts.any(|start| frame.function.starts_with(start))
}

/// The first `limit` frames of one's own code, without repeats by recursion;
/// of any code where there are none.
pub(crate) fn top_in_app<'t>(frames: &[Frame<'t>], limit: usize) -> Vec<Frame<'t>> {
    let own = first_distinct(frames.iter().filter(|f| is_in_app(f)), limit);
    if own.is_empty() {
        return first_distinct(frames.iter(), limit);
    }
    own
}

fn first_distinct<'f, 't: 'f>(
    frames: impl Iterator<Item = &'f Frame<'t>>,
    limit: usize,
) -> Vec<Frame<'t>> {
    let mut kept: Vec<Frame<'t>> = Vec::with_capacity(limit);
    for frame in frames {
        if kept.len() == limit {
            break;
        }
        if !kept.contains(frame) {
            kept.push(*frame);
        }
    }
    kept
}

/// `function (dir/file)`: the root of the path differs between machines, and
/// numbers in generated names differ between builds.
pub(crate) fn name(frame: &Frame<'_>) -> String {
    let mut out = without_generated(frame.function);
    let file = last_two(frame.file);
    if !file.is_empty() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push('(');
        out.push_str(file);
        out.push(')');
    }
    out
}

fn last_two(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let cut = path
        .char_indices()
        .rev()
        .filter(|(_, c)| matches!(c, '/' | '\\'))
        .nth(1);
    cut.map_or(path, |(at, _)| &path[at + 1..])
}

/// Drops what compilers number: `$$Lambda$14/0x08`, `Foo$1`, `{{closure}}` stays.
fn without_generated(function: &str) -> String {
    let function = function.split("$$Lambda").next().unwrap_or(function);
    let mut out = String::with_capacity(function.len());
    let mut after_dollar = false;
    for c in function.chars() {
        if after_dollar && c.is_ascii_digit() {
            continue;
        }
        after_dollar = c == '$';
        out.push(c);
    }
    out
}
