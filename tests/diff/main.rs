//! Tests of `dateline diff` through the binary: packs, revisions of a real git repository, files of events, scores, and
//! every form of the report.

mod book;
#[path = "../common/mod.rs"]
mod common;
mod desk;
mod events;
mod page;
mod revisions;

use common::dateline;
use desk::{Desk, OLD, kinds};

#[test]
fn events_that_come_go_and_change_are_told_apart() {
    let desk = Desk::new();
    let (code, report) = desk.json(&[]);
    assert_eq!(code, 1);
    assert_eq!(
        report["total"],
        serde_json::json!({ "came": 1, "went": 1, "changed": 2, "same": 1 })
    );
    assert_eq!(report["articles"], 3);
    assert_eq!(kinds(&report, "came"), ["protest"]);
    assert_eq!(kinds(&report, "went"), ["aid"]);
    assert_eq!(kinds(&report, "changed"), ["air_strike", "air_strike"]);
    assert_eq!(report["kinds"]["air_strike"]["changed"], 2);
    assert_eq!(report["rules"]["siege/held"]["same"], 1);
    let value = &report["attributes"]["codes"]["values"][0];
    assert_eq!((&value["from"], &value["to"]), (&"".into(), &"plover ASSAULT/aerial".into()));
    assert_eq!(value["events"], 2);
    for one in report["differences"].as_array().expect("a list") {
        let is_there = |side: &str| !one[side].is_null();
        let way = one["way"].as_str().expect("a word");
        assert_eq!((is_there("before"), is_there("after")), (way != "came", way != "went"));
        assert_eq!(one["changes"].as_array().expect("a list").is_empty(), way != "changed");
    }
    assert_eq!(report["before"]["packs"][0]["version"], "0.1.0");
    assert_eq!(report["after"]["rules"], 3);
}

#[test]
fn a_pack_is_no_different_from_itself_nor_from_its_copy() {
    let desk = Desk::new();
    let copy = desk.shelf.pack("elsewhere/mine", &[("rules.rhai", OLD)]);
    for other in [&desk.old, &copy] {
        let ran = dateline(&["diff", &desk.old, other, "--on", &desk.news]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("3 articles, 4 events: no difference"), "{}", ran.out);
    }
    let shipped = dateline(&["diff", "syria", "syria"]);
    assert_eq!(shipped.code, 0, "the default corpus is the shipped one: {}", shipped.err);
    assert!(shipped.out.contains("5 articles"), "{}", shipped.out);
}

#[test]
fn the_table_has_counts_and_sentences_with_triggers() {
    let desk = Desk::new();
    let ran = desk.diff(&[]);
    for part in [
        "3 articles, 4 events before and 4 after: 1 came, 1 went, 2 changed, 1 the same",
        "+ c:2  protest  protest/held",
        "A [march] was held.",
        "- b:2  aid  aid/came",
        "codes: none -> plover ASSAULT/aerial",
        "none             plover ASSAULT/aerial  2",
        "3 rules of",
    ] {
        assert!(ran.out.contains(part), "no {part:?} in\n{}", ran.out);
    }
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let short = desk.diff(&["--limit", "1"]);
    assert!(short.out.contains("... and 1 more; --limit 0 shows all"), "{}", short.out);
    assert!(!desk.diff(&["--limit", "0"]).out.contains("more"));
}

