//! Formats that are written as a whole by one thread, and not article by article: databases, documents with a beginning
//! and an end. The events come to them in the order of the articles, so that the output never depends on threads.

use super::{Loss, SinkError};
use crate::event::Event;

/// One output format that is written as a whole. Whoever makes it says where it is written.
pub trait Store {
    /// Adds the events of one article, which are in text order, and counts in `loss` what was written and what could
    /// not be written.
    fn article(&mut self, events: &[Event], loss: &mut Loss) -> Result<(), SinkError>;

    /// Says what the events stand on: the records of the runs that made them, as JSON. Only databases and Parquet
    /// keep that.
    fn stands_on(&mut self, records: Vec<serde_json::Value>) {
        let _ = records;
    }

    /// Writes what is still to be written. Without it, the output is incomplete.
    fn finish(self: Box<Self>) -> Result<(), SinkError>;
}
