//! Floor 3: what frames a mention: who says so, whether it happened, where, when, how many.

#[cfg(test)]
mod agreement;
pub mod count;
pub mod date;
mod figure;
mod link;
mod noun;
pub(crate) mod toll;
mod victim;
