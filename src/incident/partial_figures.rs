//! Which figures of a toll are totals for the occurrence, and which are not: parts of another figure, and figures so
//! far above all others that they sum up a year or a war. Called by `figures`.

use super::figure::{Figure, ReportedFigure};
use super::wording::words;
use std::collections::{BTreeMap, BTreeSet};

/// Words for a subgroup of the dead, whose figure is a part of the total.
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

/// A figure this many times the median of the other voices' figures, and near none of them, counts something else ...
const BEYOND: u64 = 20;
/// ... if it is at least this large.
const GREAT: u64 = 100;
/// At most this many figures of an article are tried as parts of a sum.
const ADDENDS: usize = 12;

/// Who gives a figure: the article, and the named source in it, if any.
type FigureSource = (u32, Option<String>);

/// Marks the figures that are set aside, then those that are parts.
pub fn mark(reported: &mut [ReportedFigure]) {
    set_aside(reported);
    mark_parts(reported);
    mark_sums(reported);
}

fn is_some(figure: &Figure) -> bool {
    let whom = figure.whom.as_deref().unwrap_or_default();
    words(whom).iter().any(|word| SOME_OF_THEM.contains(&word.as_str()))
}

fn voice(reported: &ReportedFigure) -> FigureSource {
    // An unnamed source counts as the article itself.
    (
        reported.mention.article,
        reported.figure.claimant.clone().filter(|_| reported.figure.is_named),
    )
}

/// Sets aside figures far above those of all other voices.
fn set_aside(reported: &mut [ReportedFigure]) {
    let mut most: BTreeMap<FigureSource, u64> = BTreeMap::new();
    let counted = |reported: &&ReportedFigure| !reported.figure.aside && !is_some(&reported.figure);
    for reported in reported.iter().filter(counted) {
        let one = most.entry(voice(reported)).or_default();
        *one = (*one).max(reported.figure.value);
    }
    let mut sorted: Vec<u64> = most.values().copied().collect();
    sorted.sort_unstable();
    for reported in reported.iter_mut() {
        let value = reported.figure.value;
        let own = most.get(&voice(reported)).copied().unwrap_or_default();
        if value < GREAT || own != value {
            continue;
        }
        // Alone: no other voice's figure is half as large.
        let is_alone = sorted.partition_point(|&other| other <= value / 2) + 1 == sorted.len();
        let others = sorted.len() - 1;
        let median = sorted[..others].get(others.saturating_sub(1) / 2).copied();
        reported.figure.aside |= is_alone
            && median.is_some_and(|median| median > 0 && value > median.saturating_mul(BEYOND));
    }
}

/// A figure is a part where it counts women and children, where its own article gives a greater one from the same
/// voice, or where the article gives one three times as large from any voice.
fn mark_parts(reported: &mut [ReportedFigure]) {
    let mut most: BTreeMap<u32, u64> = BTreeMap::new();
    let mut most_of: BTreeMap<FigureSource, u64> = BTreeMap::new();
    for reported in reported.iter().filter(|reported| !reported.figure.aside) {
        let one = most.entry(reported.mention.article).or_default();
        *one = (*one).max(reported.figure.value);
        let one = most_of.entry(voice(reported)).or_default();
        *one = (*one).max(reported.figure.value);
    }
    let alone = reported.iter().all(|reported| is_some(&reported.figure));
    for reported in reported.iter_mut() {
        let value = reported.figure.value;
        let same_voice = most_of.get(&voice(reported)).is_some_and(|&most| most > value);
        let any_voice = most.get(&reported.mention.article).copied().unwrap_or_default();
        // A toll of zero is a claim of its own and never a part.
        reported.figure.part = value > 0
            && !reported.figure.aside
            && ((!alone && is_some(&reported.figure)) || same_voice || any_voice / 3 >= value);
    }
}

/// Figures of one article that count different people, or are in one mention, are parts where they add up to another
/// figure: two soldiers and two women to four dead.
fn mark_sums(reported: &mut [ReportedFigure]) {
    let tolls: BTreeSet<u64> = reported
        .iter()
        .filter(|reported| reported.figure.is_whole())
        .map(|reported| reported.figure.value)
        .collect();
    let mut articles: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, reported) in reported.iter().enumerate() {
        let addends = articles.entry(reported.mention.article).or_default();
        let figure = &reported.figure;
        if !figure.aside && figure.value > 0 && addends.len() < ADDENDS {
            addends.push(at);
        }
    }
    for addends in articles.values() {
        for (at, &one) in addends.iter().enumerate() {
            for (next, &other) in addends.iter().enumerate().skip(at + 1) {
                let thirds = addends[next + 1..].iter().map(|&third| vec![one, other, third]);
                for parts in std::iter::once(vec![one, other]).chain(thirds) {
                    if add_up(reported, &parts, &tolls) {
                        parts.iter().for_each(|&at| reported[at].figure.part = true);
                    }
                }
            }
        }
    }
}

fn add_up(reported: &[ReportedFigure], parts: &[usize], tolls: &BTreeSet<u64>) -> bool {
    let differ = |a: &Figure, b: &Figure| {
        a.event == b.event
            || matches!((&a.whom, &b.whom), (Some(a), Some(b)) if words(a) != words(b))
    };
    let all_differ = parts.iter().enumerate().all(|(at, &one)| {
        parts[at + 1..].iter().all(|&other| differ(&reported[one].figure, &reported[other].figure))
    });
    let add = |sum: u64, &at: &usize| sum.checked_add(reported[at].figure.value);
    let sum = parts.iter().try_fold(0, add);
    // Large sums are rounded by the press: 5 % tolerance.
    let meets = |sum: u64| tolls.range(sum - sum / 20..=sum.saturating_add(sum / 20)).next();
    all_differ && sum.is_some_and(|sum| meets(sum).is_some())
}
