//! Fixtures: whole articles of a pack, in `fixtures/`, with the events they must give. The events of `fixtures/NAME.txt`
//! are in `fixtures/NAME.events.jsonl`: one event a line, in the order coded, all attributes but those that change
//! with every edit of a pack. A difference is shown event by event, by id.

use super::examples::describe;
use crate::event::Event;
use crate::event::change::changes;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The ending of a file of golden events.
pub const GOLDEN: &str = ".events.jsonl";

/// The attributes of an event that golden events leave out: they change with any edit of the pack.
const VOLATILE: &[&str] = &["pack_version", "pack_hash", "coded_by"];

/// What golden events leave out, too, since it is the same in all of them: their offsets count bytes.
const OFFSETS: &str = "offsets";

/// The golden events of these events, as the file has them.
pub fn golden(events: &[Event]) -> String {
    let mut text = String::new();
    for event in events {
        text.push_str(&Value::Object(record(event)).to_string());
        text.push('\n');
    }
    text
}

fn record(event: &Event) -> Map<String, Value> {
    // A record consists of maps with text keys, which always serialise.
    match serde_json::to_value(event).unwrap_or_default() {
        Value::Object(mut record) => {
            VOLATILE.iter().chain([&OFFSETS]).for_each(|key| drop(record.remove(*key)));
            record
        }
        _ => Map::new(),
    }
}

/// A golden event.
#[derive(Clone, Debug)]
pub struct GoldenEvent {
    record: Map<String, Value>,
    event: Event,
}

impl GoldenEvent {
    /// The rule of the event.
    pub fn rule(&self) -> &str {
        &self.event.rule
    }
}

/// Reads a file of golden events; the error names the line.
pub fn read(text: &str) -> Result<Vec<GoldenEvent>, String> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |why: &dyn std::fmt::Display| format!("line {}: not an event: {why}", number + 1);
        let mut record: Map<String, Value> = serde_json::from_str(line).map_err(|why| bad(&why))?;
        VOLATILE.iter().chain([&OFFSETS]).for_each(|key| drop(record.remove(*key)));
        let mut whole = record.clone();
        for key in VOLATILE {
            whole.insert((*key).to_owned(), "".into());
        }
        let event = serde_json::from_value(Value::Object(whole)).map_err(|why| bad(&why))?;
        found.push(GoldenEvent { record, event });
    }
    Ok(found)
}

/// The differences between golden events and those coded, one line each; empty where they are equal, order included.
pub fn differences(golden: &[GoldenEvent], coded: &[Event]) -> Vec<String> {
    let before: BTreeMap<&str, &GoldenEvent> =
        golden.iter().map(|one| (one.event.id.as_str(), one)).collect();
    let after: BTreeMap<&str, &Event> = coded.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut lines = Vec::new();
    for event in coded {
        match before.get(event.id.as_str()) {
            None => lines.push(format!("came: {}", in_text(event))),
            Some(old) => lines.extend(changed(old, event)),
        }
    }
    let gone = golden.iter().filter(|one| !after.contains_key(one.event.id.as_str()));
    lines.extend(gone.map(|one| format!("went: {}", in_text(&one.event))));
    let is_same_order = golden.iter().map(|one| &one.event.id).eq(coded.iter().map(|one| &one.id));
    if lines.is_empty() && !is_same_order {
        lines.push("the same events, in another order or more than once".to_owned());
    }
    lines
}

fn changed(old: &GoldenEvent, event: &Event) -> Option<String> {
    let new = record(event);
    if old.record == new {
        return None;
    }
    let shown =
        |value: &str| if value.is_empty() { "nothing".to_owned() } else { value.to_owned() };
    let mut parts: Vec<String> = changes(&old.event, event)
        .iter()
        .map(|change| {
            format!("{}: {} -> {}", change.attribute, shown(&change.from), shown(&change.to))
        })
        .collect();
    if parts.is_empty() {
        // What changes() leaves out: the article, the pack.
        let keys = old.record.keys().chain(new.keys().filter(|key| !old.record.contains_key(*key)));
        let other = keys.filter(|key| old.record.get(*key) != new.get(*key));
        parts.extend(other.map(|key| {
            let side = |record: &Map<String, Value>| {
                record.get(key).map_or("nothing".into(), Value::to_string)
            };
            format!("{key}: {} -> {}", side(&old.record), side(&new))
        }));
    }
    Some(format!("changed: {}; {}", describe(event), parts.join("; ")))
}

fn in_text(event: &Event) -> String {
    let text: Vec<&str> = event.evidence.text.split_whitespace().collect();
    format!(
        "{} in {} {}: {}",
        describe(event),
        event.article.id,
        event.evidence.sentence,
        text.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    #[test]
    fn golden_events_survive_writing_and_reading() {
        let events = [sample()];
        let text = golden(&events);
        assert!(!text.contains("pack_hash") && text.lines().count() == 1, "{text}");
        assert!(!text.contains("offsets"), "files of earlier versions do not have it");
        let read = read(&text).unwrap();
        assert_eq!(differences(&read, &events), [""; 0]);
        let mut newer = sample();
        newer.pack_hash = "other".into();
        assert_eq!(differences(&read, &[newer]), [""; 0]);
    }

    #[test]
    fn each_difference_is_a_line() {
        let old = read(&golden(&[sample()])).unwrap();
        let mut changed = sample();
        changed.mode = Some("night".into());
        let lines = differences(&old, &[changed]);
        assert!(
            lines[0].starts_with("changed: air_strike/struck: ")
                && lines[0].ends_with("mode: nothing -> night"),
            "{lines:?}"
        );
        let mut other = sample();
        other.id = "other".into();
        let lines = differences(&old, &[other]);
        assert!(lines[0].starts_with("came: ") && lines[1].starts_with("went: "), "{lines:?}");
        let twice = [sample(), sample()];
        assert_eq!(differences(&old, &twice).len(), 1);
        let mut moved = sample();
        moved.article.title = Some("Another".into());
        assert!(differences(&old, &[moved])[0].contains("article: "));
    }

    #[test]
    fn a_line_that_is_no_event_is_named() {
        assert!(read("\n{}\n").unwrap_err().starts_with("line 2: not an event: missing field"));
        assert!(read("x").unwrap_err().starts_with("line 1: not an event"));
    }
}
