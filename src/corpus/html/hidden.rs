//! Texts of a page or of a part of one that are not shown, such as the lines of a mail that only its preview shows. What is
//! hidden goes from a start tag to its own end tag, so that a slice that holds both is read as it is within the page.

use super::signs::is_hidden;
use super::tag::Tag;
use super::token::{TokenKind, Tokens};
use memchr::memmem;
use std::ops::Range;

/// The elements of `part` that are not shown, as bytes, in order, none inside another. An element that is never closed counts as shown.
pub(super) fn hidden(part: &str) -> Vec<Range<usize>> {
    if !may_hide(part) {
        return Vec::new();
    }
    let mut open: Vec<(Tag, Vec<(usize, bool)>)> = Vec::new();
    let mut found: Vec<Range<usize>> = Vec::new();
    for token in Tokens::new(part) {
        match token.kind {
            TokenKind::Start(tag) if !tag.is_void() => {
                let start = (token.range.start, is_hidden(&part[token.range.clone()]));
                match open.iter_mut().find(|(known, _)| *known == tag) {
                    Some((_, starts)) => starts.push(start),
                    None => open.push((tag, vec![start])),
                }
            }
            TokenKind::End(tag) => {
                let starts = open.iter_mut().find(|(known, _)| *known == tag);
                if let Some((start, true)) = starts.and_then(|(_, starts)| starts.pop()) {
                    // Those inside it end before it does.
                    while found.last().is_some_and(|inner| inner.start > start) {
                        found.pop();
                    }
                    let is_inside = found.last().is_some_and(|last| last.end > token.range.end);
                    if !is_inside {
                        found.push(start..token.range.end);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a place is in one of these ranges.
pub(super) fn is_in(ranges: &[Range<usize>], at: usize) -> bool {
    let before = ranges.partition_point(|range| range.start <= at);
    before.checked_sub(1).and_then(|last| ranges.get(last)).is_some_and(|range| at < range.end)
}

/// Whether a text has words that hide an element: most have none.
fn may_hide(part: &str) -> bool {
    let has = |word: &str| memmem::find(part.as_bytes(), word.as_bytes()).is_some();
    ["hidden", "HIDDEN", "Hidden", "display", "DISPLAY", "Display"].into_iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::super::plain::text_of;

    #[test]
    fn only_what_is_shown_is_kept() {
        for (page, kept) in [
            ("<p>a</p><div style='display: none'><b>x</b><p>y</p></div><p>b", "\n\na\n\nb"),
            ("<p>a <span hidden>x <i hidden>y</i></span>b</p>", "\n\na b\n\n"),
            ("<div hidden>only</div>", "\n\n"),
            ("<p hidden>open <b>a</b>", "\n\nopen a"),
            ("<div hidden><div>x</div>y</div>z<span hidden>w</span>", "\n\nz"),
            ("a hidden display", "a hidden display"),
        ] {
            assert_eq!(text_of(page.into()).0, kept, "{page}");
        }
    }
}
