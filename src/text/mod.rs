//! Floor 1: text as pure values. No files, no Rhai, no printing.

pub mod article;
pub(crate) mod bound;
pub mod calendar;
mod clock;
pub mod date;
pub mod dating;
mod day_name;
pub mod decode;
pub mod document;
pub mod fold;
pub mod layout;
pub mod number;
mod numeral;
pub mod offset;
pub mod quote;
pub mod repair;
pub(crate) mod run;
pub mod segment;
pub mod span;
#[cfg(test)]
pub(crate) mod testing;
pub mod vocabulary;
pub mod when;

pub use article::{
    Article, Block, Decoding, Escape, Layout, Origin, Published, Region, RegionKind,
};
pub use document::{Document, Sentence};
pub use offset::OffsetMap;
pub use span::Span;
pub use vocabulary::{Vocabulary, WordId};
