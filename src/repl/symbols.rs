//! The names that a line may hold: what completion, hints and highlighting stand on. A snapshot that the editor reads
//! while the session works.

use std::sync::Arc;

/// Names known at the moment. Lists are sorted; large ones are shared between snapshots.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    /// Variables typed, with the reference's name of their type ("Pattern", "Event") where it has one.
    pub variables: Vec<(String, Option<&'static str>)>,
    /// Functions typed, with their parameters.
    pub functions: Vec<(String, Vec<String>)>,
    /// Rule ids.
    pub rules: Arc<Vec<String>>,
    /// Kinds of the packs and of their rules.
    pub kinds: Arc<Vec<String>>,
    /// Article ids, in the corpus' order.
    pub articles: Arc<Vec<String>>,
    /// Lexicons.
    pub lexicons: Arc<Vec<String>>,
    /// Names of actors in the gazetteers.
    pub actors: Arc<Vec<String>>,
    /// Packs loaded and shipped.
    pub packs: Arc<Vec<String>>,
    /// Ids of the events last listed, in the list's order: an event is named by its number there, too.
    pub events: Arc<Vec<String>>,
}
