//! Canonical names of sources: a claimant in any case and with any article before the name, a monitor that is named
//! only elsewhere in the article, and the head of an organisation as the organisation. Counts voices, so that one
//! source or one copied passage is one voice, however often it is reported. Called by `mention` (names) and by `voice`
//! and `figures`.

use super::wording::{Wording, words};
use crate::event::{Claimant, Event};
use std::collections::{BTreeMap, BTreeSet};

/// A source under its canonical name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceName {
    /// The display name, the same for all mentions of the source.
    pub label: String,
    /// Whether it is a particular person or body; "residents" of two articles may be different people.
    pub is_named: bool,
}

/// Words before a name that are not part of it.
const DETERMINERS: &[&str] = &["the", "a", "an", "some", "one", "his", "her", "their", "its"];
/// Words for monitoring groups, which are often named only elsewhere in the article.
const MONITORS: &[&str] =
    &["monitor", "monitors", "monitoring", "watchdog", "observatory", "ngo", "ngos"];
/// Words for sources that are not a particular person or body.
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

/// The canonical names of a corpus's sources.
#[derive(Debug, Default)]
pub struct SourceNames {
    /// By lower-case name: the spelling of each name that no gazetteer knows.
    spelling_of: BTreeMap<String, String>,
    /// By person: the organisation they head.
    organisation_of: BTreeMap<String, String>,
}

impl SourceNames {
    /// Reads the claimants of all events; their order does not matter.
    pub fn of(events: &[&Event]) -> SourceNames {
        let claimants = || events.iter().filter_map(|event| event.claimant.as_ref());
        let mut sources = SourceNames::default();
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
                    let spelling_of = sources.spelling_of.entry(bare.to_lowercase()).or_default();
                    // Lower case sorts last: a capital at the start of a sentence is not part of a name.
                    *spelling_of = std::mem::take(spelling_of).max(bare.to_owned());
                }
            }
        }
        for of_code in named.values() {
            for (&person, texts) in of_code {
                // A text that names both may be filed under either; the head is the one whom more texts name with the
                // organisation.
                let heads = of_code.iter().find(|&(other, names)| {
                    let tokens = headings(person, texts, names);
                    *other != person && tokens > headings(other, names, texts)
                });
                if let Some((organisation, _)) = heads {
                    sources.organisation_of.insert(person.to_owned(), (*organisation).to_owned());
                }
            }
        }
        sources
    }

    /// The source of a claimant; `monitor` is the monitor that its article names.
    pub fn claimant(&self, claimant: &Claimant, monitor: Option<&SourceName>) -> SourceName {
        if is_monitor(&claimant.text, claimant.code.as_deref()) {
            return self.written("monitor", monitor);
        }
        match &claimant.name {
            Some(name) => self.named(name),
            None => self.written(&claimant.text, monitor),
        }
    }

    /// The source that words of the text name.
    pub fn written(&self, text: &str, monitor: Option<&SourceName>) -> SourceName {
        if is_monitor(text, None) {
            return monitor
                .cloned()
                .unwrap_or(SourceName { label: "monitor".into(), is_named: false });
        }
        let bare = bare(text);
        let label =
            self.spelling_of.get(&bare.to_lowercase()).map_or(bare, String::as_str).to_owned();
        let tokens = words(&label);
        let is_named = label.contains(char::is_uppercase)
            && !label.contains(|c: char| c.is_ascii_digit())
            && !tokens.iter().any(|word| NOBODY.contains(&word.as_str()));
        SourceName { label, is_named }
    }

    /// The source of a name that a gazetteer knows.
    pub fn named(&self, name: &str) -> SourceName {
        let label = self.organisation_of.get(name).map_or(name, String::as_str).to_owned();
        SourceName { label, is_named: true }
    }

    /// The first monitor that an article's claimants name.
    pub fn monitor<'e>(&self, claimants: impl Iterator<Item = &'e Claimant>) -> Option<SourceName> {
        let is_one = |claimant: &&Claimant| {
            let code = claimant.code.as_deref().unwrap_or_default();
            code.contains("HRI") && !is_monitor(&claimant.text, Some(code))
        };
        let mut named = claimants.filter(is_one).filter_map(|claimant| claimant.name.as_deref());
        named.next().map(|name| self.named(name))
    }
}

/// How many texts for the person also name the organisation.
fn headings(person: &str, texts: &BTreeSet<String>, names: &BTreeSet<String>) -> usize {
    texts.iter().filter(|text| tells_of_head(text, person, names)).count()
}

/// Whether a text with the person's name also names the organisation, as "its head N. N." does.
fn tells_of_head(text: &str, person: &str, names: &BTreeSet<String>) -> bool {
    const HEADS: &[&str] =
        &["head", "director", "chief", "founder", "president", "chairman", "leader", "spokesman"];
    let tokens = words(text);
    person.to_lowercase() != text
        && tokens.iter().any(|word| HEADS.contains(&word.as_str()))
        && names.iter().any(|name| {
            let name = words(name);
            name.iter().any(|word| !NOBODY.contains(&word.as_str()))
                && !name.iter().any(|word| HEADS.contains(&word.as_str()))
                && tokens.windows(name.len()).any(|row| {
                    row.iter().zip(&name).all(|(a, b)| a == b || a.strip_suffix('s') == Some(b))
                })
        })
}

/// Whether the words mean a monitor without naming it.
fn is_monitor(text: &str, code: Option<&str>) -> bool {
    let known = code.is_some_and(|code| code.contains("NGO") && !code.starts_with("NGO"));
    !known && words(text).iter().any(|word| MONITORS.contains(&word.as_str()))
}

/// A name without its determiners.
fn bare(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some((first, more)) = rest.split_once(' ')
        && DETERMINERS.contains(&first.to_lowercase().as_str())
    {
        rest = more.trim_start();
    }
    rest
}

/// Counts independent voices: each named source once, and each outlet that names none, unless its passage copies
/// another's.
#[derive(Default)]
pub struct VoiceCounter<'a> {
    named: BTreeMap<&'a str, Vec<&'a Wording>>,
    reporting: BTreeSet<&'a str>,
    own: Vec<(&'a str, &'a Wording)>,
}

/// Above this many voices it does not matter whether one more repeats another.
const MOST_VOICES: usize = 64;

impl<'a> VoiceCounter<'a> {
    /// Adds a voice: `source` (or the outlet itself, for `None`) says it in a passage of `outlet`.
    pub fn note(&mut self, source: Option<&'a str>, outlet: &'a str, passage: &'a Wording) {
        match source {
            Some(name) => {
                let passages = self.named.entry(name).or_default();
                if passages.len() < MOST_VOICES {
                    passages.push(passage);
                }
                self.reporting.insert(outlet);
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
            .filter(|(outlet, words)| !self.reporting.contains(outlet) && !repeats(words));
        let names: Vec<Vec<String>> =
            self.named.keys().take(MOST_VOICES).map(|name| words(name)).collect();
        // "Governor N. N." and "the governor" are one source.
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
