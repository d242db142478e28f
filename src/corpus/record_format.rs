//! The formats of files of many articles, which are cut into blocks.

use super::Format;
use super::csv::CsvHeader;
use super::json_walk::Chat;
use std::sync::Arc;

/// The format of a block's records.
#[derive(Clone, Debug)]
pub(super) enum RecordFormat {
    Lines,
    /// Elements of a JSON list.
    Array,
    /// JSON objects one after the other.
    Objects {
        /// Whether the first is all that the file holds.
        is_single: bool,
    },
    /// Elements of a list of messages of this chat of Telegram.
    Messages(Arc<Chat>),
    Csv(Arc<CsvHeader>),
}

impl RecordFormat {
    pub fn format(&self) -> Format {
        match self {
            RecordFormat::Lines => Format::Jsonl,
            RecordFormat::Array | RecordFormat::Objects { .. } => Format::Json,
            RecordFormat::Messages(_) => Format::Telegram,
            RecordFormat::Csv(head) => head.format(),
        }
    }
}
