//! A document of XML: decoded, its root, and the items that it is cut into.

use super::scan::{Token, TokenKind, Tokens, local_name, tag_name};
use super::tree::{Prefixes, Tree, attribute};
use crate::corpus::reading::Reading;
use crate::corpus::source::Source;
use crate::corpus::{CorpusError, Format};
use crate::text::encoding::decode::{
    Decoded, decode, decode_declared, name_of_charset, unmarked_utf16,
};
use memchr::memchr_iter;
use std::ops::Range;

/// The formats of XML, by their root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root<'a> {
    Rss,
    Atom,
    NewsMl,
    Nitf,
    /// Another, of this name.
    Other(&'a str),
}

/// The items of NewsML-G2, of which only the first holds news.
pub(super) const NEWSML_ITEMS: [&str; 6] =
    ["newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"];

fn root_of(tag: &str) -> Root<'_> {
    match local_name(tag_name(tag)) {
        "rss" | "RDF" => Root::Rss,
        "feed" => Root::Atom,
        "nitf" => Root::Nitf,
        "newsMessage" => Root::NewsMl,
        local if NEWSML_ITEMS.contains(&local) => Root::NewsMl,
        local => Root::Other(local),
    }
}

/// What is before the first element.
struct Head {
    /// Its start tag; `None` if there is none.
    root: Option<Range<usize>>,
    declares_entities: bool,
}

fn head(text: &str) -> Head {
    let mut declares_entities = false;
    for Token { kind, range } in Tokens::from(text, 0) {
        match kind {
            TokenKind::Start { .. } => return Head { root: Some(range), declares_entities },
            TokenKind::Doctype => declares_entities |= text[range].contains("<!ENTITY"),
            TokenKind::Text if !is_blank(&text[range.clone()]) => break,
            TokenKind::Broken | TokenKind::End | TokenKind::CData => break,
            TokenKind::Text | TokenKind::Other => {}
        }
    }
    Head { root: None, declares_entities }
}

fn is_blank(text: &str) -> bool {
    text.trim_matches('\u{feff}').trim().is_empty()
}

/// Whether a file is XML but no web page, by its first bytes.
pub(in crate::corpus) fn is_xml(sample: &[u8]) -> bool {
    let inside = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample).trim_ascii_start();
    let is_wide =
        matches!(inside, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) || unmarked_utf16(inside).is_some();
    if !is_wide && inside.first() != Some(&b'<') {
        return false;
    }
    let Ok(decoded) = decode(sample) else { return false };
    let text = decoded.text.trim_start_matches('\u{feff}').trim();
    let is_marked = text.starts_with("<?xml");
    let Some(tag) = head(text).root.map(|root| &text[root]) else { return is_marked };
    let closes = || text.ends_with(&format!("</{}>", tag_name(tag)));
    match root_of(tag) {
        Root::Other(root) if is_marked => !root.eq_ignore_ascii_case("html"),
        Root::Other(root) => !is_of_page(root) && closes(),
        _ => true,
    }
}

/// Whether a text may begin with an element of this name because it is a part of a web page.
fn is_of_page(name: &str) -> bool {
    let known = [
        "html",
        "head",
        "body",
        "title",
        "meta",
        "div",
        "p",
        "span",
        "a",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "font",
        "center",
        "h1",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "img",
        "br",
        "hr",
        "pre",
        "blockquote",
        "article",
        "section",
        "main",
        "header",
        "footer",
        "script",
        "style",
        "small",
        "time",
        "figure",
        "form",
        "nav",
        "aside",
        "link",
        "iframe",
    ];
    known.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// A document, decoded.
pub(super) struct Document<'a> {
    pub source: &'a Source<'a>,
    /// Its text, how it was decoded, and the way back to its bytes.
    pub decoded: Decoded<'a>,
    /// The start tag of its root.
    root: Range<usize>,
    /// Whether it declares entities of its own, which are not expanded.
    pub declares_entities: bool,
}

/// One of the items that a document is cut into.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The whole element, in bytes of the document's text.
    pub range: Range<usize>,
    /// Whether its end tag was found.
    pub is_whole: bool,
    /// Its number in the document, from 1.
    pub number: u64,
    /// The line that it begins in, from 1.
    pub line: u64,
}

