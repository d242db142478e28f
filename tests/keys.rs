//! `dateline score --keys`: incident types by article, with small invented keys and, if DATELINE_DATA names the data,
//! a lower bound for the score on MUC-4 texts that no rule was tuned on.

mod common;

use assert_cmd::Command;
use common::Shelf;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const KIDNAP: &str =
    "LIMA, 3 MAY 89 (EFE) -- [TEXT] GUERRILLAS KIDNAPPED THE MAYOR OF TARMA TODAY.";
const BOMB: &str = "BOGOTA, 4 MAY 89 (AFP) -- [TEXT] A CAR BOMB EXPLODED OUTSIDE A BANK IN BOGOTA TODAY, \
                    WOUNDING TWO CLERKS.";
const QUIET: &str = "QUITO, 5 MAY 89 -- [TEXT] THE MINISTER OPENED A SCHOOL FOR COOKS TODAY.";

/// A line of a key file: the text and its incidents, each with its type and whether it is optional.
fn line(id: &str, text: &str, incidents: &[(&str, bool)]) -> String {
    let templates: Vec<Value> = incidents
        .iter()
        .map(|(name, optional)| {
            json!({ "num": "1", "optional": optional, "incident_types": [name],
                    "slots": { "9": "\"SOMEONE\"", "12": "*" } })
        })
        .collect();
    json!({ "docid": id, "text": text, "templates": templates }).to_string() + "\n"
}

