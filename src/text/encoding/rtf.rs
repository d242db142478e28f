//! Rich text (RTF): control words, groups and escapes out, the text in them in, with an offset map back. A slice of a
//! document, cut where the map allows it, gives the same text as in the whole, except where [`RtfText::charset_in`] says
//! that it depends on what came before it.

mod state;
mod token;
mod word;

use crate::text::encoding::decode::UTF8_WITH_STRAYS;
use crate::text::{OffsetMap, OffsetMapBuilder, Span};
use encoding_rs::{Encoding, WINDOWS_1252};
use state::{Fonts, State};
use std::borrow::Cow;
use token::{Token, Tokens};
use word::{Effect, effect};

/// The text of a whole document.
#[derive(Clone, Debug)]
pub struct RtfText {
    /// The text; paragraphs end with a line end, cells of tables with a tab.
    pub text: String,
    /// Offsets in `text` to offsets in the document.
    pub offsets: OffsetMap,
    /// Whether the document ends inside a group: it was cut off, or its writer forgot to close it.
    pub is_open: bool,
    /// Where in `text` the reading depends on what came before, in order.
    contexts: Vec<Context>,
}

/// A character that is read by something that a slice need not contain.
#[derive(Clone, Copy, Debug)]
struct Context {
    /// Its offset in the text.
    at: u32,
    /// The encoding that its bytes are in; `None` if it is something else that a slice would read in another way.
    charset: Option<&'static str>,
}

impl RtfText {
    /// The encoding with which a slice of the document that holds only `spans` of the text reads as it does here;
    /// `None` if there is none. `charset` is that of the document.
    pub fn charset_in(&self, spans: &[Span], charset: &'static str) -> Option<&'static str> {
        let mut found = None;
        for span in spans {
            let from = self.contexts.partition_point(|context| context.at < span.start);
            let inside = self.contexts[from..].iter().take_while(|context| context.at < span.end);
            for context in inside {
                let own = context.charset?;
                if *found.get_or_insert(own) != own {
                    return None;
                }
            }
        }
        Some(found.unwrap_or(charset))
    }
}

/// Whether a file begins as a document of RTF does.
pub fn is_rtf(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"{\\rtf")
}

/// The encoding of a document: what its first words say, or UTF-8 if it has such characters, which no RTF should.
pub fn charset_of(bytes: &[u8]) -> &'static str {
    if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
        return "utf-8";
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let mut charset = "windows-1252";
    for token in Tokens::new(&head) {
        if let Token::Word { name, number, .. } = token {
            match (name, number) {
                ("ansicpg", Some(page)) => {
                    return state::code_page(page).unwrap_or("windows-1252");
                }
                ("mac", None) => charset = "macintosh",
                ("fonttbl" | "pard", _) => break,
                _ => {}
            }
        }
    }
    charset
}

/// The code page of a document, if it names one that is not known here.
pub fn unknown_code_page(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    for token in Tokens::new(&head) {
        if let Token::Word { name, number, .. } = token {
            match (name, number) {
                ("ansicpg", Some(page)) => {
                    return state::code_page(page).is_none().then(|| format!("code page {page}"));
                }
                ("pc", None) => return Some("code page 437".to_owned()),
                ("pca", None) => return Some("code page 850".to_owned()),
                ("fonttbl" | "pard", _) => break,
                _ => {}
            }
        }
    }
    None
}

/// So many bytes of a document are looked at to find its encoding.
const HEAD: usize = 4096;

/// Reads a whole document that was decoded as `charset`.
pub fn read_document(document: &str, charset: &'static str) -> RtfText {
    let mut reader = Reader::new(document, charset, Fonts::of(document, charset));
    reader.run();
    let is_open = reader.state.depth() > 0;
    RtfText {
        text: reader.out,
        offsets: reader.offsets.finish(),
        is_open,
        contexts: reader.contexts,
    }
}

