//! Events made comparable: each read once, whatever it is compared with later.

use super::party::Side;
use super::place::Spot;
use super::source::{Source, Sources};
use super::time::When;
use super::toll::{self, Total};
use super::wording::{self, Wording, words};
use crate::event::{Counted, Event, Realis, Stance};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};

/// An event with what joining looks at.
#[derive(Debug)]
pub struct Mention<'e> {
    /// The event.
    pub event: &'e Event,
    /// Whether it denies an act: its place and actor are those of who denies and not of the act.
    pub is_denial: bool,
    /// The number of its article.
    pub article: u32,
    /// Whether it happened, is to come, or is long past: these are never joined with one another.
    pub class: Class,
    /// Where, if it names a place in particular.
    pub spot: Option<Spot>,
    /// When, where known.
    pub when: Option<When>,
    /// Who did it.
    pub actors: Vec<Side>,
    /// To whom.
    pub recipients: Vec<Side>,
    /// How many.
    pub totals: Vec<Total>,
    /// Its passage.
    pub wording: Wording,
    /// Whether its passage turns to something else ("separately", "elsewhere").
    pub turns: bool,
    /// Who says so; `None` where the article does.
    pub speaker: Option<Source>,
    /// Who gives each of its figures, in their order; `None` where the article does.
    pub givers: Vec<Option<Source>>,
    /// Where no town is known: words of the passage that may name one the gazetteers lack.
    pub strange: Vec<u32>,
}

/// What may be joined with what, as far as it happened at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Told as having happened, going on, or tried; or denied.
    Told,
    /// To come, or only thought of.
    Planned,
    /// Background: of long ago, or a sum over weeks or a war.
    Past,
}

/// Words by which a passage turns from one occurrence to another.
const TURNS: &[&str] =
    &["separately", "elsewhere", "meanwhile", "separate", "another", "fresh", "similar", "later"];
/// Nouns that, after "other", take a passage to other places.
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
/// Words for what lasts years, beside one of which a toll may be that of all of it ...
const WARS: &[&str] = &["conflict", "war", "uprising", "revolution", "insurgency"];
/// ... where one of these says so.
const SINCE: &[&str] =
    &["since", "began", "begun", "erupted", "started", "broke", "lasted", "year", "years"];
/// Words for a year that a great toll may be that of.
const YEARLY: &[[&str; 3]] = &[
    ["of", "this", "year"],
    ["of", "the", "year"],
    ["so", "far", "this"],
    ["the", "past", "year"],
];
/// A toll from this on may be a year's.
const GREAT: u64 = 100;
/// So many die in a war and hardly in one occurrence.
const WARS_DEAD: u64 = 10_000;
/// What spans more days is a sum and no occurrence.
const LONG_DAYS: i32 = 14;
/// So many sentences open an article.
const OPENING: u32 = 4;
/// Words that count.
const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "dozen", "several", "dozens", "hundred",
];
/// So many words from its start a passage may turn.
const TURN_WITHIN: usize = 8;

impl Mention<'_> {
    /// Whether it names a town or finer.
    pub fn is_placed(&self) -> bool {
        self.spot.as_ref().is_some_and(Spot::is_fine)
    }

    /// Whether its passage turns from what the other, before it, told to something else ("fresh strikes", "other
    /// districts"). The first sentences turn from older news and not from each other.
    pub fn turns_from(&self, other: &Mention) -> bool {
        let (here, there) = (self.event.evidence.sentence, other.event.evidence.sentence);
        self.turns && !other.turns && here > there && here > OPENING
    }

    /// Whether it names a place that no gazetteer knows and the other does not name.
    pub fn is_elsewhere(&self, other: &Mention) -> bool {
        self.strange.iter().any(|word| !other.wording.has(*word))
    }

    /// Whether it says that it was not so.
    pub fn denies(&self) -> bool {
        let event = self.event;
        event.stance == Stance::Denied || self.is_denial || self.is_negated()
    }

    /// Told as not having happened; "no one was killed" is a toll of none and no denial of the act.
    fn is_negated(&self) -> bool {
        self.event.realis == Realis::Negated && self.event.counts.is_empty()
    }

    /// What its claimant and its outlet (or article) are called.
    pub fn voice(&self) -> (Option<&str>, &str) {
        (self.speaker.as_ref().map(|source| source.label.as_str()), self.outlet())
    }

    /// Its outlet, or its article where that is not known.
    pub fn outlet(&self) -> &str {
        let article = &self.event.article;
        article.outlet.as_deref().unwrap_or(&article.id)
    }

    /// Its claimant, if it is someone in particular.
    pub fn named_speaker(&self) -> Option<&str> {
        self.speaker.as_ref().filter(|source| source.is_named).map(|source| source.label.as_str())
    }
}

