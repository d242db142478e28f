//! Script text split into lexemes by Rhai's own lexer, so that nothing here has its own idea of where a string, a number
//! or a comment ends. Takes any text, also half-typed: where Rhai reports an error, the rest of a string or comment is
//! taken as one open lexeme, and any other character as one sign.
//!
//! Rhai's lexer gives positions of beginnings in characters. A stream of our own counts the bytes that it consumes, which
//! gives both ends.

use rhai::{InputStream, Position, Token, TokenizeState, get_next_token};
use std::ops::Range;

/// What a lexeme is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LexemeKind {
    /// `// ...` or `/* ... */`.
    Comment,
    /// A string or character literal: in `""`, backquotes, `''`, or raw: `#"..."#`.
    Text,
    /// A number, without its sign.
    Number,
    /// A name or keyword.
    Name,
    /// An operator or bracket; each bracket is a lexeme of its own, `#{` and `?[` included.
    Sign,
}

/// A lexeme and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lexeme<'a> {
    /// What it is.
    pub kind: LexemeKind,
    /// Where it begins, in bytes of the text.
    pub start: usize,
    /// Its text.
    pub text: &'a str,
    /// Whether it is a string or comment that nothing closes.
    pub open: bool,
}

impl Lexeme<'_> {
    /// One past its last byte in the text.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Its bytes in the text.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end()
    }

    /// Whether it is an opening bracket.
    pub fn opens(&self) -> bool {
        self.kind == LexemeKind::Sign && matches!(self.text, "(" | "[" | "{" | "#{" | "?[")
    }

    /// Whether it is a closing bracket.
    pub fn closes(&self) -> bool {
        self.kind == LexemeKind::Sign && matches!(self.text, ")" | "]" | "}")
    }
}

/// Rhai's keywords.
pub const KEYWORDS: &[&str] = &[
    "as", "break", "catch", "const", "continue", "do", "else", "export", "false", "fn", "for",
    "global", "if", "import", "in", "let", "loop", "private", "return", "super", "switch", "this",
    "throw", "true", "try", "until", "while",
];

/// Whether `c` is part of a name. Rhai refuses letters outside ASCII; they are kept with the name they are typed in.
pub fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The lexemes of `text` in order, without the white space between them. A string in backquotes is one lexeme, with all
/// that it interpolates.
pub fn lexemes(text: &str) -> Vec<Lexeme<'_>> {
    let mut found: Vec<Lexeme<'_>> = Vec::new();
    // Where the string begins that is being put together.
    let mut begun: Option<usize> = None;
    for part in Lexer::new(text) {
        let lexeme = part.lexeme;
        if begun.is_none() && !part.interpolates {
            found.push(lexeme);
            continue;
        }
        let start = *begun.get_or_insert(lexeme.start);
        if part.depth == 0 && !part.interpolates {
            found.push(whole(text, start, lexeme.end(), lexeme.open));
            begun = None;
        }
    }
    if let Some(start) = begun {
        found.push(whole(text, start, text.len(), true));
    }
    found
}

fn whole(text: &str, start: usize, end: usize, open: bool) -> Lexeme<'_> {
    Lexeme { kind: LexemeKind::Text, start, text: &text[start..end], open }
}

/// The lexemes of `text` without comments; of strings in backquotes the stretches of plain text and the lexemes of what
/// they interpolate, each by itself.
pub fn code(text: &str) -> impl Iterator<Item = Lexeme<'_>> {
    Lexer::new(text).map(|part| part.lexeme).filter(|lexeme| lexeme.kind != LexemeKind::Comment)
}

/// The text that the string literal `written` stands for; `None` where it is none, or interpolates something.
pub fn literal(written: &str) -> Option<String> {
    let mut lexer = Lexer::new(written);
    let Token::StringConstant(text) = lexer.token() else { return None };
    let closed = lexer.state.is_within_text_terminated_by.is_none();
    (closed && lexer.stream.at == written.len()).then(|| text.to_string())
}

/// The characters of a text, with the number of bytes consumed so far.
struct Characters<'a> {
    text: &'a str,
    at: usize,
}

impl InputStream for Characters<'_> {
    // Rhai only puts back what it has just taken.
    fn unget(&mut self, ch: char) {
        self.at = self.at.saturating_sub(ch.len_utf8());
    }

    fn get_next(&mut self) -> Option<char> {
        let next = self.peek_next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn peek_next(&mut self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }
}

/// A lexeme with how it belongs to strings in backquotes.
struct Part<'a> {
    lexeme: Lexeme<'a>,
    /// In how many strings it is interpolated.
    depth: usize,
    /// Whether it is a stretch of a string that ends before `${`.
    interpolates: bool,
}

