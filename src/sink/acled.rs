//! ACLED-like CSV: events in the columns of ACLED's codebook (2023 order). ACLED records events that took place, each
//! with a type, a day and a place; events without one of these are left out and counted in the loss report.
//!
//! How columns are filled: `event_id_cnty` is the event's own id; the event and disorder types follow from the
//! sub-event type, which is the pack's ACLED code (for a change of control, by who gained the place); the first actor
//! and recipient are `actor1` and `actor2`, further ones associates; `inter` is derived from their codes; `fatalities`
//! is the low figure of the first toll; stance, realis and claimant are in `tags`; `notes` is the passage. Empty, since
//! a mention does not contain them: `admin2`, `admin3`, `source_scale`, `timestamp`.

use super::spreadsheet::tidy;
use super::toll::{self, happened};
use super::{Loss, Sink, SinkError};
use crate::event::{
    Bound, Count, Counted, DatePrecision, Event, Party, PlacePrecision, Realis, Stance,
};
use crate::ontology::acled::{Inter, SubEvent, interaction};
use crate::ontology::country::{self, Country};

/// The columns, in ACLED's order.
pub const COLUMNS: &[&str] = &[
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
];

/// Writes a header and one row per mention that ACLED could hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct AcledSink;

impl Sink for AcledSink {
    fn name(&self) -> &'static str {
        "acled"
    }

    fn remarks(&self) -> &'static [&'static str] {
        &[
            "one row per mention: an occurrence reported twice has two rows, and two tolls are in two rows",
        ]
    }

    fn begin(&self, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(COLUMNS)?;
        writer.flush()?;
        Ok(())
    }

    fn article(
        &self,
        events: &[Event],
        out: &mut Vec<u8>,
        loss: &mut Loss,
    ) -> Result<(), SinkError> {
        let is_act = |event: &Event| exclusion_reason(event).is_none();
        let is_toll = |event: &Event| {
            event.codes.acled.is_none() && toll::first(&event.counts, Counted::Killed).is_some()
        };
        let assigned = toll::assign(events, is_act, is_toll);
        let mut writer = csv::Writer::from_writer(out);
        for (at, event) in events.iter().enumerate() {
            if assigned.given[at] {
                loss.left_out(
                    "a toll: written as fatalities of the act in its sentence",
                    &event.id,
                );
            } else if let Some(reason) = exclusion_reason(event) {
                loss.left_out(reason, &event.id);
            } else if let Some(sub_event) = sub_event(event) {
                let counts = toll::counts(events, at, assigned.from[at]);
                let mut cells = row(event, sub_event, counts, loss);
                tidy(&mut cells, loss);
                writer.write_record(cells)?;
                loss.written();
            }
        }
        writer.flush()?;
        Ok(())
    }
}

/// Why ACLED has no row for the event; `None` if it has one.
fn exclusion_reason(event: &Event) -> Option<&'static str> {
    let Some(code) = &event.codes.acled else {
        return Some(match event.counts.is_empty() {
            true => "no ACLED type for it: words, diplomacy, aid",
            false => "no ACLED type for it: a toll, with no act or several acts in its sentence",
        });
    };
    if SubEvent::find(code).is_err() {
        return Some("its code is not an ACLED sub-event type");
    }
    match event.realis {
        Realis::Future => return Some("planned or promised"),
        Realis::Hypothetical => return Some("hypothetical"),
        Realis::Negated => return Some("did not happen"),
        Realis::Attempted => return Some("attempted only"),
        Realis::Actual | Realis::Ongoing | Realis::Historical => {}
    }
    if event.stance == Stance::Denied {
        return Some("denied");
    }
    if event.place.is_none() {
        return Some("no place");
    }
    let dated = event.date.start.is_some()
        && !matches!(event.date.precision, DatePrecision::Year | DatePrecision::Unknown);
    (!dated).then_some("no day, week or month")
}

/// The sub-event type: the pack's code; if a place changed hands, by who holds it now. PLOVER's code tells whether the
/// actor took it or left it.
fn sub_event(event: &Event) -> Option<&'static SubEvent> {
    const REGAINED: &str = "Government regains territory";
    const OVERTAKEN: &str = "Non-state actor overtakes territory";
    let code = event.codes.acled.as_deref()?;
    let home = home(event).map(|country| country.iso3);
    let mover = inter(event.actor.first(), home);
    let code = match mover {
        Some(mover) if [REGAINED, OVERTAKEN].contains(&code) && mover != Inter::Civilians => {
            let left =
                event.codes.plover.as_deref().is_some_and(|code| code.starts_with("RETREAT"));
            match (mover, left) {
                (Inter::State, false) => REGAINED,
                // The text does not say to whom a foreign force left it.
                (Inter::External, true) => code,
                (Inter::State, true) | (_, false) => OVERTAKEN,
                (_, true) => REGAINED,
            }
        }
        _ => code,
    };
    SubEvent::find(code).ok()
}

