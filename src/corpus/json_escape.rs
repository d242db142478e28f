//! The escapes inside strings of JSON.

/// The character of an escape and the escape's length in bytes; `bytes` begins with a backslash.
pub(super) fn json_escape(bytes: &[u8]) -> (char, usize) {
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
