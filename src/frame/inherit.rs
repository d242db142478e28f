//! Figures that take over what another figure of the sentence counts: parts, lists, the same count for another place.

use super::figure::CountFigure;
use super::link::is_aside;
use super::noun_phrase::{head, is_frequent_saying, is_nationality};
use super::toll::{CueForm, cue, is_auxiliary, is_people, is_thing};
use crate::event::Counted;
use crate::text::tokens::token_window::TokenWindow;

/// Figures that inherit from a linked one: "24 civilians were killed, along with six others", "including 13 children",
/// "two villagers and three soldiers were killed".
pub(super) fn inherit(run: &TokenWindow, figures: &mut [CountFigure]) {
    for at in 0..figures.len() {
        if figures[at].what.is_some() || figures[at].group {
            continue;
        }
        if let Some(what) = beside_another_place(run, figures, at) {
            figures[at].what = Some(what);
            continue;
        }
        if !may_inherit(run, &figures[at]) {
            continue;
        }
        let before = (0..at).rev().find_map(|other| figures[other].what.map(|what| (other, what)));
        let Some((other, what)) = before else {
            figures[at].what = part_of_uncounted(run, &figures[at]);
            continue;
        };
        let between = figures[other].noun.end.max(figures[other].at.end)..figures[at].at.start;
        let part = is_aside(run, &figures[at])
            || opens_with_group(run, &figures[other], &figures[at])
            || between.clone().any(|token| {
                matches!(run.word(token), "including" | "along" | "among" | "plus" | "besides")
            })
            || between.clone().any(|token| run.has(token, &["as", "well", "as"]));
        let listed = between.len() <= 1 && matches!(run.word(between.start), "and" | "or")
            || between.len() == 2 && matches!(run.word(between.start + 1), "their" | "his" | "her")
            || between.is_empty();
        let rest = matches!(head(run, &figures[at].noun), "others")
            && run.before(figures[at].at.start, 1) == "the";
        let enumerated = listed
            && (figures[other].by_object
                || figures[other].at.end > 0 && part_of_list(run, figures, other));
        if part || rest || enumerated {
            figures[at].what = Some(what);
            figures[at].by_object = figures[other].by_object;
        }
    }
    for at in (0..figures.len().saturating_sub(1)).rev() {
        let (this, next) = (&figures[at], &figures[at + 1]);
        let between = this.noun.end.max(this.at.end)..next.at.start;
        let listed = between.is_empty()
            || between.len() == 1 && matches!(run.word(between.start), "and" | "or");
        let part = next.group && !this.group && describes_part(run, next, between.start);
        let coordinated =
            listed && !next.by_object && may_inherit(run, this) && !this.noun.is_empty();
        if this.what.is_none() && (part || coordinated) {
            figures[at].what = next.what;
        }
    }
}

/// "Killing civilians including three children", "he was killed along with two others": a part of a toll without a
/// figure of its own.
fn part_of_uncounted(run: &TokenWindow, figure: &CountFigure) -> Option<Counted> {
    const REACH: usize = 10;
    let start = figure.at.start;
    let joint = (start.saturating_sub(3)..start).find(|&token| {
        matches!(run.word(token), "including" | "among") || run.has(token, &["along", "with"])
    })?;
    (joint.saturating_sub(REACH)..joint).rev().find_map(|token| match cue(run.word(token)) {
        Some((what @ (Counted::Killed | Counted::Wounded), form)) if form != CueForm::Noun => {
            Some(what)
        }
        _ => None,
    })
}

/// Whether figure `at` is itself part of a list or a breakdown, so that the list continues.
fn part_of_list(run: &TokenWindow, figures: &[CountFigure], at: usize) -> bool {
    (1..=3).any(|back| {
        matches!(run.before(figures[at].at.start, back), "including" | "among" | "with")
    })
}

/// Whether a figure may inherit from a neighbour: it counts people, or has no noun.
fn may_inherit(run: &TokenWindow, figure: &CountFigure) -> bool {
    let head = head(run, &figure.noun);
    if is_thing(head) && !is_people(head) {
        return false;
    }
    is_aside(run, figure)
        || figure.noun.is_empty() && !matches!(run.word(figure.at.start), "one" | "a" | "an")
        || run.has(figure.at.end, &["of", "them"])
        || run.has(figure.at.end, &["of", "whom"])
        || (figure.noun.start..figure.noun.end)
            .any(|token| is_people(run.word(token)) || is_nationality(run, token))
}

/// "Three of the 12 wounded were children": the part is described, and not only named ("one of the 12 wounded, Mr Ali").
fn describes_part(run: &TokenWindow, group: &CountFigure, of: usize) -> bool {
    const REACH: usize = 8;
    let end = group.noun.end.max(group.at.end);
    run.word(of) == "of"
        && !matches!(run.word(end), "who" | "that" | "which")
        && (end..end + REACH)
            .take_while(|&at| run.is_joined(at))
            .any(|at| matches!(run.word(at), "were" | "was" | "are" | "is"))
}

/// "Of the 40 people killed, 12 were children": the 12 are a part of the group that opens the clause.
fn opens_with_group(run: &TokenWindow, group: &CountFigure, part: &CountFigure) -> bool {
    let start = group.at.start;
    let the = usize::from(matches!(run.before(start, 1), "the" | "those" | "these"));
    let Some(of) = start.checked_sub(the + 1).filter(|&of| run.word(of) == "of") else {
        return false;
    };
    let opens = of == 0 || run.gap(of - 1).contains([',', ';', ':', '.', '(']);
    let predicate = matches!(run.word(part.at.end), "were" | "was" | "are" | "is");
    opens && predicate && run.gap_before(part.at.start).contains(',')
}

/// What figure `at` counts where it repeats the pattern of the one before it for another place, day or cause: "killing 12
/// people in Homs and seven in Hama", "12 were killed on Monday and three on Tuesday".
fn beside_another_place(run: &TokenWindow, figures: &[CountFigure], at: usize) -> Option<Counted> {
    const LONGEST: usize = 12;
    let (other, this) = (at.checked_sub(1).map(|other| &figures[other])?, &figures[at]);
    let people = this.noun.is_empty() || may_inherit(run, this);
    let what = other.what.filter(|_| people && !other.group)?;
    let after = run.word(this.noun.end.max(this.at.end));
    let between = other.noun.end.max(other.at.end)..this.at.start;
    let joint = run.before(this.at.start, 1);
    let joined = matches!(joint, "and" | "while" | "plus" | "another")
        || run.gap_before(this.at.start).trim_end().ends_with(',');
    if between.len() > LONGEST || !joined {
        return None;
    }
    let led = between.clone().find(|&token| is_same_relation(run.word(token), after))?;
    // Between the two is only the verb of the first, before its place.
    let verb = |token: usize| is_auxiliary(run.word(token)) || cue(run.word(token)).is_some();
    let clean = (between.start..led).all(|token| {
        verb(token)
            || run.word(token).ends_with("ly")
            || matches!(run.word(token), "others" | "more")
    }) && (led..between.end).all(|token| {
        !verb(token) && !is_frequent_saying(run.word(token)) && !run.gap(token).contains(';')
    });
    clean.then_some(what)
}

/// Whether two prepositions relate in the same way: both to places, or the same one.
fn is_same_relation(one: &str, other: &str) -> bool {
    let place = |word: &str| {
        matches!(word, "in" | "at" | "near" | "outside" | "inside" | "around" | "across")
    };
    place(one) && place(other) || one == other && matches!(one, "on" | "by" | "from" | "during")
}
