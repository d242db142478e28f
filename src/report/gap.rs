//! What is not known of an event, and what was inferred: each a gap with a name and a bit.

use crate::event::{
    CivilTime, DateBasis, DatePrecision, Event, Place, PlaceBasis, PlacePrecision, Stance,
};
use serde::Serialize;

/// Something that may be unknown or inferred.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Gap {
    /// Its name in links to the page.
    pub id: &'static str,
    /// What it says of an event, to follow "events".
    pub label: &'static str,
    /// `unknown`: nothing says it. `vague`: it is known roughly. `inferred`: it was read elsewhere than in the passage.
    pub sort: &'static str,
    #[serde(skip)]
    is: fn(&Event) -> bool,
}

const fn gap(
    id: &'static str,
    sort: &'static str,
    label: &'static str,
    is: fn(&Event) -> bool,
) -> Gap {
    Gap { id, label, sort, is }
}

/// All gaps, those of one sort together. There are fewer than 32.
const GAPS: &[Gap] = &[
    gap("no-date", "unknown", "without a date", |event| event.date.days().is_none()),
    gap("no-place", "unknown", "without a place", |event| event.place.is_none()),
    gap("no-spot", "unknown", "with a place that is not on the map", |event| {
        event.place.as_ref().is_some_and(|place| !has_spot(place))
    }),
    gap("no-actor", "unknown", "without an actor", |event| event.actor.is_empty()),
    gap("no-recipient", "unknown", "without a recipient", |event| event.recipient.is_empty()),
    gap("no-claimant", "unknown", "said by someone, it is not known whom", |event| {
        event.claimant.is_none() && event.stance != Stance::Asserted
    }),
    gap("no-outlet", "unknown", "from an outlet that is not known", |event| {
        event.article.outlet.is_none()
    }),
    gap("no-publication", "unknown", "from an article without a day of publication", |event| {
        event.article.published.as_ref().is_none_or(|day| day.parse::<CivilTime>().is_err())
    }),
    gap("vague-date", "vague", "dated only to a week, a month or a year", |event| {
        let vague = [DatePrecision::Week, DatePrecision::Month, DatePrecision::Year];
        event.date.days().is_some() && vague.contains(&event.date.precision)
    }),
    gap("vague-place", "vague", "placed only in a region or a country", |event| {
        let vague = [PlacePrecision::Region, PlacePrecision::Country, PlacePrecision::Unknown];
        event.place.as_ref().is_some_and(|place| vague.contains(&place.precision))
    }),
    gap("published-date", "inferred", "dated by the day of publication", |event| {
        event.date.basis == DateBasis::Published && event.date.days().is_some()
    }),
    gap(
        "place-elsewhere",
        "inferred",
        "placed by other words than those of the passage",
        |event| event.place.as_ref().is_some_and(|place| place.basis != PlaceBasis::Sentence),
    ),
];

fn has_spot(place: &Place) -> bool {
    let on_globe = |lat: f64, lon: f64| lat.abs() <= 90.0 && lon.abs() <= 180.0;
    place.lat.zip(place.lon).is_some_and(|(lat, lon)| on_globe(lat, lon))
}

/// All gaps, in the order of their bits.
pub fn all() -> Vec<Gap> {
    GAPS.to_vec()
}

/// The gaps of an event, as bits.
pub fn of(event: &Event) -> u32 {
    GAPS.iter().enumerate().filter(|(_, gap)| (gap.is)(event)).map(|(bit, _)| 1 << bit).sum()
}
