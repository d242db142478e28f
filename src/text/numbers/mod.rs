//! Numbers in running text: numerals, their bounds, and which of them count things.

pub(crate) mod bound;
pub mod number;
mod numeral;
