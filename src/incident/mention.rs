//! Makes events comparable: each event is read once, however often it is compared later.

use super::party::ComparableParty;
use super::place::ComparablePlace;
use super::source::{SourceName, SourceNames};
use super::time::DayRange;
use super::toll::{self, MentionToll};
use super::wording::{self, Wording, words};
use crate::event::{Counted, Event, Realis, Stance};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};

/// An event with the attributes that joining compares.
#[derive(Debug)]
pub struct IncidentMention<'e> {
    /// The event.
    pub event: &'e Event,
    /// Whether it denies an act: its place and actor are then those of the denial, not of the act.
    pub is_denial: bool,
    /// The index of its article.
    pub article: u32,
    /// The index of the article that its article repeats; its own where it repeats none, and until `repeat` sets it.
    pub story: u32,
    /// Whether it happened, is planned, or is long past. Mentions of different classes are never joined.
    pub class: RealisClass,
    /// Where, if it names a particular place.
    pub spot: Option<ComparablePlace>,
    /// When, where known.
    pub when: Option<DayRange>,
    /// Who did it.
    pub actors: Vec<ComparableParty>,
    /// To whom.
    pub recipients: Vec<ComparableParty>,
    /// How many.
    pub tolls: Vec<MentionToll>,
    /// The words of its passage.
    pub wording: Wording,
    /// Whether its passage changes to another occurrence ("separately", "elsewhere").
    pub turns: bool,
    /// Who says so; `None` where it is the article itself.
    pub speaker: Option<SourceName>,
    /// Who gives each of its figures, in order; `None` where it is the article itself.
    pub figure_sources: Vec<Option<SourceName>>,
    /// Where no town is known: hashes of words in the passage that may name a place the gazetteers lack.
    pub unknown_names: Vec<u32>,
}

/// Realis, reduced to the classes that are never joined with one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RealisClass {
    /// Reported as having happened, going on, or tried; or denied.
    Reported,
    /// Future or hypothetical.
    Planned,
    /// Background: long ago, or a total over weeks or a war.
    Past,
}

/// Words by which a passage changes from one occurrence to another.
const TURNS: &[&str] =
    &["separately", "elsewhere", "meanwhile", "separate", "another", "fresh", "similar", "later"];
/// Nouns that, after "other", show that a passage changes to another place.
const PLACES: &[&str] = &[
    "districts",
    "neighbourhoods",
    "neighborhoods",
    "areas",
    "parts",
    "towns",
    "villages",
    "cities",
    "provinces",
];
/// Words for conflicts that last years. A toll beside one may be the toll of the whole conflict ...
const WARS: &[&str] = &["conflict", "war", "uprising", "revolution", "insurgency"];
/// ... where one of these words says so.
const SINCE: &[&str] =
    &["since", "began", "begun", "erupted", "started", "broke", "lasted", "year", "years"];
/// Word sequences for a year. A large toll beside one may be the toll of the year.
const YEARLY: &[[&str; 3]] = &[
    ["of", "this", "year"],
    ["of", "the", "year"],
    ["so", "far", "this"],
    ["the", "past", "year"],
];
/// A toll of at least this many may be that of a year.
const GREAT: u64 = 100;
/// A toll of at least this many is that of a war, not of one occurrence.
const WARS_DEAD: u64 = 10_000;
/// A date range of more days is a total over time, not one occurrence.
const LONG_DAYS: i32 = 14;
/// The number of sentences that count as the opening of an article.
const OPENING: u32 = 4;
/// Number words.
const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "dozen", "several", "dozens", "hundred",
];
/// A passage changes to another occurrence within this many words from its start.
const TURN_WITHIN: usize = 8;

