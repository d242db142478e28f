//! PLOVER as JSON Lines: one record per event, in the fields of the PLOVER manual's chapter on JSON (locations by
//! GeoNames' names, actors by code and sector). PLOVER codes statements as events of their own (ACCUSE, REQUEST), so
//! more is written than for ACLED; denied events, events that did not happen and events without a day are left out.
//!
//! Beyond the manual, which allows it, a record has `kind`, `stance`, `realis` and `claimant`, since PLOVER has no field
//! for doubt and a claim must not turn into a fact by conversion, and `coded_by`, what the event stands on. `size_info`
//! (`dead`, `injured`, `arrested`) contains plain numbers.

use super::toll::{self, happened};
use super::{Loss, Sink, SinkError};
use crate::event::{
    Bound, CivilTime, Count, Counted, DatePrecision, Event, Party, Place, Realis, Stance,
};
use crate::ontology::country;
use crate::ontology::plover::PloverCode;
use serde::Serialize;

/// Writes one JSON object and a newline for each event that PLOVER can hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct PloverSink;

impl Sink for PloverSink {
    fn name(&self) -> &'static str {
        "plover"
    }

    fn remarks(&self) -> &'static [&'static str] {
        &[
            "one record per mention; kind, stance, realis, claimant and coded_by are fields beyond the manual's",
            "the manual counts offsets in characters, the events in bytes: text_info contains only the sentence",
        ]
    }

    fn article(
        &self,
        events: &[Event],
        out: &mut Vec<u8>,
        loss: &mut Loss,
    ) -> Result<(), SinkError> {
        let is_act = |event: &Event| {
            exclusion_reason(event).is_none()
                && event.codes.plover.as_ref().is_some_and(|code| code.starts_with("ASSAULT"))
        };
        let is_toll = |event: &Event| event.codes.plover.is_none() && !event.counts.is_empty();
        let assigned = toll::assign(events, is_act, is_toll);
        for (at, event) in events.iter().enumerate() {
            let code = event.codes.plover.as_deref().and_then(|code| PloverCode::parse(code).ok());
            match (exclusion_reason(event), code) {
                _ if assigned.given[at] => {
                    loss.left_out(
                        "a toll: written as size_info of the act in its sentence",
                        &event.id,
                    );
                }
                (None, Some(code)) => {
                    let counts = toll::counts(events, at, assigned.from[at]);
                    serde_json::to_writer(&mut *out, &record(event, &code, counts))?;
                    out.push(b'\n');
                    loss.written();
                    count_losses(event, &code, counts, loss);
                }
                (reason, _) => loss.left_out(reason.unwrap_or(BAD_CODE), &event.id),
            }
        }
        Ok(())
    }
}

const BAD_CODE: &str = "its code is not PLOVER's";

/// Why PLOVER has no record for the event; `None` if it has one. An intention is an event of its own if it is coded
/// AGREE, a refusal if it is coded REJECT; attempts are within ASSAULT/targeted by its definition.
fn exclusion_reason(event: &Event) -> Option<&'static str> {
    let Some(code) = &event.codes.plover else {
        return Some(match event.counts.is_empty() {
            true => "no PLOVER event for it",
            false => "no PLOVER event for it: a toll, with no act or several acts in its sentence",
        });
    };
    let Ok(code) = PloverCode::parse(code) else { return Some(BAD_CODE) };
    let name = code.event.name;
    match event.realis {
        Realis::Future if name != "AGREE" => return Some("planned or promised"),
        Realis::Hypothetical => return Some("hypothetical"),
        Realis::Negated if name != "REJECT" => return Some("did not happen"),
        Realis::Attempted if code.mode != Some("targeted") => return Some("attempted only"),
        _ => {}
    }
    if event.stance == Stance::Denied {
        return Some("denied");
    }
    event.date.start.is_none().then_some("no date")
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enddate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endtime: Option<String>,
    source: Vec<Actor<'a>>,
    recipient: Vec<Actor<'a>>,
    event: [&'a str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<[&'a str; 1]>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    context: &'a [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    event_loc: Option<Location<'a>>,
    event_text: [&'a str; 1],
    quad_code: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_scale: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_info: Option<Size>,
    text: &'a str,
    text_info: TextInfo,
    cite_info: Cite<'a>,
    coder: String,
    kind: &'a str,
    stance: &'static str,
    realis: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    claimant: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    coded_by: &'a str,
}

#[derive(Serialize)]
struct Actor<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<&'a str>,
    actor_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier_text: Option<&'a str>,
}

/// GeoNames' field names, with `cc3` as added by the manual.
#[derive(Serialize)]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    geonameid: Option<u64>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    longitude: Option<f64>,
    #[serde(rename = "country code", skip_serializing_if = "Option::is_none")]
    iso2: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cc3: Option<&'static str>,
}

