//! The definition files of the functions that only a prompt has.

/// What the prompt's own functions say of themselves: the definition files beside the code, in the order in which they are
/// best read. The reference holds them in groups of their own.
pub const DEFINITIONS: &[(&str, &str)] = &[
    ("questions.d.rhai", include_str!("questions.d.rhai")),
    ("answers.d.rhai", include_str!("answers.d.rhai")),
];
