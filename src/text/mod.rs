//! Floor 1: text as pure values. No files, no Rhai, no printing.

pub mod article;
pub(crate) mod bound;
pub mod calendar;
mod chain;
mod clock;
mod cue;
pub mod date;
pub mod dating;
mod day_name;
pub mod decode;
pub mod document;
pub mod duration;
pub mod fold;
mod forward;
pub mod furniture;
pub mod headline;
pub mod layout;
pub mod number;
mod numeral;
pub mod offset;
pub mod opening;
pub mod paragraph;
pub mod phrase;
pub mod quote;
pub(crate) mod refer;
pub mod repair;
pub(crate) mod run;
pub mod segment;
pub mod span;
mod speaker;
pub mod speech;
pub mod stamp;
#[cfg(test)]
pub(crate) mod testing;
mod tokens;
pub mod verb;
pub mod vocabulary;
pub mod when;
pub mod words;

pub use article::{
    Article, Block, Decoding, Escape, Layout, Origin, Published, Region, RegionKind,
};
pub use document::{Document, Sentence};
pub use offset::{OffsetMap, OffsetMapBuilder};
pub use span::Span;
pub use vocabulary::{Vocabulary, WordId};
