//! Places that no gazetteer knows, recognised by the words around a capitalised name: "in Kafr Basin", "the village of
//! Tell Amara", "Salaheen neighbourhood". Only `phrase` calls this.

use super::view::PlaceView;
use crate::frame::word_class::{is_direction, is_event_noun, is_place_noun};
use crate::text::calendar;
use std::ops::Range;

/// Capitalised words after "in" that are not places.
const NO_PLACES: &[&str] = &[
    "islam",
    "ramadan",
    "english",
    "arabic",
    "french",
    "russian",
    "turkish",
    "twitter",
    "facebook",
    "telegram",
    "youtube",
    "parliament",
    "congress",
    "god",
    "allah",
    "operation",
    "resolution",
    "chapter",
    "article",
    "phase",
    "round",
    "group",
    "friday",
    "president",
    "minister",
    "mr",
    "mrs",
    "dr",
    "general",
    "sunni",
    "shia",
    "shiite",
    "christmas",
    "easter",
    "eid",
    "tv",
    "un",
    "us",
    "usa",
    "uk",
    "eu",
    "nato",
    "i",
    "he",
    "she",
    "it",
    "we",
    "they",
    "the",
    "a",
    "an",
    "this",
    "that",
    "these",
    "those",
    "their",
    "its",
    "his",
    "her",
    "our",
    "my",
    "all",
    "some",
];

impl PlaceView<'_> {
    /// The tokens of an unknown name that begins at `at` and must be a place by the words around it.
    pub(super) fn unknown(&self, at: usize) -> Option<Range<usize>> {
        let words = &self.words;
        if !self.is_name_word(at) {
            return None;
        }
        let mut end = at + 1;
        while words.is_close(end - 1) && end < words.tokens.end && end < at + 4 {
            let particle =
                matches!(words.get(end), "al" | "el" | "de" | "del" | "la" | "ar" | "as");
            if particle && words.is_close(end) && self.is_name_word(end + 1) {
                end += 2;
            } else if self.is_name_word(end) && !is_place_noun(words.get(end)) {
                end += 1;
            } else {
                break;
            }
        }
        let described_noun = words.is_close(end - 1)
            && matches!(
                words.get(end),
                "village"
                    | "town"
                    | "neighborhood"
                    | "neighbourhood"
                    | "district"
                    | "province"
                    | "suburb"
                    | "area"
                    | "governorate"
                    | "countryside"
            )
            && !words.is_capital(at.saturating_sub(1));
        // "An attack in Gas Attack Horror": the words of a headline, not a town.
        if (at..end).any(|at| is_event_noun(words.get(at))) {
            return None;
        }
        let possessive = words.document.is_possessive(end - 1);
        let before = words.before(at);
        let article = matches!(before, "al" | "el" | "ar" | "as") && words.is_hyphen(at - 1);
        let first = at - usize::from(article);
        let named = words.before(first) == "of"
            && first.checked_sub(2).is_some_and(|of| {
                matches!(
                    words.get(of),
                    "town"
                        | "towns"
                        | "village"
                        | "villages"
                        | "city"
                        | "cities"
                        | "district"
                        | "neighborhood"
                        | "neighbourhood"
                        | "suburb"
                        | "province"
                        | "outskirts"
                        | "hamlet"
                )
            });
        let local =
            matches!(before, "in" | "near" | "outside") && self.ends_well(end) && !possessive;
        (described_noun || named || local).then_some(first..end)
    }

    /// A capitalised word with lower-case letters that is not a month, weekday or other known name.
    fn is_name_word(&self, at: usize) -> bool {
        let words = &self.words;
        let word = words.get(at);
        words.is_capital(at)
            && words.document.surface(at).chars().any(char::is_lowercase)
            && word.chars().count() > 2
            && !NO_PLACES.contains(&word)
            && !is_direction(word)
            && calendar::month(word).is_none()
            && calendar::weekday(word, true).is_none()
            && self.gazetteer.find(word).is_none()
            && (!words.is_headline() || self.ends_clause(at))
    }

    /// Whether punctuation or the sentence's end follows: in a headline all words are capitalised.
    fn ends_clause(&self, at: usize) -> bool {
        let words = &self.words;
        at + 1 >= words.tokens.end || !words.is_close(at)
    }

    /// Whether a name that ends before `end` can stand alone: nothing after it makes it a person, a body or a thing.
    fn ends_well(&self, end: usize) -> bool {
        let words = &self.words;
        end >= words.tokens.end
            || !words.is_close(end - 1)
            || !words.is_capital(end)
                && !words.is_hyphen(end - 1)
                && !matches!(words.get(end), "said" | "says" | "told" | "added")
    }
}
