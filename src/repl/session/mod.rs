//! The session: a function from a line to a reply. It holds the corpus in memory, the rules of the moment and of the
//! moments before, the prompt's variables, and gold. It knows no terminal: `seat` and `editor` bring lines, a script may.

mod apply;
mod files;
pub mod gold;
mod greeting;
mod lookup;
mod names;
mod reread;
pub mod settings;
mod state;

pub use state::{Opening, Pending, Session};
