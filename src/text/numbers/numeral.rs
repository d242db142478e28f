//! Numerals: digits, number words, the codebook's vague words and ordinals, without the words around them. Whether a
//! numeral counts things, and how it is bounded, is decided by `number`.

use super::fraction::{scaled, with_rest};
use super::grouping::{grouped, is_counted};
use super::word::{Numeral, scale_of, small};
use crate::text::tokens::token_window::TokenWindow;

/// The numeral that starts at `at`, if any.
pub(super) fn read(run: &TokenWindow, at: usize) -> Option<Numeral> {
    let digit = run.word(at).starts_with(|c: char| c.is_ascii_digit());
    let found = scaled(run, at).or_else(|| {
        if digit {
            return digits(run, at);
        }
        vague(run, at).or_else(|| rank(run, at)).or_else(|| spelled(run, at))
    });
    found.map(|found| with_rest(run, found))
}

/// "275,000", "275 000", "4.8 million", "21st".
fn digits(run: &TokenWindow, at: usize) -> Option<Numeral> {
    if let Some((end, value)) = grouped(run, at) {
        return Some(Numeral::exact(end, value));
    }
    let word = run.word(at);
    if let Some(value) = point_groups(run, at) {
        return Some(Numeral::exact(at + 1, value));
    }
    let split =
        word.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(word.len());
    let (figures, tail) = word.split_at(split);
    let (whole, part) = figures.split_once('.').unwrap_or((figures, ""));
    if whole.len() > 15 || part.len() > 3 || part.contains('.') {
        return None;
    }
    let whole: u64 =
        whole.bytes().filter(u8::is_ascii_digit).fold(0, |n, d| n * 10 + u64::from(d - b'0'));
    let part_value: u64 = part.parse().unwrap_or(0);
    let (scale, end) = match tail {
        "st" | "nd" | "rd" | "th" => {
            return Some(Numeral { end: at + 1, value: whole, vague: false, ordinal: true });
        }
        "m" => (1_000_000, at + 1),
        "bn" => (1_000_000_000, at + 1),
        "k" => (1_000, at + 1),
        "" => match scale_of(run.word(at + 1)) {
            Some(scale) if run.is_joined(at) || run.is_hyphened(at) => (scale, at + 2),
            _ => (1, at + 1),
        },
        _ => return None,
    };
    let fraction = 10u64.pow(part.len() as u32);
    if scale < fraction {
        return None;
    }
    Some(Numeral::exact(
        end,
        whole.saturating_mul(scale).saturating_add(part_value * (scale / fraction)),
    ))
}

/// Groups of three digits with points between them, "1.250.000"; a single group only where it must count what follows
/// ("275.000 people"), since "4.125" is a decimal elsewhere.
fn point_groups(run: &TokenWindow, at: usize) -> Option<u64> {
    let mut parts = run.word(at).split('.');
    let first = parts.next().filter(|first| first.len() <= 3 && !first.starts_with('0'))?;
    let mut value: u64 = first.parse().ok()?;
    let mut groups = 0;
    for part in parts {
        let whole = part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit());
        value = value.checked_mul(1_000)?.checked_add(part.parse().ok().filter(|_| whole)?)?;
        groups += 1;
    }
    (groups > 1 || groups == 1 && is_counted(run, at + 1)).then_some(value)
}

fn ten(word: &str) -> Option<u64> {
    const WORDS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    WORDS.iter().position(|&known| known == word).map(|at| (at as u64 + 2) * 10)
}

/// "Twenty-three", "one hundred and five", "two dozen", "a thousand", "half a dozen".
fn spelled(run: &TokenWindow, at: usize) -> Option<Numeral> {
    let joined = |at: usize| run.is_joined(at) || run.is_hyphened(at);
    if run.has(at, &["half", "a", "dozen"]) {
        return Some(Numeral::vague(at + 3, 6));
    }
    let article = matches!(run.word(at), "a" | "an");
    if article && !(scale_of(run.word(at + 1)).is_some() && run.is_joined(at)) {
        return None;
    }
    let (mut total, mut current, mut end, mut vague) =
        (0u64, u64::from(article), at + usize::from(article), false);
    while end < run.len() {
        if end > at && !joined(end - 1) {
            break;
        }
        let word = run.word(end);
        let room = current % 100;
        if let Some(value) = small(word)
            && (room == 0 || (room >= 20 && room % 10 == 0 && value < 10))
        {
            current += value;
        } else if let Some(value) = ten(word)
            && room == 0
        {
            current += value;
        } else if let Some(scale) = scale_of(word)
            && current > 0
        {
            vague |= scale == 12;
            if scale < 1_000 {
                current = current.saturating_mul(scale);
            } else {
                total = total.saturating_add(current.saturating_mul(scale));
                current = 0;
            }
        } else if word == "and"
            && end > at
            && matches!(run.word(end - 1), "hundred" | "thousand" | "million")
            && (small(run.word(end + 1)).is_some() || ten(run.word(end + 1)).is_some())
        {
            // "one hundred and five"; "two hundred and three soldiers" is read the same way
        } else {
            break;
        }
        end += 1;
    }
    let value = total.saturating_add(current);
    let lone_one = end == at + 1 && run.word(at) == "one";
    if end == at || lone_one {
        return None;
    }
    Some(if vague { Numeral::vague(end, value) } else { Numeral::exact(end, value) })
}

