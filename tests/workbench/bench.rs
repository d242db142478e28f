//! A small corpus in memory, packs made from texts, and the result of a full run of them.

use dateline::coder::Coder;
use dateline::corpus::{self, ReadOptions};
use dateline::event::Event;
use dateline::live::LiveCorpus;
use dateline::pack::{self, Pack, Store};
use dateline::script::console::TypedRule;
use dateline::script::{Fault, Limits};
use dateline::text::Article;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const TEXTS: &[(&str, &str)] = &[
    (
        "a",
        "Jets bombed Homs on Monday. The rebels said a truce was agreed in Aleppo. At least 20 people were killed. \
         The army denied it. The truce collapsed, activists said.",
    ),
    ("b", "The truce held. The truce held. Envoys met in Geneva. Shells hit a market in Idlib."),
    ("c", "Prices of corn rose."),
    ("e", "Jets bombed the harbour. The raid left ten people killed."),
    ("d", "Rebels said jets hit Homs. No truce was agreed. Residents fled the bombed town."),
];

fn files() -> Vec<(String, Cow<'static, [u8]>)> {
    TEXTS.iter().map(|(id, text)| (format!("{id}.txt"), text.as_bytes().into())).collect()
}

/// A pack `p` of these files, with a manifest.
pub fn pack(files: &[(&str, &str)]) -> Arc<Pack> {
    let manifest = (
        "pack.toml",
        "name = \"p\"\nversion = \"0.1.0\"\n[kinds.air_strike]\nviolent = true\n[kinds.casualties]\ntoll = true\n\
         [kinds.denial]\nspeech = true\ndenies = true\n",
    );
    let entry =
        |(path, text): &(&str, &str)| (format!("p/{path}"), Cow::Owned(text.as_bytes().to_vec()));
    let files: BTreeMap<String, Cow<'static, [u8]>> =
        files.iter().chain([&manifest]).map(entry).collect();
    let (packs, faults) = pack::load(&Store::Memory(files), "p").unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    packs[0].clone()
}

/// The pack of rules typed.
pub fn prompt(rules: &[(&str, &str)]) -> Arc<Pack> {
    let typed = |(id, text): &(&str, &str)| TypedRule { id: (*id).into(), text: (*text).into() };
    pack::prompt(&rules.iter().map(typed).collect::<Vec<_>>())
}

/// The corpus in memory, without rules, and the flag that stops its work.
pub fn live() -> (LiveCorpus, Arc<AtomicBool>) {
    let interrupt: Arc<AtomicBool> = Arc::default();
    let mut live = LiveCorpus::new(2, Limits::default(), interrupt.clone()).unwrap();
    let options = ReadOptions::default();
    let errors = live.load(corpus::embedded(files(), &options), &options, |_| {}).unwrap();
    assert!(errors.is_empty());
    (live, interrupt)
}

/// The articles, as read.
pub fn articles() -> Vec<Article> {
    let options = ReadOptions::default();
    let chunks = corpus::embedded(files(), &options).map(Result::unwrap);
    let articles = chunks.flat_map(|chunk| chunk.articles(&options).collect::<Vec<_>>());
    articles.map(Result::unwrap).collect()
}

/// What a full run finds, article by article.
pub fn full(packs: &[Arc<Pack>]) -> Vec<Vec<Event>> {
    let (coder, _) = Coder::new(packs);
    let mut worker = coder.worker();
    articles().into_iter().map(|article| worker.code(article).events).collect()
}

/// Events as they are written.
pub fn json(events: &[Vec<Event>]) -> Vec<Vec<String>> {
    let line = |event: &Event| serde_json::to_string(event).unwrap();
    events.iter().map(|events| events.iter().map(line).collect()).collect()
}

/// Faults as text, sorted.
pub fn told(faults: &[Fault]) -> Vec<String> {
    let mut told: Vec<String> = faults.iter().map(|fault| fault.render(false)).collect();
    told.sort();
    told
}
