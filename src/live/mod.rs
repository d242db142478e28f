//! A corpus that stays in memory, and the events that the rules in force find in it. When rules change,
//! only what they can touch is coded again, and the outcome is what coding everything would give.

mod corpus;
pub(crate) mod delta;
mod diagnostics;
mod diff_report;
pub(crate) mod document_store;
pub(crate) mod draft_cache;
pub(crate) mod postings;
pub(crate) mod rule_table;
mod rules;
pub(crate) mod search;
pub(crate) mod shard;
pub(crate) mod shards;
mod update;

pub use corpus::{ArticleLocation, Live, Located, Outcome};
pub use diagnostics::{KindTally, RuleTally};
pub use diff_report::EventDiff;
pub use document_store::DocumentStore;
pub use shards::Stopped;
