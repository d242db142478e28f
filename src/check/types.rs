//! Maps events to the incident types of a task with answer keys, by a table of conditions on the event record that is
//! read from TOML. Works on one article's events; `typed` compares the result with the keys.

use super::phrase::{self, PassagePhrase};
use crate::event::{Event, Party, Realis, Stance};
use crate::frame::party_phrase;
use crate::gazetteer::{EntryKind, Gazetteer, Reading};
use crate::text::Document;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A task's incident types, each with the clauses under which an event counts as one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The task's name.
    pub task: String,
    /// Conditions for every clause that does not set its own.
    #[serde(default)]
    all: SharedConditions,
    types: BTreeMap<String, Vec<MappingClause>>,
}

/// Conditions that apply to all clauses.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedConditions {
    realis: Option<Vec<Realis>>,
    stance: Option<Vec<Stance>>,
    /// The country of the place, where it is known, is one of these.
    countries: Option<Vec<String>>,
    /// The passage contains none of these phrases, which mark summaries, habits and recollections.
    #[serde(default)]
    not_said: Vec<PassagePhrase>,
}

/// One way for an event to be of a type: all conditions given must hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingClause {
    /// Why it is in the table, for readers of the table.
    #[allow(dead_code, reason = "required, so that every clause is explained")]
    why: String,
    kinds: Vec<String>,
    modes: Option<Vec<String>>,
    /// Ids of rules; an id that ends with `*` matches all that start so.
    rules: Option<Vec<String>>,
    realis: Option<Vec<Realis>>,
    stance: Option<Vec<Stance>>,
    /// Some recipient is of one of these kinds.
    targets: Option<Vec<PartyKind>>,
    /// Some recipient is of none of these kinds.
    spares: Option<Vec<PartyKind>>,
    /// Some actor is of one of these kinds.
    actors: Option<Vec<PartyKind>>,
    /// The passage contains one of these phrases.
    said: Option<Vec<PassagePhrase>>,
    /// It contains none of these phrases.
    #[serde(default)]
    not_said: Vec<PassagePhrase>,
    /// The trigger as a whole is none of these phrases.
    #[serde(default)]
    not_trigger: Vec<PassagePhrase>,
    /// One of these fields is known.
    known: Option<Vec<KnownField>>,
    /// The passage is within this number of sentences from the start of the article.
    within: Option<u32>,
    /// No count of the event has a lower bound above this.
    most: Option<u64>,
    /// An event of one of these kinds is in the same sentence.
    beside: Option<Vec<String>>,
    /// No event of these kinds is in the same sentence.
    not_beside: Option<Vec<String>>,
    /// The article has no event of these kinds that meets the shared conditions.
    apart_from: Option<Vec<String>>,
    /// At least this number of events of the article meet the clause.
    #[serde(default = "one")]
    mentions: usize,
}

fn one() -> usize {
    1
}

/// The kind of a party, as in the gazetteers' `kind` column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum PartyKind {
    /// No party is named.
    Unnamed,
    /// A party is named whose kind is in no table.
    Unknown,
    /// The kind of a table.
    Known(EntryKind),
}

impl TryFrom<String> for PartyKind {
    type Error = String;

    fn try_from(word: String) -> Result<PartyKind, String> {
        match word.as_str() {
            "unnamed" => Ok(PartyKind::Unnamed),
            "unknown" => Ok(PartyKind::Unknown),
            _ => EntryKind::parse(&word, Reading::Actor).map(PartyKind::Known).ok_or_else(|| {
                format!(
                    "no type of party is called \"{word}\": write a kind of actors.csv, unnamed or unknown"
                )
            }),
        }
    }
}

/// A field of the record that may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KnownField {
    Actor,
    Recipient,
    Place,
    /// Given by a phrase of the text, not inferred from the day of publication.
    Date,
    Count,
}

/// An event with the kinds of its parties.
#[derive(Clone, Debug)]
pub struct ClassifiedEvent {
    /// The event.
    pub event: Event,
    /// The passage's words.
    words: Vec<String>,
    /// The trigger's.
    trigger: Vec<String>,
    actors: Vec<PartyKind>,
    recipients: Vec<PartyKind>,
}

