//! What a rule can see and say: patterns (`build`), rules (`rule`), rules over the whole corpus (`incident`), and handles to what was found (`moment`).

mod build;
mod incident;
mod moment;
mod rule;

pub use incident::{IncidentBuilder, Said};
pub use moment::Words;
pub use rule::RuleBuilder;

use super::engine::Host;
use rhai::Engine;

/// Gives `engine` every function of the rule language.
pub fn register(engine: &mut Engine, host: &Host) {
    build::register(engine, host);
    rule::register(engine, host);
    incident::register(engine, host);
    moment::register(engine);
}

/// The names a script must not define anew: the host's own.
pub const RESERVED: &[&str] = &[
    "any", "all", "seq", "near", "stem", "regex", "lexicon", "actor", "place", "number", "date",
    "quoted", "rule", "skip", "incident",
];
