//! An event as one flat row of typed cells, with the same columns in every format that has rows of events: `csv`,
//! `geojson`, `sqlite`, `gpkg`.
//!
//! Lossy: of several killed or wounded counts only the first is kept in columns of its own (the rest go to
//! `other_counts`, in words); attributes without a column are dropped. [`count_losses`] counts all of this.

use super::{Dropped, Loss, SinkError};
use crate::event::{CivilTime, Count, Counted, Event, Party};
use serde_json::{Number, Value};
use std::borrow::Cow;
use std::sync::LazyLock;

/// What the cells of a column hold, where they are not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number of degrees.
    Real,
    /// A day: `2016-08-11`.
    Date,
    /// A time of day: `17:41`.
    Time,
    /// Yes or no.
    Truth,
}

use ColumnType::{Date, Integer, Real, Text, Time};

/// The columns, in order, and what their cells hold. Lists are joined by "; "; `extra` is a JSON object. New columns
/// are added at the end, so that the older ones keep their places.
pub const COLUMNS: &[(&str, ColumnType)] = &[
    ("id", Text),
    ("kind", Text),
    ("mode", Text),
    ("article", Text),
    ("title", Text),
    ("outlet", Text),
    ("published", Date),
    ("sentence", Integer),
    ("evidence", Text),
    ("trigger", Text),
    ("stance", Text),
    ("stance_cue", Text),
    ("claimant", Text),
    ("claimant_name", Text),
    ("denies", Text),
    ("realis", Text),
    ("actor", Text),
    ("actor_name", Text),
    ("actor_code", Text),
    ("recipient", Text),
    ("recipient_name", Text),
    ("recipient_code", Text),
    ("place", Text),
    ("place_name", Text),
    ("admin1", Text),
    ("country", Text),
    ("lat", Real),
    ("lon", Real),
    ("geonames_id", Integer),
    ("place_precision", Text),
    ("place_basis", Text),
    ("date_start", Date),
    ("date_end", Date),
    ("date_precision", Text),
    ("date_basis", Text),
    ("killed", Integer),
    ("killed_low", Integer),
    ("killed_high", Integer),
    ("killed_bound", Text),
    ("wounded", Integer),
    ("wounded_low", Integer),
    ("wounded_high", Integer),
    ("wounded_bound", Text),
    ("other_counts", Text),
    ("plover", Text),
    ("acled", Text),
    ("cameo", Text),
    ("extra", Text),
    ("start", Integer),
    ("end", Integer),
    ("raw_start", Integer),
    ("raw_end", Integer),
    ("path", Text),
    ("decoding", Text),
    ("rule", Text),
    ("pack", Text),
    ("pack_version", Text),
    ("pack_hash", Text),
    ("coded_by", Text),
    ("offsets", Text),
    ("repeats", Text),
    ("published_time", Time),
    ("date_start_time", Time),
    ("date_end_time", Time),
    ("page", Integer),
    ("trigger_start", Integer),
    ("trigger_end", Integer),
    ("published_precision", Text),
];

/// The names of [`COLUMNS`].
pub const NAMES: &[&str] = &{
    let mut names = [""; COLUMNS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = COLUMNS[at].0;
        at += 1;
    }
    names
};

/// A cell of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is known.
    Empty,
    /// Text, a date or a time.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(u64),
    /// A number of degrees.
    Real(f64),
    /// Yes or no.
    Truth(bool),
}

impl<'a> Cell<'a> {
    /// A text; empty where there is none.
    pub fn text(value: Option<&'a String>) -> Cell<'a> {
        value.map_or(Cell::Empty, |text| Cell::Text(text.into()))
    }

    /// The word for a value.
    pub fn word(word: &'static str) -> Cell<'a> {
        Cell::Text(word.into())
    }

    /// Text made for the row; empty where it has no characters.
    pub fn made(text: String) -> Cell<'a> {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
    }

    /// A whole number, if there is one.
    pub fn integer(value: Option<u64>) -> Cell<'a> {
        value.map_or(Cell::Empty, Cell::Integer)
    }

    /// A number of degrees, if there is one.
    pub fn real(value: Option<f64>) -> Cell<'a> {
        value.filter(|value| value.is_finite()).map_or(Cell::Empty, Cell::Real)
    }

    /// The day of a date.
    pub fn day(value: Option<CivilTime>) -> Cell<'a> {
        value.map_or(Cell::Empty, |time| Cell::Text(time.date.to_string().into()))
    }

    /// The time of day of a date; empty where the whole day is meant.
    pub fn time(value: Option<CivilTime>) -> Cell<'a> {
        value.and_then(CivilTime::clock).map_or(Cell::Empty, |time| Cell::Text(time.into()))
    }
}

