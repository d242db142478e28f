//! Names with codes. Actors, places and weapons from tables that an analyst edits in a spreadsheet, indexed
//! for scanning documents.
//!
//! A [`GazetteerBuilder`] reads tables (as text: the pack loader opens the files) and reports every mistake by file and
//! line; the [`Gazetteer`] it builds is immutable and shared between threads. `pattern` uses it for `actor()` and
//! `place()`, `frame` for parties and places. What a whole noun phrase or a sentence means is handled by `frame`.
//!
//! ```
//! use dateline::gazetteer::{GazetteerBuilder, Table};
//!
//! let mut builder = GazetteerBuilder::new();
//! let problems = builder.add_table(Table::Places, "places.csv", "name,kind,country\nRaqqa,town,SYR\n");
//! assert!(problems.is_empty());
//! let gazetteer = builder.build();
//! let raqqa = gazetteer.find("raqqa").map(|id| gazetteer.entry(id));
//! assert_eq!(raqqa.and_then(|entry| entry.country.as_deref()), Some("SYR"));
//! ```

mod builder;
mod code;
mod cycle;
mod entry;
mod evidence;
mod found;
mod hit;
pub mod import;
mod index;
mod name_file;
mod packed;
mod place_words;
mod reading;
mod scan;
mod table;
#[cfg(test)]
pub(crate) mod testing;

pub use builder::{Gazetteer, GazetteerBuilder};
pub use entry::{Entry, EntryId, EntryKind, NameForm, Reading};
pub use hit::NameHit;
pub use index::key;
pub use name_file::NameFile;
pub use packed::PackedTables;
pub use table::{Problem, Table};
