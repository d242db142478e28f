//! From paths to [`Article`](crate::text::Article)s with an exact way back to the raw bytes: files, folders, JSONL, CSV,
//! plain, gzip or zstd, standard input, and what a program carries in itself. No rule is known here; `cmd` and the
//! REPL call it.
//!
//! Reading has two halves. [`Chunks`] runs on one thread and only cuts: a megabyte of whole records, or a handful of
//! small files by name. [`Chunk::articles`] runs on any worker thread and does the work: read, decode, unescape,
//! repair, lay out.
//!
//! An article's id is its file's stem (`a/x.txt` and `b/x.txt` are both `x`), or the id field of its record, or, where
//! a record has none, the stem and the line: `wire:12`. What goes wrong is a [`CorpusError`] in the place of the
//! article; the next one follows.

mod assemble;
mod block;
mod builder;
mod chunk;
mod chunks;
mod compression;
mod csv;
mod error;
mod field;
mod jsonl;
mod manifest;
mod options;
mod plain;
mod walk;

pub use builder::ArticleBuilder;
pub use chunk::Chunk;
pub use chunks::{Chunks, embedded, open, size_hint_bytes};
pub use error::CorpusError;
pub use field::evidence_from_raw;
pub use options::{FieldMap, Kind, ReadOptions};

pub use crate::text::layout::DateOrder;