fn row(event: &Event, sub_event: &SubEvent, counts: &[Count], loss: &mut Loss) -> Vec<String> {
    let home = home(event);
    let iso3 = home.map(|country| country.iso3);
    let (inter1, inter2) = (inter(event.actor.first(), iso3), inter(event.recipient.first(), iso3));
    let targeted = sub_event.is_violence() && [inter1, inter2].contains(&Some(Inter::Civilians));
    let mut cells = Vec::with_capacity(COLUMNS.len());
    cells.push(event.id.clone());
    cells.extend(date(event, loss));
    cells.extend([sub_event.disorder, sub_event.event_type, sub_event.name].map(str::to_owned));
    for (parties, inter) in [(&event.actor, inter1), (&event.recipient, inter2)] {
        cells.extend(actors(parties));
        cells.push(inter.map_or_else(String::new, |inter| inter.number().to_string()));
    }
    cells.push(met(event, inter1, inter2));
    cells.push(if targeted { "Civilian targeting".to_owned() } else { String::new() });
    cells.extend(place(event, home));
    cells.push(event.article.outlet.clone().unwrap_or_default());
    cells.push(String::new());
    cells.push(event.evidence.text.clone());
    cells.push(fatalities(counts));
    cells.push(tags(event));
    cells.push(String::new());
    count_losses(event, [inter1, inter2], home, counts, loss);
    cells
}

/// Day, year, precision: 1 for a day, 2 within a week, 3 within a month.
fn date(event: &Event, loss: &mut Loss) -> [String; 3] {
    let day = event.date.start.map(|start| start.date);
    let end = event.date.end.map(|end| end.date);
    let several = end.is_some() && end != day;
    loss.field("date.end", "the first day is written for the whole period", several.into());
    let hour = matches!(event.date.precision, DatePrecision::Hour | DatePrecision::Minute);
    loss.field("date", "the hour is dropped", hour.into());
    let precision = match event.date.precision {
        DatePrecision::Month => "3",
        DatePrecision::Week => "2",
        _ if several => "2",
        _ => "1",
    };
    let written = |part: Option<String>| part.unwrap_or_default();
    [
        written(day.map(|day| day.to_string())),
        written(day.map(|day| format!("{:04}", day.year()))),
        precision.to_owned(),
    ]
}

fn name(party: &Party) -> String {
    party.name.as_ref().unwrap_or(&party.text).clone()
}

/// The first party, and the others as its associates.
fn actors(parties: &[Party]) -> [String; 2] {
    let others = parties.iter().skip(1).map(name).collect::<Vec<_>>().join("; ");
    [parties.first().map(name).unwrap_or_default(), others]
}

fn inter(party: Option<&Party>, home: Option<&str>) -> Option<Inter> {
    let party = party?;
    match &party.code {
        Some(code) => Inter::of_code(code, home),
        None => Inter::of_words(&party.text),
    }
}

/// The interaction code, if the types of all named parties are known.
fn met(event: &Event, first: Option<Inter>, second: Option<Inter>) -> String {
    let number = match (first, second) {
        (Some(first), Some(second)) => interaction(first, Some(second)),
        (Some(first), None) if event.recipient.is_empty() => interaction(first, None),
        (None, Some(second)) if event.actor.is_empty() => interaction(second, None),
        _ => return String::new(),
    };
    number.to_string()
}

fn home(event: &Event) -> Option<&'static Country> {
    country::by_name(event.place.as_ref()?.country.as_deref()?)
}

/// The columns from `iso` to `geo_precision`.
fn place(event: &Event, home: Option<&Country>) -> [String; 10] {
    let Some(place) = &event.place else { return Default::default() };
    let degrees = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let precision = match place.precision {
        PlacePrecision::Site | PlacePrecision::Town => "1",
        PlacePrecision::Area => "2",
        PlacePrecision::Region | PlacePrecision::Country => "3",
        PlacePrecision::Unknown => "",
    };
    [
        home.map_or("", |country| country.number).to_owned(),
        home.map_or("", |country| country.region).to_owned(),
        place.country.clone().unwrap_or_default(),
        place.admin1.clone().unwrap_or_default(),
        String::new(),
        String::new(),
        place.name.as_ref().unwrap_or(&place.text).clone(),
        degrees(place.lat),
        degrees(place.lon),
        precision.to_owned(),
    ]
}

