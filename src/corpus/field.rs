//! Turns a field's raw text into clean text: unescape, read references of HTML, normalise, repair, make plain, with one
//! offset map; the same for a slice of it.

use super::html::text_of;
use super::xml::unescape_xml;
use crate::text::encoding::decode::{UTF8_WITH_STRAYS, decode_as, tidy};
use crate::text::encoding::entity::read_entities;
use crate::text::encoding::plain::make_plain;
use crate::text::encoding::repair::repair;
use crate::text::{Cleaning, Decoding, Escape, Markup, OffsetMap, OffsetMapBuilder};
use memchr::{memchr, memmem};
use std::borrow::Cow;

/// A cleaned field and the offset map to the container's bytes.
pub(super) struct CleanedField<'a> {
    pub text: Cow<'a, str>,
    pub offsets: OffsetMap,
    /// What was changed beside escapes and line ends.
    pub cleaning: Cleaning,
}

/// Cleans `raw`; `at` maps it to its container.
pub(super) fn clean<'a>(raw: Cow<'a, str>, escape: Escape, at: &OffsetMap) -> CleanedField<'a> {
    clean_markup(raw, escape, Markup::None, at)
}

/// Like [`clean`], of text with markup inside the escapes.
pub(super) fn clean_markup<'a>(
    raw: Cow<'a, str>,
    escape: Escape,
    markup: Markup,
    at: &OffsetMap,
) -> CleanedField<'a> {
    let (text, unescaped) = match escape {
        Escape::None => (raw, OffsetMap::default()),
        Escape::Json => unescape_json(raw),
        Escape::Csv => unescape_csv(raw),
        Escape::Xml => unescape_xml(raw),
    };
    let mut field =
        CleanedField { text, offsets: unescaped.compose(at), cleaning: Cleaning::default() };
    match markup {
        Markup::None | Markup::Rtf => {}
        Markup::Html => {
            field.change(text_of);
        }
    }
    let entities = field.change(read_entities);
    field.change(tidy);
    let repaired = field.change(repair);
    let plain = field.change(make_plain);
    field.cleaning = Cleaning { entities, repaired, plain };
    field
}

impl CleanedField<'_> {
    /// Applies one step; whether it changed the text.
    fn change(&mut self, step: impl Fn(Cow<'_, str>) -> (Cow<'_, str>, OffsetMap)) -> bool {
        let (text, map) = step(Cow::Borrowed(&self.text));
        let changed = match text {
            Cow::Owned(text) => Some(text),
            Cow::Borrowed(_) => None,
        };
        // A step that changes nothing may still forbid cuts.
        if map != OffsetMap::default() {
            self.offsets = map.compose(&self.offsets);
        }
        let is_changed = changed.is_some();
        if let Some(text) = changed {
            self.text = Cow::Owned(text);
        }
        is_changed
    }
}

/// Extracts evidence from a container: decodes, unescapes and repairs `slice`, the bytes that
/// [`OffsetMap::raw`](crate::text::OffsetMap::raw) returns for a span. The result is the cleaned text of that span,
/// provided that its ends split no indivisible unit; `None` if `decoding` names no known encoding.
pub fn evidence_from_raw(slice: &[u8], decoding: Decoding) -> Option<String> {
    if decoding.charset != UTF8_WITH_STRAYS {
        encoding_rs::Encoding::for_label(decoding.charset.as_bytes())?;
    }
    let decoded = decode_as(slice, decoding.charset);
    let Decoding { escape, markup, .. } = decoding;
    let cleaned = clean_markup(decoded.text, escape, markup, &decoded.offsets);
    Some(cleaned.text.into_owned())
}

/// Undoes the escapes inside a JSON string. Invalid escapes and unpaired surrogates become U+FFFD.
fn unescape_json(raw: Cow<'_, str>) -> (Cow<'_, str>, OffsetMap) {
    unescape(raw, |bytes| memchr(b'\\', bytes), json_escape)
}

/// Replaces every doubled quote by one, in a quoted field or not.
fn unescape_csv(raw: Cow<'_, str>) -> (Cow<'_, str>, OffsetMap) {
    unescape(raw, |bytes| memmem::find(bytes, b"\"\""), |_| ('"', 2))
}

