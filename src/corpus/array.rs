//! A JSON list of objects, one article each, as tools for annotation export it. It is cut into whole elements without
//! being parsed, so that no more of it than a block is in memory; the elements are then read like lines of JSONL.

use memchr::memchr2;
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
    let rest = bytes.get(at..).unwrap_or_default();
    let skipped =
        rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b',').count();
    let start = at + skipped;
    match bytes.get(start) {
        None => Next::More(start),
        Some(b']') => Next::End(start + 1),
        Some(_) => match end(bytes, start) {
            Some(end) => Next::Element(start..end),
            None => Next::More(start),
        },
    }
}

/// Where the value that begins at `start` ends; `None` if it goes on beyond the bytes.
fn end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        match byte {
            b'"' => at = string_end(bytes, at)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                // A bracket too many ends the value before it.
                let Some(left) = depth.checked_sub(1) else { return Some((at - 1).max(start + 1)) };
                depth = left;
            }
            b',' if depth == 0 => return Some(at - 1),
            _ => continue,
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// Where the string ends whose content begins at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let found = at + memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes[found] {
            b'"' => return Some(found + 1),
            // The character behind a backslash.
            _ => at = found + 2,
        }
    }
}

/// Where the last whole element of `bytes` ends, and whether the list ends there.
pub(super) fn boundary(bytes: &[u8]) -> (usize, bool) {
    let mut at = 0;
    loop {
        match next(bytes, at) {
            Next::Element(found) => at = found.end,
            Next::End(end) => return (end, true),
            Next::More(_) => return (at, false),
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
        assert_eq!(boundary(text), (text.len() - 5, true));
    }

    #[test]
    fn a_boundary_never_cuts_an_element() {
        let text = br#"{"a":"x\"y"},{"b":{"c":1}},{"d":2}"#;
        for len in 0..=text.len() {
            let (cut, ends) = boundary(&text[..len]);
            assert!(!ends && [0, 12, 26, 34].contains(&cut), "{len}: {cut}");
        }
    }
}
