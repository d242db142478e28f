//! How many: figures in one sentence linked to words of killing, wounding, detaining, displacing or besieging.
//! `text::numbers` reads numbers, `toll` has the words. The coder calls [`counts`].

use super::figure::{CountFigure, candidates};
use super::link::{inherit, link};
use super::noun_phrase::{head, is_nationality};
use super::toll::{cue, is_akin, is_people, is_thing};
use super::victim::{named_victims, none_hurt};
use crate::event::{Count, Counted};
use crate::text::Document;
use crate::text::tokens::token_window::TokenWindow;
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
    let mut figures = linked(&run);
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

/// The figures of the sentence, in order, each with what it counts.
fn linked(run: &TokenWindow) -> Vec<CountFigure> {
    let mut figures = candidates(run);
    for at in 0..figures.len() {
        let what = link(run, &figures, at);
        (figures[at].what, figures[at].by_object) =
            what.map_or((None, false), |(what, object)| (Some(what), object));
    }
    inherit(run, &mut figures);
    let named = named_victims(run, &figures);
    figures.extend(named);
    figures.extend(none_hurt(run));
    figures.sort_by_key(|figure| figure.at.start);
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Bound;
    use crate::text::testing::{document, tokens};
    use proptest::prelude::*;

    fn counted(text: &str, trigger: &str) -> Vec<(Counted, u64, Bound)> {
        let doc = document(text, None);
        let trigger = tokens(&doc, trigger);
        counts(&doc, 0, trigger, None)
            .into_iter()
            .map(|count| (count.what, count.value, count.bound))
            .collect()
    }

    fn check(text: &str, trigger: &str, wanted: &[(&str, u64)]) {
        let found = counted(text, trigger);
        let found: Vec<(&str, u64)> =
            found.iter().map(|(what, value, _)| (what.name(), *value)).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn active_and_passive() {
        check(
            "The raid killed at least 12 farmers and wounded dozens more.",
            "killed",
            &[("killed", 12), ("wounded", 12)],
        );
        check(
            "Nine villagers were killed, along with three others.",
            "killed",
            &[("killed", 9), ("killed", 3)],
        );
        check(
            "More than 30 miners have been killed and 70 injured in the valley.",
            "killed",
            &[("killed", 30), ("wounded", 70)],
        );
        check("Three gunmen killed two clerks.", "killed", &[("killed", 2)]);
        check(
            "Six shells hit the market, killing 14 and leaving injured about 50.",
            "killing",
            &[("killed", 14), ("wounded", 50)],
        );
        check(
            "Two people, one of them a nurse, died in the fire.",
            "died",
            &[("killed", 2), ("killed", 1)],
        );
    }

    #[test]
    fn headlines_and_capitals() {
        check("Jets kill 7 in border town", "kill", &[("killed", 7)]);
        check("15 Nurses Killed in Raid on Clinic", "Killed", &[("killed", 15)]);
        check(
            "40 civilians killed 90 injured in shelling",
            "killed",
            &[("killed", 40), ("wounded", 90)],
        );
        check(
            "TEN PEASANTS WERE MURDERED AND FIVE OTHERS WERE WOUNDED",
            "MURDERED",
            &[("killed", 10), ("wounded", 5)],
        );
    }

    #[test]
    fn nouns_of_death() {
        check("Doctors recorded the deaths of 43 people.", "deaths", &[("killed", 43)]);
        check(
            "The centre counted 53 deaths, including 14 women and 13 children.",
            "deaths",
            &[("killed", 53), ("killed", 14), ("killed", 13)],
        );
        check("The death toll rose to 61 overnight.", "toll", &[("killed", 61)]);
        check("The blast claimed 20 lives.", "lives", &[("killed", 20)]);
        check("Medics saved the lives of 80 miners.", "lives", &[]);
        check("Some 900 died out of a population of 40000.", "died", &[("killed", 900)]);
        check("The flood killed 60 of the port's 7000 residents.", "killed", &[("killed", 60)]);
        check("The death toll climbed to 2016 on Monday.", "toll", &[("killed", 2016)]);
        check("The war has cost the lives of 136 civilians.", "lives", &[("killed", 136)]);
        check("The clashes left 13 people dead.", "dead", &[("killed", 13)]);
        check("At least 15 were killed or wounded.", "killed", &[("casualties", 15)]);
    }

    #[test]
    fn parts_and_inverted_phrases() {
        check("Among the dead were three children.", "dead", &[("killed", 3)]);
        check("Shells fell, killing villagers including two girls.", "killing", &[("killed", 2)]);
        check("A truck hit IS killed 12 drivers.", "killed", &[("killed", 12)]);
        check(
            "Ten farmers including a boy and two girls had been killed.",
            "killed",
            &[("killed", 10), ("killed", 1), ("killed", 2)],
        );
        check("The radio reported five more deaths in the port.", "deaths", &[("killed", 5)]);
        check("Guards shot dead six smugglers.", "dead", &[("killed", 6)]);
        check("At least one nurse was wounded.", "wounded", &[("wounded", 1)]);
    }

    #[test]
    fn one_and_none() {
        check("A child was killed.", "killed", &[("killed", 1)]);
        check("The journalist Rami Haddad was killed at the gate.", "killed", &[("killed", 1)]);
        check("There were no casualties.", "casualties", &[("casualties", 0)]);
        check("No one was hurt.", "hurt", &[("wounded", 0)]);
    }

    #[test]
    fn detained_displaced_and_besieged_people() {
        check("Police arrested 30 protesters on Friday.", "arrested", &[("detained", 30)]);
        check("Some 40,000 people are living under siege.", "siege", &[("besieged", 40_000)]);
        check(
            "Hundreds of thousands of people have fled the city.",
            "fled",
            &[("displaced", 100_000)],
        );
        check("Rebels captured three villages.", "captured", &[]);
    }

    #[test]
    fn inverted_tolls() {
        check(
            "Raids killed 12 farmers, bringing to 45 the number killed in a day.",
            "killed",
            &[("killed", 12), ("killed", 45)],
        );
        check(
            "The number of fighters killed in the hills has risen to 39.",
            "killed",
            &[("killed", 39)],
        );
        check("The death toll from the raids was 45.", "toll", &[("killed", 45)]);
        check("The army eliminated 30 militants.", "eliminated", &[("killed", 30)]);
        check("The army eliminated 30 depots.", "eliminated", &[]);
        check(
            "Guards killed a clerk as well as five of his companions.",
            "killed",
            &[("killed", 1), ("killed", 5)],
        );
    }

    #[test]
    fn a_repeated_toll_counts_once() {
        check(
            "Raid kills 25 farmers A raid killed 25 farmers on Monday.",
            "killed",
            &[("killed", 25)],
        );
    }

    #[test]
    fn the_kind_decides_where_the_trigger_does_not() {
        let doc = document("Some 40,000 people are living under siege.", None);
        let trigger = tokens(&doc, "living");
        assert_eq!(counts(&doc, 0, trigger.clone(), None), []);
        assert_eq!(counts(&doc, 0, trigger, Some(Counted::Besieged))[0].value, 40_000);
        let beside = |text: &str, trigger: &str, unit| {
            let doc = document(text, None);
            let found = counts(&doc, 0, tokens(&doc, trigger), Some(unit));
            found.iter().map(|count| (count.what, count.value)).collect::<Vec<_>>()
        };
        let detained = Counted::Detained;
        let text = "Officers fired into the air and picked up 17 youths.";
        assert_eq!(beside(text, "picked up", detained), [(detained, 17)]);
        assert_eq!(
            beside("The post let go 780 people on Monday.", "let go", detained),
            [(detained, 780)]
        );
        assert_eq!(beside("They picked up three bags.", "picked up", detained), []);
        let displaced = Counted::Displaced;
        let text = "Over 170,000 Afghans have gone home since October.";
        assert_eq!(beside(text, "gone home", displaced), [(displaced, 170_000)]);
        let casualties = Counted::Casualties;
        let text = "Three miners lost limbs in the blast.";
        assert_eq!(beside(text, "lost limbs", casualties), [(Counted::Wounded, 3)]);
        let text = "Villagers buried 85 people.";
        assert_eq!(beside(text, "buried", casualties), [(Counted::Killed, 85)]);
        let doc = document("Four towns, two besieged by rebels, got food.", None);
        assert_eq!(counts(&doc, 0, tokens(&doc, "besieged"), None), []);
    }

    #[test]
    fn things_and_times_are_not_counted() {
        check(
            "Four barrel bombs killed six people 20 km from here in a three-hour raid.",
            "killed",
            &[("killed", 6)],
        );
        check("Helicopters dropped four barrel bombs.", "dropped", &[]);
        check("The strike killed 18 people in 2015.", "killed", &[("killed", 18)]);
    }

    proptest! {
        #[test]
        fn any_text_and_any_trigger_are_counted(
            text in "\\PC{0,60}|((killed|wounded|were|was|no|a|child|deaths|of|20|two|and|including|people|left|dead|among|toll|to|[,;.-])[ ]?){0,24}",
            start in 0usize..40, len in 0usize..6,
        ) {
            let doc = document(&text, None);
            for count in counts(&doc, 0, start..start + len, None) {
                prop_assert!(count.high.is_none_or(|high| high >= count.low));
            }
        }
    }
}
