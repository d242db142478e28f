//! Numbers in running text: numerals, what bounds them, and which of them count things.

pub(crate) mod bound;
pub(crate) mod number;
mod numeral;
