//! How a mention is attributed, as a value.

use crate::event::Stance;
use crate::text::Span;

/// How a mention is attributed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The stance; [`Stance::Confirmed`] only where the words of the cue say so.
    pub stance: Stance,
    /// The words that name who says so, in this sentence or, for a pronoun or a quotation, an earlier or later one.
    pub claimant: Option<Span>,
    /// The verb or phrase of saying.
    pub cue: Option<Span>,
    /// Who passed it on, outermost last.
    pub via: Vec<Span>,
    /// The word of doubt or hearsay, where one is by the trigger.
    pub hedge: Option<Span>,
}

/// The attribution of a mention that the outlet itself asserts.
pub(super) fn asserted() -> Attribution {
    Attribution {
        stance: Stance::Asserted,
        claimant: None,
        cue: None,
        via: Vec::new(),
        hedge: None,
    }
}
