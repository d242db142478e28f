//! When a mention happened: the date phrase that governs its trigger, resolved against the right anchor.
//! `text::temporal` reads phrases and resolves them. `govern` chooses the phrase, `context` finds days mentioned
//! before, `anchor` finds when a sentence was written. The coder calls [`resolve`] through `ArticleContext`.

mod anchor;
mod context;
mod govern;

use crate::event::{CivilTime, DateBasis, DatePrecision, EventDate};
use crate::text::Document;
use crate::text::temporal::date_phrase::{
    DateExpression, DatePhrase, Direction, phrases, resolve as date_of,
};
use anchor::{Anchor, SocialPosts, is_absolute};
use context::MentionedDays;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// The date phrases of one article, by sentence. Filled on demand; each sentence is read once.
#[derive(Default)]
pub struct DateCache {
    phrases: RefCell<FxHashMap<usize, Rc<Vec<DatePhrase>>>>,
    posts: OnceCell<SocialPosts>,
    mentioned: RefCell<MentionedDays>,
}

/// When the event at `trigger` (document tokens) in sentence `sentence` (an index into [`Document::sentences`])
/// happened.
///
/// The nearest date phrase of the trigger's own clause is used; that of a verb of saying ("said Thursday that") only
/// where there is no other. "Two days after" dates what is before it by what is after it, and the other way round.
/// `future` says that the passage is about a plan or promise. Without a phrase, the day that the article last mentioned
/// is used (its phrase is the basis); else the stamp of a live blog's block (`update`), the date below a quoted post,
/// or the publication date (`published`), with precision unknown. In an article without a date a relative phrase is not
/// resolved: `start` and `end` are `None`, `basis` is the phrase.
#[cfg(test)]
pub fn resolve(doc: &Document, sentence: usize, trigger: Range<usize>, future: bool) -> EventDate {
    DateCache::default().resolve(doc, sentence, trigger, future)
}

impl DateCache {
    /// As [`resolve`], for repeated calls on one document.
    pub fn resolve(
        &self,
        doc: &Document,
        sentence: usize,
        trigger: Range<usize>,
        future: bool,
    ) -> EventDate {
        let Some(current) = doc.sentences().get(sentence) else {
            return EventDate::unknown(DateBasis::None);
        };
        let context =
            DateContext { doc, dates: self, anchor: Anchor::of(doc, &self.posts, current.span) };
        let Some(phrase) = context.governing(sentence, &trigger) else {
            let inherited_day = if future { None } else { context.inherited_day(sentence) };
            return inherited_day.unwrap_or_else(|| undated(&context.anchor));
        };
        let dates_saying = !future
            && trigger.start >= current.tokens.start
            && context.is_of_saying(sentence, &phrase);
        let is_beside_trigger = dates_saying && context.is_beside(&phrase, &trigger);
        if dates_saying
            && !is_beside_trigger
            && let Some(day) = context.day_shortly_before(sentence)
        {
            return day;
        }
        let basis = DateBasis::of(phrase.span.cut(doc.text()));
        let direction = if future { Direction::Future } else { Direction::Past };
        match context.dated(sentence, &phrase, &trigger, direction) {
            Some((start, end, precision)) => {
                EventDate { start: Some(start), end: Some(end), precision, basis }
            }
            None => EventDate::unknown(basis),
        }
    }

    /// The date phrases of a sentence.
    fn phrases(&self, doc: &Document, sentence: usize) -> Rc<Vec<DatePhrase>> {
        let known = self.phrases.borrow().get(&sentence).cloned();
        known.unwrap_or_else(|| {
            let found = match doc.sentences().get(sentence) {
                Some(current) => Rc::new(phrases(doc, current.tokens.clone())),
                None => Rc::default(),
            };
            self.phrases.borrow_mut().insert(sentence, found.clone());
            found
        })
    }
}

/// An article, and when the sentence in question was written.
struct DateContext<'a> {
    doc: &'a Document,
    dates: &'a DateCache,
    anchor: Anchor,
}

