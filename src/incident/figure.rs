//! One figure of a toll: what it says, who gives it, and whether it contradicts another. `figures` gathers them.

use super::mention::Mention;
use crate::event::Bound;
use serde::Serialize;

/// One figure, as one mention tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The figure as reported.
    pub value: u64,
    /// How it is bounded.
    pub bound: Bound,
    /// The least it means.
    pub low: u64,
    /// The most it means; `None` where open.
    pub high: Option<u64>,
    /// Of whom, as written.
    pub whom: Option<String>,
    /// Who gives it; `None` where the outlet itself does.
    pub claimant: Option<String>,
    /// The outlet, or the article where the outlet is not known.
    pub outlet: String,
    /// The event that holds it.
    pub event: String,
    /// Whether it is a part of another figure (children among the dead, one street's toll): it is no bound of the range.
    pub part: bool,
    /// Whether it is set aside, as hardly of this occurrence: the toll of a year or a war. It is no bound of
    /// the range either.
    pub aside: bool,
    /// Whether the claimant is someone in particular.
    #[serde(skip)]
    pub(super) is_named: bool,
}

/// A figure and the mention that tells it.
pub(super) struct ReportedFigure<'m, 'e> {
    pub mention: &'m Mention<'e>,
    pub figure: Figure,
}

impl Figure {
    /// As a person would say it: "at least 20".
    pub fn told(&self) -> String {
        self.bound.told(self.value)
    }

    /// Whether it bounds the range.
    pub fn is_whole(&self) -> bool {
        !self.part && !self.aside
    }

    /// Whether no one number makes both right, and another voice gives the other.
    pub fn contradicts(&self, other: &Figure) -> bool {
        // Nobody in particular tells for the outlet.
        let same_voice = match (self.is_named, other.is_named) {
            (true, true) => self.claimant == other.claimant,
            (false, false) => self.outlet == other.outlet,
            _ => false,
        };
        let above = |a: &Figure, b: &Figure| b.high.is_some_and(|high| a.low > high);
        !same_voice && (above(self, other) || above(other, self))
    }
}
