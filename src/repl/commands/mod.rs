//! The functions of the commands in `command::COMMANDS`, grouped by subject.

pub mod code;
pub mod corpus;
pub mod events;
pub mod gold;
pub mod help;
pub mod rules;
pub mod save;
pub mod session;
pub mod tokens;
pub mod why;
