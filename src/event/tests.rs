//! Tests of the record: what is written is read back, and every word is spelt once.

use super::*;
use jiff::civil::{Date, Time};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use std::fmt::{Debug, Display};

#[test]
fn an_event_round_trips_through_json() {
    let event = sample();
    let line = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&line).unwrap(), event);
}

/// Checks that `value` is written as `word` in JSON and read back.
fn assert_round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, word: &str) {
    let json = serde_json::to_value(value).unwrap();
    assert_eq!(json, word);
    assert_eq!(&serde_json::from_value::<T>(json).unwrap(), value);
}

#[test]
fn every_value_round_trips_through_its_word_and_json() {
    macro_rules! all {
        ($($type:ident),+) => {$(
            for (word, value) in $type::NAMES {
                assert_eq!((value.name(), value.to_string().as_str()), (*word, *word));
                assert_eq!($type::parse(word), Ok(*value));
                assert_round_trip(value, word);
            }
            let words: std::collections::BTreeSet<_> = $type::words().collect();
            assert_eq!(words.len(), $type::NAMES.len());
            assert!($type::parse("Killed ").is_err());
        )+};
    }
    all!(Counted, Bound, Stance, Realis, DatePrecision, PlaceBasis, PlacePrecision, OffsetUnit);
    for (word, basis) in DateBasis::NAMES {
        assert_eq!((basis.name(), &DateBasis::of(word)), (*word, basis));
        assert_round_trip(basis, word);
    }
}

#[test]
fn an_unknown_word_is_an_error_that_lists_the_valid_words() {
    let told = Counted::parse("kiled").unwrap_err().to_string();
    assert_eq!(
        told,
        "\"kiled\" is not a type of count: use one of killed, wounded, casualties, detained, displaced, besieged"
    );
    let read = |json: &str| serde_json::from_str::<Bound>(json).unwrap_err().to_string();
    assert!(read("\"at least\"").contains("one of exact, at_least, up_to, about"));
    assert!(read("3").contains("expected the word for a bound of a figure"));
}

#[test]
fn days_and_minutes_are_read_as_written() {
    let read = |text: &str| text.parse::<CivilTime>();
    for text in ["2016-08-11", "2016-08-11T10:00", "2016-08-11T23:59", "2016-08-11T10:00:05"] {
        assert_eq!(read(text).unwrap().to_string(), text);
    }
    assert_eq!(read("2016-08-11T10:00:00").unwrap().to_string(), "2016-08-11T10:00");
    assert!(read("2016-08-11").unwrap() < read("2016-08-11T00:00").unwrap());
    for text in ["soon", "", "2016-08", "20160811", "2016-02-30", "2016-08-11T", "2016-08-11T25:00"]
    {
        assert_eq!(read(text), Err(ParseCivilTimeError(text.into())));
    }
    for text in ["2016-08-11T10:00Z", "2016-08-11T10", "2016-08-11 10:00", "2016-08-11T10:00T11:00"]
    {
        assert!(read(text).unwrap_err().to_string().contains("write 2016-08-11"), "{text}");
    }
}

fn any_time() -> impl Strategy<Value = CivilTime> {
    let day = (-9999i16..=9999, 1i8..=12, 1i8..=31);
    let day = day.prop_filter_map("a day of the calendar", |(year, month, day)| {
        Date::new(year, month, day).ok()
    });
    let time =
        (0i8..24, 0i8..60, prop_oneof![Just(0i8), 0i8..60], prop_oneof![Just(0), 0..1_000_000_000]);
    let time = time.prop_filter_map("a time of day", |(hour, minute, second, nano)| {
        Time::new(hour, minute, second, nano).ok()
    });
    (day, prop::option::of(time)).prop_map(|(date, time)| CivilTime { date, time })
}

fn any_date() -> impl Strategy<Value = EventDate> {
    let precision = prop::sample::select(DatePrecision::NAMES).prop_map(|(_, value)| value);
    let basis = "published|update|none|\\PC{0,20}".prop_map(|text| DateBasis::of(&text));
    let time = || prop::option::of(any_time());
    (time(), time(), precision, basis).prop_map(|(start, end, precision, basis)| EventDate {
        start,
        end,
        precision,
        basis,
    })
}

fn any_count() -> impl Strategy<Value = Count> {
    let what = prop::sample::select(Counted::NAMES).prop_map(|(_, value)| value);
    let bound = prop::sample::select(Bound::NAMES).prop_map(|(_, value)| value);
    let figures = (any::<u64>(), any::<u64>(), any::<Option<u64>>());
    let words = || prop::option::of("\\PC{0,12}");
    (what, bound, figures, words(), words()).prop_map(|(what, bound, figures, whom, source)| {
        let (value, low, high) = figures;
        Count { what, value, low, high, bound, whom, source }
    })
}

fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let line = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&line).unwrap(), value);
}

fn shown(value: &impl Display) -> String {
    value.to_string()
}

proptest! {
    #[test]
    fn dates_and_counts_round_trip_through_json(date in any_date(), count in any_count(), time in any_time()) {
        same(&date);
        same(&count);
        prop_assert_eq!(shown(&time).parse::<CivilTime>(), Ok(time));
        assert_round_trip(&time, &shown(&time));
        prop_assert_eq!(&DateBasis::of(date.basis.name()), &date.basis);
        let event = Event { date, counts: vec![count], ..sample() };
        same(&event);
    }

    #[test]
    fn any_text_is_a_canonical_day_or_an_error(
        text in "\\PC{0,24}|-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?)?",
    ) {
        if let Ok(time) = text.parse::<CivilTime>() {
            prop_assert_eq!(shown(&time).parse::<CivilTime>(), Ok(time));
        }
    }
}
