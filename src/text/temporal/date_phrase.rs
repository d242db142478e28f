//! Date phrases inside sentences: "late Wednesday", "Sept. 9", "in mid-February", "two weeks ago", "since 2012".
//! Publication stamps are read by `layout`; `frame::date` decides which phrase dates an event.

use super::clock::clocks;
use super::date_name::date_name;
use super::listed::{listed, with_year_of};
use super::names::{ReadDate, stretch};
use super::numeric::day_number;
use super::parts::{beside_hour, edge_first, part_first, shifted};
use super::proper_name::{is_no_date, on_anniversary};
use crate::text::tokens::token_window::TokenWindow;
use crate::text::{Document, Span, calendar};
use std::ops::Range;

pub use super::expression::{DateExpression, DayPart, Direction, PeriodPart, TimeUnit};
pub use super::resolve::resolve;

/// A date phrase and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatePhrase {
    /// Its tokens, including a leading preposition ("on Thursday").
    pub tokens: Range<usize>,
    /// Their position, in bytes of the cleaned text.
    pub span: Span,
    /// What it means.
    pub when: DateExpression,
}

/// The date phrases among `tokens`, in order, longest first at each place, never overlapping.
pub fn phrases(doc: &Document, tokens: Range<usize>) -> Vec<DatePhrase> {
    let run = TokenWindow::new(doc, tokens);
    let mut found = Vec::new();
    let mut at = 0;
    while at < run.len() {
        match phrase(&run, at) {
            Some((end, when)) => {
                let end = end.max(at + 1);
                let meant = match on_anniversary(&run, at, &when) {
                    Some(meant) => meant,
                    None => (!is_no_date(&run, &(at..end), &when)).then_some(when),
                };
                if let Some(when) = meant {
                    let (tokens, span) = (run.tokens(at..end), run.span(at..end));
                    found.push(DatePhrase { tokens, span, when });
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// A whole phrase with its prepositions.
fn phrase(run: &TokenWindow, at: usize) -> ReadDate {
    let next = at + 1;
    let word = run.word(at);
    match word {
        "since" | "until" | "till" => {
            let (end, inner) =
                phrase_after_preposition(run, next, true).or_else(|| since_event(run, at))?;
            let inner = Box::new(inner);
            Some((
                end,
                if word == "since" {
                    DateExpression::Since(inner)
                } else {
                    DateExpression::Until(inner)
                },
            ))
        }
        "before" | "after" => beside_hour(run, at),
        "between" | "from" => between(run, at)
            .or_else(|| clocks(run, at))
            .or_else(|| phrase_after_preposition(run, next, true)),
        "on" | "in" | "at" | "during" | "over" | "by" | "of" | "for" | "within" | "around"
        | "about" | "starting" => {
            let bare = phrase_after_preposition(run, next, true);
            let (end, when) = bare.or_else(|| stretch(run, next, word))?;
            // "of 2012", "about noon" are dates; the preposition is no part of what is quoted
            (!matches!(word, "of" | "about" | "around" | "for" | "starting")
                || matches!((word, &when), ("for", DateExpression::Stretch { .. }))
                || word == "starting")
                .then_some((end, when))
        }
        _ => phrase_after_preposition(run, at, follows_preposition(run, at)),
    }
}

/// Whether the word before allows a bare year, month or ordinal to be a date.
fn follows_preposition(run: &TokenWindow, at: usize) -> bool {
    matches!(
        run.before(at, 1),
        "of" | "before" | "after" | "about" | "around" | "and" | "for" | "to" | "through"
    ) && !(run.before(at, 1) == "and" && calendar::month(run.before(at, 2)).is_none())
}

/// "Since the talks broke off in April": the date of the clause, looked for a few words on.
fn since_event(run: &TokenWindow, at: usize) -> ReadDate {
    const REACH: usize = 9;
    for start in at + 2..run.len().min(at + 2 + REACH) {
        if !run.gap(start - 1).trim().is_empty() && !run.is_hyphened(start - 1) {
            return None;
        }
        let dated = match run.word(start) {
            "in" | "on" => phrase_after_preposition(run, start + 1, true),
            "last" | "this" => phrase_after_preposition(run, start, true),
            // "Since the offensive began two weeks ago", "since it fell Monday"
            _ => phrase_after_preposition(run, start, false).filter(|(_, when)| {
                matches!(
                    when,
                    DateExpression::Shift { from_mentioned: false, .. }
                        | DateExpression::Weekday { .. }
                        | DateExpression::Day { .. }
                )
            }),
        };
        if dated.is_some() {
            return dated;
        }
    }
    None
}

/// "Between May and July", "from 3 to 9 June".
fn between(run: &TokenWindow, at: usize) -> ReadDate {
    let joint = if run.word(at) == "between" { "and" } else { "to" };
    let is_joint = |word: &str| {
        word == joint || (joint == "to" && matches!(word, "until" | "till" | "through"))
    };
    if let Some((end, first)) = phrase_after_preposition(run, at + 1, true)
        && is_joint(run.word(end))
        && let Some((end, last)) = phrase_after_preposition(run, end + 1, true)
    {
        return Some((
            end,
            DateExpression::Between(Box::new(with_year_of(first, &last)), Box::new(last)),
        ));
    }
    let first = day_number(run, at + 1)?;
    if !is_joint(run.word(at + 2)) {
        return None;
    }
    let (end, last) = phrase_after_preposition(run, at + 3, true)?;
    let DateExpression::Date { year, month: Some(month), .. } = last else { return None };
    let first = DateExpression::Date { year, month: Some(month), day: first, part: DayPart::Whole };
    Some((end, DateExpression::Between(Box::new(first), Box::new(last))))
}

/// A phrase after its preposition. `loose` if a preposition allows bare years, months and ordinals to be dates.
fn phrase_after_preposition(run: &TokenWindow, at: usize, loose: bool) -> ReadDate {
    clocks(run, at)
        .or_else(|| listed(run, at, loose))
        .or_else(|| beside_hour(run, at))
        .or_else(|| part_first(run, at))
        .or_else(|| shifted(run, at))
        .or_else(|| edge_first(run, at))
        .or_else(|| date_name(run, at, loose))
}

#[cfg(test)]
mod tests;
