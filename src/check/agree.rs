//! Whether a coded attribute agrees with the gold. Names are compared loosely (people quote more or fewer words of a
//! name), all other attributes exactly.

use super::gold::{GoldCount, GoldMention};
use super::names::same_name;
use crate::event::{Bound, Count, Counted, Event, EventDate, Party};
use crate::text::tokens::fold;
use crate::text::tokens::tokenise::tokenise;
use jiff::civil::Date;

/// The attributes that are compared, each with its comparison, in the order of reports.
pub const ATTRIBUTES: &[(&str, Compare)] = &[
    ("mode", |event, gold| either(&event.mode, &gold.mode, |event, gold| event == gold)),
    ("stance", |event, gold| gold.stance.as_ref().map(|stance| stance == event.stance.name())),
    ("claimant", |event, gold| {
        either(&event.claimant, &gold.claimant, |claimant, gold| {
            names_agree(gold, &claimant.text, claimant.name.as_deref())
        })
    }),
    ("actor", |event, gold| parties(&event.actor, &gold.actor)),
    ("recipient", |event, gold| parties(&event.recipient, &gold.recipient)),
    ("realis", |event, gold| gold.realis.as_ref().map(|realis| realis == event.realis.name())),
    ("place", |event, gold| {
        either(&event.place, &gold.place, |place, gold| {
            names_agree(gold, &place.text, place.name.as_deref())
        })
    }),
    ("date", |event, gold| {
        // Where the passage gives no day, the day inferred from the article's date is neither right nor wrong.
        gold.date.as_ref().map(|gold| gold.get(..10).is_some_and(|gold| holds(&event.date, gold)))
    }),
    ("killed", |event, gold| counts(&event.counts, &gold.counts, Counted::Killed)),
    ("wounded", |event, gold| counts(&event.counts, &gold.counts, Counted::Wounded)),
];

/// Whether an attribute of a matched event agrees with gold; `None` where neither side has it or gold does not code it.
pub type Compare = fn(&Event, &GoldMention) -> Option<bool>;

fn either<A, B>(
    event: &Option<A>,
    gold: &Option<B>,
    same: impl Fn(&A, &B) -> bool,
) -> Option<bool> {
    match (event, gold) {
        (None, None) => None,
        (Some(event), Some(gold)) => Some(same(event, gold)),
        _ => Some(false),
    }
}

/// Compares lists of parties as sets: each party of either side must agree with one of the other.
fn parties(event: &[Party], gold: &[String]) -> Option<bool> {
    if event.is_empty() && gold.is_empty() {
        return None;
    }
    let one = |party: &Party, gold: &String| names_agree(gold, &party.text, party.name.as_deref());
    let found = gold.iter().all(|gold| event.iter().any(|party| one(party, gold)));
    let meant = event.iter().all(|party| gold.iter().any(|gold| one(party, gold)));
    Some(found && meant)
}

/// Whether a date starts on the day `gold`, or covers two days ("in the past 24 hours") and ends on it.
pub fn holds(date: &EventDate, gold: &str) -> bool {
    let (Some(start), Some(end)) = (date.start, date.end) else { return false };
    let (start, end) = (start.date, end.date);
    let Ok(gold) = gold.parse::<Date>() else { return false };
    gold == start || gold == end && start.tomorrow().is_ok_and(|next| next == end)
}

/// Compares the figures of one type: both sides must have the same ones with the same bounds, in any order.
fn counts(event: &[Count], gold: &[GoldCount], what: Counted) -> Option<bool> {
    let reported = event.iter().filter(|count| count.what == what);
    let mut reported: Vec<(u64, Bound)> =
        reported.map(|count| (count.value, count.bound)).collect();
    let coded = gold.iter().filter(|count| count.what == what);
    let mut coded: Vec<(u64, Bound)> = coded
        .map(|count| {
            let bound = count.bound.unwrap_or(Bound::Exact);
            // A vague figure ("hundreds") has no value in gold, only a lower bound.
            (count.value.or(count.low).unwrap_or_default(), bound)
        })
        .collect();
    reported.sort();
    coded.sort();
    (!reported.is_empty() || !coded.is_empty()).then(|| reported == coded)
}

/// Whether a gold name agrees with a coded one (as written, or its canonical name): they are equal except for case, or
/// have the same head word, or share at least half of the words of the shorter one. The head is the last word before
/// the first preposition ("Observatory" in "Syrian Observatory for Human Rights"). Function words and words for types
/// of places ("city", "province") are ignored.
pub fn names_agree(gold: &str, text: &str, name: Option<&str>) -> bool {
    let words = NameWords::of(gold);
    same_name(gold, text, name, None)
        || [Some(text), name].into_iter().flatten().any(|name| words.agrees(&NameWords::of(name)))
}

