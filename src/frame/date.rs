//! When a mention happened: which date phrase governs its trigger, and which anchor that phrase is set against.
//! Phrases and their meaning are `text::date`'s. The coder calls [`resolve`].

use crate::event::{DatePrecision, EventDate};
use crate::text::date::{DatePhrase, Direction, When, phrases, resolve as date_of};
use crate::text::run::Run;
use crate::text::{Document, Sentence, Span};
use jiff::civil::{Date, DateTime, Time};
use std::ops::Range;

/// When the event at `trigger` (document tokens) in sentence `sentence` (an index into
/// [`Document::sentences`]) happened.
///
/// The phrase of the trigger's own clause governs, the nearest first; the phrase of a saying verb ("said Thursday that")
/// only where there is no other. `future` says that the passage promises or plans. Without a phrase the day that the
/// article was last telling of holds (its phrase is the basis); failing that a live blog's block lends its stamp
/// (`update`), the article its publication date (`published`), with the precision unknown. An article
/// without a date leaves a relative phrase as it stands: `start` and `end` are `None`, `basis` is the phrase.
pub fn resolve(doc: &Document, sentence: usize, trigger: Range<usize>, future: bool) -> EventDate {
    let Some(told) = doc.sentences().get(sentence) else { return unknown("none") };
    let anchor = Anchor::of(doc, told.span);
    let Some(phrase) = governing(doc, told.tokens.clone(), &trigger) else {
        let carried = if future { None } else { carried(doc, sentence, &anchor) };
        return carried.unwrap_or_else(|| undated(&anchor));
    };
    let basis = phrase.span.cut(doc.text());
    let direction = if future { Direction::Future } else { Direction::Past };
    match dated(doc, sentence, &phrase, &anchor, direction) {
        Some((start, end, precision)) => {
            EventDate { start: Some(start), end: Some(end), precision, basis: basis.into() }
        }
        None => unknown(basis),
    }
}

fn unknown(basis: &str) -> EventDate {
    EventDate { start: None, end: None, precision: DatePrecision::Unknown, basis: basis.into() }
}

/// The date of writing: of the article or of a live blog's block.
struct Anchor {
    date: Option<Date>,
    /// The block's stamp.
    update: Option<Time>,
}

impl Anchor {
    fn of(doc: &Document, sentence: Span) -> Self {
        let layout = &doc.article.layout;
        let block = layout.blocks.iter().find(|block| block.span.contains(sentence));
        Anchor {
            date: layout.published.map(|published| published.date),
            update: block.and_then(|block| block.time),
        }
    }
}

/// The recent day that the story is telling of when it comes to a sentence without a phrase: the last one told before
/// it, and for what stands before all (a headline) the first one told. On the gold this dates half as many mentions
/// again as the day of publication does.
fn carried(doc: &Document, sentence: usize, anchor: &Anchor) -> Option<EventDate> {
    let published = anchor.date?;
    let recent = |told: &Sentence, last: bool| {
        let mut days: Vec<EventDate> = phrases(doc, told.tokens.clone())
            .into_iter()
            .filter(|phrase| is_day(&phrase.when))
            .filter_map(|phrase| {
                let day = date_of(&phrase.when, published, true, Direction::Past)?.start.date();
                let (age, written) = ((published - day).get_days(), day.to_string());
                (0..STORY_DAYS).contains(&age).then(|| EventDate {
                    start: Some(written.clone()),
                    end: Some(written),
                    precision: DatePrecision::Day,
                    basis: phrase.span.cut(doc.text()).into(),
                })
            })
            .collect();
        if last { days.pop() } else { (!days.is_empty()).then(|| days.swap_remove(0)) }
    };
    let sentences = doc.sentences();
    let (before, after) = sentences.split_at(sentence.min(sentences.len()));
    let coded = |told: &&Sentence| told.kind.is_coded();
    let earlier = before.iter().rev().filter(coded).find_map(|told| recent(told, true));
    earlier.or_else(|| after.iter().filter(coded).find_map(|told| recent(told, false)))
}

