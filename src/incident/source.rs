//! Who tells, under one name: a claimant in any case and with any article before it, a monitor named nowhere but in
//! the next sentence, and the head of an organisation as the organisation. Counting voices, so that one source or one
//! copied passage is one voice, however often it is told. Called by `mention` (names) and by `voice` and `figures`.

use super::wording::{Wording, words};
use crate::event::{Claimant, Event};
use std::collections::{BTreeMap, BTreeSet};

/// One who tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name as people read it, the same wherever this one tells.
    pub label: String,
    /// Whether it is someone in particular: "residents" of two articles may be two.
    pub is_named: bool,
}

/// Words before a name that are no part of it.
const DETERMINERS: &[&str] = &["the", "a", "an", "some", "one", "his", "her", "their", "its"];
/// Words for those who watch a war and are named elsewhere in the article.
const MONITORS: &[&str] =
    &["monitor", "monitors", "monitoring", "watchdog", "observatory", "ngo", "ngos"];
/// Words for tellers that are nobody in particular.
const NOBODY: &[&str] = &[
    "source",
    "sources",
    "activist",
    "activists",
    "resident",
    "residents",
    "official",
    "officials",
    "witness",
    "witnesses",
    "report",
    "reports",
    "media",
    "statement",
    "statements",
    "reporter",
    "correspondent",
    "monitor",
    "monitors",
    "monitoring",
    "group",
    "groups",
    "people",
    "locals",
    "spokesman",
    "spokesperson",
    "medics",
    "rescuers",
];

/// How the sources of a corpus are called.
#[derive(Debug, Default)]
pub struct Sources {
    /// The spelling of each name that no gazetteer knows, by its lower case.
    spelt: BTreeMap<String, String>,
    /// Of a person, the organisation he heads.
    headed: BTreeMap<String, String>,
}

impl Sources {
    /// Reads the claimants of all events; their order does not matter.
    pub fn of(events: &[&Event]) -> Sources {
        let claimants = || events.iter().filter_map(|event| event.claimant.as_ref());
        let mut sources = Sources::default();
        let mut named: BTreeMap<&str, BTreeMap<&str, BTreeSet<String>>> = BTreeMap::new();
        for claimant in claimants() {
            let bare = bare(&claimant.text);
            match (&claimant.name, &claimant.code) {
                (Some(name), Some(code)) => {
                    let texts = named.entry(code).or_default().entry(name).or_default();
                    texts.extend([bare.to_lowercase(), name.to_lowercase()]);
                }
                (Some(_), None) => {}
                (None, _) => {
                    let spelt = sources.spelt.entry(bare.to_lowercase()).or_default();
                    // Lower case sorts last: a capital at the head of a sentence is no part of a name.
                    *spelt = std::mem::take(spelt).max(bare.to_owned());
                }
            }
        }
        for of_code in named.values() {
            for (&person, texts) in of_code {
                // A text that names both is filed under either; the head is the one so named by more.
                let heads = of_code.iter().find(|&(other, names)| {
                    let told = headings(person, texts, names);
                    *other != person && told > headings(other, names, texts)
                });
                if let Some((organisation, _)) = heads {
                    sources.headed.insert(person.to_owned(), (*organisation).to_owned());
                }
            }
        }
        sources
    }

    /// The source a claimant is; `monitor` is the monitor that its article names.
    pub fn claimant(&self, claimant: &Claimant, monitor: Option<&Source>) -> Source {
        if is_monitor(&claimant.text, claimant.code.as_deref()) {
            return self.written("monitor", monitor);
        }
        match &claimant.name {
            Some(name) => self.named(name),
            None => self.written(&claimant.text, monitor),
        }
    }

    /// The source that words of the text name.
    pub fn written(&self, text: &str, monitor: Option<&Source>) -> Source {
        if is_monitor(text, None) {
            return monitor.cloned().unwrap_or(Source { label: "monitor".into(), is_named: false });
        }
        let bare = bare(text);
        let label = self.spelt.get(&bare.to_lowercase()).map_or(bare, String::as_str).to_owned();
        let told = words(&label);
        let is_named = label.contains(char::is_uppercase)
            && !label.contains(|c: char| c.is_ascii_digit())
            && !told.iter().any(|word| NOBODY.contains(&word.as_str()));
        Source { label, is_named }
    }