/// The words of a name, for comparison.
struct NameWords {
    /// Content words, folded, sorted and without duplicates.
    content: Vec<String>,
    head: Option<String>,
    /// The last word for a type of place.
    sort: Option<String>,
}

/// Words that separate the head of a name from what qualifies it.
const PREPOSITIONS: &[&str] =
    &["of", "for", "in", "at", "from", "on", "to", "by", "near", "with", "around"];
/// Words for types of places, too general to make two names agree.
const SORTS: &[&str] = &["city", "town", "village", "province", "region", "area", "district"];
const SMALL: &[&str] = &[
    "the", "a", "an", "and", "s", "north", "south", "east", "west", "northern", "southern",
    "eastern", "western",
];

impl NameWords {
    fn of(name: &str) -> NameWords {
        let mut words = NameWords { content: Vec::new(), head: None, sort: None };
        let mut past_head = false;
        tokenise(name, |start, len| {
            let word = name.get(start..start + len).unwrap_or_default();
            let word = fold::fold(word).into_owned();
            if PREPOSITIONS.contains(&word.as_str()) {
                past_head |= words.head.is_some();
            } else if SORTS.contains(&word.as_str()) {
                words.sort = Some(word);
            } else if !SMALL.contains(&word.as_str()) {
                if !past_head {
                    words.head = Some(word.clone());
                }
                words.content.push(word);
            }
        });
        words.content.sort();
        words.content.dedup();
        words
    }

    fn agrees(&self, other: &NameWords) -> bool {
        if self.content.is_empty() && other.content.is_empty() {
            // "In and around the city", "the city": only the type of place is given.
            return self.sort.is_some() && self.sort == other.sort;
        }
        if self.content.is_empty() || other.content.is_empty() {
            return false;
        }
        let shared = self.content.iter().filter(|word| other.content.contains(word)).count();
        let shorter = self.content.len().min(other.content.len());
        (self.head.is_some() && self.head == other.head) || 2 * shared >= shorter
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    #[test]
    fn names_agree_by_head_or_shared_words() {
        let agree = |gold, text| names_agree(gold, text, None);
        assert!(agree("Syrian Observatory for Human Rights", "the Observatory"));
        assert!(agree("north of Raqqa city", "Raqqa"));
        assert!(agree("Foreign Minister Sergei Lavrov", "Lavrov"));
        assert!(agree("in and around the city", "the city"));
        assert!(!agree("the city", "a village") && !agree("the city", "Homs"));
        assert!(!agree("Aleppo", "Homs"));
        assert!(names_agree("Raqqa", "ar-Rakka", Some("Raqqa")));
    }

    #[test]
    fn two_day_spans_and_vague_figures_agree_with_gold_inside_them() {
        let on = |start: &str, end: &str| EventDate {
            start: start.parse().ok(),
            end: end.parse().ok(),
            ..sample().date
        };
        assert!(holds(&on("2016-08-11T18:00", "2016-08-11T23:59"), "2016-08-11"));
        assert!(holds(&on("2016-08-10", "2016-08-11"), "2016-08-11"));
        assert!(!holds(&on("2016-08-01", "2016-08-11"), "2016-08-11"));
        let gold: GoldCount = serde_json::from_value(
            serde_json::json!({"what": "killed", "low": 20, "bound": "at least"}),
        )
        .unwrap();
        assert_eq!(counts(&sample().counts, &[gold], Counted::Killed), Some(true));
    }

    #[test]
    fn attributes_that_neither_side_has_do_not_count() {
        let mut event = sample();
        let gold: GoldMention = serde_json::from_value(serde_json::json!({
            "article": "a1", "kind": "air_strike", "evidence": "x", "stance": "attributed",
            "claimant": "monitor",
            "actor": ["Syria", "Russia"], "realis": "ongoing", "place": "Raqqa city", "date": "2016-08-11",
            "counts": [{"what": "killed", "value": 20, "bound": "at least"}],
        }))
        .unwrap();
        let compare = |event: &Event| -> Vec<Option<bool>> {
            ATTRIBUTES.iter().map(|(_, compare)| compare(event, &gold)).collect()
        };
        let yes = Some(true);
        let no = Some(false);
        assert_eq!(compare(&event), [None, yes, yes, yes, None, no, yes, yes, yes, None]);
        event.counts.clear();
        event.place = None;
        assert_eq!(compare(&event)[6..], [no, yes, no, None]);
        event.actor.pop();
        assert_eq!(compare(&event)[3..5], [no, None]);
    }
}
