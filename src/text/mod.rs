//! Floor 1: text as pure values. No files, no Rhai, no printing.

pub mod article;
pub mod date;
pub mod decode;
pub mod document;
pub mod fold;
pub mod furniture;
pub mod headline;
pub mod layout;
pub mod number;
pub mod offset;
pub mod opening;
pub mod paragraph;
pub mod phrase;
pub mod quote;
pub mod repair;
pub mod segment;
pub mod span;
pub mod speech;
pub mod stamp;
pub mod verb;
pub mod vocabulary;
pub mod words;

pub use article::{
    Article, Block, Decoding, Escape, Layout, Origin, Published, Region, RegionKind,
};
pub use document::{Document, Sentence};
pub use offset::OffsetMap;
pub use span::Span;
pub use vocabulary::{Vocabulary, WordId};
