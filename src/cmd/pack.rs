//! `dateline pack`: works with packs as a whole.

mod show;

use super::CommandOutcome;
use clap::{Args, Subcommand};

/// The arguments of `pack`.
#[derive(Debug, Args)]
pub struct PackCommandArgs {
    #[command(subcommand)]
    command: PackCommand,
}

/// What to do with packs.
#[derive(Debug, Subcommand)]
enum PackCommand {
    /// Show the card of a pack: what it tags and leaves alone, scores, licence, what it stands on and costs
    Show(show::ShowArgs),
}

/// Runs the command that was asked for.
pub fn run(args: &PackCommandArgs) -> anyhow::Result<CommandOutcome> {
    match &args.command {
        PackCommand::Show(args) => show::run(args),
    }
}
