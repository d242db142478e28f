//! A sample of an article's word sequences and of its figures, and the set of its words.

use super::words::{WordSet, figure, hash_of_word, hash_of_word_or_figure, mixed, top, words};
use crate::text::{Article, RegionKind};
use jiff::civil::Date;
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
/// Articles published further apart than so many days are the same story only if the later one has no words of its own: a
/// daily report is written on the same lines each day.
const SAME_STORY_DAYS: i64 = 7;

/// What an article says, in about a kilobyte: hashes of some of its sequences of five words, and of its figures, and the
/// set of its words. Case, punctuation, headline, byline and page furniture do not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// The smallest hashes of sequences, sorted; then the smallest hashes of figures, sorted.
    values: Box<[u32]>,
    /// How many of `values` are of sequences.
    shingles: u8,
    /// How many different sequences the article has.
    all: u32,
    /// All its words, those of headline and byline too.
    words: WordSet,
    /// The day of publication, if it is known.
    published: Option<Date>,
}

impl Signature {
    /// The signature of `article`.
    pub fn of(article: &Article) -> Signature {
        let (mut shingles, mut figures) =
            (Smallest::new(MOST_SHINGLES), Smallest::new(MOST_FIGURES));
        let mut row: [u64; SHINGLE] = [0; SHINGLE];
        let (mut count, mut all_words) = (0usize, Vec::new());
        let is_read =
            |kind| matches!(kind, RegionKind::Body | RegionKind::Heading | RegionKind::Caption);
        for region in &article.layout.regions {
            if region.kind == RegionKind::Furniture {
                continue;
            }
            let is_read = is_read(region.kind);
            for word in words(region.span.cut(&article.text)) {
                all_words.push(hash_of_word_or_figure(word));
                if !is_read {
                    continue;
                }
                if let Some(figure) = figure(word) {
                    figures.add(top(figure));
                }
                row[count % SHINGLE] = hash_of_word(word);
                count += 1;
                if count >= SHINGLE {
                    let each = (0..SHINGLE).map(|at| row[(count + at) % SHINGLE]);
                    shingles.add(top(each.fold(0, mixed)));
                }
            }
        }
        let all = u32::try_from(count.saturating_sub(SHINGLE - 1)).unwrap_or(u32::MAX);
        let mut values = shingles.sorted();
        let count = values.len() as u8;
        values.extend(figures.sorted());
        let published = article.layout.published.map(|published| published.date);
        let words = WordSet::of(all_words);
        Signature { values: values.into(), shingles: count, all, words, published }
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

    /// The words of the article.
    pub(super) fn words(&self) -> &WordSet {
        &self.words
    }

    /// Whether both articles may be of one story by their days of publication; so it is where one is not known.
    fn is_near(&self, other: &Signature) -> bool {
        let hours = |(one, two): (Date, Date)| one.duration_until(two).as_hours().abs();
        let apart = self.published.zip(other.published).map(hours);
        apart.is_none_or(|hours| hours <= SAME_STORY_DAYS * 24)
    }

    /// Whether the text of the article says nothing that the `earlier` one does not: nearly all of its sequences are there,
    /// and all of its figures.
    pub fn repeats(&self, earlier: &Signature) -> bool {
        if !self.is_comparable() || !earlier.is_comparable() {
            return false;
        }
        // Below both limits each signature has all hashes of its article: a fair sample of both.
        let limit =
            limit(self.shingles(), MOST_SHINGLES).min(limit(earlier.shingles(), MOST_SHINGLES));
        let (compared, shared) = shared(self.shingles(), earlier.shingles(), limit);
        let part = match () {
            () if !self.is_near(earlier) => 100,
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
        let bytes = size_of_val(&*long.values) + long.words.bytes() + size_of::<Signature>();
        assert!(bytes <= 1100, "{bytes}");
        assert_eq!(long, signature(&report(0, 3000)));
    }

    #[test]
    fn a_story_printed_much_later_repeats_only_if_it_is_the_same_to_the_word() {
        let dated = |text: &str, date: &str| {
            Signature::of(&Article::builder("a", text).date(date).build().unwrap())
        };
        let text = report(0, 12);
        let other = text.replace("the old pier", "a new pier");
        let first = dated(&text, "2016-08-12");
        for (date, same, changed) in [
            ("2016-08-13", true, true),
            ("2016-08-05", true, true),
            ("2016-08-20", true, false),
            ("2019-08-12", true, false),
            ("", true, true),
        ] {
            assert_eq!(dated(&text, date).repeats(&first), same, "{date}");
            assert_eq!(dated(&other, date).repeats(&first), changed, "{date}");
        }
        let friday = format!("{text}They came back on Friday.");
        let sunday = format!("{text}They came back on Sunday.");
        assert!(!dated(&sunday, "").repeats(&dated(&friday, "")), "another day is news");
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
