//! Tolls: every figure reported of an incident, with who gives it, and their range. Nothing is averaged.

use super::figure::{Figure, ReportedFigure};
use super::mention::IncidentMention;
use super::partial_figures;
use super::source::VoiceCounter;
use super::toll::meant;
use crate::event::Counted;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// All figures of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Toll {
    /// What they count.
    pub what: Counted,
    /// The least figure reported; parts and figures set aside are left out.
    pub low: u64,
    /// The greatest figure reported.
    pub high: u64,
    /// Whether the greatest is a lower bound ("at least 20"), so that it may be more.
    pub open: bool,
    /// The figures, each as reported.
    pub figures: Vec<Figure>,
    /// How many independent voices give each figure.
    #[serde(skip)]
    voices: BTreeMap<(u64, String), u32>,
}

impl Toll {
    /// How many independent voices give the figure.
    pub fn voices(&self, figure: &(u64, String)) -> u32 {
        self.voices.get(figure).copied().unwrap_or_default()
    }

    /// The figures that another voice contradicts, by value.
    pub fn disputed(&self) -> BTreeMap<u64, Vec<&Figure>> {
        let whole: Vec<&Figure> = self.figures.iter().filter(|figure| figure.is_voiced()).collect();
        // In a large incident the same few figures are reported again and again: a limited number is compared.
        let few = &whole[..whole.len().min(MOST_FIGURES)];
        let mut sides: BTreeMap<u64, Vec<&Figure>> = BTreeMap::new();
        for figure in few.iter().filter(|one| few.iter().any(|other| one.contradicts(other))) {
            sides.entry(figure.value).or_default().push(figure);
        }
        sides
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

/// Above this many figures one more hardly adds a side to a contradiction.
const MOST_FIGURES: usize = 256;

/// The tolls of a group's mentions, sorted by the word for what they count. Figures of articles that are not among
/// `counted` repeat others: they belong to the range, but are no voices of their own.
pub fn tolls(members: &[&IncidentMention], counted: &BTreeSet<u32>) -> Vec<Toll> {
    let mut sorts: BTreeMap<&str, (Counted, Vec<ReportedFigure>)> = BTreeMap::new();
    for mention in members {
        for (count, source_of_figure) in mention.event.counts.iter().zip(&mention.figure_sources) {
            let (low, high) = meant(count);
            let figure = Figure {
                value: count.value,
                bound: count.bound,
                low,
                high,
                whom: count.whom.clone(),
                claimant: source_of_figure
                    .as_ref()
                    .map(|source_of_figure| source_of_figure.label.clone()),
                outlet: mention.outlet().to_owned(),
                event: mention.event.id.clone(),
                is_repeated: !counted.contains(&mention.article),
                part: false,
                aside: false,
                is_named: source_of_figure
                    .as_ref()
                    .is_some_and(|source_of_figure| source_of_figure.is_named),
            };
            let of_sort = sorts.entry(count.what.name()).or_insert((count.what, Vec::new()));
            of_sort.1.push(ReportedFigure { mention, figure });
        }
    }
    sorts.into_values().map(|(what, figures)| toll(what, figures)).collect()
}

fn toll(what: Counted, mut reported: Vec<ReportedFigure>) -> Toll {
    partial_figures::mark(&mut reported);
    let whole =
        || reported.iter().map(|reported| &reported.figure).filter(|figure| figure.is_whole());
    let low = whole().map(|figure| figure.value).min().unwrap_or_default();
    let high = whole().map(|figure| figure.value).max().unwrap_or_default();
    let open = !whole().any(|figure| figure.value == high && figure.high.is_some());
    let mut voices: BTreeMap<(u64, String), VoiceCounter> = BTreeMap::new();
    for ReportedFigure { mention, figure } in
        reported.iter().filter(|reported| reported.figure.is_voiced())
    {
        let source = figure.claimant.as_deref().filter(|_| figure.is_named);
        let of_figure = voices.entry((figure.value, figure.in_words())).or_default();
        of_figure.note(source, &figure.outlet, &mention.wording);
    }
    let voices = voices.into_iter().map(|(figure, voices)| (figure, voices.count())).collect();
    let figures = reported.into_iter().map(|reported| reported.figure).collect();
    Toll { what, low, high, open, figures, voices }
}