struct Lexer<'a> {
    stream: Characters<'a>,
    state: TokenizeState,
    /// For each string around this place: how many braces are open since its `${`.
    braces: Vec<usize>,
    /// Whether a string goes on here, after the `}` of what it interpolates.
    resumes: bool,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str) -> Lexer<'a> {
        let state = TokenizeState::default();
        Lexer { stream: Characters { text, at: 0 }, state, braces: Vec::new(), resumes: false }
    }

    /// Rhai's next token; the stream is then at its end.
    fn token(&mut self) -> Token {
        // The place in lines and columns, which is not used.
        let mut position = Position::new(1, 0);
        get_next_token(&mut self.stream, &mut self.state, &mut position).0
    }

    fn part(&mut self, kind: LexemeKind, start: usize, open: bool) -> Part<'a> {
        let text = &self.stream.text[start..self.stream.at];
        let lexeme = Lexeme { kind, start, text, open };
        Part { lexeme, depth: self.braces.len(), interpolates: false }
    }

    /// The stretch of a string that begins at `start`, of which Rhai has read `token`.
    fn stretch(&mut self, start: usize, token: &Token) -> Part<'a> {
        let interpolates = matches!(token, Token::InterpolatedString(_));
        // Rhai leaves its state inside a string that the text ends in.
        let open = !interpolates && self.state.is_within_text_terminated_by.take().is_some();
        let part = Part { interpolates, ..self.part(LexemeKind::Text, start, open) };
        if interpolates {
            self.braces.push(0);
        }
        part
    }

    fn comment(&mut self, start: usize) -> Part<'a> {
        let rest = &self.stream.text[start..];
        if rest.starts_with("//") {
            self.stream.at = start + rest.find(['\n', '\r']).unwrap_or(rest.len());
            return self.part(LexemeKind::Comment, start, false);
        }
        // Rhai drops some comments instead of returning them; from inside a comment it returns each.
        (self.stream.at, self.state.comment_level) = (start + "/*".len(), 1);
        self.state.include_comments = true;
        self.token();
        let open = std::mem::take(&mut self.state.comment_level) > 0;
        self.part(LexemeKind::Comment, start, open)
    }

    /// A string literal that Rhai refuses: up to its quote, else to the end of the line, or for a raw one of the text.
    fn refused(&mut self, start: usize, quote: char) -> Part<'a> {
        self.state.is_within_text_terminated_by = None;
        let rest = &self.stream.text[start..];
        let (length, open) = match quote {
            '#' => (rest.len(), true),
            _ => quoted(rest, quote),
        };
        self.stream.at = start + length;
        self.part(LexemeKind::Text, start, open)
    }

    /// An operator or bracket, or a character that Rhai refuses.
    fn sign(&mut self, start: usize, first: char, error: bool) -> Part<'a> {
        let text = &self.stream.text[start..self.stream.at];
        let bracket = text.contains(['(', ')', '[', ']', '{', '}', '#']);
        let number = text.contains(|c: char| c.is_ascii_digit());
        // Rhai reads `()` and `(*` as one token, and `-1` where a value may begin.
        if error || number || bracket && !matches!(text, "#{" | "?[") {
            self.stream.at = start + first.len_utf8();
            self.state.is_within_text_terminated_by = None;
        }
        let part = self.part(LexemeKind::Sign, start, false);
        self.count(&part.lexeme);
        part
    }

    /// Follows the braces of what a string interpolates.
    fn count(&mut self, lexeme: &Lexeme<'_>) {
        let Some(open) = self.braces.last_mut() else { return };
        match lexeme.text {
            "{" | "#{" => *open += 1,
            "}" => *open = open.saturating_sub(1),
            _ => return,
        }
        if *open == 0 {
            self.braces.pop();
            self.resumes = true;
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        if std::mem::take(&mut self.resumes) {
            let start = self.stream.at;
            self.state.is_within_text_terminated_by = Some("`".into());
            let token = self.token();
            return Some(self.stretch(start, &token));
        }
        let rest = &self.stream.text[self.stream.at..];
        let start = self.stream.text.len() - rest.trim_start().len();
        let rest = &self.stream.text[start..];
        let first = rest.chars().next()?;
        if rest.starts_with("//") || rest.starts_with("/*") {
            return Some(self.comment(start));
        }
        self.stream.at = start;
        let token = self.token();
        let error = matches!(token, Token::LexError(_));
        let raw = first == '#' && rest.trim_start_matches('#').starts_with('"');
        Some(match first {
            '"' | '\'' if error => self.refused(start, first),
            '#' if raw && error => self.refused(start, first),
            '"' | '\'' | '`' => self.stretch(start, &token),
            '#' if raw => self.stretch(start, &token),
            '0'..='9' => self.part(LexemeKind::Number, start, false),
            _ if first.is_alphabetic() || first == '_' => {
                self.stream.at = start + rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                self.part(LexemeKind::Name, start, false)
            }
            _ => self.sign(start, first, error),
        })
    }
}

