//! A JSON list of objects, one article each, as tools for annotation export it. It is cut into whole elements without
//! being parsed, so that no more of it than a block is in memory; the elements are then read like lines of JSONL.

use super::cells::after_line;
use memchr::{memchr3, memrchr};
use std::ops::Range;

/// What comes next in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// An element at these bytes, whole.
    Element(Range<usize>),
    /// The list ends; what is behind its bracket begins here.
    End(usize),
    /// No more; the list goes on beyond these bytes, and the next element begins here at the earliest.
    More(usize),
}

/// Finds the element at `at`, where the list's bracket, or an element, is just over.
pub(super) fn next(bytes: &[u8], at: usize) -> Next {
    let start = at + blank(bytes, at);
    match bytes.get(start) {
        None => Next::More(start),
        Some(b']') => Next::End(start + 1),
        Some(_) => match end(bytes, start) {
            End::At(end) => Next::Element(start..end),
            End::Torn(at) => {
                resumed(bytes, start, at).map_or(Next::More(start), |end| Next::Element(start..end))
            }
            End::Beyond => Next::More(start),
        },
    }
}

/// How many bytes from `at` on are between two elements: white space, commas, and the marks of UTF-8 that files begin with,
/// which are in the middle of files that were joined.
pub(super) fn blank(bytes: &[u8], at: usize) -> usize {
    let (rest, mut len) = (bytes.get(at..).unwrap_or_default(), 0);
    loop {
        match rest.get(len) {
            Some(b',') => len += 1,
            Some(byte) if byte.is_ascii_whitespace() => len += 1,
            Some(_) if rest[len..].starts_with(MARK) => len += MARK.len(),
            _ => return len,
        }
    }
}

/// The mark of UTF-8.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Where a value ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    At(usize),
    /// It is broken: a string in it goes on beyond the line that ends here, which none may. A quote in it is not escaped.
    Torn(usize),
    /// It goes on beyond the bytes.
    Beyond,
}

/// Where the value that begins at `start` ends.
pub(super) fn end(bytes: &[u8], start: usize) -> End {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        let Some(&byte) = bytes.get(at) else { return End::Beyond };
        at += 1;
        match byte {
            b'"' => match string_end(bytes, at) {
                End::At(end) => at = end,
                other => return other,
            },
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                // A bracket too many ends the value before it.
                let Some(left) = depth.checked_sub(1) else {
                    return End::At((at - 1).max(start + 1));
                };
                depth = left;
            }
            b',' if depth == 0 => return End::At(at - 1),
            _ => continue,
        }
        if depth == 0 {
            return End::At(at);
        }
    }
}

/// Where the string ends whose content begins at `at`, its quote included.
pub(super) fn string_end(bytes: &[u8], mut at: usize) -> End {
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(found) = memchr3(b'"', b'\\', b'\n', rest) else { return End::Beyond };
        let found = at + found;
        match bytes[found] {
            b'"' => return End::At(found + 1),
            b'\n' => return End::Torn(found),
            // The character behind a backslash.
            _ => at = found + 2,
        }
    }
}

/// Where the broken value that begins at `start` is over: before the next line that begins an object, as far indented as
/// its own; so that what is behind it is not lost.
fn resumed(bytes: &[u8], start: usize, torn: usize) -> Option<usize> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b',');
    let own = memrchr(b'\n', &bytes[..start]).map(|end| end + 1);
    let indent = own.map(|own| &bytes[own..start]).filter(|indent| indent.iter().all(is_blank));
    let mut line = torn + 1;
    while line < bytes.len() {
        let blank = bytes[line..].iter().take_while(|byte| is_blank(byte)).count();
        let is_object = bytes.get(line + blank) == Some(&b'{');
        if is_object && indent.is_none_or(|indent| indent.len() == blank) {
            return Some(line - 1);
        }
        line = after_line(bytes, line);
    }
    None
}

/// Where the last whole element of `bytes` ends, whether the list ends there, and how many elements there are.
pub(super) fn boundary(bytes: &[u8]) -> (usize, bool, u64) {
    let (mut at, mut count) = (0, 0);
    loop {
        match next(bytes, at) {
            Next::Element(found) => (at, count) = (found.end, count + 1),
            Next::End(end) => return (end, true, count),
            Next::More(_) => return (at, false, count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_whatever_they_hold() {
        let text = br#" {"a":"}]\"\\"}, {"b":[1,{"c":2}]} ,3, "x,]" ] rest"#;
        let (mut at, mut found) = (0, Vec::new());
        let end = loop {
            match next(text, at) {
                Next::Element(range) => {
                    found.push(String::from_utf8_lossy(&text[range.clone()]).into_owned());
                    at = range.end;
                }
                other => break other,
            }
        };
        assert_eq!(found, [r#"{"a":"}]\"\\"}"#, r#"{"b":[1,{"c":2}]}"#, "3", r#""x,]""#]);
        assert_eq!(end, Next::End(text.len() - 5));
        assert_eq!(boundary(text), (text.len() - 5, true, 4));
    }

    #[test]
    fn a_boundary_never_cuts_an_element() {
        let text = br#"{"a":"x\"y"},{"b":{"c":1}},{"d":2}"#;
        for len in 0..=text.len() {
            let (cut, ends, _) = boundary(&text[..len]);
            assert!(!ends && [0, 12, 26, 34].contains(&cut), "{len}: {cut}");
        }
    }
}
