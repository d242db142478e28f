//! The words of a passage as hashes, for detecting copies.

use crate::text::calendar::{MONTHS, WEEKDAYS};
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// The number of shingles kept for finding copies of a passage.
const SHINGLES: usize = 3;
/// The number of words in a shingle.
const SHINGLE: usize = 4;
/// Passages of fewer words are too short to be called copies.
const COPIED_WORDS: usize = 6;

/// The distinct words of a passage, hashed and sorted; and its smallest shingles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    words: Vec<u32>,
    /// The smallest hashes of word n-grams: copies share them, other passages hardly do.
    pub shingles: Vec<u64>,
}

/// The words of `text`, in lower case and without punctuation.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// A hash of a text, the same on every machine and in every run.
pub fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.write_usize(text.len());
    hasher.finish()
}

/// Words after which a capitalised name is probably a place.
const BEFORE_PLACES: &[&str] = &["in", "near", "at", "on", "outside", "of"];
/// Words that may come between them.
const SORTS: &[&str] = &[
    "the", "town", "village", "city", "district", "rebel", "held", "nearby", "al", "el", "ar",
    "as", "ash", "ad", "an", "at",
];

/// Whether a word is the full name of a weekday or month.
fn is_time(word: &str) -> bool {
    MONTHS.contains(&word) || WEEKDAYS.contains(&word)
}

/// Hashes of words that may name a place: capitalised ones after "in", "near", "the town of" and the like. None for a
/// text all in capitals, where capitals say nothing.
pub fn unknown_place_names(text: &str) -> Vec<u32> {
    let tokens: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if !text.chars().any(char::is_lowercase) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut expected = false;
    for token in tokens {
        let word = token.to_lowercase();
        if expected && SORTS.contains(&word.as_str()) {
            continue; // "in the town of al-Bab": the name is yet to come
        }
        if BEFORE_PLACES.contains(&word.as_str()) {
            expected = true;
        } else {
            let named = token.starts_with(char::is_uppercase) && !is_time(&word);
            if expected && named {
                found.push(hash(&word) as u32);
            }
            expected = false;
        }
    }
    found
}

impl Wording {
    /// Reads a passage.
    pub fn of(text: &str) -> Wording {
        let words = words(text);
        let mut shingles: Vec<u64> =
            words.windows(SHINGLE).map(|row| hash(&row.join(" "))).collect();
        shingles.sort_unstable();
        shingles.dedup();
        shingles.truncate(SHINGLES);
        let mut words: Vec<u32> = words.iter().map(|word| hash(word) as u32).collect();
        words.sort_unstable();
        words.dedup();
        Wording { words, shingles }
    }

    /// Whether the passage has the word of this hash.
    pub fn has(&self, word: u32) -> bool {
        self.words.binary_search(&word).is_ok()
    }

    /// Whether one is a copy of the other, at most slightly edited: two thirds of their words are shared.
    pub fn is_copy(&self, other: &Wording) -> bool {
        let (most, least) =
            (self.words.len().max(other.words.len()), self.words.len().min(other.words.len()));
        if least < COPIED_WORDS || least * 3 < most * 2 {
            return false;
        }
        let mut others = other.words.iter().peekable();
        let shared = self.words.iter().filter(|word| {
            while others.next_if(|other| other < word).is_some() {}
            others.next_if(|other| other == word).is_some()
        });
        let shared = shared.count();
        shared * 3 >= (self.words.len() + other.words.len() - shared) * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_place_names_are_found() {
        let unknown_names = |text| unknown_place_names(text).len();
        assert_eq!(unknown_names("Two more died in raids on the town of Saltmarsh."), 1);
        assert_eq!(unknown_names("Two more died in the town of al-Saltmarsh."), 1);
        assert_eq!(unknown_names("Two more died in the raid on Tuesday."), 0);
        assert_eq!(unknown_names("TWO MORE DIED IN SALTMARSH"), 0);
    }

    #[test]
    fn copies_are_detected() {
        let a = Wording::of("Jets struck the market of Gullhaven at noon, killing nine people.");
        let b = Wording::of("Jets struck the market of Gullhaven at noon killing nine people");
        let c = Wording::of("Nine people died when jets bombed a market in Gullhaven.");
        assert!(a.is_copy(&b) && b.is_copy(&a));
        assert_eq!(a.shingles, b.shingles);
        assert!(!a.is_copy(&c) && !c.is_copy(&a));
        assert!(!Wording::of("").is_copy(&Wording::of("")));
    }
}
