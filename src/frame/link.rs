//! Links figures to the words of a toll: the verb whose object or subject they are, the noun they belong to, or a
//! figure they are coordinated with.

use super::figure::{CountFigure, nominal};
use super::noun_phrase::{head, is_frequent_saying, is_nationality, joined_to};
use super::toll::{CueForm, cue, is_auxiliary, is_people, is_thing, needs_people};
use crate::event::Counted;
use crate::text::tokens::token_window::TokenWindow;
use std::ops::ControlFlow;

/// What figure `at` counts, by a cue before or after it; and whether it is the object of a verb.
pub(super) fn link(
    run: &TokenWindow,
    figures: &[CountFigure],
    at: usize,
) -> Option<(Counted, bool)> {
    let figure = &figures[at];
    if let Some(what) = brought_to(run, figure) {
        return Some((what, false));
    }
    if is_thing(head(run, &figure.noun)) && !is_people(head(run, &figure.noun)) {
        return None;
    }
    if figure.group {
        return own_state(run, figure).map(|what| (what, false));
    }
    if let Some(what) = fate_of_part(run, figures, at) {
        return Some((what, false));
    }
    let people = (figure.noun.start..figure.noun.end)
        .any(|token| is_people(run.word(token)) || is_nationality(run, token));
    let fits = |what: Counted| {
        // "Two besieged by rebels" may be towns as well as people.
        let bare = figure.noun.is_empty() && what != Counted::Besieged;
        !needs_people(what) || people || figure.value >= 1_000 || bare
    };
    let next = beside(run, figure);
    if let Some((what, shared)) = object_of(run, figures, at)
        && fits(what)
        && !(shared && next.is_some())
    {
        return Some((what, true));
    }
    if let Some(what) = next {
        return Some((what, false));
    }
    subject_of(run, figures, at)
        .filter(|&what| fits(what))
        .map(|what| (what, false))
        .or_else(|| toll_before(run, figures, at).map(|what| (what, false)))
}

/// What a group's own words say of it: "the 12 wounded soldiers", "the 40 people killed", "the two women who were hurt".
fn own_state(run: &TokenWindow, figure: &CountFigure) -> Option<Counted> {
    let end = figure.noun.end.max(figure.at.end);
    let people = |at: usize| is_people(run.word(at)) || is_nationality(run, at);
    let fits = |what: Counted| !needs_people(what) || figure.noun.clone().any(people);
    let participle = |at: usize| {
        let (what, form) = cue(run.word(at)).filter(|_| joined_to(run, at))?;
        (form == CueForm::Participle && fits(what)).then_some(what)
    };
    let relative = || participle(relative_verb(run, end)?);
    beside(run, figure)
        .or_else(|| participle(figure.at.end))
        .or_else(|| participle(end))
        .or_else(relative)
}

/// The participle of a toll in the relative clause that begins at `at`: "who have been badly wounded".
fn relative_verb(run: &TokenWindow, at: usize) -> Option<usize> {
    let auxiliary = |at: &usize| {
        is_auxiliary(run.word(*at))
            || matches!(run.word(*at), "has" | "have" | "had")
            || run.word(*at).ends_with("ly")
    };
    let verb = (at + 1..at + 5).find(|at| !auxiliary(at)).filter(|verb| *verb > at + 1)?;
    let (_, form) = cue(run.word(verb))?;
    let led = matches!(run.word(at), "who" | "that" | "which");
    (led && form == CueForm::Participle).then_some(verb)
}

/// "Three of the wounded died": the predicate counts the part of a group that a participle names.
fn fate_of_part(run: &TokenWindow, figures: &[CountFigure], at: usize) -> Option<Counted> {
    let end = figures[at].at.end;
    if !run.has(end, &["of", "the"]) {
        return None;
    }
    let (_, form) = cue(run.word(end + 2))?;
    let named = matches!(form, CueForm::Participle | CueForm::Adjective);
    let group = named && !is_people(run.word(end + 3));
    group.then(|| predicate_after(run, figures, at, end + 3)).flatten()
}

