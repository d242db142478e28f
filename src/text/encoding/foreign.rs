//! Encodings of text that are recognised but not read: UTF-32 and EBCDIC. Read as anything else they would give an article
//! of wrong characters without a word.

/// How many leading bytes are looked at.
const SAMPLE: usize = 4096;

/// Fewer bytes say too little about an encoding that has no mark.
const LEAST: usize = 16;

/// The name of the encoding that `bytes` are in, as `iconv` knows it, if it is one that is not read.
pub fn foreign_encoding(bytes: &[u8]) -> Option<&'static str> {
    // The mark of UTF-32 begins with that of UTF-16; no text begins with a NUL character.
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => return Some("UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] => return Some("UTF-32BE"),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.len() < LEAST {
        return None;
    }
    unmarked_utf32(sample).or_else(|| is_ebcdic(sample).then_some("IBM1047"))
}

/// UTF-32 without a mark: the highest byte of each character is NUL, and the second highest nearly always.
fn unmarked_utf32(sample: &[u8]) -> Option<&'static str> {
    let (units, _) = sample.as_chunks::<4>();
    let all = |fits: fn(&[u8; 4]) -> bool| units.iter().all(fits);
    if all(|unit| unit[3] == 0 && unit[2] <= 0x10 && unit[0] | unit[1] != 0) {
        return Some("UTF-32LE");
    }
    all(|unit| unit[0] == 0 && unit[1] <= 0x10 && unit[2] | unit[3] != 0).then_some("UTF-32BE")
}

/// EBCDIC: nearly all bytes are its letters, and its space (an at sign in ASCII) is frequent where that of ASCII is rare.
fn is_ebcdic(sample: &[u8]) -> bool {
    let count = |fits: fn(u8) -> bool| sample.iter().filter(|&&byte| fits(byte)).count();
    let letters = count(
        |byte| matches!(byte, 0x81..=0x89 | 0x91..=0x99 | 0xa2..=0xa9 | 0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9),
    );
    let spaces = count(|byte| byte == 0x40);
    let ascii_spaces = count(|byte| byte == b' ');
    let all = sample.len();
    (letters + spaces) * 4 > all * 3 && spaces * 25 > all && ascii_spaces * 50 < all
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The army shelled the town on Monday, killing 12 people.";

    /// The bytes of EBCDIC for letters, spaces and the punctuation in `TEXT`.
    fn ebcdic(text: &str) -> Vec<u8> {
        let byte = |c: char| match c {
            ' ' => 0x40,
            'a'..='i' => 0x81 + (c as u8 - b'a'),
            'j'..='r' => 0x91 + (c as u8 - b'j'),
            's'..='z' => 0xa2 + (c as u8 - b's'),
            'A'..='I' => 0xc1 + (c as u8 - b'A'),
            'J'..='R' => 0xd1 + (c as u8 - b'J'),
            'S'..='Z' => 0xe2 + (c as u8 - b'S'),
            '0'..='9' => 0xf0 + (c as u8 - b'0'),
            _ => 0x4b,
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn utf32_and_ebcdic_are_named() {
        let little = |c: char| (c as u32).to_le_bytes();
        let big = |c: char| (c as u32).to_be_bytes();
        let marked: Vec<u8> = "\u{feff}Idlib".chars().flat_map(little).collect();
        assert_eq!(foreign_encoding(&marked), Some("UTF-32LE"));
        let unmarked: Vec<u8> = TEXT.chars().flat_map(big).collect();
        assert_eq!(foreign_encoding(&unmarked), Some("UTF-32BE"));
        assert_eq!(foreign_encoding(&ebcdic(TEXT)), Some("IBM1047"));
    }

    #[test]
    fn what_is_read_is_not_foreign() {
        for text in
            [TEXT, "“Bab al-Hawa”, écrit-il", "Обстрел города продолжается", "a@b @ @ @ @ @ @ @ @"]
        {
            assert_eq!(foreign_encoding(text.as_bytes()), None, "{text}");
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(foreign_encoding(&utf16), None, "{text}");
            let (windows, _, _) = encoding_rs::WINDOWS_1251.encode(text);
            assert_eq!(foreign_encoding(&windows), None, "{text}");
        }
    }
}