/// Reads a slice of a document that was decoded as `charset`. A slice without markup is returned borrowed.
pub fn read_slice<'a>(slice: Cow<'a, str>, charset: &'static str) -> (Cow<'a, str>, OffsetMap) {
    if !slice.bytes().any(|byte| matches!(byte, b'\\' | b'{' | b'}' | b'\r' | b'\n' | 0)) {
        return (slice, OffsetMap::default());
    }
    let mut reader = Reader::new(&slice, charset, Fonts::default());
    reader.run();
    let (text, offsets) = (reader.out, reader.offsets.finish());
    (Cow::Owned(text), offsets)
}

struct Reader<'a> {
    tokens: Tokens<'a>,
    charset: &'static str,
    fonts: Fonts,
    state: State,
    out: String,
    offsets: OffsetMapBuilder,
    /// How far the document is in `offsets`.
    done: usize,
    /// Where the last `\uc` began, if no text and no end of a group came after it.
    counted_at: Option<usize>,
    contexts: Vec<Context>,
}

impl<'a> Reader<'a> {
    fn new(document: &'a str, charset: &'static str, fonts: Fonts) -> Self {
        Reader {
            tokens: Tokens::new(document),
            charset,
            fonts,
            state: State::default(),
            out: String::with_capacity(document.len() / 2),
            offsets: OffsetMapBuilder::new(0),
            done: 0,
            counted_at: None,
            contexts: Vec::new(),
        }
    }

    fn run(&mut self) {
        while let Some(token) = self.tokens.next() {
            let start = self.tokens.start();
            match token {
                Token::Open => self.state.open(),
                Token::Close => {
                    self.counted_at = None;
                    if self.state.close() {
                        self.note(None);
                    }
                }
                Token::Text(text) => self.copy(start, text),
                Token::Break => self.put(start, "\n"),
                Token::Symbol(symbol) => self.symbol(start, symbol),
                Token::Byte(byte) => self.byte(start, byte),
                Token::Word { name, number, .. } => self.word(start, name, number),
            }
        }
        let end = self.tokens.at();
        self.offsets.replace(end - self.done, 0);
        self.done = end;
    }

    /// Text that stands for itself.
    fn copy(&mut self, start: usize, text: &str) {
        self.state.begin();
        self.counted_at = None;
        if self.state.is_shown() {
            self.drop_to(start);
            if self.fonts.differ() {
                let base = self.out.len();
                let others = text.char_indices().filter(|(_, letter)| !letter.is_ascii());
                let charset = Some(self.charset);
                self.contexts
                    .extend(others.map(|(at, _)| Context { at: (base + at) as u32, charset }));
            }
            self.out.push_str(text);
            self.offsets.copy(text.len());
            self.done = start + text.len();
        }
    }

    /// Text in the place of all from `start` on.
    fn put(&mut self, start: usize, text: &str) {
        self.state.begin();
        self.counted_at = None;
        if self.state.is_shown() {
            self.drop_to(start);
            self.out.push_str(text);
            let end = self.tokens.at();
            self.offsets.replace(end - start, text.len());
            self.done = end;
        }
    }

    fn drop_to(&mut self, at: usize) {
        self.offsets.replace(at - self.done, 0);
        self.done = at;
    }

    fn note(&mut self, charset: Option<&'static str>) {
        self.contexts.push(Context { at: self.out.len() as u32, charset });
    }

    fn symbol(&mut self, start: usize, symbol: char) {
        match symbol {
            '*' => self.state.star(),
            '\\' | '{' | '}' => self.put(start, symbol.encode_utf8(&mut [0; 4])),
            '~' => self.put(start, "\u{a0}"),
            '_' => self.put(start, "\u{2011}"),
            _ => {}
        }
    }

