//! The names that completion offers, and what they were made from.

use crate::gazetteer::Gazetteer;
use crate::repl::symbols::Symbols;
use crate::script::ScriptSet;
use std::sync::Arc;

/// The names that a line may hold now.
#[derive(Default)]
pub struct NameCache {
    /// The names.
    pub symbols: Arc<Symbols>,
    /// The gazetteer that the actors among them are of.
    pub gazetteer: Option<Arc<Gazetteer>>,
    /// The scripts of which the console has the modules and lexicons.
    pub sets: Vec<Arc<ScriptSet>>,
}
