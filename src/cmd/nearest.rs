//! "Did you mean" in the messages of commands: the known names nearest to a mistyped one.

pub use dateline::suggest::hint;
