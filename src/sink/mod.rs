//! Output formats: one [`Sink`] per format. A sink turns events into bytes in memory, on the thread that coded them,
//! and counts in a [`Loss`] what its format cannot hold; opening files and writing bytes in order is done by the caller
//! (`cmd::output`). Called by `cmd::run` and `cmd::export`.

mod acled;
pub(crate) mod brief;
mod csv;
mod formula;
mod hits;
mod jsonl;
mod loss;
mod plover;
mod table;
mod toll;

pub use acled::{AcledSink, COLUMNS as ACLED_COLUMNS};
#[doc(hidden)]
pub use brief::safe;
pub use csv::{COLUMNS as CSV_COLUMNS, CsvSink};
#[doc(hidden)]
pub use formula::inert;
pub use hits::HitsSink;
pub use jsonl::JsonlSink;
pub use loss::Loss;
pub use plover::PloverSink;
pub use table::TableSink;

use crate::event::Event;
use std::error::Error;

/// An error while an event is turned into bytes; no event made by a coder is known to cause one.
pub type SinkError = Box<dyn Error + Send + Sync>;

/// One output format. Shared by all workers; the bytes of one article never depend on another's.
pub trait Sink: Send + Sync {
    /// The format's name on the command line.
    fn name(&self) -> &'static str;

    /// Remarks for the loss report that apply to every row.
    fn remarks(&self) -> &'static [&'static str] {
        &[]
    }

    /// Writes what comes before the first article.
    fn begin(&self, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let _ = out;
        Ok(())
    }

    /// Writes the events of one article, which are in text order, and counts in `loss` what was written and what could
    /// not be written.
    fn article(
        &self,
        events: &[Event],
        out: &mut Vec<u8>,
        loss: &mut Loss,
    ) -> Result<(), SinkError>;
}
