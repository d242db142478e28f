//! What comes back from annotation tools, whichever they are.

use super::mark::PartRole;
use crate::text::Span;
use std::fmt;

/// One article as an annotator left it.
#[derive(Clone, Debug)]
pub struct Returned {
    /// The article's id, where the tool keeps it.
    pub article: Option<String>,
    /// The text that was shown.
    pub text: String,
    /// The marked events.
    pub events: Vec<ReturnedEvent>,
    /// The marked parts.
    pub parts: Vec<ReturnedPart>,
    /// Whether the annotator refused the whole, so that all events are wrong.
    pub refused: bool,
    /// The marks that could not be read, and why. An event without a mark may then be the one that it was of.
    pub unread: Vec<String>,
    /// Who.
    pub by: Option<String>,
    /// When: RFC 3339, UTC.
    pub at: Option<String>,
    /// File and task, for messages.
    pub place: String,
}

impl Returned {
    /// One without marks.
    pub fn new(article: Option<&str>, text: &str, place: &str) -> Returned {
        Returned {
            article: article.map(str::to_owned),
            text: text.to_owned(),
            events: Vec::new(),
            parts: Vec::new(),
            refused: false,
            unread: Vec::new(),
            by: None,
            at: None,
            place: place.to_owned(),
        }
    }

    /// Notes a mark that could not be read; the others are kept.
    pub fn mark_left_out(&mut self, why: &str) {
        self.unread.push(format!("{}: {why}", self.place));
    }
}

/// A marked event.
#[derive(Clone, Debug)]
pub struct ReturnedEvent {
    /// The id of the mark: that of an event that was given out, or one of the tool's.
    pub id: String,
    /// The kind.
    pub kind: String,
    /// The words of the trigger, in bytes.
    pub span: Span,
    /// The stance, where the tool has one.
    pub stance: Option<String>,
    /// The realis, where the tool has one.
    pub realis: Option<String>,
}

/// Marked words of a party or claimant.
#[derive(Clone, Debug)]
pub struct ReturnedPart {
    /// What they are.
    pub role: PartRole,
    /// The words, in bytes.
    pub span: Span,
    /// The id of the mark of its event, where the tool links them.
    pub event: Option<String>,
}

/// Why a file of a tool cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolError {
    /// The file, and what in it.
    pub place: String,
    /// What is wrong, and what to do.
    pub why: String,
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

impl std::error::Error for ToolError {}

/// What was found in the files of a tool.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The articles that were judged, one for each annotator.
    pub returned: Vec<Returned>,
    /// How many were not judged.
    pub unjudged: u64,
    /// What could not be read: place and reason.
    pub left_out: Vec<String>,
}

impl Found {
    /// Adds a part that could not be read.
    pub fn left_out(&mut self, place: &str, why: &str) {
        self.left_out.push(format!("{place}: {why}"));
    }
}
