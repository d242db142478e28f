//! The rules' language. Only this module names Rhai. `engine` builds the one hardened engine, `program` loads
//! rule files and calls closures, `api/` is what a rule can see and say, `fault` is what goes wrong, worded for a person,
//! `reference` what scripts can call, as data.

mod advice;
pub(crate) mod api;
mod builder;
pub mod console;
mod draft;
pub mod edit;
mod engine;
mod error;
pub mod fault;
mod host;
pub mod ids;
mod incidents;
mod items;
mod kind;
mod kinds;
pub mod lexeme;
mod naming;
mod program;
pub mod reference;
mod slice;
mod spec;
mod unmade;
mod view;

pub use advice::UNTIL_THEN;
pub use draft::{Draft, Named};
pub use engine::Limits;
pub use error::is_label;
pub use fault::{Fault, Notice};
pub use kind::{Civilians, EventKind, FLAGS, Flag, Given, KindDeclaration, Takes, Unfit};
pub use kinds::Kinds;
pub use naming::{built_on, depends};
pub use program::{Outcome, Program};
pub use reference::reference;
pub use spec::{Example, IncidentSpec, RuleSpec, ScriptFile, ScriptSet, Shared};
pub use view::{Moment, View};
