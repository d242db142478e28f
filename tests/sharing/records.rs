//! What an output stands on: `coded_by` of each event, the record beside the output, and its verification.

use super::common::{Shelf, dateline_reading};
use super::{ARTICLE, PLACES, WELLS, dateline_in, manifest, packed, refusal, wells};
use serde_json::Value;
use std::fs;

fn coded_by(shelf: &Shelf, args: &[&str]) -> String {
    let ran = dateline_in(shelf.path(), &[&["run", "a.txt"], args].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let events = ran.events();
    assert!(events.iter().all(|event| event["coded_by"] == events[0]["coded_by"]));
    events[0]["coded_by"].as_str().expect("a hash").to_owned()
}

fn record(shelf: &Shelf, name: &str) -> Value {
    let text = fs::read_to_string(shelf.path().join(name)).expect("a record");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn coded_by_covers_all_that_can_change_an_event() {
    let shelf = Shelf::new();
    let base = wells(&shelf, "base", "");
    shelf.put("top/pack.toml", manifest("top", "0.1.0", "depends = [\"../base\"]"));
    shelf.put("a.txt", ARTICLE);
    let top = shelf.at("top");
    let first = coded_by(&shelf, &["--pack", &top]);
    assert_eq!(first.len(), 64);
    // Line ends, and files that are not loaded.
    shelf.put("base/water.rhai", WELLS.replace('\n', "\r\n"));
    shelf.put("base/README.md", "x");
    assert_eq!(coded_by(&shelf, &["--pack", &top]), first);
    assert_ne!(coded_by(&shelf, &["--pack", &base]), first);
    assert_ne!(coded_by(&shelf, &["--pack", &top, "--date-order", "mdy"]), first);
    assert_eq!(coded_by(&shelf, &["--pack", &top, "--kind", "water", "--jobs", "1"]), first);
    // The table of the pack below.
    shelf.put("base/gazetteers/places.csv", PLACES.replace("SYR", "YEM"));
    let second = coded_by(&shelf, &["--pack", &top]);
    assert_ne!(second, first);
    let ran = dateline_in(shelf.path(), &["run", "a.txt", "--pack", &top, "--format", "csv", "-q"]);
    assert!(ran.out.lines().next().is_some_and(|head| head.contains(",pack_hash,coded_by")));
    assert!(ran.out.contains(&second), "{}", ran.out);
}

#[test]
fn a_record_is_written_beside_the_output() {
    let shelf = Shelf::new();
    let more = "authors = [\"Ada\"]\ncite = \"Wells, 2026\"\n[[data]]\npath = \"gazetteers/places.csv\"\n\
        licence = \"CC-BY-4.0\"\nsource = \"GeoNames\"\n[depends]\nworld = \"0.1\"";
    let pack = wells(&shelf, "wells", more);
    shelf.put("in/a.txt", ARTICLE);
    shelf.put("in/b.txt", "Nothing happened.\n");
    shelf.put("in/c.jsonl", "{\"id\":\"c\"}\n");
    let run = |jobs: &str, output: &str| {
        let args =
            ["run", "in", "--pack", "wells", "-o", output, "--jobs", jobs, "--kind", "water"];
        let ran = dateline_in(shelf.path(), &args);
        assert_eq!(ran.code, 0, "{}", ran.err);
        fs::read(shelf.path().join(format!("{output}.run.json"))).expect("a record")
    };
    assert_eq!(run("1", "one.jsonl"), run("3", "two.jsonl"));
    let found = record(&shelf, "one.jsonl.run.json");
    let events = fs::read(shelf.path().join("one.jsonl")).unwrap();
    assert_eq!(found["output"]["hash"], blake3::hash(&events).to_hex().as_str());
    assert_eq!(
        (&found["output"]["count"], &found["output"]["format"]),
        (&2.into(), &"jsonl".into())
    );
    assert_eq!(found["corpus"]["articles"], 2);
    assert_eq!(found["left_out"]["unread"], 1);
    assert_eq!(found["options"], serde_json::json!({"date-order": ["dmy"], "kind": ["water"]}));
    assert_eq!(found["asked"], serde_json::json!(["wells"]));
    let packs = found["packs"].as_array().unwrap();
    let names: Vec<&str> = packs.iter().map(|pack| pack["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["conflict", "world", "wells"]);
    let own = &packs[2];
    assert_eq!((&own["from"], &packs[0]["from"]), (&"folder".into(), &"shipped".into()));
    assert_eq!(own["tree"], packed(&pack).1.as_str());
    assert_eq!((&own["cite"], &own["authors"][0]), (&"Wells, 2026".into(), &"Ada".into()));
    assert_eq!(own["data"][0]["licence"], "CC-BY-4.0");
    let event: Value =
        serde_json::from_slice(events.split(|b| *b == b'\n').next().unwrap()).unwrap();
    assert_eq!((&event["pack_hash"], &event["coded_by"]), (&own["rules"], &found["coded_by"]));
    assert!(!String::from_utf8_lossy(&run("1", "one.jsonl")).contains(&shelf.at("")));
}

#[test]
fn the_record_can_be_left_out_or_go_elsewhere() {
    let shelf = Shelf::new();
    wells(&shelf, "wells", "");
    shelf.put("a.txt", ARTICLE);
    let run = |args: &[&str]| {
        let ran = dateline_in(shelf.path(), &[&["run", "a.txt", "--pack", "wells"], args].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran
    };
    let there = |name: &str| shelf.path().join(name).exists();
    run(&["-o", "one.jsonl", "--no-run-record"]);
    assert!(there("one.jsonl") && !there("one.jsonl.run.json"));
    let ran = run(&["--run-record", "elsewhere.json"]);
    let hash = blake3::hash(ran.out.as_bytes()).to_hex();
    assert_eq!(record(&shelf, "elsewhere.json")["output"]["hash"], hash.as_str());
    run(&["-o", "one.csv", "-q"]);
    assert_eq!(record(&shelf, "one.csv.run.json")["output"]["format"], "csv");
    let why = refusal(shelf.path(), &["run", "a.txt", "--pack", "wells", "--run-record", "a.txt"]);
    assert!(why.contains("is one of the files to read"), "{why}");
    let ran = dateline_in(shelf.path(), &["incidents", "--pack", "syria", "-o", "i.jsonl", "-q"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let found = record(&shelf, "i.jsonl.run.json");
    assert_eq!(
        (&found["command"], &found["packs"][0]["name"]),
        (&"incidents".into(), &"conflict".into())
    );
    let why = refusal(shelf.path(), &["verify", "i.jsonl"]);
    assert!(why.contains("only events as JSONL can be verified"), "{why}");
}

#[test]
fn events_are_verified_against_packs_and_corpus() {
    let shelf = Shelf::new();
    wells(&shelf, "wells", "");
    shelf.put("in/a.txt", ARTICLE);
    for at in 0..9 {
        shelf.put(&format!("in/n{at}.txt"), format!("On day {at} they dug a well.\n"));
    }
    let ran = dateline_in(shelf.path(), &["run", "in", "--pack", "wells", "-o", "out/e.jsonl"]);
    assert_eq!(ran.code, 2, "there is no folder yet");
    fs::create_dir(shelf.path().join("out")).unwrap();
    let ran = dateline_in(shelf.path(), &["run", "in", "--pack", "wells", "-o", "out/e.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let verify =
        |args: &[&str]| dateline_in(shelf.path(), &[&["verify", "out/e.jsonl"], args].concat());
    for (args, wanted) in [
        (&["in"][..], "events  same: all 10 articles coded again, 11 events"),
        (&["in", "--all", "--jobs", "3"], "events  same: all 10 articles coded again, 11 events"),
        (&["in", "--sample", "4"], "events  same: 4 of 10 articles coded again"),
        (&["in", "--sample", "4", "--seed", "7"], "events  same: 4 of 10 articles coded again"),
    ] {
        let ran = verify(args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
        assert!(ran.out.contains(wanted) && ran.out.ends_with("\nsame\n"), "{}", ran.out);
        assert!(ran.out.contains("packs   same: 1 pack") && ran.out.contains("corpus  same: 10"));
    }
    // The pack has changed: events came, went, changed.
    let edited = WELLS.replace("\"dug\" & \"well\"", "\"dug\" & \"well\" & \"day\"");
    shelf.put("wells/water.rhai", edited);
    let moved = "name,kind,country,lat,lon\nGullhaven,town,SYR,35.5,39.5\n";
    shelf.put("wells/gazetteers/places.csv", moved);
    let ran = verify(&["in", "--all"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("packs   differ: wells was 1.1.0 (rules "), "{}", ran.out);
    assert!(
        ran.out.contains("differ: 0 came, 1 went, 1 changed, in all 10 articles"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("- went     water a:2 by water/dug: \"Soldiers dug"), "{}", ran.out);
    assert!(ran.out.ends_with("\nnot the same\n"), "{}", ran.out);
    wells(&shelf, "wells", "");
    // The corpus has changed.
    shelf.put("in/n3.txt", "They dug a hole.\n");
    fs::remove_file(shelf.path().join("in/n4.txt")).unwrap();
    let ran = verify(&["in", "--all"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("corpus  differs: 10 then, 9 articles now"), "{}", ran.out);
    assert!(
        ran.out.contains("0 came, 1 went") && ran.out.contains("1 event of articles that are not")
    );
    // The events were edited.
    shelf.put("in/n3.txt", "On day 3 they dug a well.\n");
    shelf.put("in/n4.txt", "On day 4 they dug a well.\n");
    let events = fs::read_to_string(shelf.path().join("out/e.jsonl")).unwrap();
    shelf.put("out/e.jsonl", events.split_once('\n').unwrap().1);
    let ran = verify(&["in"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("file    differs") && ran.out.contains("1 came"), "{}", ran.out);
    // Packs that have moved.
    fs::rename(shelf.path().join("wells"), shelf.path().join("moved")).unwrap();
    shelf.put("out/e.jsonl", events);
    let why = refusal(shelf.path(), &["verify", "out/e.jsonl", "in"]);
    assert!(why.contains("--pack"), "{why}");
    assert_eq!(verify(&["in", "--pack", "moved"]).code, 0);
    let why = refusal(shelf.path(), &["verify", "in/a.txt", "in"]);
    assert!(why.contains("there is no record in/a.txt.run.json"), "{why}");
}

#[test]
fn a_session_codes_as_a_run_with_its_options_does() {
    let shelf = Shelf::new();
    let pack = wells(&shelf, "wells", "");
    let article = shelf.put("a.txt", ARTICLE);
    for order in ["dmy", "mdy"] {
        let wanted = coded_by(&shelf, &["--pack", &pack, "--date-order", order]);
        let output = shelf.at(&format!("{order}.jsonl"));
        let script = format!(":export {output}\n");
        let args = ["repl", "--pack", &pack, "--date-order", order, &article];
        let ran = dateline_reading(&args, script.as_bytes());
        assert_eq!(ran.code, 0, "{}", ran.err);
        let events = fs::read_to_string(&output).expect("events");
        let event: Value = serde_json::from_str(events.lines().next().unwrap()).unwrap();
        assert_eq!(event["coded_by"], wanted.as_str());
    }
}
