//! Cuts a text into tokens; [`Document`](super::Document) says what a token is.

const OTHER: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const WIDE: u8 = 3;

/// The class of each byte, so that the hot loop uses a table lookup and no range comparisons.
const CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = if b.is_ascii_alphabetic() {
            LETTER
        } else if b.is_ascii_digit() {
            DIGIT
        } else if b >= 0x80 {
            WIDE
        } else {
            OTHER
        };
        byte += 1;
    }
    table
};

/// The longest token in bytes; longer ones are cut into pieces, so that a token's length fits a byte.
const LONGEST: usize = 255;

/// Calls `emit(start, len)` (bytes) for each token of `text`, in order.
pub fn tokenise(text: &str, mut emit: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match CLASS[bytes[at] as usize] {
            OTHER => {
                at += 1;
                continue;
            }
            WIDE => {
                let (width, word) = wide(text, at);
                if !word {
                    at += width;
                    continue;
                }
            }
            _ => {}
        }
        let start = at;
        let mut end = at; // a possessive ending is skipped and not kept
        loop {
            at = run_end(bytes, at);
            end = end.max(at);
            if at >= bytes.len() {
                break;
            }
            match bytes[at] {
                b'\'' if inner_apostrophe(bytes, start, at, 1) => {
                    if is_possessive_end(bytes, at + 1) {
                        at += 2;
                        break;
                    }
                    at += 1;
                }
                b'.' | b',' if at > start => match joined(bytes, start, at) {
                    Some(next) => {
                        at = next;
                        end = at;
                        if !bytes.get(at).is_some_and(u8::is_ascii_digit) {
                            break; // an acronym ends with its last dot, a number continues
                        }
                    }
                    None => break,
                },
                byte if byte >= 0x80 => {
                    let (width, word) = wide(text, at);
                    if word {
                        at += width;
                        end = at;
                    } else if bytes[at..].starts_with("’".as_bytes())
                        && inner_apostrophe(bytes, start, at, 3)
                    {
                        if is_possessive_end(bytes, at + 3) {
                            at += 4;
                            break;
                        }
                        at += 3;
                    } else {
                        break;
                    }
                }
                _ => break,
            }
        }
        if let Some(past) = address_end(bytes, start, end) {
            at = past;
            continue;
        }
        let mut from = start;
        while end - from > LONGEST {
            let mut cut = from + LONGEST;
            while !text.is_char_boundary(cut) {
                cut -= 1;
            }
            emit(from, cut - from);
            from = cut;
        }
        emit(from, end - from);
    }
}

/// Whether what follows the first label of a name is the rest of a host and a path: ".com/2015", ".co.uk/raid". A missing
/// space gives no host: "fled.he/she", "fled.The".
fn is_host(rest: &[u8]) -> bool {
    const LONGEST: usize = 24;
    let host = &rest[..rest.len().min(LONGEST)];
    let Some(slash) = host.iter().position(|byte| !(byte.is_ascii_lowercase() || *byte == b'.'))
    else {
        return false;
    };
    let last = host[..slash].rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    host[slash] == b'/'
        && rest.get(slash + 1).is_some_and(u8::is_ascii_alphanumeric)
        && (2..=6).contains(&last.len())
        && !matches!(last, b"he" | b"she" | b"his" | b"and" | b"or")
}

/// Where a web address that begins with the token at `start..end` ends ("https://...", "www...."): its parts are no words
/// of the text. `None` where the token begins no address.
#[inline]
fn address_end(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let begins = match bytes.get(end)? {
        b':' => bytes[end..].starts_with(b"://") && bytes[start].is_ascii_alphabetic(),
        b'.' if bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) => {
            bytes[start..end].eq_ignore_ascii_case(b"www") || is_host(&bytes[end..])
        }
        _ => false,
    };
    let ends =
        |byte: &u8| byte.is_ascii_whitespace() || *byte >= 0x80 || b"\"<>[]{}|".contains(byte);
    begins.then(|| bytes[end..].iter().position(ends).map_or(bytes.len(), |len| end + len))
}

/// The offset after the run of ASCII letters and digits at `at`. Reads eight bytes at a time: most words end within one
/// step, and a loop over bytes would mispredict that end once per word.
#[inline]
fn run_end(bytes: &[u8], mut at: usize) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const EACH: u64 = 0x0101_0101_0101_0101;
    // Sets the high bit of each byte whose low seven bits are `least` or more.
    let from = |word: u64, least: u8| ((word | HIGH) - EACH * u64::from(least)) & HIGH;
    while let Some(window) = bytes.get(at..at + 8) {
        let word = u64::from_le_bytes(window.try_into().unwrap_or_default());
        let lower = word | (EACH * 0x20);
        let letters = from(lower, b'a') & !from(lower, b'z' + 1);
        let digits = from(word, b'0') & !from(word, b'9' + 1);
        let others = !(letters | digits) & HIGH | word & HIGH;
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < bytes.len() && matches!(CLASS[bytes[at] as usize], LETTER | DIGIT) {
        at += 1;
    }
    at
}

