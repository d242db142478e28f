//! Makes gold mentions from events, and from sentences with an event that no rule found.

use super::{ArticlePart, GoldCount, GoldMention, Verdict};
use crate::check::{agree, locate};
use crate::event::{Count, DatePrecision, Event, EventDate, Party};
use crate::text::{Article, Document, Span};

/// The current time as gold has it: RFC 3339, UTC, in seconds.
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    let whole = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
    whole.to_string()
}

impl GoldMention {
    /// The verdict of `by`, at the time `at`, on an event of `article`, with all its attributes. A date that was
    /// inferred only from the article's own date, or is less exact than a day, is left out.
    pub fn of_event(
        event: &Event,
        article: &Article,
        verdict: Verdict,
        by: &str,
        at: &str,
    ) -> GoldMention {
        let passage = Span { start: event.evidence.start, end: event.evidence.end };
        let (part, start, end) = locate::place(article, passage);
        GoldMention { part, start, end, ..GoldMention::of_record(event, verdict, by, at) }
    }

    /// Like [`GoldMention::of_event`] for an event whose article is not at hand: without the position of the passage,
    /// which is then found by its words.
    pub fn of_record(event: &Event, verdict: Verdict, by: &str, at: &str) -> GoldMention {
        let names = |parties: &[Party]| parties.iter().map(|party| party.text.clone()).collect();
        GoldMention {
            mode: event.mode.clone(),
            trigger: Some(event.trigger.text.clone()),
            stance: Some(event.stance.name().to_owned()),
            claimant: event.claimant.as_ref().map(|claimant| claimant.text.clone()),
            realis: Some(event.realis.name().to_owned()),
            actor: names(&event.actor),
            recipient: names(&event.recipient),
            place: event.place.as_ref().map(|place| place.text.clone()),
            date: day(&event.date),
            counts: event.counts.iter().map(GoldCount::of).collect(),
            rule: Some(event.rule.clone()),
            event: Some(event.id.clone()),
            ..bare(&event.article.id, event.evidence.text.clone(), &event.kind, verdict, by, at)
        }
    }

    /// An event of kind `kind` that a person sees in a passage of `article`, without attributes.
    pub fn seen(article: &Article, passage: Span, kind: &str, verdict: Verdict) -> GoldMention {
        let passage = passage.trimmed(&article.text);
        let (part, start, end) = locate::place(article, passage);
        let text = passage.cut(&article.text).to_owned();
        let bare = bare(&article.id, text, kind, verdict, "", "");
        GoldMention { part, start, end, by: None, at: None, ..bare }
    }

    /// An event of kind `kind` that `by` sees in a sentence of `document` (numbered from 1) and that no rule found.
    /// `None` where there is no such sentence.
    pub fn missed(
        document: &Document,
        sentence: usize,
        kind: &str,
        by: &str,
        at: &str,
    ) -> Option<GoldMention> {
        let passage = document.sentences().get(sentence.checked_sub(1)?)?.span;
        let text = passage.cut(document.text()).trim().to_owned();
        let (part, start, end) = locate::place(&document.article, passage);
        let article = &document.article.id;
        Some(GoldMention { part, start, end, ..bare(article, text, kind, Verdict::Miss, by, at) })
    }
}

/// A mention without attributes and position.
fn bare(
    article: &str,
    evidence: String,
    kind: &str,
    verdict: Verdict,
    by: &str,
    at: &str,
) -> GoldMention {
    GoldMention {
        article: article.to_owned(),
        part: ArticlePart::Text,
        kind: kind.to_owned(),
        mode: None,
        evidence,
        trigger: None,
        stance: None,
        claimant: None,
        realis: None,
        actor: Vec::new(),
        recipient: Vec::new(),
        place: None,
        date: None,
        counts: Vec::new(),
        start: 0,
        end: 0,
        verdict,
        by: Some(by.to_owned()),
        at: Some(at.to_owned()),
        rule: None,
        event: None,
    }
}

fn day(date: &EventDate) -> Option<String> {
    use DatePrecision::{Day, Hour, Minute};
    let reported = matches!(date.precision, Day | Hour | Minute) && date.basis.is_phrase();
    let day = date.start?.date.to_string();
    (reported && agree::holds(date, &day)).then_some(day)
}

