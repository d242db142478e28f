//! `dateline score`: compares a pack's events with what people coded: mentions one by one, or incident types or tolls
//! by article.

mod args;
mod mentions;
mod tolls;
mod types;
mod walk;

pub use args::ScoreArgs;
pub use walk::no_article_joined;

use super::CommandOutcome;
use anyhow::bail;

/// Scores the packs and prints the result.
pub fn run(args: &ScoreArgs) -> anyhow::Result<CommandOutcome> {
    match (&args.gold, &args.tolls) {
        (Some(gold), _) => mentions::run(args, gold),
        (None, Some(tolls)) => tolls::run(args, tolls),
        (None, None) if args.keys.is_empty() => bail!(
            "name what people coded: --gold FILE (mentions), --keys FILE (incident types by article) or --tolls FILE \
             (the dead by article)"
        ),
        (None, None) => types::run(args),
    }
}
