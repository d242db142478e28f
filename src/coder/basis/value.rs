//! The attributes of an event as text for people, safe for a terminal; empty for none.

use crate::event::{Event, Party};
use crate::sink::safe;

pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", safe(text))
}

pub(super) fn kind(event: &Event) -> String {
    let mode = event.mode.as_ref().map_or_else(String::new, |mode| format!(" ({})", safe(mode)));
    format!("{}{mode}", safe(&event.kind))
}

pub(super) fn claimant(event: &Event) -> String {
    let Some(claimant) = &event.claimant else { return "the outlet itself".to_owned() };
    coded(claimant.name.as_ref().unwrap_or(&claimant.text), claimant.code.as_deref())
}

pub(super) fn parties(parties: &[Party]) -> String {
    let one =
        |party: &Party| coded(party.name.as_ref().unwrap_or(&party.text), party.code.as_deref());
    parties.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A name with its code: "Russia [RUS]".
fn coded(name: &str, code: Option<&str>) -> String {
    match code {
        Some(code) => format!("{} [{}]", safe(name), safe(code)),
        None => safe(name),
    }
}

pub(super) fn place(event: &Event) -> String {
    let place = event.place.as_ref();
    place.map_or_else(String::new, |place| safe(place.name.as_ref().unwrap_or(&place.text)))
}

pub(super) fn date(event: &Event) -> String {
    match (&event.date.start, &event.date.end) {
        (Some(start), Some(end)) if start != end => format!("{start} to {end}"),
        (Some(day), _) | (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    }
}

pub(super) fn counts(event: &Event) -> String {
    event.counts.iter().map(|count| safe(&count.to_string())).collect::<Vec<_>>().join("; ")
}

pub(super) fn codes(event: &Event) -> String {
    let codes = &event.codes;
    let all = [("plover", &codes.plover), ("acled", &codes.acled), ("cameo", &codes.cameo)];
    let known =
        all.iter().filter_map(|(scheme, code)| Some(format!("{scheme} {}", safe(code.as_ref()?))));
    known.collect::<Vec<_>>().join("; ")
}
