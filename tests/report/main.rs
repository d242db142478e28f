//! Tests of `dateline report` through the binary: what the page holds, bad input, and the page in a real browser.

#[cfg(unix)]
mod browser;
#[cfg(unix)]
mod chromium;
#[path = "../common/mod.rs"]
mod common;
mod samples;

use common::{Shelf, dateline, dateline_reading};
use samples::{data, event, lines, many};
use serde_json::{Value, json};
use std::fs;

/// The report on events of our own making.
fn page(events: &[Value]) -> String {
    let shelf = Shelf::new();
    let path = shelf.put("events.jsonl", lines(events));
    let ran = dateline(&["report", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

#[test]
fn the_shipped_corpus_is_reported_by_one_command_with_the_same_bytes_each_time() {
    let shelf = Shelf::new();
    let [one, two] = ["one.html", "two.html"].map(|name| shelf.at(name));
    for (path, jobs) in [(&one, "1"), (&two, "3")] {
        let ran = dateline(&["report", "-o", path, "--jobs", jobs]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(ran.out, "");
        assert_eq!(ran.err, "standard input is empty: coding the shipped corpus\n");
    }
    let [one, two] = [one, two].map(|path| fs::read_to_string(path).expect("a page"));
    assert!(one == two, "the same events give other bytes");
    let data = data(&one);
    let totals = &data["report"]["totals"];
    assert_eq!(totals["articles"], 5);
    assert!(totals["events"].as_u64().is_some_and(|events| events > 200), "{totals}");
    assert!(totals["incidents"].as_u64().is_some_and(|incidents| incidents > 50), "{totals}");
}

#[test]
fn the_page_names_no_address_and_forbids_every_request() {
    let page = page(&[event("e1", |_| {})]);
    assert!(page.contains("default-src 'none'"));
    let [before, after] = ["src=", "href=\"http"].map(|mark| page.contains(mark));
    assert!(!before && !after, "the page names a file or an address");
    // The one address is the name of a standard, which nothing fetches.
    let addresses: Vec<&str> =
        page.match_indices("http").filter_map(|(at, _)| page.get(at..at + 26)).collect();
    assert_eq!(
        addresses,
        ["http-equiv=\"Content-Securit", "http://www.w3.org/2000/svg"].map(|s| &s[..26])
    );
}

#[test]
fn text_of_articles_never_becomes_markup() {
    let hostile = "</script><script>window.hostile = 1</script><img src=x onerror=alert(1)>";
    let page = page(&[event("e1", |event| {
        event["kind"] = hostile.into();
        event["place"]["name"] = hostile.into();
        event["claimant"]["name"] = hostile.into();
        event["article"]["title"] = hostile.into();
        event["article"]["outlet"] = hostile.into();
        event["evidence"]["text"] = hostile.into();
        event["extra"] = json!({ hostile: hostile });
    })]);
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!page.contains("<img"));
    let data = data(&page);
    assert_eq!(data["report"]["tables"]["places"][0][0], hostile);
    assert_eq!(data["report"]["tables"]["passages"][0][1], hostile);
    assert!(page.contains("&lt;/script&gt;"), "the kind is in the table without a script");
}

#[test]
fn a_title_is_text_too() {
    let shelf = Shelf::new();
    let path = shelf.put("events.jsonl", lines(&[event("e1", |_| {})]));
    let ran = dateline(&["report", &path, "--title", "Gullhaven <b>& after"]);
    assert!(ran.out.contains("<title>Gullhaven &lt;b&gt;&amp; after</title>"));
    assert!(ran.out.contains("<h1>Gullhaven &lt;b&gt;&amp; after</h1>"));
}

#[test]
fn half_a_line_is_named_and_counted_on_the_page() {
    let shelf = Shelf::new();
    let whole = lines(&[event("e1", |_| {}), event("e2", |_| {})]);
    let path = shelf.put("events.jsonl", &whole[..whole.len() - 40]);
    let ran = dateline(&["report", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("events.jsonl:2: no JSON"), "{}", ran.err);
    assert!(ran.out.contains("1 line left out, which could not be read"), "{}", ran.err);
    assert_eq!(data(&ran.out)["report"]["totals"]["events"], 1);
    assert_eq!(dateline(&["report", &path, "--strict"]).code, 2);
}

#[test]
fn events_of_an_older_program_are_read() {
    let old = event("e1", |event| {
        event.as_object_mut().expect("an object").remove("coded_by");
    });
    let data = data(&page(&[old]));
    assert_eq!(data["report"]["totals"]["events"], 1);
    assert_eq!(data["report"]["coded_by"], json!([]));
}

#[test]
fn no_events_are_a_page_that_says_so() {
    let page = page(&[]);
    assert!(page.contains("There are no events to report."));
    assert_eq!(data(&page)["report"]["totals"]["events"], 0);
}

#[test]
fn events_without_place_and_date_are_counted_as_such() {
    let page = page(&[
        event("e1", |_| {}),
        event("e2", |event| {
            event["place"] = Value::Null;
            event["date"] =
                json!({ "start": null, "end": null, "precision": "unknown", "basis": "none" });
        }),
    ]);
    let data = data(&page);
    let gaps = data["report"]["gaps"].as_array().expect("gaps");
    let bit = |id: &str| gaps.iter().position(|gap| gap["id"] == id).expect("a gap");
    let bits = |event: usize| data["report"]["events"]["gaps"][event].as_u64().expect("bits");
    for gap in ["no-place", "no-date"] {
        assert_eq!([bits(0), bits(1)].map(|bits| bits >> bit(gap) & 1), [0, 1], "{gap}");
    }
}

#[test]
fn an_event_that_comes_twice_is_said_to_be_left_out() {
    let page = page(&[event("e1", |_| {}), event("e1", |_| {})]);
    assert!(page.contains("1 event left out, since an earlier one has the same id"));
}

#[test]
fn the_articles_give_each_passage_its_paragraph() {
    let shelf = Shelf::new();
    let text = "Night over Gullhaven\n\nIt was dark. Jets struck Gullhaven on Thursday, an aid worker said. Rain fell.\n\nAll left.\n";
    let news = shelf.put("news/a1.txt", text);
    let events = shelf.at("events.jsonl");
    let ran = dateline(&["run", &news, "-o", &events, "-f", "jsonl", "--no-run-record"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let passages = |page: &str| data(page)["report"]["tables"]["passages"].to_string();
    let alone = dateline(&["report", &events]).out;
    assert!(!passages(&alone).contains("It was dark."), "{}", passages(&alone));
    let placed = dateline(&["report", &events, "--corpus", &news]);
    assert_eq!(placed.code, 0, "{}", placed.err);
    assert!(passages(&placed.out).contains("It was dark. Jets struck"), "{}", placed.err);
    assert!(!passages(&placed.out).contains("All left."));
    // Coding and reporting at once gives the same page.
    let at_once = dateline(&["report", "--corpus", &news]);
    assert!(at_once.out == placed.out, "{}", at_once.err);
    // The articles of another corpus are no help, and that is said.
    let other = shelf.put("other/a1.txt", "Quite another text.\n");
    let ran = dateline(&["report", &events, "--corpus", &other]);
    assert!(ran.out.contains("shown without paragraph"), "{}", ran.err);
}

#[test]
fn events_may_be_piped_in() {
    let input = lines(&[event("e1", |_| {}), event("e2", |_| {})]);
    for arguments in [&["report"][..], &["report", "-"]] {
        let ran = dateline_reading(arguments, input.as_bytes());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(data(&ran.out)["report"]["totals"]["events"], 2);
    }
    let ran = dateline_reading(&["report", "-", "--corpus", "-"], input.as_bytes());
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("- is named twice"), "{}", ran.err);
}

#[test]
fn what_cannot_be_read_or_written_is_an_error_that_says_what_to_do() {
    let shelf = Shelf::new();
    let path = shelf.put("events.jsonl", lines(&[event("e1", |_| {})]));
    let garbage = shelf.put("garbage.jsonl", "no event\nnone either\n");
    let folder = shelf.path().to_str().expect("a path").to_owned();
    for (arguments, message) in [
        (vec!["report", "nowhere.jsonl"], "no file nowhere.jsonl"),
        (vec!["report", &garbage], "no line is an event"),
        (vec!["report", &folder], "is a folder"),
        (vec!["report", &path, "-o", &path], "is one of the files to read"),
        (vec!["report", &path, "-o", "/no/such/folder/r.html"], "make it first"),
        (vec!["report", &path, "--pack", "nopack"], "no pack \"nopack\""),
    ] {
        let ran = dateline(&arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(message), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{arguments:?}");
    }
    assert!(fs::read_to_string(&path).expect("the events").contains("e1"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let shelf = Shelf::new();
    let path = shelf.put("events.jsonl", lines(&[event("e1", |_| {})]));
    let ran = dateline(&["report", &path, "-o", "/dev/full"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("cannot write /dev/full"), "{}", ran.err);
}

#[test]
fn the_rules_of_a_pack_that_is_not_loaded_are_missed_aloud() {
    let page = page(&[event("e1", |event| event["pack"] = "harbour".into())]);
    assert!(page.contains("incidents are joined without the rules of harbour"));
}

/// What events share is kept once, and long data is packed, so that a page of many events stays small.
#[test]
fn many_events_make_a_page_of_few_bytes_each() {
    let shelf = Shelf::new();
    let path = shelf.put("events.jsonl", many(12_000));
    let ran = dateline(&["report", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(data(&ran.out)["packed"].is_string());
    let each = (ran.out.len() - page(&[]).len()) / 12_000;
    assert!(each < 100, "{each} bytes for each event");
    assert!(dateline(&["report", &path]).out == ran.out, "the same events give other bytes");
}

/// A page without what names the rules by hash: an edited rule changes these, whatever it finds.
fn without_hashes(page: &str) -> String {
    let hash = regex::Regex::new("[0-9a-f]{64}").expect("a pattern");
    hash.replace_all(page, "0").into_owned()
}

#[test]
fn the_report_in_the_documentation_is_that_of_the_shipped_corpus() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/src/report-shipped.html");
    let ran = dateline(&["report"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, without_hashes(&ran.out)).expect("docs/src/report-shipped.html");
    }
    let shown = fs::read_to_string(path).expect("docs/src/report-shipped.html");
    assert!(
        shown == without_hashes(&ran.out),
        "docs/src/report-shipped.html is not up to date: BLESS=1 cargo test --test report"
    );
}

#[test]
fn a_day_of_publication_that_no_calendar_has_counts_as_none_and_is_told() {
    let shelf = Shelf::new();
    let odd = event("e1", |event| event["article"]["published"] = "2016-02-30".into());
    let other = event("e2", |event| event["article"]["id"] = "a2".into());
    let path = shelf.put("events.jsonl", lines(&[odd, other]));
    let ran = dateline(&["report", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for told in [&ran.err, &ran.out] {
        assert!(
            told.contains("1 article with a day of publication that no calendar has"),
            "{told}"
        );
    }
    assert!(ran.err.contains("such as \"2016-02-30\" of a1"), "{}", ran.err);
    let totals = &data(&ran.out)["report"]["totals"];
    assert_eq!(
        (&totals["undated"], &totals["published"]),
        (&json!(1), &json!(["2016-08-12", "2016-08-12"]))
    );
}
