//! A corpus that stays in memory, and the events that the current rules find in it. When rules change, only what the
//! change can affect is coded again; the result equals coding everything.

mod corpus;
pub(crate) mod delta;
mod diagnostics;
mod diff_report;
pub(crate) mod document_store;
pub(crate) mod draft_cache;
mod outside;
pub(crate) mod postings;
mod repeats;
pub(crate) mod rule_table;
mod rules;
pub(crate) mod search;
pub(crate) mod shard;
mod shard_repeats;
pub(crate) mod shards;
mod update;

pub use corpus::{ArticleDelta, ArticleLocation, LiveCorpus, UpdateOutcome};
pub use diagnostics::{KindTally, RuleTally};
pub use diff_report::EventDiff;
pub use document_store::DocumentStore;
pub use shards::Stopped;
