//! What an edit did: for each rule how many events came, went and changed, with their sentences.

use super::events::evidence;
use super::{counted, hanging, number};
use crate::live::EventDiff;
use crate::repl::surface::{Surface, Tone};
use crate::sink::safe;
use std::collections::BTreeMap;

/// What became of one rule's events.
#[derive(Clone, Debug, Default)]
pub struct OfRule {
    /// Its id.
    pub rule: String,
    /// How many events came.
    pub came: usize,
    /// How many went.
    pub went: usize,
    /// How many changed.
    pub changed: usize,
    /// How often each attribute changed, where that was looked at.
    pub attributes: BTreeMap<&'static str, usize>,
    /// Whether some of the changes were counted without a look at whether they changed anything.
    pub about: bool,
    /// Those to be shown, in the corpus' order.
    pub told: Vec<EventDiff>,
}

/// The differences, a block a rule; `numbers` gives the number by which an event shown can be named.
pub fn difference(
    surface: &Surface,
    rules: &[OfRule],
    mut numbers: impl FnMut(&EventDiff) -> Option<usize>,
) -> String {
    let mut text = String::new();
    for rule in rules {
        text.push_str(&heading(surface, rule));
        for told in &rule.told {
            text.push_str(&line(surface, told, numbers(told)));
        }
        let left = (rule.came + rule.went + rule.changed).saturating_sub(rule.told.len());
        if left > 0 {
            let more = format!("    … {} more\n", number(left));
            text.push_str(&surface.paint(Tone::Faint, more));
        }
    }
    text
}

fn heading(surface: &Surface, rule: &OfRule) -> String {
    let parts = [
        (rule.came, Tone::Came, "+", "added"),
        (rule.went, Tone::Went, "-", "removed"),
        (rule.changed, Tone::Changed, "~", "changed"),
    ];
    let mut text = surface.paint(Tone::Strong, safe(&rule.rule));
    for (count, tone, sign, verb) in parts.into_iter().filter(|part| part.0 > 0) {
        let about = if rule.about && verb == "changed" { "at most " } else { "" };
        let told = format!("{sign}{about}{} {verb}", number(count));
        text.push_str("  ");
        text.push_str(&surface.paint(tone, told));
    }
    if rule.changed > rule.told.len() && !rule.attributes.is_empty() {
        let each = rule.attributes.iter().map(|(name, count)| format!("{name} {count}"));
        let told = format!("  ({})", each.collect::<Vec<_>>().join(", "));
        text.push_str(&surface.paint(Tone::Faint, told));
    }
    hanging(surface, &text)
}

fn line(surface: &Surface, told: &EventDiff, listed: Option<usize>) -> String {
    let (sign, tone) = match (&told.before, &told.after) {
        (None, _) => ("+", Tone::Came),
        (_, None) => ("-", Tone::Went),
        _ => ("~", Tone::Changed),
    };
    let Some(event) = told.after.as_ref().or(told.before.as_ref()) else { return String::new() };
    let listed = listed.map_or(String::new(), |listed| format!("[{listed}]"));
    let place = format!("{}:{}", safe(&told.id), told.sentence);
    let width = super::passage::columns(&place).max(12);
    let place = super::passage::padded(&place, width);
    let used = 2 + 1 + 1 + 5 + 1 + width + 2;
    let room = surface.width.saturating_sub(used).max(24);
    let mut text = format!(
        "  {} {listed:>5} {place}  {}\n",
        surface.paint(tone, sign),
        evidence(surface, event, room)
    );
    for change in &told.changes {
        let shown = |value: &str| match value.is_empty() {
            true => "nothing".to_owned(),
            false => safe(value),
        };
        let indent = " ".repeat(used);
        let line = format!(
            "{indent}{} {} → {}",
            surface.paint(Tone::Changed, format!("{}:", change.attribute)),
            surface.paint(Tone::Went, shown(&change.from)),
            surface.paint(Tone::Came, shown(&change.to)),
        );
        text.push_str(&hanging(surface, &line));
    }
    text
}

/// The one line that sums up: "3 rules, 12 events came, 2 went".
pub fn summary(rules: &[OfRule]) -> String {
    let sum = |count: fn(&OfRule) -> usize| rules.iter().map(count).sum::<usize>();
    let parts =
        [(sum(|r| r.came), "added"), (sum(|r| r.went), "removed"), (sum(|r| r.changed), "changed")];
    let mut told: Vec<String> = Vec::new();
    for (count, verb) in parts.into_iter().filter(|part| part.0 > 0) {
        match told.is_empty() {
            true => told.push(format!("{} {verb}", counted(count, "event"))),
            false => told.push(format!("{} {verb}", number(count))),
        }
    }
    match told.is_empty() {
        true => "no event was added, removed or changed".to_owned(),
        false => told.join(", "),
    }
}