    /// Bytes written in hexadecimal, as many as make a character.
    fn byte(&mut self, start: usize, first: u8) {
        self.state.begin();
        if !self.state.is_shown() {
            self.counted_at = None;
            return;
        }
        let charset = self.fonts.charset(self.state.font()).unwrap_or(self.charset);
        if first < 0x80 {
            return self.put(start, (first as char).encode_utf8(&mut [0; 4]));
        }
        self.note(Some(charset));
        let label = if charset == UTF8_WITH_STRAYS { "utf-8" } else { charset };
        let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
        let mut bytes = vec![first];
        if !encoding.is_single_byte() {
            let before = self.tokens.clone();
            loop {
                if encoding.decode_without_bom_handling_and_without_replacement(&bytes).is_some() {
                    break;
                }
                match self.tokens.next_byte().filter(|_| bytes.len() < LONGEST) {
                    Some(next) => bytes.push(next),
                    None => {
                        bytes.truncate(1);
                        self.tokens = before;
                        break;
                    }
                }
            }
        }
        let text = match encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
            Some(text) => text,
            None => WINDOWS_1252.decode_without_bom_handling(&bytes).0,
        };
        let text = text.into_owned();
        self.put(start, &text);
    }

    fn word(&mut self, start: usize, name: &str, number: Option<i32>) {
        match effect(name) {
            Effect::Text(text) => self.put(start, text),
            Effect::Unicode => self.unicode(start, number.unwrap_or(0)),
            Effect::FallbackCount => {
                self.state.begin();
                self.state.set_fallback(u8::try_from(number.unwrap_or(1)).unwrap_or(1));
                self.counted_at = Some(start);
            }
            Effect::Font => {
                self.state.begin();
                self.state.set_font(number.unwrap_or(0));
            }
            Effect::Plain => {
                self.state.begin();
                self.state.plain(self.fonts.default_font());
            }
            Effect::Hidden => {
                self.state.begin();
                self.state.set_hidden(number != Some(0));
            }
            Effect::Skip => self.state.skip(),
            Effect::Known => self.state.know(),
            Effect::Alternatives => self.state.alternatives(),
            Effect::UnicodeAlternative => self.state.unicode_alternative(),
            Effect::Binary => {
                self.state.begin();
                self.tokens.skip_chars(usize::try_from(number.unwrap_or(0)).unwrap_or(0));
            }
            Effect::None => self.state.begin(),
        }
    }

    /// A character by its number, with what follows for readers that do not know it.
    fn unicode(&mut self, start: usize, number: i32) {
        self.state.begin();
        let unit = |number: i32| (number & 0xffff) as u32;
        self.tokens.skip_fallback(self.state.fallback());
        let mut code = unit(number);
        if (0xd800..0xdc00).contains(&code) {
            let before = self.tokens.clone();
            match self.tokens.next() {
                Some(Token::Word { name: "u", number: Some(low), .. })
                    if (0xdc00..0xe000).contains(&unit(low)) =>
                {
                    code = 0x10000 + ((code - 0xd800) << 10) + (unit(low) - 0xdc00);
                    self.tokens.skip_fallback(self.state.fallback());
                }
                _ => self.tokens = before,
            }
        }
        // Characters of symbol fonts are in the private area; lists are written with these.
        let letter = match code {
            0xf020 => Some(' '),
            0xf0b7 | 0xf0a7 => Some('\u{2022}'),
            _ => char::from_u32(code),
        };
        let letter = letter.filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER);
        if !self.state.is_shown() {
            // How much stands in for it decides what comes behind it.
            if self.state.fallback() != 1 {
                self.note(None);
            }
            self.counted_at = None;
            return;
        }
        let start = match self.counted_at {
            Some(at) if self.state.fallback() != 1 => at,
            None if self.state.fallback() != 1 => {
                self.note(None);
                start
            }
            _ => start,
        };
        self.put(start.max(self.done), letter.encode_utf8(&mut [0; 4]));
    }
}