#[derive(Serialize)]
struct Size {
    #[serde(skip_serializing_if = "Option::is_none")]
    dead: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    injured: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrested: Option<u64>,
}

#[derive(Serialize)]
struct TextInfo {
    sequence: u32,
}

#[derive(Serialize)]
struct Cite<'a> {
    citation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publication: Option<&'a str>,
    codebook: String,
}

fn record<'a>(event: &'a Event, code: &'a PloverCode, counts: &[Count]) -> Record<'a> {
    let (date, time) = parted(event.date.start);
    let (end, endtime) = parted(event.date.end);
    let end_differs = end != date || endtime.is_some();
    Record {
        id: &event.id,
        enddate: end.filter(|_| end_differs),
        date: date.unwrap_or_default(),
        time,
        endtime,
        source: event.actor.iter().map(actor).collect(),
        recipient: event.recipient.iter().map(actor).collect(),
        event: [code.event.name],
        mode: code.mode.map(|mode| [mode]),
        context: &code.contexts,
        event_loc: event.place.as_ref().map(location),
        event_text: [&event.trigger.text],
        quad_code: code.event.quad,
        event_scale: code.scale,
        size_info: size(counts),
        text: &event.evidence.text,
        text_info: TextInfo { sequence: event.evidence.sentence },
        cite_info: Cite {
            citation: &event.article.id,
            title: event.article.title.as_deref(),
            publication: event.article.outlet.as_deref(),
            codebook: format!("{} {}", event.pack, event.pack_version),
        },
        coder: concat!("dateline ", env!("CARGO_PKG_VERSION")).to_owned(),
        kind: &event.kind,
        stance: event.stance.name(),
        realis: event.realis.name(),
        claimant: event
            .claimant
            .as_ref()
            .map(|claimant| claimant.name.as_ref().unwrap_or(&claimant.text).as_str()),
        coded_by: &event.coded_by,
    }
}

/// Day and, if known, time of day.
fn parted(time: Option<CivilTime>) -> (Option<String>, Option<String>) {
    (time.map(|time| time.date.to_string()), time.and_then(CivilTime::clock))
}

/// A country, or what replaces it (IGO), split from the sector after it; a common noun's code is all sector.
fn actor(party: &Party) -> Actor<'_> {
    let code = party.code.as_deref().unwrap_or_default();
    let top = code.get(..3).filter(|top| {
        country::by_iso3(top).is_some() || ["IGO", "IMG", "NGO", "NGM", "MNC", "INT"].contains(top)
    });
    let rest = &code[top.map_or(0, str::len)..];
    Actor {
        code: top,
        sector: Some(rest.get(..6).unwrap_or(rest)).filter(|sector| !sector.is_empty()),
        actor_text: &party.text,
        identifier_text: party.name.as_deref(),
    }
}

fn location(place: &Place) -> Location<'_> {
    let country = place.country.as_deref().and_then(country::by_name);
    Location {
        geonameid: place.geonames_id,
        name: place.name.as_ref().unwrap_or(&place.text),
        latitude: place.lat,
        longitude: place.lon,
        iso2: country.map(|country| country.iso2),
        cc3: country.map(|country| country.iso3),
    }
}

fn size(counts: &[Count]) -> Option<Size> {
    let figure = |what| toll::first(counts, what).map(|count| count.value);
    let size = Size {
        dead: figure(Counted::Killed),
        injured: figure(Counted::Wounded),
        arrested: figure(Counted::Detained),
    };
    (size.dead.is_some() || size.injured.is_some() || size.arrested.is_some()).then_some(size)
}