impl IncidentMention<'_> {
    /// Whether its article repeats another that has mentions.
    pub fn is_of_repeat(&self) -> bool {
        self.story != self.article
    }

    /// Whether it names a town or finer.
    pub fn is_placed(&self) -> bool {
        self.spot.as_ref().is_some_and(ComparablePlace::is_fine)
    }

    /// Whether its passage, the later one, changes from what the other reports to another occurrence ("fresh strikes",
    /// "other districts"). In the opening sentences such words refer to older news, not to each other.
    pub fn turns_from(&self, other: &IncidentMention) -> bool {
        let (here, there) = (self.event.evidence.sentence, other.event.evidence.sentence);
        self.turns && !other.turns && here > there && here > OPENING
    }

    /// Whether it names a place that no gazetteer knows and the other does not name.
    pub fn is_elsewhere(&self, other: &IncidentMention) -> bool {
        self.unknown_names.iter().any(|word| !other.wording.has(*word))
    }

    /// Whether it says that the event did not happen.
    pub fn denies(&self) -> bool {
        let event = self.event;
        event.stance == Stance::Denied || self.is_denial || self.is_negated()
    }

    /// Reported as not having happened. "No one was killed" is a toll of zero and not a denial of the act.
    fn is_negated(&self) -> bool {
        self.event.realis == Realis::Negated && self.event.counts.is_empty()
    }

    /// The name of its claimant, and of its outlet (or article).
    pub fn voice(&self) -> (Option<&str>, &str) {
        (self.speaker.as_ref().map(|source| source.label.as_str()), self.outlet())
    }

    /// Its outlet, or its article where the outlet is not known.
    pub fn outlet(&self) -> &str {
        let article = &self.event.article;
        article.outlet.as_deref().unwrap_or(&article.id)
    }

    /// The name of its claimant, if that is a particular person or body.
    pub fn named_speaker(&self) -> Option<&str> {
        self.speaker.as_ref().filter(|source| source.is_named).map(|source| source.label.as_str())
    }
}

/// The class of an event. Background: long ago, or a total over a war or over weeks.
fn class(event: &Event, when: Option<DayRange>, tokens: &[String]) -> RealisClass {
    let has = |list: &[&str]| tokens.iter().any(|word| list.contains(&word.as_str()));
    let of_war = !event.counts.is_empty() && has(WARS) && has(SINCE);
    let most = |what: Option<Counted>| {
        let counts = event.counts.iter().filter(|count| what.is_none_or(|what| count.what == what));
        counts.map(|count| count.value).max().unwrap_or_default()
    };
    let yearly = |row: &[String]| YEARLY.iter().any(|words| row.iter().eq(words.iter()));
    let ever_since = has(&["since"]) && has(&["began", "begun", "erupted", "started"]);
    let of_year = most(None) >= GREAT && (ever_since || tokens.windows(3).any(yearly));
    let sums_up = of_war || of_year || most(Some(Counted::Killed)) >= WARS_DEAD;
    match event.realis {
        Realis::Future | Realis::Hypothetical => RealisClass::Planned,
        Realis::Historical => RealisClass::Past,
        _ if sums_up || when.is_some_and(|when| when.last - when.first > LONG_DAYS) => {
            RealisClass::Past
        }
        Realis::Actual | Realis::Ongoing | Realis::Attempted | Realis::Negated => {
            RealisClass::Reported
        }
    }
}

/// Hashes of words that may name a place the gazetteers lack; none where a town or finer place is known.
fn unknown_names(event: &Event, spot: Option<&ComparablePlace>) -> Vec<u32> {
    if spot.is_some_and(ComparablePlace::is_fine) {
        return Vec::new();
    }
    let place = event.place.iter();
    let known =
        place.flat_map(|place| [Some(&place.text), place.name.as_ref(), place.country.as_ref()]);
    let known: Vec<u32> = known
        .flatten()
        .flat_map(|name| words(name))
        .map(|word| wording::hash(&word) as u32)
        .collect();
    let mut unknown_names = wording::unknown_place_names(&event.evidence.text);
    unknown_names.retain(|word| !known.contains(word));
    unknown_names
}

/// Whether a passage changes to another occurrence. "Another five people" continues the same one.
fn turns(words: &[String]) -> bool {
    let counts = |word: &String| {
        word.starts_with(|c: char| c.is_ascii_digit()) || NUMBERS.contains(&word.as_str())
    };
    let turns = |(at, word): (usize, &String)| {
        let more = word == "another" && words.get(at + 1).is_some_and(counts);
        TURNS.contains(&word.as_str()) && !more
    };
    let others = |pair: &[String]| pair[0] == "other" && PLACES.contains(&pair[1].as_str());
    words.iter().enumerate().take(TURN_WITHIN).any(turns) || words.windows(2).any(others)
}

/// The events sorted by article and position (independent of input order), each id once; and how many duplicates were
/// dropped.
pub fn in_order(events: &[Event]) -> (Vec<&Event>, u64) {
    let mut sorted: Vec<&Event> = events.iter().collect();
    sorted.sort_by(|a, b| order(a, b));
    let mut seen = HashSet::with_capacity(sorted.len());
    sorted.retain(|event| seen.insert(event.id.as_str()));
    let duplicates = events.len() - sorted.len();
    (sorted, duplicates as u64)
}

