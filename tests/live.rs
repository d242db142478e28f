//! Tests of a corpus in memory: after any edits of the rules it has the events that a full run of those rules finds,
//! and the reported differences are the events added, removed and changed.

mod common;

use dateline::coder::{CodedArticle, Coder};
use dateline::corpus::{self, ReadOptions};
use dateline::event::Event;
use dateline::live::LiveCorpus;
use dateline::pack::{self, Pack, Store};
use dateline::pattern::{Op, Pattern, Scope};
use dateline::repeat::{EventWords, RepeatIndex, Signature};
use dateline::script::Limits;
use proptest::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

const TEXTS: &[(&str, &str)] = &[
    (
        "a",
        "Jets bombed Homs on Monday. The rebels said a truce was agreed in Aleppo. At least 20 people were killed. \
         The army denied it. The truce collapsed, activists said.",
    ),
    ("b", "The truce held. The truce held. Envoys met in Geneva. Shells hit a market in Idlib."),
    ("c", "Prices of corn rose."),
    ("d", "Rebels said jets hit Homs. No truce was agreed. Residents fled the bombed town."),
];

const KINDS: &[&str] = &["truce", "strike", "talk"];
const WORDS: &[&str] =
    &["truce", "jets", "bombed", "bomb*", "the rebels", "Homs", "held", "agreed", "market", "corn"];
const CODES: &[&str] = &[
    "",
    ".code(|m| #{})",
    ".code(|m| if m.has(q) { #{ mode: \"q\" } } else { skip(\"no q\") })",
    ".code(|m| #{ kind: \"other\", place: m.place() })",
    ".code(|m| #{ mode: deep::mode(m), note: own(n) })",
    ".code(|m| m.no_such())",
];

/// One rule of an invented pack.
#[derive(Clone, Debug)]
struct Rule {
    kind: usize,
    when: usize,
    given: Option<usize>,
    unless: Option<usize>,
    code: usize,
    broken: bool,
}

/// An invented pack: files with rules, a module, a lexicon, a table of places.
#[derive(Clone, Debug)]
struct Draft {
    files: Vec<Vec<Rule>>,
    mode: u8,
    own: u8,
    lexicon: usize,
    table: bool,
}

fn rule() -> impl Strategy<Value = Rule> {
    let word = 0..WORDS.len() + 1;
    let other = || proptest::option::of(0..WORDS.len());
    let parts =
        (0..KINDS.len(), word, other(), other(), 0..CODES.len(), proptest::bool::weighted(0.05));
    parts.prop_map(|(kind, when, given, unless, code, broken)| Rule {
        kind,
        when,
        given,
        unless,
        code,
        broken,
    })
}

fn draft() -> impl Strategy<Value = Draft> {
    let files = proptest::collection::vec(proptest::collection::vec(rule(), 0..3), 1..4);
    (files, 0u8..3, 0u8..3, 0..WORDS.len(), proptest::bool::ANY)
        .prop_map(|(files, mode, own, lexicon, table)| Draft { files, mode, own, lexicon, table })
}

/// A pack made from another by one edit; or a new one.
fn edits() -> impl Strategy<Value = Vec<Draft>> {
    let edit = (0u8..7, rule(), 0usize..4, 0u8..3);
    (draft(), proptest::collection::vec(edit, 1..6)).prop_map(|(first, edits)| {
        let mut drafts = vec![first];
        for (what, rule, at, small) in edits {
            let mut next = drafts[drafts.len() - 1].clone();
            let count = next.files.len();
            let file = &mut next.files[at % count];
            match what {
                0 => next.mode = small,
                1 => next.own = small,
                2 => next.lexicon = at,
                3 => next.table = !next.table,
                4 => drop(file.pop()),
                5 if !file.is_empty() => {
                    let index = at % file.len();
                    file[index] = rule;
                }
                _ => file.insert(0, rule),
            }
            drafts.push(next);
        }
        drafts
    })
}

