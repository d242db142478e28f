//! Words of a passage as numbers, for telling a copy from another report.

use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Shingles of a passage that are kept for finding its copies.
const SHINGLES: usize = 3;
/// Words in a shingle.
const SHINGLE: usize = 4;
/// Passages of fewer words are too short to be called copies.
const COPIED_WORDS: usize = 6;

/// A passage's words, hashed, sorted, distinct; and the smallest shingles of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    words: Vec<u32>,
    /// The smallest hashes of rows of words: copies share them, other passages hardly.
    pub shingles: Vec<u64>,
}

/// The words of `text`, in lower case and without marks.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// A number for a text, the same on every machine and in every run.
pub fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.write_usize(text.len());
    hasher.finish()
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

    /// Whether one is a copy of the other, touched up at most: two thirds of their words are shared.
    pub fn is_copy(&self, other: &Wording) -> bool {
        let (most, least) = (
            self.words.len().max(other.words.len()),
            self.words.len().min(other.words.len()),
        );
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
    fn a_copy_is_told_from_another_report() {
        let a = Wording::of("Jets struck the market of Gullhaven at noon, killing nine people.");
        let b = Wording::of("Jets struck the market of Gullhaven at noon killing nine people");
        let c = Wording::of("Nine people died when jets bombed a market in Gullhaven.");
        assert!(a.is_copy(&b) && b.is_copy(&a));
        assert_eq!(a.shingles, b.shingles);
        assert!(!a.is_copy(&c) && !c.is_copy(&a));
        assert!(!Wording::of("").is_copy(&Wording::of("")));
    }
}
