//! One line of a stack trace to the frame it names.

use crate::signs::split_once;

/// One frame: what was called, where; without line numbers and arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame<'t> {
    /// Function, with its class or module where the language writes it.
    pub(crate) function: &'t str,
    /// File or library, empty where the line names none.
    pub(crate) file: &'t str,
}

/// A line of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TraceLine<'t> {
    /// A whole frame.
    Frame(Frame<'t>),
    /// A function whose file is on the next line (Go, Rust).
    Function(&'t str),
    /// The file of the function before (Go, Rust).
    File(&'t str),
}

/// Reads a line as part of a trace, in any of the languages known.
pub(crate) fn read(line: &str) -> Option<TraceLine<'_>> {
    let text = line.trim();
    if let Some(rest) = text.strip_prefix("File \"") {
        return python(rest);
    }
    if let Some(rest) = text.strip_prefix("at ") {
        return at(rest.trim_start());
    }
    if let Some(rest) = text.strip_prefix('#') {
        return numbered(rest);
    }
    if let Some(rest) = text.strip_prefix("from ") {
        return ruby(rest);
    }
    rust(text)
        .or_else(|| go_file(line))
        .or_else(|| go_function(line))
        .or_else(|| ruby(text))
}

/// `PATH", line 3, in NAME`
fn python(rest: &str) -> Option<TraceLine<'_>> {
    let (file, rest) = split_once(rest, "\", line ")?;
    let function = split_once(rest, ", in ").map_or("", |(_, name)| name.trim());
    Some(TraceLine::Frame(Frame { function, file }))
}

/// Reads what Java, Node, .NET and Rust write after `at`.
fn at(rest: &str) -> Option<TraceLine<'_>> {
    if let Some((call, place)) = split_once(rest, ") in ") {
        return Some(frame(call.split('(').next()?, dotnet_file(place)));
    }
    if let Some(inner) = rest.strip_suffix(')') {
        let (function, place) = inner.rsplit_once('(')?;
        let function = function.trim();
        let name = function
            .strip_prefix("async ")
            .or_else(|| function.strip_prefix("new "))
            .unwrap_or(function);
        if name.is_empty() || name.contains(' ') && !name.ends_with(']') {
            return None;
        }
        return Some(frame(name, without_position(place)));
    }
    let rest = rest.strip_prefix("async ").unwrap_or(rest);
    let file = without_position(rest);
    (file.len() < rest.len() && !file.contains(' ')).then_some(TraceLine::File(file))
}

fn dotnet_file(place: &str) -> &str {
    place.split(":line ").next().unwrap_or(place)
}

/// `0 /srv/a.php(12): Class->method()` of PHP, `1  0x0f in f (x=1) at a.c:3`
/// of gdb and the sanitizers.
fn numbered(rest: &str) -> Option<TraceLine<'_>> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let text = rest[digits..].trim_start();
    // `#38#` and `#12:` number other things.
    let is_number = rest[digits..].starts_with([' ', '\t']);
    if digits == 0 || text.is_empty() || !is_number {
        return None;
    }
    if text == "{main}" {
        return Some(frame("{main}", ""));
    }
    if let Some((file, call)) = split_once(text, "): ") {
        let file = file.rsplit_once('(').map_or(file, |(file, _)| file);
        return Some(frame(call.split('(').next()?, file));
    }
    if let Some(call) = text.strip_prefix("[internal function]: ") {
        return Some(frame(call.split('(').next()?, ""));
    }
    let native = text.split_once(" in ").map_or(text, |(address, call)| {
        if address.starts_with("0x") {
            call
        } else {
            text
        }
    });
    native_frame(native)
}

/// `f (x=1) at a.c:3`, `f(int) /src/a.cc:3:1`, `f () from /lib/libc.so.6`
fn native_frame(call: &str) -> Option<TraceLine<'_>> {
    let function = call.split(['(', ' ']).next().filter(|f| !f.is_empty())?;
    let file = call
        .rsplit_once(" at ")
        .or_else(|| call.rsplit_once(" from "))
        .or_else(|| call.rsplit_once(' '))
        .map_or("", |(_, file)| file);
    let file = without_position(file.trim_matches(['(', ')']));
    (call.contains('(') || file.contains('/')).then(|| frame(function, file))
}

/// `app/a.rb:3:in 'C#m'`
fn ruby(text: &str) -> Option<TraceLine<'_>> {
    let (place, rest) = split_once(text, ":in ")?;
    let file = without_position(place);
    let rest = rest.strip_prefix(['`', '\''])?;
    let function = rest.split('\'').next()?;
    (file.len() < place.len() && !file.contains(' ')).then(|| frame(function, file))
}

/// `3: core::panicking::panic_fmt`
fn rust(text: &str) -> Option<TraceLine<'_>> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let function = text[digits..].strip_prefix(": ").filter(|_| digits > 0)?;
    let function = function.trim();
    let named = !function.contains(' ') || function.starts_with('<');
    let hash = function
        .rfind("::h")
        .filter(|at| function[at + 3..].bytes().all(|b| b.is_ascii_hexdigit()));
    named.then(|| TraceLine::Function(&function[..hash.unwrap_or(function.len())]))
}

/// `\t/src/a.go:12 +0x1d`
fn go_file(line: &str) -> Option<TraceLine<'_>> {
    let place = line.strip_prefix('\t')?.split(' ').next()?;
    let file = without_position(place);
    matches!(file.rsplit_once('.'), Some((_, "go" | "s"))).then_some(TraceLine::File(file))
}

/// `main.(*Server).run(0xc000, 0x1)`, `created by main.start in goroutine 1`
fn go_function(line: &str) -> Option<TraceLine<'_>> {
    let created = line.strip_prefix("created by ");
    let call = created.map_or(Some(line), |call| call.split(" in goroutine ").next())?;
    let function = match call.strip_suffix(')') {
        Some(inner) => inner.rsplit_once('(')?.0,
        None if created.is_some() => call,
        None => return None,
    };
    let dotted = function.contains('.') && !function.contains(' ');
    (dotted && !function.starts_with(['.', '(', '\t'])).then_some(TraceLine::Function(function))
}

fn frame<'t>(function: &'t str, file: &'t str) -> TraceLine<'t> {
    TraceLine::Frame(Frame {
        function: function.trim(),
        file,
    })
}

/// The place without `:LINE` and `:LINE:COLUMN` at its end.
fn without_position(place: &str) -> &str {
    let mut file = place;
    for _ in 0..2 {
        match file.rsplit_once(':') {
            Some((left, number))
                if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) =>
            {
                file = left;
            }
            _ => break,
        }
    }
    file
}
