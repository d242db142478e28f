//! Shows the effect of an edit: for each rule how many events were added, removed and changed, with their sentences.

use super::events::evidence;
use super::{counted, hanging, number};
use crate::live::EventDiff;
use crate::repl::surface::{Surface, Tone};
use crate::sink::safe;
use std::collections::BTreeMap;

/// The differences of one rule's events.
#[derive(Clone, Debug, Default)]
pub struct RuleDifference {
    /// Its id.
    pub rule: String,
    /// How many events were added.
    pub added: usize,
    /// How many were removed.
    pub removed: usize,
    /// How many changed.
    pub changed: usize,
    /// How often each attribute changed; counted only if not `approximate`.
    pub attributes: BTreeMap<&'static str, usize>,
    /// Whether changes were counted without comparing the events, so that some may not have changed.
    pub approximate: bool,
    /// The differences to show, in corpus order.
    pub shown: Vec<EventDiff>,
}

/// The differences, one block for each rule; `numbers` gives the number by which a shown event can be named.
pub fn difference(
    surface: &Surface,
    rules: &[RuleDifference],
    mut numbers: impl FnMut(&EventDiff) -> Option<usize>,
) -> String {
    let mut text = String::new();
    for rule in rules {
        text.push_str(&heading(surface, rule));
        for diff in &rule.shown {
            text.push_str(&line(surface, diff, numbers(diff)));
        }
        let left = (rule.added + rule.removed + rule.changed).saturating_sub(rule.shown.len());
        if left > 0 {
            let more = format!("    … {} more\n", number(left));
            text.push_str(&surface.paint(Tone::Faint, more));
        }
    }
    text
}

fn heading(surface: &Surface, rule: &RuleDifference) -> String {
    let parts = [
        (rule.added, Tone::Added, "+", "added"),
        (rule.removed, Tone::Removed, "-", "removed"),
        (rule.changed, Tone::Changed, "~", "changed"),
    ];
    let mut text = surface.paint(Tone::Strong, safe(&rule.rule));
    for (count, tone, sign, verb) in parts.into_iter().filter(|part| part.0 > 0) {
        let about = if rule.approximate && verb == "changed" { "at most " } else { "" };
        let part = format!("{sign}{about}{} {verb}", number(count));
        text.push_str("  ");
        text.push_str(&surface.paint(tone, part));
    }
    if rule.changed > rule.shown.len() && !rule.attributes.is_empty() {
        let each = rule.attributes.iter().map(|(name, count)| format!("{name} {count}"));
        let list = format!("  ({})", each.collect::<Vec<_>>().join(", "));
        text.push_str(&surface.paint(Tone::Faint, list));
    }
    hanging(surface, &text)
}

fn line(surface: &Surface, diff: &EventDiff, listed: Option<usize>) -> String {
    let (sign, tone) = match (&diff.before, &diff.after) {
        (None, _) => ("+", Tone::Added),
        (_, None) => ("-", Tone::Removed),
        _ => ("~", Tone::Changed),
    };
    let Some(event) = diff.after.as_ref().or(diff.before.as_ref()) else { return String::new() };
    let listed = listed.map_or(String::new(), |listed| format!("[{listed}]"));
    let place = format!("{}:{}", safe(&diff.id), diff.sentence);
    let width = super::passage::columns(&place).max(12);
    let place = super::passage::padded(&place, width);
    let used = 2 + 1 + 1 + 5 + 1 + width + 2;
    let room = surface.width.saturating_sub(used).max(24);
    let mut text = format!(
        "  {} {listed:>5} {place}  {}\n",
        surface.paint(tone, sign),
        evidence(surface, event, room)
    );
    for change in &diff.changes {
        let shown = |value: &str| match value.is_empty() {
            true => "nothing".to_owned(),
            false => safe(value),
        };
        let indent = " ".repeat(used);
        let line = format!(
            "{indent}{} {} → {}",
            surface.paint(Tone::Changed, format!("{}:", change.attribute)),
            surface.paint(Tone::Removed, shown(&change.from)),
            surface.paint(Tone::Added, shown(&change.to)),
        );
        text.push_str(&hanging(surface, &line));
    }
    text
}

/// The summary in one line: "12 events added, 2 removed".
pub fn summary(rules: &[RuleDifference]) -> String {
    let sum = |count: fn(&RuleDifference) -> usize| rules.iter().map(count).sum::<usize>();
    let parts = [
        (sum(|r| r.added), "added"),
        (sum(|r| r.removed), "removed"),
        (sum(|r| r.changed), "changed"),
    ];
    let mut phrases: Vec<String> = Vec::new();
    for (count, verb) in parts.into_iter().filter(|part| part.0 > 0) {
        match phrases.is_empty() {
            true => phrases.push(format!("{} {verb}", counted(count, "event"))),
            false => phrases.push(format!("{} {verb}", number(count))),
        }
    }
    match phrases.is_empty() {
        true => "no event was added, removed or changed".to_owned(),
        false => phrases.join(", "),
    }
}
