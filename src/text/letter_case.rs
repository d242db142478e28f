//! Whether a text has capitals and small letters. Names are told from other words by their capitals, so a text with only
//! one of the two hides them.

/// The letters that a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterCase {
    /// Both, or too few letters to tell.
    Mixed,
    /// Capitals only.
    Capitals,
    /// Small letters only.
    Small,
}

impl LetterCase {
    /// What coding cannot find in such a text, as a clause; `None` for a text in both.
    pub fn hides(self) -> Option<&'static str> {
        match self {
            LetterCase::Mixed => None,
            LetterCase::Capitals => Some(
                "in capitals only: names that no table lists, and short ones that are also words (US, IS, WHO), are \
                 not found there",
            ),
            LetterCase::Small => Some(
                "in small letters only: names of people, groups and places begin with capitals and are not found there",
            ),
        }
    }
}

/// A text with fewer letters may be in one case by chance.
const FEWEST: usize = 12;

/// The letters of `text`; those of scripts without capitals do not count.
pub fn letter_case(text: &str) -> LetterCase {
    let (mut capitals, mut small) = (0, 0);
    for c in text.chars() {
        capitals += usize::from(c.is_uppercase());
        small += usize::from(c.is_lowercase());
        if capitals > 0 && small > 0 {
            return LetterCase::Mixed;
        }
    }
    match (capitals, small) {
        (FEWEST.., 0) => LetterCase::Capitals,
        (0, FEWEST..) => LetterCase::Small,
        _ => LetterCase::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::{LetterCase, letter_case};

    #[test]
    fn only_texts_in_one_case_are_reported() {
        assert_eq!(letter_case("Shells fell on the market."), LetterCase::Mixed);
        assert_eq!(letter_case("SHELLS FELL ON 5 MARKETS."), LetterCase::Capitals);
        assert_eq!(letter_case("shells fell on 5 markets."), LetterCase::Small);
        assert_eq!(letter_case("UN"), LetterCase::Mixed);
        assert_eq!(letter_case("\u{642}\u{635}\u{641} 2016-08-12"), LetterCase::Mixed);
    }
}
