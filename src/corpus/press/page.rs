//! The tags of a web page that a database made, in order: enough to find the elements that hold an article's parts. The
//! text inside them is read by `field`.

use crate::text::Span;
use crate::text::encoding::entity::read_entities;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// A tag.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'p> {
    /// Its name, as written.
    pub name: &'p str,
    /// Whether it closes an element.
    pub is_close: bool,
    /// What is between name and `>`.
    attributes: &'p str,
    /// Where it begins and one past its end, in bytes.
    pub start: usize,
    pub end: usize,
}

impl<'p> Tag<'p> {
    /// Whether it has this name, ASCII case ignored.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute, as written.
    pub fn attribute(&self, name: &str) -> Option<&'p str> {
        let mut rest = self.attributes;
        loop {
            let at = find_ignoring_case(rest, name)?;
            let before = rest[..at].chars().next_back();
            let after = rest[at + name.len()..].trim_start();
            rest = &rest[at + name.len()..];
            if before.is_some_and(|c| !c.is_ascii_whitespace() && !matches!(c, '"' | '\'' | '/')) {
                continue;
            }
            let Some(value) = after.strip_prefix('=').map(str::trim_start) else { continue };
            return Some(match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inner = &value[1..];
                    &inner[..inner.find(quote).unwrap_or(inner.len())]
                }
                _ => value.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default(),
            });
        }
    }

    /// Whether one of its classes is this one, ASCII case ignored.
    pub fn has_class(&self, class: &str) -> bool {
        self.classes().any(|own| own.eq_ignore_ascii_case(class))
    }

    /// Its classes.
    pub fn classes(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }
}

fn find_ignoring_case(text: &str, word: &str) -> Option<usize> {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.windows(word.len()).position(|window| window.eq_ignore_ascii_case(word))
}

/// The tags of a page; comments, scripts and styles are passed over.
fn tags(page: &str) -> Vec<Tag<'_>> {
    let bytes = page.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(len) = memchr::memchr(b'<', &bytes[at.min(bytes.len())..]) {
        let start = at + len;
        if page[start..].starts_with("<!--") {
            at = page[start..].find("-->").map_or(page.len(), |len| start + len + 3);
            continue;
        }
        let is_close = bytes.get(start + 1) == Some(&b'/');
        let from = start + 1 + usize::from(is_close);
        let rest = &bytes[from.min(bytes.len())..];
        let len = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if len == 0 || !rest[0].is_ascii_alphabetic() {
            at = start + 1;
            continue;
        }
        let Some(close) = tag_end(bytes, from + len) else { break };
        let (name, attributes) = (&page[from..from + len], &page[from + len..close]);
        found.push(Tag { name, is_close, attributes, start, end: close + 1 });
        at = close + 1;
        let is_raw = ["script", "style"].iter().any(|raw| name.eq_ignore_ascii_case(raw));
        if is_raw && !is_close {
            let end = format!("</{name}");
            at = find_ignoring_case(&page[at..], &end).map_or(page.len(), |len| at + len);
        }
    }
    found
}

/// Where the `>` of a tag is, quoted ones left out unless a quote is never closed.
fn tag_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut quote = None;
    let mut first = None;
    for (at, &byte) in bytes.iter().enumerate().skip(from) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (Some(_), b'>') if first.is_none() => first = Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        if at - from > LONGEST_TAG && first.is_some() {
            return first;
        }
    }
    first
}

/// A tag that is longer, in bytes, has a quote that is never closed.
const LONGEST_TAG: usize = 64 << 10;

/// A page and its tags.
pub struct Page<'p> {
    /// Its source.
    pub source: &'p str,
    /// Its tags, in order.
    pub tags: Vec<Tag<'p>>,
    /// For each opening tag, the number of the tag that closes its element; the number of all tags if none does.
    closers: Vec<usize>,
}

impl<'p> Page<'p> {
    pub fn new(source: &'p str) -> Self {
        let tags = tags(source);
        let mut closers = vec![tags.len(); tags.len()];
        let mut open: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, tag) in tags.iter().enumerate() {
            let same = open.entry(tag.name.to_ascii_lowercase()).or_default();
            if !tag.is_close {
                same.push(at);
            } else if let Some(opened) = same.pop() {
                closers[opened] = at;
            }
        }
        Page { source, tags, closers }
    }

    /// The numbers of all tags.
    pub fn all(&self) -> Range<usize> {
        0..self.tags.len()
    }

    /// What is in the element that the tag with this number opens: to the end of the page if it is never closed.
    pub fn inside(&self, at: usize) -> Span {
        let start = self.tags[at].end;
        let close = self.tags.get(self.closers[at]);
        Span::new(start, close.map_or(self.source.len(), |close| close.start.max(start)))
    }

    /// The numbers of the tags inside that element.
    pub fn tags_inside(&self, at: usize) -> Range<usize> {
        at + 1..self.closers[at].max(at + 1)
    }

    /// The numbers of the opening tags among `tags` that `is` them.
    pub fn opening<'s>(
        &'s self,
        mut tags: Range<usize>,
        is: impl Fn(&Tag<'p>) -> bool + 's,
    ) -> impl Iterator<Item = usize> + 's {
        tags.end = tags.end.min(self.tags.len());
        tags.filter(move |&at| !self.tags[at].is_close && is(&self.tags[at]))
    }

    /// What is in the element, in one line and without its tags; `None` if that is nothing, or too long to be a value.
    pub fn value(&self, at: usize) -> Option<String> {
        let span = self.inside(at);
        if span.len() > LONGEST_VALUE {
            return None;
        }
        text(self.source.get(span.start as usize..span.end as usize)?)
    }
}

/// The longest source of a value, in bytes.
const LONGEST_VALUE: usize = 4096;

/// A part of a page in one line, without its tags, its references read; `None` if nothing is left.
fn text(part: &str) -> Option<String> {
    let mut plain = String::with_capacity(part.len());
    let (mut done, mut is_raw) = (0, false);
    for tag in tags(part) {
        if !is_raw {
            push_without_comments(&mut plain, &part[done.min(tag.start)..tag.start]);
        }
        is_raw = !tag.is_close && (tag.is("script") || tag.is("style"));
        if ["br", "p", "div", "td", "tr", "li"].iter().any(|name| tag.is(name)) {
            plain.push(' ');
        }
        done = tag.end;
    }
    push_without_comments(&mut plain, &part[done..]);
    super::lines::value(&read_entities(Cow::Borrowed(&plain)).0)
}

fn push_without_comments(plain: &mut String, mut text: &str) {
    while let Some(begin) = text.find("<!--") {
        plain.push_str(&text[..begin]);
        text = text[begin..].split_once("-->").map_or("", |(_, rest)| rest);
    }
    plain.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_attributes_and_elements_are_found() {
        let page = "<div class='a b' data-class=x><!-- <p> --><script>if (a<b) '<p>'</script><DIV>in</DIV> &amp; out</div><p>";
        let page = Page::new(page);
        assert!(page.tags[0].has_class("B") && !page.tags[0].has_class("x"));
        assert_eq!(page.opening(page.all(), |tag| tag.is("p")).count(), 1);
        assert_eq!(page.value(0).as_deref(), Some("in & out"));
        assert_eq!(page.tags.last().map(|tag| tag.end), Some(page.source.len()));
        let open = Page::new("<td class=\"a>one</td><td>two");
        assert_eq!(open.value(0).as_deref(), Some("one"));
        assert_eq!(Page::new(&"<td>".repeat(200_000)).value(0), None);
    }
}
