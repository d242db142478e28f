//! The paragraphs of a text that is written in elements, of NITF or XHTML: which of them stand by themselves, and which hold
//! no text to read.

use super::scan::{Token, TokenKind, Tokens, local_name, tag_name};
use super::tree::Tree;
use std::ops::Range;

/// Elements whose content is a paragraph or several; all others are parts of a line.
const BLOCKS: [&str; 44] = [
    "address",
    "article",
    "aside",
    "block",
    "blockquote",
    "body",
    "body.content",
    "body.end",
    "bq",
    "br",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "fn",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hl1",
    "hl2",
    "hr",
    "li",
    "main",
    "media-caption",
    "nav",
    "note",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements whose content is no part of the text.
const LEFT_OUT: [&str; 13] = [
    "head",
    "iframe",
    "media-metadata",
    "media-object",
    "media-producer",
    "media-reference",
    "noscript",
    "object",
    "rt",
    "script",
    "style",
    "svg",
    "tagline",
];

/// The paragraphs inside an element, in order, each from its first text to its last; ranges are bytes of the document's
/// text.
pub(super) fn paragraphs(text: &str, tree: &Tree<'_>, number: usize) -> Vec<Range<usize>> {
    let inner = tree.get(number).inner.clone();
    let (mut found, mut open): (Vec<Range<usize>>, Option<Range<usize>>) = (Vec::new(), None);
    let mut left_out: Option<(&str, usize)> = None;
    for Token { kind, range } in Tokens::from(&text[..inner.end], inner.start) {
        let (is_start, is_empty) = match kind {
            TokenKind::Start { is_empty } => (true, is_empty),
            TokenKind::End => (false, false),
            TokenKind::Text | TokenKind::CData => {
                if left_out.is_none() && !text[range.clone()].trim().is_empty() {
                    let start = open.take().map_or(range.start, |open| open.start);
                    open = Some(start..range.end);
                }
                continue;
            }
            _ => continue,
        };
        let name = local_name(tag_name(&text[range]));
        if let Some((outer, depth)) = &mut left_out {
            if name == *outer && !is_empty {
                *depth = if is_start { *depth + 1 } else { *depth - 1 };
            }
            if *depth == 0 {
                left_out = None;
            }
            continue;
        }
        if is_start && LEFT_OUT.contains(&name) {
            found.extend(open.take());
            left_out = (!is_empty).then_some((name, 1));
        } else if BLOCKS.contains(&name) {
            found.extend(open.take());
        }
    }
    found.extend(open);
    found
}

#[cfg(test)]
mod tests {
    use super::super::tree::Prefixes;
    use super::*;

    fn shown(text: &str) -> Vec<&str> {
        let tree = Tree::of(text, 0..text.len(), &Prefixes::new(false)).unwrap();
        paragraphs(text, &tree, 0).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn blocks_are_paragraphs_and_other_elements_are_not() {
        let text = "<body.content>\n<p>One <em>and</em> a half</p><block><hl2>Two</hl2><p>Three<br/>Four</p></block>\
            <media><media-metadata name='x'>no</media-metadata><media-caption>Five</media-caption></media></body.content>";
        assert_eq!(shown(text), ["One <em>and</em> a half", "Two", "Three", "Four", "Five"]);
    }

    #[test]
    fn what_is_left_out_may_be_nested_or_without_an_end() {
        assert_eq!(
            shown("<div>a<style>b<style>c</style>d</style>e<script/>f</div>"),
            ["a", "e", "f"]
        );
        assert_eq!(shown("<div>a<script>b</div>"), ["a"]);
    }
}
