//! Tests that kinds are data: every difference between kinds is a flag that a pack sets, whatever the kind is called.

mod common;

use common::{Shelf, dateline, deep, packs, project};
use dateline::coder::Coder;
use dateline::corpus::{self, ReadOptions};
use dateline::pack;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

/// Copies the shipped packs to `shelf` with every kind renamed; the path of `syria` there.
fn renamed(shelf: &Shelf, names: &BTreeMap<String, String>) -> String {
    let rhai = [
        r#"(\.kind\(")(\w+)(")"#,
        r#"(kind: ")(\w+)(")"#,
        r#"(means\(.*[!=]= ")(\w+)(")"#,
        r#"(kinds\[i\] == ")(\w+)(")"#,
        r#"(== 0 \{ ")(\w+)(" \})"#,
    ]
    .map(|pattern| Regex::new(pattern).unwrap());
    let list = Regex::new(r#"^\s*(let kinds = \[|\.of\(|\.join\()"#).unwrap();
    let word = Regex::new(r#"(")(\w+)(")"#).unwrap();
    let heading = Regex::new(r"(?m)^(\[kinds\.)(\w+)([.\]])").unwrap();
    let rename = |pattern: &Regex, text: &str| {
        pattern
            .replace_all(text, |found: &regex::Captures| {
                let name = names.get(&found[2]).map_or(&found[2], String::as_str);
                format!("{}{name}{}", &found[1], &found[3])
            })
            .into_owned()
    };
    let root = project("rules");
    for entry in walkdir::WalkDir::new(&root) {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        let inner = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(entry.path()).unwrap();
        let bytes = match inner.rsplit('.').next() {
            Some("toml") => rename(&heading, &String::from_utf8(bytes).unwrap()).into_bytes(),
            Some("rhai") => {
                let text = String::from_utf8(bytes).unwrap();
                let line = |line: &str| match list.is_match(line) {
                    true => rename(&word, line),
                    false => rhai.iter().fold(line.to_owned(), |line, one| rename(one, &line)),
                };
                text.lines().map(|text| line(text) + "\n").collect::<String>().into_bytes()
            }
            _ => bytes,
        };
        shelf.put(&inner, bytes);
    }
    shelf.at("syria")
}

/// The events of the shipped corpus and the incidents they make, as JSON without what renaming may change.
fn coded(folder: &str, back: &BTreeMap<String, String>) -> (Vec<Value>, Vec<Value>) {
    let (packs, faults) = pack::load(&pack::Store::Disk, folder).unwrap();
    assert!(faults.is_empty(), "{faults:#?}");
    let (coder, faults) = Coder::new(&packs);
    assert!(faults.is_empty(), "{faults:#?}");
    let told = coder.notices().iter().map(|notice| notice.line()).collect::<Vec<String>>();
    assert!(told.is_empty(), "every kind was renamed everywhere: {told:#?}");
    let options = ReadOptions::default();
    let mut worker = coder.worker();
    let mut events = Vec::new();
    for chunk in corpus::open(&[project("corpus")], &options) {
        for article in chunk.unwrap().articles(&options) {
            let coded = worker.code(article.unwrap());
            assert!(coded.faults.is_empty(), "{:#?}", coded.faults);
            events.extend(coded.events);
        }
    }
    let incidents = dateline::incident::join(&events, coder.incidents()).incidents;
    let named = |kind: &Value| {
        let kind = kind.as_str().unwrap();
        Value::from(back.get(kind).map_or(kind, String::as_str))
    };
    let event = |event: &dateline::Event| {
        let mut value = serde_json::to_value(event).unwrap();
        value["kind"] = named(&value["kind"]);
        value["pack_hash"] = Value::Null;
        value["coded_by"] = Value::Null;
        value
    };
    let incident = |incident: &dateline::incident::Incident| {
        let mut value = serde_json::to_value(incident).unwrap();
        let mut kinds: Vec<String> =
            value["kinds"].as_array().unwrap().iter().map(|kind| named(kind).to_string()).collect();
        kinds.sort();
        value["kinds"] = kinds.into();
        value["pack_hash"] = Value::Null;
        value["coded_by"] = Value::Null;
        // Events that begin at the same word are ordered by the names of their kinds, so lists may differ in order.
        let members = value["members"].as_array().unwrap().iter();
        let mut members: Vec<String> = members.map(|member| member["event"].to_string()).collect();
        members.sort();
        value["members"] = members.into();
        value
    };
    (events.iter().map(event).collect(), incidents.iter().map(incident).collect())
}

#[test]
fn renamed_kinds_give_the_same_events_and_incidents() {
    let kinds: Vec<String> =
        packs::declared("syria").into_iter().chain(packs::declared("conflict")).collect();
    let expected = deep(|| coded(&packs::folder("syria"), &BTreeMap::new()));
    assert!(expected.0.len() > 100 && expected.1.len() > 10);
    // New names, or the names of other kinds.
    let fresh = prop::collection::vec("[a-z]{3,8}_[0-9]{2}", kinds.len());
    let names = prop_oneof![fresh, Just(kinds.clone()).prop_shuffle()].prop_filter(
        "each its own",
        |names| {
            let mut sorted = names.clone();
            sorted.sort();
            sorted.dedup();
            sorted.len() == names.len()
        },
    );
    let mut runner = TestRunner::new(Config { cases: 3, ..Config::default() });
    runner
        .run(&names, |names| {
            let there: BTreeMap<String, String> = kinds.iter().cloned().zip(names).collect();
            let back = there.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
            let shelf = Shelf::new();
            let folder = renamed(&shelf, &there);
            let (events, incidents) = deep(|| coded(&folder, &back));
            prop_assert_eq!(&events, &expected.0);
            prop_assert_eq!(&incidents, &expected.1);
            Ok(())
        })
        .unwrap();
}

/// Rules of a pack's own kinds, with the flags of the corresponding shipped kinds.
const OWN: &str = r#"
kind("drone_strike").like("air_strike");
kind("massacre").like("targeted_killing");
kind("kidnapping").like("abduction");
kind("losses").like("casualties");
rule("own/drone").kind("drone_strike").when(stem("strike", "bomb"));
rule("own/massacre").kind("massacre").when(stem("massacre", "execute"));
rule("own/kidnapping").kind("kidnapping").when(stem("kidnap", "abduct"));
rule("own/losses").kind("losses").when(stem("kill", "wound"));
"#;

const TEXT: &str = "Published: 12 August 2016\n\nDrones bombed the village of Tal Madiq on Monday. The strike killed nine civilians \
    and wounded four others, the Syrian Observatory for Human Rights said.\n\nGunmen kidnapped three aid workers near Homs.\n\n\
    Militiamen massacred forty villagers by the river. The army denied the massacre.\n";

#[test]
fn own_kinds_with_the_same_flags_behave_as_the_shipped_ones() {
    let shelf = Shelf::new();
    let shipped = OWN
        .lines()
        .filter(|line| !line.starts_with("kind("))
        .map(|line| {
            line.replace("drone_strike", "air_strike")
                .replace("\"massacre\"", "\"targeted_killing\"")
                .replace("\"kidnapping\"", "\"abduction\"")
                .replace("\"losses\"", "\"casualties\"")
        })
        .collect::<Vec<String>>()
        .join("\n");
    let text = shelf.put("news.txt", TEXT);
    let events = |name: &str, rules: &str| {
        let depends = format!("name = {name:?}\nversion = \"0.1.0\"\ndepends = [\"conflict\"]\n");
        shelf.put(&format!("{name}/pack.toml"), depends);
        shelf.put(&format!("{name}/own.rhai"), rules);
        let ran = dateline(&["run", "-p", &shelf.at(name), "-f", "jsonl", &text]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        ran.events()
    };
    let (own, like) = (events("own", OWN), events("like", &shipped));
    let by_rule = |events: &[Value], rule: &str| -> Vec<Value> {
        let own = events.iter().filter(|event| event["rule"] == rule).cloned();
        own.map(|mut event| {
            for key in ["kind", "pack", "pack_hash", "coded_by"] {
                event[key] = Value::Null;
            }
            event
        })
        .collect()
    };
    for rule in ["own/drone", "own/massacre", "own/kidnapping", "own/losses"] {
        // The shipped rules are loaded first and keep the sentence if the kind is the same.
        for event in by_rule(&like, rule) {
            assert!(
                by_rule(&own, rule).contains(&event),
                "{rule}: {event:#} is not among {own:#?}"
            );
        }
    }
    let one =
        |rule: &str| by_rule(&own, rule).into_iter().next().unwrap_or_else(|| panic!("{rule}"));
    assert_eq!(one("own/drone")["actor"][0]["text"], "Drones");
    assert_eq!(one("own/drone")["codes"]["acled"], "Air/drone strike");
    assert_eq!(one("own/kidnapping")["counts"][0]["what"], "detained");
    assert_eq!(one("own/kidnapping")["counts"][0]["value"], 3);
    let losses = one("own/losses");
    assert_eq!(losses["counts"][0]["value"], 9);
    assert!(losses["recipient"].to_string().contains("civilians"), "{losses:#}");
    // A toll takes the actor of the strike before it.
    assert_eq!(losses["actor"][0]["text"], "Drones");
}

#[test]
fn an_undeclared_kind_works_and_is_reported_once() {
    let shelf = Shelf::new();
    let rules = "kind(\"air_strike\");\n\
        rule(\"a/one\").kind(\"air_strke\").when(\"raid\");\nrule(\"a/two\").kind(\"air_strke\").when(\"attack\");\n";
    let file = shelf.put("mine.rhai", rules);
    let text = shelf.put("news.txt", "A raid was an attack.\n");
    let ran = dateline(&["run", "-p", &file, &text]);
    assert_eq!((ran.code, ran.events().len()), (0, 1), "{}", ran.err);
    assert_eq!(ran.err.matches("no pack declares the kind").count(), 1, "{}", ran.err);
    for wanted in [
        "air_strke",
        "one more rule",
        "mine.rhai:2",
        "did you mean \"air_strike\"?",
        "kind(\"air_strke\");",
    ] {
        assert!(ran.err.contains(wanted), "{wanted}: {}", ran.err);
    }
    let ran = dateline(&["check", &file]);
    assert_eq!((ran.code, ran.err.matches("no pack declares").count()), (0, 1), "{}", ran.err);
    let script = "rule(\"b/one\").kind(\"gas_atack\").when(\"gas\")\nrule(\"b/two\").kind(\"gas_atack\").when(\"fumes\")\n\
        kind(\"gas_atack\").violent()\n:quit\n";
    let ran = common::dateline_reading(&["repl", "-p", &file, &text], script.as_bytes());
    assert_eq!(
        ran.out.matches("\"gas_atack\"").count() - ran.out.matches("kind(\"gas_atack\")").count(),
        1,
        "{}",
        ran.out
    );
}

/// A noun for people, so that they can be parties.
const ROLES: &str = "name,aliases,kind,code\ncivilian,civilians,civilian,CVL\n";

#[test]
fn an_unknown_flag_is_reported_with_the_nearest_and_the_rest_works() {
    let shelf = Shelf::new();
    let manifest = "name = \"mine\"\nversion = \"0.1.0\"\n[kinds.raid]\nvilent = true\ncounts = \"casualtys\"\ntoll = 3\n\
        victims_are_recipients = true\nlike = \"strike\"\n[kinds.blow]\nlike = \"thump\"\n[kinds.thump]\nlike = \"blow\"\n";
    shelf.put("mine/pack.toml", manifest);
    shelf.put("mine/gazetteers/roles.csv", ROLES);
    shelf.put("mine/a.rhai", "kind(\"raid\").victims_are_recipients(false);\nrule(\"a\").kind(\"raid\").when(\"raid\");\n");
    let text = shelf.put("news.txt", "The raid killed three civilians.\n");
    let ran = dateline(&["run", "-p", &shelf.at("mine"), &text]);
    assert_eq!(ran.code, 1);
    for wanted in [
        "mine/pack.toml:4",
        "a kind has no flag `vilent`",
        "did you mean `violent`?",
        "`counts` cannot be \"casualtys\"",
        "did you mean `casualties`?",
        "`toll` is true or false",
        "is like \"strike\", which no pack declares",
        "\"blow\" is like \"thump\" is like \"blow\"",
        "mine/a.rhai:1",
        "declared twice, with a different `victims_are_recipients`",
        "the declaration in pack.toml:3 applies",
    ] {
        assert!(ran.err.contains(wanted), "{wanted}: {}", ran.err);
    }
    // The value in pack.toml applies.
    assert_eq!(ran.events()[0]["recipient"][0]["text"], "three civilians");
}

#[test]
fn a_dependent_pack_changes_a_flag_only_for_its_own_rules() {
    let shelf = Shelf::new();
    let rule =
        |id: &str| format!("rule(\"{id}\").kind(\"raid\").when(\"raid\").code(|m| [#{{}}]);\n");
    shelf.put("low/pack.toml", "name = \"low\"\nversion = \"0.1.0\"\n[kinds.raid]\nvictims_are_recipients = true\nplover = \"ASSAULT\"\n");
    shelf.put("low/a.rhai", rule("low/raid"));
    shelf.put("low/gazetteers/roles.csv", ROLES);
    shelf.put("high/pack.toml", "name = \"high\"\nversion = \"0.1.0\"\ndepends = [\"../low\"]\n[kinds.raid]\nvictims_are_recipients = false\n");
    shelf.put("high/b.rhai", rule("high/raid").replace("when(\"raid\")", "when(\"guards\")"));
    let text = shelf.put(
        "news.txt",
        "The raid killed three civilians. A raid met guards, killing two civilians.\n",
    );
    let ran = dateline(&["run", "-p", &shelf.at("high"), &text]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let of = |rule: &str| {
        ran.events().into_iter().filter(|event| event["rule"] == rule).collect::<Vec<Value>>()
    };
    assert_eq!(of("low/raid")[0]["recipient"][0]["text"], "three civilians");
    assert!(
        of("high/raid").iter().all(|event| event["codes"]["plover"] == "ASSAULT"),
        "{:#?}",
        ran.events()
    );
}

#[test]
fn every_flag_is_explained_in_the_guide() {
    let guide = fs::read_to_string(project("docs/src/rules.md")).unwrap();
    for flag in dateline::script::FLAGS {
        assert!(
            guide.contains(&format!("| `{}`", flag.name)),
            "the guide has no row for `{}`",
            flag.name
        );
    }
}
