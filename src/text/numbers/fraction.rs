//! Halves, thirds and other shares in words, figures and signs: "half a million", "one and a half thousand", "two thirds
//! of the 12". `numeral` reads them as parts of a number, `frame::figure` as shares of a group.

use super::word::{Numeral, scale_of, small};
use crate::text::tokens::token_window::TokenWindow;

/// A share of a whole, `top` of `bottom` parts, that ends before the position `end` of the token window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fraction {
    pub end: usize,
    pub top: u64,
    pub bottom: u64,
}

impl Fraction {
    /// The share of `whole`, rounded to the nearest; and whether it is exact.
    pub(crate) fn of(self, whole: u64) -> (u64, bool) {
        let product = whole.saturating_mul(self.top);
        let rounded = product.saturating_add(self.bottom / 2) / self.bottom.max(1);
        (rounded, product.is_multiple_of(self.bottom.max(1)))
    }
}

/// The share that begins at `at`: "half", "a third", "two-thirds", "3/4", "¾", "40 percent".
pub(crate) fn fraction(run: &TokenWindow, at: usize) -> Option<Fraction> {
    let share = |end, top, bottom| Some(Fraction { end, top, bottom });
    let near = |at: usize| run.is_joined(at) || run.is_hyphened(at);
    let word = run.word(at);
    if let Some((top, bottom)) = sign(word) {
        return share(at + 1, top, bottom);
    }
    let figures = || word.parse::<u64>().ok().filter(|_| word.len() <= 3);
    if let Some(top) = figures() {
        if run.gap(at) == "/"
            && let Some(bottom) =
                run.word(at + 1).parse().ok().filter(|&all| all > top && all < 100)
        {
            return share(at + 2, top, bottom);
        }
        let percent = if run.gap(at).starts_with('%') {
            at + 1
        } else if run.has(at + 1, &["per", "cent"]) {
            at + 3
        } else if matches!(run.word(at + 1), "percent" | "pct") {
            at + 2
        } else {
            return None;
        };
        return (1..=100).contains(&top).then_some(Fraction { end: percent, top, bottom: 100 });
    }
    let (top, named) = match word {
        "half" => return share(at + 1, 1, 2),
        "third" | "quarter" if run.word(at + 1) == "of" => (1, at),
        "a" | "an" | "one" if near(at) => (1, at + 1),
        word => (small(word).filter(|top| (2..10).contains(top) && near(at))?, at + 1),
    };
    let bottom = parts(run.word(named), top > 1)?;
    share(named + 1, top, bottom)
}

/// The parts that a word names: "third", or "thirds" where `several` are meant.
fn parts(word: &str, several: bool) -> Option<u64> {
    let word = if several { word.strip_suffix('s')? } else { word };
    Some(match word {
        "half" => 2,
        "third" => 3,
        "quarter" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "eighth" => 8,
        "tenth" => 10,
        _ => return None,
    })
}

/// A sign for a share.
fn sign(text: &str) -> Option<(u64, u64)> {
    Some(match text {
        "½" => (1, 2),
        "⅓" => (1, 3),
        "⅔" => (2, 3),
        "¼" => (1, 4),
        "¾" => (3, 4),
        _ => return None,
    })
}

/// A number with a share in it: "half a million", "three quarters of a million", "one and a half thousand", "1½
/// million".
pub(super) fn scaled(run: &TokenWindow, at: usize) -> Option<Numeral> {
    let near = |at: usize| run.is_joined(at) || run.is_hyphened(at);
    if let Some(share) = fraction(run, at) {
        let of = share.end + usize::from(run.word(share.end) == "of");
        let article = matches!(run.word(of), "a" | "an" | "one");
        let scale = of + usize::from(article);
        if scale > share.end || near(share.end - 1) {
            let value = share.of(scale_of(run.word(scale))?).0;
            let linked = (at..scale).all(near);
            return linked.then(|| Numeral::scaled(scale + 1, value, run.word(scale)));
        }
        return None;
    }
    let word = run.word(at);
    let signed = word.char_indices().last().and_then(|(cut, _)| {
        let (top, bottom) = sign(&word[cut..])?;
        Some((word[..cut].parse().ok()?, Fraction { end: at + 1, top, bottom }))
    });
    let (whole, share) = match signed {
        Some(signed) => signed,
        None => {
            let whole = small(word).or_else(|| word.parse().ok().filter(|_| word.len() <= 3))?;
            let and = if run.word(at + 1) == "and" { at + 2 } else { at + 1 };
            let share = fraction(run, and).filter(|share| share.top < share.bottom)?;
            // "2 1/2 million", but not "2 half a million"
            let fits = and == at + 2 || run.gap(and) == "/" || sign(run.word(and)).is_some();
            let linked = (at..share.end - 1).all(|n| near(n) || run.gap(n) == "/");
            (fits && linked).then_some((whole, share))?
        }
    };
    let scale = scale_of(run.word(share.end)).filter(|_| near(share.end - 1))?;
    let value = whole.saturating_mul(scale).saturating_add(share.of(scale).0);
    Some(Numeral::scaled(share.end + 1, value, run.word(share.end)))
}

/// The numeral with the share that follows its scale word: "a million and a half".
pub(super) fn with_rest(run: &TokenWindow, found: Numeral) -> Numeral {
    let end = found.end;
    let Some(scale) = end.checked_sub(1).and_then(|last| scale_of(run.word(last))) else {
        return found;
    };
    let near = |at: usize| run.is_joined(at) || run.is_hyphened(at);
    let rest = matches!(run.word(end + 1), "a" | "three") && run.word(end) == "and";
    match fraction(run, end + 1) {
        Some(share) if rest && !found.ordinal && (end - 1..share.end - 1).all(near) => Numeral {
            end: share.end,
            value: found.value.saturating_add(share.of(scale).0),
            ..found
        },
        _ => found,
    }
}
