//! Tests of the shipped packs: each loads without a fault, its rules have descriptions and pass their own examples,
//! and none fires on `quiet/*.txt`, peaceful articles full of words of war.

mod common;

use common::{dateline, deep, packs, project};
use dateline::coder::Coder;
use dateline::corpus::{ReadOptions, open};
use std::fs;

#[test]
fn every_shipped_pack_loads_without_a_fault() {
    for name in packs::names() {
        deep(|| {
            let (coder, faults) = packs::coder(&name);
            let told: Vec<String> = faults.iter().map(|fault| fault.render(false)).collect();
            assert!(told.is_empty(), "{name}:\n{}", told.join("\n"));
            assert!(!coder.kinds().is_empty(), "{name} knows no kind");
        });
        let ran = dateline(&["check", &packs::folder(&name)]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}: {}", ran.out);
    }
}

#[test]
fn every_rule_passes_its_own_examples() {
    for name in packs::names() {
        let ran = dateline(&["test", &packs::folder(&name)]);
        assert_eq!(ran.code, 0, "{name}:\n{}{}", ran.err, ran.out);
    }
}

#[test]
fn every_rule_has_a_description_and_examples() {
    for name in packs::names() {
        let rules = deep(|| packs::coder(&name).0.rules().to_vec());
        let lacks = |what: &str, found: Vec<&str>| {
            assert!(found.is_empty(), "{name}: without {what}: {}", found.join(", "));
        };
        let ids = |lacking: fn(&dateline::script::RuleSpec) -> bool| -> Vec<&str> {
            rules.iter().filter(|rule| lacking(rule)).map(|rule| rule.id.as_str()).collect()
        };
        lacks("about", ids(|rule| rule.about.trim().is_empty()));
        lacks("example", ids(|rule| rule.examples.is_empty()));
        lacks("counterexample", ids(|rule| rule.counterexamples.is_empty()));
    }
}

#[test]
fn every_kind_of_a_rule_is_declared() {
    for name in packs::names() {
        let declared = packs::declared(&name);
        let rules = deep(|| packs::coder(&name).0.rules().to_vec());
        for rule in rules {
            let kind = &rule.kind;
            assert!(declared.contains(kind), "{name}: rule {} is of kind {kind}", rule.id);
        }
    }
}

/// The rules that fire on the quiet articles: rule and sentence, a line each.
fn noise(coder: &Coder) -> Vec<String> {
    let options = ReadOptions::default();
    let mut worker = coder.worker();
    let mut found = Vec::new();
    let mut articles = 0;
    for chunk in open(&[project("tests/quiet")], &options) {
        for article in chunk.expect("a quiet article").articles(&options) {
            let coded = worker.code(article.expect("a quiet article"));
            articles += 1;
            assert_eq!(coded.faults, []);
            found.extend(coded.events.iter().map(|event| {
                format!(
                    "{}: {} fires on \"{}\" in: {}",
                    event.article.id, event.rule, event.trigger.text, event.evidence.text
                )
            }));
        }
    }
    assert!(articles >= 10, "only {articles} quiet articles were read");
    found
}

#[test]
fn no_shipped_rule_fires_on_quiet_articles() {
    for name in packs::names() {
        let found = deep(|| noise(&packs::coder(&name).0));
        assert!(found.is_empty(), "{name}:\n{}", found.join("\n"));
    }
}

#[test]
fn the_quiet_articles_are_long_enough() {
    for entry in fs::read_dir(project("tests/quiet")).expect("the quiet articles") {
        let path = entry.expect("a file").path();
        let words = fs::read_to_string(&path).expect("an article").split_whitespace().count();
        assert!((120..=250).contains(&words), "{}: {words} words", path.display());
    }
}
