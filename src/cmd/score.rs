//! `dateline score`: compares a pack's events with what people coded: mentions one by one, or incident types or tolls
//! by article, or the events of ACLED's export.

mod args;
mod coded;
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
    if let Some(table) = &args.acled {
        return coded::run(args, table);
    }
    match (&args.gold, &args.tolls) {
        (Some(gold), _) => mentions::run(args, gold),
        (None, Some(tolls)) => tolls::run(args, tolls),
        (None, None) if args.keys.is_empty() => bail!(
            "name what people coded: --gold FILE (mentions), --keys FILE (incident types by article), --tolls FILE \
             (the dead by article) or --acled FILE (events that ACLED coded)"
        ),
        (None, None) => types::run(args),
    }
}
