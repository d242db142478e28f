//! Tests of the formats that are written line by line: what each format contains, what the loss report says about the rest,
//! and that both are the same for any number of threads and for events exported later.

use super::common::{dateline, dateline_reading};
use super::desk::Desk;
use serde_json::Value;
use std::fs;

fn rows(csv: &str) -> Vec<std::collections::HashMap<String, String>> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn acled_has_what_took_place_and_the_loss_report_the_rest() {
    let ran = Desk::new().run(&["--format", "acled"]);
    let rows = rows(&ran.out);
    assert_eq!(rows.len(), 1, "{}\n{}", ran.out, ran.err);
    let cell = |name: &str| rows[0][name].as_str();
    assert_eq!((cell("event_date"), cell("sub_event_type")), ("2016-08-08", "Air/drone strike"));
    assert_eq!((cell("location"), cell("admin1"), cell("iso")), ("Gullhaven", "Coast", "760"));
    assert_eq!(cell("fatalities"), "12", "the toll of the same sentence");
    for part in [
        "acled: 1 of ",
        "denied",
        "written as fatalities of the act in its sentence",
        "did not happen",
        "no ACLED type for it: words",
        "counts.bound",
    ] {
        assert!(ran.err.contains(part), "no {part:?} in {}", ran.err);
    }
}

#[test]
fn plover_also_has_verbal_events() {
    let ran = Desk::new().run(&["--format", "plover"]);
    let records = ran.events();
    let events: Vec<&Value> = records.iter().map(|record| &record["event"][0]).collect();
    assert!(events.contains(&&Value::from("ACCUSE")), "{}\n{}", ran.out, ran.err);
    let strike = records.iter().find(|record| record["mode"][0] == "aerial").expect("a strike");
    assert_eq!((&strike["quad_code"], &strike["size_info"]["dead"]), (&4.into(), &12.into()));
    assert_eq!(strike["event_loc"]["cc3"], "SYR");
    assert!(ran.err.contains("plover: ") && ran.err.contains("denied"), "{}", ran.err);
}

#[test]
fn every_event_is_written_or_left_out_for_any_number_of_jobs() {
    let desk = Desk::new();
    let all = desk.run(&[]).out.lines().count() as u64;
    for format in ["acled", "plover", "csv", "csv-long"] {
        let loss = desk.shelf.at("loss.json");
        let one = desk.run(&["--format", format, "-q", "--loss", &loss, "--jobs", "1"]);
        assert_eq!(one.err, "", "-q is quiet");
        let report = fs::read_to_string(&loss).expect("a report");
        let json: Value = serde_json::from_str(&report).expect("JSON");
        let left_out = json["left_out"].as_array().expect("a list");
        let left_out: u64 = left_out.iter().filter_map(|reason| reason["events"].as_u64()).sum();
        assert_eq!(json["events"], all, "{format}");
        assert_eq!(json["written"].as_u64(), Some(all - left_out), "{format}");
        let many = desk.run(&["--format", format, "-q", "--loss", &loss, "--jobs", "5"]);
        assert_eq!(many.out, one.out);
        assert_eq!(fs::read_to_string(&loss).expect("a report"), report);
    }
}

#[test]
fn events_exported_later_are_the_same() {
    let desk = Desk::new();
    let events = desk.shelf.at("events.jsonl");
    desk.run(&["-o", &events]);
    for format in ["acled", "plover", "csv", "csv-long", "jsonl"] {
        let (now, later) = (desk.shelf.at("now"), desk.shelf.at("later"));
        let at_once = desk.run(&["--format", format, "-o", &now]);
        let ran = dateline(&["export", &events, "--format", format, "-o", &later]);
        assert_eq!((ran.code, &ran.err), (0, &at_once.err), "{format}");
        assert_eq!(fs::read(&later).expect("a file"), fs::read(&now).expect("a file"), "{format}");
    }
    let piped = fs::read(&events).expect("events");
    let ran = dateline_reading(&["export", "-", "--format", "table"], &piped);
    assert!(ran.code == 0 && ran.out.contains("air_strike"), "{}", ran.err);
}

#[test]
fn articles_that_share_an_id_are_exported_separately() {
    let desk = Desk::new();
    let line = |text: &str| {
        format!("{}\n", serde_json::json!({ "id": "a", "text": text, "date": "2016-08-12" }))
    };
    let told = "An air strike on Gullhaven killed 12 people on Monday.";
    let texts =
        [told, told, "An air strike hit Gullhaven on Monday.", "It rained. Bombs killed 5."];
    let news = desk.shelf.put("twins.jsonl", texts.map(line).concat());
    let run = |args: &[&str]| dateline(&[&["run", "--pack", &desk.pack, &news], args].concat());
    let events = desk.shelf.at("events.jsonl");
    assert_eq!(run(&["-o", &events]).code, 0);
    for format in ["acled", "plover", "csv", "csv-long", "jsonl"] {
        let (now, later) =
            (run(&["--format", format]), dateline(&["export", &events, "--format", format]));
        assert_eq!(later.out, now.out, "{format}");
    }
    let acled = rows(&run(&["--format", "acled"]).out);
    let dead: Vec<&str> = acled.iter().map(|row| row["fatalities"].as_str()).collect();
    assert_eq!(dead, ["12", "12", ""]);
}

