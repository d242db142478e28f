//! Floor 1: text as pure values. No files, no Rhai, no printing.

pub(crate) mod article;
pub(crate) mod bound;
pub(crate) mod calendar;
mod chain;
mod clock;
mod cue;
pub(crate) mod date;
pub(crate) mod dating;
mod day_name;
pub(crate) mod decode;
pub(crate) mod document;
pub(crate) mod duration;
pub(crate) mod fold;
mod forward;
pub(crate) mod furniture;
pub(crate) mod headline;
pub mod layout;
pub(crate) mod number;
mod numeral;
pub(crate) mod offset;
pub(crate) mod opening;
pub(crate) mod paragraph;
pub(crate) mod phrase;
pub(crate) mod quote;
pub(crate) mod refer;
pub(crate) mod repair;
pub(crate) mod run;
pub(crate) mod segment;
pub(crate) mod span;
mod speaker;
pub(crate) mod speech;
pub(crate) mod stamp;
#[cfg(test)]
pub(crate) mod testing;
mod tokens;
pub(crate) mod verb;
pub(crate) mod vocabulary;
pub(crate) mod when;
pub(crate) mod words;

pub use article::{
    Article, Block, Decoding, Escape, Layout, Origin, Published, Region, RegionKind,
};
pub use document::{Document, Sentence};
pub use offset::{OffsetMap, OffsetMapBuilder};
pub use span::Span;
pub use vocabulary::{Vocabulary, WordId};