impl<'a> Document<'a> {
    /// Decodes a file.
    ///
    /// # Errors
    /// If it is no text, or has no element.
    pub fn of(source: &'a Source<'a>) -> Result<Self, CorpusError> {
        let path = || source.container.path.clone();
        let decoded = decode_declared(source.bytes, declared(source.bytes))
            .map_err(|error| CorpusError::undecoded(path(), error))?;
        let Head { root, declares_entities } = head(&decoded.text);
        let root = root.ok_or_else(|| {
            let reason = "it ends before its first element".to_owned();
            CorpusError::BrokenXml { path: path(), line: 1, reason }
        })?;
        Ok(Document { source, decoded, root, declares_entities })
    }

    pub fn text(&self) -> &str {
        &self.decoded.text
    }

    pub fn root(&self) -> Root<'_> {
        root_of(self.root_tag())
    }

    pub fn root_tag(&self) -> &str {
        &self.text()[self.root.clone()]
    }

    /// Where the content of the root begins.
    pub fn content_start(&self) -> usize {
        self.root.end
    }

    /// The elements of these local names, none inside another, with the prefixes that are declared anywhere; and whether
    /// the root has its end tag.
    pub fn items(&self, names: &[&str]) -> (Vec<Item>, Prefixes<'_>, bool) {
        let text = self.text();
        let (mut items, mut open): (Vec<Item>, Option<&str>) = (Vec::new(), None);
        let mut prefixes = Prefixes::new(self.root() == Root::Atom);
        let (root, mut is_closed) = (tag_name(self.root_tag()), false);
        let (mut line, mut counted) = (1, 0);
        for Token { kind, range } in Tokens::from(text, self.root.start) {
            let tag = match kind {
                TokenKind::Start { .. } | TokenKind::End => &text[range.clone()],
                _ => continue,
            };
            let name = tag_name(tag);
            if kind == TokenKind::End {
                is_closed |= name == root;
                if open == Some(name) {
                    open = None;
                    if let Some(item) = items.last_mut() {
                        item.range.end = range.end;
                        item.is_whole = true;
                    }
                }
                continue;
            }
            prefixes.declare(tag);
            if !names.contains(&local_name(name)) {
                continue;
            }
            if let (Some(_), Some(item)) = (open, items.last_mut()) {
                item.range.end = range.start;
            }
            line += memchr_iter(b'\n', &text.as_bytes()[counted..range.start]).count() as u64;
            counted = range.start;
            let is_whole = kind == TokenKind::Start { is_empty: true };
            open = (!is_whole).then_some(name);
            let number = items.len() as u64 + 1;
            items.push(Item { range, is_whole, number, line });
        }
        if let (Some(_), Some(item)) = (open, items.last_mut()) {
            item.range.end = text.len();
        }
        (items, prefixes, is_closed)
    }

    /// The elements of an item.
    ///
    /// # Errors
    /// If its end is missing, or if it is larger than an article may be.
    pub fn tree<'d>(
        &'d self,
        item: &Item,
        prefixes: &Prefixes<'_>,
    ) -> Result<Tree<'d>, CorpusError> {
        let path = || self.source.container.path.clone();
        let broken = |reason: &str| CorpusError::BrokenXml {
            path: path(),
            line: item.line,
            reason: reason.to_owned(),
        };
        if !item.is_whole {
            return Err(broken("the item that begins here has no end and is left out"));
        }
        let limit = self.source.options.limit();
        if item.range.len() > limit {
            let line = Some(item.line.into());
            return Err(CorpusError::TooLarge { path: path(), line, limit: limit as u64 });
        }
        Tree::of(self.text(), item.range.clone(), prefixes).ok_or_else(|| {
            broken("the item that begins here has more elements than an article has")
        })
    }

    /// The error of a document that breaks off behind its last whole item.
    pub fn broken_off(&self, format: Format) -> Reading {
        let text = self.text().as_bytes();
        let line = memchr_iter(b'\n', text).count() as u64 + 1;
        let root = tag_name(self.root_tag());
        let reason = format!("the file ends before </{root}>; what comes before is read");
        let path = self.source.container.path.clone();
        Reading::of(format, Err(CorpusError::BrokenXml { path, line, reason }))
    }
}

/// The encoding that the declaration of a document names.
fn declared(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.trim_ascii_start();
    let sample = String::from_utf8_lossy(&start[..start.len().min(1024)]);
    let declaration = sample.strip_prefix("<?xml")?.split("?>").next()?;
    name_of_charset(&attribute(&format!("<xml{declaration}>"), "encoding")?)
}
