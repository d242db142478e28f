//! The JSON of TimeMap (forensic-architecture/timemap): events on a map and a timeline, the articles as their sources,
//! kinds and stances as associations by which it filters. One object with these three, as its server serves them.
//!
//! TimeMap drops events without a day, so these are left out and counted; without coordinates an event is on the
//! timeline only. All values are texts, and days are written as `MM/DD/YYYY`, which is how TimeMap reads them.

use super::{Dropped, Loss, SinkError, Store};
use crate::event::{CivilTime, Event, Place, PlacePrecision, Stance};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::LazyLock;

/// The remarks of its loss report.
pub const REMARKS: &[&str] = &[
    "kinds and stances are associations; the comments of an event hold the passage and its claimant",
];

/// Why an event is not on the timeline.
pub const NO_DAY: &str = "no day, week, month or year";

/// Which kind of association.
const CATEGORY: &str = "CATEGORY";
const FILTER: &str = "FILTER";

/// What TimeMap shows of one occurrence.
#[derive(Clone, Debug)]
pub struct TimemapEvent {
    /// One line on what happened.
    pub description: String,
    /// The first moment.
    pub start: CivilTime,
    /// In words, how exactly it is known, and until when it lasted.
    pub time_display: String,
    /// Where.
    pub place: Option<Place>,
    /// The kind, which decides the line of the timeline.
    pub kind: String,
    /// What it can be filtered by: the filter and its value, such as `stance` and `denied`.
    pub filters: Vec<(&'static str, String)>,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
    /// Passages, claimants, ids.
    pub comments: String,
}

/// The data of a TimeMap, collected until the end, since events, sources and associations refer to each other.
pub struct Timemap {
    events: Vec<Value>,
    sources: Vec<Value>,
    known: BTreeMap<(String, String), usize>,
    associations: BTreeSet<(&'static str, &'static str, String)>,
}

impl Timemap {
    /// One without events.
    pub fn new() -> Timemap {
        Timemap {
            events: Vec::new(),
            sources: Vec::new(),
            known: BTreeMap::new(),
            associations: BTreeSet::new(),
        }
    }

    /// The number of the source that an article is; articles of one id and path are one source.
    pub fn source(&mut self, id: &str, path: &str, about: ArticleAbout<'_>) -> usize {
        let next = self.sources.len();
        let number = *self.known.entry((id.to_owned(), path.to_owned())).or_insert(next);
        if number == next {
            self.sources.push(json!({
                "id": source_id(next),
                "title": about.title.unwrap_or(id),
                "paths": [],
                "type": "Text",
                "author": about.outlet.unwrap_or_default(),
                "date": about.published.unwrap_or_default(),
                "description": id,
                "notes": path,
            }));
        }
        number
    }

    /// Adds an event.
    pub fn event(&mut self, event: &TimemapEvent) {
        self.associations.insert((CATEGORY, "kind", event.kind.clone()));
        let mut associations = vec![association("kind", &event.kind)];
        for (filter, value) in &event.filters {
            self.associations.insert((FILTER, filter, value.clone()));
            associations.push(association(filter, value));
        }
        let place = event.place.as_ref();
        let point = super::geojson::point(place);
        let degrees = |part: fn((f64, f64)) -> f64| {
            point.map_or_else(String::new, |point| part(point).to_string())
        };
        let sources: Vec<String> = event.sources.iter().map(|at| source_id(*at)).collect();
        self.events.push(json!({
            "id": (self.events.len() + 1).to_string(),
            "description": event.description,
            "date": event.start.date.strftime("%m/%d/%Y").to_string(),
            "time": event.start.time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default(),
            "time_display": event.time_display,
            "location": place.map(location).unwrap_or_default(),
            "latitude": degrees(|point| point.1),
            "longitude": degrees(|point| point.0),
            "type": place.map(|place| place.precision.name()).unwrap_or_default(),
            "category": event.kind,
            "category_full": event.kind,
            "associations": associations,
            "sources": sources,
            "comments": event.comments,
        }));
    }

