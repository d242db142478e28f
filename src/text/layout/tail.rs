//! What a page hangs on to the end of a paragraph: buttons, sources, addresses of pictures.

use super::Pass;
use memchr::memmem;

/// Words that a page hangs on to the end of its last paragraph.
struct Tail {
    words: &'static str,
    /// Whether all after them goes too; else they count only as the very end.
    anywhere: bool,
}

const TAILS: &[Tail] = &[
    Tail { words: " Read Also", anywhere: false },
    Tail { words: ") Twitter", anywhere: false },
    Tail { words: "Our Standards:", anywhere: true },
    Tail { words: "(Source:", anywhere: true },
    Tail { words: "Last Update:", anywhere: true },
    Tail { words: "pic.twitter.com/", anywhere: true },
    Tail { words: "Comment via Facebook", anywhere: true },
];

impl Pass<'_> {
    /// Where running text ends and what a page hangs on to it begins.
    pub(super) fn tail(&self, start: usize, end: usize) -> usize {
        let mut from = end.saturating_sub(260).max(start);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let window = &self.text.as_bytes()[from..end];
        let Some(&last) = window.last() else { return end };
        let mut cut = end;
        for mark in TAILS {
            if (mark.anywhere || last.is_ascii_alphanumeric() || last == b')' || last == b'!')
                && let Some(found) = memmem::rfind(window, mark.words.as_bytes())
                && from + found > start
                && (mark.anywhere || found + mark.words.len() == window.len())
            {
                cut = cut.min(from + found);
            }
        }
        cut
    }
}
