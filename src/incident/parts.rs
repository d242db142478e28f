//! Which figures of a toll say how many the occurrence cost, and which do not: parts of another figure, and figures so
//! far beyond all others that they are sums over a year or a war. Called by `figures`.

use super::figure::{Figure, ReportedFigure};
use super::wording::words;
use std::collections::{BTreeMap, BTreeSet};

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

/// A figure so many times the median of the other voices', and like none of them, is of something else ...
const BEYOND: u64 = 20;
/// ... if it is at least this great.
const GREAT: u64 = 100;
/// So many figures of an article are tried as parts of a sum.
const ADDENDS: usize = 12;

/// A figure's voice: its article, and who gives it there.
type Voice = (u32, Option<String>);

/// Marks what is set aside, then what is a part.
pub fn mark(told: &mut [ReportedFigure]) {
    set_aside(told);
    mark_parts(told);
    mark_sums(told);
}

fn is_some(figure: &Figure) -> bool {
    let whom = figure.whom.as_deref().unwrap_or_default();
    words(whom).iter().any(|word| SOME_OF_THEM.contains(&word.as_str()))
}

fn voice(told: &ReportedFigure) -> Voice {
    // Nobody in particular tells for the article.
    (told.mention.article, told.figure.claimant.clone().filter(|_| told.figure.is_named))
}

/// Sets aside figures far beyond those of all other voices.
fn set_aside(told: &mut [ReportedFigure]) {
    let mut most: BTreeMap<Voice, u64> = BTreeMap::new();
    let counted = |told: &&ReportedFigure| !told.figure.aside && !is_some(&told.figure);
    for told in told.iter().filter(counted) {
        let one = most.entry(voice(told)).or_default();
        *one = (*one).max(told.figure.value);
    }
    let mut sorted: Vec<u64> = most.values().copied().collect();
    sorted.sort_unstable();
    for told in told.iter_mut() {
        let value = told.figure.value;
        let own = most.get(&voice(told)).copied().unwrap_or_default();
        if value < GREAT || own != value {
            continue;
        }
        // Alone: no other voice's figure is half as great.
        let is_alone = sorted.partition_point(|&other| other <= value / 2) + 1 == sorted.len();
        let others = sorted.len() - 1;
        let median = sorted[..others].get(others.saturating_sub(1) / 2).copied();
        told.figure.aside |= is_alone
            && median.is_some_and(|median| median > 0 && value > median.saturating_mul(BEYOND));
    }
}

/// A figure is a part where it counts women and children, or where its own article gives a greater one from the same
/// voice, or one three times as great from any.
fn mark_parts(told: &mut [ReportedFigure]) {
    let mut most: BTreeMap<u32, u64> = BTreeMap::new();
    let mut most_of: BTreeMap<Voice, u64> = BTreeMap::new();
    for told in told.iter().filter(|told| !told.figure.aside) {
        let one = most.entry(told.mention.article).or_default();
        *one = (*one).max(told.figure.value);
        let one = most_of.entry(voice(told)).or_default();
        *one = (*one).max(told.figure.value);
    }
    let alone = told.iter().all(|told| is_some(&told.figure));
    for told in told.iter_mut() {
        let value = told.figure.value;
        let same_voice = most_of.get(&voice(told)).is_some_and(|&most| most > value);
        let any_voice = most.get(&told.mention.article).copied().unwrap_or_default();
        // A toll of none is a claim of its own, and no part of another.
        told.figure.part = value > 0
            && !told.figure.aside
            && ((!alone && is_some(&told.figure)) || same_voice || any_voice / 3 >= value);
    }
}

/// Figures of one article that count different people, or are in one mention, are parts where they add up to another
/// figure: two soldiers and two women to four dead.
fn mark_sums(told: &mut [ReportedFigure]) {
    let totals: BTreeSet<u64> =
        told.iter().filter(|told| told.figure.is_whole()).map(|told| told.figure.value).collect();
    let mut articles: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, told) in told.iter().enumerate() {
        let addends = articles.entry(told.mention.article).or_default();
        let figure = &told.figure;
        if !figure.aside && figure.value > 0 && addends.len() < ADDENDS {
            addends.push(at);
        }
    }
    for addends in articles.values() {
        for (at, &one) in addends.iter().enumerate() {
            for (next, &other) in addends.iter().enumerate().skip(at + 1) {
                let thirds = addends[next + 1..].iter().map(|&third| vec![one, other, third]);
                for parts in std::iter::once(vec![one, other]).chain(thirds) {
                    if add_up(told, &parts, &totals) {
                        parts.iter().for_each(|&at| told[at].figure.part = true);
                    }
                }
            }
        }
    }
}

fn add_up(told: &[ReportedFigure], parts: &[usize], totals: &BTreeSet<u64>) -> bool {
    let differ = |a: &Figure, b: &Figure| {
        a.event == b.event
            || matches!((&a.whom, &b.whom), (Some(a), Some(b)) if words(a) != words(b))
    };
    let all_differ = parts.iter().enumerate().all(|(at, &one)| {
        parts[at + 1..].iter().all(|&other| differ(&told[one].figure, &told[other].figure))
    });
    let add = |sum: u64, &at: &usize| sum.checked_add(told[at].figure.value);
    let sum = parts.iter().try_fold(0, add);
    // Great sums are rounded.
    let meets = |sum: u64| totals.range(sum - sum / 20..=sum.saturating_add(sum / 20)).next();
    all_differ && sum.is_some_and(|sum| meets(sum).is_some())
}
