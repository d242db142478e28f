//! `dateline pack new`: starts a pack.

use crate::cmd::{CommandOutcome, print_line, shipped};
use clap::Args;
use dateline::registry::source::check_name;
use dateline::registry::start::start;
use std::path::PathBuf;

/// The arguments of `pack new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The pack's name, of a-z, 0-9 and -
    pub name: String,
    /// The folder to make [default: one with the pack's name]
    #[arg(long = "in", value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
}

/// Makes the folder and its files.
pub fn run(args: &NewArgs) -> anyhow::Result<CommandOutcome> {
    let folder = args.folder.clone().unwrap_or_else(|| PathBuf::from(&args.name));
    let help = "choose another name, such as one that says what the pack adds";
    check_name(&args.name, &shipped::store(), help)?;
    let files = start(&args.name, &folder)?;
    let place = folder.display();
    print_line(&format!("made {place}: {}", files.join(", ")))?;
    print_line(&format!("try it: dateline test {place}"))?;
    Ok(CommandOutcome::Fine)
}
