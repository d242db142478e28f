//! The command line: the list of subcommands, and which function runs each. Each command defines its arguments beside
//! its code; `args` has those that several commands share.

use super::gate::show_usage;
#[cfg(feature = "repl")]
use super::repl;
use super::score::{self, ScoreArgs};
use super::{
    CommandOutcome, check, cite, code, diff, doc, explain, export, import, incidents, pack, report,
    run, stop, test, verify,
};
use anyhow::Context;
use clap::{CommandFactory, Parser, Subcommand};

/// Reads the command line; if help is asked for or the arguments are wrong, prints a text and gives the exit code.
pub fn parse() -> Result<Cli, u8> {
    Cli::try_parse().map_err(show_usage)
}

/// Turn news articles into event data that can be checked.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 success, 1 faults in a pack or failed tests, 2 wrong use or unreadable files."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Query a corpus, write rules and see immediately what they find
    #[cfg(feature = "repl")]
    Repl(repl::ReplArgs),
    /// Say that this program has no live session
    #[cfg(not(feature = "repl"))]
    #[command(hide = true, disable_help_flag = true)]
    Repl {
        /// Arguments, which are ignored
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        asked: Vec<std::ffi::OsString>,
    },
    /// Code a sentence or an article of your own, and show why
    Code(code::CodeArgs),
    /// Code a corpus: articles in, events out
    Run(run::RunArgs),
    /// Join mentions of the same occurrence across articles and outlets
    Incidents(incidents::IncidentsArgs),
    /// Make a page of events to read: map, timeline, incidents, who says what
    Report(report::ReportArgs),
    /// Show what a pack's rules see in one article, and why
    Explain(explain::ExplainArgs),
    /// Measure a pack against human-coded gold or answer keys
    Score(ScoreArgs),
    /// Compare the events of two packs, revisions or runs
    Diff(diff::DiffArgs),
    /// Test packs: examples of rules, fixtures, quiet articles, gold
    Test(test::TestArgs),
    /// Load packs and report their faults, and what is probably a mistake
    Check(check::CheckArgs),
    /// Write events of an earlier run in another format
    Export(export::ExportArgs),
    /// Check that events are those that packs give for a corpus
    Verify(verify::VerifyArgs),
    /// Say what to cite for events, and which attributions their data owes
    Cite(cite::CiteArgs),
    /// Convert other projects' lists of names into tables of a pack, and annotations into gold
    Import(import::ImportArgs),
    /// Start, build, sign, get, publish and show packs
    Pack(pack::PackCommandArgs),
    /// Describe what rules and the prompt can call, or a pack with its codebook
    Doc(doc::DocArgs),
}

/// The error of `repl` in a program built without the live session.
#[cfg(not(feature = "repl"))]
const NO_REPL: &str = "this dateline was built without the live session; rebuild it with the feature \
    \"repl\", which is on by default: cargo build --release";

impl Cli {
    /// Runs the command that was asked for.
    pub fn run(self) -> anyhow::Result<CommandOutcome> {
        // A session at a terminal answers Ctrl-C itself.
        #[cfg(feature = "repl")]
        let own_interrupt = matches!(&self.command, Command::Repl(args) if args.is_at_terminal());
        #[cfg(not(feature = "repl"))]
        let own_interrupt = false;
        stop::watch(own_interrupt).context("cannot watch for signals")?;
        match self.command {
            Command::Code(args) => code::run(&args),
            Command::Run(args) => run::run(&args),
            #[cfg(feature = "repl")]
            Command::Repl(args) => repl::run(&args),
            #[cfg(not(feature = "repl"))]
            Command::Repl { .. } => anyhow::bail!(NO_REPL),
            Command::Incidents(args) => incidents::run(&args),
            Command::Report(args) => report::run(&args),
            Command::Explain(args) => explain::run(&args),
            Command::Score(args) => score::run(&args),
            Command::Diff(args) => diff::run(&args),
            Command::Test(args) => test::run(&args),
            Command::Check(args) => check::run(&args),
            Command::Export(args) => export::run(&args),
            Command::Verify(args) => verify::run(&args),
            Command::Cite(args) => cite::run(&args),
            Command::Import(args) => import::run(&args),
            Command::Pack(args) => pack::run(&args),
            Command::Doc(args) => doc::run(&args, Cli::command),
        }
    }
}

#[cfg(not(feature = "repl"))]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repl_always_fails_with_a_message_if_it_is_not_built_in() {
        for asked in [&[][..], &["--pack", "mine", "corpus"], &["--help"], &["-x"]] {
            // The subcommand accepts any arguments.
            let cli = Cli::try_parse_from([&["dateline", "repl"], asked].concat()).unwrap();
            // It always fails.
            let why = cli.run().unwrap_err().to_string();
            assert!(why.contains("built without the live session"), "{why}");
        }
    }
}
