//! Short descriptions of an event's attributes: cells of tables for people. Text from articles is made safe for a
//! terminal.

use crate::event::{Event, Party, Realis, Stance};
use crate::legible;
use std::fmt::Write as _;

/// Kind and mode; the realis unless it is plain fact.
pub fn what(event: &Event) -> String {
    let mut text = safe(&event.kind);
    if let Some(mode) = &event.mode {
        let _ = write!(text, "\n{}", safe(mode));
    }
    if event.realis != Realis::Actual {
        let _ = write!(text, "\n({})", event.realis.name());
    }
    text
}

/// Who, where, when, how many, claimant: each in a few words, empty if unknown.
pub fn attributes(event: &Event) -> [String; 5] {
    [who(event), place(event), date(event), counts(event), claimant(event)]
}

/// Actors and recipients.
pub fn who(event: &Event) -> String {
    let names = |parties: &[Party]| {
        let name = |party: &Party| safe(party.name.as_ref().unwrap_or(&party.text));
        parties.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    match (event.actor.is_empty(), event.recipient.is_empty()) {
        (true, true) => String::new(),
        (false, true) => names(&event.actor),
        (true, false) => format!("→ {}", names(&event.recipient)),
        (false, false) => format!("{} → {}", names(&event.actor), names(&event.recipient)),
    }
}

/// The place, as written.
pub fn place(event: &Event) -> String {
    event.place.as_ref().map_or_else(String::new, |place| safe(&place.text))
}

/// The dates.
pub fn date(event: &Event) -> String {
    match (&event.date.start, &event.date.end) {
        (Some(start), Some(end)) if start != end => format!("{start} – {end}"),
        (Some(day), _) | (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    }
}

/// The counts.
pub fn counts(event: &Event) -> String {
    event.counts.iter().map(|count| safe(&count.to_string())).collect::<Vec<_>>().join("; ")
}

/// The claimant and the stance; empty if the outlet itself reports it.
pub fn claimant(event: &Event) -> String {
    match (&event.claimant, event.stance) {
        (None, Stance::Asserted) => String::new(),
        (None, stance) => stance.name().into(),
        (Some(claimant), stance) => {
            let name = claimant.name.as_ref().unwrap_or(&claimant.text);
            format!("{}: {}", stance.name(), safe(name))
        }
    }
}

/// Text from articles and packs as words of a table or message: one line, in which everything can be seen
/// ([`legible::words`]).
pub fn safe(text: &str) -> String {
    legible::words(text)
}
