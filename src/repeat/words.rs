//! The words of an article and of its events: hashes, figures, and a set that takes few bytes.

use crate::event::Event;

/// Words that are figures and the same figure as digits, in order from one.
const NUMBERS: [&str; 20] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
/// Other words that count as figures, each by itself: another one of them is another number or another day.
const MORE_FIGURES: [&str; 20] = [
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "dozen",
    "dozens",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
/// The longest word of these lists, in bytes.
const LONGEST_FIGURE: usize = 9;

/// The most bits in a [`WordSet`].
const MOST_BITS: usize = 4096;
/// The fewest.
const LEAST_BITS: usize = 256;
/// A set has at least so many bits for each word, below the most.
const BITS_A_WORD: usize = 8;
/// So many bits are set for each word.
const BITS_SET: u32 = 4;

/// The words of `text`: stretches of letters and digits.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// What the events of an article name: the figures and the capitalised words of their passages and places. Where an earlier
/// article lacks one of them, it reports something else, however alike the two are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventWords(Box<[u64]>);

impl EventWords {
    /// The words of `events`.
    pub fn of(events: &[Event]) -> EventWords {
        let texts = events.iter().flat_map(|event| {
            let place = event.place.as_ref().map(|place| place.text.as_str());
            [Some(event.evidence.text.as_str()), place]
        });
        // A single capital is an initial, or "A" at the beginning of a sentence.
        let is_name =
            |word: &str| word.starts_with(char::is_uppercase) && word.chars().nth(1).is_some();
        let each = texts.flatten().flat_map(words);
        let mut found: Vec<u64> = each
            .filter_map(|word| match figure(word) {
                None if is_name(word) => Some(hash_of_word(word)),
                figure => figure,
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        EventWords(found.into())
    }

    /// Whether all of them are in `words`.
    pub fn are_in(&self, words: &WordSet) -> bool {
        self.0.iter().all(|hash| words.has(*hash))
    }
}

/// A set of words in at most 512 bytes (a Bloom filter). It has every word that was put in; of others it wrongly has few:
/// one in fifty of an article of up to 500 different words, more of a longer one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordSet(Box<[u64]>);

impl WordSet {
    /// The set of the words with these hashes.
    pub fn of(mut hashes: Vec<u64>) -> WordSet {
        hashes.sort_unstable();
        hashes.dedup();
        let bits = (hashes.len() * BITS_A_WORD).next_power_of_two().clamp(LEAST_BITS, MOST_BITS);
        let mut set = vec![0; bits / 64];
        for at in hashes.into_iter().flat_map(|hash| bits_of(hash, bits)) {
            set[at / 64] |= 1 << (at % 64);
        }
        WordSet(set.into())
    }

    /// Whether the word with this hash is in the set.
    pub fn has(&self, hash: u64) -> bool {
        let has_bit =
            |at: usize| self.0.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1);
        bits_of(hash, self.0.len() * 64).all(has_bit)
    }

    /// How many bytes it takes.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.0)
    }
}

/// The bits of a word in a set of `bits` bits, a power of two of at most 16 binary digits.
fn bits_of(hash: u64, bits: usize) -> impl Iterator<Item = usize> {
    let hash = spread(hash);
    (0..BITS_SET).map(move |at| (hash >> (16 * at)) as usize & bits.saturating_sub(1))
}

/// The hash of a word, of a number word that of its digits.
pub fn hash_of_word_or_figure(word: &str) -> u64 {
    figure(word).unwrap_or_else(|| hash_of_word(word))
}

/// The hash of the figure that a word is: one with a digit, a number word, or a day of the week.
pub fn figure(word: &str) -> Option<u64> {
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Some(hash_of_word(word));
    }
    let is_word = |number: &&str| number.eq_ignore_ascii_case(word);
    if word.len() > LONGEST_FIGURE || !word.is_ascii() {
        return None;
    }
    match NUMBERS.iter().position(&is_word) {
        Some(number) => Some(hash_of_word(&(number + 1).to_string())),
        None => MORE_FIGURES.iter().any(is_word).then(|| hash_of_word(word)),
    }
}

/// A hash of a word in lower case, the same on every machine and in every version.
pub fn hash_of_word(word: &str) -> u64 {
    const SEED: u64 = 0xcbf2_9ce4_8422_2325;
    match word.is_ascii() {
        true => word.bytes().fold(SEED, |hash, byte| mixed(hash, byte.to_ascii_lowercase().into())),
        false => {
            word.chars().flat_map(char::to_lowercase).fold(SEED, |hash, c| mixed(hash, c.into()))
        }
    }
}

/// Adds a value to a hash.
pub fn mixed(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The upper half of a hash after its bits are spread, so that the smallest are a fair sample.
pub fn top(hash: u64) -> u32 {
    (spread(hash) >> 32) as u32
}

fn spread(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: impl Iterator<Item = String>) -> WordSet {
        WordSet::of(words.map(|word| hash_of_word_or_figure(&word)).collect())
    }

    #[test]
    fn a_set_has_its_words_and_few_others() {
        for (count, most) in [(1, 0), (250, 80), (500, 80), (5000, 2000)] {
            let words = set((0..count).map(|at| format!("mill{at}x")));
            assert!((0..count).all(|at| words.has(hash_of_word(&format!("MILL{at}x")))));
            let others = (0..2000).filter(|at| words.has(hash_of_word(&format!("pier{at}y"))));
            let others = others.count();
            assert!(others <= most && words.bytes() <= 512, "{count}: {others}");
        }
        assert!(!WordSet::default().has(hash_of_word("mill")));
    }

    #[test]
    fn hashes_and_figures_are_the_same_everywhere() {
        assert_eq!(top(hash_of_word("Ford")), top(hash_of_word("fORD")));
        assert_eq!(top(hash_of_word("ford")), 2_033_065_261);
        assert_eq!(figure("Nine"), figure("9"));
        assert!(figure("Thursday").is_some() && figure("thursday") != figure("friday"));
        assert_eq!(figure("mill"), None);
    }
}
