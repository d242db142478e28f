//! The result of completion: the candidates, and the text they replace.

/// The candidates that may replace the text from `start` to the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Where the text that a candidate replaces starts, in bytes; it ends at the cursor.
    pub start: usize,
    /// The candidates, in the order shown.
    pub candidates: Vec<CompletionCandidate>,
}

/// One candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionCandidate {
    /// The text inserted into the line.
    pub text: String,
    /// The text shown in a list of several.
    pub shown: String,
    /// Its description, one line; may be empty.
    pub about: String,
}
