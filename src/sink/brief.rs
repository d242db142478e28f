//! Short descriptions of an event's attributes: cells of tables for people. Text from articles is made safe for a
//! terminal.

use crate::event::{Event, Party, Realis, Stance};
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

/// Text that is safe on a terminal: runs of white space become one space, control characters and marks that change the
/// writing direction are dropped (an article must not be able to repaint the screen), and text that contains
/// right-to-left letters is isolated, so that it does not change the direction of what is beside it.
pub fn safe(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rtl = false;
    for c in text.chars() {
        match c {
            _ if c.is_whitespace() => {
                if !clean.ends_with(' ') {
                    clean.push(' ');
                }
            }
            _ if c.is_control() || turns_direction(c) => {}
            _ => {
                rtl |= is_right_to_left(c);
                clean.push(c);
            }
        }
    }
    if rtl { format!("\u{2068}{}\u{2069}", clean.trim()) } else { clean.trim().into() }
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}
