//! The `dateline` command: parses the command line, runs one command, maps its outcome to an exit code.

mod cmd;

use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = cmd::cli::parse().and_then(cmd::cli::Cli::run);
    cmd::exit_code(outcome)
}
