//! Bytes to text: byte-order marks, UTF-8, detection of older encodings, line ends and control characters, each with an
//! offset map back to the bytes. Mojibake is handled by `repair`, JSON and CSV escapes by `corpus`, which calls this.

use super::foreign::foreign_encoding;
use crate::text::{OffsetMap, OffsetMapBuilder};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, WINDOWS_1252};
use memchr::memchr;
use std::borrow::Cow;
use thiserror::Error;

/// Text, how its bytes were read, and the offset map back to them.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// The text; borrowed where the bytes were already valid UTF-8.
    pub text: Cow<'a, str>,
    /// The encoding's WHATWG name in lower case, or [`UTF8_WITH_STRAYS`].
    pub charset: &'static str,
    /// Offsets in `text` to offsets in the bytes.
    pub offsets: OffsetMap,
}

/// Why bytes are not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Text in an encoding that is not read; its name.
    #[error("text in {0}, an encoding that is not read")]
    Foreign(&'static str),
    /// A NUL byte, at this byte offset.
    #[error("a NUL byte at offset {0}")]
    Nul(usize),
    /// So many control characters among the first bytes that the content is binary.
    #[error("{count} control characters in the first {of} bytes")]
    Controls {
        /// How many.
        count: usize,
        /// Among how many bytes.
        of: usize,
    },
}

/// The name of UTF-8 in which something was no UTF-8: stray bytes were read as windows-1252, and sequences that break off
/// became U+FFFD.
pub const UTF8_WITH_STRAYS: &str = "utf-8+windows-1252";

/// How many leading bytes are sampled for control characters and byte pairs.
const SAMPLE: usize = 4096;

/// Decodes a whole file: a byte-order mark decides the encoding, then valid UTF-8, then the best fit.
///
/// # Errors
/// If the bytes are not text.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, DecodeError> {
    decode_declared(bytes, None)
}

/// Like [`decode`], of a file that says in which encoding it is, by its name in lower case: that is believed where there is no
/// byte-order mark and the bytes are not UTF-8. Programs that save a page as UTF-8 leave what it says.
///
/// # Errors
/// If the bytes are not text.
pub fn decode_declared<'a>(
    bytes: &'a [u8],
    declared: Option<&'static str>,
) -> Result<Decoded<'a>, DecodeError> {
    if let Some(name) = foreign_encoding(bytes) {
        return Err(DecodeError::Foreign(name));
    }
    if let Some((charset, skipped)) = marked(bytes) {
        let decoded = decode_as(&bytes[skipped..], charset);
        let offsets = decoded.offsets.compose(&OffsetMap::shifted(skipped as u64));
        return Ok(Decoded { offsets, ..decoded });
    }
    if let Some(charset) = unmarked_utf16(bytes) {
        return Ok(decode_as(bytes, charset));
    }
    refuse_binary(bytes)?;
    let declared = declared.filter(|name| !name.starts_with("utf-") && !is_utf8(bytes));
    Ok(decode_as(bytes, declared.unwrap_or_else(|| guess(bytes))))
}

/// Decodes bytes as `charset`, a name that [`decode`] returned: no byte-order mark is looked for, nothing is refused. A
/// slice of a file, cut where its [`OffsetMap`] allows, decodes as it did within the whole file.
pub fn decode_as<'a>(bytes: &'a [u8], charset: &'static str) -> Decoded<'a> {
    let (text, offsets) = match charset {
        "utf-8" | UTF8_WITH_STRAYS => {
            let (text, offsets) = utf8(bytes);
            let has_strays = matches!(text, Cow::Owned(_));
            let charset = if has_strays { UTF8_WITH_STRAYS } else { "utf-8" };
            return Decoded { text, charset, offsets };
        }
        "utf-16le" => utf16(bytes, u16::from_le_bytes),
        "utf-16be" => utf16(bytes, u16::from_be_bytes),
        _ => {
            let encoding = Encoding::for_label(charset.as_bytes()).unwrap_or(WINDOWS_1252);
            if encoding.is_single_byte() {
                single_byte(bytes, encoding)
            } else {
                stepwise(bytes, encoding)
            }
        }
    };
    Decoded { text, charset, offsets }
}

