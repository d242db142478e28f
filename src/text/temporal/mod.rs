//! Dates, times and durations in running text: phrases are found, read as expressions, and resolved against a calendar.

mod clock;
pub(crate) mod date_phrase;
pub(crate) mod duration;
pub(crate) mod expression;
mod names;
pub(crate) mod resolve;