/// A cue next to the figure itself: "700 injured", "53 deaths", "hundreds of badly injured civilians", "20 lives".
fn beside(run: &TokenWindow, figure: &CountFigure) -> Option<Counted> {
    let mut at = figure.at.end;
    while at < figure.at.end + 4
        && (matches!(run.word(at), "of" | "more" | "other" | "the" | "others")
            || run.word(at).ends_with("ly"))
    {
        at += 1;
    }
    if at == figure.noun.end
        && (run.word(at) == "more" || is_auxiliary(run.word(at)) && cue(run.word(at + 1)).is_some())
    {
        at += 1; // "20 more wounded", "700 got injured", "hundreds reported dead"
    }
    let pair = both(run, at);
    if pair.is_some() && joined_to(run, at) {
        return pair;
    }
    if let Some((what, form)) = cue(run.word(at))
        && matches!(form, CueForm::Participle | CueForm::Adjective)
        && joined_to(run, at)
        && !needs_people(what)
        && !takes_object(run, at)
    {
        return Some(what);
    }
    let last = figure.noun.end.checked_sub(1)?;
    match head(run, &figure.noun) {
        "lives" => {
            let verb = (1..=4).map(|back| run.before(figure.at.start, back)).any(|word| {
                matches!(
                    word,
                    "claimed"
                        | "claims"
                        | "claiming"
                        | "cost"
                        | "costs"
                        | "costing"
                        | "took"
                        | "taken"
                        | "takes"
                        | "taking"
                        | "lost"
                )
            });
            verb.then_some(Counted::Killed)
        }
        "" => None,
        head => match cue(head) {
            Some((what, CueForm::Noun)) if last >= figure.at.end => Some(what),
            _ => None,
        },
    }
}

/// "Killed or wounded", "dead and injured" at `at`: casualties without distinction.
pub(super) fn both(run: &TokenWindow, at: usize) -> Option<Counted> {
    let first = cue(run.word(at))?.0;
    let second = match run.word(at + 1) {
        "or" | "and" => cue(run.word(at + 2))?.0,
        _ => return None,
    };
    let differ = matches!(
        (first, second),
        (Counted::Killed, Counted::Wounded) | (Counted::Wounded, Counted::Killed)
    );
    differ.then_some(Counted::Casualties)
}

/// Whether a noun phrase with an article follows the verb at `at`, so that the verb is active ("fighters killed the
/// mayor").
fn takes_object(run: &TokenWindow, at: usize) -> bool {
    matches!(
        run.word(at + 1),
        "the" | "a" | "an" | "his" | "their" | "its" | "him" | "them" | "another" | "one"
    ) && run.is_joined(at)
}

/// The verb or noun before a figure whose object the figure is: "killing at least 20", "the deaths of 43", "leaving
/// injured about 50"; and whether that verb may also have a figure before it as its subject ("100 civilians killed 700
/// injured").
fn object_of(run: &TokenWindow, figures: &[CountFigure], at: usize) -> Option<(Counted, bool)> {
    const REACH: usize = 5;
    let start = figures[at].at.start;
    let mut back = start;
    while back > 0 && start - back < REACH {
        back -= 1;
        if !run.is_joined(back) {
            return None;
        }
        let word = run.word(back);
        if word == "of" && run.before(back, 1) == "family"
            || word == "and" && is_reflexive(run.before(back, 1))
        {
            back -= 1; // "a family of five", "killed himself and 12 others"
            continue;
        }
        if word == "of" || word == "for" {
            return nominal(run, back).map(|what| (what, false));
        }
        if word == "dead" && matches!(run.before(back, 1), "shot" | "shoot" | "shoots" | "shooting")
        {
            return Some((Counted::Killed, false));
        }
        if let Some((what, form)) = cue(word) {
            let verb = matches!(form, CueForm::Participle | CueForm::Active);
            if !verb || passive(run, back) {
                return None;
            }
            if back >= 2 && both(run, back - 2).is_some() {
                return Some((Counted::Casualties, false));
            }
            // The same for a bare noun in a headline: "civilian killed 3 injured".
            let own = figures[..at].iter().any(|other| other.noun.end.max(other.at.end) == back)
                || form == CueForm::Participle && is_people(run.before(back, 1));
            return Some((what, own));
        }
        let skipped = matches!(
            word,
            "another"
                | "also"
                | "up"
                | "to"
                | "the"
                | "a"
                | "an"
                | "some"
                | "as"
                | "many"
                | "further"
                | "other"
                | "only"
                | "just"
                | "all"
                | "total"
                | "about"
                | "around"
                | "possibly"
                | "perhaps"
                | "confirmed"
        ) || word.ends_with("ly");
        if !skipped {
            return None;
        }
    }
    None
}

