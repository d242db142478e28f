//! Which events of ours are which incident types of a task with answer keys: a table of conditions on the record, read
//! from TOML. Judges one article's events; `typed` compares the outcome with the keys.

use super::phrase::{self, PassagePhrase};
use crate::event::{Event, Party, Realis, Stance};
use crate::frame::party_phrase;
use crate::gazetteer::{Gazetteer, Kind, Reading};
use crate::text::Document;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A task's incident types, each with the clauses under which an event of ours counts as one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The task's name.
    pub task: String,
    /// Conditions of every clause that does not state its own.
    #[serde(default)]
    all: SharedConditions,
    types: BTreeMap<String, Vec<MappingClause>>,
}

/// Conditions that hold for all clauses.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedConditions {
    realis: Option<Vec<Realis>>,
    stance: Option<Vec<Stance>>,
    /// Where the place's country is known, it is one of these.
    countries: Option<Vec<String>>,
    /// The passage says none of these: what tells summaries, habits and recollections.
    #[serde(default)]
    not_said: Vec<PassagePhrase>,
}

/// One way for an event to count: all that is stated must hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingClause {
    /// Why it is in the table; for people.
    #[allow(dead_code, reason = "asked for, so that no clause goes unexplained")]
    why: String,
    kinds: Vec<String>,
    modes: Option<Vec<String>>,
    /// Ids of rules, or their beginnings where they end with `*`.
    rules: Option<Vec<String>>,
    realis: Option<Vec<Realis>>,
    stance: Option<Vec<Stance>>,
    /// Some recipient is of one of these sorts.
    targets: Option<Vec<PartyKind>>,
    /// There is a recipient of another sort, or none at all.
    spares: Option<Vec<PartyKind>>,
    /// Some actor is of one of these sorts.
    actors: Option<Vec<PartyKind>>,
    /// The passage says one of these.
    said: Option<Vec<PassagePhrase>>,
    /// It says none of these.
    #[serde(default)]
    not_said: Vec<PassagePhrase>,
    /// The whole trigger is none of these.
    #[serde(default)]
    not_trigger: Vec<PassagePhrase>,
    /// One of these is known.
    known: Option<Vec<KnownField>>,
    /// The passage is among the article's first so many sentences.
    within: Option<u32>,
    /// No figure of the event is higher.
    most: Option<u64>,
    /// An event of one of these kinds is in the same sentence.
    beside: Option<Vec<String>>,
    /// None does.
    not_beside: Option<Vec<String>>,
    /// The article has no event of these kinds under the conditions of all clauses.
    apart_from: Option<Vec<String>>,
    /// At least so many events of the article meet the clause.
    #[serde(default = "one")]
    mentions: usize,
}

fn one() -> usize {
    1
}

/// What a party is, as the gazetteers' `kind` column has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum PartyKind {
    /// No party is named.
    Unnamed,
    /// A party is named whose sort no table tells.
    Unknown,
    /// The kind of a table.
    Known(Kind),
}

impl TryFrom<String> for PartyKind {
    type Error = String;

    fn try_from(word: String) -> Result<PartyKind, String> {
        match word.as_str() {
            "unnamed" => Ok(PartyKind::Unnamed),
            "unknown" => Ok(PartyKind::Unknown),
            _ => Kind::parse(&word, Reading::Actor).map(PartyKind::Known).ok_or_else(|| {
                format!(
                    "no type of party is called \"{word}\": write a kind of actors.csv, unnamed or unknown"
                )
            }),
        }
    }
}

/// A part of the record that may be known or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KnownField {
    Actor,
    Recipient,
    Place,
    /// By a phrase of the text, not by the day of publication.
    Date,
    Count,
}

/// An event with the sorts of its parties.
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
    /// Looks up the parties of `event`, an event of `document`.
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

/// The sort of a party, read again where it is in the text.
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
    /// Reads a mapping; the error says line and cause.
    pub fn parse(text: &str) -> Result<Mapping, String> {
        toml::from_str(text).map_err(|error| match error.span() {
            Some(span) => {
                let before = text.get(..span.start).unwrap_or(text);
                format!("line {}: {}", before.matches('\n').count() + 1, error.message())
            }
            None => error.message().to_owned(),
        })
    }

    /// Kinds that the mapping names and `coded` lacks, each with its type.
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

    /// The types that an article's events tell of, each with the events that say so, in order of the text.
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

    /// The events of the kinds that `name` is made of, whatever the conditions say.
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
    /// Whether an event meets the conditions, where `clause` states none of its own.
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
        // Where two packs have a rule of one id, their packs come before it.
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