fn order(a: &Event, b: &Event) -> Ordering {
    let key = |event: &'_ Event| (event.evidence.start, event.trigger.start);
    (&a.article.id, &a.article.path)
        .cmp(&(&b.article.id, &b.article.path))
        .then_with(|| key(a).cmp(&key(b)))
        .then_with(|| (&a.kind, &a.rule, &a.id).cmp(&(&b.kind, &b.rule, &b.id)))
        // Two events with one id that differ: which one is kept must not depend on input order.
        .then_with(|| match a.id == b.id {
            true => format!("{a:?}").cmp(&format!("{b:?}")),
            false => Ordering::Equal,
        })
}

/// Makes mentions of sorted events; events of the kinds in `denials` are denials.
pub fn mentions<'e>(events: &[&'e Event], denials: &BTreeSet<&str>) -> Vec<IncidentMention<'e>> {
    let mut article = 0;
    let mut before: Option<&Event> = None;
    let read = |event: &&'e Event| {
        let same = |before: &Event| {
            before.article.id == event.article.id && before.article.path == event.article.path
        };
        if before.is_some_and(|before| !same(before)) {
            article += 1;
        }
        before = Some(event);
        mention(event, article, denials.contains(event.kind.as_str()))
    };
    let mut mentions: Vec<IncidentMention> = events.iter().map(read).collect();
    let sources = SourceNames::of(events);
    for article in mentions.chunk_by_mut(|a, b| a.article == b.article) {
        let claimants = article.iter().filter_map(|mention| mention.event.claimant.as_ref());
        let monitor = sources.monitor(claimants);
        for mention in article {
            mention.speaker = speaker(mention, &sources, monitor.as_ref());
            mention.figure_sources = figure_sources(mention, &sources, monitor.as_ref());
        }
    }
    mentions
}

/// Who says it: the claimant, or for a denial without one its actor.
fn speaker(
    mention: &IncidentMention,
    sources: &SourceNames,
    monitor: Option<&SourceName>,
) -> Option<SourceName> {
    let event = mention.event;
    let claimant = || Some(sources.claimant(event.claimant.as_ref()?, monitor));
    let actor = || {
        let actor = event.actor.first().filter(|_| mention.is_denial)?;
        Some(match &actor.name {
            Some(name) => sources.named(name),
            None => sources.written(&actor.text, monitor),
        })
    };
    claimant().or_else(actor)
}

/// Who gives each figure: its own source, named like the claimant where it is the same.
fn figure_sources(
    mention: &IncidentMention,
    sources: &SourceNames,
    monitor: Option<&SourceName>,
) -> Vec<Option<SourceName>> {
    let claimant = mention.event.claimant.as_ref();
    let is_claimant = |source: &str| {
        let label = mention.speaker.as_ref().map(|speaker| speaker.label.as_str());
        let name = claimant.and_then(|claimant| claimant.name.as_deref());
        let written = claimant.map(|claimant| claimant.text.as_str());
        [label, name, written].into_iter().flatten().any(|name| source.contains(name))
    };
    let source_of_figure = |source: Option<&str>| match source {
        Some(source) if !is_claimant(source) => Some(sources.written(source, monitor)),
        _ => mention.speaker.clone(),
    };
    mention.event.counts.iter().map(|count| source_of_figure(count.source.as_deref())).collect()
}

fn mention(event: &Event, article: u32, is_denial: bool) -> IncidentMention<'_> {
    let tokens = words(&event.evidence.text);
    let spot = event.place.as_ref().filter(|_| !is_denial).and_then(ComparablePlace::of);
    let unknown_names = unknown_names(event, spot.as_ref());
    let when = DayRange::of(&event.date).filter(|_| !is_denial);
    let sides = |parties: &[crate::event::Party]| parties.iter().map(ComparableParty::of).collect();
    IncidentMention {
        event,
        is_denial,
        article,
        story: article,
        class: class(event, when, &tokens),
        spot,
        when,
        actors: if is_denial { Vec::new() } else { sides(&event.actor) },
        recipients: sides(&event.recipient),
        tolls: toll::tolls(event),
        wording: Wording::of(&event.evidence.text),
        turns: turns(&tokens),
        speaker: None,
        figure_sources: Vec::new(),
        unknown_names,
    }
}