fn is_reflexive(word: &str) -> bool {
    matches!(word, "himself" | "herself" | "itself" | "themselves")
}

/// Whether an auxiliary is `back` tokens before `at`; the group's name "IS" is not one.
fn auxiliary(run: &TokenWindow, at: usize, back: usize) -> bool {
    let name = at >= back
        && run.surface(at - back) == "IS"
        && run.surface(at).contains(char::is_lowercase);
    is_auxiliary(run.before(at, back)) && !name
}

/// Whether the participle at `at` has an auxiliary before it, with at most two adverbs between.
fn passive(run: &TokenWindow, at: usize) -> bool {
    let mut back = 1;
    while back <= 3
        && (run.before(at, back).ends_with("ly")
            || matches!(
                run.before(at, back),
                "also" | "not" | "all" | "since" | "so" | "far" | "still"
            ))
    {
        back += 1;
    }
    if !auxiliary(run, at, back) {
        return false;
    }
    let word = run.before(at, back);
    // "Left injured 50" has its object after it; "was left dead" has none.
    !matches!(word, "left" | "reported" | "confirmed" | "found")
}

/// The predicate after a figure: "were killed", "died", "lost their lives", "among the dead", "under siege".
fn subject_of(run: &TokenWindow, figures: &[CountFigure], at: usize) -> Option<Counted> {
    let whom_end = figures[at].whom.as_ref().map_or(0, |whom| whom.end);
    let from = figures[at].noun.end.max(figures[at].at.end).max(whom_end);
    predicate_after(run, figures, at, from)
}

/// The predicate of figure `at` from token `from` on.
fn predicate_after(
    run: &TokenWindow,
    figures: &[CountFigure],
    at: usize,
    from: usize,
) -> Option<Counted> {
    const REACH: usize = 28;
    let mut token = from;
    let mut aside_end = None; // where the last parenthetical figure ended: "a woman and two children"
    while token < run.len() && token < from + REACH {
        let word = run.word(token);
        if token > 0 && token > from && run.gap(token - 1).contains(';')
            || is_frequent_saying(word) && word != "say"
        {
            return None;
        }
        if let Some(other) = figures.iter().skip(at + 1).find(|other| other.at.start == token) {
            let listed = aside_end.is_some_and(|end| token <= end + 1);
            if !listed && !is_aside(run, other) {
                return None;
            }
            token = other.noun.end.max(other.at.end);
            if let Some(verb) = relative_verb(run, token).filter(|_| other.group) {
                token = verb + 1; // "one of the two women who were injured": said of the group
            }
            aside_end = Some(token);
            continue;
        }
        if run.has(token, &["lost", "their", "lives"])
            || run.has(token, &["lost", "his", "life"])
            || run.has(token, &["lost", "her", "life"])
        {
            return Some(Counted::Killed);
        }
        if word == "among" {
            let counted = (token + 1..token + 9).find_map(|at| cue(run.word(at)));
            if let Some((what, _)) = counted {
                return Some(what);
            }
            token += 3;
            continue;
        }
        if let ControlFlow::Break(counted) = predicate(run, figures, from, token) {
            return counted;
        }
        token += 1;
    }
    None
}

