//! How the arguments are spelt. Only this file, `commands` and `shell` name clap; it hands plain values to the other files of `cmd`.

#[cfg(feature = "repl")]
use super::repl;
use super::shell::ShellArgs;
use super::{Outcome, check, doc, explain, export, import, incidents, run, score, test};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use dateline::corpus::{FieldMap, ReadOptions};
use dateline::text::layout::DateOrder;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Reads the command line; prints help or a complaint and exits where that is all there is to do.
pub fn parse() -> anyhow::Result<Cli> {
    Ok(Cli::parse())
}

/// The reference of all commands, as Markdown.
pub fn reference() -> String {
    super::commands::page(Cli::command())
}

/// Turn news articles into event data that can be checked.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 fine, 1 faults in a pack or failed examples, 2 bad use or unreadable files."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ask a corpus, write rules and see at once what they find
    #[cfg(feature = "repl")]
    Repl(ReplArgs),
    /// Say that this program has no live session
    #[cfg(not(feature = "repl"))]
    #[command(hide = true, disable_help_flag = true)]
    Repl {
        /// Whatever was asked of it
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        asked: Vec<std::ffi::OsString>,
    },
    /// Code a corpus: articles in, events out
    Run(RunArgs),
    /// Join mentions of one occurrence across articles and outlets
    Incidents(IncidentsArgs),
    /// Show what a pack's rules see in one article, and why
    Explain(ExplainArgs),
    /// Measure a pack against human-coded gold or answer keys
    Score(ScoreArgs),
    /// Try each rule on its own examples and counterexamples
    Test(PacksArgs),
    /// Load packs and report their faults
    Check(PacksArgs),
    /// Write events of an earlier run in another format
    Export(ExportArgs),
    /// Turn other projects' lists of names into tables of a pack
    Import(ImportArgs),
    /// Tell what rules and the prompt can call: functions, methods, operators
    Doc(DocArgs),
}

/// What a program built without the live session says instead.
#[cfg(not(feature = "repl"))]
const NO_REPL: &str = "this dateline was built without the live session; build it again with the feature \
    \"repl\", which is on by default: cargo build --release";

impl Cli {
    /// Runs the command that was asked for.
    pub fn run(self) -> anyhow::Result<Outcome> {
        match self.command {
            Command::Run(args) => run::run(&args),
            #[cfg(feature = "repl")]
            Command::Repl(args) => repl::run(&args),
            #[cfg(not(feature = "repl"))]
            Command::Repl { .. } => anyhow::bail!(NO_REPL),
            Command::Incidents(args) => incidents::run(&args),
            Command::Explain(args) => explain::run(&args),
            Command::Score(args) => score::run(&args),
            Command::Test(args) => test::run(&args.packs),
            Command::Check(args) => check::run(&args.packs),
            Command::Export(args) => export::run(&args),
            Command::Import(args) => import::run(&args),
            Command::Doc(args) => doc::run(&args),
        }
    }
}

/// What `run` is told.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Files and folders of articles (.txt, .jsonl, .csv, each also .gz or .zst), "-" for standard input; the shipped corpus where none is named
    pub corpus: Vec<PathBuf>,
    /// A pack's folder, a rule file (mine.rhai), or the name of a shipped pack; may be given again [default: syria]
    #[arg(short, long = "pack", value_name = "PACK")]
    pub packs: Vec<String>,
    /// Write to this file, which appears or is replaced whole at the end, or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to write events [default: table on a terminal, csv to a .csv file, else jsonl]
    #[arg(short, long, value_enum)]
    pub format: Option<Format>,
    /// Keep events of this kind only; may be given again
    #[arg(short, long = "kind", value_name = "KIND")]
    pub kinds: Vec<String>,
    /// Worker threads [default: as many as there are cores]; the result is the same for any number
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    /// Exit with 2 where an article could not be read
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub loss: LossArgs,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// What `repl` is told.
#[cfg(feature = "repl")]
#[derive(Debug, Args)]
pub struct ReplArgs {
    /// Files and folders of articles, as for `run`; the shipped corpus where none is named
    pub corpus: Vec<PathBuf>,
    /// A pack's folder or a rule file (mine.rhai), which is watched from then on, or the name of a shipped pack; may be given again [default: syria]
    #[arg(short, long = "pack", value_name = "PACK")]
    pub packs: Vec<String>,
    /// Show each entry of a script before its reply, as a person would see them
    #[arg(long)]
    pub echo: bool,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// What is told of losses, and beside the events at all.
#[derive(Debug, Args)]
pub struct LossArgs {
    /// No progress, no summary, no loss report; faults and errors are still told
    #[arg(short, long)]
    pub quiet: bool,
    /// Write what the format could not carry to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub loss: Option<PathBuf>,
}

/// What `export` is told.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Files of events as `dateline run` writes them (JSONL), "-" for standard input
    #[arg(required = true, value_name = "EVENTS")]
    pub events: Vec<PathBuf>,
    /// How to write events [default: table on a terminal, csv to a .csv file, else jsonl]
    #[arg(short, long, value_enum)]
    pub format: Option<Format>,
    /// Write to this file, which appears or is replaced whole at the end, or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with 2 where a line is no event
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub loss: LossArgs,
}