/// What happened, what is to come, what is background: long ago, or a sum over a war or over weeks.
fn class(event: &Event, when: Option<When>, told: &[String]) -> Class {
    let has = |list: &[&str]| told.iter().any(|word| list.contains(&word.as_str()));
    let of_war = !event.counts.is_empty() && has(WARS) && has(SINCE);
    let most = |what: Option<Counted>| {
        let counts = event.counts.iter().filter(|count| what.is_none_or(|what| count.what == what));
        counts.map(|count| count.value).max().unwrap_or_default()
    };
    let yearly = |row: &[String]| YEARLY.iter().any(|words| row.iter().eq(words.iter()));
    let ever_since = has(&["since"]) && has(&["began", "begun", "erupted", "started"]);
    let of_year = most(None) >= GREAT && (ever_since || told.windows(3).any(yearly));
    let sums_up = of_war || of_year || most(Some(Counted::Killed)) >= WARS_DEAD;
    match event.realis {
        Realis::Future | Realis::Hypothetical => Class::Planned,
        Realis::Historical => Class::Past,
        _ if sums_up || when.is_some_and(|when| when.last - when.first > LONG_DAYS) => Class::Past,
        Realis::Actual | Realis::Ongoing | Realis::Attempted | Realis::Negated => Class::Told,
    }
}

/// Words that may name a place the gazetteers lack; none where a town or finer is known.
fn strange(event: &Event, spot: Option<&Spot>) -> Vec<u32> {
    if spot.is_some_and(Spot::is_fine) {
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
    let mut strange = wording::strange_places(&event.evidence.text);
    strange.retain(|word| !known.contains(word));
    strange
}

/// Whether a passage turns to something else. "Another five people" goes on with the same.
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

/// The events in an order that does not depend on how they came, each id once; and how many were left out for that.
pub fn in_order(events: &[Event]) -> (Vec<&Event>, u64) {
    let mut sorted: Vec<&Event> = events.iter().collect();
    sorted.sort_by(|a, b| order(a, b));
    let mut seen = HashSet::with_capacity(sorted.len());
    sorted.retain(|event| seen.insert(event.id.as_str()));
    let twins = events.len() - sorted.len();
    (sorted, twins as u64)
}

fn order(a: &Event, b: &Event) -> Ordering {
    let key = |event: &'_ Event| (event.evidence.start, event.trigger.start);
    (&a.article.id, &a.article.path)
        .cmp(&(&b.article.id, &b.article.path))
        .then_with(|| key(a).cmp(&key(b)))
        .then_with(|| (&a.kind, &a.rule, &a.id).cmp(&(&b.kind, &b.rule, &b.id)))
        // Two events of one id that differ: which one counts must not depend on which came first.
        .then_with(|| match a.id == b.id {
            true => format!("{a:?}").cmp(&format!("{b:?}")),
            false => Ordering::Equal,
        })
}

/// Reads the events, which are in order; those of the kinds `denials` deny others.
pub fn mentions<'e>(events: &[&'e Event], denials: &BTreeSet<&str>) -> Vec<Mention<'e>> {
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
    let mut mentions: Vec<Mention> = events.iter().map(read).collect();
    let sources = Sources::of(events);
    for article in mentions.chunk_by_mut(|a, b| a.article == b.article) {
        let claimants = article.iter().filter_map(|mention| mention.event.claimant.as_ref());
        let monitor = sources.monitor(claimants);
        for mention in article {
            mention.speaker = speaker(mention, &sources, monitor.as_ref());
            mention.givers = givers(mention, &sources, monitor.as_ref());
        }
    }
    mentions
}

/// Who says it: its claimant, or of a denial its actor.
fn speaker(mention: &Mention, sources: &Sources, monitor: Option<&Source>) -> Option<Source> {
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

/// Who gives each figure: its own source, under the claimant's name where that is who is meant.
fn givers(mention: &Mention, sources: &Sources, monitor: Option<&Source>) -> Vec<Option<Source>> {
    let claimant = mention.event.claimant.as_ref();
    let is_claimant = |source: &str| {
        let label = mention.speaker.as_ref().map(|speaker| speaker.label.as_str());
        let name = claimant.and_then(|claimant| claimant.name.as_deref());
        let written = claimant.map(|claimant| claimant.text.as_str());
        [label, name, written].into_iter().flatten().any(|name| source.contains(name))
    };
    let giver = |source: Option<&str>| match source {
        Some(source) if !is_claimant(source) => Some(sources.written(source, monitor)),
        _ => mention.speaker.clone(),
    };
    mention.event.counts.iter().map(|count| giver(count.source.as_deref())).collect()
}

fn mention(event: &Event, article: u32, is_denial: bool) -> Mention<'_> {
    let told = words(&event.evidence.text);
    let spot = event.place.as_ref().filter(|_| !is_denial).and_then(Spot::of);
    let strange = strange(event, spot.as_ref());
    let when = When::of(&event.date).filter(|_| !is_denial);
    let sides = |parties: &[crate::event::Party]| parties.iter().map(Side::of).collect();
    Mention {
        event,
        is_denial,
        article,
        class: class(event, when, &told),
        spot,
        when,
        actors: if is_denial { Vec::new() } else { sides(&event.actor) },
        recipients: sides(&event.recipient),
        totals: toll::totals(event),
        wording: Wording::of(&event.evidence.text),
        turns: turns(&told),
        speaker: None,
        givers: Vec::new(),
        strange,
    }
}