/// The low figure of the first toll; empty if only an upper bound is known or no toll is reported.
fn fatalities(counts: &[Count]) -> String {
    toll::first(counts, Counted::Killed)
        .filter(|count| !is_of_war(count))
        .filter(|count| count.bound != Bound::UpTo || count.low > 0)
        .map_or_else(String::new, |count| count.low.to_string())
}

/// Whether so many dead are reported that they cannot be from one day.
fn is_of_war(count: &Count) -> bool {
    const WAR: u64 = 5_000;
    count.low >= WAR
}

/// What ACLED has no column for but a reader must see: doubt, ongoing or past events, the claimant.
fn tags(event: &Event) -> String {
    let mut tags = Vec::new();
    if event.stance != Stance::Asserted {
        tags.push(format!("stance={}", event.stance.name()));
    }
    if event.realis != Realis::Actual {
        tags.push(format!("realis={}", event.realis.name()));
    }
    if let Some(claimant) = &event.claimant {
        let name = claimant.name.as_ref().unwrap_or(&claimant.text);
        tags.push(format!("claimant={}", name.replace(';', ",")));
    }
    tags.join("; ")
}

/// Counts what the row cannot hold.
fn count_losses(
    event: &Event,
    inters: [Option<Inter>; 2],
    home: Option<&Country>,
    counts: &[Count],
    loss: &mut Loss,
) {
    debug_assert!(happened(event), "obstacles come first");
    let killed = toll::first(counts, Counted::Killed);
    let of = |what| counts.iter().filter(|count| count.what == what).count();
    let inexact = killed.is_some_and(|count| count.bound != Bound::Exact);
    loss.field(
        "counts.bound",
        "\"at least\", \"about\", \"up to\": only the low figure is written",
        inexact.into(),
    );
    loss.field(
        "counts",
        "5,000 dead or more cannot be from one day: fatalities left empty",
        killed.is_some_and(is_of_war).into(),
    );
    let words = |count: &&Count| count.whom.is_some() || count.source.is_some();
    loss.field(
        "counts.whom, counts.source",
        "dropped",
        killed.iter().filter(|count| words(count)).count(),
    );
    loss.field(
        "counts",
        "further tolls of the dead are dropped",
        of(Counted::Killed).saturating_sub(1),
    );
    loss.field(
        "counts",
        "no column for figures other than the dead",
        counts.len() - of(Counted::Killed),
    );
    if let Some(claimant) = &event.claimant {
        let further = claimant.code.is_some() || claimant.cue.is_some() || !claimant.via.is_empty();
        loss.field(
            "claimant",
            "only the name is written, among the tags; code, cue and who cited them dropped",
            further.into(),
        );
    }
    let doubt = event.stance != Stance::Asserted;
    loss.field("stance", "no column: a tag", doubt.into());
    loss.field("realis", "no column: a tag", (event.realis != Realis::Actual).into());
    let coded = [&event.actor, &event.recipient].into_iter().flatten();
    loss.field(
        "actor.code, recipient.code",
        "dropped",
        coded.filter(|party| party.code.is_some()).count(),
    );
    let firsts = [event.actor.first(), event.recipient.first()];
    let untyped =
        firsts.iter().zip(inters).filter(|(party, inter)| party.is_some() && inter.is_none());
    loss.field("inter1, inter2", "empty: the actor's code does not show its type", untyped.count());
    loss.field("actor1", "empty: nobody is named", event.actor.is_empty().into());
    loss.field("country, iso, region", "empty: the country is not known", home.is_none().into());
    if let Some(place) = &event.place {
        let wide = matches!(place.precision, PlacePrecision::Country);
        loss.field("place.precision", "a whole country counts as a region", wide.into());
    }
    loss.field("mode, extra", "dropped", usize::from(event.mode.is_some()) + event.extra.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Codes, sample};
    use std::collections::HashMap;

    fn strike() -> Event {
        let codes = Codes { acled: Some("Air/drone strike".into()), ..Codes::default() };
        let mut event = Event { codes, ..sample() };
        event.actor[1].code = Some("SYRMIL".into());
        event
    }

    fn written(events: &[Event]) -> (Vec<HashMap<String, String>>, Loss) {
        let (mut out, mut loss) = (Vec::new(), Loss::default());
        AcledSink.begin(&mut out).unwrap();
        AcledSink.article(events, &mut out, &mut loss).unwrap();
        let mut reader = csv::Reader::from_reader(out.as_slice());
        (reader.deserialize().map(|row| row.unwrap()).collect(), loss)
    }

    #[test]
    fn a_strike_has_its_types_place_and_low_toll() {
        let (rows, loss) = written(&[strike()]);
        let cell = |name: &str| rows[0][name].as_str();
        assert_eq!(rows[0].len(), COLUMNS.len());
        assert_eq!(
            (cell("event_date"), cell("year"), cell("time_precision")),
            ("2016-08-11", "2016", "1")
        );
        assert_eq!(cell("event_type"), "Explosions/Remote violence");
        assert_eq!(cell("disorder_type"), "Political violence");
        assert_eq!(
            (cell("actor1"), cell("assoc_actor_1"), cell("inter1")),
            ("Russia", "Syria", "8")
        );
        assert_eq!((cell("actor2"), cell("interaction")), ("", "80"));
        assert_eq!((cell("iso"), cell("region"), cell("country")), ("760", "Middle East", "Syria"));
        assert_eq!((cell("location"), cell("geo_precision")), ("Ar Raqqah", "1"));
        assert_eq!(
            (cell("fatalities"), cell("tags")),
            ("20", "stance=attributed; claimant=a monitor")
        );
        assert!(cell("notes").starts_with("Jets struck"));
        assert_eq!(loss.events(), (1, 1));
        assert!(loss.text("acled", &[]).contains("counts.bound"));
    }

    #[test]
    fn events_that_did_not_take_place_are_left_out_with_the_reason() {
        let mut events = vec![strike(); 8];
        events[0].stance = Stance::Denied;
        events[1].realis = Realis::Future;
        events[2].realis = Realis::Negated;
        events[3].codes.acled = None;
        events[3].counts.clear();
        events[4].place = None;
        events[5].date.precision = DatePrecision::Year;
        events[6].codes.acled = Some("Aerial".into());
        events
            .iter_mut()
            .enumerate()
            .for_each(|(at, event)| event.evidence.start += at as u32 * 200);
        let (rows, loss) = written(&events);
        assert_eq!((rows.len(), loss.events()), (1, (1, 8)));
        let text = loss.text("acled", &[]);
        for reason in [
            "denied",
            "planned",
            "did not happen",
            "no ACLED type",
            "no place",
            "no day",
            "its code",
        ] {
            assert!(text.contains(reason), "{reason}: {text}");
        }
    }

    #[test]
    fn a_toll_of_the_whole_war_is_not_one_days_fatalities() {
        let mut event = strike();
        event.counts[0].low = 150_000;
        let (rows, loss) = written(&[event]);
        assert_eq!((rows.len(), rows[0]["fatalities"].as_str()), (1, ""));
        assert!(loss.text("acled", &[]).contains("5,000 dead or more"));
    }

    #[test]
    fn a_change_of_control_is_typed_by_who_holds_the_place() {
        let taken = |code: &str, plover: &str| {
            let mut event = strike();
            event.codes.acled = Some("Non-state actor overtakes territory".into());
            event.codes.plover = Some(plover.into());
            event.actor[0].code = Some(code.into());
            sub_event(&event).unwrap().name
        };
        assert_eq!(taken("SYRMIL", "COERCE/seize"), "Government regains territory");
        assert_eq!(taken("SYRREB", "COERCE/seize"), "Non-state actor overtakes territory");
        assert_eq!(taken("SYRREB", "RETREAT/withdraw"), "Government regains territory");
        assert_eq!(taken("SYROPP", "COERCE/seize"), "Non-state actor overtakes territory");
    }

    #[test]
    fn a_toll_in_the_sentence_counts_for_the_act() {
        let mut act = strike();
        let mut toll = Event { kind: "casualties".into(), id: "toll".into(), ..sample() };
        toll.counts.truncate(1);
        act.counts.clear();
        let (rows, loss) = written(&[act, toll]);
        assert_eq!((rows.len(), rows[0]["fatalities"].as_str()), (1, "20"));
        assert!(
            loss.text("acled", &[])
                .contains("written as fatalities of the act in its sentence (toll)")
        );
    }
}
