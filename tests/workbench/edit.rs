//! Tests that rules typed at a prompt work the same after they are written into files.

use super::bench::live;
use dateline::pack;
use dateline::repl::corpus_queries::CorpusQueries;
use dateline::script::console::{Console, SharedCorpusAccess, TypedRule};
use dateline::script::edit::{place, source};
use dateline::script::{Limits, Program, RuleSpec, ScriptFile, ScriptSet};
use proptest::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

const FILE: &str = "//! A head.\n\nlet a = any(\"alpha\");\nlet b = a | \"beta\"; // two\n\nfn mode(m) { \"own\" }\n\n\
     // The first rule.\nrule(\"x/one\").kind(\"k\").when(a)\n    .example(\"Alpha.\");\n\nlet c = b & \"gamma\";\n\
     rule(\"x/two\").about(\"; // no end\").kind(\"k\").when(c).code(|m| #{ mode: mode(m) }); /* } */\n\
     let list = [\"one\"];\nlist.push(`two;`);\nrule(\"x/three\").kind(\"k\").when(any(list)).unless(a)";

/// Definitions as a person may type them, one after the other.
const DEFINITIONS: &[&str] = &[
    "let a = any(\"alpha\")",
    "let a  =  any( \"alpha\" );",
    "let a = any(\"other\");",
    "let b = a | \"beta\"",
    "let c = b & \"gamma\"; // so",
    "let d = c | seq(a, \"delta\");",
    "let list = [\"one\"]; list.push(`two;`)",
    "list.push(\"x\")",
    "a |= \"more\"",
    "fn mode(m) { \"own\" }",
    "fn mode(m) { \"mine\" }",
    "fn deep(m) { mode(m) }",
];

/// Expressions a rule may use; an undefined one is an error at the prompt, and nothing is written.
const CONDITIONS: &[&str] = &["a", "b", "c", "d", "any(list)", "any(\"word\")", "a & !b"];
const CLOSURES: &[&str] = &[
    "",
    ".code(|m| #{ mode: mode(m) })",
    ".code(|m| #{ mode: deep(m) })",
    ".code(|m| if m.has(a) { skip(\"a\") } else { #{} })",
];
const IDS: &[&str] = &["x/one", "x/two", "x/three", "x/new"];

type Parts = (String, String, Option<String>, String, String, Vec<String>, bool, usize);

/// The parts of a rule that must be the same at the prompt and in a file.
fn parts(rule: &RuleSpec) -> Parts {
    let captured = rule.captured.iter().map(ToString::to_string).collect();
    let unless = rule.unless.as_ref().map(ToString::to_string);
    let (when, about) = (rule.when.to_string(), rule.about.clone());
    let examples = rule.examples.len();
    (
        rule.id.clone(),
        when,
        unless,
        rule.kind.clone(),
        about,
        captured,
        rule.code.is_some(),
        examples,
    )
}

fn load(sets: &[Arc<ScriptSet>]) -> Vec<RuleSpec> {
    let (program, faults) = Program::load(sets, &Limits::default());
    assert!(faults.is_empty(), "{faults:?}");
    program.specs().cloned().collect()
}

fn loaded(file: &str) -> Vec<RuleSpec> {
    let file = ScriptFile { path: "f.rhai".into(), text: file.into() };
    load(&[Arc::new(ScriptSet { pack: "p".into(), rules: vec![file], ..ScriptSet::default() })])
}

fn console() -> Console {
    let shelves = CorpusQueries::new(Rc::new(RefCell::new(live().0))).unwrap();
    let desk: SharedCorpusAccess = Rc::new(RefCell::new(shelves));
    Console::new(&[], &desk, Arc::default())
}

/// A file with the rule in it: the rule as at the prompt, the others as they were.
fn written(file: &str, typed: &TypedRule) -> Option<String> {
    let mut expected = load(&[pack::prompt(std::slice::from_ref(typed)).scripts.clone()]);
    let mut wanted = parts(&expected.remove(0));
    wanted.7 += 1; // its example
    let examples = [(true, "He said \"alpha\".".to_owned())];
    let placed = place(file, &typed.id, &typed.text, &examples).ok()?;
    let (before, after) = (loaded(file), loaded(&placed.text));
    let rule = after.iter().find(|rule| rule.id == typed.id).unwrap();
    assert_eq!(parts(rule), wanted);
    assert_eq!(rule.line, placed.line);
    assert_eq!(rule.examples[0].text, examples[0].1);
    let others = |rules: &[RuleSpec]| -> Vec<Parts> {
        rules.iter().filter(|rule| rule.id != typed.id).map(parts).collect()
    };
    assert_eq!(others(&after), others(&before));
    assert_eq!(placed.replaced, before.iter().any(|rule| rule.id == typed.id));
    Some(placed.text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_rule_written_to_a_file_works_as_at_the_prompt(
        sound in proptest::sample::subsequence(vec![0, 3, 4, 5, 6, 9, 11], 4..=7),
        entries in proptest::collection::vec(0..DEFINITIONS.len(), 0..4),
        rules in proptest::collection::vec(
            (0..IDS.len(), 0..CONDITIONS.len(), 0..CLOSURES.len()), 1..4),
    ) {
        let mut console = console();
        for &entry in sound.iter().chain(&entries) {
            let _ = console.eval(DEFINITIONS[entry]); // an error if it uses an undefined name
        }
        let mut file = FILE.to_owned();
        for &(id, condition, closure) in &rules {
            let (id, when, code) = (IDS[id], CONDITIONS[condition], CLOSURES[closure]);
            let text = format!("rule(\"{id}\").kind(\"k\").about(\"x\").when({when}){code}");
            let Ok(said) = console.eval(&text) else { continue };
            if let Some(text) = written(&file, &said.rules[0]) {
                file = text;
            }
        }
    }
}

#[test]
fn every_shipped_rule_can_be_typed_and_written_back_unchanged() {
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules/syria");
    let (packs, _) = pack::load(&pack::Store::Disk, root.to_str().unwrap()).unwrap();
    let sets = dateline::coder::sets(&packs);
    let rules = load(&sets);
    let mut typed = Vec::new();
    for rule in &rules {
        let files = &sets.iter().find(|set| set.pack == rule.pack).unwrap().rules;
        let file = &files.iter().find(|file| file.path == rule.file).unwrap().text;
        let text = source(file, &rule.id).unwrap_or_else(|| panic!("{} has no source", rule.id));
        let placed = place(file, &rule.id, &text, &[]).unwrap();
        assert_eq!(&placed.text, file, "{}", rule.id);
        assert!(placed.replaced && placed.added.is_empty() && placed.lost.is_empty());
        typed.push(TypedRule { id: rule.id.clone(), text });
    }
    let with_prompt: Vec<_> =
        sets.iter().cloned().chain([pack::prompt(&typed).scripts.clone()]).collect();
    let again = load(&with_prompt);
    assert_eq!(
        again.iter().map(parts).collect::<Vec<_>>(),
        rules.iter().map(parts).collect::<Vec<_>>()
    );
    assert!(again.iter().all(|rule| rule.pack == pack::PROMPT));
}
