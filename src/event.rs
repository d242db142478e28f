//! The record: one [`Event`] is one mention of one event, in the terms of the codebook. Values only: `coder` makes
//! them, `sink` writes them, `check` compares them. The order of fields is the order in JSON.

mod attribute;
#[doc(hidden)]
pub mod change;
mod count;
mod date;
mod name;
mod offset_unit;
mod place;

#[doc(hidden)]
pub use attribute::{ATTRIBUTES, Attribute};
pub use count::{Bound, Count, Counted};
pub use date::{CivilTime, DateBasis, DatePrecision, EventDate, ParseCivilTimeError};
pub use name::UnknownName;
pub use offset_unit::{OffsetError, OffsetUnit, count_in};
pub use place::{Place, PlaceBasis, PlacePrecision};

use name::names;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One mention of an event, ready to be written.
///
/// `start`/`end` are half-open offsets in the article's cleaned text, counted as [`Event::offsets`] says;
/// `raw_start`/`raw_end` count bytes in its container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Stable id: a hash of article id, rule id, evidence text and the ordinal among equal ones.
    pub id: String,
    /// The codebook's kind, such as `air_strike`.
    pub kind: String,
    /// The kind's mode, such as `declared`.
    pub mode: Option<String>,
    /// Which article.
    pub article: ArticleRef,
    /// What `start` and `end` below count: bytes, unless they were converted. Bytes in records of versions that did not
    /// write it.
    #[serde(default)]
    pub offsets: OffsetUnit,
    /// The passage that reports the event.
    pub evidence: Evidence,
    /// The words that most clearly say the event.
    pub trigger: QuotedText,
    /// The stance of the passage.
    pub stance: Stance,
    /// The words that show the stance: a hedge ("reportedly"), else the cue of saying; `None` where it is asserted.
    pub stance_cue: Option<String>,
    /// Who says so, where someone does.
    pub claimant: Option<Claimant>,
    /// For a denial: the id of the event that it denies, in the same article.
    pub denies: Option<String>,
    /// Whether and when it happened, by the grammar of the passage.
    pub realis: Realis,
    /// Who did it.
    pub actor: Vec<Party>,
    /// To whom.
    pub recipient: Vec<Party>,
    /// Where.
    pub place: Option<Place>,
    /// When.
    pub date: EventDate,
    /// How many.
    pub counts: Vec<Count>,
    /// The kind in other ontologies' codes.
    pub codes: Codes,
    /// A rule's own attributes.
    pub extra: BTreeMap<String, serde_json::Value>,
    /// The rule that found it.
    pub rule: String,
    /// The pack that holds the rule.
    pub pack: String,
    /// That pack's version.
    pub pack_version: String,
    /// A hash over that pack's files and the packs it stands on.
    pub pack_hash: String,
    /// A hash over all that decided the event besides the article: this program, all packs, options. The record of a
    /// run says what it stands for. Empty in records of versions that did not write it.
    #[serde(default)]
    pub coded_by: String,
}

/// The article of an [`Event`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticleRef {
    /// The article's id.
    pub id: String,
    /// The path of its raw bytes.
    pub path: String,
    /// How they were decoded, such as `utf-8` or `utf-8+json`.
    pub decoding: String,
    /// The outlet, where known.
    pub outlet: Option<String>,
    /// The headline, where found.
    pub title: Option<String>,
    /// ISO date or date-time, local to the outlet.
    pub published: Option<String>,
    /// `minute`, `day` or `unknown`.
    pub published_precision: DatePrecision,
    /// The id of an earlier article of the run that it repeats, at most slightly changed or cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<String>,
}

/// The passage an [`Event`] was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The passage, as cleaned.
    pub text: String,
    /// Where it begins in the cleaned text.
    pub start: u32,
    /// Where it ends in the cleaned text.
    pub end: u32,
    /// First byte in the container.
    pub raw_start: u64,
    /// One past the last byte in the container.
    pub raw_end: u64,
    /// The sentence's number in its article, from 1.
    pub sentence: u32,
    /// The page on which it begins, from 1, where the container has pages (PDF).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

/// A stretch of the text and its position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuotedText {
    /// The words.
    pub text: String,
    /// Where it begins in the cleaned text.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// How the outlet reports an event: its stance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stance {
    /// The outlet's own voice.
    Asserted,
    /// Someone says so.
    Attributed,
    /// Said with doubt: alleged, purported, accused.
    Alleged,
    /// Someone says it did not happen or was not so.
    Denied,
    /// Said by a party that would know: the actor itself, an investigator.
    Confirmed,
}

names!(Stance, "stance", {
    Asserted => "asserted",
    Attributed => "attributed",
    Alleged => "alleged",
    Denied => "denied",
    Confirmed => "confirmed",
});

/// Whether an event happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Realis {
    /// It happened.
    Actual,
    /// It goes on.
    Ongoing,
    /// Tried, failed or foiled.
    Attempted,
    /// Promised or planned.
    Future,
    /// If, would, considered.
    Hypothetical,
    /// Did not happen.
    Negated,
    /// Background, two months or more before the report.
    Historical,
}

names!(Realis, "realis", {
    Actual => "actual",
    Ongoing => "ongoing",
    Attempted => "attempted",
    Future => "future",
    Hypothetical => "hypothetical",
    Negated => "negated",
    Historical => "historical",
});

