//! Character references of HTML ("&#8217;", "&rsquo;") that a text still has, read once, with an offset map back. They
//! are left where pages were scraped or feeds were exported; undecoded, "governor&#8217;s" would be three words.

use crate::text::{OffsetMap, OffsetMapBuilder};
use memchr::memchr_iter;
use std::borrow::Cow;

/// Reads the references in `text`; the map leads back to `text`. A text without one is returned borrowed.
pub fn read_entities(text: Cow<'_, str>) -> (Cow<'_, str>, OffsetMap) {
    let mut read: Option<(String, OffsetMapBuilder)> = None;
    let mut done = 0;
    for at in memchr_iter(b'&', text.as_bytes()) {
        if at < done {
            continue;
        }
        let Some((letter, len)) = reference(&text.as_bytes()[at..]) else { continue };
        let (out, offsets) = read.get_or_insert_default();
        let kept = text.get(done..at).unwrap_or_default();
        out.push_str(kept);
        offsets.copy(kept.len());
        out.push(letter);
        offsets.replace(len, letter.len_utf8());
        done = at + len;
    }
    let Some((mut out, mut offsets)) = read else { return (text, OffsetMap::default()) };
    let rest = text.get(done..).unwrap_or_default();
    out.push_str(rest);
    offsets.copy(rest.len());
    (Cow::Owned(out), offsets.finish())
}

/// The longest reference, "&thetasym;" and numbers with zeros in front included.
const LONGEST: usize = 12;

/// The character of the reference that `bytes` begin with, and the reference's length. It must end with a semicolon:
/// without one "&copy" may be a part of an address.
pub fn reference(bytes: &[u8]) -> Option<(char, usize)> {
    let end = bytes.iter().take(LONGEST).position(|&byte| byte == b';')?;
    let name = std::str::from_utf8(bytes.get(1..end)?).ok()?;
    let letter = match name.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => NAMED.binary_search_by_key(&name, |known| known.0).ok().map(|at| NAMED[at].1)?,
    };
    Some((letter, end + 1))
}

/// The character of a number. NUL and other control characters are no text; numbers from 128 to 159 mean windows-1252,
/// which `repair` knows.
fn numbered(number: &str) -> Option<char> {
    let digits = number.strip_prefix(['x', 'X']);
    if !digits.unwrap_or(number).bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None; // "from_str_radix" would take a sign
    }
    let code = match digits {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| *c >= ' ' && *c != '\u{7f}' || matches!(c, '\n' | '\t' | '\r'))
}

/// The named references that are met in news, sorted by name.
#[rustfmt::skip]
const NAMED: &[(&str, char)] = &[
    ("AElig", 'Æ'), ("Aacute", 'Á'), ("Acirc", 'Â'), ("Agrave", 'À'), ("Aring", 'Å'), ("Atilde", 'Ã'), ("Auml", 'Ä'),
    ("Ccedil", 'Ç'), ("Eacute", 'É'), ("Ecirc", 'Ê'), ("Egrave", 'È'), ("Euml", 'Ë'), ("Iacute", 'Í'), ("Icirc", 'Î'),
    ("Ntilde", 'Ñ'), ("Oacute", 'Ó'), ("Ocirc", 'Ô'), ("Oslash", 'Ø'), ("Otilde", 'Õ'), ("Ouml", 'Ö'),
    ("Scaron", 'Š'), ("Uacute", 'Ú'), ("Ucirc", 'Û'), ("Uuml", 'Ü'), ("aacute", 'á'), ("acirc", 'â'), ("aelig", 'æ'),
    ("agrave", 'à'), ("amp", '&'), ("apos", '\''), ("aring", 'å'), ("atilde", 'ã'), ("auml", 'ä'), ("bdquo", '„'),
    ("bull", '•'), ("ccedil", 'ç'), ("cent", '¢'), ("copy", '©'), ("deg", '°'), ("eacute", 'é'), ("ecirc", 'ê'),
    ("egrave", 'è'), ("ensp", '\u{2002}'), ("euml", 'ë'), ("euro", '€'), ("frac12", '½'), ("frac14", '¼'),
    ("gt", '>'), ("hellip", '…'), ("iacute", 'í'), ("icirc", 'î'), ("iexcl", '¡'), ("igrave", 'ì'), ("iquest", '¿'),
    ("iuml", 'ï'), ("laquo", '«'), ("ldquo", '“'), ("lsaquo", '‹'), ("lsquo", '‘'), ("lt", '<'), ("mdash", '—'),
    ("middot", '·'), ("minus", '\u{2212}'), ("nbsp", '\u{a0}'), ("ndash", '–'), ("ntilde", 'ñ'), ("oacute", 'ó'),
    ("ocirc", 'ô'), ("oelig", 'œ'), ("ograve", 'ò'), ("ordm", 'º'), ("oslash", 'ø'), ("otilde", 'õ'), ("ouml", 'ö'),
    ("para", '¶'), ("pound", '£'), ("prime", '′'), ("quot", '"'), ("raquo", '»'), ("rdquo", '”'), ("reg", '®'),
    ("rsaquo", '›'), ("rsquo", '’'), ("sbquo", '‚'), ("scaron", 'š'), ("sect", '§'), ("shy", '\u{ad}'),
    ("szlig", 'ß'), ("thinsp", '\u{2009}'), ("times", '×'), ("trade", '™'), ("uacute", 'ú'), ("ucirc", 'û'),
    ("ugrave", 'ù'), ("uuml", 'ü'), ("yacute", 'ý'), ("yen", '¥'), ("yuml", 'ÿ'), ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn names_are_sorted_for_the_search() {
        assert!(NAMED.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn references_are_read_once_and_lead_back() {
        let (text, offsets) =
            read_entities(Cow::Borrowed("the governor&#8217;s &amp;amp; &#x2019; &eacute;"));
        assert_eq!(text, "the governor’s &amp; ’ é");
        assert_eq!(offsets.raw(Span::new(12, 15)), 12..19);
    }

    #[test]
    fn what_is_no_reference_is_kept() {
        for text in ["AT&T; a & b", "&#0; &#xd800; &unknown;", "?a=1&copy=2", "&#+65;", "&;"] {
            assert!(matches!(read_entities(Cow::Borrowed(text)).0, Cow::Borrowed(_)), "{text}");
        }
    }
}
