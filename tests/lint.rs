//! `dateline check` as a linter: the packs in `tests/lint/`, each with what is found in it (`BLESS=1` writes it), the changes that
//! `--fix` makes, the formats for programs, and comments that allow findings.

mod common;

use common::{Shelf, dateline, deep, packs, project};
use dateline::check::examples::article;
use dateline::coder::Coder;
use dateline::lint::code::CODES;
use dateline::lint::file::PackFile;
use dateline::lint::{self, LintInput, fix};
use dateline::pack::{self, Pack, Store};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Runs `check` on a pack of `tests/lint/` and compares what it prints.
fn shows(name: &str, code: i32) {
    let folder = project("tests/lint").join(name);
    let ran = dateline(&["check", folder.to_str().unwrap()]);
    // The hash of the pack changes with its files.
    let hash = regex::Regex::new(r"\([0-9a-f]{64}\)").unwrap();
    let came = hash.replace_all(&ran.out, "(hash)").into_owned();
    assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{name}:\n{came}");
    let golden = project("tests/lint").join(format!("{name}.out"));
    if std::env::var_os("BLESS").is_some() {
        fs::write(&golden, &came).unwrap();
    }
    let wanted = fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(came, wanted, "{name}: BLESS=1 writes what came");
}

#[test]
fn alternatives_that_add_nothing_are_found() {
    shows("alternatives", 0);
}

#[test]
fn patterns_that_cannot_match_fail_the_check() {
    shows("impossible", 1);
}

#[test]
fn what_nothing_uses_is_found() {
    shows("unused", 0);
}

#[test]
fn what_a_rule_lacks_is_found() {
    shows("lacking", 0);
}

#[test]
fn comments_allow_findings_and_are_judged_themselves() {
    shows("allowed", 0);
}

/// Copies a folder of files to the shelf; returns its path.
fn copied(shelf: &Shelf, name: &str) -> String {
    let from = project("tests/lint").join(name);
    for entry in walkdir::WalkDir::new(&from).into_iter().flatten() {
        if entry.file_type().is_file() {
            let inner = entry.path().strip_prefix(&from).unwrap().to_str().unwrap();
            shelf.put(&format!("{name}/{inner}"), fs::read(entry.path()).unwrap());
        }
    }
    shelf.at(name)
}

fn text(folder: &str, file: &str) -> String {
    fs::read_to_string(Path::new(folder).join(file)).unwrap()
}

#[test]
fn fix_removes_what_is_safe_and_keeps_the_rest() {
    let shelf = Shelf::new();
    let pack = copied(&shelf, "alternatives");
    let ran = dateline(&["check", "--fix", &pack]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("fixed W203 alternatives/raid.rhai:8: "), "{}", ran.out);
    let script = text(&pack, "raid.rhai");
    assert!(script.contains("\"raid\", // again\n"), "{script}");
    assert!(!script.contains("\"Raid\"") && !script.contains("\"struck\""), "{script}");
    assert!(script.contains("any([\"at dawn\", \"at night\"])"), "{script}");
    assert!(script.contains(".unless(any(\"police\", \"panty raid\"))"), "{script}");
    assert_eq!(
        text(&pack, "lexicons/arms.txt"),
        "# Arms.\nmortar*\nrpg\nrifle # by hand\nrifle # twice\n"
    );
    let again = dateline(&["check", "--fix", &pack]);
    assert!(!again.out.contains("fixed") && text(&pack, "raid.rhai") == script, "{}", again.out);

    let pack = copied(&shelf, "unused");
    assert_eq!(dateline(&["check", "--fix", &pack]).code, 0);
    let script = text(&pack, "raid.rhai");
    assert!(!script.contains("let spare") && script.contains("let remarked"), "{script}");
    assert!(script.contains("let _kept") && script.contains("let unread"), "{script}");
}

