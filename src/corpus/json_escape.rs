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

/// Whether the escape at the start of `bytes` stands for no character, and is read as U+FFFD without naming it.
pub(super) fn is_broken(bytes: &[u8]) -> bool {
    let names_it = || bytes.get(1) == Some(&b'u') && hex4(bytes) == Some(0xfffd);
    json_escape(bytes).0 == char::REPLACEMENT_CHARACTER && !names_it()
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

    #[test]
    fn only_escapes_without_a_character_are_broken() {
        for broken in [r"\q", r"\ud800x", r"\u12", r"\udc00", "\\"] {
            assert!(is_broken(broken.as_bytes()), "{broken}");
        }
        for good in [r"\n", r"\u00e9", r"\ud83d\ude00", r"\ufffd", r"\uFFFD", r"\\"] {
            assert!(!is_broken(good.as_bytes()), "{good}");
        }
    }
}
