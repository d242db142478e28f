//! Completion scripts and manual pages for `dateline doc`, made from the same definitions as `--help`.

use super::output::Outputs;
use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The name of the program, as shells and `man` know it.
const PROGRAM: &str = "dateline";

/// The arguments of `doc` for completion scripts and manual pages.
#[derive(Debug, Args)]
pub struct ShellArgs {
    /// A script that completes dateline's commands and options in this shell
    #[arg(long, value_name = "SHELL", value_enum)]
    #[arg(conflicts_with_all = ["names", "api", "commands", "definitions", "format"])]
    pub completions: Option<Shell>,
    /// Write manual pages, dateline.1 and one for each command, to this folder; pages that are there are replaced
    #[arg(long, value_name = "FOLDER")]
    #[arg(conflicts_with_all = ["names", "api", "commands", "definitions", "format", "output", "completions"])]
    pub man: Option<PathBuf>,
}

/// The completion script for a shell.
pub fn completions(command: fn() -> Command, shell: Shell) -> String {
    let mut script = Vec::new();
    // Written to memory, since the generator panics if writing fails.
    clap_complete::generate(shell, &mut command(), PROGRAM, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Writes a manual page for the program and one for each command to `folder`, which is created if it does not exist.
pub fn write_manual(command: fn() -> Command, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .map_err(|error| anyhow::anyhow!("cannot create {}: {error}", folder.display()))?;
    let mut program = command().disable_help_subcommand(true);
    program.build();
    write_pages(&program, None, folder)
}

/// Writes the page of one command, and those of its own subcommands; `parent` is the name of the page above.
fn write_pages(command: &Command, parent: Option<&str>, folder: &Path) -> anyhow::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let mut output = Outputs::default().open(Some(&folder.join(format!("{name}.1"))))?;
    write_page(command, parent, &mut output)?;
    output.commit()?;
    let shown = command.get_subcommands().filter(|command| !command.is_hide_set());
    for subcommand in shown {
        write_pages(subcommand, Some(name), folder)?;
    }
    Ok(())
}

/// Writes one page, in the order of sections that man-pages(7) gives.
fn write_page(command: &Command, parent: Option<&str>, output: &mut dyn Write) -> io::Result<()> {
    let version = concat!("dateline ", env!("CARGO_PKG_VERSION"));
    // A quoted empty string: a really empty date would be omitted, and the version would move into its place.
    let man = Man::new(command.clone()).date("\"\"").source(version).manual("Dateline");
    man.render_title(output)?;
    man.render_name_section(output)?;
    man.render_synopsis_section(output)?;
    man.render_description_section(output)?;
    man.render_options_section(output)?;
    if command.has_subcommands() {
        man.render_subcommands_section(output)?;
    }
    let mut end = Roff::new();
    if let Some(codes) = command.get_after_help() {
        end.control("SH", ["EXIT STATUS"]).text([roman(codes.to_string())]);
    }
    if let Some(parent) = parent {
        end.control("SH", ["SEE ALSO"]).text([bold(parent), roman("(1)")]);
    }
    end.to_writer(output)
}