/// The longest character of an encoding, in bytes.
const LONGEST: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(document: &str) -> String {
        read_document(document, charset_of(document.as_bytes())).text
    }

    #[test]
    fn words_groups_and_escapes_are_read() {
        let document = concat!(
            r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fswiss Arial;}}{\stylesheet{\s1 heading;}}",
            r"{\info{\title Secret}}\pard{\b Truce} holds\par It\'92s over\line {\i now}\tab ",
            r"\u8217?s \emdash  end\{1\}\~2\_3 {\*\unknown gone}{\header top}\par}"
        );
        assert_eq!(read(document), "Truce holds\nIt’s over\nnow\t’s — end{1}\u{a0}2\u{2011}3 \n");
    }

    #[test]
    fn fallbacks_are_left_out_as_often_as_said() {
        assert_eq!(read(r"{\rtf1 {\uc0\u8220 a\u8221 }b\u233\'e9c}"), "“a”béc");
        assert_eq!(read(r"{\rtf1\uc2\u8217\'81\'66 s}"), "’ s");
        assert_eq!(read(r"{\rtf1 \u55357?\u56832? ok \u-3913?}"), "😀 ok •");
    }

    #[test]
    fn fonts_decide_the_encoding_of_bytes() {
        let document = concat!(
            r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}",
            r"{\f2\fcharset128 MS Gothic;}}\f0 caf\'e9 \f1 \'cc\'e8\'f0 \f2 \'93\'fa\'96{\f0 \'e9}}"
        );
        let read = read_document(document, "windows-1252");
        assert_eq!(read.text, "café Мир 日–é");
        let span = |part: &str| {
            let start = read.text.find(part).unwrap();
            Span::new(start, start + part.len())
        };
        let charset = |part: &str| read.charset_in(&[span(part)], "windows-1252");
        assert_eq!(charset("café"), Some("windows-1252"));
        assert_eq!(charset("Мир"), Some("windows-1251"));
        assert_eq!(charset("café Мир"), None);
    }

    #[test]
    fn pictures_fields_and_hidden_text_are_left_out() {
        let document = concat!(
            "{\\rtf1 a{\\pict\\pngblip\\bin4 {}\\}}b",
            "{\\field{\\*\\fldinst HYPERLINK \"http://x\"}{\\fldrslt shown}}",
            "{\\v hidden}\\v not\\v0 c{\\upr{\\'3f}{\\*\\ud\\u8217?}}{\\footnote x}}"
        );
        assert_eq!(read(document), "abshownc’");
    }

    #[test]
    fn text_in_boxes_is_read_once() {
        let document = concat!(
            r"{\rtf1 a{\shp{\*\shpinst\shpleft1{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard b\par}}",
            r"{\shprslt{\*\do\dptxbx{\dptxbxtext b\par}}}}c}"
        );
        assert_eq!(read(document), "a\nb\nc");
    }

    #[test]
    fn nesting_is_bounded_and_ends_are_told() {
        let deep = format!("{{\\rtf1 {}x{}}}", "{".repeat(200_000), "}".repeat(200_000));
        assert_eq!(read(&deep), "x");
        assert!(read_document("{\\rtf1 {a", "windows-1252").is_open);
        assert!(!read_document("{\\rtf1 {a}}}}", "windows-1252").is_open);
    }

    proptest! {
        #[test]
        fn any_slice_reads_as_in_the_whole(
            body in r"([a-z .]|\{|\}|\\par |\\'e9|\\'93|\\u8217\?|\\u8217'|\\uc0 |\\uc1 |\\u8220 |\\f1 |\\b0 |\\v |\\v0 |\\\{|\r\n|\x00|é|\\\*|\\pict |\\shpinst |\\shptxt |\\tab){0,24}"
        ) {
            let document = format!("{{\\rtf1\\ansi{{\\fonttbl{{\\f0 A;}}{{\\f1\\fcharset204 B;}}}}{body}}}");
            let whole = read_document(&document, "windows-1252");
            let len = whole.text.len() as u32;
            let cuts: Vec<u32> = (0..=len)
                .filter(|&at| whole.text.is_char_boundary(at as usize) && whole.offsets.is_cut(at))
                .collect();
            for (index, &start) in cuts.iter().enumerate() {
                for &end in &cuts[index + 1..] {
                    let span = Span { start, end };
                    let Some(charset) = whole.charset_in(&[span], "windows-1252") else { continue };
                    let range = whole.offsets.raw(span);
                    let slice = &document[range.start as usize..range.end as usize];
                    let (text, _) = read_slice(Cow::Borrowed(slice), charset);
                    prop_assert_eq!(text, span.cut(&whole.text), "{:?}", slice);
                }
            }
        }
    }
}
