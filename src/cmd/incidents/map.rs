//! Incidents for maps and timelines: GeoJSON with a point each, in the columns of the CSV; the JSON of TimeMap with the
//! articles that report them as sources.

use super::flat;
use dateline::event::{CivilTime, Event};
use dateline::incident::{Incident, Member};
use dateline::sink::flat::json;
use dateline::sink::geojson::{FeatureWriter, point};
use dateline::sink::timemap::{ArticleAbout, Timemap, TimemapEvent, period};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// Writes a point for each incident with coordinates.
pub fn geojson(incidents: &[Incident], out: impl Write) -> anyhow::Result<()> {
    let mut features = FeatureWriter::new(out, "incidents")?;
    for incident in incidents {
        let Some(point) = point(incident.place.as_ref()) else { continue };
        let names = flat::COLUMNS.iter().map(|(name, _)| *name);
        let cells = flat::row(incident).into_iter().map(json);
        let properties: Vec<(&str, Value)> = names.zip(cells).collect();
        features.point(&incident.id, point, &properties).map_err(anyhow::Error::from_boxed)?;
    }
    features.finish()?.flush()?;
    Ok(())
}

/// Writes an event for each incident with a day. `events` are the mentions that were joined.
pub fn timemap(incidents: &[Incident], events: &[Event], out: impl Write) -> anyhow::Result<()> {
    let by_id: BTreeMap<&str, &Event> =
        events.iter().map(|event| (event.id.as_str(), event)).collect();
    let mut timemap = Timemap::new();
    for incident in incidents {
        let Some(start) = incident.date.start.or(incident.date.end) else { continue };
        let mut sources = BTreeSet::new();
        for member in &incident.members {
            sources.insert(source(&mut timemap, member, by_id.get(member.event.as_str())));
        }
        timemap.event(&shown(incident, start, sources.into_iter().collect()));
    }
    timemap.write(out).map_err(anyhow::Error::from_boxed)
}

/// The number of the source that a member's article is.
fn source(timemap: &mut Timemap, member: &Member, event: Option<&&Event>) -> usize {
    let article = event.map(|event| &event.article);
    let about = ArticleAbout {
        title: article.and_then(|article| article.title.as_deref()),
        outlet: member.outlet.as_deref(),
        published: member.published.as_deref(),
    };
    timemap.source(&member.article, article.map_or("", |article| &article.path), about)
}

fn shown(incident: &Incident, start: CivilTime, sources: Vec<usize>) -> TimemapEvent {
    let place = incident.place.as_ref();
    let mut description = incident.rule.replace('_', " ");
    let actors: Vec<&str> = incident.actor.iter().map(|actor| actor.name.as_str()).collect();
    if !actors.is_empty() {
        description.push_str(&format!(", by {}", actors.join(", ")));
    }
    place.iter().for_each(|place| description.push_str(&format!(", at {}", place.text)));
    for toll in &incident.tolls {
        description.push_str(&format!(", {} {}", toll.range(), toll.what));
    }
    let disputes: BTreeSet<&str> =
        incident.contradiction.iter().map(|dispute| dispute.about.as_str()).collect();
    let realis = serde_json::to_value(incident.realis).unwrap_or_default();
    let mut filters = vec![("realis", realis.as_str().unwrap_or_default().to_owned())];
    filters.extend(disputes.into_iter().map(|about| ("disputed", about.to_owned())));
    filters.extend(incident.outlets.iter().map(|outlet| ("outlet", outlet.clone())));
    let passages: Vec<String> = incident.members.iter().map(passage).collect();
    TimemapEvent {
        description,
        start,
        time_display: period(start, incident.date.end, incident.date.precision.name()),
        place: incident.place.clone(),
        kind: incident.rule.clone(),
        filters,
        sources,
        comments: format!("{} Incident {}.", passages.join(" "), incident.id),
    }
}

/// The passage of a member, with its article and its claimant.
fn passage(member: &Member) -> String {
    let claimant = member.claimant.as_ref();
    let by = claimant.map_or_else(String::new, |claimant| {
        format!(", according to {}", claimant.name.as_ref().unwrap_or(&claimant.text))
    });
    format!("“{}” ({}{by})", member.evidence, member.article)
}