/// The width in bytes of the character at `at` and whether it belongs to words.
fn wide(text: &str, at: usize) -> (usize, bool) {
    let c = text[at..].chars().next().unwrap_or(' ');
    // Combining marks carry accents of the letter before them; they must not split a word in two.
    (c.len_utf8(), c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c))
}

/// Whether the apostrophe at `at`, `width` bytes wide, is between two letters.
fn inner_apostrophe(bytes: &[u8], start: usize, at: usize, width: usize) -> bool {
    let letter =
        |byte: Option<&u8>| byte.is_some_and(|&b| matches!(CLASS[b as usize], LETTER | WIDE));
    at > start
        && letter(bytes.get(at - 1))
        && letter(bytes.get(at + width))
        && !bytes[at + width..].starts_with("”".as_bytes())
        && !bytes[at + width..].starts_with("’".as_bytes())
}

/// Whether an "s" that ends a word is at `at`.
fn is_possessive_end(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b's' | b'S'))
        && !bytes.get(at + 1).is_some_and(|&b| matches!(CLASS[b as usize], LETTER | DIGIT))
}

/// Where a token continues after the point or comma at `at`: after it, inside a number; after the last dot of an
/// acronym.
fn joined(bytes: &[u8], start: usize, at: usize) -> Option<usize> {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if digit(at - 1) && digit(at + 1) {
        let thousands = digit(at + 2) && digit(at + 3) && !digit(at + 4);
        return (bytes[at] == b'.' || thousands).then_some(at + 1);
    }
    if bytes[at] != b'.' || at != start + 1 || !bytes[start].is_ascii_alphabetic() {
        return None;
    }
    let mut end = at + 1;
    while bytes.get(end).is_some_and(u8::is_ascii_alphabetic) && bytes.get(end + 1) == Some(&b'.') {
        end += 2;
    }
    (end > at + 1).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        tokenise(text, |start, len| found.push(&text[start..start + len]));
        found
    }

    #[test]
    fn tokens_follow_the_documented_rules() {
        assert_eq!(words("Russia's U.N. envoy"), ["Russia", "U.N.", "envoy"]);
        assert_eq!(words("the coalition’s jets didn’t"), ["the", "coalition", "jets", "didn’t"]);
        assert_eq!(
            words("275,000 of 7.5 at 10 a.m. to 1 p.m."),
            ["275,000", "of", "7.5", "at", "10", "a.m.", "to", "1", "p.m."]
        );
        assert_eq!(
            words("cease-fire on Sept. 9, 2016."),
            ["cease", "fire", "on", "Sept", "9", "2016"]
        );
        assert_eq!(words("Bashar Ja'afari, Ra’ad"), ["Bashar", "Ja'afari", "Ra’ad"]);
        assert_eq!(words("the rebels' “war crimes”"), ["the", "rebels", "war", "crimes"]);
        assert_eq!(words("U.S.-led strikes, İdlib"), ["U.S.", "led", "strikes", "İdlib"]);
        assert_eq!(words("'s ‘s'"), ["s", "s"]);
    }

    #[test]
    fn web_addresses_are_no_words() {
        for (text, kept) in [
            (
                "fled Homs https://a.example/2015/12/25/raid, killing 12",
                vec!["fled", "Homs", "killing", "12"],
            ),
            ("see (http://a.example/x?y=2016-01-02) today", vec!["see", "today"]),
            ("at www.a.example/2016 on Friday", vec!["at", "on", "Friday"]),
            ("“https://a.example/5-may” he wrote", vec!["he", "wrote"]),
            ("HTTPS://A.EXAMPLE/RAID", vec![]),
            ("at example.com/2015/12/25/raid and pic.twitter.com/aBc", vec!["at", "and"]),
            (
                "it fled.he/she and U.S./U.K. 7.5/8",
                vec!["it", "fled", "he", "she", "and", "U.S.", "U.K.", "7.5", "8"],
            ),
            ("the www of 12:30 and a: b", vec!["the", "www", "of", "12", "30", "and", "a", "b"]),
        ] {
            assert_eq!(words(text), kept, "{text}");
        }
    }

    proptest! {
        #[test]
        fn runs_end_where_the_first_other_byte_stands(bytes: Vec<u8>, at in 0usize..20) {
            let at = at.min(bytes.len());
            let rest = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
            prop_assert_eq!(run_end(&bytes, at), at + rest.count());
        }

        #[test]
        fn tokens_are_in_order_on_boundaries_and_never_empty(text in "\\PC{0,80}|[a-z'’.,0-9 ]{0,60}") {
            let mut last = 0;
            tokenise(&text, |start, len| {
                assert!(start >= last && len > 0 && len <= LONGEST);
                assert!(text.get(start..start + len).is_some());
                last = start + len;
            });
        }
    }
}
