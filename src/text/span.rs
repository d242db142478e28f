//! A half-open byte range in a cleaned text: used by every layer.

use serde::Serialize;
use std::ops::Range;

/// A half-open byte range `start..end` in an article's cleaned text.
///
/// Both ends lie on character boundaries. Articles are at most 4 GiB (readers refuse far less), hence `u32`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span `start..end`; offsets are byte offsets into the cleaned text.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Span { start: start as u32, end: end as u32 }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True where the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range fit for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text under the span.
    pub fn cut(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// True where `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True where the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span without white space at either end of its text.
    pub fn trimmed(self, text: &str) -> Span {
        let cut = self.cut(text);
        let start = self.start as usize + (cut.len() - cut.trim_start().len());
        Span::new(start, start + cut.trim().len())
    }
}
