//! A party as a sentence names it, with what the gazetteer knows of it. `party_phrase` finds them; which of them acts and
//! which is acted upon is found in `agent`.

use crate::gazetteer::{EntryId, EntryKind};
use crate::text::{Document, Span};
use std::ops::Range;

/// A phrase that names a party: "the Russian military", "rebels", "US Ambassador Samantha Power".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyHit {
    /// Its tokens, determiner included, half-open.
    pub tokens: Range<usize>,
    /// Its byte range in the cleaned text.
    pub span: Span,
    /// The gazetteer's entry: of the phrase itself, else of the proper name inside it (Russia in "Russian jets").
    pub entry: Option<EntryId>,
    /// The token that says best what it is: "jets" in "Russian jets", "Power" in "Ambassador Samantha Power".
    pub head: usize,
    /// The kind of the head, where a table knows it.
    pub kind: Option<EntryKind>,
    /// Canonical name, where the phrase as a whole has one; `None` for "Russian jets", whose `code` says what is known.
    pub name: Option<String>,
    /// The entry's code, or one composed of a state's and a role's: RUSMIL.
    pub code: Option<String>,
    /// True where the phrase only modifies a noun that is no party: "Russian airstrikes", "a military course".
    pub adjective: bool,
}

/// The full name by which the person whom token `at` names alone was called earlier in the article: for "Power",
/// "Samantha Power". `None` where the token follows no such name.
pub(super) fn full_name(document: &Document, at: usize) -> Option<String> {
    let word = *document.words().get(at)?;
    let surface = document.surface(at);
    if surface.chars().count() < 3 {
        return None;
    }
    let earlier = document.words()[..at].iter().enumerate().filter(|(_, other)| **other == word);
    for (there, _) in earlier {
        let Some(first) = there.checked_sub(1) else { continue };
        let given = document.surface(first);
        let capital =
            given.starts_with(char::is_uppercase) && given.chars().any(char::is_lowercase);
        let sentence = document.sentence_of(first).and_then(|nth| document.sentences().get(nth));
        let opens = sentence.is_some_and(|sentence| sentence.tokens.start == first);
        if capital && !opens && given.len() > 2 && document.gap_after(first) == " " {
            return Some(format!("{given} {surface}"));
        }
    }
    None
}
