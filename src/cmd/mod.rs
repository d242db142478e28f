//! The commands: one file for each subcommand, which defines its arguments with clap; `cli.rs` lists and dispatches
//! them. Only this module and the editor of the live session print. Called by `main`.

pub mod args;
mod aside;
pub mod card;
pub mod check;
pub mod cite;
pub mod cli;
pub mod code;
pub mod commands;
mod compiled;
pub mod diff;
pub mod doc;
pub mod event_file;
pub mod explain;
pub mod export;
pub mod format;
pub mod gate;
pub mod gather;
pub mod html;
pub mod import;
pub mod incidents;
pub mod letters;
pub mod markdown;
pub mod messages;
pub mod nearest;
pub mod output;
pub mod pack;
pub mod pipeline;
pub mod read_table;
mod record;
#[cfg(feature = "repl")]
pub mod repl;
pub mod report;
pub mod run;
pub mod score;
pub mod setup;
mod shard;
pub mod shell;
pub mod shipped;
pub mod standard_input;
pub mod stop;
pub mod test;
pub mod verify;

pub use gate::{note, note_lines, print, print_data, print_line};

use std::io::{self, IsTerminal};
use std::process::ExitCode;

/// How a command ended, if it did not return an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandOutcome {
    /// No problem: exit 0.
    Fine,
    /// A pack has faults or a test of it failed: exit 1.
    Faults,
    /// Two sides that were compared have different events: exit 1.
    Different,
    /// Something could not be read, and was reported: exit 2.
    Unread,
    /// Stopped by Ctrl-C: exit 130, the shells' convention.
    Interrupted,
}

/// The exit code of a command's result; an error is printed. A broken pipe is no error: the reader has what it wants.
pub fn exit_code(outcome: anyhow::Result<CommandOutcome>) -> ExitCode {
    ExitCode::from(match outcome {
        Ok(outcome) => exit_number(outcome),
        Err(error) if is_broken_pipe(&error) => 0,
        Err(error) => {
            note(&format!("error: {error:#}"));
            2
        }
    })
}

/// The exit code of an outcome.
pub fn exit_number(outcome: CommandOutcome) -> u8 {
    match outcome {
        CommandOutcome::Fine => 0,
        CommandOutcome::Faults | CommandOutcome::Different => 1,
        CommandOutcome::Unread => 2,
        CommandOutcome::Interrupted => 130,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io_error = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    io_error.into_iter().any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Whether messages may be coloured: standard error is a terminal and NO_COLOR is unset or empty.
pub fn colored() -> bool {
    io::stderr().is_terminal() && !refuses_color()
}

/// Whether output may be coloured: standard output is a terminal and NO_COLOR is unset or empty.
pub fn colored_output() -> bool {
    io::stdout().is_terminal() && !refuses_color()
}

/// Whether the user wants no colours: NO_COLOR is set and not empty, or the terminal is dumb.
pub fn refuses_color() -> bool {
    let is = |name: &str, wrong: fn(&str) -> bool| {
        std::env::var_os(name).is_some_and(|value| wrong(&value.to_string_lossy()))
    };
    is("NO_COLOR", |value| !value.is_empty()) || is("TERM", |value| value == "dumb")
}

/// The width of the terminal, or 100 columns if the output is not a terminal.
pub fn width() -> u16 {
    let mut table = comfy_table::Table::new();
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    table.width().unwrap_or(100)
}
