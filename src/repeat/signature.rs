//! A sample of an article's word sequences and of its figures.

use crate::text::{Article, RegionKind};
use std::collections::{BTreeSet, BinaryHeap};

/// The number of words in a sequence.
const SHINGLE: usize = 5;
/// The most sequences in a signature: those with the smallest hashes.
const MOST_SHINGLES: usize = 96;
/// The most figures in a signature: those with the smallest hashes.
const MOST_FIGURES: usize = 24;
/// Texts with fewer sequences are not compared: two notices of fifteen words may be the same but for the headline.
const LEAST_SHINGLES: u32 = 20;
/// Of a text with fewer sequences nearly all must be in the other, since a single other name changes what it reports.
const SHORT: u32 = 60;
/// The part of a short text's sequences that must be in the other, in percent.
const OF_SHORT: usize = 95;
/// The part of a longer text's sequences that must be in the other, in percent.
const OF_LONG: usize = 75;
/// Where two signatures have fewer sequences to compare (a brief cut from a long report), chance counts for more.
const FEW: usize = 32;
/// The part that must then be in the other, in percent.
const OF_FEW: usize = 85;
/// With fewer sequences to compare, nothing can be said.
const LEAST_COMPARED: usize = 8;
/// The number words that are the same figure as digits, in order from one.
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
/// Other words that are figures, each by itself: another one of them is another figure.
const MORE_NUMBERS: [&str; 13] = [
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
];

/// What an article says, in at most 512 bytes: hashes of some of its sequences of five words, and of its figures. Case,
/// punctuation, headline, byline and page furniture do not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// The smallest hashes of sequences, sorted; then the smallest hashes of figures, sorted.
    values: Box<[u32]>,
    /// How many of `values` are of sequences.
    shingles: u8,
    /// How many different sequences the article has.
    all: u32,
}

impl Signature {
    /// The signature of `article`.
    pub fn of(article: &Article) -> Signature {
        let (mut shingles, mut figures) =
            (Smallest::new(MOST_SHINGLES), Smallest::new(MOST_FIGURES));
        let mut row: [u64; SHINGLE] = [0; SHINGLE];
        let mut words = 0usize;
        let is_read =
            |kind| matches!(kind, RegionKind::Body | RegionKind::Heading | RegionKind::Caption);
        for region in article.layout.regions.iter().filter(|region| is_read(region.kind)) {
            for word in region.span.cut(&article.text).split(|c: char| !c.is_alphanumeric()) {
                if word.is_empty() {
                    continue;
                }
                if let Some(figure) = figure(word) {
                    figures.add(figure);
                }
                row[words % SHINGLE] = hash_of_word(word);
                words += 1;
                if words >= SHINGLE {
                    let each = (0..SHINGLE).map(|at| row[(words + at) % SHINGLE]);
                    shingles.add(top(each.fold(0, mixed)));
                }
            }
        }
        let all = u32::try_from(words.saturating_sub(SHINGLE - 1)).unwrap_or(u32::MAX);
        let mut values = shingles.sorted();
        let count = values.len() as u8;
        values.extend(figures.sorted());
        Signature { values: values.into(), shingles: count, all }
    }

    /// The smallest hashes of sequences, sorted.
    pub(super) fn shingles(&self) -> &[u32] {
        self.values.get(..usize::from(self.shingles)).unwrap_or_default()
    }

    /// The smallest hashes of figures, sorted.
    fn figures(&self) -> &[u32] {
        self.values.get(usize::from(self.shingles)..).unwrap_or_default()
    }

    /// Whether the text is long enough to be compared.
    pub(super) fn is_comparable(&self) -> bool {
        self.all >= LEAST_SHINGLES
    }

