//! Scores events against gold. An event is right if it is matched with a gold mention of its kind whose passage
//! overlaps its own. The matching is one to one, the greatest overlap first. An event whose evidence covers more than
//! three sentences is never right.

use super::agree::ATTRIBUTES;
use super::gold::{GoldMention, Verdict};
use super::locate::Locator;
use super::tally::{Counts, Interval, bootstrap};
use crate::event::Event;
use crate::text::{Document, Span};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The most sentences that evidence may have to agree with gold; longer evidence is too vague.
const MAX_EVIDENCE_SENTENCES: usize = 3;

/// The comparison of one article's events with its gold.
#[derive(Clone, Debug)]
pub struct ComparedArticle {
    /// The article's id.
    pub article: String,
    /// Events that are right, each with its gold mention.
    pub right: Vec<(Event, GoldMention)>,
    /// Events without a gold mention.
    pub spurious: Vec<Event>,
    /// Gold mentions without an event, including those whose passage was not located.
    pub missed: Vec<GoldMention>,
    /// Gold mentions whose passage does not occur in the article's text.
    pub unlocated: Vec<GoldMention>,
}

/// Compares the events of `document` with the gold of the same article. Rejections in the gold are not mentions to be
/// found, and the events they name are never right.
pub fn compare(document: &Document, events: Vec<Event>, gold: &[&GoldMention]) -> ComparedArticle {
    let is_rejection = |mention: &&GoldMention| mention.verdict == Verdict::Reject;
    let rejected = gold.iter().filter(|mention| is_rejection(mention));
    let rejected: BTreeSet<&str> = rejected.filter_map(|one| one.event.as_deref()).collect();
    let gold: Vec<&GoldMention> =
        gold.iter().copied().filter(|mention| !is_rejection(mention)).collect();
    let locator = Locator::new(&document.article);
    let spans: Vec<Option<Span>> = gold.iter().map(|mention| locator.find(mention)).collect();
    let mut pairs = Vec::new();
    for (event_index, event) in events.iter().enumerate() {
        let evidence = Span { start: event.evidence.start, end: event.evidence.end };
        if sentences(document, evidence) > MAX_EVIDENCE_SENTENCES
            || rejected.contains(event.id.as_str())
        {
            continue;
        }
        for (gold_index, (mention, span)) in gold.iter().zip(&spans).enumerate() {
            let shared = span.map_or(0, |span| overlap(span, evidence));
            if shared > 0 && mention.kind == event.kind {
                let closer = closeness(event, mention);
                pairs.push((Reverse((shared, closer)), event_index, gold_index));
            }
        }
    }
    pairs.sort();
    let mut event_of = vec![None; gold.len()];
    let mut taken = BTreeSet::new();
    for (_, event_index, gold_index) in pairs {
        if let Some(slot @ None) = event_of.get_mut(gold_index)
            && taken.insert(event_index)
        {
            *slot = Some(event_index);
        }
    }
    gather(document, events, &gold, &spans, &event_of)
}

/// Ranks pairs with equal overlap: first the gold line written for this event, then one with the same mode, then one
/// with the same trigger.
fn closeness(event: &Event, mention: &GoldMention) -> u8 {
    let trigger = mention.trigger.as_deref().unwrap_or_default().to_lowercase();
    let same_mode = u8::from(event.mode == mention.mode);
    let same_event = u8::from(mention.event.as_ref() == Some(&event.id));
    same_event * 4 + same_mode * 2 + u8::from(trigger.contains(&event.trigger.text.to_lowercase()))
}

fn gather(
    document: &Document,
    events: Vec<Event>,
    gold: &[&GoldMention],
    spans: &[Option<Span>],
    event_of: &[Option<usize>],
) -> ComparedArticle {
    let mut compared = ComparedArticle {
        article: document.article.id.clone(),
        right: Vec::new(),
        spurious: Vec::new(),
        missed: Vec::new(),
        unlocated: Vec::new(),
    };
    for ((mention, span), event) in gold.iter().zip(spans).zip(event_of) {
        match event.and_then(|index| events.get(index)) {
            Some(event) => compared.right.push((event.clone(), (*mention).clone())),
            None => compared.missed.push((*mention).clone()),
        }
        if span.is_none() {
            compared.unlocated.push((*mention).clone());
        }
    }
    let right: BTreeSet<usize> = event_of.iter().flatten().copied().collect();
    let spurious = events.into_iter().enumerate().filter(|(index, _)| !right.contains(index));
    compared.spurious = spurious.map(|(_, event)| event).collect();
    compared
}

