//! Floor 6: the live session. `session` is a function from a line to a reply and knows no terminal; `command` is the one
//! table of commands; `editor` alone knows the terminal.

pub mod above;
pub mod bell;
pub mod command;
mod commands;
pub mod complete;
pub mod desk;
pub mod editor;
pub mod goes_on;
pub mod highlight;
pub mod hint;
pub mod history;
pub mod known;
pub mod lex;
mod paths;
pub mod reply;
pub mod rulebook;
pub mod script;
pub mod seat;
pub mod session;
mod show;
pub mod supply;
pub mod surface;
pub mod watch;

pub use known::Known;
pub use reply::{End, Reply};
pub use session::{Opening, Session};
pub use surface::Surface;
