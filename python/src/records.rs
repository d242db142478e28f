//! Events that come back from Python: rows of a table in the form that this package writes, in whatever types a library
//! made of it, or lines of JSON.

use crate::capsule::Reader;
use crate::coded::FAULT;
use crate::columns::{Cell, cell};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use dateline::Event;
use dateline::corpus::unpacked;
use dateline::file::plain;
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The events of a table; rows that hold a fault are passed over.
///
/// # Errors
/// The table cannot be read, or a row is no event.
pub fn of_table(reader: Reader) -> Result<Vec<Event>, String> {
    let (mut events, mut first) = (Vec::new(), 1);
    for batch in reader {
        let batch = batch.map_err(|error| format!("cannot read the table: {error}"))?;
        for row in 0..batch.num_rows() {
            events.extend(event(&batch, row).map_err(|why| format!("row {}: {why}", first + row))?);
        }
        first += batch.num_rows();
    }
    Ok(events)
}

fn event(batch: &RecordBatch, row: usize) -> Result<Option<Event>, String> {
    let names = batch.schema();
    let each = names.fields().iter().zip(batch.columns());
    let mut record = Map::new();
    for (field, array) in each {
        record.insert(field.name().clone(), value(array.as_ref(), row, field.name())?);
    }
    if record.remove(FAULT).is_some_and(|fault| !fault.is_null()) {
        return Ok(None);
    }
    joined(&mut record)?;
    serde_json::from_value(Value::Object(record)).map(Some).map_err(|error| {
        format!("no event ({error}): give the table that code_table returned, with all its columns")
    })
}

/// Days and times become one text again, and what a rule added JSON.
fn joined(record: &mut Map<String, Value>) -> Result<(), String> {
    for (object, names) in [("article", &["published"][..]), ("date", &["start", "end"])] {
        let Some(Value::Object(object)) = record.get_mut(object) else { continue };
        for name in names {
            let day = object.get(*name).and_then(Value::as_str).map(str::to_owned);
            let time = object.remove(&format!("{name}_time"));
            let written = object.remove(&format!("{name}_as_written"));
            let moment = match (day, time.as_ref().and_then(Value::as_str)) {
                (Some(day), Some(time)) => Value::from(format!("{day}T{time}")),
                (Some(day), None) => Value::from(day),
                (None, _) => written.unwrap_or_default(),
            };
            object.insert((*name).to_owned(), moment);
        }
    }
    for list in ["actor", "recipient", "counts"] {
        if record.get(list).is_some_and(Value::is_null) {
            record.insert(list.to_owned(), json!([]));
        }
    }
    // All of its parts may be null.
    if record.get("codes").is_some_and(Value::is_null) {
        record.insert("codes".to_owned(), json!({}));
    }
    let extra = match record.get("extra") {
        Some(Value::String(text)) => {
            serde_json::from_str(text).map_err(|error| format!("extra is no JSON ({error})"))?
        }
        Some(Value::Null) | None => json!({}),
        Some(other) => other.clone(),
    };
    record.insert("extra".to_owned(), extra);
    if let Some(Value::Object(claimant)) = record.get_mut("claimant")
        && claimant.get("via").is_some_and(Value::is_null)
    {
        claimant.insert("via".to_owned(), json!([]));
    }
    Ok(())
}

/// A value of a table as JSON; numbers that some libraries make fractions of become whole again.
fn value(array: &dyn Array, row: usize, name: &str) -> Result<Value, String> {
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    let list = |items: &dyn Array| -> Result<Value, String> {
        (0..items.len()).map(|at| value(items, at, name)).collect()
    };
    let fraction = |number: f64| match name {
        "lat" | "lon" => json!(number),
        _ if number.is_nan() => Value::Null,
        _ if number.fract() == 0.0 && number >= 0.0 => json!(number as u64),
        _ => json!(number),
    };
    Ok(match array.data_type() {
        DataType::Struct(fields) => {
            let inner = array.as_struct();
            let mut object = Map::new();
            for (field, column) in fields.iter().zip(inner.columns()) {
                object.insert(field.name().clone(), value(column.as_ref(), row, field.name())?);
            }
            // An object that is missing is an object of nothing in some libraries.
            match object.values().all(Value::is_null) {
                true => Value::Null,
                false => Value::Object(object),
            }
        }
        DataType::List(_) => list(array.as_list::<i32>().value(row).as_ref())?,
        DataType::LargeList(_) => list(array.as_list::<i64>().value(row).as_ref())?,
        DataType::ListView(_) => list(array.as_list_view::<i32>().value(row).as_ref())?,
        DataType::LargeListView(_) => list(array.as_list_view::<i64>().value(row).as_ref())?,
        DataType::FixedSizeList(_, _) => list(array.as_fixed_size_list().value(row).as_ref())?,
        DataType::Float64 => fraction(array.as_primitive::<Float64Type>().value(row)),
        DataType::Float32 => fraction(f64::from(array.as_primitive::<Float32Type>().value(row))),
        DataType::Boolean => json!(array.as_boolean().value(row)),
        kind if kind.is_integer() => match cell(array, row) {
            Cell::Text(digits) => serde_json::from_str(&digits).unwrap_or_default(),
            _ => Value::Null,
        },
        kind => match cell(array, row) {
            Cell::Text(text) => json!(text),
            Cell::Null => Value::Null,
            Cell::Bytes(_) => return Err(format!("{name}: bytes are no value of an event")),
            Cell::Wrong(_) => {
                return Err(format!("{name}: values of the type {kind} are no part of an event"));
            }
        },
    })
}

/// The events of lines of JSON.
///
/// # Errors
/// A line is no event; which, and why.
pub fn of_lines(text: &str) -> Result<Vec<Event>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line)
                .map_err(|error| format!("event {}: no event ({error})", at + 1))
        })
        .collect()
}

/// The events of a file of lines of JSON, plain or packed as .gz or .zst.
///
/// # Errors
/// The file cannot be read, or a line is no event.
pub fn of_file(path: &str) -> Result<Vec<Event>, String> {
    let failed = |error: std::io::Error| format!("cannot read {path}: {error}");
    let file = Box::new(plain::open_named(Path::new(path)).map_err(failed)?);
    let reader = BufReader::new(unpacked(path, file).map_err(failed)?);
    let mut events = Vec::new();
    for (at, line) in reader.lines().enumerate() {
        let line = line.map_err(failed)?;
        let text = line.trim().trim_start_matches('\u{feff}');
        if !text.is_empty() {
            let wrong = |error| format!("{path}:{}: no event ({error})", at + 1);
            events.push(serde_json::from_str(text).map_err(wrong)?);
        }
    }
    Ok(events)
}
