//! Converts other projects' lists of names into this project's tables: PETRARCH's dictionaries of actors and agents (as
//! in Phoenix), GeoNames' dumps of places. Text in, rows and reasons for skipped lines out; `cmd::import` opens the
//! files. Deterministic: importing twice gives the same bytes.

mod agent;
mod dictionary;
mod geonames;
mod kind;
mod names;
mod period;
mod petrarch;
mod spelling;

pub use geonames::{AdminNames, PlaceFilter, geonames};
pub use names::names;
pub use petrarch::{Petrarch, PetrarchTable};

use super::Table;

/// A line, record or name that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file, as given.
    pub file: String,
    /// The line in it, from 1.
    pub line: u64,
    /// The reason; equal reasons have equal texts, so that they can be counted.
    pub why: &'static str,
    /// The text concerned.
    pub what: String,
}

/// A table made from other lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The table kind, which decides the columns.
    pub table: Table,
    /// Its rows, each with a cell for each column of [`Table::columns`].
    pub rows: Vec<Vec<String>>,
    /// What was left out, in the order of files and lines.
    pub skipped: Vec<Skipped>,
}

impl Imported {
    /// The table as CSV with a header, lines ended by LF.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header =
            std::iter::once(self.table.columns().iter().map(|name| (*name).to_owned()).collect());
        for record in header.chain(self.rows.iter().cloned()) {
            let record: Vec<String> = record;
            // Writing to memory does not fail, and all records have the header's length.
            let _ = writer.write_record(&record);
        }
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
