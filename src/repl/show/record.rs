//! Shows one event, attribute by attribute, each with its evidence.

use super::passage::padded;
use super::wrapped;
use crate::event::{Event, Party};
use crate::pack::PROMPT;
use crate::repl::surface::{Surface, Tone};
use crate::script::RuleSpec;
use crate::sink::safe;
use std::fmt::Write;

/// The event as text; `rule` is its rule, if it is still loaded.
pub fn record(surface: &Surface, event: &Event, rule: Option<&RuleSpec>) -> String {
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
    for (name, value, basis) in rows(event, rule) {
        let basis = if basis.is_empty() { basis } else { format!("  ({basis})") };
        let value = if value.is_empty() { "-".to_owned() } else { value };
        let line = format!("{value}{}", surface.paint(Tone::Faint, basis));
        let body = wrapped(surface, 14, &line);
        let body = body.get(14..).unwrap_or_default();
        let _ = write!(text, "  {}{body}", surface.paint(Tone::Name, padded(name, 12)));
    }
    text
}

/// Name, value, and evidence for the value.
fn rows(event: &Event, rule: Option<&RuleSpec>) -> Vec<(&'static str, String, String)> {
    let mut rows = vec![
        ("rule", safe(&event.rule), rule.map_or(String::new(), rule_origin)),
        ("trigger", format!("\"{}\"", safe(&event.trigger.text)), String::new()),
        ("stance", event.stance.name().to_owned(), cue(event.stance_cue.as_deref())),
        ("claimant", claimant(event), claimant_basis(event)),
        ("realis", event.realis.name().to_owned(), String::new()),
        ("actor", parties(&event.actor), as_written(&event.actor)),
        ("recipient", parties(&event.recipient), as_written(&event.recipient)),
    ];
    rows.push(place(event));
    rows.push(date(event));
    let counts: Vec<String> = event.counts.iter().map(|count| safe(&count.to_string())).collect();
    let sources: Vec<String> = event
        .counts
        .iter()
        .filter_map(|count| count.source.as_ref())
        .map(|source| format!("by {}", safe(source)))
        .collect();
    rows.push(("counts", counts.join("; "), sources.join("; ")));
    let codes = [
        ("plover", &event.codes.plover),
        ("acled", &event.codes.acled),
        ("cameo", &event.codes.cameo),
    ];
    let codes: Vec<String> = codes
        .iter()
        .filter_map(|(scheme, code)| Some(format!("{scheme} {}", safe(code.as_ref()?))))
        .collect();
    rows.push(("codes", codes.join("; "), String::new()));
    if let Some(denied) = &event.denies {
        rows.push(("denies", format!("event {denied}"), String::new()));
    }
    for (name, value) in &event.extra {
        rows.push(("extra", safe(&format!("{name}: {value}")), String::new()));
    }
    rows
}

fn rule_origin(rule: &RuleSpec) -> String {
    let about =
        if rule.about.is_empty() { String::new() } else { format!("; {}", safe(&rule.about)) };
    if rule.pack == PROMPT {
        return format!("typed here, not saved{about}");
    }
    format!(
        "{}/{}:{}, {}{about}",
        safe(&rule.pack),
        safe(&rule.file),
        rule.line,
        safe(&rule.status)
    )
}

fn cue(cue: Option<&str>) -> String {
    cue.map_or(String::new(), |cue| format!("by \"{}\"", safe(cue)))
}

fn claimant(event: &Event) -> String {
    let Some(claimant) = &event.claimant else { return "the outlet itself".to_owned() };
    let name = safe(claimant.name.as_ref().unwrap_or(&claimant.text));
    match &claimant.code {
        Some(code) => format!("{name} [{}]", safe(code)),
        None => name,
    }
}

fn claimant_basis(event: &Event) -> String {
    let Some(claimant) = &event.claimant else { return String::new() };
    let mut parts = Vec::new();
    if claimant.name.as_ref().is_some_and(|name| *name != claimant.text) {
        parts.push(format!("as \"{}\"", safe(&claimant.text)));
    }
    if let Some(cue) = &claimant.cue {
        parts.push(format!("\"{}\"", safe(cue)));
    }
    if !claimant.via.is_empty() {
        parts.push(format!("cited by {}", safe(&claimant.via.join(", by "))));
    }
    parts.join("; ")
}

fn parties(parties: &[Party]) -> String {
    let one = |party: &Party| {
        let name = safe(party.name.as_ref().unwrap_or(&party.text));
        party.code.as_ref().map_or(name.clone(), |code| format!("{name} [{}]", safe(code)))
    };
    parties.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// How the parties are written in the text, where that differs from their names.
fn as_written(parties: &[Party]) -> String {
    let other = |party: &&Party| party.name.as_ref().is_some_and(|name| *name != party.text);
    let written: Vec<String> =
        parties.iter().filter(other).map(|party| format!("as \"{}\"", safe(&party.text))).collect();
    written.join(", ")
}

fn place(event: &Event) -> (&'static str, String, String) {
    let Some(place) = &event.place else { return ("place", String::new(), String::new()) };
    let name = safe(place.name.as_ref().unwrap_or(&place.text));
    let mut parts = Vec::new();
    if place.name.as_ref().is_some_and(|name| *name != place.text) {
        parts.push(format!("as \"{}\"", safe(&place.text)));
    }
    if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
        parts.push(format!("{lat:.3}, {lon:.3}"));
    }
    parts.push(format!("basis: {}", place.basis.name()));
    ("place", name, parts.join("; "))
}

fn date(event: &Event) -> (&'static str, String, String) {
    let day = match (&event.date.start, &event.date.end) {
        (Some(start), Some(end)) if start != end => format!("{start} to {end}"),
        (Some(day), _) | (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    };
    let basis =
        format!("{}, basis: {}", event.date.precision.name(), safe(event.date.basis.name()));
    ("date", day, basis)
}
