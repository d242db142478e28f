//! Tests of `dateline incidents` on invented articles: two outlets with two tolls, a denial, another town on the same
//! day, a vague third mention; and the messages for wrong use.

mod common;

use common::{Ran, Shelf, dateline, dateline_reading};
use serde_json::Value;
use std::fs;

/// Four outlets on the same day.
const NEWS: &[(&str, &str, &str)] = &[
    (
        "harbour-wire",
        "Warplanes strike Raqqa market",
        "Warplanes struck a market in Raqqa on Thursday, killing at least 20 people, the Syrian Observatory for \
         Human Rights said. Another 35 people were wounded.",
    ),
    (
        "evening-post",
        "Army denies Raqqa raid",
        "An air strike on Raqqa killed 24 people on Thursday, a local activist group said. The Russian Defence \
         Ministry denied that its aircraft had carried out the air strike on Raqqa on Thursday.",
    ),
    (
        "river-herald",
        "Two die in Palmyra raid",
        "Two people were killed on Thursday when warplanes bombed Palmyra, residents said.",
    ),
    (
        "distant-observer",
        "War goes on",
        "In northern Syria there were air strikes on Thursday, officials said.",
    ),
];

/// The articles as one JSONL file.
fn news(shelf: &Shelf) -> String {
    let line = |(outlet, title, text): &(&str, &str, &str)| {
        let article = serde_json::json!({
            "id": outlet, "outlet": outlet, "title": title, "text": text, "date": "2016-08-12",
        });
        format!("{article}\n")
    };
    shelf.put("news.jsonl", NEWS.iter().map(line).collect::<String>())
}

fn incidents(ran: &Ran) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).expect("an incident");
    ran.out.lines().map(parse).collect()
}

fn at<'a>(incidents: &'a [Value], place: &str) -> &'a Value {
    let here =
        |incident: &&Value| incident["place"]["name"] == place && incident["rule"] == "strike";
    let mut found = incidents.iter().filter(here);
    let one = found.next().unwrap_or_else(|| panic!("no strike at {place}: {incidents:#?}"));
    assert!(found.next().is_none(), "two strikes at {place}");
    one
}

fn outlets(incident: &Value) -> Vec<&str> {
    let outlets = incident["outlets"].as_array().expect("outlets");
    outlets.iter().filter_map(Value::as_str).collect()
}

