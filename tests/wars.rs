//! Short items on five wars: both halves of the test set in `tests/wars` are coded about as well as its README says.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn files(half: &str, what: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wars");
    let wars = ["gaza", "myanmar", "sahel", "sudan", "ukraine"];
    wars.iter().map(|war| folder.join(format!("{war}.{half}.{what}.jsonl"))).collect()
}

/// The score of a half, as `dateline score --json` prints it.
fn score(half: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let gold = folder.path().join("gold.jsonl");
    let parts = files(half, "gold");
    let lines: String = parts.iter().map(|file| fs::read_to_string(file).expect("gold")).collect();
    fs::write(&gold, lines).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg("score")
        .args(files(half, "articles"))
        .args(["--json", "--gold"])
        .arg(&gold)
        .output()
        .expect("a run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn short_items_of_other_wars_are_coded() {
    for (half, mentions, f1, place) in HALVES {
        let score = score(half);
        assert_eq!(score["overall"]["gold"], *mentions, "{half}");
        assert!(score["overall"]["f1"].as_f64() >= Some(*f1), "{half}: {}", score["overall"]);
        let attributes = score["attributes"].as_array().expect("attributes").clone();
        let found = attributes.iter().find(|one| one["attribute"] == "place").expect("places");
        let share =
            found["agree"].as_f64().unwrap_or_default() / found["of"].as_f64().unwrap_or(1.0);
        assert!(share >= *place, "{half}: {found}");
    }
}

/// Each half with its mentions, and what F1 and the share of right places must not fall below.
const HALVES: &[(&str, u64, f64, f64)] = &[("tune", 188, 0.84, 0.78), ("held", 183, 0.74, 0.68)];
