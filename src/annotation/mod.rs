//! Events as tasks of annotation tools (Label Studio, Prodigy, brat, INCEpTION), and the judgements of their annotators
//! as gold. A tool shows an article's text with a mark on the trigger of each event and on the words that name its
//! parties and claimant. Called by `cmd::export` and `cmd::import`; files are opened there.
//!
//! `mark` says what is marked, `offsets` converts to what a tool counts; each tool has a file with its form, written and
//! read; `judge` compares what comes back with the events that were given out.

mod brat;
mod file_name;
mod judge;
mod label_studio;
mod mark;
mod offsets;
mod prodigy;
mod reading;
mod uima;

pub use judge::{Judged, judge};
pub use mark::{PartRole, TaskArticle};
pub use reading::{Found, Returned, ReturnedEvent, ReturnedPart, ToolError};

use crate::event::Event;
use crate::sink::{Loss, SinkError};
use std::io::Write;

/// An annotation tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Label Studio: JSON, a task for each article.
    LabelStudio,
    /// Prodigy: JSON Lines, a task for each article.
    Prodigy,
    /// brat: a text and a file of annotations for each article.
    Brat,
    /// UIMA CAS as JSON, as INCEpTION reads and writes it: a document for each article.
    Uima,
}

impl Tool {
    /// Whether what it gives back says that a person has looked at it.
    pub fn says_who_looked(self) -> bool {
        matches!(self, Tool::LabelStudio | Tool::Prodigy)
    }

    /// Its name, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Tool::LabelStudio => "Label Studio",
            Tool::Prodigy => "Prodigy",
            Tool::Brat => "brat",
            Tool::Uima => "UIMA CAS",
        }
    }

    /// Remarks for the loss report that apply to every event.
    pub fn remarks(self) -> &'static [&'static str] {
        match self {
            Tool::LabelStudio | Tool::Prodigy | Tool::Brat => &[
                "a mark on the trigger of each event, and on the words that name its parties and claimant; offsets count code points",
                "place, date and counts are a note at most; codes and extra attributes are not shown",
            ],
            Tool::Uima => &[
                "a mark on the trigger of each event, and on the words that name its parties and claimant; offsets count UTF-16 units",
                "place, date and counts are a note at most; codes and extra attributes are not shown",
            ],
        }
    }
}

/// Writes tasks.
pub trait TaskWriter {
    /// Adds an article with its events.
    ///
    /// # Errors
    /// It cannot be written.
    fn article(&mut self, article: &TaskArticle, loss: &mut Loss) -> Result<(), SinkError>;

    /// Writes what is still to be written.
    ///
    /// # Errors
    /// It cannot be written.
    fn finish(self: Box<Self>) -> Result<(), SinkError>;
}

/// Starts the tasks of a tool in `out`. `kinds` are the kinds of event that annotators may choose, sorted.
///
/// # Errors
/// It cannot be written.
pub fn writer<'a>(
    tool: Tool,
    out: impl Write + 'a,
    kinds: &[String],
) -> Result<Box<dyn TaskWriter + 'a>, SinkError> {
    Ok(match tool {
        Tool::LabelStudio => Box::new(label_studio::Tasks::new(out)?),
        Tool::Prodigy => Box::new(prodigy::Tasks::new(out)),
        Tool::Brat => Box::new(brat::Documents::new(out, kinds)?),
        Tool::Uima => Box::new(uima::Documents::new(out)?),
    })
}

/// The labelling interface of Label Studio for these kinds, in its XML.
pub fn label_studio_interface(kinds: &[String]) -> String {
    label_studio::interface(kinds)
}

/// Reads a file of a tool; `events` are those that were given out, by which names of files are told.
///
/// # Errors
/// The file is none of the tool's.
pub fn read(tool: Tool, content: &[u8], file: &str, events: &[Event]) -> Result<Found, ToolError> {
    let mut found = Found::default();
    match tool {
        Tool::LabelStudio => label_studio::read(content, file, &mut found)?,
        Tool::Prodigy => prodigy::read(content, file, &mut found)?,
        Tool::Brat => brat::read(content, file, events, &mut found)?,
        Tool::Uima => uima::read(content, file, events, &mut found)?,
    }
    Ok(found)
}
