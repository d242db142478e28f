//! The quiet corpus of a pack: articles in `quiet/` that must give no event. Exceptions that are known are listed in
//! `quiet/expected.jsonl` and must still occur, so that the list does not outlive them.

use super::examples::describe;
use crate::event::Event;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file of the known exceptions.
pub const EXPECTED: &str = "quiet/expected.jsonl";

/// A known exception: an event of a quiet article.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedNoise {
    /// The article's id.
    pub article: String,
    /// The rule of the event; any if absent.
    #[serde(default)]
    pub rule: Option<String>,
    /// Its kind; any if absent.
    #[serde(default)]
    pub kind: Option<String>,
    /// Its trigger, as the article has it, case aside.
    pub trigger: String,
    /// Why it is known and not corrected, for people.
    #[serde(default, rename = "why")]
    _why: Option<String>,
}

/// Reads the known exceptions, each with its line; the error names the line.
pub fn read(text: &str) -> Result<Vec<(usize, ExpectedNoise)>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let each = lines.map(|(number, line)| {
        let read: ExpectedNoise = serde_json::from_str(line)
            .map_err(|why| format!("line {}: not a known exception: {why}", number + 1))?;
        if read.rule.is_none() && read.kind.is_none() {
            return Err(format!("line {}: name the rule or the kind of the event", number + 1));
        }
        Ok((number + 1, read))
    });
    each.collect()
}

impl ExpectedNoise {
    fn is(&self, event: &Event) -> bool {
        let same = |wanted: &Option<String>, came: &str| wanted.as_ref().is_none_or(|w| w == came);
        self.article == event.article.id
            && same(&self.rule, &event.rule)
            && same(&self.kind, &event.kind)
            && self.trigger.to_lowercase() == event.trigger.text.to_lowercase()
    }

    fn shown(&self) -> String {
        let what = self.rule.as_ref().or(self.kind.as_ref()).map_or("", String::as_str);
        format!("{what} by \"{}\" in {}", self.trigger, self.article)
    }
}

/// The comparison of the events of quiet articles with the known exceptions.
#[derive(Debug, Default)]
pub struct QuietReport {
    /// By article: the events that are not expected, one line each.
    pub noise: BTreeMap<String, Vec<String>>,
    /// The exceptions that no longer occur: line of the file, and what to do.
    pub gone: Vec<(usize, String)>,
    /// How many exceptions occurred.
    pub excused: usize,
}

/// Compares `events` with the exceptions in `expected`.
pub fn compare(events: &[Event], expected: &[(usize, ExpectedNoise)]) -> QuietReport {
    let mut report = QuietReport::default();
    for event in events {
        if !expected.iter().any(|(_, known)| known.is(event)) {
            let text: Vec<&str> = event.evidence.text.split_whitespace().collect();
            let line = format!("{} in: {}", describe(event), text.join(" "));
            report.noise.entry(event.article.id.clone()).or_default().push(line);
        }
    }
    for (line, known) in expected {
        match events.iter().any(|event| known.is(event)) {
            true => report.excused += 1,
            false => {
                let gone = format!("{} no longer occurs: remove the line", known.shown());
                report.gone.push((*line, gone));
            }
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    #[test]
    fn exceptions_excuse_events_and_must_occur() {
        let event = sample();
        let line = |trigger: &str| {
            serde_json::json!({ "article": event.article.id, "kind": event.kind, "trigger": trigger }).to_string()
        };
        let known = read(&format!("{}\n\n{}\n", line("STRUCK"), line("fell"))).unwrap();
        let report = compare(std::slice::from_ref(&event), &known);
        assert!(report.noise.is_empty() && report.excused == 1);
        assert_eq!((report.gone.len(), report.gone[0].0), (1, 3));
        assert!(report.gone[0].1.contains("remove the line"), "{report:?}");
        assert_eq!(compare(&[event], &[]).noise.len(), 1);
    }

    #[test]
    fn a_line_that_names_neither_rule_nor_kind_is_refused() {
        let why = read(r#"{"article":"a","trigger":"b"}"#).unwrap_err();
        assert!(why.contains("line 1: name the rule or the kind"), "{why}");
        assert!(read("{").unwrap_err().starts_with("line 1: not a known exception"));
    }
}
