//! Tests of SQLite and GeoPackage.

use super::common::dateline;
use super::desk::Desk;
use super::readers::{program, python};
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

fn open(path: &str) -> Connection {
    let database =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a database");
    let sound: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
    assert_eq!(sound, "ok");
    database
}

fn count(database: &Connection, table: &str) -> u64 {
    let sql = format!("SELECT count(*) FROM {table}");
    let count: i64 = database.query_row(&sql, [], |row| row.get(0)).expect("a count");
    u64::try_from(count).expect("a count")
}

#[test]
fn a_database_with_unfinished_changes_is_not_replaced() {
    let desk = Desk::new();
    let (path, _) = desk.export("all.sqlite", &[]);
    let old = fs::read(&path).expect("a database");
    let (events, _) = desk.events();
    for ending in ["-wal", "-journal"] {
        let beside = desk.shelf.put(&format!("all.sqlite{ending}"), "changes");
        let ran = dateline(&["export", &events, "-o", &path]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("close the program that has it open"), "{}", ran.err);
        assert_eq!(fs::read(&path).expect("the old database"), old);
        fs::remove_file(beside).expect("the changes");
    }
    desk.export("all.sqlite", &[]);
}

#[test]
fn a_name_that_promises_another_format_is_refused() {
    let desk = Desk::new();
    let (events, _) = desk.events();
    for name in ["events.feather", "events.XLSX", "events.html"] {
        let path = desk.shelf.at(name);
        let ran = dateline(&["export", &events, "-o", &path]);
        assert_eq!(ran.code, 2, "{name}: {}", ran.err);
        assert!(ran.err.contains("or say what to write with --format"), "{}", ran.err);
        assert!(!std::path::Path::new(&path).exists());
    }
}

#[test]
fn a_database_holds_every_value_of_the_record() {
    let desk = Desk::new();
    let (path, told) = desk.export("all.sqlite", &[]);
    let (_, events) = desk.events();
    assert!(told.contains(&format!("sqlite: {0} of {0} events written", events.len())), "{told}");
    let database = open(&path);
    let mut rows = database
        .prepare("SELECT e.*, a.id AS of FROM events e JOIN articles a ON a.number = e.article_number ORDER BY e.number")
        .expect("a join");
    let names: Vec<String> = rows.column_names().map(str::to_owned).collect();
    let mut rows = rows.query([]).expect("rows");
    for event in &events {
        let row = rows.next().expect("a row").expect("a row for each event");
        let cell = |name: &str| {
            let at = names.iter().position(|known| known == name).expect("a column");
            row.get::<_, rusqlite::types::Value>(at).expect("a value")
        };
        let text = |value: &serde_json::Value| match value.as_str() {
            Some(text) => rusqlite::types::Value::Text(text.to_owned()),
            None => rusqlite::types::Value::Null,
        };
        assert_eq!(cell("id"), text(&event["id"]));
        assert_eq!(cell("of"), text(&event["article"]["id"]));
        assert_eq!(cell("evidence"), text(&event["evidence"]["text"]));
        assert_eq!(cell("trigger_end"), event["trigger"]["end"].as_i64().expect("an end").into());
        let day = event["date"]["start"].as_str().map(|start| start[..10].to_owned());
        assert_eq!(cell("date_start"), day.map_or(rusqlite::types::Value::Null, Into::into));
        let lat = event["place"]["lat"].as_f64();
        assert_eq!(cell("lat"), lat.map_or(rusqlite::types::Value::Null, Into::into));
    }
    assert!(rows.next().expect("the end").is_none());
    let listed = |name: &str| -> u64 {
        events.iter().map(|event| event[name].as_array().map_or(0, Vec::len) as u64).sum()
    };
    assert_eq!(count(&database, "parties"), listed("actor") + listed("recipient"));
    assert_eq!(count(&database, "counts"), listed("counts"));
    let claims = events.iter().filter(|event| event["claimant"].is_object()).count() as u64;
    assert_eq!(count(&database, "claims"), claims);
    let coded_by: String = database
        .query_row("SELECT value FROM run WHERE field = 'coded_by'", [], |row| row.get(0))
        .expect("the record of the run beside the events");
    assert_eq!(coded_by, events[0]["coded_by"]);
    assert_eq!(count(&database, "run WHERE field LIKE 'output.%'"), 0);
}