/// The encoding that a record of a file in `charset` is said to be in: ASCII is the same in all, and named UTF-8.
pub fn charset_of(record: &[u8], charset: &'static str) -> &'static str {
    if record.is_ascii() { "utf-8" } else { charset }
}

/// The encoding of bytes without a byte-order mark.
pub fn guess(bytes: &[u8]) -> &'static str {
    if is_utf8(bytes) {
        return "utf-8";
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let found = detector.guess(None, Utf8Detection::Deny);
    lower_name(found).unwrap_or("windows-1252")
}

fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok() || is_mostly_utf8(bytes)
}

/// The name in lower case of the encoding that a file calls `label`, if it is one that is read.
pub fn name_of_charset(label: &str) -> Option<&'static str> {
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    match encoding.name() {
        "UTF-8" => Some("utf-8"),
        _ => lower_name(encoding),
    }
}

fn lower_name(encoding: &'static Encoding) -> Option<&'static str> {
    CHARSETS.iter().find(|(name, _)| *name == encoding.name()).map(|(_, lower)| *lower)
}

/// The encodings that are read beside Unicode, with their names in lower case. chardetng returns no others.
const CHARSETS: [(&str, &str); 32] = [
    ("Big5", "big5"),
    ("EUC-JP", "euc-jp"),
    ("EUC-KR", "euc-kr"),
    ("GBK", "gbk"),
    ("gb18030", "gb18030"),
    ("IBM866", "ibm866"),
    ("ISO-8859-2", "iso-8859-2"),
    ("ISO-8859-3", "iso-8859-3"),
    ("ISO-8859-4", "iso-8859-4"),
    ("ISO-8859-5", "iso-8859-5"),
    ("ISO-8859-6", "iso-8859-6"),
    ("ISO-8859-7", "iso-8859-7"),
    ("ISO-8859-8", "iso-8859-8"),
    ("ISO-8859-10", "iso-8859-10"),
    ("ISO-8859-13", "iso-8859-13"),
    ("ISO-8859-14", "iso-8859-14"),
    ("ISO-8859-15", "iso-8859-15"),
    ("ISO-8859-16", "iso-8859-16"),
    ("KOI8-U", "koi8-u"),
    ("KOI8-R", "koi8-r"),
    ("macintosh", "macintosh"),
    ("Shift_JIS", "shift_jis"),
    ("windows-874", "windows-874"),
    ("windows-1250", "windows-1250"),
    ("windows-1251", "windows-1251"),
    ("windows-1252", "windows-1252"),
    ("windows-1253", "windows-1253"),
    ("windows-1254", "windows-1254"),
    ("windows-1255", "windows-1255"),
    ("windows-1256", "windows-1256"),
    ("windows-1257", "windows-1257"),
    ("windows-1258", "windows-1258"),
];

/// Turns `\r\n` and a single `\r` into one `\n` and replaces every other control character but tab by a space.
pub fn tidy(text: Cow<'_, str>) -> (Cow<'_, str>, OffsetMap) {
    if !has_controls(text.as_bytes()) {
        return (text, OffsetMap::default());
    }
    let mut offsets = OffsetMapBuilder::new(0);
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut from = 0;
    for at in memchr::memchr_iter(b'\r', bytes) {
        out.extend_from_slice(&bytes[from..at]);
        offsets.copy(at - from);
        let len = 1 + usize::from(bytes.get(at + 1) == Some(&b'\n'));
        out.push(b'\n');
        if len == 2 {
            offsets.replace(2, 1)
        } else {
            offsets.copy(1)
        }
        from = at + len;
    }
    out.extend_from_slice(&bytes[from..]);
    offsets.copy(bytes.len() - from);
    for byte in &mut out {
        if is_stray(*byte) {
            *byte = b' ';
        }
    }
    // Only ASCII bytes were changed, into ASCII bytes.
    let text = String::from_utf8(out).unwrap_or_else(|_| text.into_owned());
    (Cow::Owned(text), offsets.finish())
}

/// What [`tidy`] changes in `text`: whether carriage returns, and whether other control characters.
pub fn untidy(text: &str) -> (bool, bool) {
    if !has_controls(text.as_bytes()) {
        return (false, false);
    }
    let is_other = |&byte: &u8| is_stray(byte) && byte != b'\r';
    (text.contains('\r'), text.as_bytes().iter().any(is_other))
}

fn is_stray(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\n' && byte != b'\t') || byte == 0x7f
}

/// Checks fixed blocks without an early exit, so that the compiler vectorises the comparison.
fn has_controls(bytes: &[u8]) -> bool {
    bytes.chunks(256).any(|block| block.iter().fold(false, |found, &byte| found | is_stray(byte)))
}

fn marked(bytes: &[u8]) -> Option<(&'static str, usize)> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some(("utf-8", 3)),
        [0xff, 0xfe, ..] => Some(("utf-16le", 2)),
        [0xfe, 0xff, ..] => Some(("utf-16be", 2)),
        _ => None,
    }
}

