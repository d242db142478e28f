//! Figures that may count people: numbers, and single persons with an article ("a child"). `link` decides what they
//! count.

use super::noun_phrase::{head, noun_phrase, whom};
use super::toll::{CueForm, cue, is_people};
use crate::event::{Bound, Counted};
use crate::text::numbers::bound::bound_before;
use crate::text::numbers::number::scan;
use crate::text::tokens::token_window::TokenWindow;
use std::ops::Range;

/// A figure that may count people, and what it was linked to.
#[derive(Clone, Debug)]
pub(super) struct CountFigure {
    /// The tokens of the figure.
    pub at: Range<usize>,
    /// The tokens after it that belong to its noun phrase; may be empty.
    pub noun: Range<usize>,
    /// Of whom: a part of `noun` and its extension.
    pub whom: Option<Range<usize>>,
    pub what: Option<Counted>,
    /// Whether the figure is the object of a cue verb before it.
    pub by_object: bool,
    /// Whether another figure is a part of this one ("three of the 12").
    pub group: bool,
    pub value: u64,
    pub low: u64,
    pub high: Option<u64>,
    pub bound: Bound,
}

/// All numbers, and all single persons with an article.
pub(super) fn candidates(run: &TokenWindow) -> Vec<CountFigure> {
    let mut found: Vec<CountFigure> = Vec::new();
    for (number, at) in scan(run) {
        if number.ordinal {
            continue;
        }
        let noun = noun_phrase(run, at.end);
        found.push(CountFigure {
            low: number.low,
            high: number.high,
            bound: number.bound,
            ..exactly(run, at, noun, number.value)
        });
    }
    for at in 0..run.len() {
        let free = !found.iter().any(|figure| figure.at.contains(&at));
        if free && let Some((at, noun)) = single(run, at) {
            let (start, bound) = bound_before(run, at.start, 0);
            let mut figure = exactly(run, start.min(at.start)..at.end, noun, 1);
            if bound == Some(Bound::AtLeast) {
                (figure.high, figure.bound) = (None, Bound::AtLeast);
            }
            found.push(figure);
        }
    }
    found.retain(|figure| !is_population(run, figure));
    found.sort_by_key(|figure| figure.at.start);
    found
}

/// "Out of a population of 350", "of the town's 5000 residents": the people among whom others died.
fn is_population(run: &TokenWindow, figure: &CountFigure) -> bool {
    let start = figure.at.start;
    let settled = matches!(head(run, &figure.noun), "residents" | "inhabitants");
    (1..=5)
        .take_while(|&back| back <= start && !run.gap(start - back).contains([',', ';', ':']))
        .any(|back| {
            let at = start - back;
            run.word(at) == "of" && {
                let counted = matches!(run.before(at, 1), "population" | "populations");
                let owned = matches!(run.word(at + 1), "the" | "its" | "their" | "a");
                counted || back > 1 && settled && owned && nominal(run, at).is_none()
            }
        })
}

pub(super) fn exactly(
    run: &TokenWindow,
    at: Range<usize>,
    noun: Range<usize>,
    value: u64,
) -> CountFigure {
    CountFigure {
        whom: whom(run, &noun),
        at,
        noun,
        what: None,
        by_object: false,
        group: false,
        value,
        low: value,
        high: Some(value),
        bound: Bound::Exact,
    }
}

/// "A child", "one person", "another man", "a second boy", "his brother": one person.
fn single(run: &TokenWindow, at: usize) -> Option<(Range<usize>, Range<usize>)> {
    let kin = matches!(run.word(at), "my" | "his" | "her" | "its" | "their" | "our");
    let described = matches!(run.before(at, 1), "them" | "whom"); // "one of them a nurse"
    if described || !kin && !matches!(run.word(at), "a" | "an" | "one" | "another") {
        return None;
    }
    let noun = noun_phrase(run, at + 1);
    let head = head(run, &noun);
    let alone = run.word(at) == "one"
        && run.before(at, 1) != "no"
        && (noun.is_empty() || run.word(at + 1) == "of")
        && !run.is_hyphened(at);
    let person = is_people(head)
        && (!head.ends_with('s') || head == "boss")
        && !matches!(
            head,
            "people"
                | "men"
                | "women"
                | "children"
                | "troops"
                | "police"
                | "family"
                | "staff"
                | "crew"
                | "personnel"
                | "dead"
                | "wounded"
        );
    let fits = alone || person && (!kin || is_kin(head));
    (fits && run.is_joined(at)).then_some((at..at + 1, noun))
}

fn is_kin(word: &str) -> bool {
    matches!(
        word,
        "father"
            | "mother"
            | "brother"
            | "sister"
            | "son"
            | "daughter"
            | "wife"
            | "husband"
            | "uncle"
            | "cousin"
            | "grandmother"
            | "grandfather"
            | "child"
            | "baby"
            | "pilot"
            | "bodyguard"
            | "driver"
    )
}

/// What the noun before the "of" at `of` counts: "deaths of", "killing of", "toll of".
pub(super) fn nominal(run: &TokenWindow, of: usize) -> Option<Counted> {
    if run.word(of) == "for" {
        return run.before(of, 1).starts_with("evacuation").then_some(Counted::Displaced);
    }
    match run.before(of, 1) {
        "toll" | "loss" | "death" | "murder" | "murders" | "massacre" | "execution"
        | "executions" | "assassination" => Some(Counted::Killed),
        "wounding" | "maiming" => Some(Counted::Wounded),
        "arrest" | "arrests" | "detention" | "capture" | "abduction" | "kidnapping" | "release" => {
            Some(Counted::Detained)
        }
        "lives" if saves(run, of) => None,
        word => match cue(word) {
            Some((what, CueForm::Noun | CueForm::Active)) => Some(what),
            _ => None,
        },
    }
}

/// "Saved the lives of": the people survived.
fn saves(run: &TokenWindow, of: usize) -> bool {
    (2..=4).any(|back| {
        let word = run.before(of, back);
        matches!(
            word,
            "save" | "saves" | "saved" | "saving" | "spare" | "spared" | "protect" | "protected"
        )
    })
}