impl GoldCount {
    fn of(count: &Count) -> GoldCount {
        GoldCount {
            what: count.what,
            value: Some(count.value),
            low: Some(count.low),
            high: count.high,
            bound: Some(count.bound),
            whom: count.whom.clone(),
            source: count.source.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::agree::ATTRIBUTES;
    use crate::check::examples;
    use crate::check::score::compare;
    use crate::event::{DateBasis, sample};
    use crate::text::Vocabulary;
    use proptest::prelude::*;

    fn document(text: &str) -> Document {
        Document::new(examples::article("a", text), &mut Vocabulary::new())
    }

    /// An event in a sentence of `document`, as a coder gives it.
    fn event(document: &Document, sentence: usize) -> Event {
        let mut event = sample();
        let span = document.sentences()[sentence].span;
        event.article.id = "a".into();
        event.evidence.text = span.cut(document.text()).to_owned();
        (event.evidence.start, event.evidence.end) = (span.start, span.end);
        event
    }

    #[test]
    fn an_accepted_event_is_gold_with_all_its_attributes() {
        let document = document("Föhn blew.\n\nÜbrigens: jets hit a bridge. So.");
        let event = event(&document, 1);
        let gold = GoldMention::of_event(
            &event,
            &document.article,
            Verdict::Accept,
            "me",
            "2026-01-02T03:04:05Z",
        );
        let line = serde_json::to_value(&gold).unwrap();
        assert_eq!(
            (&line["in"], &line["start"], &line["end"]),
            (&"text".into(), &12.into(), &40.into())
        );
        assert_eq!((&line["verdict"], &line["by"]), (&"accept".into(), &"me".into()));
        assert_eq!((&line["event"], &line["date"]), (&"e1".into(), &"2016-08-11".into()));
        assert_eq!(line["counts"][0]["bound"], "at_least");
        assert_eq!(serde_json::from_value::<GoldMention>(line).unwrap(), gold);

        let mut event = event;
        event.date.basis = DateBasis::Published;
        let reject = GoldMention::of_event(&event, &document.article, Verdict::Reject, "me", "");
        assert_eq!((reject.date, reject.verdict), (None, Verdict::Reject));
    }

    #[test]
    fn a_missed_sentence_is_gold_without_attributes() {
        let document = document("Aid came. Much later, more aid came.");
        let gold = GoldMention::missed(&document, 2, "aid", "me", &now()).unwrap();
        assert_eq!(
            (gold.evidence.as_str(), gold.start, gold.part),
            ("Much later, more aid came.", 10, ArticlePart::Text)
        );
        assert_eq!((gold.verdict, gold.stance), (Verdict::Miss, None));
        assert!(gold.at.unwrap().parse::<jiff::Timestamp>().is_ok());
        assert!(
            [0, 3].iter().all(|at| GoldMention::missed(&document, *at, "aid", "", "").is_none())
        );
    }

    #[test]
    fn a_rejected_event_is_never_right() {
        let document = document("Jets hit a bridge and jets hit a school.");
        let (one, mut two) = (event(&document, 0), event(&document, 0));
        two.id = "e2".into();
        let gold = [(&one, Verdict::Accept), (&two, Verdict::Reject)].map(|(event, verdict)| {
            GoldMention::of_event(event, &document.article, verdict, "", "")
        });
        let compared = compare(&document, vec![two], &gold.each_ref());
        assert_eq!(
            (compared.right.len(), compared.spurious.len(), compared.missed.len()),
            (0, 1, 1)
        );
        let compared = compare(&document, vec![one], &gold.each_ref());
        assert_eq!(
            (compared.right.len(), compared.spurious.len(), compared.missed.len()),
            (1, 0, 0)
        );
    }

    proptest! {
        #[test]
        fn an_event_agrees_with_its_own_gold_in_all_attributes(
            text in "([A-Za-zäß“”’. \n]|\\PC){1,80}",
            at in any::<prop::sample::Index>(),
            names in prop::collection::vec("\\PC{0,12}|the north|city", 4),
            days in (1i8..28, 1i8..28),
            basis in "published|on Monday|none",
            value in any::<u64>(),
        ) {
            let document = document(&text);
            let letters = |span: Span| span.cut(document.text()).chars().any(char::is_alphanumeric);
            let sentences = document.sentences().iter().enumerate();
            let usable: Vec<usize> =
                sentences.filter(|(_, sentence)| letters(sentence.span)).map(|(at, _)| at).collect();
            prop_assume!(!usable.is_empty());
            let mut event = event(&document, *at.get(&usable));
            event.actor[0].text.clone_from(&names[0]);
            event.recipient = vec![event.actor[1].clone()];
            event.recipient[0].text.clone_from(&names[1]);
            event.claimant.iter_mut().for_each(|claimant| claimant.text.clone_from(&names[2]));
            event.place.iter_mut().for_each(|place| place.text.clone_from(&names[3]));
            event.date.start = format!("2016-08-{:02}T10:00", days.0).parse().ok();
            event.date.end = format!("2016-08-{:02}", days.1).parse().ok();
            event.date.basis = DateBasis::of(&basis);
            event.counts[0].value = value;

            let gold = GoldMention::of_event(&event, &document.article, Verdict::Accept, "", "");
            let compared = compare(&document, vec![event], &[&gold]);
            prop_assert!(compared.missed.is_empty() && compared.unlocated.is_empty());
            let [(event, gold)] = &compared.right[..] else { panic!("not right") };
            for (attribute, agrees) in ATTRIBUTES {
                prop_assert_ne!(agrees(event, gold), Some(false), "{}", attribute);
            }
        }
    }
}