impl ClassifiedEvent {
    /// Looks up the parties of `event`, which is an event of `document`.
    pub fn new(event: Event, document: &Document, gazetteer: &Gazetteer) -> ClassifiedEvent {
        let sorts = |parties: &[Party]| match parties {
            [] => vec![PartyKind::Unnamed],
            some => some.iter().map(|one| sort(one, document, gazetteer)).collect(),
        };
        let (actors, recipients) = (sorts(&event.actor), sorts(&event.recipient));
        let (words, trigger) =
            (phrase::words(&event.evidence.text), phrase::words(&event.trigger.text));
        ClassifiedEvent { event, words, trigger, actors, recipients }
    }
}

/// The kind of a party, looked up again at its position in the text.
fn sort(party: &Party, document: &Document, gazetteer: &Gazetteer) -> PartyKind {
    let (Some(start), Some(end)) = (party.start, party.end) else { return PartyKind::Unknown };
    let sentences = document.sentences();
    let nth = sentences.partition_point(|sentence| sentence.span.end <= start);
    let Some(sentence) = sentences.get(nth) else { return PartyKind::Unknown };
    let there = party_phrase::parties(document, gazetteer, sentence.tokens.clone());
    there
        .iter()
        .filter(|hit| hit.span.start < end && start < hit.span.end)
        .find_map(|hit| hit.kind)
        .map_or(PartyKind::Unknown, PartyKind::Known)
}

impl Mapping {
    /// Reads a mapping; the error is a message with line and cause.
    pub fn parse(text: &str) -> Result<Mapping, String> {
        toml::from_str(text).map_err(|error| match error.span() {
            Some(span) => {
                let before = text.get(..span.start).unwrap_or(text);
                format!("line {}: {}", before.matches('\n').count() + 1, error.message())
            }
            None => error.message().to_owned(),
        })
    }

    /// The kinds that the mapping names and `coded` lacks, as pairs of incident type and kind, sorted.
    pub fn uncoded(&self, coded: &[String]) -> Vec<(&str, &str)> {
        let mut missing: Vec<(&str, &str)> = self
            .clauses()
            .flat_map(|(name, clause)| clause.kinds.iter().map(move |kind| (name, kind.as_str())))
            .filter(|(_, kind)| !coded.iter().any(|known| known == kind))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    fn clauses(&self) -> impl Iterator<Item = (&str, &MappingClause)> {
        self.types
            .iter()
            .flat_map(|(name, clauses)| clauses.iter().map(move |clause| (name.as_str(), clause)))
    }

    /// The types of an article's events, each with its events in the order of the text.
    pub fn found<'a>(&self, events: &'a [ClassifiedEvent]) -> BTreeMap<String, Vec<&'a Event>> {
        let mut found: BTreeMap<String, Vec<&Event>> = BTreeMap::new();
        for (name, clause) in self.clauses() {
            let met = || events.iter().filter(|one| self.meets(clause, one, events));
            if met().count() >= clause.mentions.max(1) {
                found.entry(name.to_owned()).or_default().extend(met().map(|one| &one.event));
            }
        }
        for events in found.values_mut() {
            events.sort_by(|a, b| (a.evidence.start, &a.id).cmp(&(b.evidence.start, &b.id)));
            events.dedup_by(|a, b| a.id == b.id);
        }
        found
    }

    /// The events of the kinds that make up type `name`, whatever other conditions say.
    pub fn related<'a>(&self, name: &str, events: &'a [ClassifiedEvent]) -> Vec<&'a Event> {
        let clauses = self.types.get(name).map_or(&[][..], Vec::as_slice);
        let of = |event: &&Event| clauses.iter().any(|clause| clause.is_of(event));
        events.iter().map(|one| &one.event).filter(of).collect()
    }

    fn meets(
        &self,
        clause: &MappingClause,
        one: &ClassifiedEvent,
        events: &[ClassifiedEvent],
    ) -> bool {
        let event = &one.event;
        let elsewhere = |kinds: &Vec<String>| {
            events
                .iter()
                .any(|other| kinds.contains(&other.event.kind) && self.all.fits(other, None))
        };
        clause.is_of(event)
            && self.all.fits(one, Some(clause))
            && clause.parties_fit(one)
            && clause.wording_fits(one)
            && clause.known.as_ref().is_none_or(|list| list.iter().any(|part| part.is_in(event)))
            && clause.most.is_none_or(|most| event.counts.iter().all(|count| count.low <= most))
            && clause.within.is_none_or(|last| event.evidence.sentence <= last)
            && clause.beside.as_ref().is_none_or(|kinds| has_beside(event, kinds, events))
            && clause.not_beside.as_ref().is_none_or(|kinds| !has_beside(event, kinds, events))
            && clause.apart_from.as_ref().is_none_or(|kinds| !elsewhere(kinds))
    }
}

