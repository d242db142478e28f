//! Events as columns in memory, in the layout of Apache Arrow, which data frames and databases take over without a copy. The
//! table is nested as the record is: an event is a row, its lists are lists, what is not known is null.
//!
//! Knows no file: `sink::columnar` writes the columns, and a binding for another language can hand them on as they are.

mod columns;
mod events;

pub use columns::{Columns, days_since_1970};
pub use events::{batch, schema};
