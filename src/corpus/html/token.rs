//! Cuts a web page into texts, tags and what holds no text, in one pass and without a tree, so that no nesting is too deep.
//! Where a tag ends is decided as browsers do it. A slice of a page that begins and ends inside texts is cut as it is
//! within the page: nothing looks back, and what is found ahead is found in the slice too.

use super::tag::{Tag, is_space};
use memchr::{memchr, memchr2, memmem};
use std::ops::Range;

/// A piece of a page. The pieces of a page are in order and cover it whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::corpus) struct Token {
    /// Its bytes in the page.
    pub range: Range<usize>,
    pub kind: TokenKind,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::corpus) enum TokenKind {
    /// Text, with its references as written.
    Text,
    /// The start tag of an element.
    Start(Tag),
    /// The end tag of an element.
    End(Tag),
    /// An element whose content is no text of the page, such as a script, from its start tag to its end tag.
    Element {
        tag: Tag,
        /// What is between its tags; its start tag is before it.
        content: Range<usize>,
        /// Whether its end tag is missing, so that it goes on to the end of the page.
        is_open: bool,
    },
    /// A comment, or a declaration.
    Comment {
        /// Whether its end is missing, so that it goes on to the end of the page.
        is_open: bool,
    },
}

/// After so many tags that never end by the rules, such as those with a quote that is not closed, a tag ends at its first
/// `>`. Each of them costs a look at the rest of the page.
const UNENDED: usize = 64;

/// The pieces of a page.
pub(in crate::corpus) struct Tokens<'a> {
    page: &'a str,
    at: usize,
    unended: usize,
    /// No `>` is at or after this offset.
    last: usize,
    /// The elements without text of which no end tag is ahead.
    unclosed: Vec<Tag>,
    /// What was found after the text that was returned last.
    pending: Option<Token>,
}

impl<'a> Tokens<'a> {
    pub fn new(page: &'a str) -> Self {
        Tokens { page, at: 0, unended: 0, last: usize::MAX, unclosed: Vec::new(), pending: None }
    }

    fn bytes(&self) -> &'a [u8] {
        self.page.as_bytes()
    }

    /// The piece that begins with the `<` at `at`, if it is more than text.
    fn markup(&mut self, at: usize) -> Option<Token> {
        let bytes = self.bytes();
        let (kind, end) = match *bytes.get(at + 1)? {
            b'!' if bytes[at..].starts_with(b"<!--") => self.comment(at),
            b'!' | b'?' => (TokenKind::Comment { is_open: false }, self.greater(at)?),
            b'/' => match bytes.get(at + 2)? {
                letter if letter.is_ascii_alphabetic() => {
                    let end = self.tag_end(at)?;
                    (TokenKind::End(Tag::read(&self.page[at + 2..end])), end)
                }
                _ => (TokenKind::Comment { is_open: false }, self.greater(at)?),
            },
            letter if letter.is_ascii_alphabetic() => {
                let end = self.tag_end(at)?;
                let tag = Tag::read(&self.page[at + 1..end]);
                match tag.is_without_text().then(|| self.element(tag, at..end)).flatten() {
                    Some(element) => element,
                    None => (TokenKind::Start(tag), end),
                }
            }
            _ => return None,
        };
        Some(Token { range: at..end, kind })
    }

    fn comment(&self, at: usize) -> (TokenKind, usize) {
        let inside = &self.bytes()[at + 4..];
        let is_open = false;
        for empty in ["->", ">"] {
            if inside.starts_with(empty.as_bytes()) {
                return (TokenKind::Comment { is_open }, at + 4 + empty.len());
            }
        }
        let plain = memmem::find(inside, b"-->").map(|end| (end, 3));
        let within = &inside[..plain.map_or(inside.len(), |(end, _)| end)];
        match memmem::find(within, b"--!>").map(|end| (end, 4)).or(plain) {
            Some((end, len)) => (TokenKind::Comment { is_open }, at + 4 + end + len),
            None => (TokenKind::Comment { is_open: true }, self.page.len()),
        }
    }

    /// The element without text that begins with the tag at `start`; `None` if it has no end, except for those whose
    /// content is never text.
    fn element(&mut self, tag: Tag, start: Range<usize>) -> Option<(TokenKind, usize)> {
        if self.unclosed.contains(&tag) {
            return None;
        }
        let end = self.end_tag(tag, start.end);
        let (content, end, is_open) = match end {
            Some(end) => (start.end..end.start, end.end, false),
            None if matches!(tag, Tag::Script | Tag::Style) => {
                (start.end..self.page.len(), self.page.len(), true)
            }
            None => {
                self.unclosed.push(tag);
                return None;
            }
        };
        Some((TokenKind::Element { tag, content, is_open }, end))
    }

    /// The first end tag of `tag` at or after `from`.
    fn end_tag(&self, tag: Tag, from: usize) -> Option<Range<usize>> {
        let bytes = self.bytes();
        let mut at = from;
        loop {
            at += memmem::find(&bytes[at..], b"</")?;
            let name = &bytes[at + 2..];
            let len = name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let ends = name.get(len).is_none_or(|&next| is_space(next) || b"/>".contains(&next));
            if ends && Tag::of(&name[..len]) == tag {
                let end = memchr(b'>', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
                return Some(at..end);
            }
            at += 2;
        }
    }

    /// Where the tag that begins at `at` ends: after the first `>` that is in no quoted value. If there is none, after the
    /// first `>`; without any, it is no tag.
    fn tag_end(&mut self, at: usize) -> Option<usize> {
        let first = self.greater(at)?;
        let inside = &self.bytes()[at..first];
        if memchr2(b'"', b'\'', inside).is_none() {
            return Some(first);
        }
        if self.unended < UNENDED {
            if let Some(end) = quoted_tag_end(self.bytes(), at) {
                return Some(end);
            }
            self.unended += 1;
        }
        Some(first)
    }

    /// The end of the first `>` after `at`.
    fn greater(&mut self, at: usize) -> Option<usize> {
        if at >= self.last {
            return None;
        }
        let found = memchr(b'>', &self.bytes()[at..]);
        if found.is_none() {
            self.last = at;
        }
        found.map(|found| at + found + 1)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if let Some(token) = self.pending.take() {
            return Some(token);
        }
        let start = self.at;
        let mut from = start;
        while let Some(found) = memchr(b'<', self.bytes().get(from..)?) {
            let at = from + found;
            if let Some(markup) = self.markup(at) {
                self.at = markup.range.end;
                if at == start {
                    return Some(markup);
                }
                self.pending = Some(markup);
                return Some(Token { range: start..at, kind: TokenKind::Text });
            }
            from = at + 1;
        }
        let end = self.page.len();
        self.at = end;
        (start < end).then_some(Token { range: start..end, kind: TokenKind::Text })
    }
}

