//! Output formats, of two shapes. A [`Sink`] turns the events of an article into bytes in memory, on the thread that
//! coded them. A [`Store`] is given the events of all articles, in order, on one thread, and writes the whole: databases,
//! and documents with a beginning and an end. Both count in a [`Loss`] what their format cannot hold; opening files is
//! done by the caller (`cmd::output`). Called by `cmd::run` and `cmd::export`.

mod acled;
pub(crate) mod brief;
#[cfg(feature = "parquet")]
mod columnar;
mod csv;
mod csv_long;
#[cfg(feature = "sqlite")]
#[doc(hidden)]
pub mod database;
#[doc(hidden)]
pub mod flat;
mod formula;
#[doc(hidden)]
pub mod geojson;
mod hits;
mod jsonl;
mod loss;
mod plover;
mod spreadsheet;
mod store;
mod table;
#[doc(hidden)]
pub mod timemap;
mod toll;

pub use acled::{AcledSink, COLUMNS as ACLED_COLUMNS};
#[doc(hidden)]
pub use brief::safe;
#[cfg(feature = "parquet")]
pub use columnar::ParquetStore;
pub use csv::{COLUMNS as CSV_COLUMNS, CsvSink};
pub use csv_long::{COLUMNS as CSV_LONG_COLUMNS, CsvLongSink};
#[cfg(feature = "sqlite")]
pub use database::{DatabaseKind, DatabaseStore};
pub use geojson::GeojsonStore;
pub use hits::HitsSink;
pub use jsonl::JsonlSink;
pub use loss::{Dropped, Loss};
pub use plover::PloverSink;
#[doc(hidden)]
pub use spreadsheet::tidied;
pub use store::Store;
pub use table::TableSink;
pub use timemap::TimemapStore;

use crate::event::Event;
use std::error::Error;

/// An error while an event is turned into bytes; no event made by a coder is known to cause one.
pub type SinkError = Box<dyn Error + Send + Sync>;

/// One output format that is written article by article. Shared by all workers; the bytes of one article never depend on another's.
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

#[cfg(test)]
mod complete;