#[test]
fn text_that_a_spreadsheet_would_run_gets_an_apostrophe() {
    let desk = Desk::new();
    let text = "=SUM(A1) An air strike hit Gullhaven on Monday.";
    let record =
        serde_json::json!({ "id": "a", "title": "@Gulls+1", "text": text, "date": "2016-08-12" });
    let news = desk.shelf.put("sums.jsonl", format!("{record}\n"));
    for (format, column) in [("csv", "evidence"), ("acled", "notes")] {
        let ran = dateline(&["run", "--pack", &desk.pack, &news, "--format", format]);
        let rows = rows(&ran.out);
        assert!(rows[0][column].starts_with("'=SUM(A1)"), "{}", ran.out);
        assert!(ran.err.contains("so that no spreadsheet runs it"), "{}", ran.err);
    }
}

#[test]
fn lines_that_are_not_events_are_reported_and_the_rest_is_exported() {
    let desk = Desk::new();
    let good = desk.run(&[]).out;
    let first = good.lines().next().expect("an event");
    let path =
        desk.shelf.put("mixed.jsonl", format!("{first}\n{{\"id\":\"x\"}}\n\nno json\n{first}\n"));
    let ran = dateline(&["export", &path, "--format", "jsonl"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 2), "{}", ran.err);
    assert!(ran.err.contains("2 lines were left out"), "{}", ran.err);
    assert!(
        ran.err.contains("mixed.jsonl:2: no event") && ran.err.contains("mixed.jsonl:4"),
        "{}",
        ran.err
    );
    assert_eq!(dateline(&["export", "--strict", &path, "--format", "jsonl"]).code, 2);
}

#[test]
fn wrong_use_is_refused_with_help() {
    let desk = Desk::new();
    let refused = |args: &[&str], told: &str| {
        let ran = dateline(args);
        assert!(ran.code == 2 && ran.err.contains(told), "{args:?}: {}", ran.err);
    };
    let events = desk.shelf.at("events.jsonl");
    desk.run(&["-o", &events]);
    refused(&["export", "no/such.jsonl"], "no file no/such.jsonl");
    refused(&["export"], "EVENTS");
    refused(&["export", &events, "--format", "hits"], "hits cannot be made from events");
    refused(&["export", &events, "--format", "table", "--loss", "x.json"], "have no loss report");
    refused(&["export", &events, "--loss", "no/such/folder/x", "--format", "csv"], "make it first");
    let there = desk.shelf.at("none.jsonl");
    let ran = dateline(&["export", &there, &events, "--format", "jsonl"]);
    assert!(ran.code == 2 && !ran.out.is_empty(), "what is there is exported: {}", ran.err);
}

#[test]
fn an_old_output_is_kept_if_the_inputs_have_no_events() {
    let desk = Desk::new();
    let keep = desk.shelf.at("keep.jsonl");
    desk.run(&["-o", &keep]);
    let kept = fs::read(&keep).expect("events");
    let refused = |args: &[&str], told: &str| {
        let ran = dateline(args);
        assert!(ran.code == 2 && ran.err.contains(told), "{args:?}: {} {}", ran.code, ran.err);
        assert_eq!(fs::read(&keep).expect("events"), kept, "{args:?}");
    };
    let table = desk.shelf.put("table.csv", "id,kind\na,air_strike\n");
    refused(&["export", &table, "-f", "csv", "-o", &keep], "no line is an event");
    refused(&["export", &keep, "-f", "csv", "-o", &keep], "is one of the files to read");
    let blank = desk.shelf.put("blank.txt", "\n \n");
    let empty = desk.shelf.put("empty.jsonl", "");
    let rules = "rule(\"s\").kind(\"k\").when(stem(\"hit\"));\nincident(\"i\").of(\"k\");\n";
    let pack = desk.shelf.pack("joins", &[("rules.rhai", rules)]);
    for command in ["run", "incidents"] {
        for corpus in [&blank, &empty] {
            refused(&[command, "--pack", &pack, corpus, "-o", &keep], "no article could be read");
        }
        refused(&[command, "--pack", &pack, &keep, "-o", &keep], "one of the files");
    }
    let quiet = desk.shelf.put("quiet.txt", "The gulls flew over the harbour.\n");
    let ran = dateline(&["run", "--pack", &desk.pack, &quiet, "-o", &keep]);
    assert_eq!((ran.code, fs::read(&keep).expect("a file").len()), (0, 0), "{}", ran.err);
}