/// How far back a day may lie and still be what a report goes on about.
const STORY_DAYS: i32 = 8;

/// Whether a phrase names one day.
fn is_day(when: &When) -> bool {
    matches!(when, When::Day { .. } | When::Weekday { .. } | When::Date { .. })
}

/// What is known without a phrase: no later than the day of writing, and no more.
fn undated(anchor: &Anchor) -> EventDate {
    match (anchor.date, anchor.update) {
        (Some(date), update) => {
            let date = date.to_string();
            let basis = if update.is_some() { "update" } else { "published" };
            EventDate {
                start: Some(date.clone()),
                end: Some(date),
                precision: DatePrecision::Unknown,
                basis: basis.into(),
            }
        }
        (None, _) => unknown("none"),
    }
}

/// The phrase's start and end as written in the record.
fn dated(
    doc: &Document,
    sentence: usize,
    phrase: &DatePhrase,
    anchor: &Anchor,
    direction: Direction,
) -> Option<(String, String, DatePrecision)> {
    let when = &phrase.when;
    let hour_alone = matches!(when, When::Clock { day: None, .. });
    let earlier = if hour_alone { told_before(doc, sentence, phrase, anchor) } else { None };
    let seen = match (from_told(when), anchor.date) {
        _ if earlier.is_some() => (earlier?, true),
        (true, _) => (told_before(doc, sentence, phrase, anchor)?, false),
        (false, Some(date)) => (date, true),
        // The article has no date: only a phrase that needs none can be resolved.
        (false, None) if is_absolute(when) => (Date::default(), true),
        (false, None) => return None,
    };
    let resolved = date_of(when, seen.0, seen.1, direction)?;
    let (start, end) = resolved.written();
    Some((start, end, resolved.precision))
}

/// Whether the phrase counts from a date told before it ("a day earlier").
fn from_told(when: &When) -> bool {
    match when {
        When::Shift { from_told, .. } => *from_told,
        When::Since(inner) | When::Until(inner) => from_told(inner),
        _ => false,
    }
}

/// Whether the phrase names its year, so that it needs no anchor. "Since 2012" needs one for its end.
fn is_absolute(when: &When) -> bool {
    match when {
        When::Date { year: Some(_), month: Some(_), .. }
        | When::Month { year: Some(_), .. }
        | When::Season { year: Some(_), .. }
        | When::Year { .. }
        | When::Decade { .. } => true,
        When::Between(first, last) => is_absolute(first) && is_absolute(last),
        When::Clock { day: Some(day), .. } => is_absolute(day),
        _ => false,
    }
}

/// The day that "a day earlier" counts from: the last day told before the phrase, in its sentence, its paragraph or the
/// paragraph before.
fn told_before(
    doc: &Document,
    sentence: usize,
    phrase: &DatePhrase,
    anchor: &Anchor,
) -> Option<Date> {
    let sentences = doc.sentences();
    let paragraph = sentences.get(sentence)?.paragraph;
    for told in
        sentences[..=sentence].iter().rev().take_while(|told| told.paragraph + 1 >= paragraph)
    {
        let earlier = phrases(doc, told.tokens.clone());
        let days = earlier.iter().rev().filter(|other| other.tokens.end <= phrase.tokens.start);
        for other in days {
            let published = anchor.date.or_else(|| is_absolute(&other.when).then(Date::default));
            if let (true, Some(published)) = (is_day(&other.when), published) {
                return date_of(&other.when, published, true, Direction::Past)
                    .map(|found| DateTime::date(found.start));
            }
        }
    }
    None
}

/// The phrase of the sentence that dates the trigger.
fn governing(doc: &Document, sentence: Range<usize>, trigger: &Range<usize>) -> Option<DatePhrase> {
    let run = Run::new(doc, sentence.clone());
    phrases(doc, sentence.clone())
        .into_iter()
        .filter(|phrase| !is_stamp(&run, phrase.tokens.start - sentence.start))
        .min_by_key(|phrase| distance(&run, sentence.start, phrase, trigger))
}

