//! The session: maps a line to a reply. It holds the corpus in memory, the current and earlier rules, the prompt's
//! variables, and gold. It does not use the terminal: `session_thread` and `editor`, or `batch` for a script, send it
//! lines.

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

pub use state::{PendingQuestion, Session, SessionOptions};