fn score(args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let output = command.arg("score").args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn parsed(args: &[&str]) -> Value {
    let (code, out, err) = score(&[args, &["--pack", "conflict", "--json"]].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// Key, found and right of one type.
fn figures(report: &Value, name: &str) -> Vec<u64> {
    let lines = report["types"].as_array().unwrap();
    let line = lines.iter().find(|line| line["kind"] == name).unwrap();
    ["gold", "found", "right"].iter().map(|field| line[field].as_u64().unwrap()).collect()
}

#[test]
fn events_that_acled_coded_are_found_in_their_notes() {
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers/samples/tables/acled.csv");
    let report = parsed(&["--acled", table]);
    let of = |name: &str, what: &str| report["types"][name][what].clone();
    assert_eq!(report["all"]["rows"], 2, "a row without notes is not compared: {report}");
    let shelling = "Shelling/artillery/missile attack";
    assert_eq!(of(shelling, "found"), 1, "{report}");
    for what in ["place", "date", "fatalities"] {
        assert_eq!(of(shelling, what), json!({ "agree": 1, "of": 1 }), "{what}: {report}");
    }
    assert_eq!(of("Peaceful protest", "fatalities"), json!({ "agree": 0, "of": 0 }));
    let (code, out, _) = score(&["--acled", table, "--pack", "conflict"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("2 events of ACLED. ") && out.contains(shelling), "{out}");
    // Articles of another corpus are joined by their ids.
    let shelf = Shelf::new();
    let corpus = shelf.put("own.csv", "id,text\nSIL1,\"Shells fell, and 3 civilians died.\"\n");
    assert_eq!(parsed(&["--acled", table, &corpus])["all"]["rows"], 1);
    let other = shelf.put("other.csv", "id,text\n1,x\n");
    let (code, _, err) = score(&["--acled", &other, "--pack", "conflict"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("name a CSV as ACLED's export tool writes it"), "{err}");
}

#[test]
fn pairs_of_article_and_type_are_counted() {
    let shelf = Shelf::new();
    let keys = shelf.put(
        "keys.jsonl",
        line("K-1", KIDNAP, &[("KIDNAPPING", false)])
            + line("K-2", BOMB, &[("BOMBING", true)]).as_str()
            + line("K-3", QUIET, &[("ARSON", false)]).as_str(),
    );
    let report = parsed(&["--keys", &keys, "--confusions"]);
    assert_eq!(report["task"], "MUC-4");
    assert_eq!(figures(&report, "KIDNAPPING"), [1, 1, 1]);
    assert_eq!(figures(&report, "ARSON"), [1, 0, 0]);
    assert!(
        report["types"].as_array().unwrap().iter().all(|line| line["kind"] != "BOMBING"),
        "an optional incident counts neither way: {report}"
    );
    assert_eq!(report["overall"]["f1"].as_f64().unwrap(), 2.0 / 3.0);
    assert_eq!(report["bounds"]["missed_unseen"], 1);
    let missed = &report["confusions"][0];
    assert_eq!((missed["type"].as_str(), missed["what"].as_str()), (Some("ARSON"), Some("missed")));
    assert_eq!(missed["key"][0], json!({ "9": "\"SOMEONE\"" }));
}

#[test]
fn a_false_alarm_names_its_rule_and_a_miss_the_excluded_events() {
    let shelf = Shelf::new();
    let keys = shelf.put(
        "keys.jsonl",
        line("K-1", KIDNAP, &[]) + line("K-2", BOMB, &[("BOMBING", false)]).as_str(),
    );
    let types = shelf.put(
        "types.toml",
        "task = \"ours\"\n[[types.KIDNAPPING]]\nwhy = \"\"\nkinds = [\"abduction\"]\n\
         [[types.BOMBING]]\nwhy = \"\"\nkinds = [\"bombing\"]\nsaid = [\"no such * words\"]\n",
    );
    let args = ["--keys", &keys, "--types", &types, "--confusions", "--pack", "conflict"];
    let (code, out, err) = score(&args);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("false alarm in K-1"), "{out}");
    assert!(out.contains("abduction/taken, actual"), "{out}");
    assert!(out.contains("excluded: bombing/device"), "{out}");
    assert!(out.contains("1 false alarm, 1 of them in articles whose key is empty"), "{out}");
}

#[test]
fn conditions_are_checked_on_the_record() {
    let shelf = Shelf::new();
    let keys = shelf.put(
        "keys.jsonl",
        line("K-1", KIDNAP, &[("HIT", false)]) + line("K-2", BOMB, &[("HIT", false)]).as_str(),
    );
    let found = |conditions: &str| {
        let text = format!(
            "task = \"t\"\n[[types.HIT]]\nwhy = \"\"\nkinds = [\"abduction\", \"bombing\"]\n{conditions}\n"
        );
        let types = shelf.put("types.toml", text);
        figures(&parsed(&["--keys", &keys, "--types", &types]), "HIT")[1]
    };
    assert_eq!(found(""), 2);
    assert_eq!(found("realis = [\"future\"]"), 0);
    assert_eq!(found("rules = [\"abduction/*\"]"), 1);
    assert_eq!(found("modes = [\"taken\"]"), 1);
    assert_eq!(found("actors = [\"rebel\"]"), 1);
    assert_eq!(found("targets = [\"unnamed\"]"), 1);
    assert_eq!(found("not_said = [\"car bomb*\"]"), 1);
    assert_eq!(found("not_trigger = [\"kidnapped\"]"), 1);
    assert_eq!(found("beside = [\"casualties\"]"), 1);
    assert_eq!(found("apart_from = [\"casualties\"]"), 1);
    assert_eq!(found("mentions = 9"), 0);
    assert_eq!(found("within = 0"), 0);
    assert_eq!(found("most = 100"), 2);
    assert_eq!(found("known = [\"date\"]"), 2);
    assert_eq!(found("[all]\ncountries = [\"Peru\"]"), 1);
}

#[test]
fn bad_mappings_and_keys_are_named_with_their_line() {
    let shelf = Shelf::new();
    let keys = shelf.put("keys.jsonl", line("K-1", QUIET, &[]));
    let refused = |text: &str, told: &str| {
        let types = shelf.put("types.toml", text);
        let (code, out, err) = score(&["--keys", &keys, "--types", &types, "--pack", "conflict"]);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains("types.toml") && err.contains(told), "{err}");
    };
    refused(
        "task = \"t\"\n\n[[types.A]]\nwhy = \"\"\nkinds = []\ncolour = 1\n",
        "line 6: unknown field `colour`",
    );
    refused(
        "task = \"t\"\n[[types.A]]\nwhy = \"\"\nkinds = []\ntargets = [\"wizard\"]\n",
        "line 5",
    );
    refused("task = \"t\"\n[[types.A]]\nkinds = []\n", "missing field `why`");

    let types =
        shelf.put("types.toml", "task = \"t\"\n[[types.A]]\nwhy = \"\"\nkinds = [\"sorcery\"]\n");
    let (_, _, err) = score(&["--keys", &keys, "--types", &types, "--pack", "conflict"]);
    assert!(err.contains("type A needs kind sorcery"), "{err}");

    let broken = shelf.put("broken.jsonl", "{\"docid\": \"K-1\"}\n");
    let (code, _, err) = score(&["--keys", &broken]);
    assert!(code == 2 && err.contains("broken.jsonl:1: this line is not an answer key"), "{err}");
    let (code, _, err) = score(&[]);
    assert!(code == 2 && err.contains("--gold"), "{err}");
}

/// The bound is slightly below the measured value, so that only a relevant loss fails.
#[test]
fn the_score_on_unseen_wire_copy_does_not_fall() {
    let Some(data) = std::env::var_os("DATELINE_DATA") else {
        eprintln!("skipped: DATELINE_DATA is unset");
        return;
    };
    let Ok(text) = fs::read_to_string(Path::new(&data).join("muc4/train.jsonl")) else {
        eprintln!("skipped: no muc4/train.jsonl in DATELINE_DATA");
        return;
    };
    let shelf = Shelf::new();
    let last: String = text.lines().skip(1000).map(|line| format!("{line}\n")).collect();
    let keys = shelf.put("keys.jsonl", last);
    let report = parsed(&["--keys", &keys]);
    let f1 = report["overall"]["f1"].as_f64().unwrap();
    assert!(f1 >= 0.66, "F1 {f1:.3} over {} articles", report["articles"]);
}
