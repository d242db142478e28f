//! The card of a pack and what to cite, through the binary: `pack show`, `doc PACK`, `cite`. `tests/card/` has a small
//! pack and its cards; `BLESS=1` writes the cards again.

mod common;

#[path = "card/cite.rs"]
mod cite;
#[path = "card/hostile.rs"]
mod hostile;

use common::{Shelf, dateline, project};
use serde_json::Value;
use std::fs;

/// The small pack.
fn wells() -> String {
    project("tests/card/wells").to_string_lossy().into_owned()
}

/// What a call prints; it must succeed and print nothing to standard error.
#[track_caller]
fn told(args: &[&str]) -> String {
    let ran = dateline(args);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
    ran.out
}

/// Compares a text with a file, or writes the file if `BLESS` is set.
#[track_caller]
fn golden(name: &str, text: &str) {
    let path = project("tests/card").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, text).expect("a card");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, text, "{} differs; BLESS=1 writes it again", path.display());
}

#[test]
fn the_cards_of_a_small_pack_are_as_kept() {
    golden("wells.txt", &told(&["pack", "show", &wells()]));
    golden("wells.md", &told(&["doc", &wells()]));
    golden("wells.html", &told(&["doc", &wells(), "--format", "html"]));
}

#[test]
fn the_card_as_json_has_the_whole_codebook() {
    let card: Value = serde_json::from_str(&told(&["pack", "show", &wells(), "--json"])).unwrap();
    assert_eq!(card["format"], 1);
    assert_eq!(card["counts"]["statuses"]["experimental"], 1);
    assert_eq!(
        card["kinds"][1]["rules"][0]["known_misses"][0]["text"],
        "They filled the shaft with stones."
    );
    assert_eq!(card["kinds"][1]["modes"][0]["codes"]["plover"], "AID");
    // An empty code says that the scheme has none.
    assert_eq!(card["kinds"][1]["modes"][0]["codes"]["acled"], Value::Null);
    assert_eq!(card["score"]["score"]["overall"]["right"], 2);
    let same: Value = serde_json::from_str(&told(&["doc", &wells(), "--format", "json"])).unwrap();
    assert_eq!(card, same);
}

#[test]
fn scores_are_measured_and_cost_only_on_request() {
    let plain = told(&["pack", "show", &wells()]);
    assert!(!plain.contains("ms for 1,000 words"), "{plain}");
    let articles = format!("{}/gold/wells.articles.jsonl", wells());
    let gold = format!("{}/gold/wells.jsonl", wells());
    let text = told(&["pack", "show", &wells(), "--measure", "--gold", &gold, "--on", &articles]);
    assert!(text.contains("Measured on wells.jsonl: 3 mentions of 2 articles."), "{text}");
    assert!(text.contains("ms for"), "{text}");
    // An edited rule changes the score, which stands nowhere.
    let shelf = Shelf::new();
    for (name, text) in [
        ("pack.toml", "name = \"wells\"\nversion = \"1.0.0\"\n[kinds.well]\n"),
        (
            "a.rhai",
            "rule(\"a/b\").about(\"A.\").kind(\"well\").when(\"closed\").example(\"It closed.\");\n",
        ),
    ] {
        shelf.put(&format!("wells/{name}"), text);
    }
    for file in ["wells.jsonl", "wells.articles.jsonl"] {
        let bytes = fs::read(format!("{}/gold/{file}", wells())).unwrap();
        shelf.put(&format!("wells/gold/{file}"), bytes);
    }
    let card = told(&["pack", "show", &shelf.at("wells"), "--json"]);
    let card: Value = serde_json::from_str(&card).unwrap();
    assert_eq!(card["score"]["score"]["overall"]["right"], 1);
    assert_eq!(card["pack"]["licence"], "");
}

#[test]
fn a_pack_that_stands_on_others_names_them_and_what_it_changes() {
    let shelf = Shelf::new();
    let manifest = "name = \"mine\"\nversion = \"0.1.0\"\nlicence = \"MIT\"\n[depends]\nwells = { path = \"../wells\" }\n\
        [overlay.wells]\ndisable = [\"well/dug\"]\n";
    shelf.put("mine/pack.toml", manifest);
    let rule = "rule(\"mine/seen\").about(\"Seen.\").kind(\"well\").status(\"test\").when(\"seen\" & \"well\")\n    \
        .example(\"A well was seen.\").counterexample(\"It was seen.\");\n";
    shelf.put("mine/seen.rhai", rule);
    for file in ["pack.toml", "wells.rhai", "lexicons/wells.txt"] {
        shelf.put(&format!("wells/{file}"), fs::read(format!("{}/{file}", wells())).unwrap());
    }
    let text = told(&["pack", "show", &shelf.at("mine")]);
    assert!(text.contains("stands on   wells 1.2.0 (folder, tree "), "{text}");
    assert!(text.contains("changes     overlay of wells: disables well/dug"), "{text}");
    assert!(text.contains("Not measured: the pack has no gold"), "{text}");
    let page = told(&["doc", &shelf.at("mine")]);
    assert!(page.contains("Declared by a pack that it stands on"), "{page}");
    // The kind of another pack has the text of that pack; a kind that only the other codes is not listed.
    assert!(page.contains("Something done to a well") && !page.contains("### `drought`"), "{page}");
}

#[test]
fn shipped_packs_name_licences_and_the_data_of_others() {
    for name in common::packs::names() {
        let card: Value = serde_json::from_str(&told(&["pack", "show", &name, "--json"])).unwrap();
        for field in ["licence", "authors", "cite"] {
            let value = &card["pack"][field];
            assert!(
                !value.is_null() && *value != "" && *value != Value::Array(vec![]),
                "{name} {field}"
            );
        }
        assert_eq!(card["language"][0], "en");
        for kind in card["kinds"].as_array().unwrap() {
            assert_ne!(kind["about"], "", "{name}: {kind}");
        }
        let folder = project("rules").join(&name);
        for data in card["pack"]["data"].as_array().unwrap() {
            assert!(folder.join(data["path"].as_str().unwrap()).is_file(), "{data}");
            assert!(!data["source"].as_str().unwrap().is_empty(), "{data}");
        }
    }
}

#[test]
fn what_is_no_pack_or_not_alone_is_refused() {
    for (args, wanted) in [
        (&["doc", "near", "--format", "html"][..], "only a pack has an HTML page"),
        (&["doc", "near", "--measure"], "are for a pack: name one"),
        (&["doc", "near", "syria"], "name one pack"),
        (&["doc", "syriaa"], "did you mean \"syria\"?"),
        (&["pack", "show", "syriaa"], "did you mean \"syria\"?"),
        (&["doc", "syria@9.9.9"], "no pack syria 9.9.9 on this machine"),
    ] {
        let ran = dateline(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains(wanted), "{args:?}: {}", ran.err);
    }
    // A pack with a fault has a card, and the fault is told.
    let shelf = Shelf::new();
    let pack = shelf.pack("odd", &[("odd.rhai", "rule(\"odd/a\").kind(\"a\").when(nothing);\n")]);
    let ran = dateline(&["pack", "show", &pack]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("odd 0.1.0\n") && ran.err.contains("nothing"), "{ran:?}");
}
