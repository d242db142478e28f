//! Who says what of an incident: where independent voices say alike, and where they contradict each other.

use super::figure::Figure;
use super::figures::Toll;
use super::mention::Mention;
use super::party::{PartyFit, Side};
use super::source::Voices;
use crate::event::Counted;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A thing said, and by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Say {
    /// What is said: "it happened", "it did not", "killed at least 20".
    pub says: String,
    /// Claimants named by outlets.
    pub claimants: BTreeSet<String>,
    /// Outlets that carry it (articles, where the outlet is not known), whether in their own voice or another's.
    pub outlets: BTreeSet<String>,
}

/// Voices that say alike and do not repeat each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// On what: `act`, `killed`, `wounded`, ...
    pub about: String,
    /// What they say, and who they are.
    #[serde(flatten)]
    pub say: Say,
    /// How many voices: sources in particular, and outlets that name none, copies of another's passage left out.
    pub voices: u32,
}

/// Voices that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dispute {
    /// On what: `act`, `actor`, `killed`, ...
    pub about: String,
    /// What each side says.
    pub sides: Vec<Say>,
}

impl Say {
    /// Adds a voice.
    pub fn add(&mut self, claimant: Option<&str>, outlet: &str) {
        let mut note = |names: fn(&mut Say) -> &mut BTreeSet<String>, name: &str| {
            // A large incident has many voices, and few of them are new.
            if !names(self).contains(name) {
                names(self).insert(name.to_owned());
            }
        };
        claimant.iter().for_each(|name| note(|say| &mut say.claimants, name));
        note(|say| &mut say.outlets, outlet);
    }

    fn of(says: &str) -> Say {
        Say { says: says.to_owned(), ..Say::default() }
    }
}

/// What agrees, of the act itself and of its tolls.
pub fn agreements(acts: &[&Mention], tolls: &[Toll]) -> Vec<Agreement> {
    let mut found = Vec::new();
    let saying: Vec<&&Mention> = acts.iter().filter(|mention| !mention.denies()).collect();
    let mut say = Say::of("it happened");
    saying.iter().for_each(|mention| {
        let (claimant, outlet) = mention.voice();
        say.add(claimant, outlet);
    });
    let voices = independent(&saying);
    if voices > 1 {
        found.push(Agreement { about: "act".into(), say, voices });
    }
    for toll in tolls {
        for (told, say) in by_figure(toll) {
            let voices = toll.voices(&told);
            if voices > 1 {
                found.push(Agreement { about: toll.what.name().to_owned(), say, voices });
            }
        }
    }
    found
}

/// How many voices that do not repeat each other tell these.
fn independent(mentions: &[&&Mention]) -> u32 {
    let mut voices = Voices::default();
    for mention in mentions {
        voices.note(mention.named_speaker(), mention.outlet(), &mention.wording);
    }
    voices.count()
}

/// Beyond so many voices it does not matter whether one more repeats another.
const MOST_VOICES: usize = 64;

/// What is contradicted: the act, who did it, its tolls.
pub fn disputes(acts: &[&Mention], denials: &[&Mention], tolls: &[Toll]) -> Vec<Dispute> {
    let mut found = Vec::new();
    let (mut yes, mut no) = (Say::of("it happened"), Say::of("it did not"));
    for mention in acts.iter().chain(denials) {
        let (claimant, outlet) = mention.voice();
        let side = if mention.denies() { &mut no } else { &mut yes };
        side.add(claimant, outlet);
    }
    if !no.outlets.is_empty() {
        let sides = [yes, no].into_iter().filter(|side| !side.outlets.is_empty()).collect();
        found.push(Dispute { about: "act".into(), sides });
    }
    found.extend(doers(acts));
    for toll in tolls {
        let sides: Vec<Say> =
            toll.disputed().values().map(|figures| side(toll.what, figures)).collect();
        if sides.len() > 1 {
            found.push(Dispute { about: toll.what.name().to_owned(), sides });
        }
    }
    found
}

fn doers(acts: &[&Mention]) -> Option<Dispute> {
    let named: Vec<&&Mention> = acts.iter().filter(|mention| !mention.actors.is_empty()).collect();
    let contrary = |a: &&&&Mention| {
        let others = named.iter().take(MOST_VOICES);
        others.into_iter().any(|b| Side::fit(&a.actors, &b.actors) == PartyFit::Contrary)
    };
    let mut sides: BTreeMap<String, Say> = BTreeMap::new();
    for mention in named.iter().take(MOST_VOICES).filter(contrary) {
        let mut names: Vec<&str> = mention.actors.iter().map(|side| side.label.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let says = names.join(", ");
        let (claimant, outlet) = mention.voice();
        sides.entry(says.clone()).or_insert_with(|| Say::of(&says)).add(claimant, outlet);
    }
    let sides: Vec<Say> = sides.into_values().collect();
    (sides.len() > 1).then(|| Dispute { about: "actor".into(), sides })
}

/// Those who give one figure, however they bound it.
fn side(what: Counted, figures: &[&Figure]) -> Say {
    let told: BTreeSet<String> = figures.iter().map(|figure| figure.told()).collect();
    let told: Vec<String> = told.into_iter().collect();
    let mut say = Say::of(&format!("{what} {}", told.join(" or ")));
    figures.iter().for_each(|figure| say.add(figure.claimant.as_deref(), &figure.outlet));
    say
}

/// Who gives which figure; figures that are parts of another left out. Smaller figures come first.
fn by_figure(toll: &Toll) -> BTreeMap<(u64, String), Say> {
    let mut sides: BTreeMap<(u64, String), Say> = BTreeMap::new();
    for figure in toll.figures.iter().filter(|figure| figure.is_whole()) {
        let told = figure.told();
        let says = format!("{} {told}", toll.what);
        sides
            .entry((figure.value, told))
            .or_insert_with(|| Say::of(&says))
            .add(figure.claimant.as_deref(), &figure.outlet);
    }
    sides
}
