//! Agreement of counts and dates with the gold, and of dates with WikiWars.

use super::{HELD_BACK, rows};
use crate::event::CivilTime;
use crate::frame::{count, date};
use crate::text::temporal::date_phrase::{DateExpression, Direction, phrases, resolve};
use crate::text::testing::{document, regions};
use crate::text::{Document, Span};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

/// The day an article was published, as its text prints it; the one seed without a stamp is dated by its tweets.
fn published(id: &str, text: &str) -> Option<Date> {
    let doc = document(text, None);
    let head = doc.tokens_in(Span::new(0, text.floor_char_boundary(400)));
    let absolute = phrases(&doc, head).into_iter().find_map(|phrase| match phrase.when {
        DateExpression::Date { year: Some(_), .. } => {
            resolve(&phrase.when, Date::default(), true, Direction::Past)
        }
        _ => None,
    });
    match id {
        "seed-004" => Some(Date::constant(2016, 10, 25)),
        "seed-002" | "seed-003" => None,
        "fakes-1924058059" => Some(Date::constant(2016, 6, 18)),
        _ => absolute.map(|found| found.start.date()),
    }
}

/// A rough sentence split, good enough for measuring.
fn split(text: &str) -> Vec<(Span, u32)> {
    let mut spans = Vec::new();
    let mut start = 0;
    let mut paragraph = 0;
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let ends = c == '\n'
            || c == '.'
                && (rest.starts_with(" \"")
                    || rest.starts_with(' ')
                        && rest[1..].starts_with(char::is_uppercase)
                        && !text[..at].ends_with(char::is_uppercase)
                        && !text[..at].ends_with("Sept"));
        if ends {
            spans.push((Span::new(start, at + c.len_utf8()).trimmed(text), paragraph));
            start = at + c.len_utf8();
            paragraph += u32::from(c == '\n');
        }
    }
    spans.push((Span::new(start, text.len()).trimmed(text), paragraph));
    spans
}

struct Mention {
    article: String,
    gold: Value,
    doc: usize,
    sentence: usize,
    trigger: std::ops::Range<usize>,
}

fn gold() -> Option<(Vec<Document>, Vec<Mention>)> {
    let mut docs = Vec::new();
    let mut by_id = BTreeMap::new();
    for row in rows("dev_articles.jsonl")? {
        let id = row["id"].as_str()?.to_owned();
        let (title, text) = (row["title"].as_str().unwrap_or(""), row["text"].as_str()?);
        let whole = format!("{title}\n\n{text}");
        by_id.insert(id.clone(), (docs.len(), title.len() + 2));
        docs.push(regions(&whole, &split(&whole), published(&id, text)));
    }
    let mut mentions = Vec::new();
    for row in rows("dev_gold.jsonl")? {
        let article = row["article"].as_str()?.to_owned();
        let &(doc, shift) = by_id.get(&article)?;
        let text = docs[doc].text();
        let from = if row["in"] == "title" { 0 } else { shift };
        let chars = row["start"].as_u64()? as usize;
        let start = from + text[from..].char_indices().nth(chars).map_or(0, |(at, _)| at);
        let trigger = row["trigger"].as_str()?;
        let Some(at) = text[start..].find(trigger).map(|at| start + at) else { continue };
        let trigger = docs[doc].tokens_in(Span::new(at, at + trigger.len()));
        let Some(sentence) = docs[doc].sentence_of(trigger.start) else { continue };
        mentions.push(Mention { article, gold: row, doc, sentence, trigger });
    }
    Some((docs, mentions))
}

#[test]
fn counts_agree_with_gold() {
    let Some((docs, mentions)) = gold() else { return };
    let mut tally: BTreeMap<(bool, String), [usize; 3]> = BTreeMap::new();
    let mut reasons: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for mention in &mentions {
        let held = HELD_BACK.contains(&mention.article.as_str());
        let wanted: Vec<(String, u64, String)> =
            mention.gold["counts"].as_array().map_or(vec![], |counts| {
                let key = |c: &Value| {
                    let value = c["value"].as_u64().or(c["low"].as_u64())?;
                    Some((
                        c["what"].as_str()?.to_owned(),
                        value,
                        c["bound"].as_str()?.replace(' ', "_"),
                    ))
                };
                counts.iter().filter_map(key).collect()
            });
        let kind = mention.gold["kind"].as_str().unwrap_or("");
        let toll = matches!(
            kind,
            "casualties"
                | "displacement"
                | "siege"
                | "detention"
                | "abduction"
                | "targeted_killing"
        );
        if wanted.is_empty() && !toll {
            continue;
        }
        let doc = &docs[mention.doc];
        let mut found: Vec<(String, u64, String)> =
            count::counts(doc, mention.sentence, mention.trigger.clone(), None)
                .into_iter()
                .map(|c| (c.what.to_string(), c.value, c.bound.to_string()))
                .collect();
        let shown = found.clone();
        let mut missed = Vec::new();
        for one in wanted {
            let row = tally.entry((held, one.0.clone())).or_default();
            match found.iter().position(|other| *other == one) {
                Some(at) => {
                    found.remove(at);
                    row[0] += 1;
                }
                None => {
                    let why = if found.iter().any(|o| o.0 == one.0 && o.1 == one.1) {
                        "other bound"
                    } else if found.iter().any(|o| o.1 == one.1) {
                        "other what"
                    } else if shown.is_empty() {
                        "nothing found"
                    } else {
                        "figure not found"
                    };
                    *reasons.entry((held, why)).or_default() += 1;
                    row[1] += 1;
                    missed.push(one);
                }
            }
        }
        for one in &found {
            tally.entry((held, one.0.clone())).or_default()[2] += 1;
        }
        if !held && (!missed.is_empty() || !found.is_empty()) {
            println!(
                "{} {kind} missed {missed:?} extra {found:?} of {shown:?}\n   {}",
                mention.article, mention.gold["evidence"]
            );
        }
    }
    println!("{reasons:?}");
    for ((held, what), [right, missed, extra]) in tally {
        println!(
            "{} {what}: right {right} missed {missed} extra {extra}",
            if held { "held" } else { "open" }
        );
    }
}

