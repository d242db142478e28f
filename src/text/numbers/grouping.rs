//! Numbers whose digits are written in groups that are tokens of their own: "275 000", "275'000", "2,75,000". A point
//! that parts groups ("1.250.000") and the usual comma stay inside one token; `numeral` reads those.

use crate::text::calendar;
use crate::text::tokens::token_window::TokenWindow;

/// The end and the value of a number in groups that begins at `at`; `None` where no second group follows.
pub(super) fn grouped(run: &TokenWindow, at: usize) -> Option<(usize, u64)> {
    thousands(run, at).or_else(|| lakhs(run, at))
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// Groups of three digits with a space or an apostrophe between them.
fn thousands(run: &TokenWindow, at: usize) -> Option<(usize, u64)> {
    let first = run.word(at);
    let gap = run.gap(at);
    let space = matches!(gap, " " | "\u{a0}");
    let thin = matches!(gap, "\u{2007}" | "\u{2009}" | "\u{202f}" | "'" | "’" | "ʼ");
    if !is_digits(first) || first.len() > 3 || first.starts_with('0') || !(space || thin) {
        return None;
    }
    let mut end = at + 1;
    let mut value: u64 = first.parse().ok()?;
    while end < at + 5 && run.gap(end - 1) == gap {
        let group = run.word(end);
        if group.len() != 3 || !is_digits(group) {
            break;
        }
        value = value * 1_000 + group.parse::<u64>().ok()?;
        end += 1;
    }
    (end > at + 1 && (thin || is_one_number(run, at, end))).then_some((end, value))
}

/// Whether groups with plain spaces between them are one number and not two that stand side by side: "on May 15 200
/// people", "12 500-pound bombs", "kills 12 150 hurt".
fn is_one_number(run: &TokenWindow, at: usize, end: usize) -> bool {
    let gap = run.gap(at);
    let before = run.before(at, 1);
    let follows_figure = at > 0 && is_digits(before) && run.gap(at - 1) == gap;
    let dated = calendar::month(before).is_some() && run.is_capital(at.wrapping_sub(1))
        || calendar::is_weekday(before);
    let goes_on = run.is_hyphened(end - 1)
        || run.gap(end - 1) == gap && run.word(end).starts_with(|c: char| c.is_ascii_digit());
    let round = run.word(end - 1) == "000";
    let measure = matches!(run.word(end), "mm" | "cm" | "kg" | "pound" | "lb" | "lbs" | "ton");
    let hurt = matches!(
        run.word(end),
        "killed"
            | "dead"
            | "died"
            | "wounded"
            | "injured"
            | "hurt"
            | "missing"
            | "arrested"
            | "detained"
    );
    !follows_figure && !dated && !goes_on && (round || !measure && !hurt)
}

/// The grouping of South Asia, in pairs after the last three digits: "2,75,000", "1,25,50,000".
fn lakhs(run: &TokenWindow, at: usize) -> Option<(usize, u64)> {
    let first = run.word(at);
    if !is_digits(first) || first.len() > 2 || first.starts_with('0') {
        return None;
    }
    let mut end = at + 1;
    let mut value: u64 = first.parse().ok()?;
    while end < at + 5 && run.gap(end - 1) == "," {
        let group = run.word(end);
        end += 1;
        if group.len() == 2 && is_digits(group) {
            value = value * 100 + group.parse::<u64>().ok()?;
            continue;
        }
        let (pair, rest) = group.split_once(',')?;
        let whole = pair.len() == 2 && rest.len() == 3 && is_digits(pair) && is_digits(rest);
        return whole.then(|| {
            let tail = pair.parse::<u64>().ok()? * 1_000 + rest.parse::<u64>().ok()?;
            Some((end, value * 100_000 + tail))
        })?;
    }
    None
}

/// Whether the word at `at` is a plural that a number right before it would count.
pub(super) fn is_counted(run: &TokenWindow, at: usize) -> bool {
    let next = run.word(at);
    let plural = next.len() > 3
        && next.ends_with('s')
        && !next.ends_with("ss")
        && !run.is_capital(at)
        && at > 0
        && run.is_joined(at - 1);
    plural || matches!(next, "people" | "men" | "women" | "children" | "civilians")
}