/// Whether the time at `at` is a live blog's own stamp ("UPDATE 0825 GMT").
fn is_stamp(run: &Run, at: usize) -> bool {
    matches!(run.before(at, 1), "update" | "updated")
}

/// How far a phrase is from dating the trigger: its tokens away, more for each border between clauses, most of all for
/// the date of a saying or of a period given in passing.
fn distance(run: &Run, base: usize, phrase: &DatePhrase, trigger: &Range<usize>) -> usize {
    let at = phrase.tokens.start - base..phrase.tokens.end - base;
    let own = trigger.start.saturating_sub(base)..trigger.end.saturating_sub(base);
    if at.start < own.end && own.start < at.end {
        return 0;
    }
    let after = at.start >= own.end;
    let between = if after { own.end..at.start } else { at.end..own.start };
    let borders = between.clone().filter(|&token| is_border(run, token, &at)).count();
    let saying = dates_a_saying(run, &at, &own);
    let passing =
        matches!(phrase.when, When::Decade { .. } | When::Year { .. } | When::Season { .. });
    let behind = usize::from(!after && at.start > 0);
    between.len()
        + 12 * borders
        + 3 * behind
        + if saying { 60 } else { 0 }
        + if passing { 8 } else { 0 }
}

/// Whether a new clause begins at `token`, or a comma or bracket closes one just before it.
fn is_border(run: &Run, token: usize, phrase: &Range<usize>) -> bool {
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
        || is_saying(run.word(token))
}

/// Verbs of saying, as dates follow or precede them.
fn is_saying(word: &str) -> bool {
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
fn dates_a_saying(run: &Run, at: &Range<usize>, trigger: &Range<usize>) -> bool {
    const REACH: usize = 4;
    let other = |token: usize| is_saying(run.word(token)) && !trigger.contains(&token);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{document, tokens};
    use jiff::civil::date;
    use proptest::prelude::*;

    /// The date of `trigger` in the last line of `text`, published on Friday 12 August 2016.
    fn when(text: &str, trigger: &str, future: bool) -> (Option<String>, Option<String>, String) {
        let doc = document(text, Some(date(2016, 8, 12)));
        let trigger = tokens(&doc, trigger);
        let sentence = doc.sentence_of(trigger.start).unwrap();
        let found = resolve(&doc, sentence, trigger, future);
        (found.start, found.end, found.basis)
    }

    fn on(text: &str, trigger: &str, day: &str) {
        let (start, end, _) = when(text, trigger, false);
        assert_eq!((start.as_deref(), end.as_deref()), (Some(day), Some(day)), "{text}");
    }

    #[test]
    fn the_nearest_phrase_of_the_clause_governs() {
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
    fn a_day_earlier_counts_from_the_day_told_before() {
        on(
            "Rebels took the hill on Wednesday.\nShells fell there a day earlier.",
            "fell",
            "2016-08-09",
        );
    }

    #[test]
    fn without_a_phrase_or_a_date_little_is_known() {
        let (start, _, basis) = when("Shells fell on the town.", "fell", false);
        assert_eq!((start.as_deref(), basis.as_str()), (Some("2016-08-12"), "published"));
        let doc = document("Shells fell on Monday. Jets came on 3 March 2015.", None);
        let found = resolve(&doc, 0, tokens(&doc, "fell"), false);
        assert_eq!((found.start, found.basis.as_str()), (None, "on Monday"));
        let found = resolve(&doc, 1, tokens(&doc, "came"), false);
        assert_eq!(found.start.as_deref(), Some("2015-03-03"));
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
                if let (Some(start), Some(end)) = (&found.start, &found.end) && !start.starts_with('-') {
                    prop_assert!(start <= end, "{text:?} {found:?}");
                }
            }
        }
    }
}
