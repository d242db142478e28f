//! Changes to the pack of somebody else, without a copy of it.

use super::common::{Shelf, dateline_reading};
use super::{ARTICLE, dateline_in, manifest, wells};
use serde_json::Value;

fn study(overlay: &str) -> Shelf {
    let shelf = Shelf::new();
    wells(&shelf, "wells", "");
    let more = format!("[depends]\nwells = {{ path = \"../wells\" }}\n{overlay}");
    shelf.put("study/pack.toml", manifest("study", "0.1.0", &more));
    shelf.put("a.txt", ARTICLE);
    shelf
}

fn rules(shelf: &Shelf) -> Vec<String> {
    let ran = dateline_in(shelf.path(), &["run", "--pack", "study", "a.txt"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let rule = |event: &Value| event["rule"].as_str().unwrap_or_default().to_owned();
    ran.events().iter().map(rule).collect()
}

#[test]
fn rules_of_a_pack_below_are_changed() {
    assert_eq!(rules(&study("")), ["water/cut", "water/dug"]);
    assert_eq!(rules(&study("[overlay.wells]\ndisable = [\"*/cut\"]\n")), ["water/dug"]);
    let unless = "[overlay.wells]\nunless = { \"water/cut\" = [\"Monday\", \"Friday\"], \"water/dug\" = \"rain\" }\n";
    assert_eq!(rules(&study(unless)), ["water/dug"]);
    assert_eq!(rules(&study("[overlay.wells]\nmin_status = \"test\"\n")), ["water/cut"]);
    assert!(rules(&study("[overlay.wells]\nmin_status = \"stable\"\n")).is_empty());
}

#[test]
fn an_overlay_is_seen_in_provenance() {
    let shelf = study("[overlay.wells]\ndisable = [\"water/dug\"]\nmin_status = \"test\"\n");
    let ran = dateline_in(shelf.path(), &["check", "study"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out
            .contains("study: overlay of wells: disables water/dug; keeps rules from status test"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("wells: 1 rule (1 test)"), "{}", ran.out);
    let run = |shelf: &Shelf| {
        let args = ["run", "--pack", "study", "a.txt", "-o", "e.jsonl"];
        assert_eq!(dateline_in(shelf.path(), &args).code, 0);
        let text = std::fs::read_to_string(shelf.path().join("e.jsonl.run.json")).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let (with, without) = (run(&shelf), run(&study("")));
    assert_ne!(with["coded_by"], without["coded_by"]);
    assert_eq!(with["packs"][0], without["packs"][0], "the pack below is the same");
    assert_eq!(with["overlays"][0]["disable"], serde_json::json!(["water/dug"]));
    assert_eq!(
        (&with["overlays"][0]["by"], &with["overlays"][0]["of"]),
        (&"study".into(), &"wells".into())
    );
}

#[test]
fn mistakes_are_faults_at_their_line() {
    for (overlay, line, wanted) in [
        ("[overlay.wells]\ndisable = [\n\"water/dig\"]\n", 8, "wells has no rule \"water/dig\""),
        (
            "[overlay.wells]\nunless = { \"water/cuts\" = \"x\" }\n",
            7,
            "did you mean \"water/cut\"?",
        ),
        ("[overlay.well]\ndisable = [\"*\"]\n", 6, "did you mean [overlay.wells]?"),
        ("[overlay.wells]\ndisable = [\"air/*\"]\n", 7, "wells has no rule \"air/*\""),
    ] {
        let shelf = study(overlay);
        let ran = dateline_in(shelf.path(), &["check", "study"]);
        assert_eq!(ran.code, 1, "{}", ran.out);
        let place = format!("study/pack.toml:{line}:");
        assert!(ran.err.contains(wanted) && ran.err.contains(&place), "{overlay}: {}", ran.err);
    }
}

#[test]
fn a_session_sees_the_rules_as_the_overlay_leaves_them() {
    let shelf = study(
        "[overlay.wells]\ndisable = [\"water/cut\"]\nunless = { \"water/dug\" = \"rain\" }\n",
    );
    let lines = "rule(\"rain/fell\").kind(\"water\").when(\"dug\");\nevents()\n:undo\nevents()\n";
    let ran = dateline_reading(
        &["repl", "--pack", &shelf.at("study"), &shelf.at("a.txt")],
        lines.as_bytes(),
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.out.contains("was closed"), "{}{}", ran.out, ran.err);
    assert_eq!(ran.out.matches("a:2   water").count(), 2, "{}", ran.out);
}
