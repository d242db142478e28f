//! From paths to [`Article`](crate::text::Article)s with an exact mapping back to the raw bytes: files, folders, JSONL,
//! JSON lists, CSV, TSV, plain, gzip or zstd, standard input, and embedded files. Knows nothing of rules; called by `cmd` and the REPL.
//!
//! Reading has two halves. [`Chunks`] runs on one thread and only cuts: a megabyte of whole records, or a few small
//! files by name. [`Chunk::articles`] runs on any worker thread and does the work: read, decode, unescape, repair, find
//! the layout.
//!
//! An article's id is its file's stem (`a/x.txt` and `b/x.txt` are both `x`), or the id field of its record, or, if a
//! record has none, the stem and the line, or the number in a JSON list: `wire:12`. An object that is all of its file has
//! the stem alone. An article that cannot be read is replaced by a [`CorpusError`]; the next one follows.
//!
//! What a file is, `sniff` decides by its first bytes and its name.

mod answer;
mod array;
mod assemble;
mod block;
mod builder;
mod cells;
mod chunk;
mod chunks;
mod column_order;
#[cfg(feature = "parquet")]
mod columnar;
mod compression;
mod conflict;
mod csv;
mod digest;
mod document;
mod docx;
mod error;
mod event_table;
mod extracted;
mod field;
mod fields;
mod foreign;
mod format;
mod html;
mod json_escape;
mod json_number;
mod json_record;
mod json_walk;
mod jsonl;
mod mail;
mod manifest;
mod members;
mod opened;
mod options;
mod part;
#[cfg(feature = "pdf")]
mod pdf;
mod pieces;
mod plain;
mod press;
mod property;
mod reading;
mod record_format;
mod records;
mod rtf;
mod separator;
mod sheet;
mod sniff;
mod source;
mod textless;
mod undated;
mod walk;
mod warc;
mod web_archive;
mod wrapped;
mod xml;
mod zip;

pub use builder::ArticleBuilder;
pub use chunk::Chunk;
pub use chunks::{Chunks, embedded, open, size_hint_bytes};
#[doc(hidden)]
pub use column_order::order_of;
#[doc(hidden)]
pub use compression::unpacked;
#[doc(hidden)]
pub use conflict::{Conflict, conflict};
pub use digest::{CorpusDigest, article_hash};
pub use error::{CorpusError, Line};
pub use field::evidence_from_raw;
pub use fields::FieldMap;
pub use format::{FileKind, Format};
pub use options::ReadOptions;
#[doc(hidden)]
pub use part::Part;
pub use reading::{FormatCount, Omission, ReadCounts, Reading};

pub use crate::text::layout::DateOrder;

/// The heading under which the remarks on articles ([`Article::remarks`](crate::text::Article::remarks)) are shown.
#[doc(hidden)]
pub const ODD_ARTICLES: &str = "articles that were read, although something is odd";
