//! How many: figures in one sentence linked to words of killing, wounding, detaining, displacing or besieging.
//! `text::numbers` reads numbers, `toll` has the words. The coder calls [`counts`].

use super::figure::{CountFigure, candidates};
use super::inherit::inherit;
use super::link::link;
use super::noun_phrase::{head, is_nationality};
use super::partition::{is_taken_back, mark_groups};
use super::toll::{cue, is_akin, is_people, is_thing};
use super::victim::{named_victims, none_hurt};
use crate::analysis::speech;
use crate::event::{Count, Counted};
use crate::text::tokens::token_window::TokenWindow;
use crate::text::{Document, Sentence};
use std::ops::Range;

/// The figures that sentence `sentence` (an index into [`Document::sentences`]) reports for the toll word at `trigger`
/// (document tokens), in order.
///
/// A trigger of killing or wounding gets the figures of dead, wounded and casualties alike; a trigger of arrest or
/// abduction those of detained people; of flight, displaced people; of siege, besieged people. Parts ("including three
/// children") are separate counts. A single victim is 1, "no casualties" 0. A trigger whose words name no toll gets the
/// figures of `otherwise`, if given, or else a figure of people in or beside it ("picked up 17 youths"). `source` is set
/// by the coder.
pub fn counts(
    doc: &Document,
    sentence: usize,
    trigger: Range<usize>,
    otherwise: Option<Counted>,
) -> Vec<Count> {
    let Some(current) = doc.sentences().get(sentence) else { return Vec::new() };
    let run = TokenWindow::new(doc, current.tokens.clone());
    let base = current.tokens.start;
    let own = trigger.start.saturating_sub(base)..trigger.end.saturating_sub(base).min(run.len());
    let mut figures = linked(&run, &speakers(doc, current));
    if let Some(unit) = otherwise {
        count_beside(&run, &own, unit, &mut figures);
    }
    let Some(requested) = requested_kind(&run, &own, &figures).or(otherwise) else {
        return Vec::new();
    };
    let mut found: Vec<Count> = Vec::new();
    for figure in &figures {
        let Some(what) = figure.what.filter(|what| is_akin(*what, requested)) else { continue };
        let whom = figure.whom.clone().map(|range| run.span(range).cut(doc.text()).to_owned());
        let whom = match whom.as_deref() {
            // After "a child and a woman", "others" means neither.
            Some("others" | "more" | "other") => {
                let last = found.last().filter(|count| count.value != 1);
                last.and_then(|count| count.whom.clone()).or(whom)
            }
            _ => whom,
        };
        let count = Count {
            what,
            value: figure.value,
            low: figure.low,
            high: figure.high,
            bound: figure.bound,
            whom,
            source: None,
        };
        // Text without full stops may repeat the headline in the first sentence: the same count twice.
        if count.value < 3 || count.whom.is_none() || !found.contains(&count) {
            found.push(count);
        }
    }
    found
}

/// Where no word of a toll has a figure of what the kind counts: the figure of people in the trigger, else the one right
/// after it, else the one right before it.
fn count_beside(
    run: &TokenWindow,
    trigger: &Range<usize>,
    unit: Counted,
    figures: &mut [CountFigure],
) {
    if figures.iter().any(|figure| figure.what.is_some_and(|what| is_akin(what, unit))) {
        return;
    }
    let joined = |from: usize, to: usize| (from..to).all(|at| run.is_joined(at));
    let distance = |figure: &CountFigure| {
        let end = figure.noun.end.max(figure.at.end);
        if figure.at.start < trigger.end && trigger.start < end {
            Some(0)
        } else if figure.at.start >= trigger.end {
            let near = figure.at.start - trigger.end < BESIDE;
            (near && joined(trigger.end - 1, figure.at.start)).then_some(1)
        } else {
            let near = trigger.start - end < BESIDE;
            (near && joined(end - 1, trigger.start)).then_some(2)
        }
    };
    let free = figures.iter_mut().filter(|figure| figure.what.is_none());
    let nearest = free.filter_map(|figure| {
        let distance = distance(figure)?;
        // In the trigger, whatever is not a thing: the rule that found it knows that people are meant.
        let inside = distance == 0 && !figure.noun.is_empty() && !is_thing(head(run, &figure.noun));
        (inside || counts_people(run, figure)).then_some((distance, figure))
    });
    if let Some((_, figure)) = nearest.min_by_key(|(distance, _)| *distance) {
        let harmed = |at: usize| HARM.iter().any(|stem| run.word(at).starts_with(stem));
        figure.what = Some(match unit {
            Counted::Casualties if trigger.clone().any(harmed) => Counted::Wounded,
            Counted::Casualties => Counted::Killed,
            unit => unit,
        });
    }
}

