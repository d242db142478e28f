//! The definition files of the functions that only a prompt has.

/// The documentation of the functions that only the prompt has: the definition files beside the code, in the order in
/// which they are shown. The reference keeps them in separate groups.
pub const DEFINITIONS: &[(&str, &str)] = &[
    ("questions.d.rhai", include_str!("questions.d.rhai")),
    ("answers.d.rhai", include_str!("answers.d.rhai")),
];