#[test]
fn dates_agree_with_gold() {
    let Some((docs, mentions)) = gold() else { return };
    let mut tally: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for mention in &mentions {
        let held = HELD_BACK.contains(&mention.article.as_str());
        let future = mention.gold["realis"] == "future";
        let found =
            date::resolve(&docs[mention.doc], mention.sentence, mention.trigger.clone(), future);
        let written = |time: Option<CivilTime>| time.map_or(String::new(), |time| time.to_string());
        let phrase = mention.gold["date_text"].as_str();
        let wanted = mention.gold["date"].as_str();
        let told = found.basis.is_phrase();
        let outcome = match (phrase, wanted) {
            (Some(_), Some(day)) => {
                let (start, end) = (written(found.start), written(found.end));
                if !told {
                    "phrase, day: no phrase found"
                } else if start.starts_with(day) {
                    "phrase, day: right"
                } else if *start <= *day && day <= end.get(..10).unwrap_or("") {
                    "phrase, day: inside the range"
                } else {
                    "phrase, day: other day"
                }
            }
            (Some(phrase), None) if told => {
                let (one, other) = (phrase.to_lowercase(), found.basis.name().to_lowercase());
                if one.contains(&other) || other.contains(&one) {
                    "phrase alone: same"
                } else {
                    "phrase alone: other"
                }
            }
            (Some(_), None) => "phrase alone: none found",
            (None, Some(day)) if !told => {
                if written(found.start) == day {
                    "none, day: published right"
                } else {
                    "none, day: published wrong"
                }
            }
            (None, Some(day)) => {
                if written(found.start).starts_with(day) {
                    "none, day: phrase right"
                } else {
                    "none, day: phrase wrong"
                }
            }
            (None, None) => {
                if told {
                    "none at all: phrase found"
                } else {
                    "none at all: none found"
                }
            }
        };
        *tally.entry((held, outcome)).or_default() += 1;
        if !held
            && !outcome.contains("right")
            && !outcome.contains("same")
            && !outcome.contains("none found")
        {
            println!(
                "{outcome}: {} {phrase:?} {wanted:?} got {:?} {:?} {}\n   [{}] {}",
                mention.article,
                found.start,
                found.end,
                found.basis,
                mention.gold["trigger"],
                mention.gold["evidence"]
            );
        }
    }
    for ((held, outcome), count) in tally {
        println!("{} {outcome}: {count}", if held { "held" } else { "open" });
    }
}

/// The days that a WikiWars value covers, for values of years, months and days.
fn covered(value: &str) -> Option<(Date, Date)> {
    let numbers: Option<Vec<i16>> = value.split('-').map(|part| part.parse().ok()).collect();
    match numbers?.as_slice() {
        [year] if value.len() == 4 => {
            Some((Date::new(*year, 1, 1).ok()?, Date::new(*year, 12, 31).ok()?))
        }
        [year, month] => {
            let first = Date::new(*year, i8::try_from(*month).ok()?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        [year, month, day] => {
            let date =
                Date::new(*year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()?;
            Some((date, date))
        }
        _ => None,
    }
}

#[test]
fn dates_agree_with_histories() {
    let Ok(root) = std::env::var("DATELINE_DATA") else {
        return println!("skipped: DATELINE_DATA is not set");
    };
    let Ok(folder) = std::fs::read_dir(format!("{root}/wikiwars/timex3")) else { return };
    let tag = regex::Regex::new(r#"<TIMEX3 ([^>]*)>([^<]*)</TIMEX3>"#).expect("a pattern");
    let value = regex::Regex::new(r#" value="([^"]*)""#).expect("a pattern");
    let mut tally: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut shown = 0;
    let mut files: Vec<_> = folder.flatten().map(|file| file.path()).collect();
    files.sort();
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let mut anchor: Option<Date> = None;
        for found in tag.captures_iter(&text).skip(1) {
            let (attributes, words) = (&found[1], &found[2]);
            let Some((first, last)) = value.captures(attributes).and_then(|v| covered(&v[1]))
            else {
                continue;
            };
            let sort = if words.contains(char::is_numeric)
                && words.len() > 3
                && words.split(|c: char| !c.is_numeric()).any(|n| n.len() == 4)
            {
                "with a year"
            } else {
                "relative"
            };
            let lead = match words.split(' ').next() {
                Some("the") => "by ",
                _ => "in ",
            };
            let phrase = format!("{lead}{words}");
            let doc = document(&phrase, None);
            let read = phrases(&doc, 0..doc.len());
            let outcome = match read.as_slice() {
                [] => "not read",
                [one, ..] => {
                    match resolve(&one.when, anchor.unwrap_or(first), false, Direction::Past) {
                        Some(r) if first <= r.start.date() && r.end.date() <= last => "right",
                        Some(r) if r.start.date() <= first && last <= r.end.date() => {
                            "right but wider"
                        }
                        _ => "wrong",
                    }
                }
            };
            if outcome == "wrong" || outcome == "not read" {
                shown += 1;
                if shown % 6 == 0 {
                    println!(
                        "{outcome}: {words:?} is {first}..{last} anchor {anchor:?} read {:?}",
                        read.first().map(|r| &r.when)
                    );
                }
            }
            *tally.entry((sort, outcome)).or_default() += 1;
            if sort == "with a year" || first == last {
                anchor = Some(first);
            }
        }
    }
    println!("{tally:#?}");
}
