//! `dateline doc`, driven as a user drives it.

mod common;

use common::{GOOD, Shelf, dateline};
use serde_json::Value;
use std::fs;

/// What a call prints; it must be fine and say nothing beside.
fn told(args: &[&str]) -> String {
    let ran = dateline(&[&["doc"], args].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
    ran.out
}

#[test]
fn one_name_is_told_with_its_examples() {
    let text = told(&["near"]);
    assert!(text.starts_with("### `near(...)`\n\n```rhai\nnear(left: Pattern"), "{text}");
    assert!(text.contains("// error: a gap is a number of tokens from 0 to 1000\n```\n"), "{text}");
    assert_eq!(text.matches("### ").count(), 1);
    assert_eq!(told(&["actor"]).matches("### ").count(), 2);
    assert_eq!(told(&["m.actor"]).matches("### ").count(), 1);
    assert_eq!(told(&["|", "skip"]).matches("### ").count(), 2);
    let count = told(&["Count"]);
    for method in ["count.what()", "count.value()", "count.whom()"] {
        assert!(count.contains(&format!("### `{method}`")), "{count}");
    }
    let kwic = told(&["kwic"]);
    assert!(
        kwic.starts_with("At the prompt of a session, not in rules:\n\n### `kwic(...)`\n"),
        "{kwic}"
    );
    assert!(told(&["Event"]).contains("### `event.stance()`"));
    assert!(told(&["String.len"]).starts_with("Rhai's own:\n\n### `string.len()`\n"));
    assert!(told(&["filter"]).starts_with("Rhai's own:\n\n### `array.filter(...)`\n"));
}

#[test]
fn a_name_that_is_not_there_is_told_with_the_nearest() {
    for (typed, nearest) in [
        ("stemm", "stem"),
        ("m.actor_befor", "actor_before"),
        ("Pattrn", "Pattern"),
        ("filtre", "filter"),
    ] {
        let ran = dateline(&["doc", typed]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{typed}");
        assert!(ran.err.contains(&format!("{typed:?}; did you mean {nearest:?}?")), "{}", ran.err);
    }
    assert!(dateline(&["doc", "eval"]).err.contains("rules cannot call \"eval\""));
}

#[test]
fn the_whole_comes_as_markdown_and_as_json_with_the_same_names() {
    let page = told(&["--api"]);
    assert_eq!(page, told(&["--api", "--format", "md"]));
    assert!(page.starts_with("# What a rule can call\n"));
    let prompt = page.find("\n# What only the prompt can call\n").unwrap();
    assert!(page.find("\n### `kwic(...)`").unwrap() > prompt);
    assert!(page.find("\n### `m.actor()`").unwrap() < prompt);
    let data: Value = serde_json::from_str(&told(&["--api", "--format", "json"])).unwrap();
    let groups = data["groups"].as_array().unwrap();
    assert!(groups.len() > 5);
    for group in groups {
        assert!(page.contains(&format!("\n## {}\n", group["title"].as_str().unwrap())));
        for entry in group["entries"].as_array().unwrap() {
            let signature = &entry["signatures"][0];
            assert!(page.contains(signature["shown"].as_str().unwrap()), "{signature}");
            assert!(!entry["examples"].as_array().unwrap().is_empty(), "{entry}");
        }
    }
    let one: Value = serde_json::from_str(&told(&["Match.actor", "--format", "json"])).unwrap();
    assert_eq!((&one[0]["on"], &one[0]["form"]), (&"Match".into(), &"method".into()));
    assert!(
        told(&[])
            .contains("\n- `m.actor()`: Who did what the trigger expresses: the first of them.\n")
    );
}

#[test]
fn the_definitions_file_holds_ours_and_only_when_asked_rhais() {
    let shelf = Shelf::new();
    let pack = shelf.pack("mine", &[("good.rhai", GOOD)]);
    let path = shelf.at("mine/dateline.d.rhai");
    assert_eq!(told(&["--definitions", "-o", &path]), "");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, told(&["--definitions"]));
    assert!(
        text.starts_with("module static;\n") && text.contains("\nfn trigger(m: Match) -> Words;\n")
    );
    assert!(!text.contains("op ==(int, int)"));
    let both = told(&["--definitions", "--rhai"]);
    assert!(both.starts_with(&text) && both.contains("\nop ==(int, int) -> bool;\n"));
    assert_eq!(both, told(&["--definitions", "--rhai"]));

    // It is for editors: a pack that holds it is none the worse.
    let ran = dateline(&["test", &pack]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("1 rule, 2 examples, 0 failed"), "{}", ran.out);
}

#[test]
fn a_wrong_name_leaves_the_old_file() {
    let shelf = Shelf::new();
    let path = shelf.put("page.md", "old");
    let ran = dateline(&["doc", "nothing_of_the_sort", "-o", &path]);
    assert_eq!(ran.code, 2);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    for clash in [
        ["doc", "near", "--api"],
        ["doc", "near", "--definitions"],
        ["doc", "--api", "--rhai"],
        ["doc", "near", "--commands"],
        ["doc", "--api", "--commands"],
    ] {
        assert_eq!(dateline(&clash).code, 2, "{clash:?}");
    }
}
