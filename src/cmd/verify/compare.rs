//! Compares the events of a file with those that articles have now.

use crate::cmd::messages::counted;
use anyhow::{Context, bail};
use dateline::Event;
use dateline::event::change::changes;
use dateline::file::plain;
use dateline::sink::safe;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// At most this many differences are shown.
const SHOWN: usize = 20;

/// The events of a file, by article.
pub struct RecordedEvents {
    by_article: BTreeMap<String, Vec<Event>>,
    /// The ids of the articles that were compared.
    compared: BTreeSet<String>,
    /// The ids of all articles that have events in the file.
    articles: BTreeSet<String>,
    hash: String,
}

/// What was found so far.
#[derive(Default)]
pub struct Comparison {
    articles: u64,
    events: u64,
    came: u64,
    went: u64,
    changed: u64,
    /// Events of articles that are not in the corpus.
    lost: u64,
    lines: Vec<String>,
}

/// Whether it is known which articles repeat an earlier one: only where all articles are coded again, and the run marked it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RepeatMarks {
    /// The events now are marked.
    Known,
    /// They are not; the marks in the file are taken as they are.
    Unknown,
}

/// The largest file of events that is compared, in bytes.
const MOST_BYTES: u64 = 16 << 30;

impl RecordedEvents {
    /// Reads the events of a file.
    pub fn read(path: &Path) -> anyhow::Result<RecordedEvents> {
        let bytes = plain::read_named(path, MOST_BYTES)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let mut by_article: BTreeMap<String, Vec<Event>> = BTreeMap::new();
        let lines = bytes.split(|byte| *byte == b'\n').enumerate();
        for (at, line) in lines.filter(|(_, line)| !line.trim_ascii().is_empty()) {
            match serde_json::from_slice::<Event>(line) {
                Ok(event) => by_article.entry(event.article.id.clone()).or_default().push(event),
                Err(error) => bail!("{}:{}: no event ({error})", path.display(), at + 1),
            }
        }
        let hash = blake3::hash(&bytes).to_hex().to_string();
        let articles = by_article.keys().cloned().collect();
        Ok(RecordedEvents { by_article, compared: BTreeSet::new(), articles, hash })
    }

    /// Whether the file has no event, or one of an article among `ids`.
    pub fn has_any(&self, ids: &BTreeSet<String>) -> bool {
        self.articles.is_empty() || !self.articles.is_disjoint(ids)
    }

    /// The hash over the file.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Compares the events that an article has now with those of the file, which are taken out: another article of
    /// the same id gets the next ones.
    pub fn compare(
        &mut self,
        id: &str,
        now: Vec<Event>,
        marks: RepeatMarks,
        found: &mut Comparison,
    ) {
        found.articles += 1;
        found.events += now.len() as u64;
        self.compared.insert(id.to_owned());
        let then = self.by_article.entry(id.to_owned()).or_default();
        for mut event in now {
            match then.iter().position(|old| old.id == event.id) {
                None => found.add('+', &event, ""),
                Some(at) => {
                    let old = then.remove(at);
                    if marks == RepeatMarks::Unknown {
                        event.article.repeats.clone_from(&old.article.repeats);
                    }
                    if let Some(what) = difference(&old, &event) {
                        found.add('~', &event, &what);
                    }
                }
            }
        }
    }

    /// Counts what is left: events of articles that were compared went, others are of articles that are not among `ids`,
    /// those of the corpus.
    pub fn rest(&mut self, ids: &BTreeSet<String>, found: &mut Comparison) {
        for (id, left) in std::mem::take(&mut self.by_article) {
            match (self.compared.contains(&id), ids.contains(&id)) {
                (true, _) => left.iter().for_each(|event| found.add('-', event, "")),
                (false, false) => found.lost += left.len() as u64,
                (false, true) => {}
            }
        }
    }
}

impl Comparison {
    fn add(&mut self, sign: char, event: &Event, what: &str) {
        let (count, word) = match sign {
            '+' => (&mut self.came, "came"),
            '-' => (&mut self.went, "went"),
            _ => (&mut self.changed, "changed"),
        };
        *count += 1;
        if self.lines.len() < SHOWN {
            let what = if what.is_empty() { String::new() } else { format!(" ({what})") };
            self.lines.push(format!(
                "  {sign} {word:<8} {} {}:{} by {}: \"{}\"{what}",
                safe(&event.kind),
                safe(&event.article.id),
                event.evidence.sentence,
                safe(&event.rule),
                safe(&event.evidence.text)
            ));
        }
    }

    /// Adds what was found to `text`, of a corpus of `all` articles; whether nothing differs.
    pub fn tell(&self, all: u64, text: &mut String) -> bool {
        let scope = match self.articles == all {
            true => format!("all {}", counted(all, "article")),
            false => format!("{} of {}", self.articles, counted(all, "article")),
        };
        let differ = self.came + self.went + self.changed + self.lost;
        if differ == 0 {
            let events = counted(self.events, "event");
            let _ = writeln!(text, "events  same: {scope} coded again, {events}");
            return true;
        }
        let _ = writeln!(
            text,
            "events  differ: {} came, {} went, {} changed, in {scope} coded again",
            self.came, self.went, self.changed
        );
        self.lines.iter().for_each(|line| {
            let _ = writeln!(text, "{line}");
        });
        let more = self.came + self.went + self.changed - self.lines.len() as u64;
        if more > 0 {
            let _ = writeln!(text, "  ... and {more} more");
        }
        if self.lost > 0 {
            let events = counted(self.lost, "event");
            let _ = writeln!(text, "  {events} of articles that are not in the corpus");
        }
        false
    }
}

/// What differs between two records of one event, apart from where its article's file is and what coded it; `None` if
/// nothing does.
fn difference(old: &Event, new: &Event) -> Option<String> {
    let plain = |event: &Event| {
        let mut event = event.clone();
        event.article.path.clear();
        event.pack_hash.clear();
        event.pack_version.clear();
        event.coded_by.clear();
        event
    };
    if plain(old) == plain(new) {
        return None;
    }
    let parts: Vec<String> = changes(old, new)
        .iter()
        .map(|change| {
            let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { safe(text) };
            format!("{}: {} -> {}", change.attribute, or_none(&change.from), or_none(&change.to))
        })
        .collect();
    Some(match parts.is_empty() {
        true => "position, rule or article".to_owned(),
        false => parts.join("; "),
    })
}
