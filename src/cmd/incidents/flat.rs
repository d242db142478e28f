//! An incident as one flat row, for CSV, databases and maps. Lossy: members, figures by source and reasons are only in
//! JSONL and in databases.

use dateline::event::Counted;
use dateline::incident::{Incident, Toll};
use dateline::sink::flat::{Cell, ColumnType, text};
use dateline::sink::tidied;
use std::collections::BTreeSet;

use ColumnType::{Date, Integer, Real, Text, Time, Truth};

/// The columns and what their cells hold. Lists are joined by "|". New columns are added at the end.
pub const COLUMNS: &[(&str, ColumnType)] = &[
    ("id", Text),
    ("rule", Text),
    ("kinds", Text),
    ("realis", Text),
    ("start", Date),
    ("end", Date),
    ("date_precision", Text),
    ("place", Text),
    ("admin1", Text),
    ("country", Text),
    ("lat", Real),
    ("lon", Real),
    ("place_precision", Text),
    ("actors", Text),
    ("articles", Integer),
    ("outlets", Text),
    ("mentions", Integer),
    ("killed_low", Integer),
    ("killed_high", Integer),
    ("killed_open", Truth),
    ("wounded_low", Integer),
    ("wounded_high", Integer),
    ("wounded_open", Truth),
    ("disputes", Text),
    ("denied_by", Text),
    ("start_time", Time),
    ("end_time", Time),
    ("article_ids", Text),
];

/// All rows as CSV, after a header. Text that a spreadsheet would take for a formula gets an apostrophe before it, and a
/// row is one line.
pub fn csv(incidents: &[Incident], mark: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(mark.to_vec());
    writer.write_record(COLUMNS.iter().map(|(name, _)| name))?;
    for incident in incidents {
        let cells = row(incident).into_iter().map(|cell| tidied(text(cell).into_owned()));
        writer.write_record(cells)?;
    }
    Ok(writer.into_inner()?)
}

/// The cells of an incident, in the order of [`COLUMNS`].
pub fn row(incident: &Incident) -> Vec<Cell<'_>> {
    let (place, date) = (incident.place.as_ref(), &incident.date);
    let joined = |parts: Vec<&str>| Cell::made(parts.join("|"));
    let names = |texts: &[String]| Cell::made(texts.join("|"));
    let about: Vec<&str> = incident.contradiction.iter().map(|d| d.about.as_str()).collect();
    let denials = incident.members.iter().filter(|member| member.role == "denial");
    let mut deniers: Vec<&str> =
        denials.filter_map(|m| m.claimant.as_ref().map(|c| c.text.as_str())).collect();
    deniers.dedup();
    let realis = serde_json::to_value(incident.realis).unwrap_or_default();
    let articles: BTreeSet<&str> =
        incident.members.iter().map(|member| member.article.as_str()).collect();
    let mut row = vec![
        Cell::text(Some(&incident.id)),
        Cell::text(Some(&incident.rule)),
        names(&incident.kinds),
        Cell::made(realis.as_str().unwrap_or_default().to_owned()),
        Cell::day(date.start),
        Cell::day(date.end),
        Cell::word(date.precision.name()),
        Cell::text(place.map(|place| place.name.as_ref().unwrap_or(&place.text))),
        Cell::text(place.and_then(|place| place.admin1.as_ref())),
        Cell::text(place.and_then(|place| place.country.as_ref())),
        Cell::real(place.and_then(|place| place.lat)),
        Cell::real(place.and_then(|place| place.lon)),
        place.map_or(Cell::Empty, |place| Cell::word(place.precision.name())),
        joined(incident.actor.iter().map(|actor| actor.name.as_str()).collect()),
        Cell::Integer(incident.articles.into()),
        names(&incident.outlets),
        Cell::Integer(incident.mentions() as u64),
    ];
    for what in [Counted::Killed, Counted::Wounded] {
        row.extend(range(incident.tolls.iter().find(|toll| toll.what == what)));
    }
    row.extend([joined(about), joined(deniers), Cell::time(date.start), Cell::time(date.end)]);
    row.push(joined(articles.into_iter().collect()));
    row
}

fn range(toll: Option<&Toll>) -> [Cell<'static>; 3] {
    match toll {
        Some(toll) => [Cell::Integer(toll.low), Cell::Integer(toll.high), Cell::Truth(toll.open)],
        None => [Cell::Empty, Cell::Empty, Cell::Empty],
    }
}
