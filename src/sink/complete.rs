//! A test of all loss reports that claim to be complete: whatever is changed in an event is seen in what is written, or
//! named in the report.

use super::{CsvLongSink, CsvSink, GeojsonStore, JsonlSink, Loss, Sink, Store, TimemapStore};
use crate::event::{Event, full_sample};
use serde_json::Value;

/// Where each innermost value of a record is, as a JSON pointer.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(name, inner)| pointers(inner, &format!("{at}/{name}"), found))
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at_item, item)| pointers(item, &format!("{at}/{at_item}"), found)),
        _ => found.push(at.to_owned()),
    }
}

/// The events that differ from the full sample in one value, each with the value's path.
fn edits() -> Vec<(String, Event)> {
    let record = serde_json::to_value(full_sample()).unwrap();
    let mut all = Vec::new();
    pointers(&record, "", &mut all);
    let edited = |pointer: &String| {
        let words: &[&str] = match pointer.rsplit('/').next().unwrap_or_default() {
            "stance" => &["denied"],
            "realis" => &["future"],
            "offsets" => &["characters", "chars", "code_points", "utf16"],
            "precision" if pointer.contains("place") => &["region"],
            "precision" | "published_precision" => &["day", "hour"],
            "basis" if pointer.contains("place") => &["title"],
            "what" => &["wounded", "besieged"],
            "bound" => &["exact"],
            "published" | "start" | "end" => &["2016-08-13T09:15"],
            _ => &[],
        };
        let old = record.pointer(pointer).unwrap();
        let words = words.iter().map(|word| Value::from(*word));
        let other = match old {
            Value::String(text) => Value::from(format!("{text}x")),
            Value::Number(number) => Value::from(number.as_f64().unwrap() as i64 + 1),
            _ => Value::from("x"),
        };
        words.chain([other]).filter(|new| new != old).find_map(|new| {
            let mut changed = record.clone();
            *changed.pointer_mut(pointer).unwrap() = new;
            serde_json::from_value::<Event>(changed).ok()
        })
    };
    let named = |pointer: &str| -> String {
        let parts =
            pointer.split('/').filter(|part| !part.is_empty() && part.parse::<u32>().is_err());
        parts.collect::<Vec<_>>().join(".")
    };
    all.iter()
        .map(|pointer| {
            let event = edited(pointer).unwrap_or_else(|| panic!("{pointer} cannot be changed"));
            (named(pointer), event)
        })
        .collect()
}

fn lines(sink: &dyn Sink, event: &Event) -> (Vec<u8>, String) {
    let (mut out, mut loss) = (Vec::new(), Loss::default());
    sink.article(std::slice::from_ref(event), &mut out, &mut loss).unwrap();
    (out, loss.text(sink.name(), &[]))
}

fn store<'a>(
    event: &Event,
    open: impl FnOnce(&'a mut Vec<u8>) -> Box<dyn Store + 'a>,
    out: &'a mut Vec<u8>,
) -> String {
    let mut loss = Loss::default();
    let mut store = open(out);
    store.article(std::slice::from_ref(event), &mut loss).unwrap();
    store.finish().unwrap();
    loss.text("", &[])
}

/// What a format makes of an event, and its loss report.
fn written(format: &str, event: &Event) -> (Vec<u8>, String) {
    let mut out = Vec::new();
    let told = match format {
        "jsonl" => return lines(&JsonlSink, event),
        "csv" => return lines(&CsvSink, event),
        "csv-long" => return lines(&CsvLongSink, event),
        "geojson" => store(event, |out| Box::new(GeojsonStore::new(out).unwrap()), &mut out),
        "timemap" => store(event, |out| Box::new(TimemapStore::new(out)), &mut out),
        #[cfg(feature = "parquet")]
        "parquet" => {
            let (mut bytes, mut loss) = (Vec::new(), Loss::default());
            let mut store = Box::new(super::ParquetStore::new(&mut bytes).unwrap());
            store.article(std::slice::from_ref(event), &mut loss).unwrap();
            store.finish().unwrap();
            return (bytes, loss.text("", &[]));
        }
        #[cfg(feature = "sqlite")]
        "sqlite" => {
            let file = tempfile::NamedTempFile::new().unwrap();
            let mut loss = Loss::default();
            let kind = super::DatabaseKind::Sqlite;
            let mut store = Box::new(super::DatabaseStore::create(file.path(), kind).unwrap());
            store.article(std::slice::from_ref(event), &mut loss).unwrap();
            store.finish().unwrap();
            return (std::fs::read(file.path()).unwrap(), loss.text("", &[]));
        }
        other => panic!("no format {other}"),
    };
    (out, told)
}

/// Whether a line of a loss report is about an attribute: it names it, or the object that it is in.
fn names(report: &str, path: &str) -> bool {
    let fields =
        report.lines().filter_map(|line| line.trim_start().split_once("  ")?.1.split_once(": "));
    let mut of_line = fields.flat_map(|(fields, _)| fields.split(", "));
    of_line.any(|field| {
        field == path || path.strip_prefix(field).is_some_and(|rest| rest.starts_with('.'))
    })
}

#[test]
fn every_value_is_written_or_named_as_lost() {
    let mut formats = vec!["jsonl", "csv", "csv-long", "geojson", "timemap"];
    if cfg!(feature = "sqlite") {
        formats.push("sqlite");
    }
    if cfg!(feature = "parquet") {
        formats.push("parquet");
    }
    for format in formats {
        let (before, report) = written(format, &full_sample());
        let silent: Vec<String> = edits()
            .into_iter()
            .filter(|(path, event)| written(format, event).0 == before && !names(&report, path))
            .map(|(path, _)| path)
            .collect();
        assert!(silent.is_empty(), "{format} drops {silent:?} without a word: {report}");
        if ["jsonl", "csv-long", "sqlite", "parquet"].contains(&format) {
            assert!(!report.contains("does not hold"), "{format}: {report}");
        }
    }
}
