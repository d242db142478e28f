//! Strings of a JSON list that are one text: `["Shells fell on ", {"type": "bold", "text": "Gullhaven"}, "."]`. They are
//! read from the bytes between the first quote and the last, so that a slice of these bytes gives the same text.

use super::array::{self, End};
use super::json_escape::json_escape;
use crate::text::{OffsetMap, OffsetMapBuilder};
use memchr::memchr2;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The bytes from the first character of the first piece to the last of the last one; `None` where no string is a
/// piece, or `list` is no such list.
pub(super) fn inside(list: &str) -> Option<&str> {
    let elements: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    let is_piece = |raw: &&RawValue| raw.get().starts_with(['"', '{']);
    if !elements.iter().all(is_piece) {
        return None;
    }
    let bytes = list.as_bytes();
    let start = next_piece(bytes, 1)?;
    let (mut at, mut end) = (start, None);
    while let End::At(after) = array::string_end(bytes, at) {
        end = Some(after - 1);
        match next_piece(bytes, after) {
            Some(next) => at = next,
            None => break,
        }
    }
    list.get(start..end?)
}

/// Sorts of pieces that are parts of a line, as Telegram and editors of rich text name them.
#[rustfmt::skip]
const INLINE: [&str; 26] = [
    "plain", "text", "span", "bold", "strong", "italic", "em", "a", "link", "text_link", "mention", "mention_name", "hashtag",
    "cashtag", "bot_command", "email", "phone", "bank_card", "code", "pre", "strikethrough", "underline", "spoiler",
    "custom_emoji", "blockquote", "emoji",
];

/// An element of a list that is an object.
#[derive(Deserialize)]
struct Element<'t> {
    #[serde(borrow, rename = "type", alias = "_type")]
    kind: Option<&'t RawValue>,
    #[serde(borrow)]
    text: Option<&'t RawValue>,
}

/// The insides of the strings of a list whose objects are blocks of a text, such as its headings and paragraphs, without
/// blank ones; `None` if it is no such list, or if its objects are parts of a line.
pub(super) fn paragraphs(list: &str) -> Option<Vec<&str>> {
    let elements: Vec<Option<&RawValue>> = serde_json::from_str(list).ok()?;
    let content = |raw: &'_ str| -> Option<(usize, usize)> {
        let len = raw.strip_prefix('"')?.strip_suffix('"')?.len();
        Some((raw.as_ptr() as usize + 1 - list.as_ptr() as usize, len))
    };
    let (mut found, mut has_blocks) = (Vec::new(), false);
    for raw in elements.into_iter().flatten() {
        if !raw.get().starts_with('{') {
            found.push(content(raw.get())?);
            continue;
        }
        let Element { kind, text } = serde_json::from_str(raw.get()).ok()?;
        let is_inline = kind.is_some_and(|kind| INLINE.contains(&kind.get().trim_matches('"')));
        has_blocks |= !is_inline;
        found.extend(text.and_then(|text| content(text.get())));
    }
    let texts = found.into_iter().filter_map(|(start, len)| list.get(start..start + len));
    let filled: Vec<&str> = texts.filter(|text| !text.trim().is_empty()).collect();
    (has_blocks && !filled.is_empty()).then_some(filled)
}

/// Where the content of the next piece begins, from a place outside of strings: that of a string which is no name, nor the
/// value of a name other than `text`.
fn next_piece(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'"')? + 1;
        let start = at;
        let End::At(end) = array::string_end(bytes, start) else {
            // The last piece of a slice.
            return Some(start);
        };
        let behind = skip_blank(bytes, end);
        if bytes.get(behind) != Some(&b':') {
            return Some(start);
        }
        let value = skip_blank(bytes, behind + 1);
        at = match (&bytes[start..end - 1], bytes.get(value)?) {
            (b"text", b'"') => return Some(value + 1),
            _ => match array::end(bytes, value) {
                End::At(end) => end,
                End::Torn(_) | End::Beyond => return None,
            },
        };
    }
}

fn skip_blank(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The text of the pieces in `raw`, which begins in a piece or between two, with escapes undone.
pub(super) fn unescape(raw: &str) -> (Cow<'static, str>, OffsetMap) {
    let bytes = raw.as_bytes();
    let mut out = String::with_capacity(raw.len());
    let mut offsets = OffsetMapBuilder::new(0);
    let mut at = 0;
    while at < bytes.len() {
        let len = memchr2(b'"', b'\\', &bytes[at..]).unwrap_or(bytes.len() - at);
        let plain = raw.get(at..at + len).unwrap_or_default();
        out.push_str(plain);
        offsets.copy(plain.len());
        at += len;
        match bytes.get(at) {
            Some(b'\\') => {
                let (letter, len) = json_escape(&bytes[at..]);
                let len = len.min(bytes.len() - at);
                out.push(letter);
                offsets.replace(len, letter.len_utf8());
                at += len;
            }
            Some(_) => {
                let next = next_piece(bytes, at + 1).unwrap_or(bytes.len());
                offsets.replace(next - at, 0);
                at = next;
            }
            None => {}
        }
    }
    (Cow::Owned(out), offsets.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::evidence_from_raw;
    use crate::corpus::field::clean;
    use crate::text::{Decoding, Escape, Span};
    use proptest::prelude::*;

    #[test]
    fn pieces_are_one_text() {
        let list = r#"[ {"href": "a\"b", "text": "Shells", "type":"link"}, " fell on ", {"type": "bold", "text": "Gull\u0068aven"}, ".\n" ]"#;
        let raw = inside(list).unwrap();
        assert!(raw.starts_with("Shells\"") && raw.ends_with(r".\n"), "{raw}");
        let (text, offsets) = unescape(raw);
        assert_eq!(text, "Shells fell on Gullhaven.\n");
        let at = text.find("on Gull").unwrap();
        let range = offsets.raw(Span::new(at, at + "on Gull".len()));
        let slice = &raw[range.start as usize..range.end as usize];
        assert_eq!(slice, r#"on ", {"type": "bold", "text": "Gull"#);
        assert_eq!(unescape(slice).0, "on Gull");
        for none in ["[]", "[1]", "[[\"a\"]]", "{}", "[{\"type\": \"bold\"}]"] {
            assert_eq!(inside(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn any_slice_of_the_pieces_reads_as_in_the_whole(
            pieces in prop::collection::vec(("([a-z .é]|\\\\n|\\\\\"|\\\\u00e9|&amp;|:|text|\\{){0,6}", 0..4_usize), 1..6),
        ) {
            let shown = |(text, how): &(String, usize)| match how {
                0 => format!("\"{text}\""),
                1 => format!("{{\"type\": \"bold\", \"text\": \"{text}\"}}"),
                2 => format!("{{\"text\":\"{text}\",\"href\":\"{text}\"}}"),
                _ => format!("{{\"text\":\"{text}\",\"n\":[\"{text}\",{{}}],\"type\":\"x\"}}"),
            };
            let list = format!("[{}]", pieces.iter().map(shown).collect::<Vec<_>>().join(", "));
            let raw = inside(&list).unwrap();
            let whole = clean(Cow::Borrowed(raw), Escape::JsonPieces, &OffsetMap::default());
            let joined: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
            let expected = clean(Cow::Borrowed(&joined), Escape::Json, &OffsetMap::default());
            prop_assert_eq!(&whole.text, &expected.text);
            let decoding = Decoding::of("utf-8", Escape::JsonPieces);
            let cuts: Vec<u32> = (0..=whole.text.len() as u32)
                .filter(|&at| whole.text.is_char_boundary(at as usize) && whole.offsets.is_cut(at))
                .collect();
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
