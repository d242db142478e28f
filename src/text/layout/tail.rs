//! What a page appends to the end of a paragraph: buttons, sources, addresses of pictures.

use super::LayoutPass;
use memchr::memchr2;
use memchr::memmem::FinderRev;
use std::sync::LazyLock;

/// Words that a page appends to a paragraph and that count only at its very end.
const ENDS: &[&str] = &[" Read Also", ") Twitter"];

/// Words that a page appends, together with whatever follows them.
static TAILS: LazyLock<[FinderRev<'static>; 8]> = LazyLock::new(|| {
    [
        "Comment via Facebook",
        "An earlier version of this ",
        "A previous version of this ",
        "Correction: ",
        "Our Standards:",
        "(Source:",
        "Last Update:",
        "pic.twitter.com/",
    ]
    .map(FinderRev::new)
});

/// How many of [`TAILS`], from the first, contain neither ':' nor '/'.
const UNMARKED: usize = 3;

impl LayoutPass<'_> {
    /// Where running text ends and what a page appended to it begins.
    pub(super) fn tail(&self, start: usize, end: usize) -> usize {
        let mut from = end.saturating_sub(260).max(start);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let window = &self.text.as_bytes()[from..end];
        let ends = ENDS.iter().find(|words| window.ends_with(words.as_bytes()));
        let mut cut = ends.map_or(window.len(), |words| window.len() - words.len());
        let (plain, marked) = TAILS.split_at(UNMARKED);
        // Few paragraphs contain one of these two bytes.
        let marked = if memchr2(b':', b'/', window).is_some() { marked } else { &[] };
        for words in plain.iter().chain(marked) {
            if let Some(found) = words.rfind(&window[..cut]) {
                cut = found;
            }
        }
        if from + cut > start { from + cut } else { end }
    }
}
