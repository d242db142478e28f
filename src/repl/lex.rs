//! What is typed, split into pieces: Rhai, by Rhai's own lexer, or the line of a `:command`. Takes half-typed input of any
//! kind and never fails; the pieces put together are the text. Highlighting, completion and hints are built on it.

use crate::script::lexeme::{LexemeKind, lexemes, quoted};
use std::ops::Range;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// White space.
    Space,
    /// `// ...` or `/* ... */`.
    Comment,
    /// A text in `""`, backquotes, `''`, or a raw one: `#"..."#`.
    Text,
    /// A number.
    Number,
    /// A name or keyword.
    Name,
    /// An operator or bracket; brackets are pieces of their own.
    Sign,
    /// A command with its colon.
    Command,
    /// A word of a command's line.
    Word,
}

/// A piece of the text typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// What it is.
    pub kind: PieceKind,
    /// Where it starts, in bytes of the text.
    pub start: usize,
    /// Its text.
    pub text: &'a str,
    /// Whether it is a text or comment that nothing closes.
    pub open: bool,
}

impl Piece<'_> {
    /// Where it ends, in bytes of the text.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Its bytes in the text.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end()
    }

    /// Whether it is this operator or bracket.
    pub fn is(&self, sign: &str) -> bool {
        self.kind == PieceKind::Sign && self.text == sign
    }
}

pub use crate::script::lexeme::KEYWORDS;

/// Whether `text` is the line of a command.
pub fn is_command(text: &str) -> bool {
    text.trim_start().starts_with(':')
}

/// The pieces of `text`, a command's line or Rhai.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    match is_command(text) {
        true => command(text),
        false => rhai(text),
    }
}

/// The pieces of Rhai.
pub fn rhai(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let space = |start: usize, end: usize| {
        let text = &text[start..end];
        (start < end).then_some(Piece { kind: PieceKind::Space, start, text, open: false })
    };
    for lexeme in lexemes(text) {
        let kind = match lexeme.kind {
            LexemeKind::Comment => PieceKind::Comment,
            LexemeKind::Text => PieceKind::Text,
            LexemeKind::Number => PieceKind::Number,
            LexemeKind::Name => PieceKind::Name,
            LexemeKind::Sign => PieceKind::Sign,
        };
        found.extend(space(at, lexeme.start));
        at = lexeme.end();
        found.push(Piece { kind, start: lexeme.start, text: lexeme.text, open: lexeme.open });
    }
    found.extend(space(at, text.len()));
    found
}

/// The pieces of a command's line: the command, then words and texts in quotes, parted by white space.
pub fn command(text: &str) -> Vec<Piece<'_>> {
    let space = text.len() - text.trim_start().len();
    let mut found = rhai(&text[..space]);
    let name = text[space..].find(char::is_whitespace).map_or(text.len(), |at| space + at);
    if name > space {
        found.push(Piece {
            kind: PieceKind::Command,
            start: space,
            text: &text[space..name],
            open: false,
        });
    }
    let mut at = name;
    while at < text.len() {
        let (kind, length, open) = word(&text[at..]);
        found.push(Piece { kind, start: at, text: &text[at..at + length], open });
        at += length;
    }
    found
}

/// How long the run of characters that fit is, in bytes.
fn run(rest: &str, fits: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !fits(c)).unwrap_or(rest.len())
}

/// What a command's line has first in `rest`, which is not empty: its kind, its length in bytes, whether it is open.
fn word(rest: &str) -> (PieceKind, usize, bool) {
    if rest.starts_with(char::is_whitespace) {
        return (PieceKind::Space, run(rest, char::is_whitespace), false);
    }
    if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
        let (length, open) = quoted(rest, quote);
        return (PieceKind::Text, length, open);
    }
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        if c.is_whitespace() && !escaped {
            return (PieceKind::Word, at, false);
        }
        escaped = c == '\\' && !escaped;
    }
    (PieceKind::Word, rest.len(), false)
}

