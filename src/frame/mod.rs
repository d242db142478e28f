//! Floor 3: what frames a mention: who says so, whether it happened, where, when, how many.

#[cfg(test)]
mod agreement;
pub mod count;
pub mod date;
pub(crate) mod toll;
