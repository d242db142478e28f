//! The loss report of incidents: what a format left out of them. Whatever an incident has that the list of a format does not
//! name counts as dropped, so that a new attribute cannot be forgotten.

use super::IncidentFormat;
use dateline::event::Counted;
use dateline::incident::Incident;
use dateline::sink::Loss;
use dateline::sink::geojson::{NO_COORDINATES, point};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the flat columns hold. Of a list of objects the names of its objects' attributes, with dots.
const FLAT: &[&str] = &[
    "id",
    "rule",
    "kinds",
    "realis",
    "place.name",
    "place.admin1",
    "place.country",
    "place.lat",
    "place.lon",
    "place.precision",
    "date.start",
    "date.end",
    "date.precision",
    "actor.name",
    "articles",
    "outlets",
    "contradiction.about",
    "members.article",
    "members.role",
];

/// What the tables beside that of incidents hold; what a mention says is in the table of events.
const TABLES: &[&str] = &[
    "actor",
    "recipient",
    "tolls",
    "corroboration",
    "contradiction",
    "related",
    "members.event",
    "members.outlet",
    "members.published",
    "members.kind",
    "members.mode",
    "members.stance",
    "members.realis",
    "members.offsets",
    "members.claimant",
    "members.evidence",
    "members.repeats",
    "members.with",
    "members.why",
];

/// What TimeMap shows, some of it in words.
const TIMEMAP: &[&str] = &[
    "id",
    "rule",
    "realis",
    "place.text",
    "place.name",
    "place.lat",
    "place.lon",
    "place.precision",
    "date.start",
    "date.end",
    "date.precision",
    "actor.name",
    "outlets",
    "tolls.what",
    "tolls.low",
    "tolls.high",
    "tolls.open",
    "contradiction.about",
    "members.article",
    "members.outlet",
    "members.published",
    "members.evidence",
    "members.claimant.name",
];

/// What a format left out.
pub fn of(format: IncidentFormat, incidents: &[Incident]) -> anyhow::Result<Loss> {
    let mut loss = Loss::of("incident");
    for incident in incidents {
        if let Some(reason) = not_written(format, incident) {
            loss.left_out(reason, &incident.id);
            continue;
        }
        loss.written();
        let mut kept: Vec<&str> = match format {
            IncidentFormat::Jsonl | IncidentFormat::Table => continue,
            IncidentFormat::Timemap => TIMEMAP.to_vec(),
            IncidentFormat::Csv | IncidentFormat::Geojson => FLAT.to_vec(),
            IncidentFormat::Sqlite | IncidentFormat::Gpkg => [FLAT, TABLES].concat(),
        };
        let is_flat = matches!(format, IncidentFormat::Csv | IncidentFormat::Geojson);
        if is_flat {
            of_tolls(incident, &mut loss);
            kept.extend(["tolls.what", "tolls.low", "tolls.high", "tolls.open"]);
        }
        // Where no canonical name is known, the words of the text are written in its place.
        if incident.place.as_ref().is_some_and(|place| place.name.is_none()) {
            kept.push("place.text");
        }
        if format == IncidentFormat::Gpkg && point(incident.place.as_ref()).is_none() {
            loss.field("place", "no coordinates: in incidents_without_coordinates, on no map", 1);
        }
        let mut found = BTreeMap::new();
        leaves(&serde_json::to_value(incident)?, "", &mut found);
        for (path, count) in found {
            let mut starts = path.match_indices('.').map(|(at, _)| &path[..at]).chain([&*path]);
            if !starts.any(|start| kept.contains(&start)) {
                loss.field(path.clone(), "dropped", count);
            }
        }
    }
    Ok(loss)
}

/// Why an incident is not written at all.
fn not_written(format: IncidentFormat, incident: &Incident) -> Option<&'static str> {
    let has_day = incident.date.start.or(incident.date.end).is_some();
    match format {
        IncidentFormat::Geojson if point(incident.place.as_ref()).is_none() => Some(NO_COORDINATES),
        IncidentFormat::Timemap if !has_day => Some(dateline::sink::timemap::NO_DAY),
        _ => None,
    }
}

/// The flat columns have room for people killed and wounded.
fn of_tolls(incident: &Incident, loss: &mut Loss) {
    let known = [Counted::Killed, Counted::Wounded];
    let others = incident.tolls.iter().filter(|toll| !known.contains(&toll.what)).count();
    loss.field("tolls", "of others than killed and wounded: dropped", others);
}

/// How many values an incident has of each innermost attribute.
fn leaves(value: &Value, path: &str, found: &mut BTreeMap<String, usize>) {
    match value {
        Value::Null => {}
        Value::Object(map) => map.iter().for_each(|(name, inner)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            leaves(inner, &path, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, path, found)),
        _ => *found.entry(path.to_owned()).or_default() += 1,
    }
}

/// The remarks that apply to every incident.
pub fn remarks(format: IncidentFormat) -> &'static [&'static str] {
    match format {
        IncidentFormat::Jsonl | IncidentFormat::Table => &[],
        IncidentFormat::Csv => &["lists are joined by \"|\""],
        IncidentFormat::Sqlite | IncidentFormat::Gpkg => &[
            "figures, statements and mentions are in tables of their own, joined by incidents.number; what a mention says is in events",
        ],
        IncidentFormat::Geojson => {
            &["place_precision says how exact a point is: it may stand for a country"]
        }
        IncidentFormat::Timemap => &["the comments of an event hold the passages"],
    }
}
