//! The attributes of the record as a list, by which formats say what they leave out. A test compares it with the record, so
//! that a new attribute is in the list, and with that counted as left out by each format that does not name it.

use super::{Claimant, Count, Event, Party, Place};

/// An innermost attribute.
pub struct Attribute {
    /// Its name, with those of the objects around it: `article.outlet`. Of lists without numbers: `counts.value`.
    pub path: &'static str,
    /// How many values an event has of it.
    pub count: fn(&Event) -> usize,
}

const fn of(path: &'static str, count: fn(&Event) -> usize) -> Attribute {
    Attribute { path, count }
}

fn one(known: bool) -> usize {
    usize::from(known)
}

fn in_claimant(event: &Event, count: fn(&Claimant) -> usize) -> usize {
    event.claimant.as_ref().map_or(0, count)
}

fn in_place(event: &Event, known: fn(&Place) -> bool) -> usize {
    one(event.place.as_ref().is_some_and(known))
}

fn in_parties(parties: &[Party], known: fn(&&Party) -> bool) -> usize {
    parties.iter().filter(known).count()
}

fn in_counts(event: &Event, known: fn(&&Count) -> bool) -> usize {
    event.counts.iter().filter(known).count()
}

/// All attributes, in the order of the record.
#[rustfmt::skip]
pub static ATTRIBUTES: &[Attribute] = &[
    of("id", |_| 1),
    of("kind", |_| 1),
    of("mode", |event| one(event.mode.is_some())),
    of("article.id", |_| 1),
    of("article.path", |event| one(!event.article.path.is_empty())),
    of("article.decoding", |event| one(!event.article.decoding.is_empty())),
    of("article.outlet", |event| one(event.article.outlet.is_some())),
    of("article.title", |event| one(event.article.title.is_some())),
    of("article.published", |event| one(event.article.published.is_some())),
    of("article.published_precision", |_| 1),
    of("article.repeats", |event| one(event.article.repeats.is_some())),
    of("offsets", |_| 1),
    of("evidence.text", |_| 1),
    of("evidence.start", |_| 1),
    of("evidence.end", |_| 1),
    of("evidence.raw_start", |_| 1),
    of("evidence.raw_end", |_| 1),
    of("evidence.sentence", |_| 1),
    of("evidence.page", |event| one(event.evidence.page.is_some())),
    of("trigger.text", |_| 1),
    of("trigger.start", |_| 1),
    of("trigger.end", |_| 1),
    of("stance", |_| 1),
    of("stance_cue", |event| one(event.stance_cue.is_some())),
    of("claimant.text", |event| in_claimant(event, |_| 1)),
    of("claimant.name", |event| in_claimant(event, |claimant| one(claimant.name.is_some()))),
    of("claimant.code", |event| in_claimant(event, |claimant| one(claimant.code.is_some()))),
    of("claimant.start", |event| in_claimant(event, |_| 1)),
    of("claimant.end", |event| in_claimant(event, |_| 1)),
    of("claimant.cue", |event| in_claimant(event, |claimant| one(claimant.cue.is_some()))),
    of("claimant.via", |event| in_claimant(event, |claimant| claimant.via.len())),
    of("denies", |event| one(event.denies.is_some())),
    of("realis", |_| 1),
    of("actor.text", |event| event.actor.len()),
    of("actor.name", |event| in_parties(&event.actor, |party| party.name.is_some())),
    of("actor.code", |event| in_parties(&event.actor, |party| party.code.is_some())),
    of("actor.start", |event| in_parties(&event.actor, |party| party.start.is_some())),
    of("actor.end", |event| in_parties(&event.actor, |party| party.end.is_some())),
    of("recipient.text", |event| event.recipient.len()),
    of("recipient.name", |event| in_parties(&event.recipient, |party| party.name.is_some())),
    of("recipient.code", |event| in_parties(&event.recipient, |party| party.code.is_some())),
    of("recipient.start", |event| in_parties(&event.recipient, |party| party.start.is_some())),
    of("recipient.end", |event| in_parties(&event.recipient, |party| party.end.is_some())),
    of("place.text", |event| in_place(event, |_| true)),
    of("place.name", |event| in_place(event, |place| place.name.is_some())),
    of("place.admin1", |event| in_place(event, |place| place.admin1.is_some())),
    of("place.country", |event| in_place(event, |place| place.country.is_some())),
    of("place.lat", |event| in_place(event, |place| place.lat.is_some())),
    of("place.lon", |event| in_place(event, |place| place.lon.is_some())),
    of("place.geonames_id", |event| in_place(event, |place| place.geonames_id.is_some())),
    of("place.precision", |event| in_place(event, |_| true)),
    of("place.basis", |event| in_place(event, |_| true)),
    of("date.start", |event| one(event.date.start.is_some())),
    of("date.end", |event| one(event.date.end.is_some())),
    of("date.precision", |_| 1),
    of("date.basis", |_| 1),
    of("counts.what", |event| event.counts.len()),
    of("counts.value", |event| event.counts.len()),
    of("counts.low", |event| event.counts.len()),
    of("counts.high", |event| in_counts(event, |count| count.high.is_some())),
    of("counts.bound", |event| event.counts.len()),
    of("counts.whom", |event| in_counts(event, |count| count.whom.is_some())),
    of("counts.source", |event| in_counts(event, |count| count.source.is_some())),
    of("codes.plover", |event| one(event.codes.plover.is_some())),
    of("codes.acled", |event| one(event.codes.acled.is_some())),
    of("codes.cameo", |event| one(event.codes.cameo.is_some())),
    of("extra", |event| event.extra.len()),
    of("rule", |_| 1),
    of("pack", |_| 1),
    of("pack_version", |_| 1),
    of("pack_hash", |_| 1),
    of("coded_by", |event| one(!event.coded_by.is_empty())),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{full_sample, sample};
    use serde_json::Value;
    use std::collections::BTreeMap;

    /// The number of values of each innermost attribute of a record.
    fn leaves(value: &Value, path: &str, found: &mut BTreeMap<String, usize>) {
        match value {
            Value::Null => {}
            Value::Object(map) if path != "extra" => map.iter().for_each(|(name, inner)| {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                leaves(inner, &path, found);
            }),
            Value::Object(map) => {
                found.extend((!map.is_empty()).then(|| (path.to_owned(), map.len())));
            }
            Value::Array(items) => items.iter().for_each(|item| leaves(item, path, found)),
            _ => *found.entry(path.to_owned()).or_default() += 1,
        }
    }

    #[test]
    fn the_list_has_every_attribute_of_the_record_with_its_number_of_values() {
        for event in [full_sample(), sample()] {
            let (mut found, record) = (BTreeMap::new(), serde_json::to_value(&event).unwrap());
            leaves(&record, "", &mut found);
            let listed: BTreeMap<String, usize> = ATTRIBUTES
                .iter()
                .map(|attribute| (attribute.path.to_owned(), (attribute.count)(&event)))
                .filter(|(_, count)| *count > 0)
                .collect();
            assert_eq!(listed, found);
        }
    }

    #[test]
    fn the_full_sample_has_a_value_for_every_attribute() {
        let text = serde_json::to_string(&full_sample()).unwrap();
        assert!(!text.contains("null") && !text.contains("[]"), "{text}");
        let event = full_sample();
        assert!(ATTRIBUTES.iter().all(|attribute| (attribute.count)(&event) > 0));
    }
}
