//! Days that the story has told: the one it is telling of, the one that "a day earlier" counts from, and what hangs on a
//! hinge such as "two days after". Only `date` calls this.

use super::anchor::is_absolute;
use super::{DateContext, is_day};
use crate::event::{DateBasis, DatePrecision, EventDate};
use crate::text::Sentence;
use crate::text::calendar::shift_days;
use crate::text::temporal::date_phrase::{
    DateExpression, DatePhrase, Direction, TimeUnit, resolve as date_of,
};
use jiff::civil::{Date, DateTime};
use std::ops::Range;

/// How far back a day may lie and still be what a report goes on about.
const STORY_DAYS: i32 = 8;

/// Which of the days told count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Those on which something was done.
    Done,
    /// Those on which something was merely said as well.
    Any,
}

/// "Two days after the raid": so many days between what is before it and what is after it.
struct Hinge {
    /// From what is after it to what is before it.
    days: i32,
}

impl DateContext<'_> {
    /// The recent day that the story is telling of when it comes to a sentence without a phrase: the last one given before
    /// it, and for what is before all (a headline) the first one told. On the gold this dates half as many mentions
    /// again as the day of publication does.
    pub(super) fn carried(&self, sentence: usize) -> Option<EventDate> {
        if self.anchor.post.is_some() {
            return None; // a post is no part of the story around it
        }
        let sentences = self.doc.sentences();
        let coded =
            |at: &usize| sentences.get(*at).is_some_and(|told: &Sentence| told.kind.is_coded());
        let earlier =
            |told| (0..sentence).rev().filter(coded).find_map(|at| self.recent(at, true, told));
        let later = |told| {
            (sentence..sentences.len()).filter(coded).find_map(|at| self.recent(at, false, told))
        };
        // When something was said matters less than when it was done.
        earlier(Told::Done).or_else(|| earlier(Told::Any)).or_else(|| later(Told::Any))
    }

    /// The day that was told shortly before a sentence whose only phrase dates a saying.
    pub(super) fn shortly_before(&self, sentence: usize) -> Option<EventDate> {
        const NEAR: usize = 3;
        let sentences = self.doc.sentences();
        let near = (sentence.saturating_sub(NEAR)..sentence).rev();
        let mut coded =
            near.filter(|&at| sentences.get(at).is_some_and(|told| told.kind.is_coded()));
        coded.find_map(|at| self.recent(at, true, Told::Done))
    }

    /// The first or last day of the last week that a sentence tells.
    fn recent(&self, sentence: usize, last: bool, told: Told) -> Option<EventDate> {
        let published = self.anchor.date?;
        let phrases = self.dates.phrases(self.doc, sentence);
        let day = |phrase: &DatePhrase| {
            if told == Told::Done && self.is_of_saying(sentence, phrase)
                || self.is_planned(sentence, phrase)
            {
                return None;
            }
            let day = match self.hinge(sentence, phrase) {
                Some(hinge) => self.after_hinge(sentence, phrase, &hinge)?,
                None if is_day(&phrase.when) => {
                    date_of(&phrase.when, published, true, Direction::Past)?.start.date()
                }
                None => return None,
            };
            let age = (published - day).get_days();
            let basis = || DateBasis::of(phrase.span.cut(self.doc.text()));
            (0..STORY_DAYS).contains(&age).then(|| EventDate::on(day, DatePrecision::Day, basis()))
        };
        if last { phrases.iter().rev().find_map(day) } else { phrases.iter().find_map(day) }
    }

    /// The day that "a day earlier" counts from: the last day given before the phrase, in its sentence, its paragraph or the
    /// paragraph before.
    pub(super) fn told_before(&self, sentence: usize, phrase: &DatePhrase) -> Option<Date> {
        let sentences = self.doc.sentences();
        let paragraph = sentences.get(sentence)?.paragraph;
        let near = (0..=sentence).rev().take_while(|&at| sentences[at].paragraph + 1 >= paragraph);
        for at in near {
            let earlier = self.dates.phrases(self.doc, at);
            let days = earlier.iter().rev().filter(|other| other.tokens.end <= phrase.tokens.start);
            for other in days {
                let absolute = || is_absolute(&other.when).then(Date::default);
                if let (true, Some(published)) =
                    (is_day(&other.when), self.anchor.date.or_else(absolute))
                {
                    return date_of(&other.when, published, true, Direction::Past)
                        .map(|found| DateTime::date(found.start));
                }
            }
        }
        None
    }

    /// The phrase as a hinge: a number of days, "after" or "before", and a clause or noun that it hangs on.
    fn hinge(&self, sentence: usize, phrase: &DatePhrase) -> Option<Hinge> {
        let DateExpression::Shift { unit, offset, from_mentioned: true } = phrase.when else {
            return None;
        };
        let factor = match unit {
            TimeUnit::Day => 1,
            TimeUnit::Week => 7,
            _ => return None,
        };
        let last = phrase.tokens.end.checked_sub(1)?;
        let end = self.doc.sentences().get(sentence)?.tokens.end;
        let hangs = matches!(&*self.doc.folded(last), "after" | "before")
            && phrase.tokens.end < end
            && self.doc.gap_after(last).trim().is_empty();
        hangs.then(|| Hinge { days: offset.saturating_mul(factor) })
    }

    /// Whether the phrase can date the trigger: a hinge dates what is before it only where what is after it has
    /// a day of its own.
    pub(super) fn dates_something(
        &self,
        sentence: usize,
        phrase: &DatePhrase,
        trigger: &Range<usize>,
    ) -> bool {
        trigger.start >= phrase.tokens.end
            || self.hinge(sentence, phrase).is_none()
            || self.beyond_hinge(sentence, phrase).is_some()
    }

    /// The day of a trigger beside a hinge: `None` where the phrase is none, `Some(None)` where it cannot be told.
    pub(super) fn hinged(
        &self,
        sentence: usize,
        phrase: &DatePhrase,
        trigger: &Range<usize>,
    ) -> Option<Option<Date>> {
        let hinge = self.hinge(sentence, phrase)?;
        Some(if trigger.start >= phrase.tokens.end {
            self.after_hinge(sentence, phrase, &hinge)
        } else {
            self.beyond_hinge(sentence, phrase).map(|day| shift_days(day, hinge.days))
        })
    }

    /// The day of what is after a hinge: its own, else counted from what is before the hinge, which is what the
    /// story was telling or what was news when it was written.
    fn after_hinge(&self, sentence: usize, phrase: &DatePhrase, hinge: &Hinge) -> Option<Date> {
        let own = self.beyond_hinge(sentence, phrase);
        own.or_else(|| {
            let before = self.told_before(sentence, phrase).or(self.anchor.date)?;
            Some(shift_days(before, hinge.days.saturating_neg()))
        })
    }

    /// The day that is given after a hinge in its sentence.
    fn beyond_hinge(&self, sentence: usize, phrase: &DatePhrase) -> Option<Date> {
        let all = self.dates.phrases(self.doc, sentence);
        let other = all
            .iter()
            .find(|other| other.tokens.start >= phrase.tokens.end && is_day(&other.when))?;
        let absolute = || is_absolute(&other.when).then(Date::default);
        let anchor = self.anchor.date.or_else(absolute)?;
        Some(date_of(&other.when, anchor, true, Direction::Past)?.start.date())
    }
}