    /// Writes events, sources and associations.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn write(&self, mut out: impl Write) -> Result<(), SinkError> {
        let associations: Vec<Value> = self
            .associations
            .iter()
            .map(|(mode, filter, value)| {
                json!({
                    "id": association(filter, value), "title": value, "desc": "", "mode": mode,
                    "filter_paths": [filter, value],
                })
            })
            .collect();
        let sources: BTreeMap<String, &Value> =
            self.sources.iter().enumerate().map(|(at, source)| (source_id(at), source)).collect();
        out.write_all(b"{\"events\":[\n")?;
        lines(&mut out, &self.events)?;
        out.write_all(b"],\"associations\":[\n")?;
        lines(&mut out, &associations)?;
        out.write_all(b"],\"sources\":")?;
        serde_json::to_writer(&mut out, &sources)?;
        out.write_all(b"}\n")?;
        out.flush()?;
        Ok(())
    }
}

impl Default for Timemap {
    fn default() -> Self {
        Timemap::new()
    }
}

/// What is known of an article.
#[derive(Clone, Copy, Debug, Default)]
pub struct ArticleAbout<'a> {
    /// The headline.
    pub title: Option<&'a str>,
    /// The outlet.
    pub outlet: Option<&'a str>,
    /// When it was published.
    pub published: Option<&'a str>,
}

fn lines(out: &mut impl Write, values: &[Value]) -> Result<(), SinkError> {
    for (at, value) in values.iter().enumerate() {
        serde_json::to_writer(&mut *out, value)?;
        out.write_all(if at + 1 < values.len() { b",\n" } else { b"\n" })?;
    }
    Ok(())
}

fn source_id(number: usize) -> String {
    format!("source-{}", number + 1)
}

/// The id of an association: TimeMap knows it by this.
fn association(filter: &str, value: &str) -> String {
    format!("{filter}: {value}")
}

/// A place in words, with its precision where it is no point.
fn location(place: &Place) -> String {
    let name = place.name.as_ref().unwrap_or(&place.text);
    match place.precision {
        PlacePrecision::Site | PlacePrecision::Town => name.clone(),
        coarse => format!("{name} ({})", coarse.name()),
    }
}

/// A period in words, with its precision.
pub fn period(start: CivilTime, end: Option<CivilTime>, precision: &str) -> String {
    match end.filter(|end| end.date != start.date) {
        Some(end) => format!("{} to {} ({precision})", start.date, end.date),
        None => format!("{start} ({precision})"),
    }
}

/// Writes an event for each mention.
pub struct TimemapStore<W: Write> {
    out: W,
    timemap: Timemap,
}

impl<W: Write> TimemapStore<W> {
    /// One that writes to `out` at the end.
    pub fn new(out: W) -> Self {
        TimemapStore { out, timemap: Timemap::new() }
    }
}

