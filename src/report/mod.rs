//! What a set of events says, as data for a page: the events as columns, their incidents, and what is not known of them.
//! Numbers only: no files, no markup. `cmd/report` lays them out.
//!
//! `table` keeps each text and each place once. `events` makes the columns, `paragraph` finds the text around a
//! passage, `gap` says what is not known of an event, `occurrence` writes incidents with numbers in the place of ids.

mod events;
mod gap;
mod occurrence;
mod paragraph;
mod table;

pub use events::EventColumns;
pub use gap::Gap;
pub use occurrence::Occurrence;
pub use paragraph::Paragraphs;
pub use table::Tables;

use crate::event::{
    ArticleRef, Bound, CivilTime, Counted, DatePrecision, Event, PlaceBasis, PlacePrecision,
    Realis, Stance,
};
use crate::incident::Incident;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A report: all that the page shows. The order of fields is the order in JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The totals.
    pub totals: Totals,
    /// The words of the record that columns give as numbers.
    pub words: Words,
    /// What may be unknown or guessed of an event; bit `n` of an event's gaps stands for the `n`th.
    pub gaps: Vec<Gap>,
    /// The packs that made the events, each as name, version, hash.
    pub packs: Vec<(String, String, String)>,
    /// What decided the events besides the articles, as the events name it; sorted.
    pub coded_by: Vec<String>,
    /// What columns and incidents name by number.
    pub tables: Tables,
    /// The events, a column for each attribute.
    pub events: EventColumns,
    /// The incidents.
    pub incidents: Vec<Occurrence>,
}

/// Counts over the whole report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Events, each id once.
    pub events: u64,
    /// Events that were left out because an earlier one has the same id.
    pub repeated: u64,
    /// Articles that the events are from.
    pub articles: u64,
    /// Articles that do not say when they were published, or name a day that no calendar has.
    pub undated: u64,
    /// Of these, how many name such a day, and the first of them: its id, and what it says.
    #[serde(skip)]
    pub odd_dates: (u64, Option<(String, String)>),
    /// Outlets that the articles name.
    pub outlets: u64,
    /// Incidents.
    pub incidents: u64,
    /// Incidents that voices contradict each other on.
    pub disputed: u64,
    /// Incidents that more than one article reports.
    pub corroborated: u64,
    /// The days of the first and the last publication, as `2016-08-11`; `None` where no article is dated.
    pub published: Option<(String, String)>,
    /// Events by kind, the most frequent first, then by name.
    pub kinds: Vec<(String, u64)>,
}

/// The words of the record, each list in the order of the codebook.
#[derive(Clone, Debug, Serialize)]
pub struct Words {
    stance: Vec<&'static str>,
    realis: Vec<&'static str>,
    place_precision: Vec<&'static str>,
    place_basis: Vec<&'static str>,
    date_precision: Vec<&'static str>,
    counted: Vec<&'static str>,
    bound: Vec<&'static str>,
}

impl Words {
    fn all() -> Words {
        Words {
            stance: Stance::words().collect(),
            realis: Realis::words().collect(),
            place_precision: PlacePrecision::words().collect(),
            place_basis: PlaceBasis::words().collect(),
            date_precision: DatePrecision::words().collect(),
            counted: Counted::words().collect(),
            bound: Bound::words().collect(),
        }
    }
}

impl Report {
    /// The report on `events` and the incidents they were joined into. Of events with one id the first is kept; they
    /// stay in the order given. `paragraphs` has the text around their passages, where it is known.
    pub fn of(events: &[Event], incidents: &[Incident], paragraphs: &Paragraphs) -> Report {
        let mut seen = HashSet::with_capacity(events.len());
        let kept: Vec<&Event> = events.iter().filter(|event| seen.insert(&event.id)).collect();
        let numbers: HashMap<&str, u32> =
            kept.iter().zip(0u32..).map(|(event, number)| (event.id.as_str(), number)).collect();
        let mut tables = Tables::default();
        let columns = EventColumns::of(&kept, &numbers, paragraphs, &mut tables);
        let occurrences = occurrence::all(incidents, &numbers, &mut tables);
        let repeated = (events.len() - kept.len()) as u64;
        Report {
            totals: totals(&kept, incidents, repeated),
            words: Words::all(),
            gaps: gap::all(),
            packs: packs(&kept),
            coded_by: distinct(kept.iter().map(|event| event.coded_by.as_str())),
            tables,
            events: columns,
            incidents: occurrences,
        }
    }
}

fn totals(events: &[&Event], incidents: &[Incident], repeated: u64) -> Totals {
    let articles: HashMap<_, _> = events
        .iter()
        .map(|event| ((&event.article.id, &event.article.path), &event.article.published))
        .collect();
    let outlets: HashSet<_> = events.iter().filter_map(|e| e.article.outlet.as_ref()).collect();
    let days: Vec<Date> =
        events.iter().filter_map(|event| published_day(&event.article.published)).collect();
    let is_odd = |event: &&&Event| {
        event.article.published.is_some() && published_day(&event.article.published).is_none()
    };
    let odd: Vec<&ArticleRef> = events.iter().filter(is_odd).map(|event| &event.article).collect();
    let odd_articles: HashSet<_> = odd.iter().map(|article| (&article.id, &article.path)).collect();
    let first_odd = odd
        .first()
        .map(|article| (article.id.clone(), article.published.clone().unwrap_or_default()));
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for event in events {
        *kinds.entry(&event.kind).or_default() += 1;
    }
    let mut kinds: Vec<(String, u64)> =
        kinds.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let count = |is: fn(&&Incident) -> bool| incidents.iter().filter(is).count() as u64;
    Totals {
        events: events.len() as u64,
        repeated,
        articles: articles.len() as u64,
        undated: articles.values().filter(|day| published_day(day).is_none()).count() as u64,
        odd_dates: (odd_articles.len() as u64, first_odd),
        outlets: outlets.len() as u64,
        incidents: incidents.len() as u64,
        disputed: count(|incident| !incident.contradiction.is_empty()),
        corroborated: count(|incident| incident.articles > 1),
        published: days
            .iter()
            .min()
            .zip(days.iter().max())
            .map(|(first, last)| (first.to_string(), last.to_string())),
        kinds,
    }
}

/// The day on which an article was published; `None` also for what is no day of the calendar.
fn published_day(written: &Option<String>) -> Option<Date> {
    written.as_ref()?.parse().ok().map(|time: CivilTime| time.date)
}

fn packs(events: &[&Event]) -> Vec<(String, String, String)> {
    let named = events.iter().map(|event| (&event.pack, &event.pack_version, &event.pack_hash));
    let distinct: HashSet<_> = named.collect();
    let mut packs: Vec<_> = distinct
        .into_iter()
        .map(|(name, version, hash)| (name.clone(), version.clone(), hash.clone()))
        .collect();
    packs.sort();
    packs
}

/// The texts that are not empty, sorted, each once.
fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let known: HashSet<&str> = texts.filter(|text| !text.is_empty()).collect();
    let mut texts: Vec<String> = known.into_iter().map(str::to_owned).collect();
    texts.sort();
    texts
}

#[cfg(test)]
mod tests;
