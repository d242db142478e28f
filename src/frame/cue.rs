//! Words that qualify a mention without naming a speaker: hedges ("allegedly"), reports in the passive ("was reported
//! killed"), denials of accusations. Only `attribution` calls this.

use crate::event::Stance;
use crate::text::tokens::sentence_words::SentenceWords;
use std::ops::Range;

/// A hedge that covers a mention: its stance and its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hedge {
    pub stance: Stance,
    pub tokens: Range<usize>,
}

/// The hedge that covers the trigger, if any; doubt takes precedence over a mere "reportedly".
pub(super) fn hedge(words: &SentenceWords, trigger: &Range<usize>) -> Option<Hedge> {
    let near = trigger.start.saturating_sub(8).max(words.range.start)
        ..(trigger.end + 9).min(words.range.end);
    let mut reportedly = None;
    for at in near {
        let Some((stance, len, reach)) = read(words, at) else { continue };
        if !covers(words, at, len, reach, trigger) {
            continue;
        }
        let found = Hedge { stance, tokens: at..at + len };
        if stance == Stance::Alleged {
            return Some(found);
        }
        reportedly.get_or_insert(found);
    }
    reportedly
}

/// What a hedge covers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HedgeScope {
    /// The noun after it.
    Noun,
    /// The clause it is in.
    Clause,
    /// Everything after it.
    After,
}

/// The hedge that begins at token `at`: stance, length in tokens, scope.
fn read(words: &SentenceWords, at: usize) -> Option<(Stance, usize, HedgeScope)> {
    use HedgeScope::{After, Clause, Noun};
    use Stance::{Alleged, Attributed};
    let next = words.at(at + 1);
    Some(match words.at(at) {
        "believed" | "thought" | "suspected" | "feared" | "alleged" if next == "to" => {
            (Alleged, 2, Clause)
        }
        "alleged" | "suspected" | "purported" | "apparent" | "presumed" | "supposed"
        | "possible" => (Alleged, 1, Noun),
        // "A boat allegedly carrying drugs": only what follows is doubted.
        "allegedly" | "purportedly" | "apparently" | "presumably" | "supposedly"
            if next.ends_with("ing")
                || matches!(next, "linked" | "tied" | "involved" | "affiliated" | "used") =>
        {
            (Alleged, 1, After)
        }
        "allegedly" | "purportedly" | "apparently" | "presumably" | "supposedly" => {
            (Alleged, 1, Clause)
        }
        "purporting" => (Alleged, 1, After),
        "accused" if next == "of" && words.before_is_passive(at) => (Alleged, 2, After),
        "allegation" | "allegations" | "accusation" | "accusations" | "claims"
            if matches!(next, "of" | "that" | "are") =>
        {
            (Alleged, 2, After)
        }
        "reportedly" => (Attributed, 1, Clause),
        "reported"
            if words.before_is_passive(at)
                || matches!(next, "dead" | "killed" | "missing" | "wounded" | "injured") =>
        {
            (Attributed, 1, Clause)
        }
        "said"
            if next == "to"
                && words.before_is_passive(at)
                && words.at(at.wrapping_sub(2)) != "what" =>
        {
            (Attributed, 2, Clause)
        }
        _ => return None,
    })
}

impl SentenceWords<'_> {
    /// Whether a form of "be" is right before token `at`.
    fn before_is_passive(&self, at: usize) -> bool {
        matches!(self.at(at.wrapping_sub(1)), "is" | "are" | "was" | "were" | "been" | "being")
    }
}

fn covers(
    words: &SentenceWords,
    at: usize,
    len: usize,
    reach: HedgeScope,
    trigger: &Range<usize>,
) -> bool {
    let inside = trigger.contains(&at);
    let end = at + len;
    let parted = |from: usize, to: usize| {
        (from..to).any(|n| words.gap(n).contains([';', ':', '"', '“', '”']))
    };
    match reach {
        HedgeScope::Noun => {
            inside && trigger.end > end
                || end <= trigger.start && trigger.start - end <= 2 && !parted(at, trigger.start)
        }
        HedgeScope::After => {
            inside || end <= trigger.start && trigger.start - end <= 6 && !parted(at, trigger.start)
        }
        HedgeScope::Clause => {
            let (from, to) = if end <= trigger.start {
                (at, trigger.start)
            } else {
                (trigger.end.saturating_sub(1), at)
            };
            let clause = from >= to
                || !(from..to).any(|n| {
                    words.gap(n).contains([';', ':'])
                        || matches!(words.at(n), "but" | "while" | "although")
                });
            // A comma separates a hedge from what is before it ("..., one of which purportedly ...").
            let comma = end <= trigger.start
                || !(from..to).any(|n| words.gap(n).contains(',') && words.at(n + 1) == "one");
            inside || clause && comma
        }
    }
}

/// Whether a verb at token `at` rejects an accusation: "rejected claims", "denied", "brushed off accusations".
pub(super) fn rejects_charge(words: &SentenceWords, at: usize) -> bool {
    matches!(words.at(at), "rejected" | "rejects" | "rejecting" | "disputed" | "disputes")
        && (at + 1..at + 5).any(|n| {
            matches!(
                words.at(n),
                "claims"
                    | "claim"
                    | "allegations"
                    | "allegation"
                    | "accusations"
                    | "accusation"
                    | "charges"
                    | "charge"
                    | "blame"
                    | "responsibility"
                    | "reports"
            )
        })
}

/// "No raid took place": the trigger is a noun after "no".
fn is_none(words: &SentenceWords, trigger: &Range<usize>) -> bool {
    let end = (trigger.end + 4).min(words.range.end);
    trigger.start > words.range.start
        && words.at(trigger.start - 1) == "no"
        && (trigger.end..end).any(|at| {
            words.has(at, &["took", "place"])
                || words.has(at, &["had", "taken", "place"])
                || words.has(at, &["had", "been", "carried"])
                || words.has(at, &["were", "carried"])
                || words.has(at, &["was", "carried"])
                || words.at(at) == "occurred"
        })
}

/// Whether a verb of the trigger's clause is negated by "not" or "never": such a statement by a speaker is a denial.
pub(super) fn negates(words: &SentenceWords, trigger: &Range<usize>) -> bool {
    (trigger.start.saturating_sub(3).max(words.range.start)..trigger.end).any(|at| {
        let word = words.at(at);
        let negative =
            matches!(word, "not" | "never") || word.ends_with("n't") || word.ends_with("n’t");
        let aside = matches!(words.at(at + 1), "only" | "immediately" | "clear" | "just" | "yet")
            || word == "can't";
        negative && !aside && !(at..trigger.start).any(|n| words.gap(n).contains([',', ';', ':']))
    }) || is_none(words, trigger)
}
