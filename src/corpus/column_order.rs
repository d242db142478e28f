//! In which order the dates of a file write day and month, where any of them allows only one: then all of them are
//! written so. It is decided on the thread that cuts the file, so that it does not depend on the number of workers.

use super::ReadOptions;
use super::csv::CsvHeader;
use super::json_record::date_of;
use super::record_format::RecordFormat;
use super::records::Block;
use super::{array, cells::after_line};
use crate::text::encoding::decode::decode_as;
use crate::text::layout::{DateOrder, Orders, orders_of};

/// So many blocks are looked at, as long as all dates in them allow both orders.
const MOST: u32 = 64;

/// What is known of the order.
#[derive(Debug, Default)]
pub(super) struct ColumnOrder {
    blocks: u32,
    is_over: bool,
    found: Option<DateOrder>,
    /// Dates that were read before it was known.
    before: u64,
}

impl ColumnOrder {
    /// Looks at the next block of the file; sets the order in which its dates are read, and tells if it is not the usual
    /// one.
    pub fn look(&mut self, block: &mut Block, options: &ReadOptions) {
        // The user may have given an order.
        if !self.is_over && options.order == DateOrder::default() {
            self.blocks += 1;
            let (mut both, mut day, mut month) = (0, None, None);
            for date in dates(block, options) {
                match orders_of(&date) {
                    Some(Orders::Both) => both += 1,
                    Some(Orders::DayFirst) => day = day.or(Some(date)),
                    Some(Orders::MonthFirst) => month = month.or(Some(date)),
                    None => {}
                }
            }
            self.is_over = both == 0 || day.is_some() || month.is_some() || self.blocks == MOST;
            self.decide(block, day, month);
            self.before += both;
        }
        block.order = self.found;
    }

    fn decide(&mut self, block: &mut Block, day: Option<String>, month: Option<String>) {
        let path = &block.container.path;
        let told = match (day, month) {
            (Some(day), Some(month)) => format!(
                "{path}: its dates are in two orders, \"{day}\" and \"{month}\"; one that allows both is read day first; write them as 2016-08-12"
            ),
            (None, Some(month)) => {
                self.found = Some(DateOrder::Mdy);
                let before = match self.before {
                    0 => String::new(),
                    count => format!(", but for the {count} before it"),
                };
                format!(
                    "{path}: its dates are read month first{before}, since \"{month}\" allows no other order; if they are not, write them as 2016-08-12"
                )
            }
            (Some(_), None) => {
                self.found = Some(DateOrder::Dmy);
                return;
            }
            (None, None) => return,
        };
        block.remarks.push(told);
    }
}

/// The date fields of a block, as written.
fn dates(block: &Block, options: &ReadOptions) -> Vec<String> {
    let decoded = decode_as(&block.bytes, block.charset);
    let text: &str = &decoded.text;
    match &block.records {
        RecordFormat::Csv(head) => csv_dates(text, head),
        RecordFormat::Messages(_) => Vec::new(),
        RecordFormat::Lines => {
            text.lines().filter_map(|line| date_of(line, &options.fields)).collect()
        }
        RecordFormat::Array | RecordFormat::Objects { .. } => {
            let (mut at, mut found) = (0, Vec::new());
            while let array::Next::Element(range) = array::next(text.as_bytes(), at) {
                at = range.end;
                found.extend(text.get(range).and_then(|text| date_of(text, &options.fields)));
            }
            found
        }
    }
}

fn csv_dates(text: &str, head: &CsvHeader) -> Vec<String> {
    let (bytes, mut at) = (text.as_bytes(), 0);
    let (mut scanner, mut found) = (head.scanner(bytes), Vec::new());
    while at < bytes.len() {
        let next = head.after(&mut scanner, at);
        found.extend(head.date(text, &scanner.cells).map(str::to_owned));
        at = next.unwrap_or_else(|| after_line(bytes, at));
    }
    found
}
