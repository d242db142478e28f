//! Tests of the messages to authors of rules: `faults/<what>.rhai` is a rule file with a mistake, `<what>.out` the
//! output of `dateline test` on it. A new case is a new `.rhai` file; `BLESS=1 cargo test --test faults` writes its
//! `.out`. Some of the scripts are hostile; each must end.

mod common;

use common::{GOOD, STRIKE, Shelf, dateline, project};
use std::fs;

/// The names of the cases, sorted.
fn cases() -> Vec<String> {
    let entries = fs::read_dir(project("tests/faults")).expect("the cases");
    let names = entries.map(|entry| entry.expect("a case").file_name().into_string());
    let mut names: Vec<String> =
        names.filter_map(|name| Some(name.ok()?.strip_suffix(".rhai")?.to_owned())).collect();
    names.sort();
    names
}

/// A pack of the case's file and a file without faults.
fn shelve(shelf: &Shelf, case: &str) -> (String, String) {
    let file = format!("{case}.rhai");
    let text = fs::read_to_string(project("tests/faults").join(&file)).expect("a case");
    (shelf.pack("mine", &[(&file, &text), ("zzz.rhai", GOOD)]), text)
}

#[test]
fn each_mistake_has_its_expected_message() {
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for case in cases() {
        let shelf = Shelf::new();
        let (pack, _) = shelve(&shelf, &case);
        let ran = dateline(&["test", &pack]);
        assert!([0, 1].contains(&ran.code), "{case} ended with {}:\n{}", ran.code, ran.err);
        let path = project("tests/faults").join(format!("{case}.out"));
        let came = ran.err.replace(&shelf.at(""), "");
        let told = fs::read_to_string(&path).unwrap_or_default();
        if bless {
            fs::write(&path, &came).expect("a message");
        } else if told != came {
            wrong.push(format!("=== {case}, as written:\n{told}=== {case}, as it came:\n{came}"));
        }
    }
    assert!(wrong.is_empty(), "BLESS=1 takes these as they are:\n{}", wrong.join("\n"));
}

#[test]
fn no_message_names_a_type_of_the_program() {
    for case in cases() {
        let path = project("tests/faults").join(format!("{case}.out"));
        let told = fs::read_to_string(path).expect("each case has its message");
        for word in ["dateline::", "rhai::", "i64", "&str", "anon$", "Dynamic", "ImmutableString"] {
            assert!(!told.contains(word), "{case} says {word}:\n{told}");
        }
    }
}

#[test]
fn other_rules_of_a_file_still_work_beside_a_faulty_one() {
    let shelf = Shelf::new();
    let below = STRIKE.replace("air strike", "drone strike");
    let text = shelf.put("news.txt", format!("{STRIKE}\n{below}\nThe truce held on Monday.\n"));
    for case in cases() {
        let shelf = Shelf::new();
        let (pack, script) = shelve(&shelf, &case);
        let ran = dateline(&["run", "--pack", &pack, &text]);
        assert!([0, 1].contains(&ran.code), "{case} ended with {}:\n{}", ran.code, ran.err);
        let found = |rule: &str| ran.events().iter().any(|event| event["rule"] == rule);
        assert!(found("good/strike"), "{case} silenced the file beside it:\n{}", ran.err);
        let parses = !ran.err.contains("no rule of this file is loaded");
        if parses && script.contains("\"good/below\"") {
            assert!(found("good/below"), "{case} silenced the rule below it:\n{}", ran.err);
        }
    }
}

#[test]
fn names_beside_an_undefined_one_keep_their_meaning() {
    let shelf = Shelf::new();
    let (pack, _) = shelve(&shelf, "unmade_let");
    let text = shelf.put("news.txt", "The lull held.\n\nThe truce held.\n\nThe lull ended.\n");
    let ran = dateline(&["run", "--pack", &pack, &text]);
    let told: Vec<String> =
        ran.events().iter().map(|event| event["evidence"]["text"].to_string()).collect();
    assert_eq!(told, ["\"The lull held.\""], "{}", ran.err);
}

#[test]
fn forty_examples_in_one_chain_are_no_fault() {
    let told = fs::read_to_string(project("tests/faults/deep_chain.out")).expect("a message");
    assert_eq!(told, "");
}