/// Replaces every escape: `find` returns the offset of the next one, `read` the text of the one at the start of its
/// argument and its length in bytes.
fn unescape(
    raw: Cow<'_, str>,
    find: impl Fn(&[u8]) -> Option<usize>,
    read: impl Fn(&[u8]) -> (char, usize),
) -> (Cow<'_, str>, OffsetMap) {
    let Some(first) = find(raw.as_bytes()) else { return (raw, OffsetMap::default()) };
    let mut out = String::with_capacity(raw.len());
    let mut offsets = OffsetMapBuilder::new(0);
    let (mut done, mut next) = (0, Some(first));
    while let Some(at) = next {
        let plain = raw.get(done..at).unwrap_or_default();
        out.push_str(plain);
        offsets.copy(plain.len());
        let (letter, len) = read(&raw.as_bytes()[at..]);
        out.push(letter);
        offsets.replace(len, letter.len_utf8());
        done = at + len;
        next = find(&raw.as_bytes()[done..]).map(|found| done + found);
    }
    let rest = raw.get(done..).unwrap_or_default();
    out.push_str(rest);
    offsets.copy(rest.len());
    (Cow::Owned(out), offsets.finish())
}

/// The character of an escape and the escape's length in bytes; `bytes` begins with a backslash.
fn json_escape(bytes: &[u8]) -> (char, usize) {
    let simple = match bytes.get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(&same @ (b'"' | b'\\' | b'/')) => same as char,
        Some(b'u') => return unicode_escape(bytes),
        _ => return (char::REPLACEMENT_CHARACTER, 1),
    };
    (simple, 2)
}

fn unicode_escape(bytes: &[u8]) -> (char, usize) {
    let Some(first) = hex4(bytes) else { return (char::REPLACEMENT_CHARACTER, 2) };
    if let Some(read) = char::from_u32(first) {
        return (read, 6);
    }
    let low = bytes.get(6..).filter(|rest| rest.starts_with(b"\\u")).and_then(hex4);
    match low {
        Some(low @ 0xdc00..=0xdfff) if first < 0xdc00 => {
            let read = 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00);
            (char::from_u32(read).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
        }
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

/// The four hexadecimal digits after `\u`.
fn hex4(bytes: &[u8]) -> Option<u32> {
    bytes
        .get(2..6)?
        .iter()
        .try_fold(0, |value, &digit| Some(value * 16 + (digit as char).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;
    use proptest::prelude::*;

    #[test]
    fn json_escapes_map_back() {
        let raw = r#"a\n\u00e9\ud83d\ude00\ud800x\q\""#;
        let (text, offsets) = unescape_json(Cow::Borrowed(raw));
        assert_eq!(text, "a\né😀\u{fffd}x\u{fffd}q\"");
        assert_eq!(offsets.raw(Span::new(1, 4)), 1..9);
        assert_eq!(offsets.raw(Span::new(4, 8)), 9..21);
    }

    #[test]
    fn doubled_quotes_map_back() {
        let (text, offsets) = unescape_csv(Cow::Borrowed(r#"he said ""no"" again"#));
        assert_eq!(text, r#"he said "no" again"#);
        assert_eq!(offsets.raw(Span::new(8, 9)), 8..10);
    }

    proptest! {
        #[test]
        fn any_slice_cleans_as_in_the_whole(raw in r#"([a-z .]|â€™|Â |\u{ad}|１|e\u{301}|&#8217;|&amp;|#|;|&shy;|\\n|\\r\\n|\r\n|\\u00e9|""|"|<!--|-->|<!\[CDATA\[|\]|>|<\?|\?>|Ã©|é|’){0,20}"#, at in 0usize..4) {
            let escape = [Escape::None, Escape::Json, Escape::Csv, Escape::Xml][at];
            let decoding = Decoding::of("utf-8", escape);
            let whole = clean(Cow::Borrowed(&raw), escape, &OffsetMap::default());
            let cuts: Vec<u32> = (0..=whole.text.len() as u32)
                .filter(|&at| whole.text.is_char_boundary(at as usize) && whole.offsets.is_cut(at)).collect();
            for (index, &start) in cuts.iter().enumerate() {
                for &end in &cuts[index + 1..] {
                    let span = Span { start, end };
                    let range = whole.offsets.raw(span);
                    let slice = &raw.as_bytes()[range.start as usize..range.end as usize];
                    prop_assert_eq!(evidence_from_raw(slice, decoding).unwrap(), span.cut(&whole.text));
                }
            }
        }
    }
}
