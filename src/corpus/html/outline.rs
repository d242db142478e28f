//! The elements of a page and its blocks: the runs of text between the limits of paragraphs. Elements are kept in a list,
//! each after the one it is in, so that nothing here calls itself, however deep a page is nested.

use super::plain::is_blank;
use super::signs::Signs;
use super::tag::Tag;
use super::token::{Token, TokenKind};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// An element of a page.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// The number of the element it is in; its own for the first.
    pub parent: usize,
    pub tag: Tag,
    /// What its attributes say of it.
    pub signs: Signs,
    /// The numbers of its tokens from its start tag on, half-open.
    pub tokens: Range<usize>,
}

/// A run of text in which no paragraph begins or ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// The number of the innermost block element it is in.
    pub element: usize,
    /// The number of the innermost element, of whatever sort, that all its text is in.
    pub inner: usize,
    /// How many elements are open there.
    depth: usize,
    /// The numbers of its tokens, half-open; tags between its texts are among them.
    pub tokens: Range<usize>,
    /// How many bytes it has, white space left out.
    pub len: usize,
    /// How many of these are in links.
    pub linked: usize,
    /// How many commas and other marks within and at the end of sentences.
    pub marks: usize,
    /// Whether it ends as a sentence does.
    pub is_ended: bool,
    /// Whether it is a heading above comments of readers.
    pub is_comments: bool,
}

/// What is written above comments of readers.
static COMMENTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:\(?\d+\)? )?(?:readers?['’]? )?(?:comments?|responses|replies)(?: \(\d+\))?:?$|^(?:leave|post|write|add) (?:a|your) (?:reply|comment)$|^join the (?:conversation|discussion)$",
    )
    // It is made of constants, and the tests use it.
    .expect("a pattern of constants")
});

/// The elements and blocks of a page.
#[derive(Debug)]
pub(super) struct Outline {
    /// Each after the one it is in. The first is the page.
    pub elements: Vec<Element>,
    pub blocks: Vec<Block>,
}

/// Elements nested deeper than this count as parts of the one they are in, as in browsers.
const DEEPEST: usize = 512;

impl Outline {
    /// The outline of a page, of which these are the tokens.
    pub fn of(page: &str, tokens: &[Token]) -> Outline {
        let all = 0..tokens.len();
        let root = Element { parent: 0, tag: Tag::Html, signs: Signs::default(), tokens: all };
        let outline = Outline { elements: vec![root], blocks: Vec::new() };
        let block = Block::default();
        let mut builder =
            Builder { outline, open: vec![0], ignored: 0, links: 0, number: 0, block };
        for (number, token) in tokens.iter().enumerate() {
            builder.number = number;
            match &token.kind {
                TokenKind::Text => builder.text(number, &page[token.range.clone()]),
                TokenKind::Start(tag) => builder.start(*tag, &page[token.range.clone()]),
                TokenKind::End(tag) => builder.end(*tag),
                TokenKind::Element { .. } | TokenKind::Comment { .. } => {}
            }
        }
        builder.number = tokens.len();
        builder.end_block();
        builder.cut(1);
        builder.outline
    }

    /// The number of the innermost element that all these tokens are in.
    pub fn innermost(&self, tokens: Range<usize>) -> usize {
        let after = self.elements.partition_point(|element| element.tokens.start <= tokens.start);
        let mut at = after.saturating_sub(1);
        while at != 0 && self.elements[at].tokens.end < tokens.end {
            at = self.elements[at].parent;
        }
        at
    }
}

struct Builder {
    outline: Outline,
    /// The numbers of the elements that are open, the innermost last; the page stays open.
    open: Vec<usize>,
    /// How many elements were opened too deep to be kept.
    ignored: usize,
    /// How many links are open.
    links: usize,
    /// The number of the token that is read.
    number: usize,
    block: Block,
}