#[test]
fn a_shipped_pack_is_not_changed() {
    let ran = dateline(&["check", "--fix", "syria"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn warnings_fail_only_if_that_is_asked_for() {
    let pack = project("tests/lint/lacking");
    let pack = pack.to_str().unwrap();
    assert_eq!(dateline(&["check", pack]).code, 0);
    assert_eq!(dateline(&["check", "--deny-warnings", pack]).code, 1);
}

#[test]
fn the_shipped_packs_have_no_findings() {
    for name in packs::names() {
        let ran = dateline(&["check", "--deny-warnings", &packs::folder(&name)]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}: {}", ran.out);
        assert!(!ran.out.contains("warning"), "{name}: {}", ran.out);
    }
}

#[test]
fn json_has_each_finding_with_its_place_and_change() {
    let pack = project("tests/lint/alternatives");
    let ran = dateline(&["check", "-f", "json", pack.to_str().unwrap()]);
    let document: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    let findings = document["findings"].as_array().unwrap();
    assert_eq!(document["warnings"], findings.len());
    let first = &findings[0];
    for key in ["code", "name", "severity", "pack", "file", "line", "column", "message", "help"] {
        assert!(!first[key].is_null(), "{key}: {first}");
    }
    let script = fs::read_to_string(pack.join("raid.rhai")).unwrap();
    let raid = findings.iter().find(|one| one["message"].as_str().unwrap().contains("\"Raid\""));
    let edit = &raid.unwrap()["fix"];
    let bytes = |key: &str| edit[key].as_u64().unwrap() as usize;
    assert_eq!(&script[bytes("start")..bytes("end")], "\"Raid\",\n    ");
}

#[test]
fn faults_are_findings_in_the_formats_for_programs() {
    let shelf = Shelf::new();
    let pack = shelf.pack("bad", &[("a.rhai", "rule(\"a\").kind(\"k\").when(anyy(\"x\"));\n")]);
    let ran = dateline(&["check", "-f", "json", &pack]);
    let document: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    assert_eq!((ran.code, document["errors"].as_u64()), (1, Some(1)), "{}", ran.out);
    assert_eq!(document["findings"][0]["code"], "E001");
    assert_eq!(document["findings"][0]["line"], 1);
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let pack = project("tests/lint/alternatives");
    let ran = dateline(&["check", "-f", "sarif", pack.to_str().unwrap()]);
    let log: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "dateline");
    let rules = driver["rules"].as_array().unwrap();
    assert_eq!(rules.len(), CODES.len());
    assert!(rules.iter().all(|rule| rule["shortDescription"]["text"] != ""));
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
        assert!(result["message"]["text"].is_string());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].as_str().unwrap().contains("alternatives/"));
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        for fix in result["fixes"].as_array().into_iter().flatten() {
            let change = &fix["artifactChanges"][0];
            assert!(change["artifactLocation"]["uri"].is_string());
            let region = &change["replacements"][0]["deletedRegion"];
            assert!(region["byteOffset"].is_u64() && region["byteLength"].is_u64());
        }
    }
}

#[test]
fn characters_that_deceive_are_found_in_every_file() {
    let shelf = Shelf::new();
    let rule = "rule(\"r\u{430}id/seen\").about(\"x\").kind(\"k\").status(\"test\").when(\"raid\u{200b}s\") // \u{202e}\n\
        .example(\"A raid\u{200b}s.\").counterexample(\"y\");\n";
    let pack = shelf.pack("odd", &[("a.rhai", rule), ("README.md", "Odd\u{ad}.\n")]);
    shelf.put("odd/lexicons/\u{441}\u{430}\u{440}.txt", "a\n");
    let ran = dateline(&["check", &pack]);
    assert_eq!(ran.code, 1);
    for code in ["E701", "E702", "E703", "E704"] {
        assert!(ran.out.contains(&format!("error[{code}]")), "{code}: {}", ran.out);
    }
    dateline(&["check", "--fix", &pack]);
    assert_eq!(text(&pack, "README.md"), "Odd.\n");
    let script = text(&pack, "a.rhai");
    assert!(!script.contains('\u{202e}') && script.contains("raid\u{200b}s"), "{script:?}");
}

#[test]
fn slow_rules_are_measured_only_if_that_is_asked_for() {
    let shelf = Shelf::new();
    let rule = |id: &str, when: &str| {
        format!(
            "rule(\"{id}\").about(\"x\").kind(\"k\").status(\"test\").when({when})\
             .example(\"The zebra and the a of a.\").counterexample(\"y\");\n"
        )
    };
    let mut rules =
        rule("slow", "seq(\"the\", \"and\", \"a\").gap(100) | near(\"the\", \"of\", 100)");
    (0..30).for_each(|number| rules.push_str(&rule(&format!("fast{number}"), "\"zebra\"")));
    let pack = shelf.pack("speed", &[("a.rhai", &rules)]);
    assert!(!dateline(&["check", &pack]).out.contains("W302"));
    let ran = dateline(&["check", "--slow", &pack]);
    assert!(ran.out.contains("warning[W302]: rule slow"), "{}", ran.out);
    assert_eq!(ran.out.matches("W302").count(), 2, "{}", ran.out);
}

