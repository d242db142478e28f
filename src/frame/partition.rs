//! Parts of groups among the figures of a sentence: "half of the 12 fighters", "three of the 12 wounded", "most of the
//! 40". The predicate counts the part; the group counts only where a word of its own says what became of it.

use super::figure::CountFigure;
use crate::event::Bound;
use crate::text::numbers::bound::bound_before;
use crate::text::numbers::fraction::{Fraction, fraction};
use crate::text::tokens::token_window::TokenWindow;

/// Marks the groups of which other figures are parts, and turns "half of the 12" into a figure of 6.
pub(super) fn mark_groups(run: &TokenWindow, figures: &mut [CountFigure]) {
    for at in 0..figures.len() {
        let Some(of) = of_before(run, figures[at].at.start) else { continue };
        if let Some((start, share)) = share_before(run, of) {
            take_share(run, &mut figures[at], start, share);
            continue;
        }
        let out = usize::from(run.before(of, 1) == "out");
        let part_ends = |figure: &CountFigure| {
            figure.at.end + out == of || !figure.noun.is_empty() && figure.noun.end + out == of
        };
        let part = figures[..at].iter().position(part_ends);
        if let Some(part) = part
            && run.has_before(figures[part].at.start, &["all", "but"])
        {
            // "All but two of the 12 fighters": ten.
            let rest = figures[at].value.saturating_sub(figures[part].value);
            let figure = &mut figures[part];
            figure.at.start -= 2;
            (figure.value, figure.low, figure.high) = (rest, rest, Some(rest));
        }
        figures[at].group = part.is_some()
            || matches!(
                run.before(of, 1),
                "most" | "many" | "some" | "few" | "none" | "any" | "part" | "members" | "majority"
            );
    }
}

/// The "of" before a figure, past its article: "of the 12", "of its 30".
fn of_before(run: &TokenWindow, start: usize) -> Option<usize> {
    let mut at = start;
    while at > 0
        && start - at < 2
        && run.is_joined(at - 1)
        && matches!(
            run.before(at, 1),
            "the" | "those" | "these" | "its" | "their" | "his" | "her" | "our" | "all" | "around"
        )
    {
        at -= 1;
    }
    let of = at.checked_sub(1)?;
    (run.word(of) == "of" && run.is_joined(of) && of > 0 && run.is_joined(of - 1)).then_some(of)
}

/// The share that ends right before the "of" at `of`, and where it starts.
fn share_before(run: &TokenWindow, of: usize) -> Option<(usize, Fraction)> {
    const LONGEST: usize = 3;
    (of.saturating_sub(LONGEST)..of)
        .filter_map(|start| Some((start, fraction(run, start)?)))
        .find(|(_, share)| share.end == of)
}

/// Makes a figure the share of it that the words from `start` on name.
fn take_share(run: &TokenWindow, figure: &mut CountFigure, start: usize, share: Fraction) {
    let (value, whole) = share.of(figure.value);
    let (start, bound) = bound_before(run, start, 0);
    let exact = whole && figure.bound == Bound::Exact;
    figure.at.start = start;
    figure.value = value;
    (figure.low, figure.high, figure.bound) = match bound {
        Some(Bound::AtLeast) => (value, None, Bound::AtLeast),
        Some(Bound::UpTo) => (0, Some(value), Bound::UpTo),
        None if exact => (value, Some(value), Bound::Exact),
        _ => (value, Some(value), Bound::About),
    };
}

/// Whether a figure is taken back or was replaced: "not 15", "rather than 20", "up from an earlier toll of 12".
pub(super) fn is_taken_back(run: &TokenWindow, figure: &CountFigure) -> bool {
    const REACH: usize = 6;
    let start = figure.at.start;
    let near = |word: fn(&str) -> bool| (2..=REACH).any(|back| word(run.before(start, back)));
    let replaced = run.before(start, 1) == "of"
        && near(|word| matches!(word, "toll" | "figure" | "count" | "tally" | "estimate"))
        && near(|word| matches!(word, "earlier" | "previous" | "original" | "initial"))
        && near(|word| {
            matches!(
                word,
                "from" | "than" | "revised" | "revising" | "corrected" | "correcting" | "replacing"
            )
        });
    replaced
        || run.before(start, 1) == "not"
        || run.has_before(start, &["rather", "than"])
        || run.has_before(start, &["instead", "of"])
        || run.has_before(start, &["as", "opposed", "to"])
}
