//! Words for numbers, and the value of a numeral that was read. Used by `numeral` and `fraction`.

/// A numeral that was read; it ends before the position `end` of the token window.
#[derive(Clone, Copy)]
pub(super) struct Numeral {
    pub end: usize,
    pub value: u64,
    pub vague: bool,
    pub ordinal: bool,
}

impl Numeral {
    pub(super) fn exact(end: usize, value: u64) -> Self {
        Numeral { end, value, vague: false, ordinal: false }
    }

    pub(super) fn vague(end: usize, value: u64) -> Self {
        Numeral { end, value, vague: true, ordinal: false }
    }

    /// A number that ends in the word `scale`; dozens are vague.
    pub(super) fn scaled(end: usize, value: u64, scale: &str) -> Self {
        if scale == "dozen" { Numeral::vague(end, value) } else { Numeral::exact(end, value) }
    }
}

/// The number that a scale word stands for.
pub(super) fn scale_of(word: &str) -> Option<u64> {
    Some(match word {
        "hundred" => 100,
        "thousand" => 1_000,
        "lakh" | "lakhs" => 100_000,
        "crore" | "crores" => 10_000_000,
        "million" | "mln" => 1_000_000,
        "billion" => 1_000_000_000,
        "dozen" => 12,
        _ => return None,
    })
}

/// A number below twenty in words.
pub(super) fn small(word: &str) -> Option<u64> {
    const WORDS: [&str; 20] = [
        "zero",
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
    ];
    WORDS.iter().position(|&known| known == word).map(|at| at as u64)
}
