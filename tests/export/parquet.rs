//! Tests of Parquet through the command: data frames and databases open what is written, and what they write is read as
//! articles. Without the feature `parquet`: the refusal.

use super::common::dateline;
use super::desk::Desk;

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_is_refused_with_what_to_do() {
    let desk = Desk::new();
    let (events, _) = desk.events();
    let path = desk.shelf.at("all.parquet");
    for args in [&["export", &events][..], &["run", "--pack", &desk.pack, &desk.news][..]] {
        let ran = dateline(&[args, &["-o", &path]].concat());
        assert_eq!(ran.code, 2);
        assert!(
            ran.err.contains("built without parquet") && ran.err.contains("--features parquet"),
            "{}",
            ran.err
        );
        assert!(!std::path::Path::new(&path).exists());
    }
}

#[cfg(feature = "parquet")]
mod with {
    use super::super::readers::python;
    use super::*;
    use std::fs::{self, File};

    /// How the records of events are compared with the rows of a table: days apart from times, extra as JSON.
    const RECORDS: &str = r#"
import json
def parted(object, name):
    day, _, time = (object[name] or "").partition("T")
    object[name], object[name + "_time"] = day or None, time or None
def records(path):
    found = [json.loads(line) for line in open(path, encoding="utf-8")]
    for record in found:
        parted(record["article"], "published"); parted(record["date"], "start"); parted(record["date"], "end")
        record["article"].update({"published_as_written": None, "repeats": record["article"].get("repeats")})
        record["evidence"]["page"] = record["evidence"].get("page")
        record["extra"] = json.dumps(record["extra"]) if record["extra"] else None
    return found
def plain(value):
    if isinstance(value, dict): return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list): return [plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
"#;

    #[test]
    fn each_reader_has_every_value_of_the_record() {
        let desk = Desk::new();
        let (path, told) = desk.export("all.parquet", &[]);
        let (events, records) = desk.events();
        assert!(told.contains("parquet: ") && told.contains("the whole record"), "{told}");
        assert!(!told.contains("does not hold") && !told.contains("left out"), "{told}");
        let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(
            File::open(&path).expect("a file"),
            1024,
        );
        let rows: usize =
            reader.expect("a table").map(|batch| batch.expect("rows").num_rows()).sum();
        assert_eq!(rows, records.len());
        for (module, rows) in [
            ("pyarrow", "import pyarrow.parquet as pq; rows = pq.read_table(path).to_pylist()"),
            (
                "duckdb",
                "rel = duckdb.sql(f\"FROM read_parquet('{path}')\"); rows = [dict(zip(rel.columns, row)) for row in rel.fetchall()]",
            ),
            ("polars", "rows = polars.read_parquet(path).to_dicts()"),
        ] {
            let script = format!(
                "import sys, {module}\n{RECORDS}\npath, events = sys.argv[1:]\n{rows}\nwanted = records(events)\nassert plain(rows) == wanted, [(a, b) for a, b in zip(plain(rows), wanted) if a != b][:1]\nprint(len(rows))\n"
            );
            if let Some(told) = python(&["sys", module], &script, &[&path, &events]) {
                assert_eq!(told.trim(), records.len().to_string(), "{module}");
            }
        }
        let script = "import sys, pandas\ntable = pandas.read_parquet(sys.argv[1])\nassert table['id'].is_unique or len(table)\nassert table['article'][0]['id']\nprint(len(table))\n";
        if let Some(told) = python(&["sys", "pandas", "pyarrow"], script, &[&path]) {
            assert_eq!(told.trim(), records.len().to_string());
        }
    }

    #[test]
    fn a_run_writes_the_table_with_its_record_on_any_number_of_threads() {
        let desk = Desk::new();
        let path = desk.shelf.at("run.parquet");
        desk.run(&["-qo", &path, "-j", "1"]);
        let one = fs::read(&path).expect("a table");
        desk.run(&["-qo", &path, "-j", "3"]);
        assert!(one == fs::read(&path).expect("a table"));
        let metadata = parquet::arrow::arrow_reader::ArrowReaderMetadata::load(
            &File::open(&path).expect("a file"),
            Default::default(),
        )
        .expect("a table");
        let entries = metadata.metadata().file_metadata().key_value_metadata().expect("entries");
        let runs = entries.iter().find(|entry| entry.key == "dateline.runs").expect("the record");
        let runs: serde_json::Value =
            serde_json::from_str(runs.value.as_deref().expect("a value")).expect("JSON");
        assert_eq!(runs[0]["command"], "run");
    }

    #[test]
    fn tables_of_data_frames_are_read_as_articles() {
        let desk = Desk::new();
        let text = fs::read_to_string(&desk.odd).expect("articles");
        let plain = desk.shelf.put("same.jsonl", text);
        let wanted = dateline(&["run", "--pack", &desk.pack, &plain, "-q"]);
        let ids = |ran: &super::super::common::Ran| -> Vec<String> {
            ran.events().iter().map(|event| event["id"].to_string()).collect()
        };
        for (module, script) in [
            (
                "pandas",
                "import sys, pandas\nt = pandas.read_json(sys.argv[1], lines=True, dtype=False)\nt['outlet'] = t['outlet'].astype('category')\nt.to_parquet(sys.argv[2])",
            ),
            (
                "polars",
                "import sys, polars\npolars.read_ndjson(sys.argv[1]).write_parquet(sys.argv[2])",
            ),
            (
                "duckdb",
                "import sys, duckdb\nduckdb.sql(f\"COPY (SELECT * FROM read_json('{sys.argv[1]}', convert_strings_to_integers = false, dateformat = 'no', timestampformat = 'no', auto_detect = false, columns = {{'id': 'VARCHAR', 'title': 'VARCHAR', 'text': 'VARCHAR', 'date': 'VARCHAR', 'outlet': 'VARCHAR'}})) TO '{sys.argv[2]}' (FORMAT parquet)\")",
            ),
        ] {
            let path = desk.shelf.at("same.parquet");
            if python(&["sys", module], script, &[&plain, &path]).is_some() {
                let ran = dateline(&["run", "--pack", &desk.pack, &path, "-q"]);
                assert_eq!(ran.code, 0, "{}", ran.err);
                assert!(!ids(&ran).is_empty());
                assert_eq!(ids(&ran), ids(&wanted), "{module}: {}", ran.err);
            }
        }
    }

    #[test]
    fn a_byte_order_mark_is_refused() {
        let desk = Desk::new();
        let (events, _) = desk.events();
        let ran = dateline(&["export", &events, "--bom", "-o", &desk.shelf.at("a.parquet")]);
        assert!(ran.code == 2 && ran.err.contains("no byte order mark"), "{}", ran.err);
    }
}
