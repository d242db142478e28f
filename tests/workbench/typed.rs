//! Tests that rules typed at a prompt replace those of packs, which are restored when the typed ones are removed.

use super::bench::{full, json, live, pack, prompt, told};
use dateline::coder::{self, Coder};
use dateline::pack::{self, Pack};
use dateline::script::console::TypedRule;
use dateline::script::{Limits, Program, RuleSpec};
use proptest::prelude::*;
use std::sync::Arc;

const TRUCE: &str = "let q = any(\"truce\");\nfn own(n) { n + 1 }\n\
     rule(\"t/first\").kind(\"truce\").when(q).code(|m| #{ note: own(1) });\n\
     rule(\"t/second\").kind(\"truce\").when(\"truce\" & \"held\");\n";
const STRIKE: &str = "rule(\"s/hit\").kind(\"strike\").when(any(\"bombed\", \"hit\"));\n";

fn ids(coder: &Coder) -> Vec<&str> {
    coder.rules().iter().map(|rule| rule.id.as_str()).collect()
}

#[test]
fn a_typed_rule_takes_the_load_order_of_the_one_it_replaces() {
    let own = pack(&[("a.rhai", STRIKE), ("b.rhai", TRUCE)]);
    let typed = prompt(&[
        ("n/new", "rule(\"n/new\").kind(\"talk\").when(\"met\");\n"),
        ("t/first", "rule(\"t/first\").kind(\"truce\").mode(\"m\").when(\"agreed\");\n"),
    ]);
    let (coder, faults) = Coder::new(&[own, typed]);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(ids(&coder), ["s/hit", "t/first", "t/second", "n/new"]);
    let first = &coder.rules()[1];
    assert_eq!((first.pack.as_str(), first.file.as_str()), (pack::PROMPT, "t/first"));
    assert_eq!(first.mode.as_deref(), Some("m"));
}

#[test]
fn two_typed_rules_of_one_id_are_a_fault() {
    let own = pack(&[("a.rhai", STRIKE)]);
    let typed = prompt(&[
        ("s/hit", "rule(\"s/hit\").kind(\"strike\").when(\"hit\");\n"),
        ("again", "rule(\"s/hit\").kind(\"strike\").when(\"bombed\");\n"),
    ]);
    let (coder, faults) = Coder::new(&[own.clone(), typed]);
    assert_eq!(ids(&coder), ["s/hit"]);
    let shown = told(&faults).concat();
    assert!(shown.contains("prompt/again:1"), "{shown}");
    assert!(shown.contains("the first is in prompt/s/hit:1"), "{shown}");
    let clumsy = prompt(&[("s/hit", "rule(\"s/hit\").kind(\"strike\").when(actor());\n")]);
    let (_, faults) = Coder::new(&[own, clumsy]);
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].pack.as_str(), faults[0].line), (pack::PROMPT, Some(1)));
}

#[test]
fn a_rule_typed_unchanged_changes_only_the_pack_of_its_events() {
    let own = pack(&[("a.rhai", STRIKE), ("b.rhai", TRUCE), ("lib/x.rhai", "fn one() { 1 }")]);
    let (mut live, _) = live();
    let first = live.update(std::slice::from_ref(&own)).unwrap();
    assert!(first.faults.is_empty() && !first.deltas.is_empty());
    let text = "let q = any(\"truce\");\nfn own(n) { n + 1 }\n\
                rule(\"t/first\").kind(\"truce\").when(q).code(|m| #{ note: own(1) });\n";
    let packs = [own.clone(), prompt(&[("t/first", text), ("s/hit", STRIKE)])];
    let typed = live.update(&packs).unwrap();
    assert!(typed.faults.is_empty() && typed.deltas.is_empty());
    assert_eq!(json(&live.events().unwrap()), json(&full(&packs)));
    let gone = live.update(&[own]).unwrap();
    assert!(gone.deltas.is_empty());
}

/// A rule as it may be typed, and whether its file is broken.
fn typed() -> impl Strategy<Value = (usize, usize, bool)> {
    (0..IDS.len(), 0..WORDS.len(), proptest::bool::weighted(0.1))
}

const IDS: &[&str] = &["t/first", "t/second", "s/hit", "n/new"];
const WORDS: &[&str] = &["truce", "held", "agreed", "jets"];

fn rule(&(id, word, broken): &(usize, usize, bool)) -> TypedRule {
    let (id, word) = (IDS[id], WORDS[word]);
    let kind = if broken { "" } else { ".kind(\"truce\")" };
    let text = format!("rule(\"{id}\").when(\"{word}\"){kind}.code(|m| #{{ mode: \"m\" }});\n");
    TypedRule { id: id.into(), text }
}

fn spec(rule: &RuleSpec) -> (String, String, String, usize, String, Option<[u8; 32]>) {
    let when = rule.when.to_string();
    (rule.id.clone(), rule.pack.clone(), rule.file.clone(), rule.line, when, rule.code)
}