    /// Whether the article says nothing that the `earlier` one does not: nearly all of its sequences are there, and all of
    /// its figures.
    pub fn repeats(&self, earlier: &Signature) -> bool {
        if !self.is_comparable() || !earlier.is_comparable() {
            return false;
        }
        // Below both limits each signature has all hashes of its article: a fair sample of both.
        let limit =
            limit(self.shingles(), MOST_SHINGLES).min(limit(earlier.shingles(), MOST_SHINGLES));
        let (compared, shared) = shared(self.shingles(), earlier.shingles(), limit);
        let part = match () {
            () if self.all < SHORT => OF_SHORT,
            () if compared < FEW => OF_FEW,
            () => OF_LONG,
        };
        if compared < LEAST_COMPARED.min(self.all as usize) || shared * 100 < compared * part {
            return false;
        }
        let limit = self::limit(earlier.figures(), MOST_FIGURES);
        let (figures, known) = self::shared(self.figures(), earlier.figures(), limit);
        figures == known
    }
}

/// The hash up to which a signature has everything: its greatest, if it is full.
fn limit(values: &[u32], most: usize) -> u32 {
    values.last().copied().filter(|_| values.len() == most).unwrap_or(u32::MAX)
}

/// How many of `ours` are at most `limit`, and how many of those are among `theirs`; both are sorted.
fn shared(ours: &[u32], theirs: &[u32], limit: u32) -> (usize, usize) {
    let ours = &ours[..ours.partition_point(|value| *value <= limit)];
    let mut others = theirs.iter().peekable();
    let is_there = |value: &&u32| {
        while others.next_if(|other| other < value).is_some() {}
        others.next_if(|other| other == value).is_some()
    };
    (ours.len(), ours.iter().filter(is_there).count())
}

/// The hash of the figure that a word is: one with a digit, or a number word.
fn figure(word: &str) -> Option<u32> {
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Some(top(hash_of_word(word)));
    }
    let is_word = |number: &&str| number.eq_ignore_ascii_case(word);
    if word.len() > 9 || !word.is_ascii() {
        return None;
    }
    match NUMBERS.iter().position(|number| is_word(&number)) {
        Some(number) => Some(top(hash_of_word(&(number + 1).to_string()))),
        None => MORE_NUMBERS.iter().any(|number| is_word(&number)).then(|| top(hash_of_word(word))),
    }
}

/// A hash of a word in lower case, the same on every machine and in every version.
fn hash_of_word(word: &str) -> u64 {
    const SEED: u64 = 0xcbf2_9ce4_8422_2325;
    match word.is_ascii() {
        true => word.bytes().fold(SEED, |hash, byte| mixed(hash, byte.to_ascii_lowercase().into())),
        false => {
            word.chars().flat_map(char::to_lowercase).fold(SEED, |hash, c| mixed(hash, c.into()))
        }
    }
}

