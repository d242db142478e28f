//! What frames a mention: who says so, whether it happened, where, when, how many. Stands on `text` and the record;
//! the coder calls it for sentences in which a rule fired.

pub mod attribution;
mod background;
mod cue;
pub mod realis;

#[cfg(test)]
pub(crate) mod tests;
