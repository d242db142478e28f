//! What messages about a TOML file say: lines, and the known key nearest to an unknown one.

use crate::suggest::suggest;

/// The line, from 1, that contains the byte at `offset`.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1)
}

/// The message about an unknown key, with the nearest known one.
pub(super) fn unknown_key(key: &str, known: &[&str]) -> String {
    match suggest(key, known.iter().copied()) {
        Some(near) => format!("unknown key `{key}`; did you mean `{near}`?"),
        None => format!("unknown key `{key}`; the keys are {}", known.join(", ")),
    }
}