/// The codebook's vague words: "a couple", "several", "tens of thousands".
fn vague(run: &TokenWindow, at: usize) -> Option<Numeral> {
    let plural = |word: &str| {
        Some(match word {
            "tens" => 10,
            "dozens" => 12,
            "scores" => 20,
            "hundreds" => 100,
            "thousands" => 1_000,
            "millions" => 1_000_000,
            _ => return None,
        })
    };
    let word = run.word(at);
    if let Some(value) = plural(word) {
        if word == "scores" && !scores_counts(run, at) {
            return None;
        }
        return Some(match plural(run.word(at + 2)) {
            Some(scale) if run.word(at + 1) == "of" => Numeral::vague(at + 3, value * scale),
            _ => Numeral::vague(at + 1, value),
        });
    }
    let (end, value) = match word {
        "several" => (at + 1, 3),
        "a" if run.word(at + 1) == "few" => (at + 2, 3),
        "a" if run.word(at + 1) == "couple"
            && matches!(run.word(at + 2), "of" | "more" | "dozen" | "hundred" | "thousand") =>
        {
            (at + 2, 2)
        }
        _ => return None,
    };
    let scaled = if run.word(end) == "of" { end + 1 } else { end };
    Some(match scale_of(run.word(scaled)) {
        Some(scale) => Numeral::vague(scaled + 1, value * scale),
        None => Numeral::vague(end, value),
    })
}

/// "Scores" counts before "of", "more" or a word for casualties; else it is a verb or a result.
fn scores_counts(run: &TokenWindow, at: usize) -> bool {
    matches!(
        run.word(at + 1),
        "of" | "more"
            | "killed"
            | "wounded"
            | "injured"
            | "dead"
            | "hurt"
            | "were"
            | "have"
            | "are"
            | "arrested"
            | "detained"
            | "died"
            | "feared"
            | "others"
    )
}

/// "Third": an ordinal.
fn rank(run: &TokenWindow, at: usize) -> Option<Numeral> {
    const WORDS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth",
    ];
    let value = WORDS.iter().position(|&known| known == run.word(at))? as u64 + 1;
    Some(Numeral { end: at + 1, value, vague: false, ordinal: true })
}

/// Widens a number to a range ("20 to 30", "10-15", "two or three", "between 20 and 30"): the number and its upper end.
/// `lead` is the word before the number and its bound: "rose by three to 15" is no range.
pub(super) fn range(
    run: &TokenWindow,
    at: usize,
    low: Numeral,
    lead: &str,
) -> (Numeral, Option<u64>) {
    let end = low.end;
    let next = match run.word(end) {
        _ if run.is_hyphened(end.saturating_sub(1)) => end,
        "to" if !is_increment(lead) => end + 1,
        "or" => end + 1,
        "and" if run.before(at, 1) == "between" => end + 1,
        _ => return (low, None),
    };
    match read(run, next) {
        Some(high)
            if !low.ordinal
                && !high.ordinal
                && low.vague == high.vague
                && high.value > low.value =>
        {
            // "2 to 3 million" means two million
            let scale = high.value.checked_div(scaled_by(run, next, high.end)).unwrap_or(1);
            let value = if scaled_by(run, next, high.end) > 1
                && low.value < 1_000
                && low.end == at + 1
                && scale > low.value
            {
                low.value.saturating_mul(scaled_by(run, next, high.end))
            } else {
                low.value
            };
            (Numeral { end: high.end, value, ..low }, Some(high.value))
        }
        _ => (low, None),
    }
}

/// Whether what follows a word is a change or a starting point: "rose by three to 15", "from 12 to 15", "up three to 15".
fn is_increment(lead: &str) -> bool {
    matches!(
        lead,
        "from"
            | "by"
            | "up"
            | "rose"
            | "rises"
            | "risen"
            | "rising"
            | "climbed"
            | "jumped"
            | "increased"
            | "grew"
            | "soared"
            | "fell"
            | "dropped"
            | "down"
    )
}

/// The scale word that a number ends in, as a factor, or 1.
fn scaled_by(run: &TokenWindow, start: usize, end: usize) -> u64 {
    if end > start + 1 { scale_of(run.before(end, 1)).unwrap_or(1) } else { 1 }
}
