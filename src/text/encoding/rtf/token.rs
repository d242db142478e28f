//! The tokens of rich text: groups, control words and symbols, bytes in hexadecimal, and the text between them.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// Text that stands for itself.
    Text(&'a str),
    /// `\` and a line end, which ends a paragraph.
    Break,
    /// `\` and a character that is no letter.
    Symbol(char),
    /// `\'hh`
    Byte(u8),
    /// `\` and letters, with a number, and with the space that ends it.
    Word {
        /// The letters.
        name: &'a str,
        /// The number.
        number: Option<i32>,
    },
}

/// The tokens of a text, from front to back.
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    text: &'a str,
    start: usize,
    at: usize,
}

/// The longest control word, in bytes; a longer run of letters is cut there.
const LONGEST_WORD: usize = 32;
/// The longest number, in bytes.
const LONGEST_NUMBER: usize = 11;

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str) -> Self {
        Tokens { text, start: 0, at: 0 }
    }

    /// Where the last token began, in bytes.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Where the next token begins, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Passes over so many characters.
    pub fn skip_chars(&mut self, count: usize) {
        let rest = &self.text[self.at..];
        self.at += rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
    }

    /// Passes over the stand-in of a character: so many characters, bytes or control words, but no brace.
    pub fn skip_fallback(&mut self, count: u8) {
        for _ in 0..count {
            self.skip_line_ends();
            let before = self.at;
            match self.next() {
                Some(Token::Text(text)) => {
                    self.at = before + text.chars().next().map_or(0, char::len_utf8);
                }
                Some(Token::Byte(_) | Token::Symbol('\\' | '{' | '}' | '~' | '_' | '-')) => {}
                Some(Token::Word { name, .. }) if name != "u" && name != "uc" => {}
                _ => {
                    self.at = before;
                    return;
                }
            }
        }
    }

    /// A further byte of a character: in hexadecimal, or an ASCII character of its own.
    pub fn next_byte(&mut self) -> Option<u8> {
        self.skip_line_ends();
        let before = self.at;
        match self.next() {
            Some(Token::Byte(byte)) => Some(byte),
            Some(Token::Text(text)) => {
                let byte = *text.as_bytes().first().filter(|byte| byte.is_ascii_graphic())?;
                self.at = before + 1;
                Some(byte)
            }
            _ => {
                self.at = before;
                None
            }
        }
    }

    /// Line ends of the file are no part of the text.
    fn skip_line_ends(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | 0)).count();
    }

    fn control(&mut self) -> Token<'a> {
        let rest = &self.text[self.at + 1..];
        let bytes = rest.as_bytes();
        let letters = bytes.iter().take(LONGEST_WORD).take_while(|b| b.is_ascii_alphabetic());
        let len = letters.count();
        if len == 0 {
            return self.control_symbol(rest);
        }
        let sign = usize::from(bytes.get(len) == Some(&b'-'));
        let digits = bytes[len + sign..].iter().take_while(|b| b.is_ascii_digit()).count();
        let mut end = len;
        let mut number = None;
        if digits > 0 {
            end = len + sign + digits;
            // A number that is too large for its word says nothing.
            let written = rest.get(len..end).filter(|written| written.len() <= LONGEST_NUMBER);
            number = written.and_then(|written| written.parse().ok());
        }
        let name = &rest[..len];
        end += usize::from(bytes.get(end) == Some(&b' '));
        self.at += 1 + end;
        Token::Word { name, number }
    }

    fn control_symbol(&mut self, rest: &'a str) -> Token<'a> {
        let bytes = rest.as_bytes();
        match bytes {
            [b'\'', ..] => match bytes.get(1..3).and_then(hex) {
                Some(byte) => {
                    self.at += 4;
                    Token::Byte(byte)
                }
                None => {
                    self.at += 2;
                    Token::Symbol('\'')
                }
            },
            [b'\r', b'\n', ..] => {
                self.at += 3;
                Token::Break
            }
            [b'\r' | b'\n', ..] => {
                self.at += 2;
                Token::Break
            }
            _ => {
                let symbol = rest.chars().next();
                self.at += 1 + symbol.map_or(0, char::len_utf8);
                Token::Symbol(symbol.unwrap_or('|'))
            }
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_line_ends();
        self.start = self.at;
        let rest = &self.text[self.at..];
        Some(match rest.as_bytes().first()? {
            b'{' => {
                self.at += 1;
                Token::Open
            }
            b'}' => {
                self.at += 1;
                Token::Close
            }
            b'\\' => self.control(),
            _ => {
                let is_end = |byte: &u8| matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                let len = rest.bytes().position(|byte| is_end(&byte)).unwrap_or(rest.len());
                self.at += len;
                Token::Text(&rest[..len])
            }
        })
    }
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16);
    let &[high, low] = digits else { return None };
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