#[test]
fn doc_explains_a_code() {
    let ran = dateline(&["doc", "w202"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("### W202: ") && !ran.out.contains("W203:"), "{}", ran.out);
    let ran = dateline(&["doc", "-f", "json", "E101"]);
    let pages: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(pages[0]["code"], "E101");
}

/// The pack `p` with this rule file, in memory.
fn pack_of(rules: &str) -> (Vec<Arc<Pack>>, String) {
    let manifest = "name = \"p\"\nversion = \"0.1.0\"\n[kinds.k]\n";
    let files = [("p/pack.toml", manifest), ("p/a.rhai", rules)];
    let (packs, faults) = pack::load(&Store::memory(files), "p").unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    (packs, rules.to_owned())
}

fn events(packs: &[Arc<Pack>], texts: &[String]) -> Vec<Value> {
    let (coder, faults) = Coder::new(packs);
    assert!(faults.is_empty(), "{faults:?}");
    let mut worker = coder.worker();
    let coded = texts.iter().flat_map(|text| worker.code(article("x", text)).events);
    coded.map(|event| serde_json::to_value(&event).unwrap()).collect()
}

/// The packs after all changes that findings offer.
fn fixed(packs: &[Arc<Pack>], rules: &str) -> (Vec<Arc<Pack>>, String) {
    let (mut packs, mut text) = (packs.to_vec(), rules.to_owned());
    for _ in 0..20 {
        let files = [PackFile::new("a.rhai", text.as_bytes()).unwrap()];
        let (coder, _) = Coder::new(&packs);
        let findings = lint::check(LintInput {
            pack: &packs[0],
            files: &files,
            rules: coder.rules(),
            others: Vec::new(),
            findings: Vec::new(),
            measured: false,
        });
        let plan = fix::plan(&findings);
        let Some(plan) = plan.get("a.rhai") else { break };
        let new = fix::apply(text.as_bytes(), &plan.edits).unwrap();
        packs = vec![fix::patched(&packs[0], &BTreeMap::from([("a.rhai", new.clone())]))];
        text = String::from_utf8(new).unwrap();
    }
    (packs, text)
}

const PHRASES: &str = "bomb|bomb\\*|bombs|Bomb|BOMB|car bomb|car-bomb|Car bomb|the \\* army|the free army|IS|is|U\\.S\\.|us|US";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn fixes_change_no_event(
        lists in prop::collection::vec(prop::collection::vec(PHRASES, 1..6), 4),
        stems in prop::collection::vec("bomb|bombing|strike|strikes", 1..3),
        texts in prop::collection::vec(
            prop::collection::vec("bomb|bombs|Bomb|BOMB|car|Car|car-bomb|the|free|Free|army|IS|is|U\\.S\\.|us|US|struck|strikes|and|in", 1..12),
            8,
        ),
    ) {
        let quoted = |list: &[String]| {
            list.iter().map(|one| format!("{one:?}")).collect::<Vec<_>>().join(", ")
        };
        let [one, two, three, four] = &lists[..] else { unreachable!("four lists") };
        let (one, two, three, four) = (quoted(one), quoted(two), quoted(three), quoted(four));
        let rules = format!(
            "let one = any({one}, stem({}));\nlet two = any([{two}]);\nlet idle = any({two});\n\
             rule(\"a\").kind(\"k\").when(seq(any(one, {two}), any({three})).gap(2));\n\
             rule(\"b\").kind(\"k\").when(any({one}, seq(\"and\", \"in\"), any({two})).named(\"n\")).unless(any({four}))\
             .code(|m| #{{ note: m.spans(\"n\").len() }});\n\
             rule(\"c\").kind(\"k\").when(two & !any({three})).given(any({one}));\n",
            quoted(&stems)
        );
        let texts: Vec<String> = texts.iter().map(|words| format!("{}.", words.join(" "))).collect();
        let failure = deep(|| {
            let (packs, text) = pack_of(&rules);
            let (new, fixed) = fixed(&packs, &text);
            let (before, after) = (events(&packs, &texts), events(&new, &texts));
            (before != after).then(|| format!("{rules}\n{fixed}\n{before:#?}\n{after:#?}"))
        });
        prop_assert!(failure.is_none(), "{}", failure.unwrap_or_default());
    }
}
