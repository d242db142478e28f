//! References and literal sections of XML undone, with the way back. The same steps undo a slice, so no state is kept
//! over the text: a reference inside a literal section is read too, and readers take the inside of a field that is one such
//! section with no escapes at all.

use super::scan::{CDATA, CDATA_END};
use crate::text::encoding::entity::reference;
use crate::text::{OffsetMap, OffsetMapBuilder};
use memchr::{memchr3, memmem};
use std::borrow::Cow;

/// Undoes the escapes of the text of an element; the map leads back to `raw`. Comments, instructions and the marks of literal
/// sections are dropped. Tags are left, and so are references to entities that a document declares itself.
pub fn unescape_xml(raw: Cow<'_, str>) -> (Cow<'_, str>, OffsetMap) {
    let mut read: Option<(String, OffsetMapBuilder)> = None;
    let (mut done, mut at) = (0, 0);
    let mut ends = Ends::default();
    while let Some(found) = memchr3(b'&', b'<', b']', &raw.as_bytes()[at..]) {
        at += found;
        let Some((letter, len)) = escape(raw.as_bytes(), at, &mut ends) else {
            at += 1;
            continue;
        };
        let (out, offsets) = read.get_or_insert_default();
        let kept = raw.get(done..at).unwrap_or_default();
        out.push_str(kept);
        offsets.copy(kept.len());
        out.extend(letter);
        offsets.replace(len, letter.map_or(0, char::len_utf8));
        at += len;
        done = at;
    }
    let Some((mut out, mut offsets)) = read else { return (raw, OffsetMap::default()) };
    let rest = raw.get(done..).unwrap_or_default();
    out.push_str(rest);
    offsets.copy(rest.len());
    (Cow::Owned(out), offsets.finish())
}

/// Whether comments and instructions are known to have no end in the rest of the text, so that it is not searched anew
/// for each beginning.
#[derive(Default)]
struct Ends {
    no_comment: bool,
    no_instruction: bool,
}

/// What stands for the escape at byte `at` (nothing, where it is dropped), and its length in bytes; `None` if there is
/// none.
fn escape(bytes: &[u8], at: usize, ends: &mut Ends) -> Option<(Option<char>, usize)> {
    let bytes = &bytes[at..];
    let until = |begin: usize, end: &[u8], is_missing: &mut bool| {
        if *is_missing {
            return None;
        }
        let found = memmem::find(&bytes[begin..], end);
        *is_missing = found.is_none();
        found.map(|len| (None, begin + len + end.len()))
    };
    match bytes[0] {
        b'&' => reference(bytes).map(|(letter, len)| (Some(letter), len)),
        b']' => bytes.starts_with(CDATA_END).then_some((None, CDATA_END.len())),
        _ if bytes.starts_with(CDATA) => Some((None, CDATA.len())),
        _ if bytes.starts_with(b"<!--") => until(4, b"-->", &mut ends.no_comment),
        _ if bytes.starts_with(b"<?") => until(2, b"?>", &mut ends.no_instruction),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn escapes_map_back() {
        let raw = "a &lt;b&gt;<!-- & --> <![CDATA[5 < 6]]> &#233;&nbsp;&own; ]]]]><![CDATA[>";
        let (text, offsets) = unescape_xml(Cow::Borrowed(raw));
        assert_eq!(text, "a <b> 5 < 6 é\u{a0}&own; ]]>");
        let back = |part: &str| {
            let at = text.find(part).unwrap();
            let range = offsets.raw(Span::new(at, at + part.len()));
            &raw[range.start as usize..range.end as usize]
        };
        assert_eq!(back("<b>"), "&lt;b&gt;");
        assert_eq!(back("5 < 6"), "5 < 6");
        assert_eq!(back("é"), "&#233;");
        assert_eq!(back("]]>"), "]]]]><![CDATA[>");
    }

    #[test]
    fn what_is_no_escape_is_kept() {
        for text in ["AT&T <b>x</b>", "<!-- open", "<? open", "a]] >", "<!"] {
            assert!(matches!(unescape_xml(Cow::Borrowed(text)).0, Cow::Borrowed(_)), "{text}");
        }
    }
}
