//! The conditions of a pattern by grammar, as values.

use crate::analysis::grammar::Role;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a word must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WordSort {
    /// The main verb of a verb group.
    Verb,
    /// The head of a noun phrase.
    Noun,
}

/// A condition on a word that a pattern by grammar finds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Test {
    /// What the word is. Always the first.
    Is(WordSort),
    /// The next part of the pattern is found in a phrase with this role.
    Has(Role),
    /// The noun is what a verb that the next part finds is done to.
    ObjectOf,
    /// The noun does what a verb that the next part finds says.
    SubjectOf,
    /// The act is said not to happen, or the reverse.
    Negated(bool),
    /// The verb is under a modal verb or "to", or the reverse.
    Modal(bool),
    /// The verb is passive, or the reverse.
    Passive(bool),
}

impl Test {
    /// Whether it takes a part of the pattern.
    pub fn takes_part(&self) -> bool {
        matches!(self, Test::Has(_) | Test::ObjectOf | Test::SubjectOf)
    }
}

impl fmt::Display for Test {
    /// The condition as a method of a pattern, without the part it takes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Test::Is(WordSort::Verb) => f.write_str("verb"),
            Test::Is(WordSort::Noun) => f.write_str("noun"),
            Test::Has(Role::Doer) => f.write_str("subject"),
            Test::Has(Role::Undergoer) => f.write_str("object"),
            Test::Has(Role::After(_)) => f.write_str("after"),
            Test::ObjectOf => f.write_str("object_of"),
            Test::SubjectOf => f.write_str("subject_of"),
            Test::Negated(yes) => write!(f, "negated({yes})"),
            Test::Modal(yes) => write!(f, "modal({yes})"),
            Test::Passive(yes) => write!(f, "passive({yes})"),
        }
    }
}
