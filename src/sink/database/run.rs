//! The record of a run as a table: a row for each value, with the path to it.

use super::{Database, SqlValue, Table};
use crate::sink::SinkError;
use serde_json::Value;

/// The table.
fn table() -> Table {
    Table::new(
        "run",
        "What the events stand on: each value of the record of their run, with its path in it",
        &[("record", "INTEGER NOT NULL"), ("field", "TEXT NOT NULL"), ("value", "TEXT")],
    )
}

impl Database {
    /// Writes the records of runs. What a record says of the output is left out: it is of another file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn runs(&mut self, records: &[Value]) -> Result<(), SinkError> {
        let table = table();
        self.table(&table)?;
        let mut number = 0;
        for (at, record) in records.iter().enumerate() {
            let mut rows = Vec::new();
            flatten("", record, &mut rows);
            for (field, value) in rows.iter().filter(|(field, _)| !field.starts_with("output.")) {
                number += 1;
                let values = [
                    SqlValue::Integer(at as u64 + 1),
                    SqlValue::Text(field),
                    SqlValue::text(value.as_deref()),
                ];
                self.row(&table, number, &values)?;
            }
        }
        Ok(())
    }
}

/// The values in `value` with their paths: `packs.1.name`; lists count from 1.
fn flatten(path: &str, value: &Value, rows: &mut Vec<(String, Option<String>)>) {
    let below = |name: &str| match path.is_empty() {
        true => name.to_owned(),
        false => format!("{path}.{name}"),
    };
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(name, inner)| flatten(&below(name), inner, rows))
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, inner)| flatten(&below(&(at + 1).to_string()), inner, rows)),
        Value::Null => rows.push((path.to_owned(), None)),
        Value::String(text) => rows.push((path.to_owned(), Some(text.clone()))),
        other => rows.push((path.to_owned(), Some(other.to_string()))),
    }
}
