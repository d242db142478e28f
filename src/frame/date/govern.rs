//! Which date phrase of a sentence dates a trigger. Only `date` calls this.

use super::DateContext;
use crate::text::temporal::date_phrase::{DateExpression, DatePhrase};
use crate::text::tokens::token_window::TokenWindow;
use std::ops::Range;

impl DateContext<'_> {
    /// The phrase of the sentence that dates the trigger.
    pub(super) fn governing(&self, sentence: usize, trigger: &Range<usize>) -> Option<DatePhrase> {
        let current = self.doc.sentences().get(sentence)?;
        let all = self.dates.phrases(self.doc, sentence);
        if all.is_empty() {
            return None;
        }
        let base = current.tokens.start;
        let run = TokenWindow::new(self.doc, current.tokens.clone());
        all.iter()
            .filter(|phrase| !is_stamp(&run, phrase.tokens.start - base))
            .filter(|phrase| self.can_date(sentence, phrase, trigger))
            .min_by_key(|phrase| distance(&run, base, phrase, trigger))
            .cloned()
    }

    /// Whether words before the phrase refer to the future: "will meet on Friday" is not a day of the story so far.
    pub(super) fn is_planned(&self, sentence: usize, phrase: &DatePhrase) -> bool {
        const REACH: usize = 12;
        let Some(current) = self.doc.sentences().get(sentence) else { return false };
        let from = phrase.tokens.start.saturating_sub(REACH).max(current.tokens.start);
        (from..phrase.tokens.start).any(|at| {
            matches!(
                &*self.doc.folded(at),
                "will"
                    | "would"
                    | "shall"
                    | "plans"
                    | "planned"
                    | "due"
                    | "scheduled"
                    | "expected"
                    | "upcoming"
            )
        })
    }

    /// Whether the trigger is so close to the phrase that it may be the verb of saying itself.
    pub(super) fn is_beside(&self, phrase: &DatePhrase, trigger: &Range<usize>) -> bool {
        trigger.start < phrase.tokens.end + 2 && phrase.tokens.start < trigger.end + 5
    }

    /// Whether the phrase dates a verb of saying: "said on Thursday that".
    pub(super) fn is_of_saying(&self, sentence: usize, phrase: &DatePhrase) -> bool {
        let Some(current) = self.doc.sentences().get(sentence) else { return false };
        let base = current.tokens.start;
        let run = TokenWindow::new(self.doc, current.tokens.clone());
        let at = phrase.tokens.start - base..phrase.tokens.end - base;
        dates_a_saying(&run, &at, &(0..0))
    }
}

/// Whether the time at `at` is the stamp of a live blog ("UPDATE 0825 GMT").
fn is_stamp(run: &TokenWindow, at: usize) -> bool {
    matches!(run.before(at, 1), "update" | "updated")
}

/// How unlikely the phrase is to date the trigger: the number of tokens between them, plus costs for each clause
/// border, for a date of a statement, and for a period mentioned in passing.
fn distance(run: &TokenWindow, base: usize, phrase: &DatePhrase, trigger: &Range<usize>) -> usize {
    let at = phrase.tokens.start - base..phrase.tokens.end - base;
    let own = trigger.start.saturating_sub(base)..trigger.end.saturating_sub(base);
    if at.start < own.end && own.start < at.end {
        return 0;
    }
    let after = at.start >= own.end;
    let between = if after { own.end..at.start } else { at.end..own.start };
    let borders = between.clone().filter(|&token| is_border(run, token, &at)).count();
    let saying = dates_a_saying(run, &at, &own);
    let last = match &phrase.when {
        DateExpression::Between(_, last) => last,
        when => when,
    };
    let passing = matches!(
        last,
        DateExpression::Decade { .. } | DateExpression::Year { .. } | DateExpression::Season { .. }
    );
    let behind = usize::from(!after && at.start > 0);
    between.len()
        + 12 * borders
        + 3 * behind
        + if saying { 60 } else { 0 }
        + if passing { 8 } else { 0 }
}

/// Whether a new clause begins at `token`, or a comma or bracket closes one right before it.
fn is_border(run: &TokenWindow, token: usize, phrase: &Range<usize>) -> bool {
    let gap = run.gap(token);
    let pause = gap.contains([';', '(', ')', ':', '—'])
        || (gap.contains(',') && token + 1 != phrase.start && phrase.end != token + 1);
    pause
        || matches!(
            run.word(token),
            "which"
                | "who"
                | "whose"
                | "where"
                | "when"
                | "while"
                | "after"
                | "before"
                | "as"
                | "because"
                | "although"
                | "but"
                | "that"
                | "since"
                | "since then"
        )
        || is_dated_saying(run.word(token))
}

/// Verbs of saying that dates follow or precede.
fn is_dated_saying(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "told"
            | "announced"
            | "stated"
            | "reported"
            | "added"
            | "wrote"
            | "tweeted"
            | "declared"
            | "confirmed"
            | "claimed"
            | "acknowledged"
            | "warned"
            | "insisted"
            | "asserted"
            | "denied"
            | "accused"
    )
}

/// Whether the phrase at `at` dates a verb of saying that is not the trigger: "said on Thursday that", "on Monday
/// told reporters", "told the council Sunday that".
fn dates_a_saying(run: &TokenWindow, at: &Range<usize>, trigger: &Range<usize>) -> bool {
    const REACH: usize = 4;
    let other = |token: usize| is_dated_saying(run.word(token)) && !trigger.contains(&token);
    for token in (at.start.saturating_sub(REACH)..at.start).rev() {
        if run.gap(token).contains(['.', ';'])
            || matches!(run.word(token), "that" | "in" | "killed")
        {
            break;
        }
        if other(token) {
            return true;
        }
    }
    other(at.end)
}
