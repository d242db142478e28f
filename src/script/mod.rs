//! The rule language. Only this module uses Rhai. `engine` builds the engine with its limits, `program` loads rule
//! files and calls closures, `api/` has the functions of the language, `fault` describes mistakes for their author,
//! `reference` is the documentation of all functions as data.

mod advice;
pub(crate) mod api;
mod builder;
pub mod console;
mod declared;
mod draft;
pub mod edit;
mod engine;
mod error;
mod failed_let;
pub mod fault;
mod host;
pub mod ids;
mod incidents;
pub mod instrument;
pub(crate) mod items;
mod kind;
mod kinds;
pub mod lexeme;
mod meter;
mod naming;
pub mod probe;
mod program;
pub mod reference;
mod size;
mod slice;
mod spec;
mod variables;
mod view;

pub use advice::UNTIL_THEN;
pub use declared::Declared;
pub use draft::{Draft, NameRef};
pub use engine::Limits;
pub use error::is_label;
pub use fault::{Fault, Notice};
pub use kind::{
    Civilians, EventKind, FLAGS, Flag, FlagError, FlagType, FlagValue, KindDeclaration,
};
pub use kinds::KindTable;
pub use naming::{built_on, depends};
pub use program::{CallOutcome, CallRule, CallUse, OnDemandProgram, Program};
pub use reference::reference;
pub use spec::{Example, IncidentSpec, Overlay, RuleSpec, ScriptFile, ScriptSet, SharedAttribute};
pub use view::{Moment, View};
