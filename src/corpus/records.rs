//! A block of a file of many articles: whole records, not yet parsed.

use super::assemble::{Container, Place};
use super::csv::CsvRecords;
use super::error::PathAndLine;
use super::event_table::{self, EventTable};
use super::jsonl::JsonRecords;
use super::reading::{Omission, Reading};
use super::record_format::RecordFormat;
use super::{CorpusError, ReadOptions};
use crate::text::encoding::decode::{decode_as, guess};
use crate::text::layout::DateOrder;
use std::borrow::Cow;
use std::sync::Arc;

/// Whole records, and where the first begins.
#[derive(Debug)]
pub(super) struct Block {
    pub container: Arc<Container>,
    pub records: RecordFormat,
    /// The encoding of the file.
    pub charset: &'static str,
    /// The order of day and month in its dates, where other dates of the file show it.
    pub order: Option<DateOrder>,
    pub bytes: Vec<u8>,
    pub place: Place,
    /// Bytes on disk that it represents.
    pub weight: u64,
    /// What its file is a table of, if it is one of events in JSON.
    pub events: Option<&'static EventTable>,
    /// What is odd in its file as a whole; told with the first article.
    pub remarks: Vec<String>,
}

impl Block {
    /// Reads the articles, in order.
    pub fn readings<'a>(
        &'a self,
        options: &'a ReadOptions,
    ) -> Box<dyn Iterator<Item = Reading> + 'a> {
        let Block { container, records, charset, bytes, place, .. } = self;
        let (charset, place) = (*charset, *place);
        let read: Box<dyn Iterator<Item = _>> = match records {
            RecordFormat::Csv(head) => {
                let (head, format) = (Arc::clone(head), records.format());
                let read =
                    CsvRecords::new(container, options, head, bytes, (charset, self.order), place);
                let textless = event_table::of(format).map(|table| table.textless);
                Box::new(read.map(move |read| match (read, textless) {
                    (Err(CorpusError::Empty { path, .. }), Some(what)) => {
                        Reading::passed_over(format, &path, what, 1)
                    }
                    (read, _) => Reading::of(format, read),
                }))
            }
            _ => {
                let place = (charset, self.order, place);
                let fields = self.events.map(|table| table.fields(&options.fields));
                let fields = fields.map_or(Cow::Borrowed(&options.fields), Cow::Owned);
                let read = JsonRecords::new(container, (options, fields), records, bytes, place);
                match self.events {
                    Some(table) => Box::new(read.map(|read| of_events(read, table))),
                    None => Box::new(read),
                }
            }
        };
        let odd = misfit(container, bytes, charset, place.line);
        told(read, odd.into_iter().chain(self.remarks.iter().cloned()).collect())
    }
}

/// What was read of a row of a table of events; one without a text is passed over.
fn of_events(read: Reading, table: &EventTable) -> Reading {
    match read.outcome {
        Err(Omission::Error(
            CorpusError::Empty { path, .. } | CorpusError::NotString { path, found: "null", .. },
        )) => Reading::passed_over(table.format, &path, table.textless, 1),
        outcome => Reading { format: Some(table.format), outcome },
    }
}

/// What to say where a block is not in the encoding that the file's first blocks are in.
fn misfit(container: &Container, bytes: &[u8], charset: &'static str, line: u64) -> Option<String> {
    let own = guess(bytes);
    // Where both read the same characters, it does not matter which of them it is.
    if own == charset || decode_as(bytes, own).text == decode_as(bytes, charset).text {
        return None;
    }
    let place = PathAndLine(&container.path, Some(line.into()));
    Some(format!(
        "{place}: from here on the file looks like {own}, but is read as {charset}, as it began; save it in one encoding"
    ))
}

/// The readings, the first article of which has these remarks too.
pub(super) fn told<'a>(
    readings: Box<dyn Iterator<Item = Reading> + 'a>,
    mut remarks: Vec<String>,
) -> Box<dyn Iterator<Item = Reading> + 'a> {
    Box::new(readings.map(move |mut reading| {
        if let Ok(article) = &mut reading.outcome {
            article.remarks.append(&mut remarks);
        }
        reading
    }))
}
