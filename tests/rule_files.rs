//! Tests that a rule file can be used as a pack wherever a pack can be named.

mod common;

use common::{GOOD, STRIKE, Shelf, dateline, dateline_reading};
use std::fs;

const TRUCE: &str = "rule(\"truce/told\").kind(\"ceasefire\").when(\"truce\").example(\"A truce held.\").counterexample(\"No.\");\n";

fn rules(ran: &common::Ran) -> Vec<String> {
    ran.events().iter().map(|event| event["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_command_accepts_a_rule_file_as_a_pack() {
    let shelf = Shelf::new();
    let rules_of_it = format!("{GOOD}incident(\"strike\").of(\"air_strike\");\n");
    let file = shelf.put("good.rhai", rules_of_it);
    let text = shelf.put("news.txt", STRIKE);
    let ran = dateline(&["run", "--pack", &file, &text]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let events = ran.events();
    assert_eq!(rules(&ran), ["good/strike"]);
    assert_eq!((&events[0]["pack"], &events[0]["pack_version"]), (&"good".into(), &"0.0.0".into()));
    for args in [
        vec!["test", &file],
        vec!["check", &file],
        vec!["explain", "-p", &file, "--rule", "good/strike", &text],
        vec!["incidents", "-p", &file, &text],
    ] {
        let ran = dateline(&args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
    }
    let ran = dateline_reading(&["repl", "-p", &file, &text], b":events good/strike\n");
    assert!(ran.code == 0 && ran.out.contains("1 event"), "{ran:?}");
}

#[test]
fn a_rule_file_uses_the_folders_beside_it() {
    let shelf = Shelf::new();
    shelf.put("lib/util.rhai", "fn hit() { lexicon(\"craft\") }\n");
    shelf.put("lexicons/craft.txt", "air strike\n");
    shelf.put("other.rhai", "this is not a rule file");
    let file =
        shelf.put("mine.rhai", "kind(\"k\");\nrule(\"m/hit\").kind(\"k\").when(util::hit());\n");
    let ran = dateline(&["run", "-p", &file, &shelf.put("news.txt", STRIKE)]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(rules(&ran), ["m/hit"]);
}

#[test]
fn a_rule_file_sees_the_packs_named_with_it_in_any_order() {
    let shelf = Shelf::new();
    let file = shelf.put(
        "mine.rhai",
        "kind(\"k\");\nrule(\"m/craft\").kind(\"k\").when(lexicon(\"aircraft\")).example(\"Warplanes came.\");\n",
    );
    let text = shelf.put("news.txt", "Warplanes were seen over the town.\n");
    for order in [["syria", &file], [&file, "syria"]] {
        let ran = dateline(&["run", "-p", order[0], "-p", order[1], &text]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(rules(&ran).contains(&"m/craft".to_owned()), "{}", ran.out);
    }
    let ran = dateline(&["test", "syria", &file]);
    assert!(ran.code == 0 && ran.out.contains("1 rule"), "{ran:?}");
    let alone = dateline(&["run", "-p", &file, &text]);
    assert!(alone.code == 1 && alone.err.contains("there is no lexicon"), "{alone:?}");
}

#[test]
fn several_rule_files_run_together_and_equal_stems_are_reported() {
    let shelf = Shelf::new();
    let (one, two) = (shelf.put("one.rhai", GOOD), shelf.put("two.rhai", TRUCE));
    let text = shelf.put("news.txt", format!("{STRIKE}\nThe truce held.\n"));
    let ran = dateline(&["run", "-p", &one, "-p", &two, &text]);
    assert_eq!((ran.code, rules(&ran)), (0, vec!["good/strike".into(), "truce/told".into()]));
    let again = shelf.put("more/one.rhai", TRUCE);
    let ran = dateline(&["run", "-p", &one, "-p", &again, &text]);
    assert_eq!((ran.code, rules(&ran)), (1, vec!["good/strike".to_owned()]));
    for told in ["two different packs are named one", "more/one.rhai", "rename the file"] {
        assert!(ran.err.contains(told), "{told}:\n{}", ran.err);
    }
}

#[test]
fn a_single_file_of_a_pack_can_be_loaded() {
    let shelf = Shelf::new();
    let pack = shelf.pack(
        "own",
        &[
            ("lib/util.rhai", "fn hit() { lexicon(\"craft\") }\n"),
            ("lexicons/craft.txt", "air strike\n"),
            ("topics/hit.rhai", "kind(\"k\");\nrule(\"m/hit\").kind(\"k\").when(util::hit());\n"),
            ("truce.rhai", TRUCE),
        ],
    );
    let file = format!("{pack}/topics/hit.rhai");
    let text = shelf.put("news.txt", format!("{STRIKE}\nThe truce held.\n"));
    let ran = dateline(&["run", "-p", &file, &text]);
    assert_eq!((ran.code, ran.err.as_str(), rules(&ran)), (0, "", vec!["m/hit".to_owned()]));
    let both = dateline(&["run", "-p", &file, "-p", &pack, &text]);
    assert_eq!(both.code, 0, "{}", both.err);
    assert_eq!(rules(&both), ["m/hit", "truce/told"], "the pack holds the file already");
}

#[test]
fn a_file_that_is_not_a_rule_file_is_an_error() {
    let shelf = Shelf::new();
    let text = shelf.put("news.txt", STRIKE);
    let run = |pack: &str| dateline(&["run", "-p", pack, &text]);
    let refused = |pack: &str, told: &str| {
        let ran = run(pack);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(told), "{told}:\n{}", ran.err);
    };
    refused(&shelf.at("gone.rhai"), "there is no rule file");
    fs::create_dir(shelf.at("folder.rhai")).unwrap();
    refused(&shelf.at("folder.rhai"), "is a folder without a pack.toml");
    refused(&shelf.put("lib/util.rhai", "fn f() { 1 }\n"), "files in lib/ contain functions");
    refused(&shelf.put("x.d.rhai", ""), "definitions for editors");
    let pack = shelf.pack("own", &[("lib/u.rhai", "fn f() { rule(\"x\") }\n")]);
    refused(&format!("{pack}/lib/u.rhai"), "files in lib/ contain functions");
    for (bytes, told) in [
        (&b""[..], "the file contains no rule"),
        (b"let a = 1;\n", "the file contains no rule"),
        (b"rule(\"caf\xe9\")", "not UTF-8"),
    ] {
        let ran = run(&shelf.put("odd.rhai", bytes));
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.err.contains(told) && ran.err.contains("odd.rhai"), "{told}:\n{}", ran.err);
        assert_eq!(ran.err.matches("error: ").count(), 1, "{}", ran.err);
    }
}

#[test]
fn a_session_loads_and_saves_a_rule_file() {
    let shelf = Shelf::new();
    let file = shelf.put("mine.rhai", TRUCE);
    let text = shelf.put("news.txt", format!("{STRIKE}\nThe truce held.\n"));
    let good = shelf.put("good.rhai", GOOD);
    let script = format!(
        ":load {file}\n:events truce/told\nrule(\"truce/told\").kind(\"ceasefire\").when(\"held\")\n:save truce/told {file}\n:watch\n"
    );
    let ran = dateline_reading(&["repl", "-p", &good, &text], script.as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
    for told in ["mine.rhai loaded", "1 event", "replaced in", "mine.rhai\n"] {
        assert!(ran.out.contains(told), "{told}:\n{}", ran.out);
    }
    assert!(!shelf.path().join("pack.toml").exists(), "no pack is begun for a rule file");
    assert!(fs::read_to_string(&file).unwrap().contains("when(\"held\")"));
}

#[test]
fn a_typed_rule_says_which_of_two_rules_it_replaces() {
    let shelf = Shelf::new();
    let rule = |word: &str| format!("rule(\"a/b\").kind(\"k\").when(\"{word}\");\n");
    let (one, two) = (shelf.put("one.rhai", rule("bridge")), shelf.put("two.rhai", rule("monday")));
    let text = shelf.put("news.txt", STRIKE);
    let repl = |script: &str| {
        dateline_reading(&["repl", "-p", &one, "-p", &two, &text], script.as_bytes())
    };
    let ran = repl("rule(\"a/b\").kind(\"k\").when(\"strike\")\n");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("rule(\"one:a/b\") or rule(\"two:a/b\")"), "{}", ran.err);
    let ran = repl("rule(\"three:a/b\").kind(\"k\").when(\"strike\")\n");
    assert!(ran.code == 1 && ran.err.contains("no loaded pack three has a rule a/b"), "{ran:?}");
    let ran = repl(":why a/b\n");
    assert_eq!(ran.code, 1);
    let ran = repl(":rules a/b\n:run two:a/b\n:rules two:a/b\n");
    assert!(ran.code == 0 && ran.out.contains("one:a/b") && ran.out.contains("monday"), "{ran:?}");
    let script = format!(
        "rule(\"two:a/b\").kind(\"k\").when(\"air strike\")\n:rules two:a/b\n:save two:a/b {two}\n:undo\n"
    );
    let ran = repl(&script);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("two:a/b replaced in"), "{}", ran.out);
    assert_eq!(
        fs::read_to_string(&two).unwrap(),
        "rule(\"a/b\").kind(\"k\").when(\"air strike\");\n"
    );
    assert_eq!(fs::read_to_string(&one).unwrap(), rule("bridge"));
}

#[test]
fn a_rule_file_is_loaded_at_the_prompt_and_scored_against_gold() {
    let shelf = Shelf::new();
    let file = shelf.put("truces.rhai", format!("kind(\"ceasefire\");\n{TRUCE}"));
    let good = shelf.put("good.rhai", GOOD);
    let text = shelf.put("news.txt", "A truce held in the town.\n");
    let entries = format!(":load {file}\n:events truce/told\n:quit\n");
    let ran = dateline_reading(&["repl", "-p", &good, &text], entries.as_bytes());
    assert!(ran.code == 0 && ran.out.contains("1 event"), "{ran:?}");
    let gold = "{\"article\":\"news\",\"kind\":\"ceasefire\",\"evidence\":\"A truce held in the town.\"}\n";
    let gold = shelf.put("gold.jsonl", gold);
    let ran = dateline(&["score", "-p", &file, "--gold", &gold, &text]);
    assert!(ran.code == 0 && ran.out.contains("ceasefire"), "{ran:?}");
    assert!(ran.out.contains("1.000"), "{ran:?}");
}
