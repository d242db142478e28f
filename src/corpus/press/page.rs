//! The tags of a web page that a database made, in order: enough to find the elements that hold an article's parts. The
//! text inside them is read by `field`.

use crate::text::Span;
use crate::text::encoding::entity::read_entities;
use std::borrow::Cow;

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
pub fn tags(page: &str) -> Vec<Tag<'_>> {
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

/// Where the `>` of a tag is, quoted ones left out.
fn tag_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut quote = None;
    for (at, &byte) in bytes.iter().enumerate().skip(from) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// What the element holds whose opening tag is the one at `at`: up to its closing tag, nested ones of its name
/// included; to the end of the tags where it is never closed.
pub fn inside(tags: &[Tag<'_>], at: usize) -> Span {
    let (open, last) = (&tags[at], tags.last().map_or(0, |tag| tag.end));
    let mut depth = 0usize;
    for tag in &tags[at..] {
        if !tag.is(open.name) {
            continue;
        }
        if !tag.is_close {
            depth += 1;
        } else if depth <= 1 {
            return Span::new(open.end, tag.start);
        } else {
            depth -= 1;
        }
    }
    Span::new(open.end, last.max(open.end))
}

/// The tags that lie in `span`.
pub fn within<'t, 'p>(tags: &'t [Tag<'p>], span: Span) -> &'t [Tag<'p>] {
    let from = tags.partition_point(|tag| tag.start < span.start as usize);
    let to = tags.partition_point(|tag| tag.start < span.end as usize);
    &tags[from..to.max(from)]
}

/// A part of a page in one line, without its tags, its references read; `None` if nothing is left.
pub fn text(part: &str) -> Option<String> {
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
        let tags = tags(page);
        assert!(tags[0].has_class("B") && !tags[0].has_class("x"));
        assert_eq!(tags.iter().filter(|tag| tag.is("p")).count(), 1);
        let span = inside(&tags, 0);
        assert_eq!(
            text(&page[span.start as usize..span.end as usize]).as_deref(),
            Some("in & out")
        );
        assert_eq!(tags.last().map(|tag| tag.end), Some(page.len()));
    }
}