/// Where the tag that begins at `at` ends, quoted values passed over; a quote counts only after an equals sign.
fn quoted_tag_end(bytes: &[u8], at: usize) -> Option<usize> {
    let skip = |mut at: usize, fits: fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|&byte| fits(byte)) {
            at += 1;
        }
        at
    };
    let mut at = skip(at + 1, |byte| !is_space(byte) && !matches!(byte, b'>'));
    loop {
        at = skip(at, |byte| is_space(byte) || byte == b'/');
        if *bytes.get(at)? == b'>' {
            return Some(at + 1);
        }
        // The first character of a name may be an equals sign.
        at = skip(at + 1, |byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
        let equals = skip(at, is_space);
        if bytes.get(equals) != Some(&b'=') {
            continue;
        }
        at = skip(equals + 1, is_space);
        at = match *bytes.get(at)? {
            quote @ (b'"' | b'\'') => at + 1 + memchr(quote, &bytes[at + 1..])? + 1,
            _ => skip(at, |byte| !is_space(byte) && byte != b'>'),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of a page, with a bar for each tag, comment or element between them.
    fn texts(page: &str) -> String {
        let shown = Tokens::new(page).map(|token| match token.kind {
            TokenKind::Text => page[token.range].to_owned(),
            _ => "|".to_owned(),
        });
        shown.collect()
    }

    #[test]
    fn tags_end_where_browsers_end_them() {
        for (page, shown) in [
            ("a<b title=\"x > y\">c</b>d", "a|c|d"),
            ("a<b title='x > y' hidden>c", "a|c"),
            ("a<b title=x>c", "a|c"),
            ("a<b it's>c", "a|c"),
            ("a < b and c <3 d", "a < b and c <3 d"),
            ("a<b c", "a<b c"),
            ("a<!-- <p> -->b<!-->c<!--->d<!-- x --!>e", "a|b|c|d|e"),
            ("a<!doctype html>b<?php 1 ?>c</ x>d</>e", "a|b|c|d|e"),
            ("a<script>if (1 < 2) '</p>'</SCRIPT >b", "a|b"),
            ("a<title>b</titles></title>c", "a|c"),
            ("a<b title=\"never closed>c</b>d", "a|c|d"),
            ("a<iframe>b", "a|b"),
            ("a<style>p { x: 1 }", "a|"),
            ("a<!-- b", "a|"),
        ] {
            assert_eq!(texts(page), shown, "{page}");
        }
    }

    #[test]
    fn tags_without_end_are_not_searched_for_again_and_again() {
        // Each would be read to the end of the page: a thousand million steps.
        for part in ["<a b=\"> \"", "<iframe>", "<", "<a b='", "<!--", "</a", "<!"] {
            let page = part.repeat(100_000);
            assert_eq!(
                Tokens::new(&page).map(|token| token.range.len()).sum::<usize>(),
                page.len()
            );
        }
    }
}