/// What `import` is told.
#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(subcommand)]
    pub command: ImportCommand,
}

/// The formats that can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// PETRARCH's dictionaries (Phoenix): of actors into actors.csv, of agents into roles.csv
    Petrarch(PetrarchArgs),
    /// GeoNames' places, as a tab-separated dump or as JSON, into places.csv
    Geonames(GeonamesArgs),
}

/// What every import is told.
#[derive(Debug, Args)]
pub struct ImportOut {
    /// Files to read
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The table to write, which appears or is replaced whole; standard output where none is named
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write all that was left out, with file, line and reason, to this CSV file
    #[arg(long, value_name = "FILE")]
    pub left_out: Option<PathBuf>,
    /// No summary
    #[arg(short, long)]
    pub quiet: bool,
}

/// What `import petrarch` is told.
#[derive(Debug, Args)]
pub struct PetrarchArgs {
    #[command(flatten)]
    pub out: ImportOut,
    /// Take states too, which the shipped states.csv has with adjectives and capitals
    #[arg(long)]
    pub states: bool,
}

/// What `import geonames` is told.
#[derive(Debug, Args)]
pub struct GeonamesArgs {
    #[command(flatten)]
    pub out: ImportOut,
    /// admin1CodesASCII.txt of GeoNames, for the names of admin areas
    #[arg(long, value_name = "FILE")]
    pub admin1: Option<PathBuf>,
    /// Leave out towns of fewer people
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = population)]
    pub population: u64,
}

/// What `incidents` is told.
#[derive(Debug, Args)]
pub struct IncidentsArgs {
    /// Files and folders of articles, as for `run`; the shipped corpus where none is named
    pub corpus: Vec<PathBuf>,
    /// A pack's folder, a rule file (mine.rhai), or the name of a shipped pack; may be given again [default: syria]
    #[arg(short, long = "pack", value_name = "PACK")]
    pub packs: Vec<String>,
    /// Join the events of this file, as `run` writes them (JSONL, "-" for standard input), and code nothing
    #[arg(short, long, value_name = "FILE", conflicts_with = "corpus")]
    pub events: Vec<PathBuf>,
    /// Write to this file, which appears or is replaced whole at the end, or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to write incidents [default: table on a terminal, csv to a .csv file, else jsonl]
    #[arg(short, long, value_enum)]
    pub format: Option<IncidentFormat>,
    /// Keep incidents that hold a mention of this kind; may be given again
    #[arg(short, long = "kind", value_name = "KIND")]
    pub kinds: Vec<String>,
    /// Worker threads [default: as many as there are cores]; the result is the same for any number
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    /// Exit with 2 where an article or an event could not be read
    #[arg(long)]
    pub strict: bool,
    /// No progress and no summary; faults and errors are still told
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// How the fields and dates of a corpus are read.
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// Where a JSONL or CSV corpus keeps a field, such as text=body or id=url; may be given again
    #[arg(long = "field", value_name = "FIELD=COLUMN")]
    pub fields: Vec<String>,
    /// How 12/08/2016 is read where the text does not settle it
    #[arg(long, value_enum, default_value_t = Order::Dmy)]
    pub date_order: Order,
}

impl ReadArgs {
    /// The reader's options.
    pub fn options(&self) -> anyhow::Result<ReadOptions> {
        let order = match self.date_order {
            Order::Dmy => DateOrder::Dmy,
            Order::Mdy => DateOrder::Mdy,
            Order::Ymd => DateOrder::Ymd,
        };
        let mut fields = FieldMap::default();
        for pair in &self.fields {
            fields.set(pair).map_err(|why| anyhow::anyhow!("--field {pair}: {why}"))?;
        }
        Ok(ReadOptions { fields, order, ..ReadOptions::default() })
    }
}

/// What `explain` is told.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A file (FILE#ID where it holds several articles), or the id of a shipped article, such as seed-003
    pub article: String,
    /// This rule only
    #[arg(short, long)]
    pub rule: Option<String>,
    /// This sentence only, counted from 1 as in the events
    #[arg(short, long, value_name = "N", value_parser = sentence)]
    pub sentence: Option<NonZeroUsize>,
    /// A pack's folder, a rule file (mine.rhai), or the name of a shipped pack; may be given again [default: syria]
    #[arg(short, long = "pack", value_name = "PACK")]
    pub packs: Vec<String>,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// What `score` is told.
