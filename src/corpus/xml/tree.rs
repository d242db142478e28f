//! The elements of a part of a document, in order, without a tree of pointers: an element's descendants follow it. Made for
//! one article at a time, and without recursion, so that nesting costs no stack.

use super::escape::unescape_xml;
use super::scan::{CDATA, CDATA_END, Token, TokenKind, Tokens, attributes, local_name, tag_name};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// The vocabularies that give a name its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// That of the document's format: RSS, Atom, NewsML-G2, NITF; or none.
    Own,
    /// `content:encoded`.
    Content,
    /// Dublin Core.
    Dublin,
    /// Atom, in a feed of another format: `atom:link` in RSS.
    Atom,
    /// Any other.
    Other,
}

/// What the prefixes of a document stand for.
#[derive(Debug, Default)]
pub(super) struct Prefixes<'a> {
    declared: BTreeMap<&'a str, Space>,
    /// Whether the document is one of Atom, so that a prefix of Atom is its own.
    is_atom: bool,
}

impl<'a> Prefixes<'a> {
    /// None yet, in a document of Atom or of another format.
    pub fn new(is_atom: bool) -> Self {
        Prefixes { declared: BTreeMap::new(), is_atom }
    }

    /// Notes those that a start tag declares.
    pub fn declare(&mut self, tag: &'a str) {
        if !tag.contains("xmlns") {
            return;
        }
        for (name, uri) in attributes(tag) {
            if let Some(prefix) = name.strip_prefix("xmlns:") {
                self.declared.insert(prefix, space_of(uri));
            }
        }
    }

    /// The vocabulary of a name. A prefix that is nowhere declared has its usual meaning.
    fn of(&self, name: &str) -> Space {
        let Some((prefix, _)) = name.split_once(':') else { return Space::Own };
        let space = self.declared.get(prefix).copied().unwrap_or(match prefix {
            "content" => Space::Content,
            "dc" | "dcterms" => Space::Dublin,
            "atom" | "atom10" | "a10" => Space::Atom,
            "rss" | "nar" | "nitf" | "xhtml" | "html" | "g2" => Space::Own,
            _ => Space::Other,
        });
        if self.is_atom && space == Space::Atom { Space::Own } else { space }
    }
}

fn space_of(uri: &str) -> Space {
    let begins = |known: &[&str]| known.iter().any(|known| uri.starts_with(known));
    match uri {
        _ if begins(&["http://purl.org/rss/1.0/modules/content"]) => Space::Content,
        _ if begins(&["http://purl.org/dc/", "https://purl.org/dc/"]) => Space::Dublin,
        _ if begins(&["http://www.w3.org/2005/Atom", "http://purl.org/atom/"]) => Space::Atom,
        _ if begins(&["http://purl.org/rss/1.0/modules/"]) => Space::Other,
        _ if begins(&[
            "http://purl.org/rss/1.0/",
            "http://my.netscape.com/rdf/",
            "http://channel.netscape.com/rdf/",
            "http://backend.userland.com/rss",
            "http://iptc.org/std/",
            "http://www.w3.org/1999/xhtml",
        ]) =>
        {
            Space::Own
        }
        _ => Space::Other,
    }
}

/// An element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Its name without a prefix.
    pub local: &'a str,
    pub space: Space,
    /// Its start tag.
    pub tag: &'a str,
    /// What is between its tags, in bytes of the document's text.
    pub inner: Range<usize>,
    /// The number of the first element behind it and its descendants.
    end: usize,
}

/// The most elements that an article may have.
const MOST: usize = 200_000;

/// The elements of a part of a document; they are known by their numbers.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    text: &'a str,
    elements: Vec<Element<'a>>,
}

impl<'a> Tree<'a> {
    /// Those in `range` of `text`; `None` if they are too many. An element without an end tag ends with the one around it, and
    /// an end tag without a start tag is passed over.
    pub fn of(text: &'a str, range: Range<usize>, prefixes: &Prefixes<'_>) -> Option<Self> {
        let mut tree = Tree { text, elements: Vec::new() };
        let (mut open, mut count): (Vec<usize>, HashMap<&str, usize>) = Default::default();
        for Token { kind, range: at } in Tokens::from(&text[..range.end], range.start) {
            let name = match kind {
                TokenKind::Start { .. } | TokenKind::End => tag_name(&text[at.clone()]),
                _ => continue,
            };
            if kind == TokenKind::End {
                tree.close(name, at.start, &mut open, &mut count);
                continue;
            }
            let number = tree.elements.len();
            if number == MOST {
                return None;
            }
            tree.elements.push(Element {
                local: local_name(name),
                space: prefixes.of(name),
                tag: &text[at.clone()],
                inner: at.end..at.end,
                end: number + 1,
            });
            if kind == (TokenKind::Start { is_empty: false }) {
                open.push(number);
                *count.entry(name).or_default() += 1;
            }
        }
        let end = tree.elements.len();
        for number in open {
            tree.end(number, range.end, end);
        }
        Some(tree)
    }

