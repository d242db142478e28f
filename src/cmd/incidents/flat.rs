//! Incidents as CSV, one row each, for spreadsheets and maps. Lossy: members, figures by source and reasons are only
//! in JSONL. Text that a spreadsheet would take for a formula gets an apostrophe before it.

use dateline::event::{CivilTime, Counted};
use dateline::incident::{Incident, Toll};

const COLUMNS: &[&str] = &[
    "id",
    "rule",
    "kinds",
    "realis",
    "start",
    "end",
    "date_precision",
    "place",
    "admin1",
    "country",
    "lat",
    "lon",
    "place_precision",
    "actors",
    "articles",
    "outlets",
    "mentions",
    "killed_low",
    "killed_high",
    "killed_open",
    "wounded_low",
    "wounded_high",
    "wounded_open",
    "disputes",
    "denied_by",
];

/// All rows, after a header.
pub fn csv(incidents: &[Incident]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for incident in incidents {
        let inert = |cell: String| dateline::sink::inert(&cell).unwrap_or(cell);
        writer.write_record(row(incident).into_iter().map(inert))?;
    }
    Ok(writer.into_inner()?)
}

fn row(incident: &Incident) -> Vec<String> {
    let place = incident.place.as_ref();
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    let time = |time: Option<CivilTime>| time.map(|time| time.to_string()).unwrap_or_default();
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let actors: Vec<&str> = incident.actor.iter().map(|actor| actor.name.as_str()).collect();
    let about: Vec<&str> = incident.contradiction.iter().map(|d| d.about.as_str()).collect();
    let denials = incident.members.iter().filter(|member| member.role == "denial");
    let mut deniers: Vec<&str> =
        denials.filter_map(|m| m.claimant.as_ref().map(|c| c.text.as_str())).collect();
    deniers.dedup();
    let realis = serde_json::to_value(incident.realis).unwrap_or_default();
    let mut row = vec![
        incident.id.clone(),
        incident.rule.clone(),
        incident.kinds.join("|"),
        realis.as_str().unwrap_or_default().to_owned(),
        time(incident.date.start),
        time(incident.date.end),
        incident.date.precision.name().to_owned(),
        place
            .map(|place| place.name.clone().unwrap_or_else(|| place.text.clone()))
            .unwrap_or_default(),
        text(place.and_then(|place| place.admin1.as_ref())),
        text(place.and_then(|place| place.country.as_ref())),
        number(place.and_then(|place| place.lat)),
        number(place.and_then(|place| place.lon)),
        place.map(|place| place.precision.name().to_owned()).unwrap_or_default(),
        actors.join("|"),
        incident.articles.to_string(),
        incident.outlets.join("|"),
        incident.mentions().to_string(),
    ];
    for what in [Counted::Killed, Counted::Wounded] {
        row.extend(range(incident.tolls.iter().find(|toll| toll.what == what)));
    }
    row.extend([about.join("|"), deniers.join("|")]);
    row
}

fn range(toll: Option<&Toll>) -> [String; 3] {
    match toll {
        Some(toll) => [toll.low.to_string(), toll.high.to_string(), toll.open.to_string()],
        None => Default::default(),
    }
}
