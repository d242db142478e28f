//! A comparison as JSON for programs. The keys are documented in `docs/src/diff.md` and stay.

use super::report::{Report, SideReport};
use super::walk::Shown;
use dateline::check::rescore::ScoreChange;
use dateline::compare::Tally;
use dateline::event::Event;
use serde::Serialize;
use std::collections::BTreeMap;

/// The version of the form.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    before: &'a SideReport,
    after: &'a SideReport,
    corpus: &'a [String],
    only_kinds: &'a [String],
    articles: u64,
    total: &'a Tally,
    kinds: &'a BTreeMap<String, Tally>,
    rules: &'a BTreeMap<String, Tally>,
    attributes: BTreeMap<&'a str, Attribute<'a>>,
    scores: Option<&'a ScoreChange>,
    time_ratio: Option<f64>,
    remarks: &'a [String],
    differences: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Attribute<'a> {
    changed: u64,
    values: Vec<Value<'a>>,
}

#[derive(Serialize)]
struct Value<'a> {
    from: &'a str,
    to: &'a str,
    events: u64,
}

#[derive(Serialize)]
struct Entry<'a> {
    way: &'static str,
    article: &'a str,
    sentence: u32,
    kind: &'a str,
    rule: &'a str,
    text: &'a str,
    changes: Vec<Changed<'a>>,
    before: Option<&'a Event>,
    after: Option<&'a Event>,
}

#[derive(Serialize)]
struct Changed<'a> {
    attribute: &'a str,
    from: &'a str,
    to: &'a str,
}

/// The report, as one object with a line feed at its end.
pub fn text(report: &Report) -> anyhow::Result<String> {
    let attributes = report.summary.attributes.iter().map(|(name, tally)| {
        let values = tally.by_frequency().into_iter();
        let values = values.map(|(from, to, events)| Value { from, to, events }).collect();
        (*name, Attribute { changed: tally.events, values })
    });
    let document = Document {
        format: FORMAT,
        before: &report.sides[0],
        after: &report.sides[1],
        corpus: &report.corpus,
        only_kinds: &report.kinds,
        articles: report.summary.articles,
        total: &report.summary.total,
        kinds: &report.summary.kinds,
        rules: &report.summary.rules,
        attributes: attributes.collect(),
        scores: report.scores.as_ref(),
        time_ratio: report.time_ratio,
        remarks: &report.remarks,
        differences: report.shown.iter().filter_map(entry).collect(),
    };
    Ok(format!("{}\n", serde_json::to_string_pretty(&document)?))
}

fn entry(shown: &Shown) -> Option<Entry<'_>> {
    let one = &shown.difference;
    let event = one.event()?;
    let changes = one.changes.iter().map(|change| Changed {
        attribute: change.attribute,
        from: &change.from,
        to: &change.to,
    });
    Some(Entry {
        way: one.way().name(),
        article: &event.article.id,
        sentence: event.evidence.sentence,
        kind: &event.kind,
        rule: &event.rule,
        text: &event.evidence.text,
        changes: changes.collect(),
        before: one.before.as_ref(),
        after: one.after.as_ref(),
    })
}