/// Who says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claimant {
    /// The words that name the claimant.
    pub text: String,
    /// Canonical name, where the gazetteer knows one.
    pub name: Option<String>,
    /// Code, where the gazetteer knows one.
    pub code: Option<String>,
    /// Where it begins in the cleaned text.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The cue: the verb or phrase of saying.
    pub cue: Option<String>,
    /// Who cited the claimant, outermost last ("activists cited by the agency": the agency).
    pub via: Vec<String>,
}

/// An actor or a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// As written.
    pub text: String,
    /// Canonical name, where the gazetteer knows one.
    pub name: Option<String>,
    /// Code, where the gazetteer knows one.
    pub code: Option<String>,
    /// Where it begins in the cleaned text; `None` where a rule gave the name itself.
    pub start: Option<u32>,
    /// Where it ends.
    pub end: Option<u32>,
}

/// The kind in other ontologies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codes {
    /// PLOVER event and mode, such as `ASSAULT/aerial`.
    pub plover: Option<String>,
    /// ACLED sub-event type.
    pub acled: Option<String>,
    /// CAMEO code.
    pub cameo: Option<String>,
}

/// An invented event with most fields filled, for the tests of sinks and of `check`.
#[cfg(test)]
pub(crate) fn sample() -> Event {
    let party = |text: &str, code: Option<&str>| Party {
        text: text.into(),
        name: None,
        code: code.map(str::to_owned),
        start: None,
        end: None,
    };
    let count = |what, value, high, bound, whom: &str| Count {
        what,
        value,
        low: value,
        high,
        bound,
        whom: Some(whom.into()),
        source: None,
    };
    Event {
        id: "e1".into(),
        kind: "air_strike".into(),
        mode: None,
        article: ArticleRef {
            id: "a1".into(),
            path: "corpus/a1.txt".into(),
            decoding: "utf-8".into(),
            outlet: None,
            title: Some("Jets over the river".into()),
            published: Some("2016-08-12T17:41".into()),
            published_precision: DatePrecision::Minute,
            repeats: None,
        },
        offsets: OffsetUnit::Bytes,
        evidence: Evidence {
            text: "Jets struck Raqqa on Thursday, killing at least 20 people, a monitor said."
                .into(),
            start: 100,
            end: 174,
            raw_start: 100,
            raw_end: 174,
            sentence: 3,
            page: None,
        },
        trigger: QuotedText { text: "struck".into(), start: 105, end: 111 },
        stance: Stance::Attributed,
        stance_cue: Some("said".into()),
        claimant: Some(Claimant {
            text: "a monitor".into(),
            name: None,
            code: None,
            start: 159,
            end: 168,
            cue: Some("said".into()),
            via: vec![],
        }),
        denies: None,
        realis: Realis::Actual,
        actor: vec![party("Russia", Some("RUS")), party("Syria", None)],
        recipient: vec![],
        place: Some(Place {
            text: "Raqqa".into(),
            name: Some("Ar Raqqah".into()),
            admin1: None,
            country: Some("Syria".into()),
            lat: Some(35.95),
            lon: Some(39.01),
            geonames_id: Some(172955),
            precision: PlacePrecision::Town,
            basis: PlaceBasis::Sentence,
        }),
        date: EventDate::on(
            jiff::civil::date(2016, 8, 11),
            DatePrecision::Day,
            DateBasis::of("on Thursday"),
        ),
        counts: vec![
            count(Counted::Killed, 20, None, Bound::AtLeast, "people"),
            count(Counted::Displaced, 300, None, Bound::About, "families"),
        ],
        codes: Codes::default(),
        extra: BTreeMap::new(),
        rule: "air_strike/struck".into(),
        pack: "syria".into(),
        pack_version: "0.1.0".into(),
        pack_hash: "00".into(),
        coded_by: "01".into(),
    }
}

/// An invented event in which every attribute has a value, for tests that no format forgets one.
#[cfg(test)]
pub(crate) fn full_sample() -> Event {
    let mut event = sample();
    let party = |text: &str, start: u32| Party {
        text: text.into(),
        name: Some(format!("{text} (name)")),
        code: Some(format!("{text}-1")),
        start: Some(start),
        end: Some(start + text.len() as u32),
    };
    event.mode = Some("night".into());
    event.article.outlet = Some("Example Wire".into());
    event.article.repeats = Some("a0".into());
    event.evidence.page = Some(7);
    event.denies = Some("e0".into());
    event.claimant = Some(Claimant {
        text: "a monitor".into(),
        name: Some("The Monitor".into()),
        code: Some("NGO".into()),
        start: 159,
        end: 168,
        cue: Some("said".into()),
        via: vec!["the agency".into(), "the radio".into()],
    });
    event.actor = vec![party("Russia", 100), party("Syria", 110)];
    event.recipient = vec![party("rebels", 120)];
    event.place.iter_mut().for_each(|place| place.admin1 = Some("Raqqa Province".into()));
    event.date.start = "2016-08-11T10:00".parse().ok();
    event.date.end = "2016-08-11T11:30".parse().ok();
    event.date.precision = DatePrecision::Hour;
    let count = |what, value| Count {
        what,
        value,
        low: value,
        high: Some(value + 5),
        bound: Bound::About,
        whom: Some("people".into()),
        source: Some("the hospital".into()),
    };
    event.counts = vec![
        count(Counted::Killed, 20),
        count(Counted::Wounded, 30),
        count(Counted::Displaced, 300),
    ];
    event.codes = Codes {
        plover: Some("ASSAULT/aerial".into()),
        acled: Some("Air/drone strike".into()),
        cameo: Some("195".into()),
    };
    event.extra.insert("calibre".into(), serde_json::json!([82, 120]));
    event
}

#[cfg(test)]
mod tests;
