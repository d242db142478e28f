//! How events leave the program: one [`Sink`] a format. A sink turns events into bytes in memory, on the thread that
//! coded them, and counts in a [`Loss`] what its format cannot hold; opening files and writing bytes in order is the
//! caller's (`cmd::output`). Called by `cmd::run` and `cmd::export`.

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

pub use acled::{Acled, COLUMNS as ACLED_COLUMNS};
#[doc(hidden)]
pub use brief::safe;
pub use csv::{COLUMNS as CSV_COLUMNS, Csv};
#[doc(hidden)]
pub use formula::inert;
pub use hits::Hits;
pub use jsonl::Jsonl;
pub use loss::Loss;
pub use plover::Plover;
pub use table::Table;

use crate::event::Event;
use std::error::Error;

/// What goes wrong while an event is turned into bytes; no event made by a coder is known to cause it.
pub type SinkError = Box<dyn Error + Send + Sync>;

/// One output format. Shared by all workers; bytes for one article never depend on another's.
pub trait Sink: Send + Sync {
    /// The format's name, as the command line spells it.
    fn name(&self) -> &'static str;

    /// What a reader of the loss report should know of every row.
    fn remarks(&self) -> &'static [&'static str] {
        &[]
    }

    /// Writes what comes before the first article.
    fn begin(&self, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let _ = out;
        Ok(())
    }

    /// Writes the events of one article, which are in text order, and counts in `loss` what was written and what
    /// could not be.
    fn article(
        &self,
        events: &[Event],
        out: &mut Vec<u8>,
        loss: &mut Loss,
    ) -> Result<(), SinkError>;
}
