//! The differences between two versions of an event, attribute by attribute, as text for people. Left out is what no
//! edit of a rule is about: the article, the pack and its hash, the rule, the id.

use super::{Claimant, Codes, Event, EventDate, Party, QuotedText};
use serde_json::Value;
use std::collections::BTreeSet;

/// An attribute that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name in the record.
    pub attribute: &'static str,
    /// The old value; empty for none.
    pub from: String,
    /// The new value; empty for none.
    pub to: String,
}

/// An attribute's name, and how its value is formatted.
type Attribute = (&'static str, fn(&Event) -> String);

/// The attributes compared, in the order of the record; `extra` is compared last, by itself.
const ATTRIBUTES: &[Attribute] = &[
    ("kind", |event| event.kind.clone()),
    ("mode", |event| event.mode.clone().unwrap_or_default()),
    ("evidence", |event| format!("sentence {}", event.evidence.sentence)),
    ("trigger", |event| quoted(&event.trigger)),
    ("stance", |event| event.stance.name().to_owned()),
    ("stance_cue", |event| event.stance_cue.clone().unwrap_or_default()),
    ("claimant", |event| event.claimant.as_ref().map(claimant).unwrap_or_default()),
    ("denies", |event| event.denies.clone().unwrap_or_default()),
    ("realis", |event| event.realis.name().to_owned()),
    ("actor", |event| parties(&event.actor)),
    ("recipient", |event| parties(&event.recipient)),
    ("place", |event| event.place.as_ref().map(|place| one_line(&place.text)).unwrap_or_default()),
    ("date", |event| date(&event.date)),
    ("counts", |event| joined(event.counts.iter().map(ToString::to_string))),
    ("codes", |event| codes(&event.codes)),
];

/// The attributes that differ, in the order of the record. Where two values have the same text, the inner difference is
/// added: "Homs (basis title)". Empty where the records are equal.
pub fn changes(before: &Event, after: &Event) -> Vec<Change> {
    let mut found = Vec::new();
    if is_alike(before, after) {
        return found; // most events are, and formatting and serialising them takes long
    }
    let (mut old, mut new) = (Value::Null, Value::Null);
    for (attribute, read) in ATTRIBUTES {
        let (mut from, mut to) = (read(before), read(after));
        if from == to {
            if old.is_null() {
                (old, new) = (written(before), written(after));
            }
            let mut details = Vec::new();
            differences(attribute, &old[*attribute], &new[*attribute], &mut details);
            if details.is_empty() {
                continue;
            }
            let beside = |side: fn(&ValueChange) -> &String| {
                let each = details.iter().map(|it| format!("{} {}", it.name, side(it)));
                each.collect::<Vec<_>>().join(", ")
            };
            from = format!("{from} ({})", beside(|it| &it.from)).trim_start().to_owned();
            to = format!("{to} ({})", beside(|it| &it.to)).trim_start().to_owned();
        }
        found.push(Change { attribute, from, to });
    }
    found.extend(extra(before, after));
    found
}

/// The attributes that an event has, in the order of the record, each as text for people.
pub fn attributes(event: &Event) -> Vec<(&'static str, String)> {
    let own = event.extra.iter().map(|(name, value)| format!("{name}: {}", plain(value)));
    let each = ATTRIBUTES.iter().map(|(attribute, read)| (*attribute, read(event)));
    let all = each.chain([("extra", joined(own))]);
    all.filter(|(_, value)| !value.is_empty()).collect()
}

/// Whether all attributes are equal that are compared.
fn is_alike(before: &Event, after: &Event) -> bool {
    let (one, two) = (before, after);
    (&one.kind, &one.mode, &one.evidence, &one.trigger)
        == (&two.kind, &two.mode, &two.evidence, &two.trigger)
        && (one.stance, &one.stance_cue, &one.claimant)
            == (two.stance, &two.stance_cue, &two.claimant)
        && (&one.denies, one.realis) == (&two.denies, two.realis)
        && (&one.actor, &one.recipient, &one.place) == (&two.actor, &two.recipient, &two.place)
        && (&one.date, &one.counts, &one.codes) == (&two.date, &two.counts, &two.codes)
        && one.extra == two.extra
}

/// A difference inside an attribute.
struct ValueChange {
    name: String,
    from: String,
    to: String,
}

fn written(event: &Event) -> Value {
    // A record consists of maps with text keys, which always serialise.
    serde_json::to_value(event).unwrap_or_default()
}

/// The innermost values that differ, each with the nearest field name.
fn differences(name: &str, old: &Value, new: &Value, found: &mut Vec<ValueChange>) {
    match (old, new) {
        _ if old == new => {}
        (Value::Object(left), Value::Object(right)) => {
            let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for name in names {
                differences(name, &old[name], &new[name], found);
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            for at in 0..left.len().max(right.len()) {
                let side = |list: &[Value]| list.get(at).cloned().unwrap_or_default();
                differences(name, &side(left), &side(right), found);
            }
        }
        _ => found.push(ValueChange { name: name.to_owned(), from: plain(old), to: plain(new) }),
    }
}

/// The differences in a rule's own attributes.
fn extra(before: &Event, after: &Event) -> Option<Change> {
    let side = |event: &Event, other: &Event| {
        let differs = |(name, value): &(&String, &Value)| other.extra.get(*name) != Some(value);
        let own = event.extra.iter().filter(differs);
        joined(own.map(|(name, value)| format!("{name}: {}", plain(value))))
    };
    let (from, to) = (side(before, after), side(after, before));
    (before.extra != after.extra).then_some(Change { attribute: "extra", from, to })
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => one_line(text),
        other => other.to_string(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.map(|part| one_line(&part)).collect::<Vec<_>>().join("; ")
}

fn quoted(words: &QuotedText) -> String {
    one_line(&words.text)
}

fn claimant(claimant: &Claimant) -> String {
    one_line(&claimant.text)
}

fn parties(parties: &[Party]) -> String {
    joined(parties.iter().map(|party| party.text.clone()))
}

fn date(date: &EventDate) -> String {
    match (&date.start, &date.end) {
        (Some(start), Some(end)) if start != end => format!("{start} to {end}"),
        (Some(day), _) | (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    }
}

fn codes(codes: &Codes) -> String {
    let each = [("plover", &codes.plover), ("acled", &codes.acled), ("cameo", &codes.cameo)];
    joined(
        each.into_iter().filter_map(|(scheme, code)| Some(format!("{scheme} {}", code.as_ref()?))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{PlaceBasis, sample};

    fn change(attribute: &'static str, from: &str, to: &str) -> Change {
        Change { attribute, from: from.into(), to: to.into() }
    }

    #[test]
    fn changes_are_formatted_for_people() {
        let before = sample();
        assert_eq!(changes(&before, &before), []);
        let mut after = sample();
        after.mode = Some("night".into());
        after.claimant = None;
        after.actor.pop();
        if let Some(place) = &mut after.place {
            place.basis = PlaceBasis::Title;
        }
        after.date.end = "2016-08-13".parse().ok();
        after.counts.remove(0);
        after.codes.acled = Some("Air/drone strike".into());
        after.extra.insert("height".into(), 3.into());
        assert_eq!(
            changes(&before, &after),
            [
                change("mode", "", "night"),
                change("claimant", "a monitor", ""),
                change("actor", "Russia; Syria", "Russia"),
                change("place", "Raqqa (basis sentence)", "Raqqa (basis title)"),
                change("date", "2016-08-11", "2016-08-11 to 2016-08-13"),
                change(
                    "counts",
                    "at least 20 killed people; about 300 displaced families",
                    "about 300 displaced families"
                ),
                change("codes", "", "acled Air/drone strike"),
                change("extra", "", "height: 3"),
            ]
        );
    }

    /// Every way to change one innermost value, with the name of the attribute it is in.
    fn edits(value: &Value, at: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(name, inner)| {
                at.push(name.clone());
                edits(inner, at, found);
                at.pop();
            }),
            Value::Array(list) => list.iter().enumerate().for_each(|(index, inner)| {
                at.push(index.to_string());
                edits(inner, at, found);
                at.pop();
            }),
            _ => found.push(at.clone()),
        }
    }

    #[test]
    fn every_difference_is_reported() {
        let before = sample();
        let whole = written(&before);
        let mut places = Vec::new();
        edits(&whole, &mut Vec::new(), &mut places);
        let mut seen = BTreeSet::new();
        for place in places {
            let mut edited = whole.clone();
            let spot = edited.pointer_mut(&format!("/{}", place.join("/"))).unwrap();
            *spot = match &*spot {
                Value::String(text) => format!("{text}x").into(),
                Value::Number(number) => (number.as_f64().unwrap() as i64 + 1).into(),
                _ => "x".into(),
            };
            // Some values are words of a closed list, or numbers where a text is not allowed.
            let Ok(after) = serde_json::from_value::<Event>(edited) else { continue };
            let named: Vec<&str> = changes(&before, &after).iter().map(|c| c.attribute).collect();
            let left_out = [
                "id",
                "article",
                "offsets",
                "rule",
                "pack",
                "pack_version",
                "pack_hash",
                "coded_by",
            ]
            .contains(&&*place[0]);
            match left_out {
                true => assert_eq!(named, [""; 0], "{place:?}"),
                false => assert_eq!(named, [place[0].as_str()], "{place:?}"),
            }
            seen.insert(place[0].clone());
        }
        assert!(seen.len() > 15, "{seen:?}");
    }
}
