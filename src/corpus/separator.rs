//! Which character separates the cells of a table: what a first line says, as Excel writes it, or the one that occurs most
//! in the header; and whether its lines end as those of old programs do.

use memchr::{memchr, memchr_iter};

/// The separators that are looked for, the likeliest last.
const KNOWN: [u8; 4] = [b'|', b'\t', b';', b','];

/// The first line of a table that says which separator it has: the separator, and how many bytes the line has, its end
/// included; `None` where the table begins with its header.
pub(super) fn line_of(table: &[u8]) -> Option<(u8, usize)> {
    let len = table.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let line = table.get(..len)?.trim_ascii_end();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (name, separator) = line.split_at_checked(4)?;
    let separator = match separator {
        // A tab at the end of the line was trimmed.
        [] if table.get(4) == Some(&b'\t') => b'\t',
        [one] => *one,
        _ => return None,
    };
    let is_mark = !separator.is_ascii_alphanumeric() && separator.is_ascii() && separator != b'"';
    let ends = if table[len..].starts_with(b"\r\n") { 2 } else { 1 };
    (name.eq_ignore_ascii_case(b"sep=") && is_mark).then_some((separator, len + ends))
}

/// The separator that occurs most in a header: comma, semicolon, tab or vertical bar.
pub(super) fn most_in(header: &[u8]) -> u8 {
    let count = |wanted: &u8| memchr_iter(*wanted, header).count();
    KNOWN.into_iter().max_by_key(count).unwrap_or(b',')
}

/// So many bytes are looked at for line ends.
const BEGINNING: usize = 1 << 16;

/// Whether the lines of a table, as far as its beginning shows, end with a carriage return alone.
pub(super) fn ends_with_returns(table: &[u8]) -> bool {
    let beginning = &table[..table.len().min(BEGINNING)];
    memchr(b'\n', beginning).is_none() && memchr(b'\r', beginning).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_say_the_separator() {
        for (table, found) in [
            ("sep=;\nid;text", Some((b';', 6))),
            ("SEP=|\r\nid|text", Some((b'|', 7))),
            ("\"sep=,\"\r\nid", Some((b',', 9))),
            ("sep=\t\nid\ttext", Some((b'\t', 6))),
            ("sep=;\rid;text", Some((b';', 6))),
            ("sep=x\nid", None),
            ("sep=;", None),
            ("id;text\nsep=;\n", None),
            ("", None),
        ] {
            assert_eq!(line_of(table.as_bytes()), found, "{table:?}");
        }
        assert_eq!(most_in(b"id|a,b|text"), b'|');
        assert_eq!(most_in(b"text"), b',');
        assert!(ends_with_returns(b"id,text\r1,x\r") && !ends_with_returns(b"id,text\r\n1"));
    }
}
