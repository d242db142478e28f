//! What the commands of `command::COMMANDS` do, by what they are about.

pub mod corpus;
pub mod events;
pub mod gold;
pub mod help;
pub mod rules;
pub mod save;
pub mod session;
pub mod tokens;
