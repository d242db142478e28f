//! The attribution of a mention, as a value.

use crate::event::Stance;
use crate::text::Span;

/// How a mention is attributed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The stance; [`Stance::Confirmed`] only where the cue says so.
    pub stance: Stance,
    /// The words that name the claimant, in this sentence or, for a pronoun or a quotation, in an earlier or later one.
    pub claimant: Option<Span>,
    /// The verb or phrase of saying.
    pub cue: Option<Span>,
    /// Who cited the claimant, outermost last.
    pub via: Vec<Span>,
    /// The word of doubt or hearsay, if one applies to the trigger.
    pub hedge: Option<Span>,
}

/// The attribution of a mention in the outlet's own voice.
pub(super) fn asserted() -> Attribution {
    Attribution {
        stance: Stance::Asserted,
        claimant: None,
        cue: None,
        via: Vec::new(),
        hedge: None,
    }
}
