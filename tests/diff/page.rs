//! The HTML page: what it contains, and that its verdicts are gold. Its script needs a browser, so the lines that it
//! writes are made here from the same data.

use crate::common::dateline;
use crate::desk::Desk;
use dateline::check::gold::{self, Ledger, Verdict};
use serde_json::Value;
use std::path::Path;

/// The data that the page's script reads.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"data\">").expect("an element of data");
    let (json, _) = rest.split_once("</script>").expect("its end");
    serde_json::from_str(json).expect("JSON")
}

/// The line of gold that the script writes for a verdict on a row: "before" and "after" accept that version.
fn line(row: &Value, verdict: &str) -> String {
    let [before, after] = [&row["gold"][0], &row["gold"][1]];
    let mut mention = match verdict {
        "before" => before,
        "after" => after,
        _ if after.is_null() => before,
        _ => after,
    }
    .clone();
    mention["verdict"] = if verdict == "wrong" { "reject" } else { "accept" }.into();
    mention["by"] = "me".into();
    mention["at"] = "2026-01-02T03:04:05Z".into();
    format!("{mention}\n")
}

#[test]
fn verdicts_are_gold_for_scores_and_for_the_ledger() {
    let desk = Desk::new();
    let ran = desk.diff(&["-f", "html"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let data = data(&ran.out);
    let rows = data["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 4);
    let verdict = |row: &Value| match row["way"].as_str() {
        Some("came") => "after",
        Some("went") => "wrong",
        _ => "before",
    };
    let lines: String = rows.iter().map(|row| line(row, verdict(row))).collect();
    let path = desk.shelf.put("gold.jsonl", lines);
    let gold = gold::read(Path::new(&path)).expect("gold");
    assert_eq!((gold.mentions.len(), gold.rejected.len()), (3, 1));
    assert_eq!(gold.mentions[0].by.as_deref(), Some("me"));
    assert_eq!(gold.rejected[0].verdict, Verdict::Reject);
    let ledger = Ledger::open(Path::new(&path)).expect("a ledger");
    assert_eq!(ledger.mentions(), gold.mentions);

    let score = |pack: &str| {
        let ran = dateline(&["score", &desk.news, "--gold", &path, "--pack", pack, "--json"]);
        serde_json::from_str::<Value>(&ran.out).expect("a score")
    };
    let (old, new) = (score(&desk.old), score(&desk.new));
    assert_eq!((&new["overall"]["f1"], &new["overall"]["found"]), (&1.0.into(), &3.into()));
    assert!(old["overall"]["f1"].as_f64() < Some(1.0));
    assert_eq!(new["unlocated"], serde_json::json!([]));
}

#[test]
fn verdicts_without_articles_are_gold_too() {
    let desk = Desk::new();
    let (old, new) = (desk.events(&desk.old, "old.jsonl"), desk.events(&desk.new, "new.jsonl"));
    let data = data(&dateline(&["diff", &old, &new, "-f", "html"]).out);
    let rows = data["rows"].as_array().expect("rows");
    let lines: String =
        rows.iter().filter(|row| row["way"] != "went").map(|row| line(row, "after")).collect();
    let path = desk.shelf.put("gold.jsonl", lines);
    let ran = dateline(&["score", &desk.news, "--gold", &path, "--pack", &desk.new, "--json"]);
    let score: Value = serde_json::from_str(&ran.out).expect("a score");
    assert_eq!(score["overall"]["f1"], 1.0, "{score}");
}

#[test]
fn hostile_texts_stay_data_and_nothing_is_loaded() {
    let desk = Desk::hostile();
    let page = desk.shelf.at("page.html");
    let ran = desk.diff(&["-o", &page]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let page = std::fs::read_to_string(&page).expect("a page");
    assert_eq!(page.matches("<script").count(), 2, "the data and the page's own");
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!page.contains("<img") && !page.contains("alert(1)</"));
    let data = data(&page);
    let pieces = data["rows"][0]["passage"].as_array().expect("pieces");
    let text: String = pieces.iter().filter_map(|piece| piece[1].as_str()).collect();
    assert!(text.contains("</script><script>alert(1)</script>"), "{text}");
    assert!(pieces.iter().any(|piece| piece[0] == "trigger" && piece[1] == "march"));

    // The article's own address is text; the page has none.
    let own = page.replace("https://evil.example", "");
    for request in
        ["http:", "https:", "src=", "url(", "@import", "fetch(", "XMLHttpRequest", "innerHTML"]
    {
        assert!(!own.replace("src=x", "").contains(request), "{request}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn rows_have_all_attributes_side_by_side() {
    let desk = Desk::new();
    let data = data(&desk.diff(&["-f", "html"]).out);
    let rows = data["rows"].as_array().expect("rows");
    let changed = rows.iter().find(|row| row["way"] == "changed").expect("a change");
    let attributes = changed["attributes"].as_array().expect("attributes");
    let codes = attributes.iter().find(|one| one[0] == "codes").expect("codes");
    assert_eq!(codes, &serde_json::json!(["codes", "", "plover ASSAULT/aerial", true]));
    assert!(attributes.iter().any(|one| one[0] == "realis" && one[3] == false));
    let keys: std::collections::BTreeSet<_> =
        rows.iter().map(|row| row["key"].to_string()).collect();
    assert_eq!(keys.len(), rows.len());
}

#[test]
fn a_page_without_differences_has_no_controls() {
    let desk = Desk::new();
    let ran = dateline(&["diff", &desk.old, &desk.old, "--on", &desk.news, "-f", "html"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("no difference") && !ran.out.contains("id=\"list\""), "{}", ran.out);
}