/// What the cue at `token`, if any, says of a figure whose noun phrase ends at `from`. `Break` with what it counts, or
/// with `None` where it is a verb of something else.
fn predicate(
    run: &TokenWindow,
    figures: &[CountFigure],
    from: usize,
    token: usize,
) -> ControlFlow<Option<Counted>> {
    let Some((what, form)) = cue(run.word(token)) else { return ControlFlow::Continue(()) };
    // "Of the 40 people killed, 12 were children": a comma parts what follows from the verb.
    let object = run.is_joined(token) && figures.iter().any(|other| other.at.start == token + 1);
    let passive_here = auxiliary(run, token, 1);
    match form {
        CueForm::Participle if passive_here || passive(run, token) => {
            ControlFlow::Break(Some(both(run, token).unwrap_or(what)))
        }
        CueForm::Participle => {
            // "100 civilians killed 700 injured": the apparent object has its own cue.
            let own =
                |other: &CountFigure| other.at.start == token + 1 && beside(run, other).is_none();
            let far = token > from + 1;
            let governs = takes_object(run, token);
            if (object || governs) && (far || figures.iter().any(own)) {
                return ControlFlow::Break(None);
            }
            if token == from && joined_to(run, token) {
                let counted = Some(both(run, token).unwrap_or(what));
                return ControlFlow::Break(counted.filter(|_| !governs || needs_people(what)));
            }
            if needs_people(what) { ControlFlow::Continue(()) } else { ControlFlow::Break(None) }
        }
        CueForm::Subject if run.word(token) == "left" => {
            let state = matches!(run.word(token + 1), "dead" | "homeless" | "injured" | "wounded");
            if object || state || passive_here {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(Some(what))
            }
        }
        CueForm::Subject => ControlFlow::Break(Some(what)),
        CueForm::Adjective => {
            let held = matches!(what, Counted::Besieged | Counted::Detained);
            if token == from || passive_here || held {
                ControlFlow::Break(Some(what))
            } else {
                ControlFlow::Continue(())
            }
        }
        CueForm::Active | CueForm::Noun => ControlFlow::Continue(()),
    }
}

/// "More than half of them", "two of them children", "including three women": a parenthetical figure.
pub(super) fn is_aside(run: &TokenWindow, figure: &CountFigure) -> bool {
    let after = figure.at.end;
    figure.group
        || run.has(after, &["of", "them"])
        || run.has(after, &["of", "whom"])
        || (1..=3).any(|back| {
            matches!(run.before(figure.at.start, back), "including" | "among" | "included")
        })
}

/// A toll given before the figure: "the death toll rose to 12", "the number of wounded stood at 40".
fn toll_before(run: &TokenWindow, figures: &[CountFigure], at: usize) -> Option<Counted> {
    const REACH: usize = 24;
    let start = figures[at].at.start;
    let floor = start.saturating_sub(REACH);
    if matches!(run.before(start, 1), "were" | "was" | "are" | "is" | "included" | "include") {
        let group = |token: usize| matches!(run.word(token), "among" | "those");
        if let Some(token) = (floor..start).rev().find(|&token| group(token)) {
            return (token + 1..(token + 4).min(start))
                .find_map(|at| cue(run.word(at)).map(|(what, _)| what));
        }
    }
    let linked = matches!(
        run.before(start, 1),
        "to" | "at"
            | "is"
            | "was"
            | "stands"
            | "stood"
            | "reached"
            | "hit"
            | "exceeded"
            | "passed"
            | "topped"
            | "reaching"
            | "of"
    );
    if !linked {
        return None;
    }
    (floor..start).rev().find_map(|token| match run.word(token) {
        "toll" if matches!(run.before(token, 1), "injury" | "casualty" | "injured") => {
            Some(Counted::Casualties)
        }
        "toll" => Some(Counted::Killed),
        "number" if matches!(run.word(token + 1), "of" | "killed" | "wounded") => {
            (token + 1..start).find_map(|at| cue(run.word(at)).map(|(what, _)| what))
        }
        _ => None,
    })
}

/// "Bringing to 45 the number killed", "raising to 12 the death toll".
fn brought_to(run: &TokenWindow, figure: &CountFigure) -> Option<Counted> {
    let (start, end) = (figure.at.start, figure.at.end);
    let verb = matches!(
        run.before(start, 2),
        "bringing" | "brings" | "brought" | "raising" | "raises" | "raised"
    );
    if run.before(start, 1) != "to" || !verb {
        return None;
    }
    let noun = (end..end + 4).find(|&at| matches!(run.word(at), "number" | "toll"))?;
    if run.word(noun) == "toll" {
        return Some(Counted::Killed);
    }
    (noun + 1..noun + 6).find_map(|at| cue(run.word(at)).map(|(what, _)| what))
}
