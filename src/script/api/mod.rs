//! The functions that rules can call: for patterns (`build`, by grammar `syntax`), rules (`rule`), kinds (`kind`), rules over the whole
//! corpus (`incident`), and handles to what was found (`moment`). Beside each file is its definition file
//! (`build.d.rhai`, ...; `moment` has two), from which all help is made. `order` replaces some of Rhai's own functions,
//! whose documentation holds for it.

mod build;
mod incident;
mod kind;
mod moment;
mod order;
mod rule;
mod syntax;

pub use moment::Words;

use super::host::Host;
use rhai::Engine;

/// Gives `engine` every function of the rule language.
pub fn register(engine: &mut Engine, host: &Host) {
    build::register(engine, host);
    syntax::register(engine, host);
    rule::register(engine, host);
    incident::register(engine, host);
    kind::register(engine, host);
    moment::register(engine);
    order::register(engine);
}

/// The documentation of these functions: the definition files beside the code, in the order in which they are shown.
/// One test compares them with what is registered, another runs their examples.
pub const DEFINITIONS: &[(&str, &str)] = &[
    ("build.d.rhai", include_str!("build.d.rhai")),
    ("syntax.d.rhai", include_str!("syntax.d.rhai")),
    ("rule.d.rhai", include_str!("rule.d.rhai")),
    ("kind.d.rhai", include_str!("kind.d.rhai")),
    ("incident.d.rhai", include_str!("incident.d.rhai")),
    ("moment.d.rhai", include_str!("moment.d.rhai")),
    ("words.d.rhai", include_str!("words.d.rhai")),
];

/// The names of host functions, which a script must not redefine.
pub const RESERVED: &[&str] = &[
    "any", "all", "seq", "near", "stem", "regex", "lexicon", "actor", "place", "number", "date",
    "quoted", "verb", "noun", "rule", "skip", "incident", "kind",
];
