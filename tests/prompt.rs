//! Tests of queries at the prompt on the shipped corpus with the shipped rules.

use dateline::coder;
use dateline::corpus::{self, ReadOptions};
use dateline::live::LiveCorpus;
use dateline::pack::{self, Store};
use dateline::repl::corpus_queries::CorpusQueries;
use dateline::script::Limits;
use dateline::script::console::{Console, SharedCorpusAccess, Value};
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

fn console() -> Console {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let options = ReadOptions::default();
    let mut live = LiveCorpus::new(2, Limits::default(), Default::default()).unwrap();
    live.load(corpus::open(&[root.join("corpus")], &options), &options, |_| {}).unwrap();
    let (packs, faults) =
        pack::load(&Store::Disk, root.join("rules/syria").to_str().unwrap()).unwrap();
    assert!(faults.is_empty());
    let outcome = live.update(&packs).unwrap();
    assert!(outcome.faults.is_empty() && outcome.shown.is_empty());
    let shelves = CorpusQueries::new(Rc::new(RefCell::new(live))).unwrap();
    let desk: SharedCorpusAccess = Rc::new(RefCell::new(shelves));
    Console::new(&coder::sets(&packs), &desk, Default::default())
}

#[test]
fn queries_on_the_shipped_corpus_are_answered() {
    let mut console = console();
    let mut ask = |text: &str| {
        console.eval(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message)).value
    };

    let Value::Concordance(lines) = ask("kwic(\"chlorine\")") else { panic!() };
    assert_eq!(lines.len(), 5);
    assert!(lines.iter().all(|line| line.found.eq_ignore_ascii_case("chlorine")));
    let Value::Tally(tally) = ask("count(\"chlorine\")") else { panic!() };
    assert_eq!(tally.matches, lines.len());
    assert!(tally.articles <= tally.sentences && tally.sentences <= tally.matches);
    let Value::Frequencies(words) = ask("freq(stem(\"strike\"))") else { panic!() };
    assert!(words.windows(2).all(|pair| pair[0].1 >= pair[1].1));
    assert!(words.iter().any(|(word, _)| word == "strikes"));

    let Value::Articles(all) = ask("articles()") else { panic!() };
    assert_eq!(all.len(), 5);
    let Value::Articles(some) = ask("articles(lexicon(\"relief_goods\") & \"convoy\")") else {
        panic!()
    };
    assert!(!some.is_empty() && some.len() < 5);
    let Value::Sentences(one) = ask("sentence(\"seed-000\", 3)") else { panic!() };
    let Value::Sentences(whole) = ask("article(1)") else { panic!() };
    assert_eq!(one[0], whole[2]);

    let Value::Events(events) = ask("events(\"chemical_attack\")") else { panic!() };
    let Value::Events(denied) =
        ask("events(\"chemical_attack\").filter(|e| e.stance() == \"alleged\")")
    else {
        panic!()
    };
    assert!(!denied.is_empty() && denied.len() < events.len());
    assert!(events.iter().all(|event| event.kind == "chemical_attack"));
    let Value::Events(all) = ask("events()") else { panic!() };
    assert!(all.len() > 200);
}

#[test]
fn unknown_names_suggest_the_nearest() {
    let mut console = console();
    let mut fails = |text: &str| {
        let fault = console.eval(text).unwrap_err();
        format!("{}: {}", fault.message, fault.help)
    };
    assert!(fails("events(\"chemical_atack\")").contains("did you mean \"chemical_attack\"?"));
    assert!(fails("events(\"air_strike/strike\")").contains("no rule"));
    assert!(fails("article(\"seed-00\")").contains("did you mean"));
    assert!(fails("article(9)").contains("the corpus has 5"));
    assert!(fails("sentence(1, 999)").contains("the article has"));
    assert!(fails("kwic(seq(\"a\", !any(\"b\")))").contains("negated"));
}
