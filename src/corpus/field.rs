//! Turns a field's raw text into clean text: unescape, read references of HTML, normalise, repair, make plain, with one
//! offset map; the same for a slice of it.

use super::html::text_of;
use super::json_escape::{is_broken, json_escape};
use super::pieces;
use super::xml::unescape_xml;
use crate::text::encoding::decode::{UTF8_WITH_STRAYS, decode_as, tidy, untidy};
use crate::text::encoding::entity::read_entities;
use crate::text::encoding::plain::make_plain;
use crate::text::encoding::repair::repair;
use crate::text::encoding::rtf::read_slice;
use crate::text::{Cleaning, Decoding, Escape, Markup, OffsetMap, OffsetMapBuilder};
use memchr::{memchr, memmem};
use std::borrow::Cow;

/// A cleaned field and the offset map to the container's bytes.
pub(super) struct CleanedField<'a> {
    pub text: Cow<'a, str>,
    pub offsets: OffsetMap,
    /// What was changed beside escapes.
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
    clean_decoded(raw, Decoding { markup, ..Decoding::of("utf-8", escape) }, at)
}

/// Cleans a slice of a container, which begins at its byte `at`.
pub(super) fn clean_bytes(slice: &[u8], at: u64, decoding: Decoding) -> CleanedField<'_> {
    let decoded = decode_as(slice, decoding.charset);
    let offsets = decoded.offsets.compose(&OffsetMap::shifted(at));
    clean_decoded(decoded.text, decoding, &offsets)
}

/// Cleans text that was decoded in this way; `at` maps it to its container.
pub(super) fn clean_decoded<'a>(
    raw: Cow<'a, str>,
    decoding: Decoding,
    at: &OffsetMap,
) -> CleanedField<'a> {
    let Decoding { charset, escape, markup, .. } = decoding;
    let broken_escapes =
        matches!(escape, Escape::Json | Escape::JsonPieces) && has_broken_escape(&raw);
    let (text, unescaped) = match escape {
        Escape::None => (raw, OffsetMap::default()),
        Escape::Json => unescape_json(raw),
        Escape::JsonPieces => pieces::unescape(&raw),
        Escape::Csv => unescape_csv(raw),
        Escape::Xml => unescape_xml(raw),
    };
    let mut field =
        CleanedField { text, offsets: unescaped.compose(at), cleaning: Cleaning::default() };
    match markup {
        Markup::None => {}
        Markup::Html => {
            field.change(text_of);
        }
        Markup::Rtf => {
            field.change(|text| read_slice(text, charset));
        }
    }
    let entities = field.change(read_entities);
    let (line_ends, controls) = untidy(&field.text);
    field.change(tidy);
    let repaired = field.change(repair);
    let plain = field.change(make_plain);
    field.cleaning = Cleaning {
        broken_escapes,
        entities,
        line_ends,
        controls,
        repaired,
        plain,
        title_trimmed: false,
    };
    field
}

impl<'a> CleanedField<'a> {
    /// This text, a blank line, and another.
    pub fn followed_by(self, after: CleanedField<'_>) -> CleanedField<'a> {
        let [len, glue, after_len] =
            [self.text.len(), PARAGRAPH.len(), after.text.len()].map(|len| len as u32);
        let offsets = self.offsets.joined(len, glue, &after.offsets, after_len);
        let text = [&self.text, PARAGRAPH, &after.text].concat();
        let cleaning = self.cleaning.or(after.cleaning);
        CleanedField { text: Cow::Owned(text), offsets, cleaning }
    }
}

/// Between fields that are one text.
pub(super) const PARAGRAPH: &str = "\n\n";

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
    Some(clean_bytes(slice, 0, decoding).text.into_owned())
}

/// Whether an escape in the content of a JSON string stands for no character.
fn has_broken_escape(raw: &str) -> bool {
    let mut rest = raw.as_bytes();
    while let Some(at) = memchr(b'\\', rest) {
        rest = &rest[at..];
        if is_broken(rest) {
            return true;
        }
        let (_, len) = json_escape(rest);
        rest = rest.get(len..).unwrap_or_default();
    }
    false
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