/// What is known without a phrase: not later than the day of writing.
fn undated(anchor: &Anchor) -> EventDate {
    let Some(date) = anchor.date else { return EventDate::unknown(DateBasis::None) };
    let basis = match (&anchor.post, anchor.update) {
        (Some(post), _) => DateBasis::of(post),
        (None, Some(_)) => DateBasis::Update,
        (None, None) => DateBasis::Published,
    };
    EventDate::on(date, DatePrecision::Unknown, basis)
}

impl DateContext<'_> {
    /// The start, end and precision of the phrase.
    fn dated(
        &self,
        sentence: usize,
        phrase: &DatePhrase,
        trigger: &Range<usize>,
        direction: Direction,
    ) -> Option<(CivilTime, CivilTime, DatePrecision)> {
        if let Some(day) = self.day_by_offset(sentence, phrase, trigger) {
            let day = CivilTime::day(day?);
            return Some((day, day, DatePrecision::Day));
        }
        let when = &phrase.when;
        let hour_alone = matches!(when, DateExpression::Clock { day: None, .. });
        let earlier = if hour_alone { self.day_mentioned_before(sentence, phrase) } else { None };
        let base = match (from_mentioned(when), self.anchor.date) {
            _ if earlier.is_some() => (earlier?, true),
            (true, _) => (self.day_mentioned_before(sentence, phrase)?, false),
            (false, Some(date)) => (date, true),
            // The article has no date: only a phrase that needs none can be resolved, or one whose year a quoted post
            // gives.
            (false, None) if is_absolute(when) => (Date::default(), true),
            (false, None) if lacks_year(when) => (self.anchor.latest_post?, true),
            (false, None) => return None,
        };
        let resolved = date_of(when, base.0, base.1, direction)?;
        let written = |moment| CivilTime::of(moment, resolved.precision);
        Some((written(resolved.start), written(resolved.end), resolved.precision))
    }
}

/// Whether the phrase counts from a date mentioned before it ("a day earlier").
fn from_mentioned(when: &DateExpression) -> bool {
    match when {
        DateExpression::Shift { from_mentioned, .. } => *from_mentioned,
        DateExpression::Since(inner) | DateExpression::Until(inner) => from_mentioned(inner),
        _ => false,
    }
}

