//! One figure of a toll: its value, who gives it, and whether it contradicts another. `figures` collects them.

use super::mention::IncidentMention;
use crate::event::Bound;
use serde::Serialize;

/// One figure, as one mention reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The figure as reported.
    pub value: u64,
    /// How it is bounded.
    pub bound: Bound,
    /// The least it can mean.
    pub low: u64,
    /// The most it can mean; `None` where open.
    pub high: Option<u64>,
    /// Of whom, as written.
    pub whom: Option<String>,
    /// Who gives it; `None` where it is the outlet itself.
    pub claimant: Option<String>,
    /// The outlet, or the article where the outlet is not known.
    pub outlet: String,
    /// The event that holds it.
    pub event: String,
    /// Whether it is a part of another figure (children among the dead, one street's toll). Parts do not bound the
    /// range.
    pub part: bool,
    /// Whether it is set aside as probably not of this occurrence: the toll of a year or a war. Such figures do not
    /// bound the range either.
    pub aside: bool,
    /// Whether the claimant is a particular person or body.
    #[serde(skip)]
    pub(super) is_named: bool,
    /// Whether its article repeats another that is counted.
    #[serde(skip)]
    pub(super) is_repeated: bool,
}

/// A figure and the mention that reports it.
pub(super) struct ReportedFigure<'m, 'e> {
    pub mention: &'m IncidentMention<'e>,
    pub figure: Figure,
}

impl Figure {
    /// In words: "at least 20".
    pub fn in_words(&self) -> String {
        self.bound.in_words(self.value)
    }

    /// Whether it counts for the range.
    pub fn is_whole(&self) -> bool {
        !self.part && !self.aside
    }

    /// Whether it counts as what a voice of its own says.
    pub fn is_voiced(&self) -> bool {
        self.is_whole() && !self.is_repeated
    }

    /// Whether no single number agrees with both figures, and the two are from different voices.
    pub fn contradicts(&self, other: &Figure) -> bool {
        // An unnamed source counts as its outlet.
        let same_voice = match (self.is_named, other.is_named) {
            (true, true) => self.claimant == other.claimant,
            (false, false) => self.outlet == other.outlet,
            _ => false,
        };
        let above = |a: &Figure, b: &Figure| b.high.is_some_and(|high| a.low > high);
        !same_voice && (above(self, other) || above(other, self))
    }
}
