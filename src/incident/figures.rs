//! Tolls: every figure that is told of an incident, with who gives it, and the range over them. Nothing is averaged.

use super::mention::Mention;
use super::toll::meant;
use super::wording::{Wording, words};
use crate::event::Bound;
use serde::Serialize;
use std::collections::BTreeMap;

/// All figures of one sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Toll {
    /// `killed`, `wounded`, `casualties`, `detained`, `displaced` or `besieged`.
    pub what: String,
    /// The least figure told, parts left out.
    pub low: u64,
    /// The greatest figure told.
    pub high: u64,
    /// Whether the greatest is a lower bound ("at least 20"), so that it may be more.
    pub open: bool,
    /// The figures, each as told.
    pub figures: Vec<Figure>,
    /// Outlets in their own voice, without those that repeat another's passage, by the figure.
    #[serde(skip)]
    own: BTreeMap<(u64, String), u32>,
}

/// One figure, as one mention tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The figure as told.
    pub value: u64,
    /// How it is bounded.
    pub bound: Bound,
    /// The least it means.
    pub low: u64,
    /// The most it means; `None` where open.
    pub high: Option<u64>,
    /// Of whom, as written.
    pub whom: Option<String>,
    /// Who gives it; `None` where the outlet itself does.
    pub claimant: Option<String>,
    /// The outlet, or the article where the outlet is not known.
    pub outlet: String,
    /// The event that holds it.
    pub event: String,
    /// Whether it is a part of another figure (children among the dead, one street's toll): it is no bound of the range.
    pub part: bool,
}

/// Words for some among the dead, whose figure is a part of the whole.
const SOME_OF_THEM: &[&str] = &[
    "child",
    "children",
    "woman",
    "women",
    "girl",
    "girls",
    "boy",
    "boys",
    "baby",
    "babies",
    "kids",
    "infants",
    "minors",
    "teenagers",
];

impl Figure {
    /// As a person would say it: "at least 20".
    pub fn told(&self) -> String {
        match self.bound {
            Bound::Exact => self.value.to_string(),
            Bound::AtLeast => format!("at least {}", self.value),
            Bound::UpTo => format!("up to {}", self.value),
            Bound::About => format!("about {}", self.value),
        }
    }
}

impl Toll {
    /// How many outlets give the figure in their own voice, copies of another's passage left out.
    pub fn own_voices(&self, figure: &(u64, String)) -> u32 {
        self.own.get(figure).copied().unwrap_or_default()
    }

    /// Whether no one number can make all figures right.
    pub fn is_disputed(&self) -> bool {
        let whole = || self.figures.iter().filter(|figure| !figure.part);
        let least = whole().map(|figure| figure.low).max();
        let most = whole().filter_map(|figure| figure.high).min();
        least.zip(most).is_some_and(|(least, most)| least > most)
    }

    /// The range in words: "20–43", "20", "20 or more".
    pub fn range(&self) -> String {
        match (self.low == self.high, self.open) {
            (true, false) => self.low.to_string(),
            (false, false) => format!("{}–{}", self.low, self.high),
            (true, true) => format!("{} or more", self.low),
            (false, true) => format!("{}–{} or more", self.low, self.high),
        }
    }
}

/// The tolls of a group's mentions, by sort.
pub fn tolls(members: &[&Mention]) -> Vec<Toll> {
    let mut sorts: BTreeMap<&str, Vec<(u32, Figure, &Wording)>> = BTreeMap::new();
    for mention in members {
        for figure in &mention.event.counts {
            let (low, high) = meant(figure);
            let (_, outlet) = mention.voice();
            let told = Figure {
                value: figure.value,
                bound: figure.bound,
                low,
                high,
                whom: figure.whom.clone(),
                claimant: voice(figure.source.as_deref(), mention),
                outlet: outlet.to_owned(),
                event: mention.event.id.clone(),
                part: false,
            };
            sorts.entry(&figure.what).or_default().push((mention.article, told, &mention.wording));
        }
    }
    sorts.into_iter().map(|(what, figures)| toll(what, figures)).collect()
}

/// Who gives a figure: its own source, under the claimant's name where that is who is meant.
fn voice(source: Option<&str>, mention: &Mention) -> Option<String> {
    let (claimant, _) = mention.voice();
    let is_claimant = |source: &str| {
        let written = mention.event.claimant.as_ref().map(|claimant| claimant.text.as_str());
        [claimant, written].into_iter().flatten().any(|name| source.contains(name))
    };
    match source {
        Some(source) if !is_claimant(source) => Some(source.to_owned()),
        _ => claimant.map(str::to_owned),
    }
}

fn toll(what: &str, mut figures: Vec<(u32, Figure, &Wording)>) -> Toll {
    mark_parts(&mut figures);
    let whole = || figures.iter().map(|(_, figure, _)| figure).filter(|figure| !figure.part);
    let low = whole().map(|figure| figure.value).min().unwrap_or_default();
    let high = whole().map(|figure| figure.value).max().unwrap_or_default();
    let open = !whole().any(|figure| figure.value == high && figure.high.is_some());
    let mut own: BTreeMap<(u64, String), Own> = BTreeMap::new();
    for (_, figure, wording) in figures.iter().filter(|(_, figure, _)| !figure.part) {
        if figure.claimant.is_none() {
            own.entry((figure.value, figure.told())).or_default().note(&figure.outlet, wording);
        }
    }
    let own = own.into_iter().map(|(figure, own)| (figure, own.0.len() as u32)).collect();
    let figures = figures.into_iter().map(|(_, figure, _)| figure).collect();
    Toll { what: what.to_owned(), low, high, open, figures, own }
}

/// Outlets that give a figure in their own voice, each with its passage.
#[derive(Default)]
struct Own<'a>(Vec<(&'a str, &'a Wording)>);

impl<'a> Own<'a> {
    /// Adds an outlet, unless it spoke before or repeats another's passage.
    fn note(&mut self, outlet: &'a str, passage: &'a Wording) {
        let known = self.0.iter().any(|(other, words)| *other == outlet || words.is_copy(passage));
        if !known && self.0.len() < MOST_VOICES {
            self.0.push((outlet, passage));
        }
    }
}

/// Beyond so many voices one more is not told from a copy.
const MOST_VOICES: usize = 64;

/// A figure is a part where it counts women and children, or where its own article gives a greater one from the same
/// voice, or one three times as great from any.
fn mark_parts(figures: &mut [(u32, Figure, &Wording)]) {
    let is_some = |figure: &Figure| {
        let whom = figure.whom.as_deref().unwrap_or_default();
        words(whom).iter().any(|word| SOME_OF_THEM.contains(&word.as_str()))
    };
    let mut most: BTreeMap<u32, u64> = BTreeMap::new();
    let mut most_of: BTreeMap<(u32, Option<String>), u64> = BTreeMap::new();
    for (article, figure, _) in figures.iter() {
        let one = most.entry(*article).or_default();
        *one = (*one).max(figure.value);
        let one = most_of.entry((*article, figure.claimant.clone())).or_default();
        *one = (*one).max(figure.value);
    }
    let alone = figures.iter().all(|(_, figure, _)| is_some(figure));
    for (article, figure, _) in figures.iter_mut() {
        let same_voice = most_of.get(&(*article, figure.claimant.clone())).copied();
        let any_voice = most.get(article).copied().unwrap_or_default();
        // A toll of none is a claim of its own, and no part of another.
        figure.part = figure.value > 0
            && ((!alone && is_some(figure))
                || same_voice.is_some_and(|most| most > figure.value)
                || any_voice / 3 >= figure.value);
    }
}
