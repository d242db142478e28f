//! How events leave the program: one [`Sink`] a format. A sink turns events into bytes in memory, on the thread that
//! coded them; opening files and writing bytes in order is the caller's (`cmd::output`). Called by `cmd::run`.

mod csv;
mod hits;
mod jsonl;
mod table;

pub use csv::{COLUMNS as CSV_COLUMNS, Csv};
pub use hits::Hits;
pub use jsonl::Jsonl;
pub use table::{Table, safe};

use crate::event::Event;
use std::error::Error;

/// What goes wrong while an event is turned into bytes; no event made by a coder is known to cause it.
pub type SinkError = Box<dyn Error + Send + Sync>;

/// One output format. Shared by all workers; bytes for one article never depend on another's.
pub trait Sink: Send + Sync {
    /// Writes what stands before the first article.
    fn begin(&self, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let _ = out;
        Ok(())
    }

    /// Writes the events of one article, which stand in text order.
    fn article(&self, events: &[Event], out: &mut Vec<u8>) -> Result<(), SinkError>;
}