    /// Ends the innermost open element of this name, and those inside it.
    fn close(
        &mut self,
        name: &str,
        at: usize,
        open: &mut Vec<usize>,
        count: &mut HashMap<&'a str, usize>,
    ) {
        if count.get(name).is_none_or(|&count| count == 0) {
            return;
        }
        while let Some(number) = open.pop() {
            let end = self.elements.len();
            self.end(number, at, end);
            let ended = tag_name(self.elements[number].tag);
            count.entry(ended).and_modify(|count| *count -= 1);
            if ended == name {
                return;
            }
        }
    }

    fn end(&mut self, number: usize, at: usize, end: usize) {
        self.elements[number].inner.end = at;
        self.elements[number].end = end;
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    pub fn get(&self, number: usize) -> &Element<'a> {
        &self.elements[number]
    }

    /// The elements directly inside one.
    pub fn children(&self, number: usize) -> impl Iterator<Item = usize> {
        let (mut next, end) = (number + 1, self.elements[number].end);
        std::iter::from_fn(move || {
            let found = (next < end).then_some(next)?;
            next = self.elements[found].end;
            Some(found)
        })
    }

    /// All elements inside one, in order.
    pub fn inside(&self, number: usize) -> Range<usize> {
        number + 1..self.elements[number].end
    }

    /// The number behind an element and all inside it.
    pub fn behind(&self, number: usize) -> usize {
        self.elements[number].end
    }

    /// The first child of this name.
    pub fn child(&self, number: usize, space: Space, local: &str) -> Option<usize> {
        self.children(number).find(|&child| self.is(child, space, local))
    }

    /// The first element of this name anywhere inside one.
    pub fn find(&self, number: usize, local: &str) -> Option<usize> {
        self.inside(number).find(|&inner| self.is(inner, Space::Own, local))
    }

    pub fn is(&self, number: usize, space: Space, local: &str) -> bool {
        let element = &self.elements[number];
        element.space == space && element.local == local
    }

    /// The value of an attribute, its escapes undone; `None` if it is missing or blank.
    pub fn attribute(&self, number: usize, wanted: &str) -> Option<String> {
        attribute(self.elements[number].tag, wanted)
    }

    /// The text of an element and all inside it, for names and dates: in one line, escapes undone, tags left out; `None`
    /// if it is blank.
    pub fn text(&self, number: usize) -> Option<String> {
        let inner = self.elements[number].inner.clone();
        let mut found = String::new();
        for Token { kind, range } in Tokens::from(&self.text[..inner.end], inner.start) {
            match kind {
                TokenKind::Text => {
                    found += &unescape_xml(Cow::Borrowed(&self.text[range])).0;
                }
                TokenKind::CData => {
                    found += &self.text[range.start + CDATA.len()..range.end - CDATA_END.len()];
                }
                _ => found.push(' '),
            }
        }
        let words: Vec<&str> = found.split_whitespace().collect();
        Some(words.join(" ")).filter(|text| !text.is_empty())
    }
}

/// The value of an attribute of a start tag, its escapes undone; `None` if it is missing or blank.
pub(super) fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let value = attributes(tag).find(|(name, _)| *name == wanted)?.1;
    let value = unescape_xml(Cow::Borrowed(value)).0.trim().to_owned();
    Some(value).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree<'_> {
        Tree::of(text, 0..text.len(), &Prefixes::new(false)).unwrap()
    }

    #[test]
    fn elements_know_what_is_inside_them() {
        let tree = tree(
            "<item><title>A &amp; <i>B</i></title><dc:date>2016</dc:date><br/><x><y>z</y></x></item>",
        );
        let names: Vec<&str> = tree.children(0).map(|child| tree.get(child).local).collect();
        assert_eq!(names, ["title", "date", "br", "x"]);
        assert_eq!(
            tree.child(0, Space::Own, "title").and_then(|at| tree.text(at)).unwrap(),
            "A & B"
        );
        assert!(tree.child(0, Space::Dublin, "date").is_some());
        assert!(tree.child(0, Space::Own, "y").is_none() && tree.find(0, "y").is_some());
    }

    #[test]
    fn tags_that_do_not_match_are_endured() {
        let tree = tree("</z><a><b><c>x</b></z>y</a>");
        let inner = |at: usize| &tree.text[tree.get(at).inner.clone()];
        assert_eq!((inner(0), inner(1), inner(2)), ("<b><c>x</b></z>y", "<c>x", "x"));
    }

    #[test]
    fn a_million_nested_elements_are_too_many_and_no_danger() {
        let deep = "<a>".repeat(MOST);
        assert!(Tree::of(&deep, 0..deep.len(), &Prefixes::new(false)).is_some());
        let deeper = "<a>".repeat(MOST + 1);
        assert!(Tree::of(&deeper, 0..deeper.len(), &Prefixes::new(false)).is_none());
    }

    #[test]
    fn declared_prefixes_have_the_meaning_of_their_address() {
        let mut prefixes = Prefixes::new(false);
        prefixes
            .declare("<rss xmlns:c='http://purl.org/rss/1.0/modules/content/' xmlns:dc='urn:x'>");
        assert_eq!(
            (prefixes.of("c:encoded"), prefixes.of("dc:date")),
            (Space::Content, Space::Other)
        );
        assert_eq!(
            (prefixes.of("content:encoded"), prefixes.of("p")),
            (Space::Content, Space::Own)
        );
    }
}