/// The text or comment that byte `at` lies in, where something typed there would belong to it.
pub fn inside<'p, 'a>(pieces: &'p [Piece<'a>], at: usize) -> Option<&'p Piece<'a>> {
    let holds = |piece: &&Piece<'_>| {
        let to_the_end = piece.open || piece.text.starts_with("//");
        piece.start < at && (at < piece.end() || to_the_end && at == piece.end())
    };
    pieces
        .iter()
        .filter(|piece| matches!(piece.kind, PieceKind::Text | PieceKind::Comment))
        .find(holds)
}

/// What a word or text of a command's line means: without its quotes, with what a backslash keeps from its meaning as
/// it is. In quotes only the quote and the backslash are kept so, so that `"\d"` stays what it is.
pub fn meant(piece: &Piece<'_>) -> String {
    let quote = piece.text.chars().next().filter(|_| piece.kind == PieceKind::Text);
    let inner = match quote {
        Some(quote) => {
            let inner = &piece.text[1..];
            if piece.open { inner } else { inner.strip_suffix(quote).unwrap_or(inner) }
        }
        None => piece.text,
    };
    let mut meant = String::new();
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let kept = next.filter(|next| quote.is_none() || *next == '\\' || Some(*next) == quote);
        match kept {
            Some(kept) if c == '\\' => {
                meant.push(kept);
                chars.next();
            }
            _ => meant.push(c),
        }
    }
    meant
}

/// The place, in `pieces`, of the bracket that belongs to the one at `index`: of an opening one the closing one, and
/// the other way round. Brackets in texts and comments are no brackets.
pub fn partner(pieces: &[Piece<'_>], index: usize) -> Option<usize> {
    let opens = is_opening(&pieces[index]);
    if !opens && !is_closing(&pieces[index]) {
        return None;
    }
    let mut depth = 0usize;
    let step = |depth: usize, piece: &Piece<'_>| match (is_opening(piece), is_closing(piece)) {
        (true, _) if opens => depth + 1,
        (_, true) if !opens => depth + 1,
        (true, _) | (_, true) => depth - 1,
        _ => depth,
    };
    let places: Box<dyn Iterator<Item = usize>> = match opens {
        true => Box::new(index..pieces.len()),
        false => Box::new((0..=index).rev()),
    };
    for place in places {
        depth = step(depth, &pieces[place]);
        if depth == 0 {
            return fit(&pieces[index], &pieces[place]).then_some(place);
        }
    }
    None
}

/// Whether the piece is an opening bracket.
pub fn is_opening(piece: &Piece<'_>) -> bool {
    piece.kind == PieceKind::Sign && matches!(piece.text, "(" | "[" | "{" | "#{" | "?[")
}

/// Whether the piece is a closing bracket.
pub fn is_closing(piece: &Piece<'_>) -> bool {
    piece.kind == PieceKind::Sign && matches!(piece.text, ")" | "]" | "}")
}

fn fit(one: &Piece<'_>, other: &Piece<'_>) -> bool {
    let (open, close) = if is_opening(one) { (one, other) } else { (other, one) };
    matches!((open.text, close.text), ("(", ")") | ("[" | "?[", "]") | ("{" | "#{", "}"))
}

