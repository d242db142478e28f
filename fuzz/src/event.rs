//! What holds for each event of an article.

use super::evidence::cut;
use dateline::corpus::evidence_from_raw;
use dateline::event::{Event, EventDate};
use dateline::sink::{AcledSink, CsvSink, JsonlSink, Loss, PloverSink, Sink, TableSink};
use dateline::text::Span;
use dateline::{Article, CodedArticle};

/// Checks the events of `coded`; `raw` are the bytes of its article.
pub fn hold(coded: &CodedArticle, raw: &[u8]) {
    for event in &coded.events {
        is_sound(event, coded.article(), raw);
        is_in_order(event);
    }
    can_be_written(&coded.events);
}

/// Its evidence and trigger are in the text, and its evidence in the raw bytes.
fn is_sound(event: &Event, article: &Article, raw: &[u8]) {
    let (evidence, trigger) = (&event.evidence, &event.trigger);
    let span = Span { start: evidence.start, end: evidence.end };
    assert_eq!(article.text.get(span.range()), Some(evidence.text.as_str()), "{event:?}");
    let words = trigger.start as usize..trigger.end as usize;
    assert_eq!(article.text.get(words), Some(trigger.text.as_str()), "{event:?}");
    let inside = evidence.start <= trigger.start && trigger.end <= evidence.end;
    assert!(
        inside && !trigger.text.is_empty(),
        "the trigger is outside of the evidence: {event:?}"
    );
    let range = article.origin.offsets.raw(span);
    assert_eq!((range.start, range.end), (evidence.raw_start, evidence.raw_end), "{event:?}");
    let bytes = cut(article, raw, span).expect("evidence is inside the file");
    let whole = |at| article.origin.offsets.is_cut(at);
    if whole(span.start) && whole(span.end) {
        let again = evidence_from_raw(bytes, article.origin.decoding);
        assert_eq!(again.as_deref(), Some(evidence.text.as_str()), "{event:?}");
    }
}

/// Its counts and dates have a low end that is not above the high one.
fn is_in_order(event: &Event) {
    for count in &event.counts {
        let in_order = count.high.is_none_or(|high| count.low <= high);
        assert!(in_order && count.low <= count.value, "{count:?} of {event:?}");
    }
    let EventDate { start, end, .. } = event.date;
    let in_order = start.zip(end).is_none_or(|(start, end)| start <= end);
    assert!(in_order, "{:?} of {event:?}", event.date);
}

/// All formats take them, and JSON gives them back.
pub fn can_be_written(events: &[Event]) {
    let table = TableSink { width: 80 };
    let sinks: [&dyn Sink; 5] = [&JsonlSink, &CsvSink, &AcledSink, &PloverSink, &table];
    for sink in sinks {
        let mut out = Vec::new();
        sink.begin(&mut out).expect("a head is written");
        sink.article(events, &mut out, &mut Loss::default()).expect("events are written");
        assert!(std::str::from_utf8(&out).is_ok(), "{} writes no UTF-8", sink.name());
    }
    for event in events {
        let text = serde_json::to_string(event).expect("an event is JSON");
        let again: Event = serde_json::from_str(&text).expect("its JSON is an event");
        assert_eq!(&again, event, "{text}");
    }
}
