//! A party as a sentence names it, with the gazetteer's facts about it. `party_phrase` finds parties; `agent` decides
//! which of them is actor or recipient.

use crate::gazetteer::{EntryId, EntryKind};
use crate::text::tokens::memo::WordQuestion;
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
    /// The head: the token that says best what it is, "jets" in "Russian jets", "Power" in "Ambassador Samantha Power".
    pub head: usize,
    /// The kind of the head, where a gazetteer knows it.
    pub kind: Option<EntryKind>,
    /// Canonical name, where the phrase as a whole has one; `None` for "Russian jets", which only has a `code`.
    pub name: Option<String>,
    /// The entry's code, or one composed of a state's and a role's: RUSMIL.
    pub code: Option<String>,
    /// Whether the phrase only modifies a noun that is not a party: "Russian airstrikes", "a military course".
    pub adjective: bool,
}

/// The full name that the article used earlier for the person whom token `at` names: for "Power", "Samantha Power".
/// `None` where there is none.
pub(super) fn full_name(document: &Document, at: usize) -> Option<String> {
    let surface = document.surface(at);
    if surface.chars().count() < 3 {
        return None;
    }
    let given = |there: usize| document.surface(there - 1);
    let fits = |there: usize| {
        let Some(first) = there.checked_sub(1) else { return false };
        let given = given(there);
        let capital =
            given.starts_with(char::is_uppercase) && given.chars().any(char::is_lowercase);
        let sentence = document.sentence_of(first).and_then(|nth| document.sentences().get(nth));
        let opens = sentence.is_some_and(|sentence| sentence.tokens.start == first);
        capital && !opens && given.len() > 2 && document.gap_after(first) == " "
    };
    let there = document.first_place(WordQuestion::FullName, at..at + 1, fits)?;
    (there < at).then(|| format!("{} {surface}", given(there)))
}
