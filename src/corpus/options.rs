//! Options for reading a corpus.

use super::fields::FieldMap;
use super::format::FileKind;
use crate::text::layout::DateOrder;
use std::collections::BTreeMap;

/// How a corpus is read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Which fields of a JSONL or CSV record hold text, title and so on.
    pub fields: FieldMap,
    /// How 12/08/2016 is read where the text does not decide it.
    pub order: DateOrder,
    /// The largest article, in raw bytes; a larger one is an error and is not held in memory.
    pub max_article: usize,
    /// How standard input is taken in; if `None`, its first bytes decide.
    pub stdin_kind: Option<FileKind>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            fields: FieldMap::default(),
            order: DateOrder::default(),
            max_article: 32 << 20,
            stdin_kind: None,
        }
    }
}

impl ReadOptions {
    /// The options that change what an article's events are, where they are not the default, by name.
    #[doc(hidden)]
    pub fn coding(&self) -> BTreeMap<String, String> {
        let order = match self.order {
            DateOrder::Dmy => return BTreeMap::new(),
            DateOrder::Mdy => "mdy",
            DateOrder::Ymd => "ymd",
        };
        BTreeMap::from([("date-order".to_owned(), order.to_owned())])
    }

    /// The effective limit: offsets in an article are 32 bits wide, and decoding may triple its length.
    pub(super) fn limit(&self) -> usize {
        self.max_article.min(1 << 30)
    }
}
