//! An event in the making, as the links between an article's events see it (`antecedent`, `denial_links`).

use super::Coder;
use super::candidate::Candidate;
use super::fill::Attributes;
use crate::script::EventKind;

/// An event in the making.
pub struct Mention<'a> {
    /// What its kind is.
    pub kind: &'a EventKind,
    /// The name of its kind.
    pub kind_name: &'a str,
    /// The pack of its rule.
    pub set: usize,
    /// Whether it is an act of speech.
    pub speech: bool,
    /// What was found for it.
    pub attributes: Attributes,
}

impl<'a> Mention<'a> {
    /// The event that `one` makes with these attributes.
    pub fn of(coder: &'a Coder, one: &Candidate<'a>, attributes: Attributes) -> Mention<'a> {
        let kind = coder.ready.kind(one.rule, one.kind);
        let set = coder.ready.rules[one.rule].home_set;
        Mention { kind, kind_name: one.kind, set, speech: kind.is_speech(one.mode), attributes }
    }
}