#[test]
fn mentions_of_one_occurrence_are_joined_and_others_are_not() {
    let shelf = Shelf::new();
    let ran = dateline(&["incidents", &news(&shelf), "--kind", "air_strike"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let incidents = incidents(&ran);
    let raqqa = at(&incidents, "Raqqa");
    assert_eq!(outlets(raqqa), ["evening-post", "harbour-wire"], "{raqqa:#}");
    assert_eq!(raqqa["date"]["start"], "2016-08-11");
    let tolls = raqqa["tolls"].as_array().expect("tolls");
    let killed = tolls.iter().find(|toll| toll["what"] == "killed").expect("a toll");
    assert_eq!((&killed["low"], &killed["high"]), (&20.into(), &24.into()), "{killed:#}");
    let disputes = raqqa["contradiction"].as_array().expect("disputes");
    let act = disputes.iter().find(|dispute| dispute["about"] == "act").expect("a denial");
    assert!(act["sides"][1]["claimants"].to_string().contains("Russia"), "{act:#}");
    for member in raqqa["members"].as_array().expect("members") {
        assert!(!member["why"].as_array().expect("reasons").is_empty(), "{member:#}");
    }
    assert_eq!(outlets(at(&incidents, "Palmyra")), ["river-herald"]);
    let vague = incidents.iter().find(|incident| outlets(incident) == ["distant-observer"]);
    assert!(vague.is_some(), "the vague mention stands by itself: {incidents:#?}");
}

#[test]
fn the_order_of_events_does_not_change_the_incidents() {
    let shelf = Shelf::new();
    let news = news(&shelf);
    let whole = dateline(&["incidents", &news, "--jobs", "1"]);
    let more = dateline(&["incidents", &news, "--jobs", "3"]);
    assert_eq!(whole.out, more.out);
    let events = dateline(&["run", &news]).out;
    let reversed: String = events.lines().rev().map(|line| format!("{line}\n")).collect();
    let twice = format!("{reversed}{events}");
    for input in [&events, &reversed, &twice] {
        let joined = dateline_reading(&["incidents", "--events", "-"], input.as_bytes());
        assert_eq!(joined.out, whole.out, "{}", joined.err);
    }
}

#[test]
fn a_line_that_is_not_an_event_is_reported_and_the_rest_is_joined() {
    let shelf = Shelf::new();
    let events = dateline(&["run", &news(&shelf)]).out;
    let text = format!("{{\"kind\": 3}}\nnot json\n\n{events}");
    let path = shelf.put("events.jsonl", text);
    let ran = dateline(&["incidents", "--events", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!incidents(&ran).is_empty());
    assert!(ran.err.contains("2 lines were left out"), "{}", ran.err);
    assert!(ran.err.contains("events.jsonl:1: no event"), "{}", ran.err);
    assert!(ran.err.contains("events.jsonl:2: no JSON"), "{}", ran.err);
    assert_eq!(dateline(&["incidents", "--events", &path, "--strict"]).code, 2);
}

/// `line` with the value at `pointer` replaced.
fn with(line: &str, pointer: &str, value: Value) -> String {
    let mut event: Value = serde_json::from_str(line).expect("an event");
    *event.pointer_mut(pointer).expect("a value to replace") = value;
    event.to_string()
}

#[test]
fn unknown_words_in_events_are_reported_with_line_and_known_words() {
    let shelf = Shelf::new();
    let events = dateline(&["run", &news(&shelf)]).out;
    let whole = dateline_reading(&["incidents", "--events", "-"], events.as_bytes());
    let of_toll = |line: &&str| line.contains("\"what\":\"killed\"");
    let toll = events.lines().find(of_toll).expect("a toll");
    let text = [
        with(toll, "/counts/0/what", "dead".into()),
        with(toll, "/counts/0/what", 3.into()),
        with(toll, "/counts/0/bound", "at least".into()),
        with(toll, "/date/start", "last Thursday".into()),
        with(toll, "/date/precision", "decade".into()),
        with(toll, "/date/basis", Value::Null),
    ];
    let path = shelf.put("events.jsonl", format!("{}\n{events}", text.join("\n")));
    for command in [&["incidents", "--events"][..], &["export", "--format", "jsonl"]] {
        let args = [command, &[path.as_str()]].concat();
        let ran = dateline(&args);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains("6 lines were left out"), "{}", ran.err);
        for (line, told) in [
            (
                1,
                "\"dead\" is not a type of count: use one of killed, wounded, casualties, detained, displaced, besieged",
            ),
            (2, "expected the word for a type of count"),
            (
                3,
                "\"at least\" is not a bound of a figure: use one of exact, at_least, up_to, about",
            ),
            (4, "\"last Thursday\" is not a day: write 2016-08-11, or 2016-08-11T10:00"),
            (5, "\"decade\" is not a precision of a date: use one of minute, hour, day"),
            (6, "expected the word for a basis of a date"),
        ] {
            let named =
                |report: &&str| report.contains(&format!("events.jsonl:{line}: no event ("));
            let report = ran.err.lines().find(named).unwrap_or_default();
            assert!(report.contains(told), "{line}: {}", ran.err);
        }
        // The rest is the same as without those lines.
        let rest = if command[0] == "export" { &events } else { &whole.out };
        assert_eq!(&ran.out, rest);
    }
}

#[test]
fn days_and_bases_of_events_are_kept() {
    let shelf = Shelf::new();
    let events = dateline(&["run", &news(&shelf)]).out;
    let line = events.lines().next().expect("an event");
    let dates = [
        (r#""2016-08-11T18:00""#, r#""2016-08-11T23:59""#, "hour", "Thursday night"),
        (r#""2016-08-01""#, r#""2016-08-31""#, "month", "in August"),
        (r#""2016-08-11""#, r#""2016-08-11""#, "unknown", "published"),
        (r#""2016-08-11""#, r#""2016-08-11""#, "unknown", "update"),
        ("null", "null", "unknown", "none"),
        ("null", "null", "unknown", "on Monday"),
    ];
    let (head, rest) = line.split_once("\"date\":{").expect("a date");
    let (_, tail) = rest.split_once('}').expect("the end of the date");
    let made = dates.map(|(start, end, precision, basis)| {
        let date =
            format!(r#""start":{start},"end":{end},"precision":"{precision}","basis":"{basis}""#);
        format!("{head}\"date\":{{{date}}}{tail}")
    });
    let text = made.join("\n") + "\n";
    let path = shelf.put("events.jsonl", &text);
    let ran = dateline(&["export", &path, "--format", "jsonl"]);
    assert_eq!((ran.code, &ran.out), (0, &text), "{}", ran.err);
}

#[test]
fn wrong_use_is_refused_with_help() {
    let shelf = Shelf::new();
    let refused = |args: &[&str], told: &str| {
        let ran = dateline(args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    };
    refused(&["incidents", "--kind", "airstrike"], "did you mean \"air_strike\"?");
    refused(&["incidents", "--events", &shelf.at("none.jsonl")], "cannot read");
    refused(&["incidents", "--events", &shelf.at("")], "is a folder");
    let prose = shelf.put("prose.txt", "Once upon a time.\n");
    refused(&["incidents", "--events", &prose], "no line is an event");
    refused(&["incidents", "--events", &prose, &prose], "cannot be used with");
    let pack = shelf.pack("mine", &[("zzz.rhai", common::GOOD)]);
    refused(&["incidents", "--pack", &pack], "no incident rules");
}

#[test]
fn an_empty_file_of_events_is_no_error() {
    let shelf = Shelf::new();
    let empty = shelf.put("empty.jsonl", "");
    let ran = dateline(&["incidents", "--events", &empty]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    let ran = dateline(&["incidents", "--events", &empty, "--format", "table"]);
    assert_eq!(ran.out, "no incident\n");
}

#[test]
fn table_and_csv_show_ranges_and_disputes() {
    let shelf = Shelf::new();
    let news = news(&shelf);
    let table = dateline(&["incidents", &news, "--format", "table"]).out;
    for part in ["Raqqa", "killed 20–24", "wounded 35", "did not", "2 articles"] {
        assert!(table.contains(part), "{part}:\n{table}");
    }
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    let target = shelf.at("incidents.csv");
    assert_eq!(dateline(&["incidents", &news, "-o", &target]).code, 0);
    let rows = fs::read_to_string(&target).expect("the file");
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|known| known == name).expect("a column");
    let row = reader
        .records()
        .map(|row| row.expect("a row"))
        .find(|row| &row[column("place")] == "Raqqa" && &row[column("rule")] == "strike")
        .expect("the strike");
    assert_eq!((&row[column("killed_low")], &row[column("killed_high")]), ("20", "24"));
    assert_eq!(&row[column("articles")], "2");
}
