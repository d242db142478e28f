//! Scores articles against answer keys: the incident types that the key names, against those that the events give. The
//! unit is a pair of article and type; the position of an event in the article does not matter. Uses `keys` and
//! `types`.

use super::keys::{Key, Template};
use super::score::ScoreRow;
use super::tally::Counts;
use super::types::{ClassifiedEvent, Mapping};
use crate::event::Event;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The comparison of one article's types with its key.
#[derive(Clone, Debug)]
pub struct JudgedArticle {
    /// The article's id.
    pub article: String,
    /// Types found that the key names.
    pub right: BTreeSet<String>,
    /// Types found that the key does not name, with their events.
    pub spurious: Vec<SpuriousType>,
    /// Types of the key that were not found.
    pub missed: Vec<MissedType>,
    /// Whether the key names no required incident at all.
    pub irrelevant: bool,
}

/// A type found that the key does not name.
#[derive(Clone, Debug)]
pub struct SpuriousType {
    /// The type.
    pub name: String,
    /// The events of that type.
    pub events: Vec<Event>,
}

/// A type of the key that was not found.
#[derive(Clone, Debug)]
pub struct MissedType {
    /// The type.
    pub name: String,
    /// The key's incidents of it.
    pub templates: Vec<Template>,
    /// Events of the kinds that make up the type, which its conditions exclude.
    pub aside: Vec<Event>,
}

/// Compares the events of one article with its key.
pub fn judge(mapping: &Mapping, key: &Key, events: &[ClassifiedEvent]) -> JudgedArticle {
    let found = mapping.found(events);
    let asked = key.expected_types(&found.keys().cloned().collect());
    let own = |events: Vec<&Event>| events.into_iter().cloned().collect::<Vec<Event>>();
    let missed = |name: &String| MissedType {
        name: name.clone(),
        templates: (key.templates.iter())
            .filter(|template| template.incident_types.contains(name) && !template.optional)
            .cloned()
            .collect(),
        aside: own(mapping.related(name, events)),
    };
    JudgedArticle {
        article: key.article.clone(),
        right: asked.required.iter().filter(|name| found.contains_key(*name)).cloned().collect(),
        missed: asked
            .required
            .iter()
            .filter(|name| !found.contains_key(*name))
            .map(missed)
            .collect(),
        irrelevant: asked.required.is_empty(),
        spurious: found
            .into_iter()
            .filter(|(name, _)| !asked.required.contains(name) && !asked.optional.contains(name))
            .map(|(name, events)| SpuriousType { name, events: own(events) })
            .collect(),
    }
}

/// The score over all judged articles, as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct TypeScore {
    /// How many articles were judged.
    pub articles: usize,
    /// All types together (micro average: each pair of article and type counts the same).
    pub overall: ScoreRow,
    /// Each type, by name.
    #[serde(rename = "types")]
    pub lines: Vec<ScoreRow>,
    /// The errors by cause.
    pub bounds: ErrorBreakdown,
}

/// The errors by cause, and the best score that better conditions alone could reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct ErrorBreakdown {
    /// False alarms in articles whose key is empty.
    pub false_in_irrelevant: u32,
    /// False alarms in articles whose key names another type.
    pub false_beside_others: u32,
    /// Missed types with events that the conditions exclude.
    pub missed_put_aside: u32,
    /// Missed types without any event of their kinds.
    pub missed_unseen: u32,
    /// F1 if the conditions kept every right event and dropped every wrong one.
    pub oracle_f1: Option<f64>,
}

impl TypeScore {
    /// Computes the score of `judged`.
    pub fn new(judged: &[JudgedArticle]) -> TypeScore {
        let mut types: BTreeMap<&str, Vec<Counts>> = BTreeMap::new();
        let mut bounds = ErrorBreakdown::default();
        for (index, article) in judged.iter().enumerate() {
            let mut count = |name, add: fn(&mut Counts)| {
                let all =
                    types.entry(name).or_insert_with(|| vec![Counts::default(); judged.len()]);
                all.get_mut(index).map(add);
            };
            article.right.iter().for_each(|name| count(name, |counts| counts.right += 1));
            for one in &article.missed {
                count(&one.name, |counts| counts.missed += 1);
                bounds.missed_put_aside += u32::from(!one.aside.is_empty());
                bounds.missed_unseen += u32::from(one.aside.is_empty());
            }
            for one in &article.spurious {
                count(&one.name, |counts| counts.spurious += 1);
                bounds.false_in_irrelevant += u32::from(article.irrelevant);
                bounds.false_beside_others += u32::from(!article.irrelevant);
            }
        }
        let all: Vec<Counts> = (0..judged.len())
            .map(|index| types.values().filter_map(|articles| articles.get(index)).copied().sum())
            .collect();
        let sum: Counts = all.iter().copied().sum();
        let oracle = Counts {
            right: sum.right + bounds.missed_put_aside,
            spurious: 0,
            missed: bounds.missed_unseen,
        };
        bounds.oracle_f1 = oracle.f1();
        TypeScore {
            articles: judged.len(),
            overall: ScoreRow::new("all", &all),
            lines: types.iter().map(|(name, articles)| ScoreRow::new(name, articles)).collect(),
            bounds,
        }
    }
}
