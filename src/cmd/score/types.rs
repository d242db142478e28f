//! `score --keys`: compares the incident types that each article reports with its answer key.

use super::args::ScoreArgs;
use super::walk::{self, ScoredCorpus};
use crate::cmd::messages::counted;
use crate::cmd::{CommandOutcome, note, print, print_data, setup, shipped};
use dateline::check::figures::{align, cells, figure, table};
use dateline::check::keys::{self, Key};
use dateline::check::typed::{JudgedArticle, MissedType, SpuriousType, TypeScore, judge};
use dateline::check::types::{ClassifiedEvent, Mapping};
use dateline::coder::{CodedArticle, Coder};
use dateline::event::Event;
use dateline::file::plain;
use dateline::gazetteer::Gazetteer;
use dateline::sink::safe;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{self, IsTerminal};

/// Scores the packs against the keys and prints the result. If no corpus is named, the key files contain the texts.
pub fn run(args: &ScoreArgs) -> anyhow::Result<CommandOutcome> {
    let options = args.reading.options()?;
    let keys = keys::read(&args.keys)?;
    let mapping = mapping(args)?;
    let loaded = setup::load(&args.pack.packs)?;
    note_uncoded(&mapping, &loaded.coder);
    let paths = if args.corpus.is_empty() { &args.keys } else { &args.corpus };
    let corpus = setup::open(paths, &options)?;
    let missing = corpus.missing;
    let gazetteer = loaded.coder.gazetteer();
    let mut walked = walk::walk(
        &loaded.coder,
        corpus.chunks,
        &options,
        |id| keys.get(id),
        |coded, key| judge(&mapping, key, &sorted(coded, gazetteer)),
    );
    let faulty = walked.show_faults(loaded.faults);
    if walked.done.is_empty() {
        anyhow::bail!(walk::no_article_joined("a key", keys.keys().map(String::as_str)));
    }
    report(args, &mapping, &keys, &walked)?;
    Ok(walk::outcome(missing, faulty))
}

fn sorted(coded: CodedArticle, gazetteer: &Gazetteer) -> Vec<ClassifiedEvent> {
    let CodedArticle { events, document, .. } = coded;
    events.into_iter().map(|event| ClassifiedEvent::new(event, &document, gazetteer)).collect()
}

/// The largest mapping that is read, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// The mapping named, or the shipped one.
fn mapping(args: &ScoreArgs) -> anyhow::Result<Mapping> {
    let (name, text) = match &args.types {
        None => (shipped::MAPPING.to_owned(), shipped::mapping()?),
        Some(path) => {
            let name = path.display().to_string();
            let text = plain::read_text(path, MOST_BYTES)
                .map_err(|why| anyhow::anyhow!("cannot read the mapping {name}: {why}"))?;
            (name, text)
        }
    };
    Mapping::parse(&text).map_err(|why| anyhow::anyhow!("{name}: {why}"))
}

fn note_uncoded(mapping: &Mapping, coder: &Coder) {
    for (name, kind) in mapping.uncoded(&coder.kinds()) {
        note(&format!("note: type {name} needs kind {kind}, which no rule of these packs codes"));
    }
}

fn report(
    args: &ScoreArgs,
    mapping: &Mapping,
    keys: &BTreeMap<String, Key>,
    walked: &ScoredCorpus<JudgedArticle>,
) -> anyhow::Result<()> {
    let judged = &walked.done;
    let score = TypeScore::new(judged);
    let absent = keys.len() - judged.len();
    if args.json {
        let report = TypeReport {
            task: &mapping.task,
            score: &score,
            keys_of_other_articles: absent,
            articles_without_key: walked.not_requested,
            confusions: args.confusions.then(|| confusions(judged)),
        };
        return print_data(&format!("{}\n", serde_json::to_string_pretty(&report)?));
    }
    let mut text = tables(&score);
    if absent > 0 {
        let _ = writeln!(text, "\n{} left out: not in this corpus.", counted(absent as u64, "key"));
    }
    if walked.not_requested > 0 {
        let _ =
            writeln!(text, "\n{} without key left out.", counted(walked.not_requested, "article"));
    }
    if args.confusions {
        text.push_str(&confusion_text(judged));
    }
    print(&text)
}

fn tables(score: &TypeScore) -> String {
    let mut types = table(
        &["type", "key", "found", "right", "P", "R", "F1", "95% of F1"],
        io::stdout().is_terminal(),
    );
    for line in score.lines.iter().chain([&score.overall]) {
        types.add_row(cells(line));
    }
    align(&mut types);
    format!("{}\n\n{}", types.trim_fmt(), errors(score))
}