/// Adds a value to a hash.
fn mixed(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The upper half of a hash after its bits are spread, so that the smallest are a fair sample.
fn top(hash: u64) -> u32 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    ((hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32
}

/// The smallest different values of many.
struct Smallest {
    most: usize,
    heap: BinaryHeap<u32>,
    seen: BTreeSet<u32>,
}

impl Smallest {
    fn new(most: usize) -> Smallest {
        Smallest { most, heap: BinaryHeap::new(), seen: BTreeSet::new() }
    }

    fn add(&mut self, value: u32) {
        let is_full = self.heap.len() == self.most;
        // Most values of a long article are too great.
        if is_full && self.heap.peek().is_some_and(|greatest| *greatest <= value) {
            return;
        }
        if !self.seen.insert(value) {
            return;
        }
        self.heap.push(value);
        if is_full && let Some(greatest) = self.heap.pop() {
            self.seen.remove(&greatest);
        }
    }

    fn sorted(self) -> Vec<u32> {
        self.heap.into_sorted_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(in crate::repeat) fn signature(text: &str) -> Signature {
        Signature::of(&Article::builder("a", text).build().unwrap())
    }

    /// A report of `count` sentences; `from` says which.
    fn report(from: usize, count: usize) -> String {
        const PLACES: [&str; 7] = [
            "the mill",
            "a ferry",
            "the north bank",
            "the old pier",
            "a school",
            "the ford",
            "a barn",
        ];
        const WHO: [&str; 5] = ["Troops", "Rebels", "Two brothers", "The mayor", "Farmers"];
        let sentence = |at: usize| {
            let (who, place) = (WHO[at % 5], PLACES[at % 7]);
            let letter = |by: usize| char::from(b'a' + (at / by % 26) as u8);
            format!(
                "{who} left {place} of Ford{}{} before noon and went on. ",
                letter(1),
                letter(26)
            )
        };
        (from..from + count).map(sentence).collect()
    }

    #[test]
    fn case_punctuation_headline_and_a_cut_do_not_matter() {
        let whole = report(0, 20);
        let first = signature(&whole);
        assert!(signature(&whole.replace('.', ",").to_uppercase()).repeats(&first));
        assert!(signature(&report(0, 9)).repeats(&first));
        assert!(signature(&format!("{}Additional reporting by a desk.", whole)).repeats(&first));
        let titled = Article::builder("b", &whole).title("Another headline").build().unwrap();
        assert!(Signature::of(&titled).repeats(&first));
    }

    #[test]
    fn more_news_another_figure_and_another_place_are_no_repeat() {
        let first = signature(&report(0, 12));
        assert!(!signature(&report(0, 20)).repeats(&first), "it says more");
        assert!(!signature(&report(40, 12)).repeats(&first));
        let toll = |dead: &str| signature(&format!("{}It left {dead} dead.", report(0, 12)));
        assert!(toll("four").repeats(&toll("4")) && toll("4").repeats(&toll("four")));
        assert!(!toll("9").repeats(&toll("4")) && !toll("fourteen").repeats(&toll("nine")));
        assert!(toll("fourteen").repeats(&toll("14")) && !toll("dozens").repeats(&toll("9")));
        let brief = |place: &str| {
            signature(&format!(
                "A shell hit a bakery in {place} on the coast road at dawn, a doctor said. The oven was cold at that \
                 hour and the shop was empty, and nobody was hurt, but the street is closed until further notice."
            ))
        };
        assert!(brief("Gullhaven").repeats(&brief("Gullhaven")));
        assert!(!brief("Saltmarsh").repeats(&brief("Gullhaven")));
    }

    #[test]
    fn texts_of_a_few_words_repeat_nothing() {
        for text in ["Rain fell.", "No comment was given.", "1 2 3"] {
            assert!(!signature(text).repeats(&signature(text)), "{text}");
        }
    }

    #[test]
    fn a_signature_is_small_and_the_same_everywhere() {
        let long = signature(&report(0, 3000));
        assert!(std::mem::size_of_val(&*long.values) + std::mem::size_of::<Signature>() <= 512);
        assert_eq!(top(hash_of_word("Ford")), top(hash_of_word("fORD")));
        assert_eq!(top(hash_of_word("ford")), 2_033_065_261);
    }

    proptest! {
        #[test]
        fn any_text_is_compared(one in "(\\PC|[a-z ]){0,200}", two in "(\\PC|[a-z0-9 ]){0,200}") {
            let built = |text: &str| Article::builder("a", text).build().ok();
            if let (Some(one), Some(two)) = (built(&one), built(&two)) {
                let (one, two) = (Signature::of(&one), Signature::of(&two));
                prop_assert_eq!(one.repeats(&one), one.is_comparable());
                prop_assert!(!one.repeats(&two) || one.is_comparable());
            }
        }

        #[test]
        fn what_is_cut_from_a_report_repeats_it(from in 0usize..60, count in 14usize..60, cut in 7usize..14) {
            let whole = report(from, count);
            prop_assert!(signature(&report(from + count - cut, cut)).repeats(&signature(&whole)));
            let other = report(from + 400, count);
            prop_assert!(!signature(&other).repeats(&signature(&whole)));
        }
    }
}