#[test]
fn the_report_is_the_same_for_any_number_of_threads() {
    let desk = Desk::new();
    // Small files, since they are handed out to the threads a few at a time.
    for n in 0..150 {
        let text = format!("Item {n}. An air strike hit. Aid came. A march was held.");
        desk.shelf.put(&format!("many/{n:03}.txt"), text);
    }
    let many = desk.shelf.at("many");
    for format in ["table", "html"] {
        let run = |jobs: &str| {
            let args = ["diff", &desk.old, &desk.new, "--on", &many, "-f", format, "-j", jobs];
            let ran = dateline(&args);
            assert_eq!(ran.code, 1, "{}", ran.err);
            // The line of the cost has the time taken, if it could be measured.
            let timed = |line: &&str| !line.contains("word pattern");
            ran.out.lines().filter(timed).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(run("1"), run("4"), "{format}");
    }
}

#[test]
fn kinds_can_be_chosen_and_unknown_ones_are_refused() {
    let desk = Desk::new();
    let (code, report) = desk.json(&["--kind", "siege"]);
    assert_eq!((code, &report["total"]["same"]), (0, &1.into()));
    let (code, report) = desk.json(&["--kind", "aid", "--kind", "protest"]);
    assert_eq!((code, &report["total"]["same"]), (1, &0.into()));
    assert_eq!(report["only_kinds"], serde_json::json!(["aid", "protest"]));
    let ran = desk.diff(&["--kind", "seige"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("neither side has events of kind \"seige\"; did you mean \"siege\"?"),
        "{}",
        ran.err
    );
}

#[test]
fn wrong_use_is_told_and_leaves_the_output() {
    let desk = Desk::new();
    let out = desk.shelf.put("old.html", "old");
    let missing = desk.shelf.at("none");
    for (args, wanted) in [
        (&["diff", &desk.old, "siria", "-o", &out][..], "no pack \"siria\""),
        (&["diff", &desk.old, &desk.new, "--on", &missing, "-o", &out], "no file or folder"),
        (&["diff", &desk.old, &desk.new, "--gold", &missing, "-o", &out], "none"),
        (&["diff", "-", "-", "-o", &out], "- is named twice"),
        (&["diff", &desk.old, &desk.new, "--on", &out, "-o", &out], "one of the files to read"),
        (&["diff", "none.jsonl", &desk.new, "-o", &out], "cannot read none.jsonl"),
    ] {
        let ran = dateline(args);
        assert_eq!(ran.code, 2, "{args:?}");
        assert!(ran.err.contains(wanted), "no {wanted:?} in {}", ran.err);
        assert_eq!(std::fs::read_to_string(&out).expect("a file"), "old");
    }
}

#[test]
fn faults_are_shown_under_their_side() {
    let desk = Desk::new();
    let broken = format!("{OLD}\nrule(\"bad\").kind(\"aid\").when(3);\n");
    let bad = desk.shelf.pack("bad/mine", &[("rules.rhai", OLD), ("bad.rhai", &broken)]);
    let ran = dateline(&["diff", &desk.old, &bad, "--on", &desk.news]);
    assert!(ran.err.contains(&format!("in {bad}:")), "{}", ran.err);
    assert!(ran.out.contains("what has a fault finds nothing"), "{}", ran.out);
    assert!(!ran.err.contains(&format!("in {}:", desk.old)), "{}", ran.err);
}

#[test]
fn scores_before_and_after_and_their_difference_are_told() {
    let desk = Desk::new();
    let line = |article: &str, kind: &str, evidence: &str| {
        let line = serde_json::json!({ "article": article, "kind": kind, "evidence": evidence });
        format!("{line}\n")
    };
    let gold = [
        line("a", "air_strike", "An air strike hit the mill."),
        line("c", "protest", "A march was held."),
        line("b", "aid", "Aid came to the town."),
    ];
    let gold = desk.shelf.put("gold.jsonl", gold.concat());
    let (_, report) = desk.json(&["--gold", &gold]);
    let scores = &report["scores"];
    assert_eq!(scores["articles"], 3);
    let row = |kind: &str| {
        let rows = scores["kinds"].as_array().expect("rows");
        rows.iter().find(|row| row["kind"] == kind).expect("the kind").clone()
    };
    let (protest, aid) = (row("protest"), row("aid"));
    assert_eq!((&protest["before"]["f1"], &protest["after"]["f1"]), (&0.0.into(), &1.0.into()));
    assert_eq!((&protest["f1_difference"], &aid["f1_difference"]), (&1.0.into(), &(-1.0).into()));
    assert!(
        scores["overall"]["interval"]["low"].as_f64()
            <= scores["overall"]["interval"]["high"].as_f64()
    );
    assert_eq!(scores["uncoded"]["siege"], serde_json::json!([1, 1]));
    for format in ["table", "md", "html"] {
        let ran = desk.diff(&["--gold", &gold, "-f", format]);
        assert!(
            ran.out.contains("+1.000") && ran.out.contains("this gold never codes it"),
            "{}",
            ran.out
        );
    }
    let other = desk.shelf.put("other.jsonl", line("z", "aid", "Aid came."));
    let ran = desk.diff(&["--gold", &other]);
    assert!(ran.code == 2 && ran.err.contains("no article of the corpus has gold"), "{}", ran.err);
}

#[test]
fn markdown_shows_hostile_texts_as_text() {
    let desk = Desk::hostile();
    let ran = desk.diff(&["-f", "md"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for raw in ["<script", "<img", "[link]", "https://", "@someone"] {
        assert!(!ran.out.contains(raw), "{raw} in {}", ran.out);
    }
    assert!(ran.out.contains("| kind | came | went | changed | same |"), "{}", ran.out);
    assert!(ran.out.contains("<b>march</b>"), "{}", ran.out);
    let written = desk.shelf.at("report.md");
    desk.diff(&["-o", &written]);
    assert_eq!(std::fs::read_to_string(&written).expect("a file"), ran.out);
}