/// An analysis of the errors, as text.
fn errors(score: &TypeScore) -> String {
    let bounds = &score.bounds;
    let articles = counted(score.articles as u64, "article");
    let spurious = bounds.false_in_irrelevant + bounds.false_beside_others;
    let alarms = counted(u64::from(spurious), "false alarm");
    format!(
        "Of {articles}, a type once for each:\n{alarms}, {} of them in articles whose key is empty\n{} missed, {} of \
         them without any event of their kinds, the rest excluded by conditions\nF1 {} if conditions kept exactly what is \
         correct\n",
        bounds.false_in_irrelevant,
        bounds.missed_put_aside + bounds.missed_unseen,
        bounds.missed_unseen,
        figure(bounds.oracle_f1),
    )
}

#[derive(Serialize)]
struct TypeReport<'a> {
    task: &'a str,
    #[serde(flatten)]
    score: &'a TypeScore,
    keys_of_other_articles: usize,
    articles_without_key: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    confusions: Option<Vec<TypeConfusion<'a>>>,
}

/// An article and a type that only the events or only the key has.
#[derive(Serialize)]
struct TypeConfusion<'a> {
    #[serde(rename = "type")]
    name: &'a str,
    /// "missed" or "false alarm".
    what: &'static str,
    article: &'a str,
    /// The events that caused a false alarm, or that conditions excluded in a miss.
    events: Vec<EventSummary<'a>>,
    /// Of a miss, the filled slots of the key's incidents.
    key: Vec<BTreeMap<&'a str, &'a str>>,
}

/// The main attributes of an event.
#[derive(Serialize)]
struct EventSummary<'a> {
    rule: &'a str,
    realis: &'static str,
    stance: &'static str,
    trigger: &'a str,
    text: &'a str,
}

impl<'a> EventSummary<'a> {
    fn of(event: &'a Event) -> Self {
        EventSummary {
            rule: &event.rule,
            realis: event.realis.name(),
            stance: event.stance.name(),
            trigger: &event.trigger.text,
            text: &event.evidence.text,
        }
    }
}

/// All misses and false alarms, the type with the most of them first; within a type misses first, then by article.
fn confusions(judged: &[JudgedArticle]) -> Vec<TypeConfusion<'_>> {
    let missed = judged
        .iter()
        .flat_map(|article| article.missed.iter().map(|one| of_missed(&article.article, one)));
    let alarms = judged
        .iter()
        .flat_map(|article| article.spurious.iter().map(|one| of_alarm(&article.article, one)));
    let mut all: Vec<TypeConfusion> = missed.chain(alarms).collect();
    let mut size: BTreeMap<&str, usize> = BTreeMap::new();
    all.iter().for_each(|one| *size.entry(one.name).or_default() += 1);
    all.sort_by_key(|one| {
        (Reverse(size.get(one.name).copied()), one.name, Reverse(one.what), one.article)
    });
    all
}

fn of_missed<'a>(article: &'a str, one: &'a MissedType) -> TypeConfusion<'a> {
    let slots = |template: &'a dateline::check::keys::Template| {
        let filled = |(_, text): &(&str, &str)| !matches!(text.trim(), "" | "-" | "*");
        template
            .slots
            .iter()
            .map(|(slot, text)| (slot.as_str(), text.as_str()))
            .filter(filled)
            .collect()
    };
    TypeConfusion {
        name: &one.name,
        what: "missed",
        article,
        events: one.aside.iter().map(EventSummary::of).collect(),
        key: one.templates.iter().map(slots).collect(),
    }
}

fn of_alarm<'a>(article: &'a str, one: &'a SpuriousType) -> TypeConfusion<'a> {
    let events = one.events.iter().map(EventSummary::of).collect();
    TypeConfusion { name: &one.name, what: "false alarm", article, events, key: Vec::new() }
}

fn confusion_text(judged: &[JudgedArticle]) -> String {
    let mut text = String::new();
    let mut name = "";
    for one in confusions(judged) {
        if one.name != name {
            name = one.name;
            let _ = writeln!(text, "\n{}", safe(name));
        }
        let _ = writeln!(text, "  {} in {}", one.what, safe(one.article));
        for slots in &one.key {
            let slots: Vec<String> = slots
                .iter()
                .map(|(slot, words)| format!("{} {}", flat(slot), flat(words)))
                .collect();
            let _ = writeln!(text, "    key: {}", slots.join(" · "));
        }
        let aside = if one.what == "missed" { "excluded: " } else { "" };
        for event in &one.events {
            let EventSummary { rule, realis, stance, trigger, text: words } = event;
            let trigger = flat(trigger);
            let _ = writeln!(
                text,
                "    {aside}{}, {realis}, {stance} [{trigger}]\n      {}",
                safe(rule),
                flat(words)
            );
        }
    }
    text
}

/// On one line, without control characters.
fn flat(words: &str) -> String {
    safe(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}
