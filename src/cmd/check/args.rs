//! The arguments of `check`.

use clap::{Args, ValueEnum};

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Packs: folders, archives (arms-1.1.0.pack), rule files (mine.rhai), names of shipped packs, or name@version [default: all shipped packs]
    #[arg(value_name = "PACK")]
    pub packs: Vec<String>,
    /// Correct what can be corrected without changing any event, and show what was changed
    #[arg(long)]
    pub fix: bool,
    /// Fail on warnings too
    #[arg(long)]
    pub deny_warnings: bool,
    /// Measure the rules on the shipped corpus, and report those that take most of their pack's time
    #[arg(long)]
    pub slow: bool,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
}

/// A format of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people: each finding with its line, and a summary of each pack
    Text,
    /// One JSON object with all findings
    Json,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
}