impl Builder {
    fn text(&mut self, number: usize, text: &str) {
        if is_blank(text) {
            return;
        }
        let len = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
        let block = &mut self.block;
        if block.len == 0 {
            block.tokens.start = number;
            let is_block = |&&at: &&usize| self.outline.elements[at].tag.is_block();
            block.depth = self.open.len();
            block.inner = self.open.last().copied().unwrap_or_default();
            block.element = self.open.iter().rev().find(is_block).copied().unwrap_or_default();
        }
        block.tokens.end = number + 1;
        block.len += len;
        block.linked += if self.links > 0 { len } else { 0 };
        let last = text.trim_end().trim_end_matches(['"', '\'', '”', '’', ')', ']']);
        block.is_ended = last.ends_with(['.', '!', '?', '…', '。', '؟']);
        let is_heading = matches!(
            self.outline.elements[block.element].tag,
            Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6
        );
        block.is_comments = is_heading && block.len == len && COMMENTS.is_match(text.trim());
        let is_mark = |byte: &u8| matches!(byte, b',' | b';' | b'.' | b'!' | b'?');
        block.marks += text.bytes().filter(is_mark).count()
            + text.matches(['،', '؛', '。', '、', '，']).count();
    }

    fn start(&mut self, tag: Tag, text: &str) {
        if tag.is_void() {
            // Two lines of a paragraph are one block.
            if tag == Tag::Hr {
                self.end_block();
            }
            return;
        }
        if tag.is_block() {
            self.end_block();
            self.close_implied(tag);
        }
        if tag == Tag::A {
            self.close(Tag::A);
        }
        if self.open.len() >= DEEPEST {
            self.ignored += 1;
            return;
        }
        let parent = self.open.last().copied().unwrap_or_default();
        self.links += usize::from(tag == Tag::A);
        self.open.push(self.outline.elements.len());
        let tokens = self.number..self.number + 1;
        self.outline.elements.push(Element { parent, tag, signs: Signs::of(text), tokens });
    }

    fn end(&mut self, tag: Tag) {
        if tag.is_block() {
            self.end_block();
        }
        if self.ignored > 0 {
            self.ignored -= 1;
        } else {
            self.close(tag);
        }
    }

    /// Closes the innermost element of this name and what is open in it; an element of a line only within its block.
    fn close(&mut self, tag: Tag) {
        for at in (1..self.open.len()).rev() {
            let open = self.outline.elements[self.open[at]].tag;
            if open == tag {
                return self.cut(at);
            }
            if open.is_block() && !tag.is_block() {
                return;
            }
        }
    }

    /// Closes what the start of `tag` closes without an end tag.
    fn close_implied(&mut self, tag: Tag) {
        use Tag::*;
        let (closed, limits): (&[Tag], &[Tag]) = match tag {
            Li => (&[Li], &[Ul, Ol, Menu, Dir]),
            Dd | Dt => (&[Dd, Dt], &[Dl]),
            Td | Th => (&[Td, Th], &[Tr, Table]),
            Tr => (&[Tr], &[Table]),
            Tbody | Thead | Tfoot => (&[Tbody, Thead, Tfoot], &[Table]),
            Option | Optgroup => (&[Option], &[Select]),
            _ => (&[P], &[]),
        };
        for at in (1..self.open.len()).rev() {
            let open = self.outline.elements[self.open[at]].tag;
            if closed.contains(&open) {
                return self.cut(at);
            }
            if limits.contains(&open) || (limits.is_empty() && open.is_block()) {
                return;
            }
        }
    }

    /// Closes the elements from the one at `at` on.
    fn cut(&mut self, at: usize) {
        if at < self.block.depth {
            self.block.depth = at;
            self.block.inner = self.open[at - 1];
        }
        for number in self.open.drain(at..) {
            self.outline.elements[number].tokens.end = self.number;
            self.links -= usize::from(self.outline.elements[number].tag == Tag::A);
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.len > 0 {
            self.outline.blocks.push(block);
        }
    }
}