impl SharedConditions {
    /// Whether an event meets these conditions; those that `clause` sets itself take precedence.
    fn fits(&self, one: &ClassifiedEvent, clause: Option<&MappingClause>) -> bool {
        let event = &one.event;
        let realis = clause.and_then(|own| own.realis.as_ref()).or(self.realis.as_ref());
        let stance = clause.and_then(|own| own.stance.as_ref()).or(self.stance.as_ref());
        let country = event.place.as_ref().and_then(|place| place.country.as_deref());
        realis.is_none_or(|list| list.contains(&event.realis))
            && stance.is_none_or(|list| list.contains(&event.stance))
            && (self.countries.as_ref().zip(country))
                .is_none_or(|(list, there)| list.iter().any(|name| name == there))
            && !self.not_said.iter().any(|phrase| phrase.is_in(&one.words))
    }
}

fn has_beside(event: &Event, kinds: &[String], events: &[ClassifiedEvent]) -> bool {
    events.iter().any(|other| {
        other.event.evidence.start == event.evidence.start && kinds.contains(&other.event.kind)
    })
}

impl MappingClause {
    fn is_of(&self, event: &Event) -> bool {
        // Where two packs have a rule of the same id, the pack is part of it.
        let plain = event.rule.strip_prefix(&event.pack).and_then(|rest| rest.strip_prefix(':'));
        let says = |rule: &str, id: &String| match id.strip_suffix('*') {
            Some(start) => rule.starts_with(start),
            None => rule == id,
        };
        let of_rule =
            |id: &String| says(&event.rule, id) || plain.is_some_and(|plain| says(plain, id));
        let of_mode =
            |modes: &Vec<String>| event.mode.as_ref().is_some_and(|mode| modes.contains(mode));
        self.kinds.contains(&event.kind)
            && self.modes.as_ref().is_none_or(of_mode)
            && self.rules.as_ref().is_none_or(|ids| ids.iter().any(of_rule))
    }

    fn wording_fits(&self, one: &ClassifiedEvent) -> bool {
        let says = |list: &[PassagePhrase], words: &[String]| {
            list.iter().any(|phrase| phrase.is_in(words))
        };
        self.said.as_ref().is_none_or(|list| says(list, &one.words))
            && !says(&self.not_said, &one.words)
            && !self.not_trigger.iter().any(|phrase| phrase.is(&one.trigger))
    }

    fn parties_fit(&self, one: &ClassifiedEvent) -> bool {
        let some = |list: &Option<Vec<PartyKind>>, sorts: &[PartyKind]| {
            list.as_ref().is_none_or(|list| sorts.iter().any(|sort| list.contains(sort)))
        };
        some(&self.targets, &one.recipients)
            && some(&self.actors, &one.actors)
            && (self.spares.as_ref())
                .is_none_or(|list| one.recipients.iter().any(|sort| !list.contains(sort)))
    }
}

impl KnownField {
    fn is_in(self, event: &Event) -> bool {
        match self {
            KnownField::Actor => !event.actor.is_empty(),
            KnownField::Recipient => !event.recipient.is_empty(),
            KnownField::Place => event.place.is_some(),
            KnownField::Date => event.date.basis.is_phrase(),
            KnownField::Count => !event.counts.is_empty(),
        }
    }
}
