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
            let mut seen = SeenOrders::default();
            dates(block, options).iter().for_each(|date| seen.add(date));
            self.is_over = seen.are_all_plain() || self.blocks == MOST;
            let (found, told) = seen.decide(&block.container.path, self.before);
            self.found = found;
            block.remarks.extend(told);
            self.before += seen.both;
        }
        block.order = self.found;
    }
}

/// In which order all dates of the file at `path` are written, where any of them allows only one; and what to say of it.
/// Of a file that is read whole, so that all its dates are known.
pub fn order_of<'a>(
    dates: impl Iterator<Item = &'a str>,
    path: &str,
    options: &ReadOptions,
) -> (Option<DateOrder>, Option<String>) {
    // The user may have given an order.
    if options.order != DateOrder::default() {
        return (None, None);
    }
    let mut seen = SeenOrders::default();
    dates.for_each(|date| seen.add(date));
    seen.decide(path, 0)
}

/// What some dates show of their order.
#[derive(Debug, Default)]
struct SeenOrders {
    /// How many allow both.
    both: u64,
    /// The first that only allows the day first, as written.
    day: Option<String>,
    /// The first that only allows the month first, as written.
    month: Option<String>,
}

impl SeenOrders {
    fn add(&mut self, date: &str) {
        let kept = match orders_of(date) {
            Some(Orders::Both) => {
                self.both += 1;
                return;
            }
            Some(Orders::DayFirst) => &mut self.day,
            Some(Orders::MonthFirst) => &mut self.month,
            None => return,
        };
        kept.get_or_insert_with(|| date.trim().to_owned());
    }

    /// Whether more dates need not be looked at.
    fn are_all_plain(&self) -> bool {
        self.both == 0 || self.day.is_some() || self.month.is_some()
    }

    /// The order, where it is known, and what to say of it; `before` dates that allow both were read already.
    fn decide(&self, path: &str, before: u64) -> (Option<DateOrder>, Option<String>) {
        match (&self.day, &self.month) {
            (Some(day), Some(month)) => {
                let told = format!(
                    "{path}: its dates are in two orders, \"{day}\" and \"{month}\"; one that allows both is read day first; write them as 2016-08-12"
                );
                (None, Some(told))
            }
            (None, Some(month)) => {
                let before = match before {
                    0 => String::new(),
                    count => format!(", but for the {count} before it"),
                };
                let told = format!(
                    "{path}: its dates are read month first{before}, since \"{month}\" allows no other order; if they are not, write them as 2016-08-12"
                );
                (Some(DateOrder::Mdy), Some(told))
            }
            (Some(_), None) => (Some(DateOrder::Dmy), None),
            (None, None) => (None, None),
        }
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
