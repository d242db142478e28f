//! Floor 5: a corpus that stays in memory, and the events that the rules of the moment find in it. When rules change,
//! only what they can touch is coded again, and the outcome is what coding everything would give.

mod corpus;
pub(crate) mod delta;
mod insight;
pub(crate) mod kept;
pub(crate) mod postings;
pub(crate) mod roster;
pub(crate) mod search;
pub(crate) mod shard;
pub(crate) mod shards;
pub(crate) mod shelf;
mod take;
mod tell;

pub use corpus::{Live, Located, Outcome, Spot, Stopped};
pub use insight::{KindTally, RuleTally};
pub use shelf::Shelf;
pub use tell::Told;
