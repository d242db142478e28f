//! A font of a PDF: which letters its codes stand for, and how wide they are.

use super::widths::{Widths, widths_of};
use lopdf::{Dictionary, Document, Encoding, Object};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use unicode_normalization::UnicodeNormalization;

/// A letter as it is shown.
pub(super) struct Letter {
    /// What it stands for; [`UNKNOWN`] where the file does not say.
    pub text: Rc<str>,
    /// Its width, in parts of the size of the font.
    pub width: f32,
    /// Whether the space between words is added to it.
    pub is_space: bool,
}

/// What stands for a letter that the file does not name.
pub(super) const UNKNOWN: &str = "\u{fffd}";

/// A font, as far as text needs it.
pub(super) struct Font {
    /// The table from codes to letters that the file has for those who copy text.
    to_unicode: Option<Encoding<'static>>,
    /// For fonts with codes of one byte: their letters. For the others, of two bytes: none.
    letters: Option<Vec<Rc<str>>>,
    /// For fonts with codes of two bytes: an encoding that names letters itself.
    named: Option<Vec<u8>>,
    widths: HashMap<u32, f32>,
    other_width: f32,
    /// Letters found so far, of codes of two bytes.
    found: RefCell<HashMap<u32, Rc<str>>>,
}

/// The width of a letter of which nothing is said.
const MIDDLING: f32 = 0.5;

impl Font {
    /// Reads the font `dictionary`; no stream in it may be unpacked to more than `limit` bytes.
    pub fn read(document: &Document, dictionary: &Dictionary, limit: usize) -> Self {
        let is_composite = name(document, dictionary, b"Subtype") == Some(b"Type0".as_slice());
        let to_unicode = to_unicode(document, dictionary, limit);
        let found = RefCell::default();
        if is_composite {
            let named = name(document, dictionary, b"Encoding").map(<[u8]>::to_vec);
            let (widths, other_width) = composite_widths(document, dictionary);
            return Font { to_unicode, letters: None, named, widths, other_width, found };
        }
        let letters = letters(document, dictionary, to_unicode.as_ref());
        let (widths, other_width) = simple_widths(document, dictionary, &letters);
        let letters = Some(letters);
        Font { to_unicode, letters, named: None, widths, other_width, found }
    }

    /// The letters of a string that is shown.
    pub fn letters(&self, shown: &[u8]) -> Vec<Letter> {
        let Some(letters) = &self.letters else {
            let codes =
                shown.chunks_exact(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(pair[1]));
            return codes
                .map(|code| Letter {
                    text: self.composite(code),
                    width: self.width(code),
                    is_space: false,
                })
                .collect();
        };
        let letter = |&code: &u8| Letter {
            text: letters.get(usize::from(code)).cloned().unwrap_or_else(|| UNKNOWN.into()),
            width: self.width(u32::from(code)),
            is_space: code == b' ',
        };
        shown.iter().map(letter).collect()
    }

    fn width(&self, code: u32) -> f32 {
        self.widths.get(&code).copied().unwrap_or(self.other_width)
    }

    fn composite(&self, code: u32) -> Rc<str> {
        if let Some(known) = self.found.borrow().get(&code) {
            return known.clone();
        }
        let bytes = [(code >> 8) as u8, code as u8];
        let read = |encoding: &Encoding<'_>| encoding.bytes_to_string(&bytes).ok();
        let named = || read(&Encoding::SimpleEncoding(self.named.as_deref()?));
        let text = self.to_unicode.as_ref().and_then(read).filter(|text| text != UNKNOWN);
        let text = clean(&text.or_else(named).unwrap_or_default());
        self.found.borrow_mut().insert(code, text.clone());
        text
    }
}

/// The entry `key`, if it is a name.
fn name<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d [u8]> {
    dictionary.get_deref(key, document).and_then(Object::as_name).ok()
}

fn dictionary<'d>(
    document: &'d Document,
    of: &'d Dictionary,
    key: &[u8],
) -> Option<&'d Dictionary> {
    of.get_deref(key, document).and_then(Object::as_dict).ok()
}

fn number(document: &Document, object: &Object) -> Option<f32> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_float().ok().filter(|number| number.is_finite())
}

