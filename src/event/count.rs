//! How many, in the record: what is counted, the figure and its bound.

use super::name::names;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many, of what, of whom, and who gave the figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// What the figure counts.
    pub what: Counted,
    /// The figure as stated.
    pub value: u64,
    /// The least it can be.
    pub low: u64,
    /// The most it can be; `None` where open.
    pub high: Option<u64>,
    /// How the figure is bounded.
    pub bound: Bound,
    /// Of whom, as written.
    pub whom: Option<String>,
    /// Who gave the figure, as written.
    pub source: Option<String>,
}

/// In words: "at least 20 killed civilians".
impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.bound.in_words(self.value), self.what)?;
        self.whom.iter().try_for_each(|whom| write!(f, " {whom}"))
    }
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Counted {
    /// People killed.
    Killed,
    /// People wounded.
    Wounded,
    /// Killed or wounded, not distinguished.
    Casualties,
    /// Arrested, abducted or released people.
    Detained,
    /// People driven from their homes.
    Displaced,
    /// People under siege.
    Besieged,
}

names!(Counted, "type of count", {
    Killed => "killed",
    Wounded => "wounded",
    Casualties => "casualties",
    Detained => "detained",
    Displaced => "displaced",
    Besieged => "besieged",
});

impl Counted {
    /// Whether it counts people killed, wounded or both.
    pub fn is_harm(self) -> bool {
        matches!(self, Counted::Killed | Counted::Wounded | Counted::Casualties)
    }
}

/// How a figure is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bound {
    /// Exactly this many.
    Exact,
    /// At least this many.
    AtLeast,
    /// At most this many.
    UpTo,
    /// About this many.
    About,
}

names!(Bound, "bound of a figure", {
    Exact => "exact",
    AtLeast => "at_least",
    UpTo => "up_to",
    About => "about",
});

impl Bound {
    /// A figure with this bound, in words: "20", "at least 20".
    pub fn in_words(self, value: u64) -> String {
        match self {
            Bound::Exact => value.to_string(),
            bound => format!("{} {value}", bound.name().replace('_', " ")),
        }
    }
}
