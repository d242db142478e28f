//! Fields that look like the date of an article where no field is known as it: without a word, the dates of a whole file would
//! be lost, since the name of their column is in another language or is one of a program that is not known.

use super::ReadOptions;
use super::array;
use super::csv::CsvHeader;
use super::fields::{FieldMap, FieldRole};
use super::record_format::RecordFormat;
use super::records::Block;
use crate::legible;
use crate::text::encoding::decode::decode_as;
use crate::text::layout::{DateOrder, can_read_date};
use serde_json::{Map, Value};

/// Fields that are parts of a date, each on its own.
const PARTS: [&str; 3] = ["year", "month", "day"];

/// What to say of the first record of a file, whose fields have these names and values; `None` where a field is known as the
/// date, or none looks like one.
pub(super) fn told<'a>(
    record: impl Iterator<Item = (&'a str, &'a str)>,
    fields: &FieldMap,
    order: DateOrder,
) -> Option<String> {
    let record: Vec<(&str, &str)> = record.collect();
    let role = |name: &str| fields.role(name).map(|(role, _)| role);
    if record.iter().any(|(name, _)| role(name) == Some(FieldRole::Date)) {
        return None;
    }
    let has = |part: &str| record.iter().any(|(name, _)| name.eq_ignore_ascii_case(part));
    // Any number may be a moment: seconds since 1970.
    let is_written =
        |value: &str| !value.trim().is_empty() && value.contains(|c: char| !c.is_ascii_digit());
    let alike = record.iter().find(|(name, value)| {
        role(name).is_none() && is_written(value) && can_read_date(value, order)
    });
    match alike {
        Some((name, _)) => {
            let name = legible::brief(name);
            Some(format!(
                "no field is known as the date of its articles, although \"{name}\" looks like one; name it with --field date={name}"
            ))
        }
        None if PARTS.into_iter().all(has) => Some(
            "its dates are in three fields, year, month and day, which are not read; write them in one, as 2016-08-12".to_owned(),
        ),
        None => None,
    }
}

/// The same of the first row of a table, in `text`.
pub(super) fn told_of_row(
    text: &[u8],
    header: &CsvHeader,
    options: &ReadOptions,
) -> Option<String> {
    let mut scanner = header.scanner(text);
    scanner.record(0);
    let cells: Vec<String> = scanner
        .cells
        .iter()
        .map(|cell| String::from_utf8_lossy(&text[cell.clone()]).into_owned())
        .collect();
    let record = header.names.iter().map(String::as_str).zip(cells.iter().map(String::as_str));
    let fields = header.fields(options);
    told(record, &fields, options.order)
}

/// The same of the first record of a block of JSON.
pub(super) fn told_of_block(block: &Block, options: &ReadOptions) -> Option<String> {
    let text = decode_as(&block.bytes, block.charset).text;
    let first = match &block.records {
        RecordFormat::Csv(_) | RecordFormat::Messages(_) => return None,
        RecordFormat::Lines => text.lines().find(|line| !line.trim().is_empty())?,
        RecordFormat::Array | RecordFormat::Objects { .. } => {
            match array::next(text.as_bytes(), 0) {
                array::Next::Element(range) => text.get(range)?,
                array::Next::More(_) | array::Next::End(_) => return None,
            }
        }
    };
    let fields: Map<String, Value> = serde_json::from_str(first).ok()?;
    // A date may be deep inside.
    if super::json_record::date_of(first, &options.fields).is_some() {
        return None;
    }
    // Without a text it is left out, and that is told.
    fields.keys().any(|name| is_text(name, &options.fields)).then_some(())?;
    let strings = fields.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    told(strings, &options.fields, options.order)
}

fn is_text(name: &str, fields: &FieldMap) -> bool {
    fields.role(name).is_some_and(|(role, _)| role == FieldRole::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_look_like_dates_are_named() {
        let of = |record: &[(&str, &str)]| {
            told(record.iter().copied(), &FieldMap::default(), DateOrder::default())
        };
        let told = of(&[("Datum", "12.08.2016"), ("text", "Shells fell.")]).unwrap();
        assert!(told.contains("--field date=Datum"), "{told}");
        let told = of(&[("Year", "2016"), ("month", "8"), ("day", "12"), ("text", "x")]).unwrap();
        assert!(told.contains("year, month and day"), "{told}");
        for plain in [
            &[("date", ""), ("crawled", "2016-08-12")][..],
            &[("number", "1470960000"), ("text", "Shells fell.")],
            &[("place", "Gullhaven"), ("text", "2016-08-12")],
        ] {
            assert_eq!(of(plain), None, "{plain:?}");
        }
    }
}
