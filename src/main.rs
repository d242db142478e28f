//! The `dateline` command: parses the command line, runs one command, maps its outcome to an exit code.

#![forbid(unsafe_code)]

mod cmd;

use std::process::ExitCode;

/// Rules are trees of small values: with this allocator a run takes less time than with that of most systems.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cmd::gate::report_panics();
    dateline::quiet::hush_caught_panics();
    match cmd::cli::parse() {
        Ok(cli) => cmd::exit_code(cli.run()),
        Err(code) => ExitCode::from(code),
    }
}
