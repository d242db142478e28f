//! Numbers in sentences, a table for each class.

use super::*;
use crate::text::testing::document;
use proptest::prelude::*;

fn numbers_with_bounds(text: &str) -> Vec<(String, u64, Option<u64>, Bound)> {
    let doc = document(text, None);
    numbers(&doc, 0..doc.len())
        .into_iter()
        .filter(|number| !number.ordinal)
        .map(|number| (number.span.cut(text).to_owned(), number.value, number.high, number.bound))
        .collect()
}

fn one(text: &str, words: &str, value: u64, high: Option<u64>, bound: Bound) {
    assert_eq!(numbers_with_bounds(text), [(words.to_owned(), value, high, bound)], "{text}");
}

#[test]
fn digits_and_number_words_are_read_with_their_bounds() {
    one("It hit at least 20 people.", "at least 20", 20, None, Bound::AtLeast);
    one("Atleast '20 civilians' fell", "Atleast '20", 20, None, Bound::AtLeast);
    one("MORE THAN FORTY PEASANTS WERE SHOT", "MORE THAN FORTY", 40, None, Bound::AtLeast);
    one("twenty-three men", "twenty-three", 23, Some(23), Bound::Exact);
    one("one hundred and five men", "one hundred and five", 105, Some(105), Bound::Exact);
    one("some 4.8 million Syrians", "some 4.8 million", 4_800_000, Some(4_800_000), Bound::About);
    one(
        "an estimated 3 million left",
        "an estimated 3 million",
        3_000_000,
        Some(3_000_000),
        Bound::About,
    );
    one("up to 275,000 people", "up to 275,000", 275_000, Some(275_000), Bound::UpTo);
    one("no fewer than nine villagers", "no fewer than nine", 9, None, Bound::AtLeast);
    one("at least another 12 miners", "at least another 12", 12, None, Bound::AtLeast);
    one("A thousand soldiers", "A thousand", 1_000, Some(1_000), Bound::Exact);
    one("100 or more graves", "100 or more", 100, None, Bound::AtLeast);
}

#[test]
fn ranges_keep_both_ends() {
    one("between 20 and 30 sailors", "between 20 and 30", 20, Some(30), Bound::AtLeast);
    one("10-15 trucks", "10-15", 10, Some(15), Bound::AtLeast);
    one("two or three gunmen", "two or three", 2, Some(3), Bound::AtLeast);
    one("2 to 3 million refugees", "2 to 3 million", 2_000_000, Some(3_000_000), Bound::AtLeast);
}

