//! A script's text in pieces: words, texts in quotes, brackets, comments; `item` makes statements and functions of them.
//! Rhai's syntax tree keeps neither ends nor comments. Reads scripts that parse; of others it makes something, and never
//! panics.

mod item;

pub use item::{Deed, Item, items};

use std::ops::Range;

/// What a piece of a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// `// ..` or `/* .. */`.
    Comment,
    /// A text or character in quotes.
    Quoted,
    /// A name or keyword.
    Word,
    /// A number.
    Number,
    /// An opening bracket, `#{` included.
    Open,
    /// A closing bracket.
    Close,
    /// Any other sign.
    Mark,
}

/// A piece of a script, and the bytes it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub sort: Sort,
    /// Its bytes.
    pub range: Range<usize>,
}

/// The pieces of `text`, without the white space between them.
pub fn pieces(text: &str) -> Vec<Piece> {
    Cut { text, at: 0, depth: 0 }.collect()
}

/// Texts in back quotes that are in one another deeper than this are taken for unclosed.
const DEEPEST: usize = 64;

/// Cuts pieces off, one after the other.
struct Cut<'a> {
    text: &'a str,
    at: usize,
    /// How many texts in back quotes it is inside of.
    depth: usize,
}

impl Iterator for Cut<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let white = self.text[self.at..].len() - self.text[self.at..].trim_start().len();
        let start = self.at + white;
        let rest = &self.text[start..];
        let first = rest.chars().next()?;
        let (sort, len) = match first {
            '/' if rest.starts_with("//") => (Sort::Comment, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (Sort::Comment, block_comment(rest)),
            '"' | '\'' => (Sort::Quoted, quoted(rest, first)),
            '`' => (Sort::Quoted, interpolated(rest, self.depth)),
            '#' if rest.starts_with("#{") => (Sort::Open, 2),
            '#' if rest.trim_start_matches('#').starts_with('"') => (Sort::Quoted, raw(rest)),
            '(' | '[' | '{' => (Sort::Open, 1),
            ')' | ']' | '}' => (Sort::Close, 1),
            '0'..='9' => (Sort::Number, number(rest)),
            _ if first.is_alphabetic() || first == '_' => (Sort::Word, word(rest)),
            _ => (Sort::Mark, first.len_utf8()),
        };
        self.at = start + len;
        Some(Piece { sort, range: start..self.at })
    }
}

fn word(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

/// Digits, letters of a base or exponent, and a point that a digit follows: `1..3` is a range.
fn number(text: &str) -> usize {
    let len = word(text);
    let more = text[len..].strip_prefix('.');
    match more.filter(|more| more.starts_with(|c: char| c.is_ascii_digit())) {
        Some(more) => len + 1 + word(more),
        None => len,
    }
}

/// Block comments nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// `#"..."#`, with as many `#` behind as before.
fn raw(text: &str) -> usize {
    let hashes = text.len() - text.trim_start_matches('#').len();
    let end = format!("\"{}", "#".repeat(hashes));
    let body = hashes + 1;
    text[body..].find(&end).map_or(text.len(), |at| body + at + end.len())
}

/// A text in back quotes; `${ }` in it holds pieces of its own.
fn interpolated(text: &str, depth: usize) -> usize {
    let mut at = 1;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with('`') {
            return at + 1;
        } else if rest.starts_with("\\${") {
            at += 3;
        } else if rest.starts_with("${") {
            at += 1 + braced(&rest[1..], depth + 1);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of the block that opens `text`.
fn braced(text: &str, depth: usize) -> usize {
    if depth > DEEPEST {
        return text.len();
    }
    let mut open = 0usize;
    for piece in (Cut { text, at: 0, depth }) {
        match piece.sort {
            Sort::Open => open += 1,
            Sort::Close => open = open.saturating_sub(1),
            _ => {}
        }
        if open == 0 {
            return piece.range.end;
        }
    }
    text.len()
}
