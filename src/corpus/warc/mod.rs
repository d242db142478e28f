//! WARC files, the archives of web crawlers, plain or packed, each record by itself or all as one. The reading thread cuts out
//! the records that hold web pages and passes the others over; a worker unpacks each page and hands it to the reader of web
//! pages.

mod cut;
mod head;
mod packed;
mod page;

pub(super) use cut::WarcBlocks;
pub(super) use page::pages;

/// What is passed over in WARC files, with its number.
pub(super) type PassedOver = std::collections::BTreeMap<&'static str, u64>;