/// UTF-16 without a byte-order mark: in the sample one byte of nearly every pair is NUL, the other never.
pub fn unmarked_utf16(bytes: &[u8]) -> Option<&'static str> {
    memchr(0, &bytes[..bytes.len().min(SAMPLE)])?;
    let (pairs, _) = bytes[..bytes.len().min(SAMPLE)].as_chunks::<2>();
    let high = pairs.iter().filter(|pair| pair[0] == 0).count();
    let low = pairs.iter().filter(|pair| pair[1] == 0).count();
    match pairs.len() {
        many if high == 0 && low * 4 > many * 3 => Some("utf-16le"),
        many if low == 0 && high * 4 > many * 3 => Some("utf-16be"),
        _ => None,
    }
}

fn refuse_binary(bytes: &[u8]) -> Result<(), DecodeError> {
    if let Some(at) = memchr(0, bytes) {
        return Err(DecodeError::Nul(at));
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let odd = |byte: &&u8| is_stray(**byte) && !matches!(**byte, b'\r' | 0x0c | 0x1b);
    let count = sample.iter().filter(odd).count();
    match count > 8 && count * 20 > sample.len() {
        true => Err(DecodeError::Controls { count, of: sample.len() }),
        false => Ok(()),
    }
}

/// Whether there are more complete multi-byte characters than broken ones. A character that the end of the bytes cuts
/// is none of these: the rest of it may have been good.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        let is_cut = std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
        broken += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    whole > broken
}

/// UTF-8 with errors: a stray byte is read as windows-1252, a broken sequence becomes U+FFFD.
fn utf8(bytes: &[u8]) -> (Cow<'_, str>, OffsetMap) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), OffsetMap::default());
    }
    let table = table_of(WINDOWS_1252);
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut offsets = OffsetMapBuilder::new(0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        offsets.copy(chunk.valid().len());
        let read = match *chunk.invalid() {
            [] => continue,
            [byte] => table[usize::from(byte & 0x7f)],
            _ => char::REPLACEMENT_CHARACTER,
        };
        text.push(read);
        offsets.replace(chunk.invalid().len(), read.len_utf8());
    }
    (Cow::Owned(text), offsets.finish())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (Cow<'_, str>, OffsetMap) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut offsets = OffsetMapBuilder::new(0);
    for read in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        let read = read.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.push(read);
        offsets.replace(2 * read.len_utf16(), read.len_utf8());
    }
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
        offsets.replace(1, char::REPLACEMENT_CHARACTER.len_utf8());
    }
    (Cow::Owned(text), offsets.finish())
}

fn single_byte<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> (Cow<'a, str>, OffsetMap) {
    if bytes.is_ascii() {
        return utf8(bytes);
    }
    let table = table_of(encoding);
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut offsets = OffsetMapBuilder::new(0);
    for chunk in bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
        if chunk.is_ascii() {
            text.extend(chunk.iter().map(|&byte| byte as char));
            offsets.copy(chunk.len());
            continue;
        }
        for &byte in chunk {
            let read = table[usize::from(byte & 0x7f)];
            text.push(read);
            offsets.replace(1, read.len_utf8());
        }
    }
    (Cow::Owned(text), offsets.finish())
}

/// The characters of the bytes 0x80 to 0xff in a single-byte encoding.
pub(super) fn table_of(encoding: &'static Encoding) -> [char; 128] {
    std::array::from_fn(|at| {
        let byte = [0x80 | at as u8];
        let text = encoding.decode_without_bom_handling(&byte).0;
        text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
    })
}

