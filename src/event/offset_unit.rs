//! What the offsets of a record count: bytes, code points or UTF-16 code units of the cleaned text.

use super::Event;
use super::name::names;

/// What `start` and `end` of an [`Event`]'s evidence, trigger, claimant and parties count in the cleaned text.
/// `raw_start` and `raw_end` always count bytes of the container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OffsetUnit {
    /// Bytes of UTF-8, as Rust and Go count.
    #[default]
    Bytes,
    /// Unicode code points, as a `str` of Python and a string of R count.
    Codepoints,
    /// Code units of UTF-16, as strings of JavaScript, Java and C# count.
    Utf16,
}

names!(OffsetUnit, "unit of offsets", {
    Bytes => "bytes",
    Codepoints => "codepoints",
    Utf16 => "utf16",
});

/// The error for offsets that are not positions of the text they are said to be of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "event {event} has the offset {offset} in {unit}, which is no character's start in the article's text: give the \
     article that the event was coded from"
)]
pub struct OffsetError {
    /// The event's id.
    pub event: String,
    /// The offset.
    pub offset: u32,
    /// What it counts.
    pub unit: OffsetUnit,
}

impl OffsetUnit {
    /// The length of a character.
    fn length(self, character: char) -> u32 {
        (match self {
            OffsetUnit::Bytes => character.len_utf8(),
            OffsetUnit::Codepoints => 1,
            OffsetUnit::Utf16 => character.len_utf16(),
        }) as u32
    }

    /// The byte of `text` at which `offset` is; `None` where no character begins there.
    pub fn byte(self, text: &str, offset: u32) -> Option<usize> {
        match positions(text, self, OffsetUnit::Bytes, &[offset])[..] {
            [byte] => byte.map(|byte| byte as usize),
            _ => None,
        }
    }
}

/// The sorted offsets `wanted`, which count `from` in `text`, as offsets that count `to`; `None` for those at which no
/// character begins. One pass over the text.
fn positions(text: &str, from: OffsetUnit, to: OffsetUnit, wanted: &[u32]) -> Vec<Option<u32>> {
    let mut found = Vec::with_capacity(wanted.len());
    let (mut here, mut there) = (0, 0);
    let mut characters = text.chars();
    for &offset in wanted {
        while here < offset {
            let Some(character) = characters.next() else { break };
            here += from.length(character);
            there += to.length(character);
        }
        found.push((here == offset).then_some(there));
    }
    found
}

/// Makes the offsets of `events`, all of one article, count `unit`; `text` is the article's cleaned text. It takes one
/// pass over the text, however many events there are.
///
/// # Errors
/// An offset is no position of `text`, as when the events are of another article or of another version of it. The
/// events are then unchanged.
pub fn count_in(events: &mut [Event], text: &str, unit: OffsetUnit) -> Result<(), OffsetError> {
    let mut converted = Vec::new();
    for from in [OffsetUnit::Bytes, OffsetUnit::Codepoints, OffsetUnit::Utf16] {
        let mut wanted = Vec::new();
        for event in events.iter_mut().filter(|event| event.offsets == from && from != unit) {
            event.each_offset(|offset| wanted.push(*offset));
        }
        wanted.sort_unstable();
        wanted.dedup();
        let found = positions(text, from, unit, &wanted);
        for (&offset, &position) in wanted.iter().zip(&found) {
            match position {
                Some(position) => converted.push(((from, offset), position)),
                None => return Err(wrong(events, from, offset)),
            }
        }
    }
    for event in events.iter_mut().filter(|event| event.offsets != unit) {
        let from = std::mem::replace(&mut event.offsets, unit);
        event.each_offset(|offset| {
            // Units are in order, and the offsets of each are.
            if let Ok(at) = converted.binary_search_by_key(&(from, *offset), |(key, _)| *key) {
                *offset = converted[at].1;
            }
        });
    }
    Ok(())
}

/// The error for the first event with this offset.
fn wrong(events: &mut [Event], unit: OffsetUnit, offset: u32) -> OffsetError {
    let has = |event: &mut Event| {
        let mut any = false;
        event.each_offset(|other| any |= *other == offset);
        event.offsets == unit && any
    };
    let event = events.iter_mut().find_map(|event| has(event).then(|| event.id.clone()));
    OffsetError { event: event.unwrap_or_default(), offset, unit }
}