fn overlap(a: Span, b: Span) -> u32 {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// How many sentences `span` overlaps.
fn sentences(document: &Document, span: Span) -> usize {
    let sentences = document.sentences();
    let first = sentences.partition_point(|sentence| sentence.span.end <= span.start);
    sentences.iter().skip(first).take_while(|sentence| sentence.span.start < span.end).count()
}

/// The score over all compared articles, as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct Score {
    /// How many articles were compared.
    pub articles: usize,
    /// All kinds together (micro average: each mention counts the same).
    pub overall: ScoreRow,
    /// Each kind, by name.
    pub kinds: Vec<ScoreRow>,
    /// The agreement of attributes of the right events.
    pub attributes: Vec<AttributeAgreement>,
    /// Gold passages that do not occur in their article; they count as missed.
    pub unlocated: Vec<UnlocatedPassage>,
    /// Kinds that occur nowhere in the gold, with the number of events found. They are left out of the score.
    pub uncoded: BTreeMap<String, u32>,
}

/// The figures of one kind or of all.
#[derive(Clone, Debug, Serialize)]
pub struct ScoreRow {
    /// The kind, or "all".
    pub kind: String,
    /// Mentions in gold.
    pub gold: u32,
    /// Events found.
    pub found: u32,
    /// Events that are right.
    pub right: u32,
    /// Right divided by found.
    pub precision: Option<f64>,
    /// Right divided by gold.
    pub recall: Option<f64>,
    /// The harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// The 95 % confidence interval of F1.
    pub interval: Option<Interval>,
}

/// How often an attribute agrees, among the right events where either side has it.
#[derive(Clone, Debug, Serialize)]
pub struct AttributeAgreement {
    /// The attribute.
    pub attribute: &'static str,
    /// How often it agrees.
    pub agree: u32,
    /// How often it was compared.
    pub of: u32,
}

/// A gold passage that does not occur in its article.
#[derive(Clone, Debug, Serialize)]
pub struct UnlocatedPassage {
    /// The article's id.
    pub article: String,
    /// The kind.
    pub kind: String,
    /// The quoted passage.
    pub text: String,
}

impl Score {
    /// Computes the score of `compared`; `coded` are the kinds that occur anywhere in the gold.
    pub fn new(compared: &[ComparedArticle], coded: &BTreeSet<String>) -> Score {
        let (kinds, uncoded) = counts_by_kind(compared, coded);
        let all = counts_of_all(compared.len(), &kinds);
        Score {
            articles: compared.len(),
            overall: ScoreRow::new("all", &all),
            kinds: kinds
                .iter()
                .map(|(kind, articles)| ScoreRow::new(kind, articles))
                .filter(|line| line.gold + line.found > 0)
                .collect(),
            attributes: attributes(compared),
            unlocated: compared
                .iter()
                .flat_map(|article| article.unlocated.iter().map(passage))
                .collect(),
            uncoded,
        }
    }
}

/// The counts of each kind in `coded`, article by article, and how many events are of other kinds.
pub(super) fn counts_by_kind<'a>(
    compared: &[ComparedArticle],
    coded: &'a BTreeSet<String>,
) -> (BTreeMap<&'a str, Vec<Counts>>, BTreeMap<String, u32>) {
    let mut kinds: BTreeMap<&str, Vec<Counts>> =
        coded.iter().map(|kind| (kind.as_str(), vec![Counts::default(); compared.len()])).collect();
    let mut uncoded = BTreeMap::new();
    for (index, article) in compared.iter().enumerate() {
        let mut count = |kind: &str, add: fn(&mut Counts)| {
            let slot = kinds.get_mut(kind).and_then(|articles| articles.get_mut(index));
            slot.map(add).is_some()
        };
        for (event, _) in &article.right {
            count(&event.kind, |counts| counts.right += 1);
        }
        for mention in &article.missed {
            count(&mention.kind, |counts| counts.missed += 1);
        }
        for event in &article.spurious {
            if !count(&event.kind, |counts| counts.spurious += 1) {
                *uncoded.entry(event.kind.clone()).or_default() += 1;
            }
        }
    }
    (kinds, uncoded)
}

