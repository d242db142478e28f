//! Tests the matcher against a naive evaluator of patterns, which uses no tries, anchors or caches: both must agree
//! on random patterns over random texts; an explanation must agree with the result; no match may be lost because
//! the engine looks only where a required word occurs; and a context narrows a rule as a part in the article does.

mod naive;

use dateline::check::examples::article;
use dateline::coder::Coder;
use dateline::pack::{Manifest, Pack};
use dateline::pattern::eval::{Entities, Unit};
use dateline::pattern::matcher::Plan;
use dateline::pattern::{EvalMemo, Hit, WordCache};
use dateline::pattern::{MatchContext, Matcher, MatcherBuilder, Op, Pattern, Scope};
use dateline::script::{ScriptFile, ScriptSet};
use dateline::text::{Document, Vocabulary};
use naive::{Meant, Naive, Shown};
use proptest::prelude::*;
use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

const WORDS: &[&str] = &[
    "bomb", "bombs", "bombed", "hill", "hills", "truce", "mill", "Alef", "Bet", "ALEF", "north",
    "7",
];

fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS);
    // A plain verb in each sentence keeps it from being a heading, and from being all in capitals.
    let sentence = prop::collection::vec(word, 1..7)
        .prop_map(|words| format!("They saw {} there.", words.join(" ")));
    let paragraph = prop::collection::vec(sentence, 1..4).prop_map(|all| all.join(" "));
    prop::collection::vec(paragraph, 1..4).prop_map(|all| all.join("\n\n"))
}

fn phrase() -> impl Strategy<Value = String> {
    let first = prop::sample::select(vec![
        "bomb", "bombs", "hill", "truce", "Alef", "Bet", "north", "bomb*", "h*l", "*ill", "saw",
        "there",
    ]);
    let next =
        prop::sample::select(vec!["bomb", "hills", "mill", "Alef", "*", "b*", "there", "they"]);
    (first, prop::collection::vec(next, 0..3))
        .prop_map(|(first, rest)| [vec![first], rest].concat().join(" "))
}

fn leaf() -> BoxedStrategy<Meant> {
    prop_oneof![
        4 => prop::collection::vec(phrase(), 1..4).prop_map(Meant::Words),
        2 => prop::collection::vec(prop::sample::select(vec!["bomb", "hill", "mill"]), 1..3)
            .prop_map(|words| Meant::Stem(words.into_iter().map(str::to_owned).collect())),
    ]
    .boxed()
}

fn scope() -> impl Strategy<Value = Scope> {
    prop::sample::select(vec![Scope::Sentence, Scope::Paragraph, Scope::Article])
}

/// Contexts of a rule.
fn contexts() -> impl Strategy<Value = Vec<Meant>> {
    let one = wordy();
    prop_oneof![2 => Just(Vec::new()), 3 => prop::collection::vec(one, 1..3)]
}

/// Patterns of every kind.
fn meant() -> impl Strategy<Value = Meant> {
    let leaf = prop_oneof![6 => leaf(), 1 => Just(Meant::Actor), 1 => Just(Meant::Number)];
    leaf.prop_recursive(3, 16, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![
            some.clone().prop_map(Meant::Any),
            some.clone().prop_map(Meant::All),
            boxed.clone().prop_map(Meant::Not),
            (some, 0..4usize).prop_map(|(parts, gap)| Meant::Seq(parts, gap)),
            (boxed.clone(), boxed.clone(), 0..4usize)
                .prop_map(|(l, r, gap)| Meant::Near(l, r, gap)),
            boxed.clone().prop_map(Meant::Quoted),
            (boxed.clone(), scope()).prop_map(|(inner, scope)| Meant::Within(inner, scope)),
            boxed.prop_map(Meant::Named),
        ]
    })
}

/// Patterns of words only, in which a sequence has no scope of its own.
fn wordy() -> impl Strategy<Value = Meant> {
    let row = prop_oneof![
        3 => leaf(),
        1 => (prop::collection::vec(leaf(), 1..4), 0..4usize).prop_map(|(parts, gap)| Meant::Seq(parts, gap)),
        1 => (leaf(), leaf(), 0..4usize)
            .prop_map(|(l, r, gap)| Meant::Near(Box::new(l), Box::new(r), gap)),
    ];
    row.prop_recursive(3, 12, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![
            some.clone().prop_map(Meant::Any),
            some.prop_map(Meant::All),
            boxed.clone().prop_map(Meant::Not),
            (boxed, scope()).prop_map(|(inner, scope)| Meant::Within(inner, scope)),
        ]
    })
}

fn document(text: &str, vocabulary: &mut Vocabulary) -> Document {
    Document::new(article("random", text), vocabulary)
}

fn hits(matcher: &Matcher, document: &Document, vocabulary: &Vocabulary) -> Vec<Hit> {
    let mut hits = Vec::new();
    matcher.scan(document, vocabulary, &mut WordCache::default(), &mut hits);
    hits
}

