//! Tolls without a figure: a single named victim, and no victims.

use super::figure::{CountFigure, exactly};
use super::link::both;
use super::noun_phrase::joined_to;
use super::toll::{CueForm, cue, is_auxiliary, is_thing, needs_people};
use crate::event::Counted;
use crate::text::tokens::token_window::TokenWindow;

/// "Omar Khalil was killed": one person, by a name and a singular verb, where that cue has no figure.
pub(super) fn named_victims(run: &TokenWindow, figures: &[CountFigure]) -> Vec<CountFigure> {
    let mut found = Vec::new();
    for at in 2..run.len() {
        let Some((what, form)) = cue(run.word(at)) else { continue };
        let aux = match form {
            CueForm::Participle if run.before(at, 1) == "was" => at - 1,
            CueForm::Participle
                if run.has_before(at, &["has", "been"]) || run.has_before(at, &["had", "been"]) =>
            {
                at - 2
            }
            CueForm::Participle
                if run.before(at, 2) == "was"
                    && (run.before(at, 1).ends_with("ly") || run.before(at, 1) == "also") =>
            {
                at - 2
            }
            _ => continue,
        };
        let mut start = aux;
        while start > 0 && run.is_capital(start - 1) && run.is_joined(start - 1) && aux - start < 5
        {
            start -= 1;
        }
        let taken = figures.iter().any(|figure| figure.at.start < aux && figure.noun.end >= start);
        let upper = (start..aux).all(|token| run.surface(token).chars().all(|c| !c.is_lowercase()));
        let name = aux - start >= 2
            && !upper
            && !taken
            && !is_thing(run.before(aux, 1))
            && run.before(start, 1) != "the";
        let held =
            matches!(run.word(at), "arrested" | "detained" | "kidnapped" | "abducted" | "jailed");
        if name && (held || !needs_people(what)) {
            let mut figure = exactly(run, start..aux, start..aux, 1);
            figure.what = Some(what);
            found.push(figure);
        }
    }
    found
}

/// Words that part a "no" from the toll after it: "no longer", "no word on casualties", "without details about the dead".
/// What is not known is not 0.
fn ends_negation(word: &str) -> bool {
    matches!(
        word,
        "longer"
            | "doubt"
            | "more"
            | "to"
            | "of"
            | "on"
            | "about"
            | "regarding"
            | "concerning"
            | "as"
            | "for"
            | "from"
            | "whether"
            | "if"
            | "how"
            | "that"
    )
}

/// "No casualties", "no one was hurt", "without injuries": zero.
pub(super) fn none_hurt(run: &TokenWindow) -> Vec<CountFigure> {
    let mut found = Vec::new();
    for at in 0..run.len() {
        let what = match run.word(at) {
            "no" | "without" | "zero" => (at + 1..at + 5)
                .take_while(|&token| joined_to(run, token) && !ends_negation(run.word(token)))
                .find_map(|token| match cue(run.word(token)) {
                    Some((
                        what @ (Counted::Killed | Counted::Wounded | Counted::Casualties),
                        form,
                    )) => {
                        let passive = form == CueForm::Participle
                            && (is_auxiliary(run.before(token, 1)) || token <= at + 2);
                        (form == CueForm::Noun || passive)
                            .then_some(both(run, token).unwrap_or(what))
                    }
                    _ => None,
                }),
            "nobody" | "none" => (at + 1..at + 4).find_map(|token| match cue(run.word(token)) {
                Some((
                    what @ (Counted::Killed | Counted::Wounded),
                    CueForm::Participle | CueForm::Subject,
                )) => Some(what),
                _ => None,
            }),
            _ => None,
        };
        if let Some(what) = what {
            let mut figure = exactly(run, at..at + 1, at + 1..at + 1, 0);
            figure.what = Some(what);
            found.push(figure);
        }
    }
    found
}