/// The counts of all kinds together, for each of `articles` articles.
pub(super) fn counts_of_all(articles: usize, kinds: &BTreeMap<&str, Vec<Counts>>) -> Vec<Counts> {
    let of_article =
        |index: usize| kinds.values().filter_map(|counts| counts.get(index)).copied().sum();
    (0..articles).map(of_article).collect()
}

impl ScoreRow {
    pub(super) fn new(kind: &str, articles: &[Counts]) -> ScoreRow {
        let sum: Counts = articles.iter().copied().sum();
        ScoreRow {
            kind: kind.to_owned(),
            gold: sum.right + sum.missed,
            found: sum.right + sum.spurious,
            right: sum.right,
            precision: sum.precision(),
            recall: sum.recall(),
            f1: sum.f1(),
            interval: bootstrap(articles),
        }
    }
}

fn attributes(compared: &[ComparedArticle]) -> Vec<AttributeAgreement> {
    let pairs = || compared.iter().flat_map(|article| &article.right);
    let agreement = |&(attribute, compare): &(&'static str, super::agree::Compare)| {
        let verdicts: Vec<bool> =
            pairs().filter_map(|(event, mention)| compare(event, mention)).collect();
        let agree = verdicts.iter().filter(|&&agrees| agrees).count() as u32;
        AttributeAgreement { attribute, agree, of: verdicts.len() as u32 }
    };
    ATTRIBUTES.iter().map(agreement).collect()
}

fn passage(mention: &GoldMention) -> UnlocatedPassage {
    UnlocatedPassage {
        article: mention.article.clone(),
        kind: mention.kind.clone(),
        text: mention.evidence.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::examples;
    use crate::event::sample;
    use crate::text::Vocabulary;

    const TEXT: &str = "Jets hit a bridge. Shells fell on the town. Jets came back.";

    fn event(kind: &str, start: u32, end: u32) -> Event {
        let mut event = sample();
        event.kind = kind.into();
        (event.evidence.start, event.evidence.end) = (start, end);
        event
    }

    fn gold(kind: &str, evidence: &str) -> GoldMention {
        let value = serde_json::json!({ "article": "a", "kind": kind, "evidence": evidence });
        serde_json::from_value(value).unwrap()
    }

    fn compared(events: Vec<Event>, gold: &[GoldMention]) -> ComparedArticle {
        let document = Document::new(examples::article("a", TEXT), &mut Vocabulary::new());
        compare(&document, events, &gold.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_gold_mention_matches_only_the_event_that_overlaps_most() {
        let gold = [gold("air_strike", "Jets hit a bridge."), gold("shelling", "Nowhere said.")];
        let found =
            vec![event("air_strike", 10, 30), event("air_strike", 0, 18), event("shelling", 0, 18)];
        let compared = compared(found, &gold);
        assert_eq!(compared.right.len(), 1);
        assert_eq!(compared.right[0].0.evidence.start, 0);
        assert_eq!((compared.spurious.len(), compared.missed.len()), (2, 1));
        assert_eq!(compared.unlocated.len(), 1);

        let coded = gold.iter().map(|mention| mention.kind.clone()).collect();
        let score = Score::new(&[compared], &coded);
        assert_eq!((score.overall.gold, score.overall.found, score.overall.right), (2, 3, 1));
        assert_eq!(score.kinds.len(), 2);
    }

    #[test]
    fn kinds_absent_from_gold_are_left_out_and_listed() {
        let gold = [gold("air_strike", "Jets hit a bridge.")];
        let compared = compared(vec![event("protest", 0, 18)], &gold);
        let score = Score::new(&[compared], &BTreeSet::from(["air_strike".to_owned()]));
        assert_eq!(score.overall.found, 0);
        assert_eq!(score.uncoded["protest"], 1);
    }
}
