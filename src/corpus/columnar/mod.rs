//! Parquet: each row is an article, in columns that are recognised as those of CSV are; a column inside an object has the
//! name that leads to it: `source.name`. Only the columns that are needed are read, a few hundred kilobytes at a time, so that a file may
//! be of any size. The parser is a crate, whose panics are caught.

mod cell;
mod file;
mod row;

pub(super) use file::{RowBlock, RowBlocks, is, read};
pub(super) use row::Rows;
