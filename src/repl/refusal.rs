//! The error of a command.

use super::reply::Reply;
use super::show::hanging;
use super::surface::Surface;
use crate::legible::brief;
use crate::live::Stopped;
use crate::live::search::SearchError;
use crate::script::console::QueryError;

/// Why a command did nothing: what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
}

impl Refusal {
    /// With what to do.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Refusal {
        Refusal { message: message.into(), help: help.into() }
    }

    /// As a reply, with long lines wrapped.
    pub fn reply(&self, surface: &Surface) -> Reply {
        let mut text = hanging(surface, &format!("error: {}", brief(&self.message)));
        for line in self.help.lines() {
            text.push_str(&hanging(surface, &format!("  {}", brief(line))));
        }
        Reply::fault(text)
    }
}

impl From<Stopped> for Refusal {
    fn from(_: Stopped) -> Refusal {
        Refusal::new("stopped; nothing was changed", "")
    }
}

impl From<String> for Refusal {
    fn from(message: String) -> Refusal {
        Refusal::new(message, "")
    }
}

impl From<QueryError> for Refusal {
    fn from(why: QueryError) -> Refusal {
        Refusal::new(why.message, why.help)
    }
}

impl From<SearchError> for Refusal {
    fn from(why: SearchError) -> Refusal {
        Refusal::new(why.to_string(), "")
    }
}