/// Counts what the record cannot hold.
fn count_losses(event: &Event, code: &PloverCode, counts: &[Count], loss: &mut Loss) {
    debug_assert!(
        happened(event) || !matches!(event.realis, Realis::Hypothetical),
        "obstacles come first"
    );
    for (at, count) in counts.iter().enumerate() {
        let held = [Counted::Killed, Counted::Wounded, Counted::Detained].contains(&count.what);
        let again = counts[..at].iter().any(|earlier| earlier.what == count.what);
        match (held, again) {
            (false, _) => {
                loss.field("counts", "no field for figures other than dead, injured, arrested", 1)
            }
            (true, true) => loss.field("counts", "a second figure for one thing is dropped", 1),
            (true, false) => {
                let inexact = count.bound != Bound::Exact;
                loss.field(
                    "counts.bound",
                    "\"at least\", \"about\", \"up to\": a bare number",
                    inexact.into(),
                );
                let words = count.whom.is_some() || count.source.is_some();
                loss.field("counts.whom, counts.source", "dropped", words.into());
            }
        }
    }
    let coarse = matches!(
        event.date.precision,
        DatePrecision::Week | DatePrecision::Month | DatePrecision::Year
    );
    loss.field("date.precision", "first and last day only", coarse.into());
    if let Some(claimant) = &event.claimant {
        let further = claimant.code.is_some() || claimant.cue.is_some() || !claimant.via.is_empty();
        loss.field(
            "claimant",
            "only the name is written; code, cue and who cited them dropped",
            further.into(),
        );
    }
    if let Some(place) = &event.place {
        loss.field("place.precision", "dropped", 1);
        loss.field(
            "place.admin1",
            "dropped: the format wants GeoNames' code, the event has a name",
            place.admin1.iter().count(),
        );
    }
    let parties = || event.actor.iter().chain(&event.recipient);
    let long = parties().filter(|party| {
        actor(party)
            .sector
            .is_some_and(|sector| party.code.as_ref().is_some_and(|code| !code.ends_with(sector)))
    });
    loss.field("actor.code", "a sector of more than six letters is cut", long.count());
    loss.field("source", "empty, though required: nobody is named", event.actor.is_empty().into());
    let unmet = code.event.requires_recipient && event.recipient.is_empty();
    loss.field("recipient", "empty, though this event requires one", unmet.into());
    loss.field(
        "event_scale",
        "left out: PLOVER's table has no valid value",
        code.scale.is_none().into(),
    );
    loss.field("mode, extra", "dropped", usize::from(event.mode.is_some()) + event.extra.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Codes, sample};
    use serde_json::{Value, json};

    fn strike() -> Event {
        let codes = Codes { plover: Some("ASSAULT/aerial".into()), ..Codes::default() };
        Event { codes, ..sample() }
    }

    fn written(events: &[Event]) -> (Vec<Value>, Loss) {
        let (mut out, mut loss) = (Vec::new(), Loss::default());
        PloverSink.article(events, &mut out, &mut loss).unwrap();
        let text = String::from_utf8(out).unwrap();
        (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), loss)
    }

    #[test]
    fn a_strike_has_the_manuals_fields() {
        let mut event = strike();
        event.actor[0].code = Some("RUSMIL".into());
        event.codes.plover = Some("ASSAULT/unconventional + cbrn".into());
        let (records, loss) = written(&[event]);
        let record = &records[0];
        assert_eq!(record["date"], "2016-08-11");
        assert_eq!(
            record["source"][0],
            json!({"code": "RUS", "sector": "MIL", "actor_text": "Russia"})
        );
        assert_eq!(
            (&record["event"], &record["mode"]),
            (&json!(["ASSAULT"]), &json!(["unconventional"]))
        );
        assert_eq!((&record["context"], &record["quad_code"]), (&json!(["cbrn"]), &json!(4)));
        assert_eq!(record["event_loc"]["country code"], "SY");
        assert_eq!(record["event_loc"]["geonameid"], 172955);
        assert_eq!(record["size_info"], json!({"dead": 20}));
        assert_eq!(
            (&record["stance"], &record["claimant"]),
            (&json!("attributed"), &json!("a monitor"))
        );
        assert!(record.get("enddate").is_none());
        assert!(loss.text("plover", &[]).contains("counts.bound"));
    }

    #[test]
    fn intentions_and_refusals_are_events_where_plover_has_them() {
        let coded = |code: &str, realis: Realis| {
            let mut event = strike();
            event.codes.plover = Some(code.into());
            event.realis = realis;
            written(&[event]).0.len()
        };
        assert_eq!(coded("AGREE", Realis::Future), 1);
        assert_eq!(coded("ASSAULT/aerial", Realis::Future), 0);
        assert_eq!(coded("REJECT/meet", Realis::Negated), 1);
        assert_eq!(coded("CONSULT", Realis::Negated), 0);
        assert_eq!(coded("ASSAULT/targeted", Realis::Attempted), 1);
        assert_eq!(coded("COERCE/seize", Realis::Attempted), 0);
        assert_eq!(coded("FIGHT", Realis::Actual), 0);
    }

    #[test]
    fn codes_are_split_into_country_and_sector() {
        let split = |code: &str| {
            let party = Party {
                text: "x".into(),
                name: None,
                code: Some(code.into()),
                start: None,
                end: None,
            };
            let actor = actor(&party);
            (actor.code.map(str::to_owned), actor.sector.map(str::to_owned))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(split("SYR"), (some("SYR"), None));
        assert_eq!(split("IGOUNO"), (some("IGO"), some("UNO")));
        assert_eq!(split("REB"), (None, some("REB")));
        assert_eq!(split("SYRREBISIJIH"), (some("SYR"), some("REBISI")));
        assert_eq!(split(""), (None, None));
    }
}
