//! The names that a line may contain, used by completion, hints and highlighting. A snapshot that the editor reads
//! while the session runs.

use std::sync::Arc;

/// The names currently known. Lists are sorted; large ones are shared between snapshots.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    /// Variables defined at the prompt, with the name of their type in the reference ("Pattern", "Event") if it has
    /// one.
    pub variables: Vec<(String, Option<&'static str>)>,
    /// Functions defined at the prompt, with their parameters.
    pub functions: Vec<(String, Vec<String>)>,
    /// Rule ids.
    pub rules: Arc<Vec<String>>,
    /// Kinds of the packs and of their rules.
    pub kinds: Arc<Vec<String>>,
    /// Article ids, in corpus order.
    pub articles: Arc<Vec<String>>,
    /// Lexicons.
    pub lexicons: Arc<Vec<String>>,
    /// Names of actors in the gazetteers.
    pub actors: Arc<Vec<String>>,
    /// Packs loaded and shipped.
    pub packs: Arc<Vec<String>>,
    /// Ids of the events last listed, in that order: an event can also be named by its number in the list.
    pub events: Arc<Vec<String>>,
}
