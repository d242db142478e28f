//! The scores of the rules against gold, in one line.

use crate::check::tally::Counts;
use crate::repl::surface::{Surface, Tone};

/// P, R and F1; if `before` differs, the old and the new value.
pub fn figures(surface: &Surface, before: Option<Counts>, now: Counts) -> String {
    let before = before.unwrap_or(now);
    let parts = [
        ("P", before.precision(), now.precision()),
        ("R", before.recall(), now.recall()),
        ("F1", before.f1(), now.f1()),
    ];
    let scores: Vec<String> =
        parts.into_iter().map(|(name, old, new)| score_change(surface, name, old, new)).collect();
    scores.join("  ")
}

fn score_change(surface: &Surface, name: &str, old: Option<f64>, new: Option<f64>) -> String {
    let shown =
        |share: Option<f64>| share.map_or_else(|| "-".to_owned(), |share| format!("{share:.3}"));
    if shown(old) == shown(new) {
        return format!("{name} {}", shown(new));
    }
    let tone = match old.unwrap_or(0.0) < new.unwrap_or(0.0) {
        true => Tone::Added,
        false => Tone::Removed,
    };
    format!("{name} {} → {}", shown(old), surface.paint(tone, shown(new)))
}
