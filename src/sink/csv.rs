//! Flat CSV for spreadsheets and statistics packages: one row per event, in the columns of [`COLUMNS`].
//!
//! Lossy: what a flat row cannot hold ([`flat`](super::flat)), and what spreadsheets need to read the cells as they are
//! meant ([`spreadsheet`](super::spreadsheet)). The loss report counts both.

use super::flat;
use super::spreadsheet::{self, tidy};
use super::{Loss, Sink, SinkError};
use crate::event::Event;
use std::borrow::Cow;

/// The columns, in order. Lists are joined by "; "; unknown values are empty; `extra` is a JSON object.
pub const COLUMNS: &[&str] = flat::NAMES;

/// The columns whose texts may look like numbers and are none.
const IDS: &[&str] = &["id", "article", "denies", "pack_version"];

/// Writes a header and one row per event, quoted as in RFC 4180, lines ended by LF. No cell holds a line end.
#[derive(Clone, Copy, Debug, Default)]
pub struct CsvSink;

impl Sink for CsvSink {
    fn begin(&self, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(COLUMNS)?;
        writer.flush()?;
        Ok(())
    }

    fn name(&self) -> &'static str {
        "csv"
    }

    fn remarks(&self) -> &'static [&'static str] {
        &[
            "lists are joined by \"; \"",
            "times of day are in columns of their own: published_time, date_start_time, date_end_time",
        ]
    }

    fn article(
        &self,
        events: &[Event],
        out: &mut Vec<u8>,
        loss: &mut Loss,
    ) -> Result<(), SinkError> {
        if events.is_empty() {
            return Ok(());
        }
        let mut writer = csv::Writer::from_writer(out);
        for event in events {
            let mut cells: Vec<Cow<str>> = flat::row(event)?.into_iter().map(flat::text).collect();
            count_numerals(&cells, loss);
            tidy(&mut cells, loss);
            writer.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
            loss.written();
            flat::count_losses(event, loss);
        }
        writer.flush()?;
        Ok(())
    }
}

/// Counts the ids that a program which guesses types takes for numbers. They are written as they are.
fn count_numerals(cells: &[Cow<str>], loss: &mut Loss) {
    let ids = COLUMNS.iter().zip(cells).filter(|(name, _)| IDS.contains(name));
    let numerals = ids.filter(|(_, cell)| spreadsheet::is_numeral(cell)).count();
    loss.field(spreadsheet::NUMERALS, spreadsheet::READ_AS_TEXT, numerals);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    fn read(events: &[Event]) -> Vec<std::collections::HashMap<String, String>> {
        let mut out = Vec::new();
        CsvSink.begin(&mut out).unwrap();
        CsvSink.article(events, &mut out, &mut Loss::default()).unwrap();
        csv::Reader::from_reader(out.as_slice()).deserialize().map(|row| row.unwrap()).collect()
    }

    #[test]
    fn cells_are_in_the_right_columns() {
        let mut event = sample();
        event.evidence.text = "He said \"no\",\nand left.".into();
        let rows = read(&[event]);
        let cell = |name: &str| rows[0][name].as_str();
        assert_eq!(cell("evidence"), "He said \"no\", and left.");
        assert_eq!((cell("published"), cell("published_time")), ("2016-08-12", "17:41"));
        assert_eq!((cell("date_start"), cell("date_start_time")), ("2016-08-11", ""));
        assert_eq!(cell("actor"), "Russia; Syria");
        assert_eq!(cell("actor_code"), "RUS; ");
        assert_eq!(cell("place"), "Raqqa");
        assert_eq!(cell("killed"), "20");
        assert_eq!(cell("killed_high"), "");
        assert_eq!(cell("killed_bound"), "at_least");
        assert_eq!(cell("wounded"), "");
        assert_eq!(cell("other_counts"), "about 300 displaced families");
        assert_eq!(cell("pack"), "syria");
    }

    #[test]
    fn each_row_is_one_line_and_odd_cells_are_counted() {
        let mut event = sample();
        event.id = "1234567890123456".into();
        event.article.title = Some("Jets\r\nover\u{0}the\u{2028}river".into());
        event.evidence.text = "Two\n\n  lines.".into();
        let (mut out, mut loss) = (Vec::new(), Loss::default());
        CsvSink.article(&[event.clone(), event], &mut out, &mut loss).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(text.contains(",Jets over the river,") && text.contains(",Two lines.,"), "{text}");
        let told = loss.text("csv", &[]);
        assert!(told.contains("4  line ends and control characters"), "{told}");
        assert!(told.contains("2  ids of digits"), "{told}");
    }
}
