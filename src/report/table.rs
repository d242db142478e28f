//! What events share: texts, places, dates, parties, each kept once and named by its number.

use crate::event::{ArticleRef, Codes, Count, EventDate, Party, Place};
use serde::{Serialize, Serializer};
use std::collections::HashMap;
use std::hash::Hash;

/// Values by number, each once, in the order in which they were first met. In JSON: the list of values.
#[derive(Clone, Debug)]
pub struct Table<T> {
    rows: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { rows: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Table<T> {
    /// The number of `row`, which is added where it is new.
    pub fn number(&mut self, row: T) -> u32 {
        if let Some(number) = self.numbers.get(&row) {
            return *number;
        }
        // A file of events has fewer than four thousand million of anything.
        let number = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.numbers.insert(row.clone(), number);
        self.rows.push(row);
        number
    }

    /// The rows.
    #[cfg(test)]
    pub fn rows(&self) -> &[T] {
        &self.rows
    }
}

impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}

/// An article: id, outlet, title, publication as in the record.
pub type ArticleRow = (String, Option<String>, Option<String>, Option<String>);

/// A place: name (or the words of the text), first-order area, country, north, east, precision. Degrees are texts, so
/// that equal places are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PlaceRow {
    /// Canonical name, or the words of the text.
    pub name: String,
    admin1: Option<String>,
    country: Option<String>,
    /// Bits of the degrees north and east.
    spot: Option<(u64, u64)>,
    precision: u32,
}

impl Serialize for PlaceRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (lat, lon) = (self.spot.map(|s| s.0), self.spot.map(|s| s.1));
        let degrees = |bits: Option<u64>| bits.map(f64::from_bits);
        (&self.name, &self.admin1, &self.country, degrees(lat), degrees(lon), self.precision)
            .serialize(serializer)
    }
}

/// When: first and last day as days since 1970-01-01, both as in the record, precision, basis. Without a day the first
/// four are `null`.
pub type DateRow = (Option<i32>, Option<i32>, Option<String>, Option<String>, u32, u32);

/// A figure: what it counts, value, low, high, bound, of whom, by whom. Words are numbers.
pub type CountRow = (u32, u64, u64, Option<u64>, u32, Option<u32>, Option<u32>);

/// All tables of a report.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tables {
    /// Short texts: kinds, rules, claimants, cues, phrases.
    pub texts: Table<String>,
    /// Articles.
    pub articles: Table<ArticleRow>,
    /// Paragraphs, or passages where the paragraph is not known: the article's number and the text.
    pub passages: Table<(u32, String)>,
    /// Places.
    pub places: Table<PlaceRow>,
    /// Dates.
    pub dates: Table<DateRow>,
    /// Actors and recipients: name (or the words of the text) and code.
    pub parties: Table<(String, Option<String>)>,
    /// Lists of parties.
    pub lists: Table<Vec<u32>>,
    /// Lists of figures.
    pub counts: Table<Vec<CountRow>>,
    /// Codes in PLOVER, ACLED and CAMEO.
    pub codes: Table<(Option<String>, Option<String>, Option<String>)>,
}

/// The number of a word of the record among the words of its type.
pub fn word<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> u32 {
    names.iter().zip(0..).find(|((_, known), _)| known == value).map_or(0, |(_, number)| number)
}

impl Tables {
    /// The number of a text.
    pub fn text(&mut self, text: &str) -> u32 {
        // Most texts are known, and a look-up needs no copy.
        match self.texts.numbers.get(text) {
            Some(number) => *number,
            None => self.texts.number(text.to_owned()),
        }
    }

    /// The number of a text that may be absent.
    pub fn optional(&mut self, text: Option<&str>) -> Option<u32> {
        text.map(|text| self.text(text))
    }

    /// The number of an article.
    pub fn article(&mut self, article: &ArticleRef) -> u32 {
        let ArticleRef { id, outlet, title, published, .. } = article.clone();
        self.articles.number((id, outlet, title, published))
    }

    /// The number of a place. Coordinates that are not on the globe count as none.
    pub fn place(&mut self, place: &Place) -> u32 {
        use crate::event::PlacePrecision;
        let on_globe = |lat: f64, lon: f64| lat.abs() <= 90.0 && lon.abs() <= 180.0;
        let spot = place.lat.zip(place.lon).filter(|(lat, lon)| on_globe(*lat, *lon));
        self.places.number(PlaceRow {
            name: place.name.clone().unwrap_or_else(|| place.text.clone()),
            admin1: place.admin1.clone(),
            country: place.country.clone(),
            // Zero has two signs, which are one place.
            spot: spot.map(|(lat, lon)| ((lat + 0.0).to_bits(), (lon + 0.0).to_bits())),
            precision: word(PlacePrecision::NAMES, &place.precision),
        })
    }

    /// The number of a date.
    pub fn date(&mut self, date: &EventDate) -> u32 {
        use crate::event::DatePrecision;
        let days = date.days().map(|(first, last)| (first.min(last), first.max(last)));
        let number = |day: jiff::civil::Date| {
            let epoch = jiff::civil::date(1970, 1, 1);
            epoch.until(day).map(|span| span.get_days()).unwrap_or_default()
        };
        let text = |time: Option<crate::event::CivilTime>| time.map(|time| time.to_string());
        let basis = self.text(date.basis.name());
        self.dates.number((
            days.map(|(first, _)| number(first)),
            days.map(|(_, last)| number(last)),
            text(date.start.or(date.end)),
            text(date.end.or(date.start)),
            word(DatePrecision::NAMES, &date.precision),
            basis,
        ))
    }

    /// The number of a list of parties.
    pub fn parties(&mut self, parties: &[Party]) -> u32 {
        let each = parties.iter().map(|party| {
            let name = party.name.clone().unwrap_or_else(|| party.text.clone());
            self.parties.number((name, party.code.clone()))
        });
        let list = each.collect();
        self.lists.number(list)
    }

    /// The number of a list of figures.
    pub fn counts(&mut self, counts: &[Count]) -> u32 {
        use crate::event::{Bound, Counted};
        let each = counts.iter().map(|count| {
            let whom = self.optional(count.whom.as_deref());
            let source = self.optional(count.source.as_deref());
            let what = word(Counted::NAMES, &count.what);
            let bound = word(Bound::NAMES, &count.bound);
            (what, count.value, count.low, count.high, bound, whom, source)
        });
        let list = each.collect();
        self.counts.number(list)
    }

    /// The number of a set of codes.
    pub fn codes(&mut self, codes: &Codes) -> u32 {
        self.codes.number((codes.plover.clone(), codes.acled.clone(), codes.cameo.clone()))
    }
}
