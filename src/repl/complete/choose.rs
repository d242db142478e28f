//! Selects the names that match the typed text.

use super::candidate::{Completion, CompletionCandidate};
use crate::legible;
use crate::repl::lex::{Piece, PieceKind};

/// The largest number of candidates given.
const MOST: usize = 1000;

/// A name that may be completed at the cursor.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The text compared with the typed text.
    pub name: String,
    /// The text inserted into the line.
    pub text: String,
    /// The text shown.
    pub shown: String,
    /// Its description; may be empty.
    pub about: String,
}

impl Choice {
    /// A name that is inserted and shown as it is.
    pub fn plain(name: &str) -> Choice {
        Choice {
            name: name.to_owned(),
            text: name.to_owned(),
            shown: name.to_owned(),
            about: String::new(),
        }
    }
}

/// The choices that begin with the typed text, ignoring case; if none does, those in which a later word does
/// (`declared` finds `ceasefire/declared`). In the order given, each once. Left out are those that would put a line end
/// or another hidden character into the line: a name comes from an article or a pack, and must not write lines of its
/// own into the prompt.
pub fn matching_choices(start: usize, typed: &str, choices: Vec<Choice>) -> Completion {
    let fitting = |fits: fn(&str, &str) -> bool| -> Vec<Choice> {
        choices.iter().filter(|choice| fits(&choice.name, typed)).cloned().collect()
    };
    let mut found = fitting(begins);
    if found.is_empty() {
        found = fitting(begins_within);
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|choice| is_seen(&choice.text) && seen.insert(choice.text.clone()));
    Completion { start, candidates: limited(typed, found) }
}

/// Whether every character of `text` can be seen.
pub fn is_seen(text: &str) -> bool {
    legible::line(text) == text
}

/// Whether `name` begins with `typed`, ignoring case.
pub fn begins(name: &str, typed: &str) -> bool {
    let mut name = name.chars().flat_map(char::to_lowercase);
    typed.chars().flat_map(char::to_lowercase).all(|c| name.next() == Some(c))
}

/// Whether a later word of `name` begins with `typed`.
fn begins_within(name: &str, typed: &str) -> bool {
    let mut after_separator = false;
    for (at, c) in name.char_indices() {
        if after_separator && begins(&name[at..], typed) {
            return true;
        }
        after_separator = !c.is_alphanumeric();
    }
    false
}

/// The first [`MOST`] candidates; if there are more, the common prefix instead, if it is longer than the typed text.
fn limited(typed: &str, found: Vec<Choice>) -> Vec<CompletionCandidate> {
    let candidate = |choice: Choice| CompletionCandidate {
        text: choice.text,
        shown: legible::line(&choice.shown).into_owned(),
        about: choice.about,
    };
    if found.len() > MOST {
        let prefix = common_prefix(&found);
        if prefix.len() > typed.len() {
            return vec![CompletionCandidate {
                text: prefix.to_owned(),
                shown: prefix.to_owned(),
                about: String::new(),
            }];
        }
    }
    found.into_iter().take(MOST).map(candidate).collect()
}

/// The common prefix of all.
fn common_prefix(found: &[Choice]) -> &str {
    let mut prefix = found.first().map_or("", |choice| choice.text.as_str());
    for choice in found {
        let same = |((_, a), b): &((usize, char), char)| a == b;
        let length = prefix.char_indices().zip(choice.text.chars()).take_while(same);
        let end = length.last().map_or(0, |((at, c), _)| at + c.len_utf8());
        prefix = &prefix[..end];
    }
    prefix
}

/// Names that are inserted as they are.
pub fn names<S: AsRef<str>>(names: &[S]) -> Vec<Choice> {
    names.iter().map(|name| Choice::plain(name.as_ref())).collect()
}

/// Whether a piece is neither white space nor a comment.
pub fn is_code(piece: &Piece<'_>) -> bool {
    !matches!(piece.kind, PieceKind::Space | PieceKind::Comment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(typed: &str, names: &[&str]) -> Vec<String> {
        let choices = names.iter().map(|name| Choice::plain(name)).collect();
        matching_choices(0, typed, choices)
            .candidates
            .into_iter()
            .map(|candidate| candidate.text)
            .collect()
    }

    #[test]
    fn the_start_counts_first_then_later_words() {
        let names = ["ceasefire/declared", "Declaration", "ceasefire/broken", "de"];
        assert_eq!(texts("dec", &names), ["Declaration"]);
        assert_eq!(texts("declared", &names), ["ceasefire/declared"]);
        assert_eq!(texts("BR", &names), ["ceasefire/broken"]);
        assert_eq!(texts("eclar", &names), Vec::<String>::new());
        assert_eq!(texts("de", &["de", "de"]), ["de"]);
    }

    #[test]
    fn too_many_candidates_are_reduced_to_their_common_prefix() {
        let many: Vec<String> = (0..5000).map(|n| format!("fakes-{n:04}")).collect();
        let names: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(texts("f", &names), ["fakes-"]);
        assert_eq!(texts("fakes-", &names).len(), MOST);
        assert_eq!(texts("fakes-49", &names).len(), 100);
    }
}