/// The place, in `pieces`, of the bracket that is open around byte `at`, the innermost one.
pub fn open_around(pieces: &[Piece<'_>], at: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (place, piece) in pieces.iter().enumerate().rev().filter(|(_, piece)| piece.end() <= at) {
        match (is_opening(piece), is_closing(piece)) {
            (true, _) if depth == 0 => return Some(place),
            (true, _) => depth -= 1,
            (_, true) => depth += 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> Vec<(PieceKind, &str)> {
        let solid = |piece: &Piece<'_>| piece.kind != PieceKind::Space;
        let found = pieces(text);
        found.iter().filter(|piece| solid(piece)).map(|piece| (piece.kind, piece.text)).collect()
    }

    #[test]
    fn rhai_is_cut_into_its_pieces() {
        use PieceKind::*;
        assert_eq!(
            told("let p = any(\"a\\\"b\") & 1.5e3..2; // so"),
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
        assert_eq!(told("1.max")[0], (Number, "1"));
        assert_eq!(
            told("`a``b ${ f(\"`\") } c` 'x'"),
            [(Text, "`a``b ${ f(\"`\") } c`"), (Text, "'x'")]
        );
        assert_eq!(
            told("/* a /* b */ c */ #{ a: 0xfF }")[..2],
            [(Comment, "/* a /* b */ c */"), (Sign, "#{")]
        );
        assert_eq!(told("#\"a\"b\"# é_1"), [(Text, "#\"a\"b\"#"), (Name, "é_1")]);
    }

    #[test]
    fn what_nothing_closes_is_open() {
        for text in ["\"abc", "`abc", "'a", "/* a /* b */", "#\"a", "\"a\\", "`${ \"", "`${ {"] {
            assert!(pieces(text).last().unwrap().open, "{text}");
        }
        let lines = pieces("\"abc\nlet");
        assert!(lines[0].open && lines[0].text == "\"abc" && lines.last().unwrap().text == "let");
        assert!(!pieces("\"abc\\\ndef\"")[0].open);
        assert!(!pieces("// abc")[0].open);
    }

    #[test]
    fn a_command_has_words() {
        use PieceKind::*;
        assert_eq!(
            told("  :save a/b \"my file\" it\\ is 'x"),
            [
                (Command, ":save"),
                (Word, "a/b"),
                (Text, "\"my file\""),
                (Word, "it\\ is"),
                (Text, "'x")
            ]
        );
        assert_eq!(told(":"), [(Command, ":")]);
        let meant: Vec<String> =
            command(":save a\\ b \"c\\\"d\\e\" 'f g").iter().map(super::meant).collect();
        assert_eq!([&meant[2], &meant[4], &meant[6]], ["a b", "c\"d\\e", "f g"]);
        assert!(!is_command("a :b"));
    }

    #[test]
    fn brackets_know_their_partners() {
        let text = "f(a[1], \")\", #{ b: (2) })";
        let found = pieces(text);
        let at = |start: usize| found.iter().position(|piece| piece.start == start).unwrap();
        let partner_of = |start: usize| partner(&found, at(start)).map(|place| found[place].start);
        assert_eq!(partner_of(1), Some(text.len() - 1));
        assert_eq!(partner_of(text.len() - 1), Some(1));
        assert_eq!(partner_of(3), Some(5));
        assert_eq!(partner_of(13), Some(text.len() - 2));
        assert_eq!(partner_of(0), None);
        let crossed = pieces("(a]");
        assert_eq!(partner(&crossed, 0), None);
        let around = |at: usize| open_around(&found, at).map(|place| found[place].start);
        assert_eq!(
            (around(2), around(4), around(0), around(21)),
            (Some(1), Some(3), None, Some(19))
        );
        assert_eq!(around(text.len()), None);
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(text in "[ :/*\"'`#{}()$\\\\a1._é\n=|&-]{0,40}") {
            for found in [pieces(&text), rhai(&text), command(&text)] {
                let joined: String = found.iter().map(|piece| piece.text).collect();
                prop_assert_eq!(&joined, &text);
                let mut at = 0;
                for (index, piece) in found.iter().enumerate() {
                    prop_assert_eq!(piece.start, at);
                    at = piece.end();
                    prop_assert!(!piece.text.is_empty());
                    if let Some(other) = partner(&found, index) {
                        prop_assert_eq!(partner(&found, other), Some(index));
                    }
                }
                for at in 0..=text.len() {
                    let _ = open_around(&found, at);
                }
            }
        }

        #[test]
        fn any_text_is_taken(text in "\\PC{0,60}") {
            let joined: String = pieces(&text).iter().map(|piece| piece.text).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
