//! What completion answers: the candidates, and what they replace.

/// What may stand at the cursor in place of the text from `start` to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Where the text that a candidate replaces starts, in bytes; it ends at the cursor.
    pub start: usize,
    /// The candidates, in the order shown.
    pub candidates: Vec<Candidate>,
}

/// One thing that may stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What is put into the line.
    pub text: String,
    /// What is shown in a list of several.
    pub shown: String,
    /// What it does, in a line; may be empty.
    pub about: String,
}
