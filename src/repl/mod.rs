//! Floor 6: the live session. `session` is a function from a line to a reply and knows no terminal; `command` is the one
//! table of commands; `editor` alone knows the terminal.

pub mod desk;
pub mod known;
pub mod reply;
pub mod surface;

pub use known::Known;
pub use reply::{End, Reply};
pub use surface::Surface;