/// The rules typed at one time, and the version of the pack at that time.
type Step = (Vec<(usize, usize, bool)>, Option<usize>);

/// After each step the state equals a fresh load.
fn check(history: &[Step]) {
    let (mut live, _) = live();
    let mut program = Program::load(&[], &Limits::default()).0;
    for (rules, edit) in history {
        let again = "rule(\"n/new\").kind(\"talk\").when(\"met\");\n";
        let own = match edit {
            None => pack(&[("a.rhai", STRIKE), ("b.rhai", TRUCE)]),
            Some(0) => pack(&[("a.rhai", STRIKE), ("b.rhai", TRUCE), ("c.rhai", STRIKE)]),
            Some(1) => pack(&[("a.rhai", STRIKE), ("b.rhai", again)]),
            Some(_) => pack(&[("b.rhai", TRUCE), ("lib/x.rhai", "fn one() { 1 }")]),
        };
        let mut packs: Vec<Arc<Pack>> = vec![own];
        if !rules.is_empty() {
            packs.push(pack::prompt(&rules.iter().map(rule).collect::<Vec<_>>()));
        }
        let sets = coder::sets(&packs);
        let faults = program.reload(&sets);
        let (fresh, expected) = Program::load(&sets, &Limits::default());
        assert_eq!(told(&faults), told(&expected));
        let (now, new): (Vec<_>, Vec<_>) =
            (program.specs().map(spec).collect(), fresh.specs().map(spec).collect());
        assert_eq!(now, new);
        let outcome = live.update(&packs).unwrap();
        assert_eq!(told(&outcome.faults), told(&Coder::new(&packs).1));
        assert_eq!(json(&live.events().unwrap()), json(&full(&packs)));
    }
}

#[test]
fn a_fault_of_a_typed_rule_is_reported_even_if_another_rule_has_its_id() {
    check(&[(vec![(1, 2, true)], None), (vec![(1, 0, false), (1, 2, true)], None)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_typed_rules_equals_a_fresh_load(
        history in proptest::collection::vec(
            (proptest::collection::vec(typed(), 0..5), proptest::option::of(0..3usize)), 1..6)
    ) {
        check(&history);
    }
}

#[test]
fn ids_get_a_pack_prefix_only_while_they_are_ambiguous() {
    let own = |name: &str, word: &str| {
        let manifest = format!("name = \"{name}\"\nversion = \"0.1.0\"\n");
        let rule = String::from(
            "rule(\"s/hit\").kind(\"strike\").when(util::f() & lexicon(\"w\")).code(|m| #{ mode: util::g() });\nincident(\"s\").of(\"strike\");\n",
        );
        let module = format!("fn f() {{ lexicon(\"w\") }}\nfn g() {{ \"{name}\" }}\n");
        let files = [
            ("pack.toml", manifest),
            ("a.rhai", rule),
            ("lib/util.rhai", module),
            ("lexicons/w.txt", word.to_owned()),
        ];
        let files = files.map(|(path, text)| (format!("{name}/{path}"), text.into_bytes().into()));
        pack::load(&pack::Store::Memory(files.into_iter().collect()), name).unwrap().0.remove(0)
    };
    let (a, b) = (own("a", "bombed"), own("b", "hit"));
    let typed = prompt(&[("b:s/hit", "rule(\"b:s/hit\").kind(\"strike\").when(\"hit\");\n")]);
    let plain = prompt(&[("s/hit", "rule(\"s/hit\").kind(\"strike\").when(\"hit\");\n")]);
    let (mut live, _) = live();
    let mut program = Program::load(&[], &Limits::default()).0;
    for (packs, expected) in [
        (vec![&a], vec!["s/hit"]),
        (vec![&a, &b], vec!["a:s/hit", "b:s/hit"]),
        (vec![&a, &b, &typed], vec!["a:s/hit", "b:s/hit"]),
        (vec![&a, &b, &plain], vec!["a:s/hit", "b:s/hit"]),
        (vec![&b, &typed], vec!["s/hit"]),
        (vec![&b, &a], vec!["b:s/hit", "a:s/hit"]),
        (vec![&a, &typed], vec!["s/hit"]),
        (vec![&a], vec!["s/hit"]),
    ] {
        let packs: Vec<Arc<Pack>> = packs.into_iter().cloned().collect();
        let sets = coder::sets(&packs);
        let faults = program.reload(&sets);
        let (fresh, wanted) = Program::load(&sets, &Limits::default());
        assert_eq!(told(&faults), told(&wanted));
        let ids: Vec<&str> = program.specs().map(|spec| spec.id.as_str()).collect();
        assert_eq!(ids, expected);
        assert_eq!(
            program.specs().map(spec).collect::<Vec<_>>(),
            fresh.specs().map(spec).collect::<Vec<_>>()
        );
        assert_eq!(program.incidents(), fresh.incidents());
        live.update(&packs).unwrap();
        assert_eq!(json(&live.events().unwrap()), json(&full(&packs)));
    }
}