/// Whether the phrase names a day or month, and only the year is missing.
fn lacks_year(when: &DateExpression) -> bool {
    matches!(
        when,
        DateExpression::Date { month: Some(_), .. }
            | DateExpression::Month { .. }
            | DateExpression::Feast { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{document, tokens};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn written(time: Option<CivilTime>) -> Option<String> {
        time.map(|time| time.to_string())
    }

    /// The date of `trigger` in the last line of `text`, published on Friday 12 August 2016.
    fn when(text: &str, trigger: &str, future: bool) -> (Option<String>, Option<String>, String) {
        let doc = document(text, Some(date(2016, 8, 12)));
        let trigger = tokens(&doc, trigger);
        let sentence = doc.sentence_of(trigger.start).unwrap();
        let found = resolve(&doc, sentence, trigger, future);
        (written(found.start), written(found.end), found.basis.to_string())
    }

    fn on(text: &str, trigger: &str, day: &str) {
        let (start, end, _) = when(text, trigger, false);
        assert_eq!((start.as_deref(), end.as_deref()), (Some(day), Some(day)), "{text}");
    }

    #[test]
    fn the_nearest_phrase_in_the_clause_governs() {
        on("Jets hit the depot on Tuesday and shells fell on Wednesday.", "hit", "2016-08-09");
        on(
            "Jets hit the depot on Tuesday and shells fell on Wednesday.",
            "shells fell",
            "2016-08-10",
        );
        on("The mayor said Thursday that jets hit the depot on Monday.", "hit", "2016-08-08");
        on("Jets hit the depot, the mayor said Thursday.", "hit", "2016-08-11");
        on("Jets hit the depot on Aug. 3.", "hit", "2016-08-03");
    }

    #[test]
    fn parts_of_days_have_hours_and_ranges_have_ends() {
        let (start, end, basis) = when("Shells fell late Wednesday.", "fell", false);
        assert_eq!(
            (start.unwrap().as_str(), basis.as_str()),
            ("2016-08-10T18:00", "late Wednesday")
        );
        assert_eq!(end.unwrap(), "2016-08-10T23:59");
        let (start, end, _) = when(
            "The guns will be silent from 10 a.m. to 1 p.m. starting Saturday.",
            "silent",
            true,
        );
        assert_eq!(
            (start.unwrap().as_str(), end.unwrap().as_str()),
            ("2016-08-13T10:00", "2016-08-13T13:00")
        );
        let (start, end, _) = when("The town has been cut off since May.", "cut off", false);
        assert_eq!((start.unwrap().as_str(), end.unwrap().as_str()), ("2016-05-01", "2016-08-12"));
    }

    #[test]
    fn a_day_earlier_counts_from_the_day_mentioned_before() {
        on(
            "Rebels took the hill on Wednesday.\nShells fell there a day earlier.",
            "fell",
            "2016-08-09",
        );
    }

    #[test]
    fn an_offset_dates_both_its_sides() {
        let text =
            "Bombs fell on Wednesday. The blow comes two days after rebels shelled the port.";
        on(text, "shelled", "2016-08-08");
        on(text, "blow", "2016-08-10");
        on("Jets came two days after shells fell on Monday.", "came", "2016-08-10");
        on("Jets came two days after shells fell on Monday.", "fell", "2016-08-08");
        on("Jets came a week before the truce ended on Thursday.", "came", "2016-08-04");
    }

    #[test]
    fn the_day_of_a_statement_is_not_the_day_of_the_event() {
        on(
            "Jets hit the depot on Tuesday.\nThe mayor said Thursday that the raid killed two men.",
            "killed",
            "2016-08-09",
        );
        on("The mayor said Thursday that the raid killed two men.", "killed", "2016-08-11");
    }

    #[test]
    fn a_future_day_is_not_inherited() {
        let text = "Shells fell on Tuesday. Envoys will meet on Friday. A depot burned.";
        on(text, "burned", "2016-08-09");
    }

    #[test]
    fn a_period_since_an_event_ends_now() {
        let (start, end, _) =
            when("Ninety people have died since the offensive began two weeks ago.", "died", false);
        assert_eq!((start.as_deref(), end.as_deref()), (Some("2016-07-25"), Some("2016-08-12")));
    }

    #[test]
    fn a_quoted_post_is_dated_by_the_line_below_it() {
        let text = "Shells fall on the port as the lull ends.\n— The Herald (@herald) March 3, 2015\n\
            The mayor fled on February 9.";
        let doc = document(text, None);
        let found = resolve(&doc, 0, tokens(&doc, "fall"), false);
        assert_eq!(
            (written(found.start).as_deref(), found.basis.name()),
            (Some("2015-03-03"), "March 3, 2015")
        );
        // The post gives the year as well.
        let fled = tokens(&doc, "fled");
        let found = resolve(&doc, doc.sentence_of(fled.start).unwrap(), fled, false);
        assert_eq!(written(found.start).as_deref(), Some("2015-02-09"));
    }

    #[test]
    fn without_a_phrase_the_publication_date_is_used() {
        let (start, _, basis) = when("Shells fell on the town.", "fell", false);
        assert_eq!((start.as_deref(), basis.as_str()), (Some("2016-08-12"), "published"));
        let doc = document("Shells fell on Monday. Jets came on 3 March 2015.", None);
        let found = resolve(&doc, 0, tokens(&doc, "fell"), false);
        assert_eq!((found.start, found.basis.name()), (None, "on Monday"));
        let found = resolve(&doc, 1, tokens(&doc, "came"), false);
        assert_eq!(written(found.start).as_deref(), Some("2015-03-03"));
    }

    proptest! {
        #[test]
        fn any_text_and_any_trigger_get_a_date(
            text in "\\PC{0,60}|((on|in|late|since|last|the|a|two|Monday|May|week|ago|earlier|said|[0-9]{1,4}|2015|a\\.m\\.|[-:,/.])[ ]?){0,20}",
            start in 0usize..40, len in 0usize..5, future: bool,
        ) {
            for published in [None, Some(date(2016, 8, 12)), Some(Date::MAX), Some(Date::MIN)] {
                let doc = document(&text, published);
                let found = resolve(&doc, 0, start..start + len, future);
                if let (Some(start), Some(end)) = (found.start, found.end) {
                    prop_assert!(start <= end, "{text:?} {found:?}");
                }
            }
        }
    }
}
