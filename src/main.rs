//! The `bot` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    issue_gardener::cli::main()
}