/// The table for those who copy text. It goes before the encoding, which only says how the letters are drawn.
fn to_unicode(document: &Document, font: &Dictionary, limit: usize) -> Option<Encoding<'static>> {
    let mut only = Dictionary::new();
    only.set("Type", Object::Name(b"Font".to_vec()));
    only.set("ToUnicode", font.get(b"ToUnicode").ok()?.clone());
    match only.get_font_encoding_with_limit(document, limit).ok()? {
        Encoding::UnicodeMapEncoding(map) => Some(Encoding::UnicodeMapEncoding(map)),
        _ => None,
    }
}

/// What the 256 codes of a font of one byte stand for.
fn letters(
    document: &Document,
    font: &Dictionary,
    to_unicode: Option<&Encoding<'_>>,
) -> Vec<Rc<str>> {
    let shape = name(document, font, b"BaseFont").map(String::from_utf8_lossy).unwrap_or_default();
    let is_pictures = ["Symbol", "Dingbats", "Wingdings"].iter().any(|name| shape.contains(name));
    let encoding = font.get_deref(b"Encoding", document).ok();
    let base = encoding.and_then(|encoding| match encoding {
        Object::Dictionary(named) => name(document, named, b"BaseEncoding"),
        other => other.as_name().ok(),
    });
    let usual: &[u8] = match name(document, font, b"Subtype") {
        Some(b"TrueType") => b"WinAnsiEncoding",
        _ => b"StandardEncoding",
    };
    let base = base_letters(document, base.unwrap_or(usual));
    let mut differences = encoding
        .and_then(|encoding| encoding.as_dict().ok())
        .map(|named| differences(document, named))
        .unwrap_or_default();
    let letter = |code: u8| {
        let read = |bytes: &[u8]| to_unicode?.bytes_to_string(bytes).ok();
        let known = |text: &String| !text.is_empty() && text != UNKNOWN;
        // Some writers give codes of two bytes to a font of one.
        let copied = read(&[code]).filter(known).or_else(|| read(&[0, code]).filter(known));
        let drawn = || match is_pictures {
            true => BULLET.to_owned(),
            false => base.get(usize::from(code)).cloned().unwrap_or_default(),
        };
        clean(&copied.or_else(|| differences.remove(&code)).unwrap_or_else(drawn))
    };
    (0..=u8::MAX).map(letter).collect()
}

const BULLET: &str = "\u{2022}";

/// What the codes stand for in the encoding of this name.
fn base_letters(document: &Document, base: &[u8]) -> Vec<String> {
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Name(base.to_vec()));
    let Ok(encoding) = font.get_font_encoding(document) else { return Vec::new() };
    (0..=u8::MAX).map(|code| encoding.bytes_to_string(&[code]).unwrap_or_default()).collect()
}

