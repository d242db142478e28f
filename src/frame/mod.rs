//! Floor 3: what frames a mention: who says so, whether it happened, who, where, when, how many. Stands on `text`, the
//! gazetteer and the record; the coder asks, by way of [`Notes`], for the sentences in which a rule fired.

#[cfg(test)]
mod agreement;
pub mod attribution;
pub mod count;
pub mod date;
mod notes;
pub mod party;
pub mod place;
mod cue;
pub mod realis;
pub(crate) mod toll;

pub use notes::Notes;
