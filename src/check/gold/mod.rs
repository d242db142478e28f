//! Gold: mentions coded or judged by people, one JSON object on each line. This file defines a line; `read` reads files
//! of them, `settle` finds the current one of several verdicts on a passage, `make` turns events into gold, and only
//! `write` writes. `score` does the scoring.

mod error;
mod make;
mod read;
mod settle;
mod write;

pub use error::GoldError;
pub use make::now;
pub use read::{parse, read, read_tolls};
pub use write::{AddOutcome, Ledger, RefreshOutcome};

use crate::event::{Bound, Counted};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// The gold of a file: the last verdict on each passage and kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gold {
    /// The mentions that should be found, in the order of the file.
    pub mentions: Vec<GoldMention>,
    /// Events judged to be wrong, in the order of the file. They should not be found: an event they name is a false
    /// alarm.
    pub rejected: Vec<GoldMention>,
    /// The numbers, from 1, of incomplete lines, whose writer was stopped before its write was confirmed. They are left
    /// out.
    pub torn: Vec<usize>,
}

/// A mention as a person coded it by the codebook, or a person's verdict on an event. Attributes that were not coded
/// are `None` or empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoldMention {
    /// The article's id.
    pub article: String,
    /// Whether `start` and `end` count in the article's text or in its title.
    #[serde(rename = "in", default)]
    pub part: ArticlePart,
    /// The codebook's kind.
    pub kind: String,
    /// The kind's mode.
    #[serde(default)]
    pub mode: Option<String>,
    /// The passage, quoted from the article.
    pub evidence: String,
    /// The words that most clearly express the event.
    #[serde(default)]
    pub trigger: Option<String>,
    /// The stance's name.
    #[serde(default)]
    pub stance: Option<String>,
    /// Who says so.
    #[serde(default)]
    pub claimant: Option<String>,
    /// The realis' name.
    #[serde(default)]
    pub realis: Option<String>,
    /// Who did it.
    #[serde(default)]
    pub actor: Vec<String>,
    /// To whom.
    #[serde(default)]
    pub recipient: Vec<String>,
    /// Where.
    #[serde(default)]
    pub place: Option<String>,
    /// The ISO day; `None` where the passage does not give it.
    #[serde(default)]
    pub date: Option<String>,
    /// How many.
    #[serde(default)]
    pub counts: Vec<GoldCount>,
    /// First character (code point, not byte) of the passage in its part.
    #[serde(default)]
    pub start: usize,
    /// One past the last character.
    #[serde(default)]
    pub end: usize,
    /// The person's verdict; a mention coded by hand counts as accepted.
    #[serde(default)]
    pub verdict: Verdict,
    /// Who gave the verdict.
    #[serde(default)]
    pub by: Option<String>,
    /// When it was given: RFC 3339, UTC.
    #[serde(default)]
    pub at: Option<String>,
    /// The rule of the event that was judged.
    #[serde(default)]
    pub rule: Option<String>,
    /// That event's id.
    #[serde(default)]
    pub event: Option<String>,
}

/// The part of an article that offsets count in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ArticlePart {
    /// The headline.
    Title,
    /// The text.
    #[default]
    Text,
}

/// A person's verdict on a mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The event is there, with these attributes.
    #[default]
    Accept,
    /// An event was coded here, but there is none.
    Reject,
    /// The event is there, but no rule found it; its attributes are not coded.
    Miss,
}

/// A figure as a person coded it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldCount {
    /// What the figure counts.
    pub what: Counted,
    /// The figure, where there is one.
    #[serde(default)]
    pub value: Option<u64>,
    /// The least it can be, where a vague figure has no value.
    #[serde(default)]
    pub low: Option<u64>,
    /// The most it can be; `None` where open.
    #[serde(default)]
    pub high: Option<u64>,
    /// How the figure is bounded; read with a space for an underscore as well ("at least").
    #[serde(default, deserialize_with = "bound")]
    pub bound: Option<Bound>,
    /// Of whom.
    #[serde(default)]
    pub whom: Option<String>,
    /// Who gave the figure.
    #[serde(default)]
    pub source: Option<String>,
}

/// A bound as people write it: "at least" for `at_least`.
fn bound<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Bound>, D::Error> {
    let word = Option::<String>::deserialize(deserializer)?;
    word.map(|word| Bound::parse(&word.replace(' ', "_"))).transpose().map_err(D::Error::custom)
}
