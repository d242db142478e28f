//! Floor 5: a corpus that stays in memory, and the events that the rules of the moment find in it. When rules change,
//! only what they can touch is coded again, and the outcome is what coding everything would give.

mod corpus;
pub mod delta;
mod insight;
pub mod kept;
pub mod postings;
pub mod roster;
pub mod search;
pub mod shard;
pub mod shards;
pub mod shelf;
mod take;
mod tell;

pub use corpus::{Live, Located, Outcome, Spot, Stopped};
pub use insight::{KindTally, RuleTally};
pub use shelf::Shelf;
pub use tell::Told;
