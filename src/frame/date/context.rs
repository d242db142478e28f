//! Days mentioned elsewhere in the article: the day that a sentence without a phrase inherits, the day that "a day
//! earlier" counts from, and the days on both sides of an offset such as "two days after". Only `date` calls this.

use super::DateContext;
use super::anchor::is_absolute;
use crate::event::{CivilTime, DateBasis, DatePrecision, EventDate};
use crate::text::calendar::shift_days;
use crate::text::temporal::date_phrase::{
    DateExpression, DatePhrase, Direction, TimeUnit, resolve as date_of,
};
use jiff::civil::{Date, DateTime};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A day this far before publication or further is not inherited.
const STORY_DAYS: i32 = 8;

/// Days in a row are inherited as one time if the last is at most this many days after the first.
const SPAN: i32 = 2;

/// "A day earlier" counts from a day mentioned at most this many sentences before: a text without paragraphs would be read
/// from its start for each such phrase.
const REACH: usize = 60;

/// Which of the days mentioned count.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum DayFilter {
    /// Days on which something was done.
    Acts,
    /// Also days on which something was only said.
    ActsAndStatements,
}

/// The nearest days found so far, by the sentence looked from, whether earlier text was looked at, and which days count.
/// All are relative to the article's own date.
#[derive(Default)]
pub(super) struct MentionedDays {
    found: FxHashMap<(usize, bool, DayFilter), Option<EventDate>>,
}

/// An offset between two events: "two days after the raid".
struct DayOffset {
    /// From the day of what comes after it to the day of what comes before it.
    days: i32,
}