fn packs(draft: &Draft) -> Vec<Arc<Pack>> {
    let mut files: BTreeMap<String, Cow<'static, [u8]>> = BTreeMap::new();
    let mut add = |path: &str, text: String| {
        files.insert(format!("p/{path}"), Cow::Owned(text.into_bytes()));
    };
    add(
        "pack.toml",
        "name = \"p\"\nversion = \"0.1.0\"\n[kinds.truce]\nplover = \"AGREE\"\n".into(),
    );
    add("lib/deep.rhai", format!("fn mode(m) {{ \"mode{}\" }}", draft.mode));
    add("lexicons/few.txt", format!("{}\n", WORDS[draft.lexicon]));
    if draft.table {
        let row = "name,aliases,kind,admin1,country,lat,lon,geonames_id,case\nHoms,,town,Homs,SYR,34.7,36.7,,\n";
        add("gazetteers/places.csv", row.into());
    }
    for (number, rules) in draft.files.iter().enumerate() {
        let mut text =
            String::from("//! Invented.\nlet q = any(\"killed\", \"denied\", \"truce\");\n");
        text += &format!("let n = {};\nfn own(n) {{ n + {} }}\n", draft.own, draft.own);
        for (index, rule) in rules.iter().enumerate() {
            let when = match WORDS.get(rule.when) {
                Some(word) => format!("any(\"{word}\")"),
                None => "lexicon(\"few\")".to_owned(),
            };
            text += &format!("rule(\"{number}/{index}\").kind(\"{}\")", KINDS[rule.kind]);
            if !rule.broken {
                text += &format!(".when({when})");
            }
            if let Some(given) = rule.given {
                text += &format!(".given(\"{}\")", WORDS[given]);
            }
            if let Some(unless) = rule.unless {
                text += &format!(".unless(\"{}\")", WORDS[unless]);
            }
            text += CODES[rule.code];
            text += ";\n";
        }
        add(&format!("f{number}.rhai"), text);
    }
    pack::load(&Store::Memory(files), "p").unwrap().0
}

fn files() -> Vec<(String, Cow<'static, [u8]>)> {
    TEXTS.iter().map(|(id, text)| (format!("{id}.txt"), text.as_bytes().into())).collect()
}

/// What a full run finds, article by article.
fn full(packs: &[Arc<Pack>]) -> Vec<Vec<Event>> {
    let (coder, _) = Coder::new(packs);
    let mut worker = coder.worker();
    let options = ReadOptions::default();
    let chunks = corpus::embedded(files(), &options).map(Result::unwrap).collect::<Vec<_>>();
    let articles = chunks.iter().flat_map(|chunk| chunk.articles(&options));
    marked(articles.map(|article| worker.code(article.unwrap())))
}

/// The events of articles, marked as a run marks those that repeat an earlier one.
fn marked(coded: impl Iterator<Item = CodedArticle>) -> Vec<Vec<Event>> {
    let mut earlier = RepeatIndex::default();
    coded
        .map(|mut coded| {
            if !coded.events.is_empty() {
                let signature = Signature::of(coded.article());
                let first = earlier
                    .first(&coded.document.article.id, signature, || EventWords::of(&coded.events));
                for event in &mut coded.events {
                    event.article.repeats = first.map(str::to_owned);
                }
            }
            coded.events
        })
        .collect()
}

fn live() -> LiveCorpus {
    let mut live = LiveCorpus::new(2, Limits::default(), Arc::default()).unwrap();
    let options = ReadOptions::default();
    let errors = live.load(corpus::embedded(files(), &options), &options, |_| {}).unwrap();
    assert!(errors.is_empty());
    live
}

