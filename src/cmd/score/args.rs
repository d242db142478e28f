//! The arguments of `score`.

use crate::cmd::args::{PackArgs, ReadArgs};
use clap::Args;
use std::path::PathBuf;

/// The arguments of `score`.
#[derive(Debug, Args)]
pub struct ScoreArgs {
    /// Files and folders of articles; where none is named the shipped corpus, or with --keys the key files themselves
    pub corpus: Vec<PathBuf>,
    /// Human-coded mentions, one JSON object a line
    #[arg(short, long, value_name = "FILE")]
    pub gold: Option<PathBuf>,
    /// Answer keys, one JSON object an article, as MUC-4 names incidents: scores the types each article reports
    #[arg(short, long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["gold", "tolls"])]
    pub keys: Vec<PathBuf>,
    /// Which kinds, under which conditions, are which type of the keys [default: the shipped conflict/muc4.toml]
    #[arg(long, value_name = "FILE", requires = "keys")]
    pub types: Option<PathBuf>,
    /// Death tolls of whole articles instead of gold, one JSON object a line: {"article": ..., "killed": ...}
    #[arg(long, value_name = "FILE", conflicts_with = "gold")]
    pub tolls: Option<PathBuf>,
    /// Events that ACLED coded, as its export has them (CSV): scores what of them is found in their notes, which are the
    /// articles where no corpus is named
    #[arg(long, value_name = "FILE", conflicts_with_all = ["gold", "tolls", "keys", "confusions"])]
    pub acled: Option<PathBuf>,
    #[command(flatten)]
    pub pack: PackArgs,
    /// List misses and false alarms with their passages, the worst kind first
    #[arg(long)]
    pub confusions: bool,
    /// Print JSON for programs
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub reading: ReadArgs,
}
