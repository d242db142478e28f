//! Phrases that place a mention far in the past: "since 2012", "two years ago", "in June". Only `realis` calls this.

use super::realis::view::TriggerView;
use crate::text::calendar;
use jiff::civil::Date;

/// An event this many days before publication is background (CODEBOOK: two months).
const BACKGROUND: i32 = 60;

/// Whether `start` lies two months or more before `published`.
pub(super) fn is_long_before(start: Date, published: Date) -> bool {
    start.until(published).map_or(0, |span| span.get_days()) >= BACKGROUND
}

/// Whether words around the trigger place its event far in the past.
pub(super) fn is_background(view: &TriggerView, published: Option<Date>) -> bool {
    if view.has_since() {
        return false; // "has since retaken"
    }
    if counts_whole_war(view) || spans_years(view) {
        return true;
    }
    let from = view.before(8).last().unwrap_or(view.trigger.start);
    let end = view.words.range.end.min(view.trigger.end + 14);
    (from..end).any(|at| dates_far_back(view, at, published)) || in_the_past(view)
}

/// Whether the words at `at` name a time far in the past.
fn dates_far_back(view: &TriggerView, at: usize, published: Option<Date>) -> bool {
    let next = view.word(at + 1);
    let old_year = || year(next).is_some_and(|year| is_far_year(year, published));
    match view.word(at) {
        "years" | "months" | "decades" | "year" => matches!(next, "ago" | "earlier"),
        "last" => next == "year",
        "since" if compares(view, at) => false,
        "since" | "in" | "until" => is_far_month(view, at + 1, published) || old_year(),
        "early" | "late" | "mid" | "of" => old_year(),
        "let" | "we" | "be" => is_recollection(view, at),
        "war" | "conflict" | "uprising" => {
            let began = (at + 1..at + 6)
                .any(|n| matches!(view.word(n), "began" | "erupted" | "started" | "broke"));
            began || is_war_total(view)
        }
        word if calendar::is_full_month(word) && word != "may" => {
            view.trigger.contains(&at) && is_far_month(view, at, published)
        }
        _ => false,
    }
}

/// "The first convoy since December", "the heaviest shelling since 2014": the time since which there was no other such
/// event, and not the time of this one.
fn compares(view: &TriggerView, since: usize) -> bool {
    (since.saturating_sub(7).max(view.words.range.start)..since).any(|at| {
        let word = view.word(at);
        matches!(word, "first" | "worst" | "most" | "only" | "least")
            || word.len() > 6 && word.ends_with("est") && !matches!(word, "protest" | "request")
    })
}

/// "Let us recall that", "we remember how", "it should be recalled".
fn is_recollection(view: &TriggerView, at: usize) -> bool {
    let next = if view.word(at + 1) == "us" { at + 2 } else { at + 1 };
    matches!(view.word(next), "recall" | "recalled" | "remember" | "remembered")
}

/// "Hundreds of thousands have been killed in the war and millions displaced."
fn counts_whole_war(view: &TriggerView) -> bool {
    let at_large = view.words.range.clone().any(|at| {
        matches!(view.word(at), "war" | "conflict")
            && at > view.words.range.start
            && matches!(view.word(at - 1), "the" | "civil")
            && (at.saturating_sub(4)..at).any(|n| matches!(view.word(n), "in" | "of" | "since"))
    });
    let huge = |at: usize| {
        view.words.has(at, &["hundreds", "of", "thousands"])
            || view.words.has(at, &["tens", "of", "thousands"])
            || view.word(at) == "millions"
    };
    let from = view.trigger.start.saturating_sub(8).max(view.words.range.start);
    at_large && (from..view.trigger.end).any(huge)
}

/// "Killed hundreds over the past two years", "in five years of war": a period of years.
fn spans_years(view: &TriggerView) -> bool {
    let end = view.words.range.end.min(view.trigger.end + 14);
    let from = view.before(10).last().unwrap_or(view.trigger.start);
    (from..end).any(|at| {
        let led = matches!(view.word(at), "over" | "in" | "during" | "within" | "for");
        let past = at + 1 + usize::from(view.word(at + 1) == "the");
        led && past > at + 1
            && matches!(view.word(past), "past" | "last")
            && (past + 1..past + 3).any(|n| matches!(view.word(n), "year" | "years"))
    })
}

/// A toll of a whole war.
fn is_war_total(view: &TriggerView) -> bool {
    (view.words.range.start..view.trigger.end).any(|at| {
        view.words.has(at, &["hundreds", "of", "thousands"]) || view.word(at) == "millions"
    })
}

/// "in the past", but not "in the past 24 hours".
fn in_the_past(view: &TriggerView) -> bool {
    view.before(30).any(|at| {
        let near = matches!(
            view.word(at + 3),
            "few"
                | "two"
                | "three"
                | "four"
                | "five"
                | "hours"
                | "week"
                | "days"
                | "day"
                | "month"
                | "several"
        ) || view.word(at + 3).starts_with(|c: char| c.is_ascii_digit());
        view.words.has(at, &["in", "the", "past"]) && !near
    })
}

/// Whether a month named at token `at` (with its year, if given) ended long enough before publication.
fn is_far_month(view: &TriggerView, at: usize, published: Option<Date>) -> bool {
    let at = at + usize::from(matches!(view.word(at), "early" | "late" | "mid" | "the"));
    let (Some(month), Some(published)) = (calendar::month(view.word(at)), published) else {
        return false;
    };
    if !view.words.is_capital(at) {
        return false;
    }
    let stated = [at + 1, at + 2].into_iter().find_map(|n| year(view.word(n)));
    let guess = if month > published.month() { published.year() - 1 } else { published.year() };
    let last = Date::new(stated.unwrap_or(guess), month, 28);
    last.is_ok_and(|last| is_long_before(last, published))
}

fn year(word: &str) -> Option<i16> {
    let year: i16 = word.parse().ok()?;
    u64::try_from(year).is_ok_and(calendar::is_year).then_some(year)
}

/// Whether a bare year is certainly two months back; without a publication date every year counts as such.
fn is_far_year(year: i16, published: Option<Date>) -> bool {
    published.is_none_or(|on| year + 1 < on.year() || (year < on.year() && on.month() > 2))
}
