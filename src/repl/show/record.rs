//! Shows one event, attribute by attribute, each with what decided it.

use super::passage::padded;
use super::wrapped;
use crate::coder::AttributeBasis;
use crate::event::Event;
use crate::repl::surface::{Surface, Tone};
use crate::sink::safe;
use std::fmt::Write;

/// The event as text, with its attributes.
pub fn record(surface: &Surface, event: &Event, attributes: &[AttributeBasis]) -> String {
    let mut text = String::new();
    let mode = event.mode.as_ref().map_or(String::new(), |mode| format!(" ({})", safe(mode)));
    let _ = writeln!(
        text,
        "{}{mode}  {}:{}  {}",
        surface.paint(Tone::Strong, safe(&event.kind)),
        safe(&event.article.id),
        event.evidence.sentence,
        surface.paint(Tone::Faint, format!("event {}", event.id)),
    );
    text.push_str(&wrapped(surface, 2, &super::article::marked(surface, event)));
    text.push('\n');
    for AttributeBasis { attribute, value, basis } in attributes {
        let basis = if basis.is_empty() { String::new() } else { format!("  ({basis})") };
        let value = if value.is_empty() { "-" } else { value };
        let line = format!("{value}{}", surface.paint(Tone::Faint, basis));
        let body = wrapped(surface, 14, &line);
        let body = body.get(14..).unwrap_or_default();
        let _ = write!(text, "  {}{body}", surface.paint(Tone::Name, padded(attribute, 12)));
    }
    text
}
