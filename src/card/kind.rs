//! The codebook of a pack: its kinds with modes, codes and flags, and the rules of each with their examples.

use crate::coder::Coder;
use crate::event::Codes;
use crate::pack::Pack;
use crate::script::{Civilians, EventKind, Example, KindTable, RuleSpec};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A kind of a pack's codebook.
#[derive(Clone, Debug, Serialize)]
pub struct KindCard {
    /// Its name.
    pub name: String,
    /// What it is; empty if no declaration says.
    pub about: String,
    /// Whether the pack declares it; else a pack below does, or nobody.
    pub declared: bool,
    /// Its codes.
    pub codes: Codes,
    /// Its modes, sorted.
    pub modes: Vec<ModeCard>,
    /// How its events are coded where that is not as usual, in short clauses.
    pub flags: Vec<String>,
    /// The pack's rules for it, in load order. A closure may also give a rule's event another kind.
    pub rules: Vec<RuleCard>,
}

/// A mode of a kind.
#[derive(Clone, Debug, Serialize)]
pub struct ModeCard {
    /// Its name.
    pub name: String,
    /// Its codes, which are those of the kind where it has none of its own.
    pub codes: Codes,
}

/// A rule.
#[derive(Clone, Debug, Serialize)]
pub struct RuleCard {
    /// Its id.
    pub id: String,
    /// Its file inside the pack.
    pub file: String,
    /// Its line there, from 1.
    pub line: usize,
    /// What it finds, in one sentence.
    pub about: String,
    /// The mode of its events, unless its closure says otherwise.
    pub mode: Option<String>,
    /// `experimental`, `test` or `stable`.
    pub status: String,
    /// Where its definition comes from.
    pub references: Vec<String>,
    /// Its own codes, over those of the kind.
    pub codes: Codes,
    /// Texts that must give an event.
    pub examples: Vec<ExampleCard>,
    /// Texts that must not.
    pub counterexamples: Vec<ExampleCard>,
    /// Texts that should give an event and do not yet.
    pub known_misses: Vec<ExampleCard>,
}

/// An example of a rule.
#[derive(Clone, Debug, Serialize)]
pub struct ExampleCard {
    /// The text.
    pub text: String,
    /// One map for each event that is expected, with attributes it must have.
    pub expect: Vec<Map<String, Value>>,
}

/// The kinds that `own` declares or its `rules` code, sorted by name.
pub fn kinds(coder: &Coder, own: &Pack, rules: &[&RuleSpec]) -> Vec<KindCard> {
    let none = KindTable::default();
    let known = coder.kinds_of(own.name()).unwrap_or(&none);
    let below: Vec<&KindTable> =
        own.scripts.depends.iter().filter_map(|pack| coder.kinds_of(pack)).collect();
    let is_below = |name: &str| below.iter().any(|kinds| kinds.contains_key(name));
    let declares = |name: &str| {
        own.scripts.kinds.contains_key(name) || (known.contains_key(name) && !is_below(name))
    };
    let mut names: BTreeSet<&str> = rules.iter().map(|rule| rule.kind.as_str()).collect();
    names.extend(known.keys().map(String::as_str).filter(|name| declares(name)));
    let undeclared = EventKind::default();
    let card = |name: &str| {
        let kind = known.get(name).unwrap_or(&undeclared);
        let rules: Vec<&RuleSpec> =
            rules.iter().copied().filter(|rule| rule.kind == name).collect();
        KindCard {
            name: name.to_owned(),
            about: kind.about.clone(),
            declared: declares(name),
            codes: coded(&kind.codes),
            modes: modes(kind, &rules),
            flags: flags(kind),
            rules: rules.iter().map(|rule| RuleCard::of(rule)).collect(),
        }
    };
    names.into_iter().filter(|name| !name.is_empty()).map(card).collect()
}

impl RuleCard {
    fn of(rule: &RuleSpec) -> RuleCard {
        let examples = |all: &[Example]| {
            let card = |one: &Example| ExampleCard {
                text: one.text.clone(),
                expect: one.expect.iter().filter(|map| !map.is_empty()).cloned().collect(),
            };
            all.iter().map(card).collect()
        };
        RuleCard {
            id: rule.id.clone(),
            file: rule.file.clone(),
            line: rule.line,
            about: rule.about.clone(),
            mode: rule.mode.clone(),
            status: rule.status.clone(),
            references: rule.references.clone(),
            codes: coded(&rule.codes),
            examples: examples(&rule.examples),
            counterexamples: examples(&rule.counterexamples),
            known_misses: examples(&rule.known_misses),
        }
    }
}

/// The codes, where an empty one means that the scheme has none.
fn coded(codes: &Codes) -> Codes {
    let some = |code: &Option<String>| code.clone().filter(|code| !code.is_empty());
    Codes { plover: some(&codes.plover), acled: some(&codes.acled), cameo: some(&codes.cameo) }
}

fn modes(kind: &EventKind, rules: &[&RuleSpec]) -> Vec<ModeCard> {
    let mut names: BTreeSet<&str> = kind.modes.keys().map(String::as_str).collect();
    names.extend(kind.speech_modes.iter().map(String::as_str));
    names.extend(rules.iter().filter_map(|rule| rule.mode.as_deref()));
    let none = Codes::default();
    let card = |name: &str| {
        let own = kind.modes.get(name).unwrap_or(&none);
        let pick = |own: &Option<String>, of_kind: &Option<String>| {
            own.clone().or_else(|| of_kind.clone())
        };
        let codes = Codes {
            plover: pick(&own.plover, &kind.codes.plover),
            acled: pick(&own.acled, &kind.codes.acled),
            cameo: pick(&own.cameo, &kind.codes.cameo),
        };
        ModeCard { name: name.to_owned(), codes: coded(&codes) }
    };
    names.into_iter().map(card).collect()
}

/// The flags of a kind that differ from the default, as clauses.
fn flags(kind: &EventKind) -> Vec<String> {
    let mut clauses: Vec<String> = Vec::new();
    for (is_set, clause) in [
        (kind.speech, "an act of speech: its speaker is the actor"),
        (
            kind.violent,
            "an act of violence: those who only report, help or judge are not its actors",
        ),
        (kind.two_sided, "both sides are its parties"),
        (kind.toll, "counts the dead and wounded of another act, whose actor and place it takes"),
        (kind.detail, "makes no incident on its own"),
        (kind.civilians == Civilians::NotActors, "civilians are not its actors"),
        (kind.civilians == Civilians::Recipients, "civilians are its recipients"),
        (
            kind.victims_are_recipients,
            "those killed or hurt are its recipients where no others are named",
        ),
        (!kind.things_are_recipients, "a thing is not its recipient"),
        (kind.denies, "denies another event of the article"),
        (kind.charges, "accuses its recipient of an act"),
    ] {
        if is_set {
            clauses.push(clause.to_owned());
        }
    }
    if !kind.speech_modes.is_empty() {
        clauses.push(format!("an act of speech when {}", kind.speech_modes.join(" or ")));
    }
    if let Some(counted) = kind.counts_name() {
        clauses.push(format!("has a count of people: {counted}"));
    }
    if let Some(place) = kind.place_name() {
        clauses.push(format!("place: {place}"));
    }
    clauses
}