/// Multi-byte encodings: fed byte by byte; a unit ends where characters come out.
fn stepwise<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> (Cow<'a, str>, OffsetMap) {
    let encoding = if encoding == UTF_8 { WINDOWS_1252 } else { encoding };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut offsets = OffsetMapBuilder::new(0);
    let mut pending = 0;
    for (at, byte) in bytes.iter().enumerate() {
        pending += 1;
        let before = text.len();
        text.reserve(16);
        let input = std::slice::from_ref(byte);
        let last = at + 1 == bytes.len();
        let mut rest = input;
        // After a malformed sequence the decoder may ask to read the byte again.
        loop {
            let (result, read) =
                decoder.decode_to_string_without_replacement(rest, &mut text, last);
            rest = &rest[read..];
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::Malformed(..) => text.push(char::REPLACEMENT_CHARACTER),
                DecoderResult::OutputFull => text.reserve(16),
            }
        }
        if text.len() > before {
            if pending == 1 && byte.is_ascii() && text.len() == before + 1 {
                offsets.copy(1);
            } else {
                offsets.replace(pending, text.len() - before);
            }
            pending = 0;
        }
    }
    (Cow::Owned(text), offsets.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes).expect("text");
        (decoded.text.into_owned(), decoded.charset)
    }

    #[test]
    fn valid_utf8_is_borrowed_and_a_byte_order_mark_skipped() {
        let decoded = decode("Idlib – “calm”".as_bytes()).unwrap();
        assert!(matches!(decoded.text, Cow::Borrowed(_)) && decoded.offsets.is_shift());
        let decoded = decode(b"\xef\xbb\xbfIdlib").unwrap();
        assert_eq!((&*decoded.text, decoded.offsets.raw_start(0)), ("Idlib", 3));
    }

    #[test]
    fn utf16_maps_back_to_pairs() {
        let bytes: Vec<u8> = "\u{feff}Zoé 😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let decoded = decode(&bytes).unwrap();
        assert_eq!((&*decoded.text, decoded.charset), ("Zoé 😀", "utf-16le"));
        assert_eq!(decoded.offsets.raw(Span::new(2, 4)), 6..8);
        assert_eq!(decoded.offsets.raw(Span::new(5, 9)), 10..14);
        assert_eq!(read(&bytes[2..10]).0, "Zoé ");
    }

    #[test]
    fn older_encodings_are_guessed() {
        let (text, charset) = read(b"The caf\xe9 in Bab al-Hawa \x93was hit\x94 \x96 again");
        assert_eq!(charset, "windows-1252");
        assert_eq!(text, "The café in Bab al-Hawa “was hit” – again");
    }

    #[test]
    fn one_invalid_byte_does_not_reject_the_file() {
        let mut bytes = "“one” “two” caf".as_bytes().to_vec();
        bytes.extend_from_slice(b"\xe9, \xe2\x80 end");
        assert_eq!(read(&bytes), ("“one” “two” café, \u{fffd} end".to_owned(), UTF8_WITH_STRAYS));
    }

    #[test]
    fn a_text_cut_within_its_last_character_is_utf8() {
        let (text, charset) = read(b"killed 12 in Aleppo\xe2\x80\x99s town\xe2\x80");
        assert_eq!((&*text, charset), ("killed 12 in Aleppo’s town\u{fffd}", UTF8_WITH_STRAYS));
        assert_eq!(read(b"a caf\xe9"), ("a café".to_owned(), "windows-1252"));
    }

    #[test]
    fn binary_content_is_rejected() {
        assert_eq!(decode(b"\x7fELF\x02\0\0").unwrap_err(), DecodeError::Nul(5));
        let noise: Vec<u8> = (1..30).collect();
        assert!(matches!(decode(&noise), Err(DecodeError::Controls { .. })));
    }

    #[test]
    fn line_ends_and_control_characters_are_normalised() {
        let (text, offsets) = tidy(Cow::Borrowed("a\r\nb\rc\x1bd\r\r\n"));
        assert_eq!(text, "a\nb\nc d\n\n");
        assert_eq!(offsets.raw(Span::new(1, 2)), 1..3);
        assert_eq!(offsets.raw(Span::new(6, 7)), 7..8);
    }

    proptest! {
        #[test]
        fn a_slice_decodes_as_in_the_whole(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0usize..5) {
            let charset = ["utf-8", "utf-16le", "windows-1252", "gbk", "shift_jis"][at];
            let whole = decode_as(&bytes, charset);
            let cuts: Vec<u32> = (0..=whole.text.len() as u32)
                .filter(|&at| whole.text.is_char_boundary(at as usize) && whole.offsets.is_cut(at)).collect();
            for (index, &start) in cuts.iter().enumerate() {
                for &end in &cuts[index + 1..] {
                    let raw = whole.offsets.raw(Span { start, end });
                    let slice = decode_as(&bytes[raw.start as usize..raw.end as usize], charset);
                    prop_assert_eq!(&*slice.text, &whole.text[start as usize..end as usize]);
                }
            }
        }
    }
}
