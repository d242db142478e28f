//! The tables of a gazetteer as plain data that can be written to a file and read again, which is faster than reading the
//! tables.

use super::entry::Entry;
use super::index::Index;
use super::{Gazetteer, NameFile};
use serde::{Deserialize, Serialize};

/// The entries of tables and the index of their names. Name files are not part of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PackedTables {
    entries: Vec<Entry>,
    index: Index,
}

impl PackedTables {
    /// The tables of a gazetteer.
    pub fn of(gazetteer: &Gazetteer) -> PackedTables {
        PackedTables { entries: gazetteer.entries.clone(), index: gazetteer.index.clone() }
    }

    /// The gazetteer of these tables with name files, which must be those it had, in their order.
    pub fn gazetteer(self, files: Vec<NameFile>) -> Gazetteer {
        Gazetteer::assemble(self.entries, self.index, files)
    }
}
