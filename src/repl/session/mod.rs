//! The session: a function from a line to a reply. It holds the corpus in memory, the rules of the moment and of the
//! moments before, the prompt's variables, and gold. It knows no terminal: `seat` and `editor` bring lines, a script may.

mod apply;
mod corpus;
mod files;
pub mod gold;
mod greeting;
mod input;
mod lookup;
mod name_cache;
mod names;
mod reread;
mod rule_state;
pub mod settings;
mod state;
mod view;

pub use state::{Opening, Pending, Session};