    /// The source of a name that the gazetteers know.
    pub fn named(&self, name: &str) -> Source {
        let label = self.headed.get(name).map_or(name, String::as_str).to_owned();
        Source { label, is_named: true }
    }

    /// The monitor that an article's claimants name, the first of them.
    pub fn monitor<'e>(&self, claimants: impl Iterator<Item = &'e Claimant>) -> Option<Source> {
        let is_one = |claimant: &&Claimant| {
            let code = claimant.code.as_deref().unwrap_or_default();
            code.contains("HRI") && !is_monitor(&claimant.text, Some(code))
        };
        let mut named = claimants.filter(is_one).filter_map(|claimant| claimant.name.as_deref());
        named.next().map(|name| self.named(name))
    }
}

/// How many texts for the person name the organisation as well.
fn headings(person: &str, texts: &BTreeSet<String>, names: &BTreeSet<String>) -> usize {
    texts.iter().filter(|text| tells_of_head(text, person, names)).count()
}

/// Whether a text with the person's name also names the organisation, as "its head N. N." does.
fn tells_of_head(text: &str, person: &str, names: &BTreeSet<String>) -> bool {
    const HEADS: &[&str] =
        &["head", "director", "chief", "founder", "president", "chairman", "leader", "spokesman"];
    let told = words(text);
    person.to_lowercase() != text
        && told.iter().any(|word| HEADS.contains(&word.as_str()))
        && names.iter().any(|name| {
            let name = words(name);
            name.iter().any(|word| !NOBODY.contains(&word.as_str()))
                && !name.iter().any(|word| HEADS.contains(&word.as_str()))
                && told.windows(name.len()).any(|row| {
                    row.iter().zip(&name).all(|(a, b)| a == b || a.strip_suffix('s') == Some(b))
                })
        })
}

/// Whether the words tell of a monitor and say not which.
fn is_monitor(text: &str, code: Option<&str>) -> bool {
    let known = code.is_some_and(|code| code.contains("NGO") && !code.starts_with("NGO"));
    !known && words(text).iter().any(|word| MONITORS.contains(&word.as_str()))
}

/// A name without what comes before it.
fn bare(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some((first, more)) = rest.split_once(' ')
        && DETERMINERS.contains(&first.to_lowercase().as_str())
    {
        rest = more.trim_start();
    }
    rest
}

/// Counts independent voices: each source in particular once, and each outlet that names none, unless its passage
/// repeats another's.
#[derive(Default)]
pub struct Voices<'a> {
    named: BTreeMap<&'a str, Vec<&'a Wording>>,
    telling: BTreeSet<&'a str>,
    own: Vec<(&'a str, &'a Wording)>,
}

/// Beyond so many voices it does not matter whether one more repeats another.
const MOST_VOICES: usize = 64;

impl<'a> Voices<'a> {
    /// Notes that `source`, or the outlet itself, says it in a passage of `outlet`.
    pub fn note(&mut self, source: Option<&'a str>, outlet: &'a str, passage: &'a Wording) {
        match source {
            Some(name) => {
                let passages = self.named.entry(name).or_default();
                if passages.len() < MOST_VOICES {
                    passages.push(passage);
                }
                self.telling.insert(outlet);
            }
            None => {
                let known = self
                    .own
                    .iter()
                    .any(|(other, words)| *other == outlet || words.is_copy(passage));
                if !known && self.own.len() < MOST_VOICES {
                    self.own.push((outlet, passage));
                }
            }
        }
    }

    /// How many voices there are.
    pub fn count(&self) -> u32 {
        let repeats = |words: &Wording| {
            self.named.values().flatten().take(MOST_VOICES).any(|passage| passage.is_copy(words))
        };
        let own = self
            .own
            .iter()
            .filter(|(outlet, words)| !self.telling.contains(outlet) && !repeats(words));
        let names: Vec<Vec<String>> =
            self.named.keys().take(MOST_VOICES).map(|name| words(name)).collect();
        // "Governor N. N." and "the governor" are one.
        let is_within = |name: &&Vec<String>| {
            let holds = |other: &&Vec<String>| {
                other.len() > name.len()
                    && !name.is_empty()
                    && other.windows(name.len()).any(|row| row == &name[..])
            };
            names.iter().any(|other| holds(&other))
        };
        let twice = names.iter().filter(is_within).count();
        (self.named.len() - twice + own.count()) as u32
    }
}
