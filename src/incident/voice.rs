//! Who says what of an incident: what independent voices agree on, and where they contradict each other. A voice is a
//! named source, or an outlet that names none.

use super::figure::Figure;
use super::figures::Toll;
use super::mention::IncidentMention;
use super::party::{ComparableParty, PartyFit};
use super::source::VoiceCounter;
use crate::event::Counted;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A statement, and who makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// What is stated: "it happened", "it did not", "killed at least 20".
    pub says: String,
    /// Claimants that outlets name.
    pub claimants: BTreeSet<String>,
    /// Outlets that report it (articles, where the outlet is not known), in their own voice or attributed.
    pub outlets: BTreeSet<String>,
}

/// A statement that several independent voices make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Corroboration {
    /// What it is about: `act`, `killed`, `wounded`, ...
    pub about: String,
    /// The statement, and who makes it.
    #[serde(flatten)]
    pub statement: Statement,
    /// How many voices: named sources, and outlets that name none. Copies of another outlet's passage are not counted.
    pub voices: u32,
}

/// A contradiction between voices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// What it is about: `act`, `actor`, `killed`, ...
    pub about: String,
    /// The statement of each side.
    pub sides: Vec<Statement>,
}

impl Statement {
    /// Adds a voice.
    pub fn add(&mut self, claimant: Option<&str>, outlet: &str) {
        let mut note = |names: fn(&mut Statement) -> &mut BTreeSet<String>, name: &str| {
            // A large incident has many voices, and few of them are new: avoids an allocation for each.
            if !names(self).contains(name) {
                names(self).insert(name.to_owned());
            }
        };
        claimant.iter().for_each(|name| note(|statement| &mut statement.claimants, name));
        note(|statement| &mut statement.outlets, outlet);
    }

    fn of(says: &str) -> Statement {
        Statement { says: says.to_owned(), ..Statement::default() }
    }
}

/// What voices agree on: the act itself and its figures.
pub fn corroborations(acts: &[&IncidentMention], tolls: &[Toll]) -> Vec<Corroboration> {
    let mut found = Vec::new();
    let saying: Vec<&&IncidentMention> = acts.iter().filter(|mention| !mention.denies()).collect();
    let mut statement = Statement::of("it happened");
    saying.iter().for_each(|mention| {
        let (claimant, outlet) = mention.voice();
        statement.add(claimant, outlet);
    });
    let voices = independent(&saying);
    if voices > 1 {
        found.push(Corroboration { about: "act".into(), statement, voices });
    }
    for toll in tolls {
        for (in_words, statement) in by_figure(toll) {
            let voices = toll.voices(&in_words);
            if voices > 1 {
                found.push(Corroboration { about: toll.what.name().to_owned(), statement, voices });
            }
        }
    }
    found
}

/// How many independent voices these mentions have.
fn independent(mentions: &[&&IncidentMention]) -> u32 {
    let mut voices = VoiceCounter::default();
    for mention in mentions {
        voices.note(mention.named_speaker(), mention.outlet(), &mention.wording);
    }
    voices.count()
}

/// Above this many voices it does not matter whether one more repeats another.
const MOST_VOICES: usize = 64;

/// What voices contradict each other on: the act, who did it, its figures.
pub fn contradictions(
    acts: &[&IncidentMention],
    denials: &[&IncidentMention],
    tolls: &[Toll],
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let (mut yes, mut no) = (Statement::of("it happened"), Statement::of("it did not"));
    for mention in acts.iter().chain(denials) {
        let (claimant, outlet) = mention.voice();
        let side = if mention.denies() { &mut no } else { &mut yes };
        side.add(claimant, outlet);
    }
    if !no.outlets.is_empty() {
        let sides = [yes, no].into_iter().filter(|side| !side.outlets.is_empty()).collect();
        found.push(Contradiction { about: "act".into(), sides });
    }
    found.extend(actor_contradiction(acts));
    for toll in tolls {
        let sides: Vec<Statement> =
            toll.disputed().values().map(|figures| side(toll.what, figures)).collect();
        if sides.len() > 1 {
            found.push(Contradiction { about: toll.what.name().to_owned(), sides });
        }
    }
    found
}

fn actor_contradiction(acts: &[&IncidentMention]) -> Option<Contradiction> {
    let named: Vec<&&IncidentMention> =
        acts.iter().filter(|mention| !mention.actors.is_empty()).collect();
    let contrary = |a: &&&&IncidentMention| {
        let others = named.iter().take(MOST_VOICES);
        others.into_iter().any(|b| ComparableParty::fit(&a.actors, &b.actors) == PartyFit::Contrary)
    };
    let mut sides: BTreeMap<String, Statement> = BTreeMap::new();
    for mention in named.iter().take(MOST_VOICES).filter(contrary) {
        let mut names: Vec<&str> = mention.actors.iter().map(|side| side.label.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let says = names.join(", ");
        let (claimant, outlet) = mention.voice();
        sides.entry(says.clone()).or_insert_with(|| Statement::of(&says)).add(claimant, outlet);
    }
    let sides: Vec<Statement> = sides.into_values().collect();
    (sides.len() > 1).then(|| Contradiction { about: "actor".into(), sides })
}

/// Those who give one figure, whatever bound they put on it.
fn side(what: Counted, figures: &[&Figure]) -> Statement {
    let in_words: BTreeSet<String> = figures.iter().map(|figure| figure.in_words()).collect();
    let in_words: Vec<String> = in_words.into_iter().collect();
    let mut statement = Statement::of(&format!("{what} {}", in_words.join(" or ")));
    figures.iter().for_each(|figure| statement.add(figure.claimant.as_deref(), &figure.outlet));
    statement
}

/// Who gives which figure, smaller figures first; figures that are parts of another are left out.
fn by_figure(toll: &Toll) -> BTreeMap<(u64, String), Statement> {
    let mut sides: BTreeMap<(u64, String), Statement> = BTreeMap::new();
    for figure in toll.figures.iter().filter(|figure| figure.is_voiced()) {
        let in_words = figure.in_words();
        let says = format!("{} {in_words}", toll.what);
        sides
            .entry((figure.value, in_words))
            .or_insert_with(|| Statement::of(&says))
            .add(figure.claimant.as_deref(), &figure.outlet);
    }
    sides
}