/// The units of every scope, each once.
fn units(reading: &MatchContext<'_>) -> Vec<Unit> {
    let mut found: Vec<Unit> = Vec::new();
    for sentence in 0..reading.document.sentences().len() {
        for scope in [Scope::Sentence, Scope::Paragraph, Scope::Article] {
            let unit = reading.unit(sentence, scope);
            if !found.contains(&unit) {
                found.push(unit);
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn patterns_agree_with_a_naive_evaluator(
        text in text(),
        patterns in prop::collection::vec(meant(), 1..6),
    ) {
        let mut builder = MatcherBuilder::default();
        let mut nodes = Vec::new();
        for meant in &patterns {
            // Invalid patterns, such as a negation in a sequence, have no result to compare.
            if let Ok(node) = builder.pattern(&meant.pattern().unwrap()) {
                nodes.push((meant, node));
            }
        }
        let matcher = builder.build();
        let mut vocabulary = Vocabulary::new();
        let document = document(&text, &mut vocabulary);
        let hits = hits(&matcher, &document, &vocabulary);
        let shown = Shown(&document);
        let memo = EvalMemo::default();
        let reading = MatchContext { matcher: &matcher, document: &document, hits: &hits, entities: &shown, memo: &memo };
        let naive = Naive { document: &document, shown: Shown(&document) };
        for unit in units(&reading) {
            for (meant, node) in &nodes {
                let at = || format!("{} over {unit:?} of {text:?}", meant.script());
                prop_assert_eq!(reading.holds(*node, &unit), naive.holds(meant, &unit), "{}", at());
                let spans = reading.spans(*node, &unit);
                let came: Vec<_> = spans.iter().map(|span| (span.start, span.end)).collect();
                let wanted: Vec<_> = naive.spans(meant, &unit).into_iter().collect();
                prop_assert_eq!(came, wanted, "{}", at());
            }
        }
    }

    #[test]
    fn an_explanation_agrees_with_evaluation(
        text in text(),
        when in meant(),
        given in prop::collection::vec(meant(), 0..3),
        unless in prop::option::of(meant()),
        within in scope(),
    ) {
        let mut builder = MatcherBuilder::default();
        let mut compiled = |meant: &Meant| builder.pattern(&meant.pattern().unwrap()).ok();
        // Invalid patterns, such as a negation in a sequence, are never explained.
        let Some(when_node) = compiled(&when) else { return Ok(()) };
        let given: Vec<_> = given.iter().filter_map(&mut compiled).collect();
        let unless = unless.as_ref().and_then(compiled);
        let plan = Plan { when: when_node, given, unless, within, per: within };
        let matcher = builder.build();
        let mut vocabulary = Vocabulary::new();
        let document = document(&text, &mut vocabulary);
        let hits = hits(&matcher, &document, &vocabulary);
        let shown = Shown(&document);
        let memo = EvalMemo::default();
        let reading = MatchContext { matcher: &matcher, document: &document, hits: &hits, entities: &shown, memo: &memo };
        for unit in units(&reading) {
            let verdict = reading.explain(&plan, &unit);
            prop_assert_eq!(verdict.fires, reading.fires(&plan, &unit));
            prop_assert_eq!(verdict.steps[0].held, reading.holds(plan.when, &unit));
            if verdict.fires {
                prop_assert_eq!(verdict.first_failure, None);
            } else {
                prop_assert!(verdict.first_failure.is_some(), "{} over {:?}: {:#?}", when.script(), unit, verdict);
            }
        }
    }
}

/// A pack of one file.
fn pack(script: String) -> Arc<Pack> {
    let manifest = Manifest::parse("name = \"random\"\nversion = \"0.1.0\"\n").unwrap();
    let rules = vec![ScriptFile { path: "random.rhai".into(), text: script }];
    let scripts = ScriptSet { pack: "random".into(), rules, ..ScriptSet::default() };
    let scripts = Arc::new(scripts);
    Arc::new(Pack {
        root: String::new(),
        file: None,
        manifest,
        scripts,
        tables: Vec::new(),
        names: Vec::new(),
        provenance: Default::default(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anchors_lose_no_match(
        texts in prop::collection::vec(text(), 1..4),
        rules in prop::collection::vec((wordy(), contexts(), prop::option::of(wordy()), scope()), 1..8),
    ) {
        let mut script = String::from("//! Random rules.\n");
        for (index, (when, given, unless, within)) in rules.iter().enumerate() {
            script += &format!("rule(\"r/{index}\").kind(\"k\").when({})", when.script());
            given.iter().for_each(|given| script += &format!(".given({})", given.script()));
            if let Some(unless) = unless {
                script += &format!(".unless({})", unless.script());
            }
            script += &format!(".within({:?});\n", within.name());
        }
        let (coder, _) = Coder::new(&[pack(script.clone())]);
        prop_assert_eq!(coder.rules().len(), rules.len(), "{}", script);
        let mut worker = coder.worker();
        for text in &texts {
            let came = worker.hits(article("random", text)).rules;
            let mut vocabulary = Vocabulary::new();
            let document = document(text, &mut vocabulary);
            let naive = Naive { document: &document, shown: Shown(&document) };
            let whole = Unit { sentences: 0..document.sentences().len(), tokens: 0..document.len() };
            let mut wanted = Vec::new();
            for (index, (when, given, unless, within)) in rules.iter().enumerate() {
                // A rule with a part that cannot be compiled is not loaded.
                let all = given.iter().chain(unless).map(|meant| meant.pattern().unwrap());
                let sound = MatcherBuilder::default()
                    .rule(&when.pattern().unwrap(), &all.collect::<Vec<_>>(), None, *within, *within)
                    .is_ok();
                let fires = |unit: &Unit| {
                    let around = |given: &Meant| match given {
                        Meant::Within(..) => naive.holds(given, unit),
                        _ => naive.holds(given, &whole),
                    };
                    naive.holds(when, unit)
                        && given.iter().all(around)
                        && !unless.as_ref().is_some_and(|u| naive.holds(u, unit))
                };
                if sound && naive.units(&whole, *within).iter().any(fires) {
                    wanted.push(index as u32);
                }
            }
            prop_assert_eq!(&came, &wanted, "{}\nover {:?}", script, text);
        }
    }

    #[test]
    fn a_context_is_a_part_that_may_be_anywhere_in_the_article(
        texts in prop::collection::vec(text(), 1..4),
        when in wordy(),
        given in wordy(),
        within in scope(),
    ) {
        let rule = |conditions: String| {
            let within = within.name();
            pack(format!("//! A rule.\nrule(\"r/r\").kind(\"k\"){conditions}.within({within:?});\n"))
        };
        // A rule of the article could start from a part in it, but not from a context.
        let sound = MatcherBuilder::default().rule(&when.pattern().unwrap(), &[], None, within, within);
        prop_assume!(sound.is_ok());
        let (when, context) = (when.script(), given.script());
        let packs = [
            rule(format!(".when({when})")),
            rule(format!(".when({when}).given({context})")),
            rule(format!(".when(all({when}, ({context}).within(\"article\")))")),
        ];
        let [without, with, joined] = packs.map(|pack| {
            let mut worker = Coder::new(&[pack]).0.worker();
            let code = |text: &String| worker.code(article("random", text)).events;
            let events = texts.iter().flat_map(code);
            events.map(|event| serde_json::to_string(&event).unwrap()).collect::<Vec<_>>()
        });
        prop_assert!(with.iter().all(|event| without.contains(event)), "{} given {}", when, context);
        if !matches!(given, Meant::Within(..)) {
            prop_assert_eq!(&with, &joined, "{} given {}", when, context);
        }
    }
}

/// Counts how often it is asked for actors; there are none.
struct Asked(Cell<usize>);

impl Entities for Asked {
    fn actors(&self, _: &Range<usize>) -> Vec<Range<usize>> {
        self.0.set(self.0.get() + 1);
        Vec::new()
    }
    fn places(&self, _: &Range<usize>) -> Vec<Range<usize>> {
        Vec::new()
    }
    fn numbers(&self, _: &Range<usize>) -> Vec<Range<usize>> {
        Vec::new()
    }
    fn dates(&self, _: &Range<usize>) -> Vec<Range<usize>> {
        Vec::new()
    }
    fn quotes(&self, _: &Range<usize>) -> Vec<Range<usize>> {
        Vec::new()
    }
}

#[test]
fn a_context_is_judged_once_an_article_and_only_where_when_holds() {
    let mut builder = MatcherBuilder::default();
    let context = [Pattern::entity(Op::Actor)];
    for word in ["bomb", "hill", "mill"] {
        let when = Pattern::words(&[word]).unwrap();
        builder.rule(&when, &context, None, Scope::Sentence, Scope::Sentence).unwrap();
    }
    let matcher = builder.build();
    let asked = |text: &str| {
        let mut vocabulary = Vocabulary::new();
        let document = document(text, &mut vocabulary);
        let hits = hits(&matcher, &document, &vocabulary);
        let (entities, memo) = (Asked(Cell::new(0)), EvalMemo::default());
        let reading = MatchContext {
            matcher: &matcher,
            document: &document,
            hits: &hits,
            entities: &entities,
            memo: &memo,
        };
        for unit in units(&reading) {
            assert!(matcher.plans().iter().all(|plan| !reading.fires(plan, &unit)));
        }
        entities.0.get()
    };
    assert_eq!(asked("They saw a bomb there. They saw the hill there. They saw a mill there."), 1);
    assert_eq!(asked("They saw the north there. They saw nobody there."), 0);
}
