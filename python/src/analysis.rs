//! What is made of events: scores, differences, explanations, as JSON for the Python side.

use crate::errors::{DatelineError, EventError};
use crate::pool::Pool;
use crate::work::{Ordered, Source, Task};
use dateline::check::figures::tables;
use dateline::check::gold::{self, Gold, GoldMention};
use dateline::check::score::{ComparedArticle, Score, compare};
use dateline::coder::Report;
use dateline::compare::{Renamed, Summary, compare as compare_events};
use dateline::{Event, Worker};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// What rules did on sentences.
pub fn explained(report: &Report) -> Value {
    let sentences = report.sentences.iter().map(|sentence| {
        let rules = sentence.rules.iter().map(|rule| {
            json!({
                "rule": rule.rule,
                "fires": rule.fires,
                "skip_reason": rule.skip_reason,
                "missing_context": rule.missing_context,
                "lines": rule.lines,
            })
        });
        json!({
            "number": sentence.number,
            "text": sentence.text,
            "furniture": sentence.furniture,
            "rules": rules.collect::<Vec<_>>(),
        })
    });
    json!(sentences.collect::<Vec<_>>())
}

/// The score of rules against gold: JSON, and a table for people.
///
/// # Errors
/// The gold cannot be read, the articles cannot, or none of them has gold.
pub fn score(
    source: Source,
    pool: Arc<Pool<Worker>>,
    threads: usize,
    path: &Path,
) -> PyResult<(String, String)> {
    let Gold { mentions, rejected, torn } =
        gold::read(path).map_err(|error| PyValueError::new_err(error.to_string()))?;
    let mentions = [mentions, rejected].concat();
    let coded: BTreeSet<String> = mentions.iter().map(|mention| mention.kind.clone()).collect();
    let mut by_article: HashMap<String, Vec<GoldMention>> = HashMap::new();
    for mention in mentions {
        by_article.entry(mention.article.clone()).or_default().push(mention);
    }
    let gold = Arc::new(by_article);
    let wanted = Arc::clone(&gold);
    let work = move |worker: &mut Worker, task: Task| scored(worker, task, &wanted);
    let (mut compared, mut seen, mut left_out, mut others) =
        (Vec::new(), HashSet::new(), Vec::new(), 0_u64);
    for part in Ordered::new(source, pool, threads, work) {
        let part = part.map_err(|error| DatelineError::new_err(error.to_string()))?;
        left_out.extend(part.left_out);
        others += part.others;
        for article in part.compared {
            match seen.insert(article.article.clone()) {
                true => compared.push(article),
                false => left_out.push(format!(
                    "{}: this id was there before; the first article is scored",
                    article.article
                )),
            }
        }
    }
    if compared.is_empty() {
        let some: BTreeSet<&str> = gold.keys().map(String::as_str).collect();
        let some: Vec<&str> = some.into_iter().take(3).collect();
        return Err(PyValueError::new_err(format!(
            "no article has gold: article ids there ({}) are joined with the ids of the articles",
            some.join(", ")
        )));
    }
    let score = Score::new(&compared, &coded);
    let mut value =
        serde_json::to_value(&score).map_err(|error| DatelineError::new_err(error.to_string()))?;
    value["articles_without_gold"] = json!(others);
    value["left_out"] = json!(left_out);
    value["incomplete_lines"] = json!(torn);
    Ok((value.to_string(), tables(&score, false)))
}

#[derive(Default)]
struct ScoredPart {
    compared: Vec<ComparedArticle>,
    left_out: Vec<String>,
    /// Articles without gold.
    others: u64,
}

fn scored(worker: &mut Worker, task: Task, gold: &HashMap<String, Vec<GoldMention>>) -> ScoredPart {
    let mut part = ScoredPart::default();
    worker.begin_chunk(&BTreeSet::new());
    task.each(|article| match article {
        Err(unread) => part.left_out.push(unread.why),
        Ok(article) => match gold.get(&article.id) {
            None => part.others += 1,
            Some(mentions) => {
                let coded = worker.code(article);
                let mentions: Vec<&GoldMention> = mentions.iter().collect();
                part.compared.push(compare(&coded.document, coded.events, &mentions));
            }
        },
    });
    part
}

/// The differences between two sets of events of the same articles, as JSON.
///
/// # Errors
/// The sides count offsets in different units.
pub fn diff(before: &[Event], after: &[Event]) -> PyResult<String> {
    let units: BTreeSet<&str> =
        before.iter().chain(after).map(|event| event.offsets.name()).collect();
    if units.len() > 1 {
        let units: Vec<&str> = units.into_iter().collect();
        return Err(EventError::new_err(format!(
            "the events count offsets in different units ({}): code both sides with one",
            units.join(", ")
        )));
    }
    let mut articles: Vec<&str> = Vec::new();
    let mut sides: HashMap<&str, (Vec<Event>, Vec<Event>)> = HashMap::new();
    for (events, is_after) in [(before, false), (after, true)] {
        for event in events {
            let id = event.article.id.as_str();
            let sides = sides.entry(id).or_insert_with(|| {
                articles.push(id);
                Default::default()
            });
            if is_after { &mut sides.1 } else { &mut sides.0 }.push(event.clone());
        }
    }
    let (mut summary, mut differences) = (Summary::default(), Vec::new());
    for article in articles {
        let Some((before, after)) = sides.get(article) else { continue };
        let compared = compare_events(before, after, &Renamed::default(), None, None);
        summary.add(&compared);
        for one in &compared.differences {
            let changes = one.changes.iter();
            let changes: Vec<Value> = changes
                .map(|change| {
                    json!({"attribute": change.attribute, "from": change.from, "to": change.to})
                })
                .collect();
            differences.push(json!({
                "way": one.way().name(),
                "article": article,
                "changes": changes,
                "before": one.before,
                "after": one.after,
            }));
        }
    }
    let attributes: BTreeMap<&str, u64> =
        summary.attributes.iter().map(|(name, tally)| (*name, tally.events)).collect();
    let value = json!({
        "articles": summary.articles,
        "total": summary.total,
        "kinds": summary.kinds,
        "rules": summary.rules,
        "attributes": attributes,
        "differences": differences,
    });
    Ok(value.to_string())
}