#[derive(Debug, Args)]
pub struct ScoreArgs {
    /// Files and folders of articles; where none is named the shipped corpus, or with --keys the key files themselves
    pub corpus: Vec<PathBuf>,
    /// Human-coded mentions, one JSON object a line
    #[arg(short, long, value_name = "FILE")]
    pub gold: Option<PathBuf>,
    /// Answer keys, one JSON object an article, as MUC-4 names incidents: scores the types each article tells of
    #[arg(short, long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["gold", "tolls"])]
    pub keys: Vec<PathBuf>,
    /// Which kinds, under which conditions, are which type of the keys [default: the shipped conflict/muc4.toml]
    #[arg(long, value_name = "FILE", requires = "keys")]
    pub types: Option<PathBuf>,
    /// The dead of whole articles instead of gold, one JSON object a line: {"article": ..., "killed": ...}
    #[arg(long, value_name = "FILE", conflicts_with = "gold")]
    pub tolls: Option<PathBuf>,
    /// A pack's folder, a rule file (mine.rhai), or the name of a shipped pack; may be given again [default: syria]
    #[arg(short, long = "pack", value_name = "PACK")]
    pub packs: Vec<String>,
    /// List misses and false alarms with their passages, the worst kind first
    #[arg(long)]
    pub confusions: bool,
    /// Print JSON for programs
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// What `test` and `check` are told.
#[derive(Debug, Args)]
pub struct PacksArgs {
    /// Packs: folders, rule files (mine.rhai), or names of shipped packs [default: all shipped packs]
    #[arg(value_name = "PACK")]
    pub packs: Vec<String>,
}

/// What `doc` is told.
#[derive(Debug, Args)]
pub struct DocArgs {
    /// What to tell of: a function, a method (m.actor), a type (Match), an operator; a line for each there is where none is named
    #[arg(value_name = "NAME", conflicts_with_all = ["api", "definitions"])]
    pub names: Vec<String>,
    /// All of it
    #[arg(long, conflicts_with = "definitions")]
    pub api: bool,
    /// The reference of dateline's own commands and options, as Markdown
    #[arg(long, conflicts_with_all = ["names", "api", "definitions", "format"])]
    pub commands: bool,
    /// The definitions file for editors with a Rhai language server (.d.rhai)
    #[arg(long)]
    pub definitions: bool,
    /// With --definitions: what Rhai itself brings as well
    #[arg(long, requires = "definitions", conflicts_with_all = ["api", "names", "format"])]
    pub rhai: bool,
    #[command(flatten)]
    pub shell: ShellArgs,
    /// How to write it [default: fitted to the terminal on one, else md]
    #[arg(short, long, value_enum, conflicts_with = "definitions")]
    pub format: Option<DocFormat>,
    /// Write to this file, which appears or is replaced whole
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A format of `doc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DocFormat {
    /// Markdown
    Md,
    /// For programs: every part by itself
    Json,
}

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The whole record, one JSON object a line
    Jsonl,
    /// Flat columns for spreadsheets
    Csv,
    /// ACLED's columns: what happened, with a day and a place; a loss report tells the rest
    Acled,
    /// PLOVER records, one JSON object a line; a loss report tells the rest
    Plover,
    /// For eyes
    Table,
    /// Article and rule, a line for each rule that has an event; closures run until their first
    Hits,
}

/// An output format for incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum IncidentFormat {
    /// The whole record, one JSON object a line
    Jsonl,
    /// One row an incident: where, when, ranges of tolls, how many sources
    Csv,
    /// For eyes
    Table,
}

/// An order of day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Order {
    /// Day first
    Dmy,
    /// Month first
    Mdy,
    /// Year first
    Ymd,
}

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    let most = 1024;
    text.parse::<NonZeroUsize>().ok().filter(|jobs| jobs.get() <= most).ok_or_else(|| {
        format!("give a number from 1 to {most}, or leave --jobs out to use all cores")
    })
}

fn population(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "give a number of people in digits alone, such as 500".into())
}

fn sentence(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "sentences are counted from 1".into())
}

#[cfg(not(feature = "repl"))]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_without_the_session_says_so_whatever_is_asked_of_it() {
        for asked in [&[][..], &["--pack", "mine", "corpus"], &["--help"], &["-x"]] {
            // A subcommand that takes anything.
            let cli = Cli::try_parse_from([&["dateline", "repl"], asked].concat()).unwrap();
            // It always refuses.
            let why = cli.run().unwrap_err().to_string();
            assert!(why.contains("built without the live session"), "{why}");
        }
    }
}
