//! Numbers in running text: numerals, their bounds, and which of them count things.

pub(crate) mod bound;
pub(crate) mod fraction;
mod grouping;
pub mod number;
mod numeral;
mod word;