impl<W: Write> Store for TimemapStore<W> {
    fn article(&mut self, events: &[Event], loss: &mut Loss) -> Result<(), SinkError> {
        for event in events {
            let Some(start) = event.date.start.or(event.date.end) else {
                loss.left_out(NO_DAY, &event.id);
                continue;
            };
            let shown = self.shown(event, start);
            self.timemap.event(&shown);
            loss.written();
            count_losses(event, loss);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), SinkError> {
        self.timemap.write(self.out)
    }
}

impl<W: Write> TimemapStore<W> {
    fn shown(&mut self, event: &Event, start: CivilTime) -> TimemapEvent {
        let article = &event.article;
        let about = ArticleAbout {
            title: article.title.as_deref(),
            outlet: article.outlet.as_deref(),
            published: article.published.as_deref(),
        };
        let source = self.timemap.source(&article.id, &article.path, about);
        let claimant = event.claimant.as_ref();
        let claimant = claimant.map(|claimant| claimant.name.as_ref().unwrap_or(&claimant.text));
        let mut comments = vec![event.evidence.text.clone()];
        comments.extend(claimant.map(|name| format!("According to {name}.")));
        comments.push(format!("Event {}.", event.id));
        let mut filters = vec![
            ("stance", event.stance.name().to_owned()),
            ("realis", event.realis.name().to_owned()),
        ];
        filters.extend(article.outlet.iter().map(|outlet| ("outlet", outlet.clone())));
        TimemapEvent {
            description: description(event),
            start,
            time_display: period(start, event.date.end, event.date.precision.name()),
            place: event.place.clone(),
            kind: event.kind.clone(),
            filters,
            sources: vec![source],
            comments: comments.join(" "),
        }
    }
}

/// One line on an event: whether it is denied, its kind, who, whom, where, how many.
fn description(event: &Event) -> String {
    let mut text = if event.stance == Stance::Denied { "denied: " } else { "" }.to_owned();
    text.push_str(&event.kind.replace('_', " "));
    let names = |parties: &[crate::event::Party]| {
        let names = parties.iter().map(|party| party.name.as_ref().unwrap_or(&party.text).as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    for (word, names) in [("by", names(&event.actor)), ("against", names(&event.recipient))] {
        if !names.is_empty() {
            text.push_str(&format!(", {word} {names}"));
        }
    }
    event.place.iter().for_each(|place| text.push_str(&format!(", at {}", place.text)));
    event.counts.iter().for_each(|count| text.push_str(&format!(", {count}")));
    text
}

/// What TimeMap has no place for, whatever the event.
static DROPPED: LazyLock<Dropped> = LazyLock::new(|| Dropped::all_but(WRITTEN));

/// The attributes that it shows, some of them in words.
const WRITTEN: &[&str] = &[
    "id",
    "kind",
    "article.id",
    "article.path",
    "article.outlet",
    "article.title",
    "article.published",
    "evidence.text",
    "stance",
    "claimant.text",
    "claimant.name",
    "realis",
    "actor.text",
    "actor.name",
    "recipient.text",
    "recipient.name",
    "place.text",
    "place.name",
    "place.lat",
    "place.lon",
    "place.precision",
    "date.start",
    "date.end",
    "date.precision",
    "counts",
];

/// Counts what TimeMap does not show.
fn count_losses(event: &Event, loss: &mut Loss) {
    loss.dropped(event, &DROPPED);
    if super::geojson::point(event.place.as_ref()).is_none() {
        loss.field("place", "no coordinates: on the timeline, not on the map", 1);
    }
    let spoken = event.counts.iter().filter(|count| count.source.is_some()).count();
    loss.field("counts.source", "dropped", spoken);
    loss.field("counts", "in words only", event.counts.len());
    // Where a canonical name is known, it is shown in place of the words of the text.
    let parties = event.actor.iter().chain(&event.recipient);
    let named = parties.filter(|party| party.name.is_some()).count();
    let claimed = event.claimant.iter().filter(|claimant| claimant.name.is_some()).count();
    loss.field(
        "actor.text, recipient.text, claimant.text",
        "the name is shown instead",
        named + claimed,
    );
    loss.field("date.end", "the day only", hours(event));
}

/// Whether the end of a period has a time of day that is not shown.
fn hours(event: &Event) -> usize {
    let (start, end) = (event.date.start, event.date.end);
    usize::from(end.is_some_and(|end| end.time.is_some() && start.is_some() && Some(end) != start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    #[test]
    fn events_sources_and_associations_refer_to_each_other() {
        let mut undated = sample();
        (undated.date.start, undated.date.end) = (None, None);
        let mut bare = sample();
        bare.place = None;
        let (mut out, mut loss) = (Vec::new(), Loss::default());
        let mut store = Box::new(TimemapStore::new(&mut out));
        store.article(&[sample(), undated, bare], &mut loss).unwrap();
        store.finish().unwrap();
        let map: Value = serde_json::from_slice(&out).unwrap();
        let events = map["events"].as_array().unwrap();
        assert_eq!((events.len(), loss.events()), (2, (2, 3)));
        let event = &events[0];
        assert_eq!((&event["date"], &event["latitude"]), (&"08/11/2016".into(), &"35.95".into()));
        assert_eq!(events[1]["latitude"], "");
        let ids: Vec<&Value> =
            map["associations"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        for one in event["associations"].as_array().unwrap() {
            assert!(ids.contains(&one), "{one}");
        }
        assert!(map["sources"][event["sources"][0].as_str().unwrap()]["paths"].is_array());
        assert!(event.as_object().unwrap().values().all(|value| !value.is_number()));
    }
}
