//! The names that completion offers, and the data they were made from.

use crate::gazetteer::Gazetteer;
use crate::repl::symbols::Symbols;
use crate::script::ScriptSet;
use std::sync::Arc;

/// The names currently known.
#[derive(Default)]
pub struct NameCache {
    /// The names.
    pub symbols: Arc<Symbols>,
    /// The gazetteer that the names of actors came from.
    pub gazetteer: Option<Arc<Gazetteer>>,
    /// The scripts whose modules and lexicons the console has.
    pub sets: Vec<Arc<ScriptSet>>,
}
