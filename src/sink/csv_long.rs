//! CSV in the long form of statistics packages: one row for each value of an event, in the columns of [`COLUMNS`]. It
//! holds the whole record, also what the flat rows of `csv` drop; new attributes of the record need no new column.

use super::spreadsheet::tidy;
use super::{Loss, Sink, SinkError};
use crate::event::Event;
use serde_json::Value;

/// The columns: the event's id; the attribute; of a list which one, from 1, else empty; the part of the attribute,
/// else empty; its value.
pub const COLUMNS: &[&str] = &["event", "attribute", "number", "part", "value"];

/// Writes a header and the rows of each event: `60500e,actor,1,name,Russia`. What is not known has no row. A time of day
/// is a part of its own, `start_time` beside `start`.
#[derive(Clone, Copy, Debug, Default)]
pub struct CsvLongSink;

impl Sink for CsvLongSink {
    fn begin(&self, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(COLUMNS)?;
        writer.flush()?;
        Ok(())
    }

    fn name(&self) -> &'static str {
        "csv-long"
    }

    fn remarks(&self) -> &'static [&'static str] {
        &["one row for each value that is known: the whole record"]
    }

    fn article(
        &self,
        events: &[Event],
        out: &mut Vec<u8>,
        loss: &mut Loss,
    ) -> Result<(), SinkError> {
        let mut writer = csv::Writer::from_writer(out);
        for event in events {
            let Value::Object(record) = serde_json::to_value(event)? else { continue };
            for (attribute, value) in record.iter().filter(|(name, _)| *name != "id") {
                for (number, part, value) in values(attribute, value) {
                    let value = match value {
                        Value::String(text) => text,
                        other => other.to_string(),
                    };
                    let number = number.map(|number| number.to_string()).unwrap_or_default();
                    let mut cells =
                        [event.id.clone(), attribute.clone(), number, part.to_owned(), value];
                    tidy(&mut cells, loss);
                    writer.write_record(&cells)?;
                }
            }
            loss.written();
        }
        writer.flush()?;
        Ok(())
    }
}

/// The values of one attribute: which of a list, which part, the value.
type Values = Vec<(Option<usize>, String, Value)>;

fn values(attribute: &str, value: &Value) -> Values {
    let mut found = Values::new();
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                parts(Some(at + 1), item, &mut found);
            }
        }
        // What a rule adds stays as it is.
        Value::Object(map) if attribute == "extra" => {
            found.extend(map.iter().map(|(part, value)| (None, part.clone(), value.clone())));
        }
        other => parts(None, other, &mut found),
    }
    found
}

/// The parts of an attribute, or of one of its list.
fn parts(number: Option<usize>, value: &Value, found: &mut Values) {
    let Value::Object(map) = value else {
        if !value.is_null() {
            found.push((number, String::new(), value.clone()));
        }
        return;
    };
    for (part, value) in map.iter().filter(|(_, value)| !value.is_null()) {
        match value {
            // A list inside an attribute, such as who passed a claim on.
            Value::Array(items) => {
                let each = items.iter().enumerate();
                found.extend(each.map(|(at, item)| (Some(at + 1), part.clone(), item.clone())));
            }
            Value::String(text) if is_dated(part) => match text.split_once('T') {
                Some((day, time)) => {
                    found.push((number, part.clone(), day.into()));
                    found.push((number, format!("{part}_time"), time.into()));
                }
                None => found.push((number, part.clone(), value.clone())),
            },
            _ => found.push((number, part.clone(), value.clone())),
        }
    }
}

/// Whether a part that is text is a day, or a minute of one.
fn is_dated(part: &str) -> bool {
    ["start", "end", "published"].contains(&part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;
    use std::collections::BTreeMap;

    #[test]
    fn every_value_of_the_record_has_a_row() {
        let mut event = sample();
        event.date.start = "2016-08-11T10:00".parse().ok();
        event.extra.insert("calibre".into(), serde_json::json!([82, 120]));
        if let Some(claimant) = &mut event.claimant {
            claimant.via = vec!["the agency".into(), "the radio".into()];
        }
        let (mut out, mut loss) = (Vec::new(), Loss::default());
        CsvLongSink.begin(&mut out).unwrap();
        CsvLongSink.article(&[event], &mut out, &mut loss).unwrap();
        let rows = csv::Reader::from_reader(out.as_slice()).into_records();
        let rows: BTreeMap<String, String> = rows
            .map(|row| {
                let row = row.unwrap();
                assert_eq!(&row[0], "e1");
                (format!("{}.{}.{}", &row[1], &row[2], &row[3]), row[4].to_owned())
            })
            .collect();
        for (key, value) in [
            ("kind..", "air_strike"),
            ("actor.1.text", "Russia"),
            ("actor.2.text", "Syria"),
            ("counts.2.whom", "families"),
            ("counts.1.value", "20"),
            ("date..start", "2016-08-11"),
            ("date..start_time", "10:00"),
            ("date..end", "2016-08-11"),
            ("article..published_time", "17:41"),
            ("claimant.2.via", "the radio"),
            ("claimant..start", "159"),
            ("extra..calibre", "[82,120]"),
            ("place..lat", "35.95"),
        ] {
            assert_eq!(rows.get(key).map(String::as_str), Some(value), "{key}: {rows:#?}");
        }
        assert!(!rows.contains_key("mode..") && !rows.contains_key("actor.1.name"));
    }
}