fn json(events: &[Vec<Event>]) -> Vec<Vec<String>> {
    let line = |event: &Event| serde_json::to_string(event).unwrap();
    events.iter().map(|events| events.iter().map(line).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_the_events_are_those_of_a_full_run(drafts in edits()) {
        let mut live = live();
        let mut before: Vec<Vec<Event>> = vec![Vec::new(); TEXTS.len()];
        for draft in &drafts {
            let packs = packs(draft);
            let outcome = live.update(&packs).unwrap();
            let now = live.events().unwrap();
            prop_assert_eq!(json(&now), json(&full(&packs)));
            let (_, faults) = Coder::new(&packs);
            let mut told: Vec<String> = outcome.faults.iter().map(|f| f.render(false)).collect();
            let mut expected: Vec<String> = faults.iter().map(|f| f.render(false)).collect();
            told.sort();
            expected.sort();
            prop_assert_eq!(told, expected);
            for (article, (old, new)) in before.iter().zip(&now).enumerate() {
                let here = || outcome.deltas.iter().filter(|at| at.article == article);
                let came = here().filter(|at| at.delta.before.is_none()).count();
                let went = here().filter(|at| at.delta.after.is_none()).count();
                let new_ids = new.iter().filter(|event| !old.iter().any(|o| o.id == event.id)).count();
                let old_ids = old.iter().filter(|event| !new.iter().any(|n| n.id == event.id)).count();
                prop_assert_eq!((came, went), (new_ids, old_ids));
            }
            before = now;
        }
    }

    #[test]
    fn restoring_old_rules_restores_their_events(drafts in edits()) {
        let mut live = live();
        for draft in &drafts[..drafts.len() - 1] {
            live.update(&packs(draft)).unwrap();
        }
        let before = json(&live.events().unwrap());
        live.update(&packs(&drafts[drafts.len() - 1])).unwrap();
        for article in 0..live.len() {
            live.at(article, |shard, _| shard.revert());
        }
        prop_assert_eq!(json(&live.events().unwrap()), before);
    }
}

#[test]
fn evidence_of_escaped_articles_has_raw_offsets() {
    let rows = (0..40).map(|number| {
        let text = format!(
            "The envoys met.\n\n\"A truce holds,\" the rebels\u{2019} man said\n\t{}of Homs.\n\nJets bombed a market.",
            "again and again ".repeat(number)
        );
        serde_json::json!({ "id": number.to_string(), "title": "A \"truce\"", "text": text }).to_string()
    });
    let raw = rows.collect::<Vec<_>>().join("\n").replace('\u{2019}', "\\u2019");
    let file = || vec![("e.jsonl".to_owned(), Cow::Owned(raw.clone().into_bytes()))];
    let rule = |when| Rule { kind: when, when, given: None, unless: None, code: 0, broken: false };
    let draft =
        Draft { files: vec![vec![rule(0), rule(2)]], mode: 0, own: 0, lexicon: 0, table: false };
    let options = ReadOptions::default();
    let mut live = LiveCorpus::new(2, Limits::default(), Arc::default()).unwrap();
    live.load(corpus::embedded(file(), &options), &options, |_| {}).unwrap();
    live.update(&packs(&draft)).unwrap();
    let events = live.events().unwrap();
    let mut worker = Coder::new(&packs(&draft)).0.worker();
    let chunks = corpus::embedded(file(), &options).map(Result::unwrap).collect::<Vec<_>>();
    let articles = chunks.iter().flat_map(|chunk| chunk.articles(&options));
    let full = marked(articles.map(|article| worker.code(article.unwrap())));
    assert_eq!(json(&events), json(&full));
    assert!(events.iter().all(|events| events.len() == 3));
}

#[test]
fn an_edit_that_changes_nothing_runs_nothing() {
    let rule = Rule { kind: 0, when: 0, given: None, unless: None, code: 4, broken: false };
    let draft = Draft {
        files: vec![vec![rule.clone()], vec![rule]],
        mode: 0,
        own: 0,
        lexicon: 0,
        table: true,
    };
    let mut live = live();
    let first = live.update(&packs(&draft)).unwrap();
    assert_eq!(first.run.len(), 2);
    assert!(first.deltas.iter().all(|at| at.delta.before.is_none()));
    let again = live.update(&packs(&draft)).unwrap();
    assert!(again.run.is_empty() && again.deltas.is_empty());
    let mut edited = draft.clone();
    edited.files[1][0].when = 1;
    assert_eq!(live.update(&packs(&edited)).unwrap().run, ["1/0"]);
    edited.files[0][0].given = Some(7);
    assert_eq!(live.update(&packs(&edited)).unwrap().run, ["0/0"]);
}

#[test]
fn a_search_finds_every_match_in_coded_text() {
    let mut live = live();
    let place =
        |document: &dateline::text::Document, sentence: usize, tokens: std::ops::Range<usize>| {
            (sentence, document.tokens_span(tokens).cut(document.text()).to_owned())
        };
    let found = live.search(&Pattern::words(&["the truce", "truce"]).unwrap(), place).unwrap();
    let articles: Vec<(usize, usize)> =
        found.iter().map(|(at, places)| (*at, places.len())).collect();
    assert_eq!(articles, [(0, 3), (1, 4), (3, 1)]);
    assert_eq!(found[1].1[0], (0, "The truce".to_owned()));
    // A pattern without a required word is searched everywhere.
    let numbers = live.search(&Pattern::entity(Op::Number), place).unwrap();
    assert_eq!(numbers, [(0, vec![(2, "At least 20".to_owned())])]);
    let both = Pattern::all(vec![
        Pattern::words(&["truce"]).unwrap(),
        Pattern::words(&["killed"]).unwrap().within(Scope::Article),
    ]);
    let found = live.search(&both.unwrap(), place).unwrap();
    assert_eq!(found.len(), 1);
    let negated = Pattern::seq(vec![
        Pattern::words(&["a"]).unwrap(),
        Pattern::negate(Pattern::words(&["b"]).unwrap()).unwrap(),
    ]);
    assert!(live.search(&negated.unwrap(), place).is_err());
}
