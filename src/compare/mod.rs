//! Compares the events that two versions of rules find in the same articles: which came, went or changed. Values in,
//! values out: `cmd/diff` codes the articles and writes the report. Only `revision` calls another program, `git`.

mod align;
mod difference;
mod passage;
pub mod revision;
mod summary;

pub use crate::event::change::{Change, attributes};
pub use align::Renamed;
pub use difference::{ArticleComparison, Difference, Way, compare};
pub use passage::{Passage, Piece, PieceRole};
pub use summary::{AttributeTally, Summary, Tally};
