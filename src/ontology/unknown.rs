//! The error for a code that a codebook does not have.

/// A code that its codebook does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    /// What is wrong.
    pub message: String,
    /// The codes that exist.
    pub help: String,
}

impl UnknownCode {
    pub(super) fn of(what: &str, code: &str, help: &str) -> UnknownCode {
        UnknownCode { message: format!("unknown {what} \"{code}\""), help: help.to_owned() }
    }
}