/// How many tokens may be between a trigger and a figure beside it.
const BESIDE: usize = 3;

/// The beginnings of words for being hurt and not killed.
const HARM: &[&str] =
    &["wound", "injur", "hurt", "hospital", "limb", "burn", "treat", "maim", "choking", "bullet"];

/// Whether a figure counts people: by its noun, or as a large number without one.
fn counts_people(run: &TokenWindow, figure: &CountFigure) -> bool {
    let noun = figure.noun.clone();
    if noun.is_empty() {
        return figure.value >= 100 && run.word(figure.at.end) != "per";
    }
    let head = head(run, &noun);
    !is_thing(head) && noun.clone().any(|at| is_people(run.word(at)) || is_nationality(run, at))
}

/// What the trigger counts: by its own words, else by the figure in it.
fn requested_kind(
    run: &TokenWindow,
    trigger: &Range<usize>,
    figures: &[CountFigure],
) -> Option<Counted> {
    let by_words = trigger.clone().find_map(|at| match run.word(at) {
        "toll" => Some(Counted::Killed),
        "took" | "left" | "holding" | "released" | "release" => None, // said of much else
        word => cue(word).map(|(what, _)| what),
    });
    let by_figure = || {
        let holds = |figure: &&CountFigure| {
            figure.at.start < trigger.end && trigger.start < figure.noun.end.max(figure.at.end)
        };
        figures.iter().filter(holds).find_map(|figure| figure.what)
    };
    let by_weak_word = || trigger.clone().find_map(|at| cue(run.word(at)).map(|(what, _)| what));
    by_words.or_else(by_figure).or_else(by_weak_word)
}

/// The speakers of the sentence, as positions in its window.
fn speakers(doc: &Document, sentence: &Sentence) -> Vec<Range<usize>> {
    let base = sentence.tokens.start;
    let clauses = speech::of_sentence(doc, sentence);
    let named = clauses.iter().map(|clause| clause.speaker.clone());
    named
        .filter(|speaker| !speaker.is_empty() && speaker.start >= base)
        .map(|speaker| speaker.start - base..speaker.end - base)
        .collect()
}

/// Whether a figure counts those who speak, or whom they speak to: "a doctor said", "told two reporters". Asked only of
/// figures that no word of a toll governs: they take nothing over from other figures.
fn speaks(run: &TokenWindow, figure: &CountFigure, speakers: &[Range<usize>]) -> bool {
    let start = figure.at.start;
    let named = |speaker: &Range<usize>| speaker.start == start && figure.at.end <= speaker.end;
    speakers.iter().any(named) || run.before(start, 1) == "told" && !figure.noun.is_empty()
}

/// The figures of the sentence, in order, each with what it counts.
fn linked(run: &TokenWindow, speakers: &[Range<usize>]) -> Vec<CountFigure> {
    let mut figures = candidates(run);
    figures.retain(|figure| !is_taken_back(run, figure));
    mark_groups(run, &mut figures);
    for at in 0..figures.len() {
        let what = link(run, &figures, at);
        (figures[at].what, figures[at].by_object) =
            what.map_or((None, false), |(what, object)| (Some(what), object));
    }
    figures.retain(|figure| figure.what.is_some() || !speaks(run, figure, speakers));
    inherit(run, &mut figures);
    let named = named_victims(run, &figures);
    figures.extend(named);
    figures.extend(none_hurt(run));
    figures.sort_by_key(|figure| figure.at.start);
    figures
}

#[cfg(test)]
mod tests;
