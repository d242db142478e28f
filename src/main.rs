//! The `dateline` command: parses the command line, runs one command, maps its outcome to an exit code.

mod cmd;

use std::process::ExitCode;

/// Rules are trees of small values: with this allocator a run takes less time than with that of most systems.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    dateline::script::quiet::hush_caught_panics();
    let outcome = cmd::cli::parse().and_then(cmd::cli::Cli::run);
    cmd::exit_code(outcome)
}