/// A cell as CSV has it.
pub fn text(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Empty => "".into(),
        Cell::Text(text) => text,
        Cell::Integer(number) => number.to_string().into(),
        Cell::Real(number) => number.to_string().into(),
        Cell::Truth(value) => value.to_string().into(),
    }
}

/// A cell as JSON has it.
pub fn json(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::from(text.into_owned()),
        Cell::Integer(number) => Value::from(number),
        Cell::Real(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        Cell::Truth(value) => Value::from(value),
    }
}

/// When an article was published, as day and time of day. A date that is written in another form than that of records
/// is kept whole, as the day.
pub fn published(written: Option<&String>) -> [Cell<'_>; 2] {
    match written.map(|written| (written, written.parse::<CivilTime>())) {
        None => [Cell::Empty, Cell::Empty],
        Some((_, Ok(time))) => [Cell::day(Some(time)), Cell::time(Some(time))],
        Some((written, Err(_))) => [Cell::Text(written.into()), Cell::Empty],
    }
}

/// The cells of one event, in the order of [`COLUMNS`].
///
/// # Errors
/// An attribute of `extra` cannot be written as JSON.
pub fn row(event: &Event) -> Result<Vec<Cell<'_>>, SinkError> {
    let mut cells: Vec<Cell> = Vec::with_capacity(COLUMNS.len());
    let (article, evidence) = (&event.article, &event.evidence);
    let [published_day, published_time] = published(article.published.as_ref());
    let claimant = event.claimant.as_ref();
    cells.extend([borrowed(&event.id), borrowed(&event.kind), Cell::text(event.mode.as_ref())]);
    cells.extend([borrowed(&article.id), Cell::text(article.title.as_ref())]);
    cells.extend([Cell::text(article.outlet.as_ref()), published_day]);
    cells.extend([Cell::Integer(evidence.sentence.into()), borrowed(&evidence.text)]);
    cells.extend([borrowed(&event.trigger.text), Cell::word(event.stance.name())]);
    cells.push(Cell::text(event.stance_cue.as_ref()));
    cells.push(Cell::text(claimant.map(|claimant| &claimant.text)));
    cells.push(Cell::text(claimant.and_then(|claimant| claimant.name.as_ref())));
    cells.extend([Cell::text(event.denies.as_ref()), Cell::word(event.realis.name())]);
    for parties in [&event.actor, &event.recipient] {
        cells.push(list(parties, |party| Some(&party.text)));
        cells.push(list(parties, |party| party.name.as_ref()));
        cells.push(list(parties, |party| party.code.as_ref()));
    }
    place(event, &mut cells);
    let date = &event.date;
    cells.extend([Cell::day(date.start), Cell::day(date.end)]);
    cells.extend([Cell::word(date.precision.name()), Cell::Text(date.basis.name().into())]);
    counts(&event.counts, &mut cells);
    for code in [&event.codes.plover, &event.codes.acled, &event.codes.cameo] {
        cells.push(Cell::text(code.as_ref()));
    }
    cells.push(match event.extra.is_empty() {
        true => Cell::Empty,
        false => Cell::made(serde_json::to_string(&event.extra)?),
    });
    cells.extend([evidence.start, evidence.end].map(|at| Cell::Integer(at.into())));
    cells.extend([evidence.raw_start, evidence.raw_end].map(Cell::Integer));
    cells.extend([&article.path, &article.decoding, &event.rule, &event.pack].map(borrowed));
    cells.extend([&event.pack_version, &event.pack_hash, &event.coded_by].map(borrowed));
    cells.extend([Cell::word(event.offsets.name()), Cell::text(article.repeats.as_ref())]);
    cells.extend([published_time, Cell::time(date.start), Cell::time(date.end)]);
    cells.push(Cell::integer(evidence.page.map(u64::from)));
    cells.extend([event.trigger.start, event.trigger.end].map(|at| Cell::Integer(at.into())));
    cells.push(Cell::word(article.published_precision.name()));
    Ok(cells)
}

fn borrowed(text: &String) -> Cell<'_> {
    Cell::Text(text.into())
}

fn place<'a>(event: &'a Event, cells: &mut Vec<Cell<'a>>) {
    let Some(place) = &event.place else {
        cells.extend(std::iter::repeat_n(Cell::Empty, 9));
        return;
    };
    cells.extend([borrowed(&place.text), Cell::text(place.name.as_ref())]);
    cells.extend([Cell::text(place.admin1.as_ref()), Cell::text(place.country.as_ref())]);
    cells.extend([Cell::real(place.lat), Cell::real(place.lon)]);
    cells.push(Cell::integer(place.geonames_id));
    cells.extend([Cell::word(place.precision.name()), Cell::word(place.basis.name())]);
}