/// The length in bytes of the literal in quotes that begins `text`, and whether it is open: it ends at the end of its line, unless
/// a backslash continues it.
pub fn quoted(text: &str, quote: char) -> (usize, bool) {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return (at, true),
            _ if c == quote => return (at + 1, false),
            _ => {}
        }
    }
    (text.len(), true)
}

#[cfg(test)]
mod tests {
    use super::LexemeKind::{Comment, Name, Number, Sign, Text};
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(LexemeKind, &str)> {
        lexemes(text).iter().map(|lexeme| (lexeme.kind, lexeme.text)).collect()
    }

    #[test]
    fn a_statement_is_split_into_its_lexemes() {
        assert_eq!(
            read("let p = any(\"a\\\"b\") & 1.5e3..2; // so"),
            [
                (Name, "let"),
                (Name, "p"),
                (Sign, "="),
                (Name, "any"),
                (Sign, "("),
                (Text, "\"a\\\"b\""),
                (Sign, ")"),
                (Sign, "&"),
                (Number, "1.5e3"),
                (Sign, ".."),
                (Number, "2"),
                (Sign, ";"),
                (Comment, "// so"),
            ]
        );
        assert_eq!(read("1.max")[0], (Number, "1"));
        assert_eq!(read("f()")[1..], [(Sign, "("), (Sign, ")")]);
        assert_eq!(read("(*)"), [(Sign, "("), (Sign, "*"), (Sign, ")")]);
        assert_eq!(read("-1 - 2")[..2], [(Sign, "-"), (Number, "1")]);
        assert_eq!(read("#{ a: 0xfF }")[..2], [(Sign, "#{"), (Name, "a")]);
        assert_eq!(read("#\"a\"b\"# é_1"), [(Text, "#\"a\"b\"#"), (Name, "é_1")]);
    }

    #[test]
    fn comments_of_all_forms_are_kept() {
        for text in
            ["// a", "/// a", "//// a", "//! a", "/* a */", "/** a */", "/*** a /* b */ */", "/**/"]
        {
            let lines = format!("{text}\nx");
            assert_eq!(read(&lines), [(Comment, text), (Name, "x")], "{text}");
        }
    }

    #[test]
    fn strings_in_backquotes_hold_what_they_interpolate() {
        let text = "`a``b ${ f(\"`\", `c ${d} }`) } e \\${` 'x' #\"\"#";
        let whole = &text[..text.len() - " 'x' #\"\"#".len()];
        assert_eq!(read(text), [(Text, whole), (Text, "'x'"), (Text, "#\"\"#")]);
        let names = code(text).filter(|lexeme| lexeme.kind == Name).map(|lexeme| lexeme.text);
        assert_eq!(names.collect::<Vec<_>>(), ["f", "d"]);
        let blocks = "`${ if a { #{ b: 1 } } else { 2 } }` c";
        assert_eq!(read(blocks)[1..], [(Name, "c")]);
    }

    #[test]
    fn what_nothing_closes_is_open() {
        for text in [
            "\"abc",
            "`abc",
            "'a",
            "/* a /* b */",
            "#\"a",
            "#\"a\"",
            "\"a\\",
            "`${ \"",
            "`${ {",
            "`${",
            "`a${b}",
            "\"\\q",
        ] {
            assert!(lexemes(text).last().unwrap().open, "{text}");
        }
        let lines = lexemes("\"abc\nlet");
        assert!(lines[0].open && lines[0].text == "\"abc" && lines[1].text == "let");
        for text in ["\"abc\\\ndef\"", "// abc", "\"\\q\"", "''", "'abc'", "`a${b}`"] {
            assert!(!lexemes(text)[0].open && lexemes(text).len() == 1, "{text}");
        }
    }

    #[test]
    fn deep_nesting_takes_no_stack() {
        let deep = "`${".repeat(50_000);
        assert_eq!(lexemes(&deep).len(), 1);
        assert!(lexemes(&deep)[0].open);
    }

    proptest! {
        #[test]
        fn lexemes_are_the_text_in_order(text in "([ :/*\"'`#{}()$\\\\a1._é\n\r=|&<>!-]|\\PC|\\$\\{){0,40}") {
            for found in [lexemes(&text), Lexer::new(&text).map(|part| part.lexeme).collect()] {
                let mut at = 0;
                for lexeme in found {
                    prop_assert!(text[at..lexeme.start].trim().is_empty(), "{:?} {:?}", text, lexeme);
                    prop_assert_eq!(&text[lexeme.range()], lexeme.text);
                    prop_assert!(!lexeme.text.is_empty() || lexeme.start == text.len());
                    at = lexeme.end();
                }
                prop_assert!(text[at..].trim().is_empty(), "{:?}", text);
            }
        }
    }
}