impl DateContext<'_> {
    /// The recent day that a sentence without a phrase inherits: the last one mentioned before it, or, where there is
    /// none (a headline), the first one after it. On the gold articles this dates half as many mentions again as the
    /// publication date does.
    pub(super) fn inherited_day(&self, sentence: usize) -> Option<EventDate> {
        if self.anchor.post.is_some() {
            return None; // a quoted post is not part of the story around it
        }
        // Days of acts take precedence over days of statements.
        self.nearest_day(sentence, true, DayFilter::Acts)
            .or_else(|| self.nearest_day(sentence, true, DayFilter::ActsAndStatements))
            .or_else(|| self.nearest_day(sentence, false, DayFilter::ActsAndStatements))
    }

    /// The nearest day mentioned before a sentence (`earlier`), or in it and after it. Each sentence is read once for
    /// all of an article's events: what was found from one is kept for all that were passed on the way.
    fn nearest_day(&self, sentence: usize, earlier: bool, filter: DayFilter) -> Option<EventDate> {
        let sentences = self.doc.sentences();
        let known =
            |at: usize| self.dates.mentioned.borrow().found.get(&(at, earlier, filter)).cloned();
        let (mut at, mut passed) = (sentence, Vec::new());
        let found = loop {
            if let Some(known) = known(at) {
                break known;
            }
            passed.push(at);
            let next = if earlier { at.checked_sub(1) } else { Some(at) };
            let Some(next) = next.filter(|&next| next < sentences.len()) else { break None };
            if sentences[next].kind.is_coded()
                && let Some(day) = self.recent(next, earlier, filter)
            {
                break Some(day);
            }
            at = if earlier { next } else { next + 1 };
        };
        let mut mentioned = self.dates.mentioned.borrow_mut();
        for at in passed {
            mentioned.found.insert((at, earlier, filter), found.clone());
        }
        found
    }

    /// The day mentioned shortly before a sentence whose only phrase dates a statement.
    pub(super) fn day_shortly_before(&self, sentence: usize) -> Option<EventDate> {
        const NEAR: usize = 3;
        let sentences = self.doc.sentences();
        let near = (sentence.saturating_sub(NEAR)..sentence).rev();
        let mut coded =
            near.filter(|&at| sentences.get(at).is_some_and(|found| found.kind.is_coded()));
        coded.find_map(|at| self.recent(at, true, DayFilter::Acts))
    }

    /// The first or last day that a sentence mentions, if it is within the last week.
    fn recent(&self, sentence: usize, last: bool, filter: DayFilter) -> Option<EventDate> {
        let published = self.anchor.date?;
        let phrases = self.dates.phrases(self.doc, sentence);
        let day = |phrase: &DatePhrase| {
            if filter == DayFilter::Acts && self.is_of_saying(sentence, phrase)
                || self.is_planned(sentence, phrase)
            {
                return None;
            }
            let (first, day) = match self.day_offset(sentence, phrase) {
                Some(day_offset) => {
                    let day = self.day_after_offset(sentence, phrase, &day_offset)?;
                    (day, day)
                }
                None if phrase.when.is_day() => {
                    let found = date_of(&phrase.when, published, true, Direction::Past)?;
                    (found.start.date(), found.end.date())
                }
                None => return None,
            };
            // "From 3 to 30 June" is no day that a sentence without a date could share.
            if (day - first).get_days() > SPAN {
                return None;
            }
            let age = (published - day).get_days();
            let basis = DateBasis::of(phrase.span.cut(self.doc.text()));
            let start = Some(CivilTime::day(first));
            let on = EventDate { start, ..EventDate::on(day, DatePrecision::Day, basis) };
            (0..STORY_DAYS).contains(&age).then_some(on)
        };
        if last { phrases.iter().rev().find_map(day) } else { phrases.iter().find_map(day) }
    }

    /// The day that "a day earlier" counts from: the last day mentioned before the phrase, in its sentence, its
    /// paragraph or the paragraph before.
    pub(super) fn day_mentioned_before(
        &self,
        sentence: usize,
        phrase: &DatePhrase,
    ) -> Option<Date> {
        let sentences = self.doc.sentences();
        let paragraph = sentences.get(sentence)?.paragraph;
        let near = (sentence.saturating_sub(REACH)..=sentence).rev();
        let near = near.take_while(|&at| sentences[at].paragraph + 1 >= paragraph);
        for at in near {
            let earlier = self.dates.phrases(self.doc, at);
            let days = earlier.iter().rev().filter(|other| other.tokens.end <= phrase.tokens.start);
            for other in days {
                let absolute = || is_absolute(&other.when).then(Date::default);
                if let (true, Some(published)) =
                    (other.when.is_day(), self.anchor.date.or_else(absolute))
                {
                    return date_of(&other.when, published, true, Direction::Past)
                        .map(|found| DateTime::date(found.end));
                }
            }
        }
        None
    }

    /// The phrase as an offset: a number of days, "after" or "before", and a clause or noun that follows.
    fn day_offset(&self, sentence: usize, phrase: &DatePhrase) -> Option<DayOffset> {
        let DateExpression::Shift { unit, offset, from_mentioned: true } = phrase.when else {
            return None;
        };
        let factor = match unit {
            TimeUnit::Day => 1,
            TimeUnit::Week => 7,
            TimeUnit::Fortnight => 14,
            _ => return None,
        };
        let last = phrase.tokens.end.checked_sub(1)?;
        let end = self.doc.sentences().get(sentence)?.tokens.end;
        let hangs = matches!(&*self.doc.folded(last), "after" | "before")
            && phrase.tokens.end < end
            && self.doc.gap_after(last).trim().is_empty();
        hangs.then(|| DayOffset { days: offset.saturating_mul(factor) })
    }

    /// Whether the phrase can date the trigger. An offset dates what is before it only where what is after it has a
    /// date of its own.
    pub(super) fn can_date(
        &self,
        sentence: usize,
        phrase: &DatePhrase,
        trigger: &Range<usize>,
    ) -> bool {
        trigger.start >= phrase.tokens.end
            || self.day_offset(sentence, phrase).is_none()
            || self.explicit_day_after(sentence, phrase).is_some()
    }

    /// The day of a trigger beside an offset: `None` where the phrase is not an offset, `Some(None)` where the day is
    /// not known.
    pub(super) fn day_by_offset(
        &self,
        sentence: usize,
        phrase: &DatePhrase,
        trigger: &Range<usize>,
    ) -> Option<Option<Date>> {
        let day_offset = self.day_offset(sentence, phrase)?;
        Some(if trigger.start >= phrase.tokens.end {
            self.day_after_offset(sentence, phrase, &day_offset)
        } else {
            self.explicit_day_after(sentence, phrase).map(|day| shift_days(day, day_offset.days))
        })
    }

    /// The day of what comes after an offset: its own, else counted back from the day of what comes before it, which is
    /// the last day mentioned or the day of writing.
    fn day_after_offset(
        &self,
        sentence: usize,
        phrase: &DatePhrase,
        day_offset: &DayOffset,
    ) -> Option<Date> {
        let own = self.explicit_day_after(sentence, phrase);
        own.or_else(|| {
            let before = self.day_mentioned_before(sentence, phrase).or(self.anchor.date)?;
            Some(shift_days(before, day_offset.days.saturating_neg()))
        })
    }

    /// The day given after an offset in its sentence.
    fn explicit_day_after(&self, sentence: usize, phrase: &DatePhrase) -> Option<Date> {
        let all = self.dates.phrases(self.doc, sentence);
        let other = all
            .iter()
            .find(|other| other.tokens.start >= phrase.tokens.end && other.when.is_day())?;
        let absolute = || is_absolute(&other.when).then(Date::default);
        let anchor = self.anchor.date.or_else(absolute)?;
        Some(date_of(&other.when, anchor, true, Direction::Past)?.start.date())
    }
}
