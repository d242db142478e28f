//! The reference of commands as a Markdown page, made from the same definitions as `--help`. `dateline doc
//! --commands` prints it.

use clap::{Arg, Command};
use std::fmt::Write;

/// Arguments that every command has; the page omits them.
const EVERYWHERE: &[&str] = &["help", "version"];

const OPENING: &str = "\
<!-- Made by `dateline doc --commands`; do not edit. -->

# Commands

`dateline --help` and `dateline COMMAND --help` print the same. Where no corpus is named, the shipped articles are read; `run`
and `incidents` read standard input first where something is piped in ([Quick start](quick-start.md#standard-input)). Where no pack is
named, the shipped pack `syria` is used (by `test` and `check`: all shipped packs).

";

/// The section on exit codes, which are the same for all commands.
const EXIT_CODES: &str = "
## Exit codes

| code | meaning |
|---|---|
| 0 | no error |
| 1 | a pack has faults, an example failed, `diff` found different events, or an entry of a script for `repl` failed |
| 2 | wrong use; a path that does not exist; an output that cannot be written or is one of the inputs; inputs of which nothing could be read (the output then stays as it was); with `--strict`, an article or line that could not be read |
| 130 | stopped by Ctrl-C; no file was written or replaced |
";

/// The page: an overview, a section for each command with its usage and arguments, the exit codes.
pub fn page(mut program: Command) -> String {
    program.build();
    let mut page = OPENING.to_owned();
    page.push_str("| command | what it does |\n|---|---|\n");
    for command in commands(&program) {
        // `build` gives subcommands of subcommands names that contain the whole path.
        let name = command.get_name();
        let about = about(command);
        let _ = writeln!(page, "| [`dateline {name}`](#dateline-{name}) | {about} |");
    }
    for command in program.get_subcommands_mut() {
        section(command, 2, &mut page);
    }
    page.push_str(EXIT_CODES);
    page
}

/// The subcommands, without the `help` that clap adds.
fn commands(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|command| command.get_name() != "help")
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

/// Writes the section of one command, and below it those of its own subcommands.
fn section(command: &mut Command, level: usize, page: &mut String) {
    if command.get_name() == "help" {
        return;
    }
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let title = command.get_bin_name().unwrap_or(command.get_name());
    let _ = write!(page, "\n{} `{title}`\n\n{}.\n", "#".repeat(level), about(command));
    if command.has_subcommands() {
        for command in command.get_subcommands_mut() {
            section(command, level + 1, page);
        }
        return;
    }
    let _ = write!(page, "\n```text\n{usage}\n```\n\n| argument | meaning |\n|---|---|\n");
    let own = |arg: &&Arg| !EVERYWHERE.contains(&arg.get_id().as_str()) && !arg.is_hide_set();
    let (given, named): (Vec<&Arg>, Vec<&Arg>) =
        command.get_arguments().filter(own).partition(|arg| arg.is_positional());
    for arg in given.into_iter().chain(named) {
        let _ = writeln!(page, "| {} | {} |", spelling(arg), cell(&meaning(arg)));
    }
}

/// How an argument is written: `-o`, `--output FILE`.
fn spelling(arg: &Arg) -> String {
    let values = arg.get_value_names().unwrap_or_default().iter();
    let values: Vec<&str> = values.map(|name| name.as_str()).collect();
    let values = values.join(" ");
    if arg.is_positional() {
        return format!("`{}`", cell(&values));
    }
    let takes = if arg.get_action().takes_values() { format!(" {values}") } else { String::new() };
    let short = arg.get_short().map(|short| format!("`-{short}`"));
    let long = arg.get_long().map(|long| format!("`--{long}{takes}`"));
    short.into_iter().chain(long).collect::<Vec<_>>().join(", ")
}

/// What an argument does, with the values it may take and its default.
fn meaning(arg: &Arg) -> String {
    let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if !arg.get_action().takes_values() {
        return text;
    }
    let values = arg.get_possible_values();
    let shown = values.iter().filter(|value| !value.is_hide_set());
    let lines: Vec<String> = shown
        .map(|value| match value.get_help() {
            Some(help) => format!("`{}`: {help}", value.get_name()),
            None => format!("`{}`", value.get_name()),
        })
        .collect();
    if !lines.is_empty() {
        let _ = write!(text, ". {}", lines.join("; "));
    }
    let defaults: Vec<_> = arg.get_default_values().iter().map(|it| it.to_string_lossy()).collect();
    if !defaults.is_empty() {
        let _ = write!(text, " [default: {}]", defaults.join(", "));
    }
    text
}

/// A text for a cell of a table: on one line, with `|` escaped.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