impl Event {
    /// Shows `each` every offset in the cleaned text.
    fn each_offset(&mut self, mut each: impl FnMut(&mut u32)) {
        let (evidence, trigger) = (&mut self.evidence, &mut self.trigger);
        [&mut evidence.start, &mut evidence.end].into_iter().for_each(&mut each);
        [&mut trigger.start, &mut trigger.end].into_iter().for_each(&mut each);
        if let Some(claimant) = &mut self.claimant {
            [&mut claimant.start, &mut claimant.end].into_iter().for_each(&mut each);
        }
        for party in self.actor.iter_mut().chain(&mut self.recipient) {
            party.start.iter_mut().chain(&mut party.end).for_each(&mut each);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;
    use proptest::prelude::*;
    use serde_json::Value;

    /// The text that an offset pair of `unit` cuts out of `text`, as the languages that count so do it.
    fn cut(text: &str, unit: OffsetUnit, start: u32, end: u32) -> Option<String> {
        let range = start as usize..end as usize;
        match unit {
            OffsetUnit::Bytes => text.get(range).map(str::to_owned),
            OffsetUnit::Codepoints => {
                let all: Vec<char> = text.chars().collect();
                all.get(range).map(|cut| cut.iter().collect())
            }
            OffsetUnit::Utf16 => {
                let all: Vec<u16> = text.encode_utf16().collect();
                all.get(range).and_then(|cut| String::from_utf16(cut).ok())
            }
        }
    }

    /// An event with a quotation at each byte range: the evidence, then the trigger, the claimant and two parties.
    fn event(text: &str, spans: &[(usize, usize)]) -> Event {
        let mut event = sample();
        let spans: Vec<(String, u32, u32)> = spans
            .iter()
            .map(|&(start, end)| (text[start..end].to_owned(), start as u32, end as u32))
            .collect();
        let evidence = &mut event.evidence;
        (evidence.text, evidence.start, evidence.end) = spans[0].clone();
        let trigger = &mut event.trigger;
        (trigger.text, trigger.start, trigger.end) = spans[1].clone();
        if let Some(claimant) = &mut event.claimant {
            (claimant.text, claimant.start, claimant.end) = spans[2].clone();
        }
        event.recipient = vec![event.actor[0].clone()];
        for (party, span) in event.actor.iter_mut().chain(&mut event.recipient).zip(&spans[3..]) {
            (party.text, party.start, party.end) = (span.0.clone(), Some(span.1), Some(span.2));
        }
        event
    }

    /// Checks that every object with a text and two offsets quotes `text`; returns how many there are.
    fn quotes(value: &Value, text: &str, unit: OffsetUnit) -> usize {
        let inner: usize = match value {
            Value::Object(map) => map.values().map(|inner| quotes(inner, text, unit)).sum(),
            Value::Array(list) => list.iter().map(|inner| quotes(inner, text, unit)).sum(),
            _ => 0,
        };
        let (Some(start), Some(end)) = (value["start"].as_u64(), value["end"].as_u64()) else {
            return inner;
        };
        let quoted = cut(text, unit, start as u32, end as u32);
        assert_eq!(quoted.as_deref(), value["text"].as_str(), "{value}");
        inner + 1
    }

    const TEXT: &str = "👩‍🚒 café: قال المصدر إن 20 قتلوا, cafe\u{301} 🇸🇾.";

    #[test]
    fn every_offset_is_converted_and_cuts_the_quoted_text() {
        let at = |needle: &str| {
            let start = TEXT.find(needle).unwrap();
            (start, start + needle.len())
        };
        let spans =
            [(0, TEXT.len()), at("قتلوا"), at("المصدر"), at("cafe\u{301}"), at("🇸🇾"), at("👩‍🚒")];
        let bytes = event(TEXT, &spans);
        for unit in [OffsetUnit::Bytes, OffsetUnit::Codepoints, OffsetUnit::Utf16] {
            let mut events = [bytes.clone(), bytes.clone()];
            assert_eq!(count_in(&mut events, TEXT, unit), Ok(()));
            let record = serde_json::to_value(&events[1]).unwrap();
            assert_eq!(record["offsets"], unit.name());
            assert_eq!(quotes(&record, TEXT, unit), 6);
            assert_eq!(events[0].evidence.raw_end, bytes.evidence.raw_end);
            assert_eq!(count_in(&mut events, TEXT, OffsetUnit::Bytes), Ok(()));
            assert_eq!(events[0], bytes);
        }
    }

    #[test]
    fn offsets_of_another_text_are_an_error_and_stay() {
        let mut events = [event(TEXT, &[(0, TEXT.len()); 6])];
        let before = events.clone();
        for other in ["short", ""] {
            let told = count_in(&mut events, other, OffsetUnit::Codepoints).unwrap_err();
            assert!(told.to_string().contains("give the article"), "{told}");
            assert_eq!(events, before);
        }
        assert_eq!(OffsetUnit::Utf16.byte("a😀b", 1), Some(1));
        assert_eq!(OffsetUnit::Utf16.byte("a😀b", 2), None);
        assert_eq!(OffsetUnit::Utf16.byte("a😀b", 3), Some(5));
        assert_eq!(OffsetUnit::Codepoints.byte("a😀b", 4), None);
    }

    #[test]
    fn records_of_earlier_versions_count_bytes() {
        let mut record = serde_json::to_value(sample()).unwrap();
        record.as_object_mut().unwrap().remove("offsets");
        let event: Event = serde_json::from_value(record).unwrap();
        assert_eq!(event.offsets, OffsetUnit::Bytes);
    }

    proptest! {
        #[test]
        fn any_text_is_quoted_in_every_unit(
            text in "(\\PC|[😀é\u{301}ق\n ]){1,60}",
            ends in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 6),
        ) {
            let borders: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let spans: Vec<(usize, usize)> = ends
                .iter()
                .map(|(one, two)| {
                    let (one, two) = (*one.get(&borders), *two.get(&borders));
                    (one.min(two), one.max(two))
                })
                .collect();
            let bytes = event(&text, &spans);
            let mut events = vec![bytes.clone()];
            for (_, unit) in OffsetUnit::NAMES.iter().chain(OffsetUnit::NAMES) {
                prop_assert_eq!(count_in(&mut events, &text, *unit), Ok(()));
                let record = serde_json::to_value(&events[0]).unwrap();
                prop_assert_eq!(quotes(&record, &text, *unit), 6);
            }
            prop_assert_eq!(count_in(&mut events, &text, OffsetUnit::Bytes), Ok(()));
            prop_assert_eq!(&events[0], &bytes);
        }
    }
}
