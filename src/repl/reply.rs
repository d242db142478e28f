//! The session's reply to a line.

/// The reply to a line typed, or to a file change or timer tick.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The text to show: whole lines, laid out and coloured for the session's [`Surface`](super::Surface); may be
    /// empty.
    pub text: String,
    /// What follows.
    pub end: ReplyEnd,
}

/// What follows a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReplyEnd {
    /// The next line.
    #[default]
    Fine,
    /// The next line, but something failed: a script ends here, with an exit code other than 0.
    Fault,
    /// A question was asked: the next line is its answer (the session gives the prompt).
    Ask,
    /// The session is over.
    Leave,
}

impl Reply {
    /// A reply that shows `text`.
    pub fn fine(text: impl Into<String>) -> Reply {
        Reply { text: whole(text.into()), end: ReplyEnd::Fine }
    }

    /// A reply that reports an error.
    pub fn fault(text: impl Into<String>) -> Reply {
        Reply { text: whole(text.into()), end: ReplyEnd::Fault }
    }
}

/// `text` with a line end after its last line.
fn whole(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
