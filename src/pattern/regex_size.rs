//! Compiles regexes in a bounded size, and estimates that size before.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// The most bytes of a compiled regex.
pub(super) const MOST_REGEX_BYTES: usize = 2 << 20;
/// A regex that weighs more is not compiled to find out that it is too large.
pub(crate) const MOST_REGEX_WEIGHT: usize = 2 * MOST_REGEX_BYTES;

/// Compiles a regex of a pattern or of one of its words, in a bounded size.
pub(super) fn compile(regex: &str) -> Result<Regex, regex::Error> {
    // The prefix and the brackets that are added take some bytes more than what was checked when the pattern was built.
    RegexBuilder::new(regex).size_limit(MOST_REGEX_BYTES + MOST_REGEX_BYTES / 4).build()
}

/// A regex as it runs over text: between word boundaries, without case unless it contains a capital.
pub(super) fn whole(regex: &str) -> String {
    let flags = if has_capital(regex) { "" } else { "(?i)" };
    // Word boundaries are ASCII: Unicode ones are forty times slower once text has curly quotes.
    format!(r"{flags}(?-u:\b)(?:{regex})(?-u:\b)")
}

/// About how many bytes a regex takes when compiled: a class some bytes a range, and a part as often as it is repeated.
pub(super) fn weight(hir: &Hir) -> usize {
    const A_STATE: usize = 48;
    let sum = |parts: &[Hir]| parts.iter().map(weight).fold(A_STATE, usize::saturating_add);
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => A_STATE,
        HirKind::Literal(literal) => A_STATE * literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => A_STATE * class.ranges().len(),
        HirKind::Class(Class::Bytes(class)) => A_STATE * class.ranges().len(),
        HirKind::Capture(capture) => A_STATE + weight(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => sum(parts),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1)).max(1);
            weight(&repetition.sub).saturating_mul(times as usize)
        }
    }
}

/// About how many bytes a regex takes when compiled; 0 for one that cannot be read.
pub(crate) fn regex_weight(regex: &str) -> usize {
    regex_syntax::parse(regex).map_or(0, |hir| weight(&hir))
}

/// Whether a regex contains a capital letter, as opposed to an escape such as `\S`.
pub fn has_capital(regex: &str) -> bool {
    let mut chars = regex.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c.is_uppercase() {
            return true;
        }
    }
    false
}