#[test]
fn the_same_events_make_the_same_database_however_they_are_coded() {
    let desk = Desk::new();
    for format in ["sqlite", "gpkg", "geojson", "timemap"] {
        let bytes = |jobs: &str| {
            let path = desk.shelf.at(&format!("{format}{jobs}"));
            let loss = desk.shelf.at("loss");
            let ran = dateline(&[
                "run", "--pack", &desk.pack, &desk.news, &desk.odd, "-f", format, "-o", &path,
                "-j", jobs, "--loss", &loss,
            ]);
            assert_eq!(ran.code, 0, "{}", ran.err);
            let record = fs::read_to_string(format!("{path}.run.json")).expect("a record");
            let record: serde_json::Value = serde_json::from_str(&record).expect("JSON");
            let bytes = fs::read(&path).expect("a file");
            assert_eq!(record["output"]["hash"], blake3::hash(&bytes).to_hex().to_string());
            (bytes, fs::read(&loss).expect("a report"), ran.err)
        };
        assert!(bytes("1") == bytes("4"), "{format}");
        let (exported, _) = desk.export("exported", &["-f", format]);
        let run = fs::read(&exported).expect("a file");
        assert!(run == bytes("2").0, "{format}: the same from events as from articles");
    }
}

#[test]
fn a_database_that_exists_is_replaced_whole_or_not_at_all() {
    let desk = Desk::new();
    let path = desk.shelf.put("old.sqlite", "no database");
    let (events, _) = desk.events();
    let refused = dateline(&["export", &events, "-f", "sqlite"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("name a file with -o"), "{}", refused.err);
    let refused = dateline(&["export", &events, "-f", "sqlite", "-o", "/dev/full"]);
    assert!(
        refused.code == 2 && refused.err.contains("/dev/full, which is no file"),
        "{}",
        refused.err
    );
    let nothing = desk.shelf.put("nothing.jsonl", "no event\n");
    assert_eq!(dateline(&["export", &nothing, "-o", &path]).code, 2);
    assert_eq!(fs::read(&path).expect("a file"), b"no database");
    let ran = dateline(&["export", &events, "-o", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("old.sqlite was there before and is replaced"), "{}", ran.err);
    assert!(count(&open(&path), "events") > 0);
    let left: Vec<_> = fs::read_dir(desk.shelf.path()).expect("a folder").flatten().collect();
    let names: Vec<String> =
        left.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(
        !names.iter().any(|name| name.contains(".part") || name.contains("journal")),
        "{names:?}"
    );
}

#[test]
fn a_disk_that_fills_leaves_the_old_file() {
    let desk = Desk::new();
    let (events, _) = desk.events();
    for (name, format) in [("x.sqlite", "sqlite"), ("x.gpkg", "gpkg"), ("x.geojson", "geojson")] {
        let path = desk.shelf.put(name, "old");
        // A limit on the size of files is a disk that fills: a write fails in the middle.
        let script = format!(
            "trap '' XFSZ; ulimit -f 2; exec {} export {events} -f {format} -o {path}",
            env!("CARGO_BIN_EXE_dateline")
        );
        let output = Command::new("sh").args(["-c", &script]).output().expect("a shell");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{format}: {told}");
        assert!(told.contains("cannot write"), "{format}: {told}");
        assert_eq!(fs::read(&path).expect("a file"), b"old", "{format}");
    }
}

#[test]
fn no_events_are_a_file_without_any() {
    let desk = Desk::new();
    let empty = desk.shelf.put("empty.jsonl", "");
    for name in ["e.sqlite", "e.gpkg"] {
        let path = desk.shelf.at(name);
        let ran = dateline(&["export", &empty, "-o", &path]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(count(&open(&path), "events"), 0);
    }
    for format in ["geojson", "timemap", "labelstudio"] {
        let corpus = ["--corpus", desk.news.as_str()];
        let corpus = if format == "labelstudio" { &corpus[..] } else { &[] };
        let ran = dateline(&[&["export", &empty, "-f", format], corpus].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        let all: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let list = [&all, &all["features"], &all["events"]].into_iter().find_map(|v| v.as_array());
        assert_eq!(list.map(Vec::len), Some(0), "{format}: {all}");
    }
}

#[test]
fn gdal_reads_the_layers_of_a_geopackage() {
    let desk = Desk::new();
    let (path, told) = desk.export("all.gpkg", &[]);
    assert!(told.contains("no coordinates: in events_without_coordinates"), "{told}");
    let (_, events) = desk.events();
    let on_map = events.iter().filter(|event| event["place"]["lat"].is_f64()).count();
    assert!(on_map > 0 && on_map < events.len());
    let database = open(&path);
    assert_eq!(count(&database, "events"), on_map as u64);
    assert_eq!(count(&database, "events_without_coordinates"), (events.len() - on_map) as u64);
    let Some(told) = program("ogrinfo", &["-so", "-al", &path]) else { return };
    let features = format!("Feature Count: {on_map}");
    let layer = told.split("Layer name: ").find(|layer| layer.starts_with("events\n"));
    let layer = layer.expect("a layer of events");
    assert!(layer.contains("Geometry: Point") && layer.contains(&features), "{layer}");
    assert!(layer.contains("date_start: Date") && layer.contains("killed: Integer"), "{layer}");
    assert!(
        layer.contains("WGS 84") && layer.contains("Extent: (36.000000, 35.500000)"),
        "{layer}"
    );
    assert!(told.contains("Layer name: parties") && told.contains("Layer name: run"), "{told}");
    let one = program("ogrinfo", &["-al", &path, "events", "-where", "article = '007'"]);
    let one = one.unwrap_or_default();
    assert!(one.contains("POINT (36") && one.contains("</script>"), "{one}");
}

#[test]
fn incidents_are_tables_beside_their_events() {
    let desk = Desk::new();
    let rules =
        "\nincident(\"strike\").of(\"air_strike\", \"casualties\").same(\"place\").days(1);\n";
    let file = format!("{}/rules.rhai", desk.pack);
    let whole = fs::read_to_string(&file).expect("rules") + rules;
    fs::write(&file, whole).expect("rules");
    let run = |args: &[&str]| {
        let base = ["incidents", "--pack", &desk.pack, &desk.news, &desk.odd];
        let ran = dateline(&[&base, args].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran
    };
    let incidents = run(&["-q"]).events();
    assert!(!incidents.is_empty());
    let members: usize =
        incidents.iter().map(|one| one["members"].as_array().expect("members").len()).sum();
    let mentioned: BTreeMap<&str, &str> = incidents
        .iter()
        .flat_map(|one| one["members"].as_array().expect("members"))
        .map(|member| {
            (member["event"].as_str().expect("id"), member["article"].as_str().expect("id"))
        })
        .collect();
    for name in ["i.sqlite", "i.gpkg"] {
        let path = desk.shelf.at(name);
        run(&["-qo", &path]);
        let database = open(&path);
        assert_eq!(count(&database, "incident_mentions"), members as u64);
        let joined =
            "incident_mentions m JOIN events e ON e.id = m.event_id AND e.article = m.article_id";
        let joined = count(&database, joined)
            + match name {
                "i.gpkg" => count(
                    &database,
                    "incident_mentions m JOIN events_without_coordinates e ON e.id = m.event_id",
                ),
                _ => 0,
            };
        assert_eq!(joined, members as u64, "{name}");
        assert!(count(&database, "incident_figures") > 0 && count(&database, "run") > 0);
        if name == "i.gpkg" {
            let told = program("ogrinfo", &["-so", &path, "incidents"]).unwrap_or_default();
            assert!(told.is_empty() || told.contains("Geometry: Point"), "{told}");
        }
    }
    let path = desk.shelf.at("i.geojson");
    let told = run(&["-o", &path]).err;
    let map: serde_json::Value =
        serde_json::from_slice(&fs::read(&path).expect("a map")).expect("JSON");
    let features = map["features"].as_array().expect("features");
    let off_map = incidents.len() - features.len();
    assert!(off_map > 0 && told.contains(&format!("{off_map}  no coordinates (")), "{told}");
    assert!(told.contains("members.evidence: dropped"), "{told}");
    let loss = desk.shelf.at("loss.json");
    for (format, dropped) in [("csv", true), ("timemap", true), ("sqlite", true), ("jsonl", false)]
    {
        run(&["-f", format, "-o", &desk.shelf.at("i.out"), "--loss", &loss]);
        let report: serde_json::Value =
            serde_json::from_slice(&fs::read(&loss).expect("a report")).expect("JSON");
        assert_eq!(report["incidents"], incidents.len(), "{format}");
        let fields = report["fields"].as_array().expect("fields");
        assert_eq!(!fields.is_empty(), dropped, "{format}: {report:#}");
        // What is in the table of mentions, or in that of events, is not lost.
        let is_of_mentions = |field: &&serde_json::Value| {
            field["field"].as_str().is_some_and(|name| name.starts_with("members."))
        };
        assert!(
            format != "sqlite" || !fields.iter().any(|field| is_of_mentions(&field)),
            "{report:#}"
        );
    }
    let ids = features[0]["properties"]["article_ids"].as_str().expect("ids");
    assert!(ids.split('|').all(|id| mentioned.values().any(|known| *known == id)), "{ids}");
    let timeline: serde_json::Value =
        serde_json::from_str(&run(&["-f", "timemap"]).out).expect("JSON");
    assert!(!timeline["events"][0]["sources"].as_array().expect("sources").is_empty());
    let csv = run(&["-f", "csv", "--bom"]).out;
    assert!(csv.starts_with("\u{feff}id,rule") && csv.lines().count() == incidents.len() + 1);
}

#[test]
fn python_reads_a_database() {
    let desk = Desk::new();
    let (path, _) = desk.export("all.sqlite", &[]);
    let script = "import sqlite3, sys\nprint(sqlite3.connect(sys.argv[1]).execute(\"SELECT count(*) FROM counts c JOIN \
                  events e ON e.number = c.event WHERE c.what = 'killed' AND e.place_name = 'Gullhaven'\").fetchone()[0])";
    if let Some(told) = python(&["sqlite3"], script, &[&path]) {
        assert!(told.trim().parse::<u64>().expect("a number") >= 2, "{told}");
    }
}
