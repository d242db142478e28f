//! Dates, times and durations in running text: phrases are found, read as expressions, and resolved against a calendar.

mod clock;
pub mod date_phrase;
pub mod duration;
pub mod expression;
mod names;
pub(crate) mod resolve;