/// Four columns each for the first count of killed and of wounded, one for all others.
fn counts<'a>(counts: &'a [Count], cells: &mut Vec<Cell<'a>>) {
    let first = first(counts);
    for found in first {
        match found.and_then(|index| counts.get(index)) {
            Some(count) => cells.extend([
                Cell::Integer(count.value),
                Cell::Integer(count.low),
                Cell::integer(count.high),
                Cell::word(count.bound.name()),
            ]),
            None => cells.extend(std::iter::repeat_n(Cell::Empty, 4)),
        }
    }
    let rest = counts.iter().enumerate().filter(|(index, _)| !first.contains(&Some(*index)));
    let words: Vec<String> = rest.map(|(_, count)| count.to_string()).collect();
    cells.push(Cell::made(words.join("; ")));
}

/// The indices of the counts that have columns of their own: the first of killed and the first of wounded.
fn first(counts: &[Count]) -> [Option<usize>; 2] {
    [Counted::Killed, Counted::Wounded]
        .map(|what| counts.iter().position(|count| count.what == what))
}

/// What a row does not hold, whatever the event. Figures are counted one by one.
static DROPPED: LazyLock<Dropped> = LazyLock::new(|| Dropped::all_but(WRITTEN));

/// The attributes that have cells.
const WRITTEN: &[&str] = &[
    "id",
    "kind",
    "mode",
    "article",
    "offsets",
    "evidence",
    "trigger",
    "stance",
    "stance_cue",
    "claimant.text",
    "claimant.name",
    "denies",
    "realis",
    "actor.text",
    "actor.name",
    "actor.code",
    "recipient.text",
    "recipient.name",
    "recipient.code",
    "place",
    "date",
    "counts",
    "codes",
    "extra",
    "rule",
    "pack",
    "pack_version",
    "pack_hash",
    "coded_by",
];

/// Counts what a row cannot hold.
pub fn count_losses(event: &Event, loss: &mut Loss) {
    loss.dropped(event, &DROPPED);
    let first = first(&event.counts);
    for (at, count) in event.counts.iter().enumerate() {
        if first.contains(&Some(at)) {
            loss.field(
                "counts.whom",
                "dropped for the first killed and wounded",
                count.whom.iter().count(),
            );
        } else {
            loss.field("counts", "in words only, without bounds, in other_counts", 1);
        }
        loss.field("counts.source", "dropped", count.source.iter().count());
    }
    let parted =
        |parties: &[Party]| parties.iter().filter(|party| party.text.contains("; ")).count();
    let unclear = parted(&event.actor) + parted(&event.recipient);
    loss.field("actor, recipient", "a name that holds \"; \" looks like two", unclear);
}

/// One attribute of each party, joined; empty if no party has it, else with a blank for each that lacks it, so that the
/// columns of one row stay aligned.
fn list<'a>(parties: &'a [Party], part: impl Fn(&'a Party) -> Option<&'a String>) -> Cell<'a> {
    match parties {
        [party] => Cell::text(part(party)),
        _ if parties.iter().all(|party| part(party).is_none()) => Cell::Empty,
        _ => {
            let parts = parties.iter().map(|party| part(party).map_or("", String::as_str));
            Cell::made(parts.collect::<Vec<_>>().join("; "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    #[test]
    fn a_row_has_a_cell_of_the_right_type_for_each_column() {
        let mut bare = sample();
        (bare.place, bare.claimant, bare.article.published) = (None, None, None);
        bare.counts.clear();
        for event in [sample(), bare] {
            let cells = row(&event).unwrap();
            assert_eq!(cells.len(), COLUMNS.len());
            for (cell, (name, kind)) in cells.iter().zip(COLUMNS) {
                let right = match cell {
                    Cell::Empty => true,
                    Cell::Text(text) => match kind {
                        Text => true,
                        Date => text.parse::<jiff::civil::Date>().is_ok(),
                        Time => text.parse::<jiff::civil::Time>().is_ok(),
                        Integer | Real | ColumnType::Truth => false,
                    },
                    Cell::Integer(_) => *kind == Integer,
                    Cell::Real(_) => *kind == Real,
                    Cell::Truth(_) => false,
                };
                assert!(right, "{name}: {cell:?}");
            }
        }
    }

    #[test]
    fn a_date_and_its_time_are_in_two_cells() {
        let at = |name: &str| NAMES.iter().position(|known| *known == name).unwrap();
        let mut event = sample();
        event.date.start = "2016-08-11T10:00".parse().ok();
        event.article.published = Some("last week".into());
        let cells = row(&event).unwrap();
        let text = |name: &str| cells[at(name)].clone();
        assert_eq!(text("date_start"), Cell::Text("2016-08-11".into()));
        assert_eq!(text("date_start_time"), Cell::Text("10:00".into()));
        assert_eq!(text("date_end_time"), Cell::Empty);
        assert_eq!(text("published"), Cell::Text("last week".into()));
    }
}
