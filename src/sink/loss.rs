//! What a format could not hold: events left out with the reason, values dropped or made coarser, by field. Counted
//! together with the bytes of each article and merged in the order of articles, so that a report never depends on
//! threads. `cmd` prints it and writes it to a file.

use crate::event::{ATTRIBUTES, Attribute, Event};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How many ids of events left out are listed for each reason.
const EXAMPLES: usize = 3;

/// A loss report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What is written: `event` or `incident`.
    noun: &'static str,
    written: u64,
    left_out: BTreeMap<&'static str, OmittedEvents>,
    fields: BTreeMap<(Cow<'static, str>, &'static str), u64>,
}

impl Default for Loss {
    fn default() -> Self {
        Loss::of("event")
    }
}

/// The attributes of the record that a format does not write.
pub struct Dropped(Vec<&'static Attribute>);

impl Dropped {
    /// All but those that `written` names, as a path or as the beginning of one: `place` for all of a place.
    pub fn all_but(written: &[&str]) -> Dropped {
        let is_written = |path: &str| {
            let mut starts = path.match_indices('.').map(|(at, _)| &path[..at]).chain([path]);
            starts.any(|start| written.contains(&start))
        };
        Dropped(ATTRIBUTES.iter().filter(|attribute| !is_written(attribute.path)).collect())
    }
}

/// Events left out for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct OmittedEvents {
    count: u64,
    /// The ids of the first few.
    examples: Vec<String>,
}

impl Loss {
    /// One of things that are called `noun`; its plural has an s.
    pub fn of(noun: &'static str) -> Loss {
        Loss { noun, written: 0, left_out: BTreeMap::new(), fields: BTreeMap::new() }
    }

    /// Records that an event was written.
    pub fn written(&mut self) {
        self.written += 1;
    }

    /// Records that the event `id` was left out.
    pub fn left_out(&mut self, reason: &'static str, id: &str) {
        let entry = self.left_out.entry(reason).or_default();
        entry.count += 1;
        if entry.examples.len() < EXAMPLES {
            entry.examples.push(id.to_owned());
        }
    }

    /// Records that a written event lost `values` values of `field`; `how` says what happened to them.
    pub fn field(&mut self, field: impl Into<Cow<'static, str>>, how: &'static str, values: usize) {
        if values > 0 {
            *self.fields.entry((field.into(), how)).or_default() += values as u64;
        }
    }

    /// Records the values that a written event lost, since its format does not write these attributes.
    pub fn dropped(&mut self, event: &Event, dropped: &Dropped) {
        for attribute in &dropped.0 {
            self.field(attribute.path, "dropped", (attribute.count)(event));
        }
    }

    /// Adds the losses of later articles.
    pub fn merge(&mut self, later: Loss) {
        self.written += later.written;
        for (reason, more) in later.left_out {
            let entry = self.left_out.entry(reason).or_default();
            entry.count += more.count;
            let room = EXAMPLES.saturating_sub(entry.examples.len());
            entry.examples.extend(more.examples.into_iter().take(room));
        }
        for (key, more) in later.fields {
            *self.fields.entry(key).or_default() += more;
        }
    }

    /// How many events were written, and how many there were in all.
    pub fn events(&self) -> (u64, u64) {
        let left_out: u64 = self.left_out.values().map(|entry| entry.count).sum();
        (self.written, self.written + left_out)
    }

    /// The report as text, most frequent losses first; `remarks` apply to every row.
    pub fn text(&self, format: &str, remarks: &[&str]) -> String {
        let (written, all) = self.events();
        let noun = self.noun;
        let mut text = format!("{format}: {written} of {all} {noun}s written\n");
        for remark in remarks {
            let _ = writeln!(text, "  {remark}");
        }
        if !self.left_out.is_empty() {
            let _ = writeln!(text, "  {noun}s left out:");
        }
        for (reason, entry) in ordered(&self.left_out, |entry| entry.count) {
            let more = if entry.count > entry.examples.len() as u64 { ", ..." } else { "" };
            let ids = crate::legible::list(&entry.examples);
            let _ = writeln!(
                text,
                "  {:>7}  {} ({ids}{more})",
                entry.count,
                crate::legible::brief(reason)
            );
        }
        if !self.fields.is_empty() {
            let _ = writeln!(text, "  values of written {noun}s that the format does not hold:");
        }
        for ((field, how), count) in ordered(&self.fields, |count| *count) {
            let _ = writeln!(
                text,
                "  {count:>7}  {}",
                crate::legible::brief(&format!("{field}: {how}"))
            );
        }
        text
    }

    /// The report as JSON.
    pub fn json(&self, format: &str, remarks: &[&str]) -> serde_json::Value {
        let (written, all) = self.events();
        let left_out: Vec<_> = ordered(&self.left_out, |entry| entry.count)
            .into_iter()
            .map(|(reason, entry)| {
                let mut row = serde_json::json!({ "reason": reason, "examples": entry.examples });
                row[format!("{}s", self.noun)] = entry.count.into();
                row
            })
            .collect();
        let fields: Vec<_> = ordered(&self.fields, |count| *count)
            .into_iter()
            .map(|((field, how), count)| {
                serde_json::json!({ "field": field, "how": how, "values": count })
            })
            .collect();
        let mut report = serde_json::json!({
            "format": format, "written": written, "remarks": remarks, "left_out": left_out,
            "fields": fields,
        });
        report[format!("{}s", self.noun)] = all.into();
        report
    }
}

/// The entries with the highest count first, equal ones by name.
fn ordered<K: Ord, V>(map: &BTreeMap<K, V>, count: impl Fn(&V) -> u64) -> Vec<(&K, &V)> {
    let mut entries: Vec<(&K, &V)> = map.iter().collect();
    entries.sort_by_key(|(_, value)| std::cmp::Reverse(count(value)));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(ids: &[&str], fields: usize) -> Loss {
        let mut loss = Loss::default();
        ids.iter().for_each(|id| loss.left_out("denied", id));
        loss.field("counts", "rounded", fields);
        loss.written();
        loss
    }

    #[test]
    fn merging_adds_all_counts() {
        let mut whole = part(&["a", "b"], 1);
        whole.merge(part(&["c", "d"], 0));
        assert_eq!(whole.events(), (2, 6));
        let text = whole.text("x", &["A remark."]);
        assert!(text.starts_with("x: 2 of 6 events written\n  A remark.\n"), "{text}");
        assert!(text.contains("4  denied (a, b, c, ...)"), "{text}");
        assert!(text.contains("1  counts: rounded"), "{text}");
        assert_eq!(whole.json("x", &[])["left_out"][0]["events"], 4);
    }

    #[test]
    fn the_most_frequent_comes_first() {
        let mut loss = part(&["a"], 5);
        loss.field("actor", "dropped", 9);
        loss.left_out("negated", "b");
        loss.left_out("negated", "c");
        let text = loss.text("x", &[]);
        assert!(text.find("negated") < text.find("denied"), "{text}");
        assert!(text.find("actor") < text.find("counts"), "{text}");
    }
}