#[test]
fn vague_words_have_the_codebooks_lower_bounds() {
    for (text, value) in [
        ("a couple of men", 2),
        ("several boats", 3),
        ("tens of homes", 10),
        ("dozens fell ill", 12),
        ("two dozen graves", 24),
        ("scores of farmers", 20),
        ("hundreds fled", 100),
        ("tens of thousands marched", 10_000),
        ("hundreds of thousands starve", 100_000),
        ("several hundred tents", 300),
    ] {
        let found = numbers_with_bounds(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!((found[0].1, found[0].2, found[0].3), (value, None, Bound::AtLeast), "{text}");
    }
}

#[test]
fn numbers_that_do_not_count_things_are_left_out() {
    for text in [
        "a 48-hour pause",
        "a three-hour lull",
        "for 48 hours",
        "20 km north and 30 miles south",
        "a 17-year-old boy",
        "in 2012 and since 2014",
        "on Sept. 9 and 9 September 2016",
        "at 7:30 p.m. and 10 a.m.",
        "an S-400 battery and an M10 tank",
        "Resolution 2254",
        "$20 million and 50% of it",
        "Lina, 27, a nurse",
        "two thirds of it",
        "one of them",
        "12/08/2016 17:41",
    ] {
        assert_eq!(numbers_with_bounds(text), [], "{text}");
    }
    let doc = document("the third raid on the 21st", None);
    assert!(numbers(&doc, 0..doc.len()).iter().all(|number| number.ordinal));
}

#[test]
fn digits_in_groups_are_one_number() {
    for (text, value) in [
        ("killed 275 000 people", 275_000),
        ("killed 275\u{a0}000 people", 275_000),
        ("killed 275\u{2009}000 people", 275_000),
        ("killed 275\u{202f}350 people", 275_350),
        ("some 1 250 000 fled", 1_250_000),
        ("killed 12 350 people", 12_350),
        ("killed 275'000 people", 275_000),
        ("killed 275’000 people", 275_000),
        ("killed 2,75,000 people", 275_000),
        ("killed 12,50,000 people", 1_250_000),
        ("killed 1,25,50,000 people", 12_550_000),
        ("killed 1.250.000 people", 1_250_000),
        ("killed 275.000 people", 275_000),
        ("killed 2.75 lakh people", 275_000),
        ("displaced two crore people", 20_000_000),
    ] {
        let found: Vec<u64> =
            numbers_with_bounds(text).iter().map(|(_, value, ..)| *value).collect();
        assert_eq!(found, [value], "{text}");
    }
    for (text, values) in [
        ("On May 15 200 people fled", vec![200]),
        ("12 500-pound bombs", vec![12]),
        ("Blast kills 12 150 hurt", vec![12, 150]),
        ("5, 275 and 300 men", vec![5, 275, 300]),
        ("2,75 people", vec![2, 75]),
        ("a rate of 4.125 here", vec![]),
        ("the host 10.0.12.16", vec![]),
        ("'20 civilians' 300 men", vec![20, 300]),
    ] {
        let found: Vec<u64> =
            numbers_with_bounds(text).iter().map(|(_, value, ..)| *value).collect();
        assert_eq!(found, values, "{text}");
    }
}

#[test]
fn halves_and_quarters_of_a_scale_word() {
    for (text, words, value) in [
        ("killed half a million people", "half a million", 500_000),
        ("killed half-a-million people", "half-a-million", 500_000),
        ("a half million people", "a half million", 500_000),
        ("a quarter of a million people", "a quarter of a million", 250_000),
        ("three quarters of a million people", "three quarters of a million", 750_000),
        ("one and a half thousand people", "one and a half thousand", 1_500),
        ("two-and-a-half million people", "two-and-a-half million", 2_500_000),
        ("2 and a half million people", "2 and a half million", 2_500_000),
        ("1½ million people", "1½ million", 1_500_000),
        ("2 1/2 million people", "2 1/2 million", 2_500_000),
        ("a million and a half people", "a million and a half", 1_500_000),
        ("two million and a quarter people", "two million and a quarter", 2_250_000),
    ] {
        let wanted = (words.to_owned(), value, Some(value), Bound::Exact);
        assert_eq!(numbers_with_bounds(text), [wanted], "{text}");
    }
    one("nearly half a million", "nearly half a million", 500_000, Some(500_000), Bound::About);
    one(
        "more than a million and a half",
        "more than a million and a half",
        1_500_000,
        None,
        Bound::AtLeast,
    );
    one("half a dozen men", "half a dozen", 6, None, Bound::AtLeast);
    one("a dozen and a half men", "a dozen and a half", 18, None, Bound::AtLeast);
}

#[test]
fn signs_and_short_words_bound_a_number() {
    one("killed ~12 people", "12", 12, Some(12), Bound::About);
    one("killed ≈ 12 people", "12", 12, Some(12), Bound::About);
    one("killed >100 people", "100", 100, None, Bound::AtLeast);
    one("killed ≤40 people", "40", 40, Some(40), Bound::UpTo);
    one("some 30-odd people", "some 30-odd", 30, Some(30), Bound::About);
    one("30 odd people", "30 odd", 30, Some(30), Bound::About);
    one("100-plus people", "100-plus", 100, None, Bound::AtLeast);
    one("a dozen or so people", "a dozen or so", 12, None, Bound::AtLeast);
}

#[test]
fn a_year_is_no_number_of_things() {
    for text in [
        "In August 2016 civilians were killed",
        "On 5 March 2015 soldiers were wounded",
        "On March 5, 2015 soldiers were wounded",
        "In 2016 civilians were killed",
        "During 2016 people were killed",
        "in early 2016 villagers were killed",
        "in the summer of 2016 soldiers were killed",
        "In summer 2016 soldiers were killed",
        "From 2011 to 2016 civilians were killed",
        "Between 2011 and 2016 civilians were killed",
        "In 2015 and 2016 soldiers were killed",
        "Since March 2011 protesters have been killed",
    ] {
        assert_eq!(numbers_with_bounds(text), [], "{text}");
    }
    for text in ["a total of 2016 people", "at least 2016 people", "climbed to 2016 overnight"] {
        assert_eq!(numbers_with_bounds(text).len(), 1, "{text}");
    }
}

#[test]
fn an_increment_is_no_end_of_a_range() {
    for (text, values) in [
        ("rose by three to 15", vec![3, 15]),
        ("rose by at least three to 15", vec![3, 15]),
        ("rose from 12 to 15", vec![12, 15]),
        ("climbed three to 15", vec![3, 15]),
        ("killed 12 to 15 men", vec![12]),
    ] {
        let found: Vec<u64> =
            numbers_with_bounds(text).iter().map(|(_, value, ..)| *value).collect();
        assert_eq!(found, values, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_gives_ordered_numbers(text in "\\PC{0,80}|((at least|more than|twenty|two|dozens?|hundreds|million|and|or|to|of|a|few|half|quarter|thirds|[0-9]{1,18}|000|½|[-.,:/$%+~'])[ -]?){0,24}") {
        let doc = document(&text, None);
        let mut last = 0;
        for number in numbers(&doc, 0..doc.len() + 3) {
            prop_assert!(number.tokens.start >= last && !number.tokens.is_empty());
            prop_assert!(number.high.is_none_or(|high| high >= number.low));
            last = number.tokens.end;
        }
    }
}
