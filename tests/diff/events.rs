//! Files of events as sides: with each other, with packs, compressed, and damaged.

use crate::common::{dateline, dateline_reading};
use crate::desk::Desk;
use serde_json::Value;
use std::fs;

fn json(args: &[&str]) -> (i32, Value, String) {
    let ran = dateline(&[args, &["-f", "json"]].concat());
    let report = serde_json::from_str(&ran.out);
    (ran.code, report.unwrap_or_else(|why| panic!("{why}: {}", ran.err)), ran.err)
}

#[test]
fn files_of_events_differ_as_their_packs_do() {
    let desk = Desk::new();
    let (old, new) = (desk.events(&desk.old, "old.jsonl"), desk.events(&desk.new, "new.jsonl"));
    let (code, coded) = desk.json(&[]);
    for (sides, on) in [
        ([&old, &new], None),
        ([&old, &new], Some(&desk.news)),
        ([&desk.old, &new], Some(&desk.news)),
        ([&old, &desk.new], Some(&desk.news)),
    ] {
        let on: Vec<&str> = on.into_iter().flat_map(|on| ["--on", on.as_str()]).collect();
        let (other, report, _) = json(&[&["diff", sides[0], sides[1]], &on[..]].concat());
        assert_eq!(other, code);
        for part in ["total", "kinds", "rules", "attributes", "differences"] {
            assert_eq!(report[part], coded[part], "{part} of {sides:?}");
        }
    }
    let (code, report, _) = json(&["diff", &old, &desk.old, "--on", &desk.news]);
    assert_eq!((code, &report["total"]["same"]), (0, &4.into()), "a run can be checked later");
    let bytes = fs::read(&old).expect("events");
    let piped = dateline_reading(&["diff", "-", &new], &bytes);
    assert_eq!(piped.code, 1, "{}", piped.err);
}

#[test]
fn compressed_files_are_read_and_a_cut_one_is_refused() {
    let desk = Desk::new();
    let old = desk.events(&desk.old, "old.jsonl");
    let packed = zstd::encode_all(&fs::read(&old).expect("events")[..], 3).expect("bytes");
    let whole = desk.shelf.put("packed.jsonl.zst", &packed);
    assert_eq!(dateline(&["diff", &old, &whole]).code, 0);
    let cut = desk.shelf.put("cut.jsonl.zst", &packed[..packed.len() / 2]);
    let ran = dateline(&["diff", &old, &cut]);
    assert!(ran.code == 2 && ran.err.contains("cannot read") && ran.out.is_empty(), "{}", ran.err);
}

#[test]
fn damaged_lines_are_told_and_never_count_as_the_same() {
    let desk = Desk::new();
    let old = desk.events(&desk.old, "old.jsonl");
    let text = fs::read_to_string(&old).expect("events");
    let torn = desk.shelf.put("torn.jsonl", format!("{text}{}", &text[..text.len() / 9]));
    let (code, report, err) = json(&["diff", &old, &torn]);
    assert_eq!((code, &report["total"]["same"]), (2, &4.into()), "{err}");
    assert!(err.contains("torn.jsonl:5: no JSON"), "{err}");
    assert!(report["remarks"].to_string().contains("1 line left out, no event"), "{report}");
    let none = desk.shelf.put("none.jsonl", "no event\n");
    let ran = dateline(&["diff", &old, &none]);
    assert!(ran.code == 2 && ran.err.contains("is an event"), "{}", ran.err);
}

#[test]
fn repeated_events_and_articles_of_one_side_are_told() {
    let desk = Desk::new();
    let old = desk.events(&desk.old, "old.jsonl");
    let text = fs::read_to_string(&old).expect("events");
    let first = text.lines().next().expect("an event");
    let twice = desk.shelf.put("twice.jsonl", format!("{text}{first}\n"));
    let (code, report, err) = json(&["diff", &old, &twice]);
    assert_eq!((code, &report["total"]["came"]), (1, &1.into()));
    assert!(
        report["remarks"].to_string().contains("1 event with the id of an earlier one"),
        "{report}"
    );
    assert!(err.contains("twice.jsonl: event "), "{err}");
    assert_eq!(dateline(&["diff", &twice, &twice]).code, 0);

    let in_b = |line: &&str| line.contains("\"id\":\"b\"");
    let fewer: String =
        text.lines().filter(|line| !in_b(line)).map(|line| format!("{line}\n")).collect();
    let fewer = desk.shelf.put("fewer.jsonl", fewer);
    let (_, report, _) = json(&["diff", &old, &fewer]);
    let told = report["remarks"].to_string();
    assert!(told.contains("1 article with events only in") && told.contains("(b)"), "{told}");
    let other = desk.shelf.put("other.jsonl", "{\"id\": \"z\", \"text\": \"Aid came.\"}\n");
    let (_, report, _) = json(&["diff", &old, &desk.old, "--on", &other]);
    assert!(
        report["remarks"]
            .to_string()
            .contains("4 events of 2 articles left out: not in the corpus"),
        "{report}"
    );
}

#[test]
fn an_article_that_is_not_the_one_of_the_run_is_told() {
    let desk = Desk::new();
    let old = desk.events(&desk.old, "old.jsonl");
    let changed = desk.shelf.put(
        "changed.jsonl",
        "{\"id\": \"b\", \"text\": \"It rained. Then aid came to the town.\"}\n",
    );
    let (code, report, _) = json(&["diff", &old, &desk.new, "--on", &changed]);
    assert_eq!(code, 1);
    assert!(report["remarks"].to_string().contains("not at its place"), "{report}");
}

#[test]
fn articles_of_one_id_are_told() {
    let desk = Desk::new();
    let old = desk.events(&desk.old, "old.jsonl");
    let text = fs::read_to_string(&desk.news).expect("articles");
    let again = desk.shelf.put("again.jsonl", format!("{text}{text}"));
    let (_, report, err) = json(&["diff", &desk.old, &desk.new, "--on", &again]);
    assert_eq!(report["articles"], 6);
    assert!(err.contains("articles whose id an earlier article has too"), "{err}");
    let (code, report, _) = json(&["diff", &old, &desk.old, "--on", &again]);
    assert_eq!((code, &report["articles"]), (0, &3.into()));
    assert!(report["remarks"].to_string().contains("left out"), "{report}");
}

#[test]
fn gold_needs_articles() {
    let desk = Desk::new();
    let old = desk.events(&desk.old, "old.jsonl");
    let gold = desk.shelf.put(
        "gold.jsonl",
        "{\"article\":\"b\",\"kind\":\"aid\",\"evidence\":\"Aid came to the town.\"}\n",
    );
    let ran = dateline(&["diff", &old, &old, "--gold", &gold]);
    assert!(ran.code == 2 && ran.err.contains("name them with --on"), "{}", ran.err);
    let (code, report, _) = json(&["diff", &old, &old, "--gold", &gold, "--on", &desk.news]);
    assert_eq!((code, &report["scores"]["overall"]["after"]["f1"]), (0, &1.0.into()));
}
