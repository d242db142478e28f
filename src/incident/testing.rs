//! Invented mentions for the tests of this module.

use crate::event::{
    Bound, Count, Counted, DateBasis, DatePrecision, Event, EventDate, Party, Place, PlaceBasis,
    PlacePrecision, Realis, Stance, sample,
};
use crate::script::{IncidentSpec, SharedAttribute};

/// A place of the record.
pub fn place(name: &str, precision: PlacePrecision, at: Option<(f64, f64)>) -> Place {
    Place {
        text: name.into(),
        name: Some(name.into()),
        admin1: None,
        country: Some("Syria".into()),
        lat: at.map(|at| at.0),
        lon: at.map(|at| at.1),
        geonames_id: None,
        precision,
        basis: PlaceBasis::Sentence,
    }
}

/// A count of people killed.
pub fn killed(value: u64) -> Count {
    Count {
        what: Counted::Killed,
        value,
        low: value,
        high: Some(value),
        bound: Bound::Exact,
        whom: Some("people".into()),
        source: None,
    }
}

/// An event under construction.
pub struct EventBuilder(pub Event);

/// A mention of `kind` in sentence `sentence` of `article`, without place or figures, on 11 August 2016.
pub fn mention(article: &str, sentence: u32, kind: &str) -> EventBuilder {
    let mut event = sample();
    event.id = format!("{article}/{sentence}/{kind}");
    event.kind = kind.into();
    event.article.id = article.into();
    event.article.path = format!("{article}.txt");
    event.article.outlet = Some(format!("{article} wire"));
    event.evidence.sentence = sentence;
    event.evidence.start = sentence * 1000;
    // Each article has words of its own, so that none counts as a copy.
    event.evidence.text = format!("{article}x {article}y {article}z tell {kind} {sentence}.");
    event.trigger.start = sentence * 1000 + 10;
    event.stance = Stance::Asserted;
    event.claimant = None;
    event.realis = Realis::Actual;
    event.place = None;
    event.actor.clear();
    event.counts.clear();
    EventBuilder(event).on("2016-08-11")
}

impl EventBuilder {
    /// In this town.
    pub fn town(self, name: &str) -> EventBuilder {
        self.at(place(name, PlacePrecision::Town, None))
    }

    /// At this place.
    pub fn at(mut self, place: Place) -> EventBuilder {
        self.0.place = Some(place);
        self
    }

    /// On this day.
    pub fn on(mut self, day: &str) -> EventBuilder {
        let day = day.parse().ok();
        let basis = DateBasis::of("on the day");
        self.0.date = EventDate { start: day, end: day, precision: DatePrecision::Day, basis };
        self
    }

    /// With so many killed.
    pub fn killed(mut self, value: u64) -> EventBuilder {
        self.0.counts = vec![killed(value)];
        self
    }

    /// By this party.
    pub fn by(mut self, name: &str, code: &str) -> EventBuilder {
        self.0.actor = vec![Party {
            text: name.into(),
            name: Some(name.into()),
            code: Some(code.into()),
            start: None,
            end: None,
        }];
        self
    }

    /// With this stance and realis.
    pub fn with_stance(mut self, stance: Stance, realis: Realis) -> EventBuilder {
        (self.0.stance, self.0.realis) = (stance, realis);
        self
    }
}

/// Air strikes and their tolls, of one place within a day.
pub fn strike() -> IncidentSpec {
    IncidentSpec {
        id: "strike".into(),
        pack: "test".into(),
        acts: vec!["air_strike".into()],
        details: vec!["casualties".into(), "denial".into()],
        denials: vec!["denial".into()],
        same: vec![SharedAttribute::Place],
        days: 1,
        ..IncidentSpec::default()
    }
}
