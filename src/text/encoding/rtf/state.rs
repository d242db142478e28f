//! What the groups of rich text keep: whether text is shown, the font, how long stand-ins are; and the fonts' encodings.

use super::token::{Token, Tokens};
use std::collections::HashMap;

/// What is kept with a group and is again as before where it ends.
#[derive(Clone, Copy, Debug)]
struct Group {
    shown: Shown,
    /// `\v` or `\deleted`.
    is_hidden: bool,
    font: Option<i32>,
    fallback: u8,
}

/// Whether the text of a group is a part of the document's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Yes,
    /// A group of [`super::word::Effect::Alternatives`]: only the one in Unicode.
    Unicode,
    No,
}

impl Default for Group {
    fn default() -> Self {
        Group { shown: Shown::Yes, is_hidden: false, font: None, fallback: 1 }
    }
}

/// The state at a place in a document.
#[derive(Debug, Default)]
pub struct State {
    now: Group,
    outer: Vec<Group>,
    /// How many more groups are open than are kept.
    deeper: usize,
    /// Nothing came yet in this group.
    is_new: bool,
    /// Only `\*` came yet in this group.
    is_starred: bool,
}

/// So many groups in each other are kept; in deeper ones all is as in the last.
const DEEPEST: usize = 4096;

impl State {
    /// How many groups are open.
    pub fn depth(&self) -> usize {
        self.outer.len() + self.deeper
    }

    /// Opens a group.
    pub fn open(&mut self) {
        self.begin();
        if self.outer.len() < DEEPEST {
            self.outer.push(self.now);
        } else {
            self.deeper += 1;
        }
        self.is_new = true;
    }

    /// Closes a group; whether what follows is hidden and what was before was not, as a slice could not know.
    pub fn close(&mut self) -> bool {
        self.begin();
        if self.deeper > 0 {
            self.deeper -= 1;
            return false;
        }
        let was_shown = self.is_shown();
        // The end of a group that began before a slice: what was before it is not known, and is as usual.
        self.now = self.outer.pop().unwrap_or_default();
        was_shown && !self.is_shown() && self.now.shown == Shown::Yes
    }

    /// How many characters stand in for one by number.
    pub fn fallback(&self) -> u8 {
        self.now.fallback
    }

    pub fn set_fallback(&mut self, count: u8) {
        self.now.fallback = count;
    }

    /// Something came in the group that is no destination.
    pub fn begin(&mut self) {
        if self.is_starred {
            self.now.shown = Shown::No;
        }
        self.is_new = false;
        self.is_starred = false;
    }

    /// `\*`: the group is left out by readers that do not know its first word.
    pub fn star(&mut self) {
        self.is_starred = self.is_new || self.is_starred;
        self.is_new = false;
    }

    /// The group is no text.
    pub fn skip(&mut self) {
        if self.is_new || self.is_starred {
            self.now.shown = Shown::No;
        }
        self.begin();
    }

    /// `\*` before a word that is known: the group is what its text is in.
    pub fn know(&mut self) {
        self.is_starred = false;
        self.begin();
    }

    /// `\upr`
    pub fn alternatives(&mut self) {
        if self.is_new && self.now.shown == Shown::Yes {
            self.now.shown = Shown::Unicode;
        }
        self.begin();
    }

    /// `\ud`
    pub fn unicode_alternative(&mut self) {
        if self.now.shown == Shown::Unicode {
            self.now.shown = Shown::Yes;
            self.is_starred = false;
        }
        self.begin();
    }

    /// Whether text here is a part of the document's.
    pub fn is_shown(&self) -> bool {
        self.now.shown == Shown::Yes && !self.now.is_hidden
    }

    pub fn set_hidden(&mut self, is_hidden: bool) {
        self.now.is_hidden = is_hidden;
    }

    pub fn font(&self) -> Option<i32> {
        self.now.font
    }

    pub fn set_font(&mut self, font: i32) {
        self.now.font = Some(font);
    }

    pub fn plain(&mut self, font: Option<i32>) {
        self.now.font = font;
        self.now.is_hidden = false;
    }
}

/// The encodings of the fonts, where they are not the document's.
#[derive(Debug, Default)]
pub struct Fonts {
    charsets: HashMap<i32, &'static str>,
    default: Option<i32>,
}

impl Fonts {
    /// Those of a document that is in `charset`.
    pub fn of(document: &str, charset: &'static str) -> Self {
        let mut fonts = Fonts::default();
        let Some(begin) = document.find("\\fonttbl") else { return fonts };
        let mut font = None;
        let mut depth = 1usize;
        for token in Tokens::new(&document[begin..]) {
            match token {
                Token::Open => depth += 1,
                Token::Close => depth -= 1,
                Token::Word { name: "f", number } => font = number,
                Token::Word { name: "fcharset" | "cpg", number: Some(number) } => {
                    let is_page = matches!(token, Token::Word { name: "cpg", .. });
                    let known = if is_page { code_page(number) } else { font_charset(number) };
                    if let (Some(font), Some(known)) = (font, known)
                        && known != charset
                        && charset != "utf-8"
                    {
                        fonts.charsets.insert(font, known);
                    }
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        let head = Tokens::new(&document[..begin]);
        fonts.default = head.into_iter().find_map(|token| match token {
            Token::Word { name: "deff", number } => number,
            _ => None,
        });
        fonts
    }

    /// Whether some font has another encoding than the document.
    pub fn differ(&self) -> bool {
        !self.charsets.is_empty()
    }

    /// The encoding of a font, if it is not the document's.
    pub fn charset(&self, font: Option<i32>) -> Option<&'static str> {
        self.charsets.get(&font.or(self.default)?).copied()
    }

    /// The font of text for which none is chosen.
    pub fn default_font(&self) -> Option<i32> {
        self.default
    }
}

/// The encoding of a code page of Windows, by its WHATWG name.
pub fn code_page(number: i32) -> Option<&'static str> {
    Some(match number {
        0 | 1252 | 28591 => "windows-1252",
        866 => "ibm866",
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        1250 => "windows-1250",
        1251 => "windows-1251",
        1253 => "windows-1253",
        1254 => "windows-1254",
        1255 => "windows-1255",
        1256 => "windows-1256",
        1257 => "windows-1257",
        1258 => "windows-1258",
        10000 => "macintosh",
        20866 => "koi8-r",
        54936 => "gb18030",
        65001 => "utf-8",
        _ => return None,
    })
}

/// The encoding of a font's character set; `None` where it is the document's.
fn font_charset(number: i32) -> Option<&'static str> {
    Some(match number {
        77 => "macintosh",
        128 => "shift_jis",
        129 => "euc-kr",
        134 => "gbk",
        136 => "big5",
        161 => "windows-1253",
        162 => "windows-1254",
        163 => "windows-1258",
        177 => "windows-1255",
        178 => "windows-1256",
        186 => "windows-1257",
        204 => "windows-1251",
        222 => "windows-874",
        238 => "windows-1250",
        _ => return None,
    })
}
