//! `dateline score`: a pack's events beside what people coded, mentions one by one or incident types by article.

mod mentions;
mod table;
mod types;
mod walk;

use super::Outcome;
use super::cli::ScoreArgs;

/// Scores the packs and prints the result.
pub fn run(args: &ScoreArgs) -> anyhow::Result<Outcome> {
    match &args.gold {
        Some(gold) => mentions::run(args, gold),
        None => types::run(args),
    }
}
