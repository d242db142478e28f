//! Floor 5: a corpus that stays in memory, and the events that the rules of the moment find in it. When rules change,
//! only what they can touch is coded again.

pub mod postings;
pub mod shelf;

pub use shelf::Shelf;
