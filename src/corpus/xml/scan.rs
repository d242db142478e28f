//! Markup of XML as a list of tokens with their places in the text. It refuses nothing: what is no whole tag is text, so
//! that feeds that are not well-formed are read as far as they go. Nothing is expanded, and nothing is fetched.

use memchr::{memchr, memmem};
use std::ops::Range;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    /// Bytes of the text, half-open.
    pub range: Range<usize>,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Text,
    /// `<![CDATA[...]]>`.
    CData,
    /// A start tag; its element may be empty: `<br/>`.
    Start {
        is_empty: bool,
    },
    End,
    /// A document type, with the declarations in it.
    Doctype,
    /// A comment or an instruction.
    Other,
    /// A comment, a section or a declaration without its end: the rest of the text.
    Broken,
}

/// The tokens of a text; together they are all of it.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    /// Those of `text` from byte `at`, where no markup may be cut.
    pub fn from(text: &'a str, at: usize) -> Self {
        Tokens { text, at }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let rest = self.text.as_bytes().get(self.at..).filter(|rest| !rest.is_empty())?;
        let (kind, len) = match rest[0] {
            b'<' => markup(rest).unwrap_or_else(|| (TokenKind::Text, text_len(rest))),
            _ => (TokenKind::Text, text_len(rest)),
        };
        let range = self.at..self.at + len;
        self.at = range.end;
        Some(Token { kind, range })
    }
}

/// How far a text goes on: to the next `<` behind its first byte.
fn text_len(bytes: &[u8]) -> usize {
    memchr(b'<', &bytes[1..]).map_or(bytes.len(), |at| at + 1)
}

/// The markup that `bytes` begin with, and its length; `None` if it is a `<` of a text.
fn markup(bytes: &[u8]) -> Option<(TokenKind, usize)> {
    let until = |end: &[u8], kind| match memmem::find(bytes, end) {
        Some(at) => (kind, at + end.len()),
        None => (TokenKind::Broken, bytes.len()),
    };
    Some(match bytes.get(1)? {
        b'!' if bytes.starts_with(b"<!--") => match memmem::find(&bytes[4..], b"-->") {
            Some(at) => (TokenKind::Other, at + 7),
            None => (TokenKind::Broken, bytes.len()),
        },
        b'!' if bytes.starts_with(CDATA) => until(CDATA_END, TokenKind::CData),
        b'!' if bytes.get(2)?.is_ascii_alphabetic() => doctype(bytes),
        b'?' => until(b"?>", TokenKind::Other),
        b'/' if is_name_start(*bytes.get(2)?) => (TokenKind::End, tag_len(bytes)?),
        &first if is_name_start(first) => {
            let len = tag_len(bytes)?;
            (TokenKind::Start { is_empty: bytes[len - 2] == b'/' }, len)
        }
        _ => return None,
    })
}

/// How a section of literal text begins and ends.
pub(super) const CDATA: &[u8] = b"<![CDATA[";
pub(super) const CDATA_END: &[u8] = b"]]>";

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b':' || byte >= 0x80
}

/// The length of the tag at the start of `bytes`; `None` if another tag begins before it ends, even inside quotes, where
/// XML allows no `<`.
fn tag_len(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, &byte) in bytes.iter().enumerate().skip(1) {
        match (byte, quote) {
            (b'<', _) => return None,
            (b'>', None) => return Some(at + 1),
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// A document type ends at a `>` outside quotes, comments and the brackets of its declarations.
fn doctype(bytes: &[u8]) -> (TokenKind, usize) {
    let (mut at, mut quote, mut is_inside) = (2, None, false);
    while let Some(&byte) = bytes.get(at) {
        match (byte, quote) {
            (_, Some(open)) if byte == open => quote = None,
            (_, Some(_)) => {}
            (b'"' | b'\'', None) => quote = Some(byte),
            (b'<', None) if bytes[at..].starts_with(b"<!--") => {
                match memmem::find(&bytes[at + 4..], b"-->") {
                    Some(len) => at += len + 6,
                    None => break,
                }
            }
            (b'[', None) => is_inside = true,
            (b']', None) => is_inside = false,
            (b'>', None) if !is_inside => return (TokenKind::Doctype, at + 1),
            _ => {}
        }
        at += 1;
    }
    (TokenKind::Broken, bytes.len())
}

/// The name in a tag, with its prefix.
pub(super) fn tag_name(tag: &str) -> &str {
    let inner = tag.trim_start_matches(['<', '/']);
    let end = inner.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '=' | '"' | '\''));
    &inner[..end.unwrap_or(inner.len())]
}

/// A name without its prefix.
pub(super) fn local_name(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The attributes of a start tag, with their values as written.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let name = tag_name(tag);
    let mut rest = tag.get(1 + name.len()..).unwrap_or_default();
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
        let end = rest.find(['=', '>']).filter(|&end| rest[end..].starts_with('='))?;
        let name = rest[..end].trim_end();
        let value = rest[end + 1..].trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let len = value[1..].find(quote)?;
        rest = &value[len + 2..];
        Some((name, &value[1..len + 1]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(TokenKind, &str)> {
        Tokens::from(text, 0).map(|token| (token.kind, &text[token.range])).collect()
    }

    #[test]
    fn markup_is_told_from_text() {
        let start = TokenKind::Start { is_empty: false };
        assert_eq!(
            shown("<?xml version='1.0'?><!--a--><a b=\"1>2\">5 < 6 & <br/><![CDATA[<p>]]></a>"),
            [
                (TokenKind::Other, "<?xml version='1.0'?>"),
                (TokenKind::Other, "<!--a-->"),
                (start, "<a b=\"1>2\">"),
                (TokenKind::Text, "5 "),
                (TokenKind::Text, "< 6 & "),
                (TokenKind::Start { is_empty: true }, "<br/>"),
                (TokenKind::CData, "<![CDATA[<p>]]>"),
                (TokenKind::End, "</a>"),
            ]
        );
    }

    #[test]
    fn a_document_type_ends_behind_its_declarations() {
        let text = "<!DOCTYPE a [<!-- > ' --><!ENTITY x '>]'>]><a>";
        assert_eq!(shown(text)[0], (TokenKind::Doctype, &text[..text.len() - 3]));
        assert_eq!(shown("<!DOCTYPE a [")[0].0, TokenKind::Broken);
    }

    #[test]
    fn what_has_no_end_is_the_rest_or_text() {
        assert_eq!(shown("<![CDATA[a<b>"), [(TokenKind::Broken, "<![CDATA[a<b>")]);
        assert_eq!(shown("<a b='<c>")[0], (TokenKind::Text, "<a b='"));
        assert_eq!(shown("<a")[0], (TokenKind::Text, "<a"));
    }

    #[test]
    fn attributes_have_names_and_values() {
        let tag = "<link rel=\"alternate\"\n href = 'a>b' odd media:x=\"\"/>";
        let found: Vec<_> = attributes(tag).collect();
        assert_eq!(found[..2], [("rel", "alternate"), ("href", "a>b")]);
        assert_eq!(tag_name("</a:b >"), "a:b");
        assert_eq!(attributes("<a b=c>").count(), 0);
    }
}
