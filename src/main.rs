//! The `dateline` command: parse, call one command, map what came of it to an exit code.

mod cmd;

use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = cmd::cli::parse().and_then(cmd::cli::Cli::run);
    cmd::exit_code(outcome)
}
