//! The live session. `session` maps a line to a reply and does not use the terminal; `command` is the table of
//! commands, which `dispatch` runs; only `editor` uses the terminal.

pub mod batch;
pub mod command;
mod commands;
pub mod complete;
pub mod corpus_queries;
pub(crate) mod dispatch;
pub mod editor;
pub(crate) mod entries;
mod handler;
pub mod highlight;
pub mod hint;
pub mod history;
pub(crate) mod interrupt;
pub mod is_incomplete;
pub(crate) mod lex;
pub(crate) mod notices;
pub mod pack_source;
mod paths;
pub(crate) mod refusal;
pub(crate) mod reply;
pub(crate) mod rulebook;
pub(crate) mod session;
pub(crate) mod session_thread;
mod show;
pub(crate) mod surface;
pub(crate) mod symbols;
pub(crate) mod watch;

pub use reply::{Reply, ReplyEnd};
pub use session::{Session, SessionOptions};
pub use surface::Surface;
pub use symbols::Symbols;
