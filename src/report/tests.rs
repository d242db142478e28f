//! Tests of the report as a whole: counts, shared rows, marks, gaps.

use super::*;
use crate::event::{DateBasis, EventDate, sample};
use proptest::prelude::*;

fn report(events: &[Event]) -> serde_json::Value {
    let report = Report::of(events, &[], &Paragraphs::default());
    serde_json::to_value(report).unwrap()
}

fn event(id: &str) -> Event {
    Event { id: id.into(), ..sample() }
}

#[test]
fn no_events_are_a_report_too() {
    let page = report(&[]);
    assert_eq!(page["totals"]["events"], 0);
    assert_eq!(page["totals"]["published"], serde_json::Value::Null);
    assert_eq!(page["events"]["id"], serde_json::json!([]));
}

#[test]
fn an_event_that_comes_twice_is_counted_once() {
    let page = report(&[event("a"), event("b"), event("a")]);
    assert_eq!((&page["totals"]["events"], &page["totals"]["repeated"]), (&2.into(), &1.into()));
    assert_eq!(page["totals"]["kinds"], serde_json::json!([["air_strike", 2]]));
}

#[test]
fn what_events_share_is_kept_once() {
    let page = report(&[event("a"), event("b")]);
    let rows = |table: &str| page["tables"][table].as_array().unwrap().len();
    assert_eq!([rows("articles"), rows("places"), rows("dates"), rows("passages")], [1; 4]);
    assert_eq!(page["tables"]["places"][0][0], "Ar Raqqah");
    assert_eq!(page["tables"]["dates"][0][0], 17_024, "days since 1970");
    assert_eq!(page["events"]["place"], serde_json::json!([0, 0]));
}

#[test]
fn marks_count_as_a_script_does() {
    let mut one = event("a");
    one.evidence.text = "🙂 ضربت Jets struck.".into();
    one.evidence.start = 10;
    let at = one.evidence.text.find("struck").unwrap() as u32;
    one.trigger.start = 10 + at;
    one.trigger.end = one.trigger.start + 6;
    let page = report(&[one.clone()]);
    let marks: Vec<usize> =
        (0..4).map(|n| page["events"]["marks"][0][n].as_u64().unwrap() as usize).collect();
    let units: Vec<u16> = one.evidence.text.encode_utf16().collect();
    assert_eq!((marks[0], marks[1]), (0, units.len()));
    assert_eq!(String::from_utf16(&units[marks[2]..marks[3]]).unwrap(), "struck");
}

#[test]
fn what_is_not_known_is_a_bit_each() {
    let mut one = event("a");
    one.place = None;
    one.actor.clear();
    one.claimant = None;
    one.date = EventDate::unknown(DateBasis::None);
    let page = report(&[one, event("b")]);
    let gaps = page["gaps"].as_array().unwrap();
    let names = |event: usize| -> Vec<&str> {
        let bits = page["events"]["gaps"][event].as_u64().unwrap();
        let has = |(bit, _): &(usize, &serde_json::Value)| bits >> bit & 1 == 1;
        gaps.iter().enumerate().filter(has).map(|(_, gap)| gap["id"].as_str().unwrap()).collect()
    };
    let missing = ["no-date", "no-place", "no-actor", "no-recipient", "no-claimant", "no-outlet"];
    assert_eq!(names(0), missing);
    assert_eq!(names(1), ["no-recipient", "no-outlet"]);
}

proptest! {
    /// Every number names a row of its table, and every mark is in its passage.
    #[test]
    fn numbers_name_rows(
        events in prop::collection::vec(("[ab]", "\\PC{0,8}", 0u32..90, 0u32..90, "\\PC{0,4}"), 0..6),
    ) {
        let made = events.iter().map(|(id, text, from, to, name)| {
            let mut one = event(id);
            one.evidence.text.clone_from(text);
            (one.trigger.start, one.trigger.end) = (*from, *to);
            one.place.as_mut().unwrap().name = Some(name.clone());
            one.kind.clone_from(name);
            one
        });
        let page = report(&made.collect::<Vec<_>>());
        let rows = |table: &str| page["tables"][table].as_array().unwrap();
        for (column, table) in
            [("kind", "texts"), ("place", "places"), ("date", "dates"), ("passage", "passages")]
        {
            for number in page["events"][column].as_array().unwrap() {
                prop_assert!((number.as_u64().unwrap() as usize) < rows(table).len());
            }
        }
        let marks = page["events"]["marks"].as_array().unwrap();
        for (marks, passage) in marks.iter().zip(page["events"]["passage"].as_array().unwrap()) {
            let text = rows("passages")[passage.as_u64().unwrap() as usize][1].as_str().unwrap();
            let most = text.encode_utf16().count() as u64;
            prop_assert!(marks.as_array().unwrap().iter().all(|mark| mark.as_u64().unwrap() <= most));
        }
    }
}
