//! Normalises words that mean the same to a pattern: case, the dots of acronyms, curly apostrophes.

use std::borrow::Cow;

/// A token's form with the dots of an acronym dropped ("U.N." is "UN") and curly apostrophes made straight; case is kept.
pub fn plain(surface: &str) -> Cow<'_, str> {
    let acronym = is_acronym(surface);
    if acronym || surface.contains('’') {
        Cow::Owned(
            surface
                .chars()
                .filter(|&c| !(acronym && c == '.'))
                .map(|c| if c == '’' { '\'' } else { c })
                .collect(),
        )
    } else {
        Cow::Borrowed(surface)
    }
}

/// [`plain`], in lower case.
pub fn fold(surface: &str) -> Cow<'_, str> {
    let plain = plain(surface);
    if plain.chars().any(char::is_uppercase) { Cow::Owned(plain.to_lowercase()) } else { plain }
}

/// True for single letters each followed by a dot: "U.N.", "a.m.".
fn is_acronym(surface: &str) -> bool {
    let mut chars = surface.chars();
    let mut pairs = 0;
    while let Some(letter) = chars.next() {
        if !letter.is_alphabetic() || chars.next() != Some('.') {
            return false;
        }
        pairs += 1;
    }
    pairs >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_lose_their_dots_and_numbers_keep_theirs() {
        assert_eq!(plain("U.N."), "UN");
        assert_eq!(fold("U.S."), "us");
        assert_eq!(plain("7.5"), "7.5");
        assert_eq!(fold("Ja’afari"), "ja'afari");
    }
}
