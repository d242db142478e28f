//! What a session says to a line.

/// The answer to a line typed, or to something that happened beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// What is to be shown: whole lines, fitted and coloured for the surface the session was told of; may be empty.
    pub text: String,
    /// What follows.
    pub end: End,
}

/// What follows a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// The next line.
    #[default]
    Fine,
    /// The next line, but something was wrong: a script ends here, with an exit code that is not 0.
    Fault,
    /// A question was asked: the next line is its answer (the prompt is the session's).
    Ask,
    /// The session is over.
    Leave,
}

impl Reply {
    /// A reply that shows `text`.
    pub fn fine(text: impl Into<String>) -> Reply {
        Reply { text: whole(text.into()), end: End::Fine }
    }

    /// A reply that says what is wrong.
    pub fn fault(text: impl Into<String>) -> Reply {
        Reply { text: whole(text.into()), end: End::Fault }
    }
}

/// `text` with its last line ended.
fn whole(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
