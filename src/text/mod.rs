//! Text as plain values; no grammar of clauses, no files, no rules. `encoding` turns bytes into text with an offset map
//! back to the bytes, `layout` finds the parts of an article, `tokens` holds words and sentences, `temporal` reads
//! dates, `numbers` reads numerals.

pub(crate) mod article;
pub(crate) mod calendar;
pub(crate) mod encoding;
pub(crate) mod feast;
pub mod layout;
pub mod letter_case;
pub mod numbers;
pub(crate) mod span;
pub mod temporal;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod tokens;

pub use article::{
    Article, Block, Cleaning, Decoding, Escape, Layout, Markup, Origin, Published, Region,
    RegionKind,
};
pub use encoding::offset::{OffsetMap, OffsetMapBuilder};
pub use span::Span;
pub use tokens::document::{Document, Sentence};
pub use tokens::vocabulary::{Vocabulary, WordId};
