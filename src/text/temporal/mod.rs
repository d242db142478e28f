//! Dates, times and durations in running text: phrases are found, read as expressions, and resolved against a calendar.

mod clock;
mod date_name;
pub mod date_phrase;
pub mod duration;
pub mod expression;
mod feast_name;
mod listed;
mod names;
mod numeric;
mod parts;
mod proper_name;
pub(crate) mod resolve;
mod within;