/// The codes to which an encoding gives letters by name.
fn differences(document: &Document, encoding: &Dictionary) -> HashMap<u8, String> {
    let mut found = HashMap::new();
    let list = encoding.get_deref(b"Differences", document).and_then(Object::as_array);
    let mut code = 0;
    for entry in list.map(Vec::as_slice).unwrap_or_default() {
        match entry {
            Object::Integer(next) => code = *next,
            Object::Name(name) => {
                if let Ok(at) = u8::try_from(code) {
                    found.insert(at, named_letter(document, name));
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    found
}

/// The letter with this name; empty if it is not known.
fn named_letter(document: &Document, name: &[u8]) -> String {
    // "f_i" is a ligature of two letters, "a.alt" another form of one.
    let plain = name.split(|byte| *byte == b'.').next().unwrap_or_default();
    if plain.len() > 1 && plain.contains(&b'_') {
        let parts = plain.split(|byte| *byte == b'_').take(8);
        return parts.map(|part| one_named_letter(document, part)).collect();
    }
    one_named_letter(document, plain)
}

fn one_named_letter(document: &Document, name: &[u8]) -> String {
    let mut encoding = Dictionary::new();
    encoding.set("Differences", vec![Object::Integer(0), Object::Name(name.to_vec())]);
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Dictionary(encoding));
    // Where the name is not known, the standard encoding is taken, which has no letter for the code 0.
    let known = font.get_font_encoding(document).and_then(|found| found.bytes_to_string(&[0]));
    if let Ok(known) = known
        && !known.is_empty()
    {
        return known;
    }
    let digits = name.strip_prefix(b"uni").or_else(|| name.strip_prefix(b"u"));
    let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
    let code = digits.filter(|digits| (4..=6).contains(&digits.len()));
    let code = code.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    code.and_then(char::from_u32).map(String::from).unwrap_or_default()
}

/// A letter as it is written in text: ligatures and forms of Arabic letters as the letters themselves.
fn clean(text: &str) -> Rc<str> {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\u{fb00}'..='\u{fb06}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
                out.extend(std::iter::once(letter).nfkc());
            }
            '\u{a0}' | '\t' | '\n' | '\r' => out.push(' '),
            // Bullets of fonts of pictures.
            '\u{f0a7}' | '\u{f0b7}' | '\u{f06c}' | '\u{f06e}' => out.push_str(BULLET),
            '\u{e000}'..='\u{f8ff}' => out.push_str(UNKNOWN),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    if out.is_empty() { UNKNOWN.into() } else { out.into() }
}

/// The widths of a font with codes of one byte, and that of all other codes.
fn simple_widths(
    document: &Document,
    font: &Dictionary,
    letters: &[Rc<str>],
) -> (HashMap<u32, f32>, f32) {
    let descriptor = dictionary(document, font, b"FontDescriptor");
    let missing = descriptor.and_then(|descriptor| descriptor.get(b"MissingWidth").ok());
    let missing = missing.and_then(|width| number(document, width)).map(|width| width / 1000.0);
    let list = font.get_deref(b"Widths", document).and_then(Object::as_array);
    let Ok(list) = list else {
        let name = name(document, font, b"BaseFont").map(String::from_utf8_lossy);
        let known = widths_of(&name.unwrap_or_default());
        let width = |text: &Rc<str>| known_width(known, text);
        let codes = letters.iter().enumerate();
        let widths = codes.map(|(code, text)| (code as u32, width(text))).collect();
        return (widths, MIDDLING);
    };
    // Fonts whose letters are drawn by the file have a scale of their own.
    let matrix = font.get_deref(b"FontMatrix", document).and_then(Object::as_array).ok();
    let scale = matrix.and_then(|matrix| number(document, matrix.first()?)).unwrap_or(0.001);
    let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
    let first = u32::try_from(first).unwrap_or(0);
    let widths = list.iter().take(256).enumerate().filter_map(|(at, width)| {
        let width = number(document, width)? * scale;
        Some((first.saturating_add(at as u32), width))
    });
    (widths.collect(), missing.unwrap_or(MIDDLING))
}

fn known_width(widths: &Widths, text: &str) -> f32 {
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let at = match *bytes {
        [byte] => usize::from(byte).checked_sub(32),
        _ => None,
    };
    at.and_then(|at| widths.get(at)).map_or(MIDDLING, |&width| f32::from(width) / 1000.0)
}

/// The widths of a font with codes of two bytes, and that of all other codes.
fn composite_widths(document: &Document, font: &Dictionary) -> (HashMap<u32, f32>, f32) {
    let mut widths = HashMap::new();
    let below = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array).ok();
    let below = below.and_then(|list| document.dereference(list.first()?).ok());
    let Some(below) = below.and_then(|(_, font)| font.as_dict().ok()) else {
        return (widths, 1.0);
    };
    let other = below.get(b"DW").ok().and_then(|width| number(document, width));
    let list = below.get_deref(b"W", document).and_then(Object::as_array);
    let mut list = list.map(Vec::as_slice).unwrap_or_default();
    while let [first, next, rest @ ..] = list {
        let Some(first) = number(document, first).map(|first| first as u32) else { break };
        let next = document.dereference(next).map_or(next, |(_, next)| next);
        match (next, rest) {
            (Object::Array(each), _) => {
                for (at, width) in each.iter().take(CODES).enumerate() {
                    let width = number(document, width).unwrap_or(1000.0) / 1000.0;
                    widths.insert(first.saturating_add(at as u32), width);
                }
                list = rest;
            }
            (last, [width, after @ ..]) => {
                let last = number(document, last).map_or(first, |last| last as u32);
                let width = number(document, width).unwrap_or(1000.0) / 1000.0;
                let last = last.min(CODES as u32);
                widths.extend((first..=last).map(|code| (code, width)));
                list = after;
            }
            _ => break,
        }
        if widths.len() > CODES {
            break;
        }
    }
    (widths, other.unwrap_or(1000.0) / 1000.0)
}

/// No font has more codes of two bytes.
const CODES: usize = 1 << 16;
