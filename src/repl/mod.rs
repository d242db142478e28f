//! Floor 6: the live session. `session` is a function from a line to a reply and knows no terminal; `command` is the one
//! table of commands; `editor` alone knows the terminal.

pub(crate) mod above;
pub(crate) mod bell;
pub mod command;
mod commands;
pub(crate) mod complete;
pub mod desk;
pub mod editor;
pub(crate) mod goes_on;
pub(crate) mod highlight;
pub(crate) mod hint;
pub mod history;
pub(crate) mod known;
pub(crate) mod lex;
mod paths;
pub(crate) mod reply;
pub(crate) mod rulebook;
pub mod script;
pub(crate) mod seat;
pub(crate) mod session;
mod show;
pub mod supply;
pub(crate) mod surface;
pub(crate) mod watch;

pub use known::Known;
pub use reply::{End, Reply};
pub use session::{Opening, Session};
pub use surface::Surface;
