//! Tests of CSV with the programs that people open it with.

use super::common::dateline;
use super::desk::Desk;
use super::readers::{program, python};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn each_row_is_a_line_and_each_date_column_has_one_form() {
    let desk = Desk::new();
    let (path, told) = desk.export("all.csv", &["--bom"]);
    let (_, events) = desk.events();
    let text = fs::read_to_string(&path).expect("a file");
    assert!(text.starts_with("\u{feff}id,kind"));
    assert_eq!(text.lines().count(), events.len() + 1);
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
    assert!(told.contains("line ends and control characters: written as spaces"), "{told}");
    assert!(told.contains("ids of digits: unchanged"), "{told}");
    let refused = dateline(&["export", "--bom", "-f", "geojson", &desk.events().0]);
    assert!(refused.code == 2 && refused.err.contains("no byte order mark"), "{}", refused.err);
}

#[test]
fn pandas_reads_what_was_written() {
    let desk = Desk::new();
    let (wide, _) = desk.export("all.csv", &["--bom"]);
    let (long, _) = desk.export("long.csv", &["-f", "csv-long"]);
    let (events, records) = desk.events();
    let script = r#"
import sys, json, pandas as pd
wide, long, events = sys.argv[1:]
records = [json.loads(line) for line in open(events, encoding="utf-8")]
text = {"id": str, "article": str, "denies": str, "pack_version": str}
table = pd.read_csv(wide, dtype=text, keep_default_na=False, na_values=[""], parse_dates=["published", "date_start", "date_end"])
assert list(table["id"]) == [r["id"] for r in records]
assert "007" in set(table["article"]) and "1e5" in set(table["article"]), set(table["article"])
for column in ["published", "date_start", "date_end"]:
    assert str(table[column].dtype).startswith("datetime64"), (column, table[column].dtype)
assert table["lat"].dtype == float
assert [None if pd.isna(k) else int(k) for k in table["killed"]] == [
    next((c["value"] for c in r["counts"] if c["what"] == "killed"), None) for r in records]
values = pd.read_csv(long, dtype=str, keep_default_na=False)
names = values[(values.attribute == "actor") & (values.part == "text")]
assert len(names) == sum(len(r["actor"]) for r in records)
back = values.pivot(index=["event", "attribute", "number"], columns="part", values="value")
assert len(back) > len(records)
print(len(table))
"#;
    if let Some(told) = python(&["pandas"], script, &[&wide, &long, &events]) {
        assert_eq!(told.trim(), records.len().to_string());
    }
    let script = r#"
import sys, duckdb
print(duckdb.sql(f"SELECT count(*), count(DISTINCT id), sum(killed) FROM read_csv('{sys.argv[1]}', all_varchar = false, types = {{'id': 'VARCHAR', 'article': 'VARCHAR'}})").fetchall()[0][0])
"#;
    if let Some(told) = python(&["duckdb"], script, &[&wide]) {
        assert_eq!(told.trim(), records.len().to_string());
    }
}

#[test]
fn r_reads_what_was_written() {
    let desk = Desk::new();
    let (path, _) = desk.export("all.csv", &[]);
    let (_, events) = desk.events();
    let script = "a <- commandArgs(TRUE); t <- read.csv(a[1], colClasses = c(id = 'character', article = 'character'), \
                  na.strings = '', encoding = 'UTF-8'); stopifnot('007' %in% t$article); \
                  stopifnot(!any(is.na(as.Date(t$published[!is.na(t$published)])))); \
                  stopifnot(is.numeric(t$lat)); cat(nrow(t))";
    if let Some(told) = program("Rscript", &["--vanilla", "-e", script, &path]) {
        assert_eq!(told.trim(), events.len().to_string());
    }
}

#[test]
fn the_long_form_holds_every_value_of_the_record() {
    let desk = Desk::new();
    let (path, _) = desk.export("long.csv", &["-f", "csv-long"]);
    let (_, events) = desk.events();
    let text = fs::read_to_string(&path).expect("a file");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: BTreeSet<(String, String)> = reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            (row[0].to_owned(), row[4].to_owned())
        })
        .collect();
    fn leaves(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Null => {}
            Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
            Value::Object(map) => map.values().for_each(|item| leaves(item, found)),
            Value::String(text) => found.push(text.clone()),
            other => found.push(other.to_string()),
        }
    }
    for event in &events {
        let id = event["id"].as_str().expect("an id");
        let mut values = Vec::new();
        leaves(event, &mut values);
        for value in values.iter().filter(|value| *value != id) {
            let day = value.split('T').next().unwrap_or_default();
            let has = |value: &str| rows.contains(&(id.to_owned(), value.to_owned()));
            let changed = value.contains(|c: char| c.is_control()) || value.starts_with('=');
            assert!(has(value) || has(day) || changed, "{value}");
        }
    }
}

#[test]
fn records_of_an_older_program_and_half_a_line_are_read_as_far_as_they_go() {
    let desk = Desk::new();
    let (path, events) = desk.events();
    let text = fs::read_to_string(&path).expect("events");
    let mut old: Value = events[0].clone();
    let map = old.as_object_mut().expect("a record");
    map.remove("coded_by");
    let half = &text[..text.trim_end().len() - 40];
    let mixed = desk.shelf.put("old.jsonl", format!("{old}\n{half}"));
    for name in ["o.csv", "o.sqlite", "o.gpkg", "o.geojson", "o.jsonl"] {
        let out = desk.shelf.at(name);
        let ran = dateline(&["export", &mixed, "-o", &out]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains("1 line was left out"), "{name}: {}", ran.err);
        assert!(
            ran.err.contains(&format!("old.jsonl:{}: no JSON", events.len() + 1)),
            "{}",
            ran.err
        );
    }
    let rows = fs::read_to_string(desk.shelf.at("o.csv")).expect("rows").lines().count();
    assert_eq!(rows, events.len() + 1);
}
