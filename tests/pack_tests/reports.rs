//! The reports of `dateline test` for other programs.

use super::SoundPack;
use serde_json::Value;
use std::fs;

#[test]
fn the_json_report_has_every_test_and_its_failure() {
    let pack = SoundPack::new();
    let ran = pack.test(&["--format", "json", "--coverage"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&report["format"], &report["passed"]), (&1.into(), &true.into()));
    let one = &report["packs"][0];
    assert_eq!((&one["pack"], &one["version"]), (&"sound".into(), &"0.1.0".into()));
    let counts = serde_json::json!({
        "rules": 1, "examples": 5, "known_misses": 1, "fixtures": 1, "quiet": 2, "known_exceptions": 1, "gold": 2,
        "failed": 0, "faults": 0,
    });
    assert_eq!(one["counts"], counts);
    assert_eq!(one["tests"].as_array().map(Vec::len), Some(10));
    assert_eq!(one["score"]["overall"]["right"], 3);
    assert_eq!(
        (&one["coverage"]["reached"], &one["coverage"]["branches"]),
        (&7.into(), &10.into())
    );

    pack.change("truce.rhai", "The truce held near", "The talks went on near");
    let path = pack.shelf.at("report.json");
    let ran = pack.test(&["--format", "json", "-o", &path]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let report: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).expect("JSON");
    let tests = report["packs"][0]["tests"].as_array().expect("tests");
    let failed: Vec<&Value> = tests.iter().filter(|test| test["passed"] == false).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(
        (&failed[0]["suite"], &failed[0]["rule"]),
        (&"examples".into(), &"truce/told".into())
    );
    assert_eq!(failed[0]["failure"][0], "example: The talks went on near Basra.");
    assert_eq!(report["packs"][0]["coverage"], Value::Null);
}

#[test]
fn the_junit_report_is_well_formed_whatever_texts_hold() {
    let pack = SoundPack::new();
    pack.change(
        "truce.rhai",
        "\"The truce held near Basra.\"",
        "\"Talks & <tea> \\x1b[31m\\u0007.\"",
    );
    pack.put("late.rhai", "rule(\"late\").kind(\"ceasefire\").when(\"late\").example(\"Late.\").code(|m| no_such(m));\n");
    let ran = pack.test(&["--format", "junit"]);
    assert_eq!(ran.code, 1);
    let text = &ran.out;
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "), "{text}");
    assert!(text.contains("Talks &amp; &lt;tea&gt; \u{fffd}[31m\u{fffd}."), "{text}");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text}");
    assert!(
        text.contains("<testsuite name=\"sound.fixtures\" tests=\"1\" failures=\"0\">"),
        "{text}"
    );
    assert!(
        text.contains("<testsuite name=\"sound.faults\" tests=\"1\" failures=\"1\">"),
        "{text}"
    );
    assert!(
        text.contains("classname=\"sound.gold\" name=\"min_f1 of all\" file=\"pack.toml\"/>"),
        "{text}"
    );
    // Every element that is opened is closed, in order.
    let mut open: Vec<&str> = Vec::new();
    for tag in text.split('<').skip(2) {
        let (tag, _) = tag.split_once('>').expect("a tag ends");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{text}"),
            None if tag.ends_with('/') => {}
            None => open.push(tag.split(' ').next().expect("a name")),
        }
    }
    assert!(open.is_empty(), "{open:?} not closed");
}
