//! A code that a codebook does not have, as a message with its remedy.

/// A code that its codebook does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

impl UnknownCode {
    pub(super) fn of(what: &str, code: &str, help: &str) -> UnknownCode {
        UnknownCode { message: format!("unknown {what} \"{code}\""), help: help.to_owned() }
    }
}
