//! A light lexer of what is typed: Rhai, or the line of a `:command`. It takes half-typed input of any sort and never
//! fails; the pieces put together are the text. Highlighting, completion and hints stand on it; what is run is parsed by
//! Rhai itself.

use std::ops::Range;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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
    pub kind: Kind,
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
        self.kind == Kind::Sign && self.text == sign
    }
}

/// Rhai's keywords.
pub const KEYWORDS: &[&str] = &[
    "as", "break", "catch", "const", "continue", "do", "else", "export", "false", "fn", "for",
    "global", "if", "import", "in", "let", "loop", "private", "return", "super", "switch", "this",
    "throw", "true", "try", "until", "while",
];

/// Operators of more than one character, the longer first.
const SIGNS: &[&str] = &[
    "<<=", ">>=", "**=", "..=", "===", "!==", "??=", "->", "=>", "==", "!=", "<=", ">=", "&&",
    "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "**", "<<", ">>", "..", "::", "??", "?.",
    "?[", "#{",
];

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
    cut(text, 0, next)
}

/// The pieces of a command's line: the command, then words and texts in quotes, parted by white space.
pub fn command(text: &str) -> Vec<Piece<'_>> {
    let space = text.len() - text.trim_start().len();
    let mut found = cut(&text[..space], 0, next);
    let name = text[space..].find(char::is_whitespace).map_or(text.len(), |at| space + at);
    if name > space {
        found.push(Piece {
            kind: Kind::Command,
            start: space,
            text: &text[space..name],
            open: false,
        });
    }
    found.extend(cut(&text[name..], name, word));
    found
}

/// What stands first in `rest`, which is not empty: its kind, its length in bytes (at least 1), whether it is open.
type Next = fn(&str) -> (Kind, usize, bool);

fn cut(text: &str, base: usize, next: Next) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (kind, length, open) = next(rest);
        found.push(Piece { kind, start: base + at, text: &rest[..length], open });
        at += length;
    }
    found
}

fn next(rest: &str) -> (Kind, usize, bool) {
    let first = rest.chars().next().unwrap_or(' ');
    let closed = |kind, length| (kind, length, false);
    match first {
        _ if first.is_whitespace() => closed(Kind::Space, run(rest, char::is_whitespace)),
        '/' if rest.starts_with("//") => {
            closed(Kind::Comment, rest.find('\n').unwrap_or(rest.len()))
        }
        '/' if rest.starts_with("/*") => whole(Kind::Comment, rest, block_comment(rest)),
        '"' => quoted(rest, '"'),
        '\'' => quoted(rest, '\''),
        '`' => whole(Kind::Text, rest, backquoted(rest)),
        '#' if raw_hashes(rest).is_some() => {
            let hashes = raw_hashes(rest).unwrap_or(1);
            let close = format!("\"{}", "#".repeat(hashes));
            let found = rest[hashes + 1..].find(&close);
            whole(Kind::Text, rest, found.map(|at| hashes + 1 + at + close.len()))
        }
        _ if first.is_ascii_digit() => closed(Kind::Number, number(rest)),
        _ if is_name(first) => closed(Kind::Name, run(rest, is_name)),
        _ => {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            closed(Kind::Sign, sign.map_or(first.len_utf8(), |sign| sign.len()))
        }
    }
}

/// Whether `c` may stand in a name.
pub fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How long the run of characters that fit is, in bytes.
fn run(rest: &str, fits: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !fits(c)).unwrap_or(rest.len())
}

/// A piece that ends at `length`, or is open to the end.
fn whole(kind: Kind, rest: &str, length: Option<usize>) -> (Kind, usize, bool) {
    (kind, length.unwrap_or(rest.len()), length.is_none())
}

/// Comments in blocks may hold others.
fn block_comment(rest: &str) -> Option<usize> {
    let (mut depth, mut at) = (0usize, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        match here {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return Some(at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    None
}

/// A text that ends at its quote; at the line's end it is left open, unless a backslash takes it on.
fn quoted(rest: &str, quote: char) -> (Kind, usize, bool) {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return (Kind::Text, at, true),
            _ if c == quote => return (Kind::Text, at + 1, false),
            _ => {}
        }
    }
    (Kind::Text, rest.len(), true)
}

/// The length of a text in backquotes; twice a backquote stands for one.
fn backquoted(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'`', Some(b'`')) => at += 2,
            (b'`', _) => return Some(at + 1),
            (b'$', Some(b'{')) => at += interpolated(&rest[at..])?,
            _ => at += 1,
        }
    }
    None
}

/// The length of `${ ... }`.
fn interpolated(rest: &str) -> Option<usize> {
    let (mut depth, mut at) = (0usize, 1);
    while at < rest.len() {
        match rest.as_bytes()[at] {
            b'{' => (depth, at) = (depth + 1, at + 1),
            b'}' if depth == 1 => return Some(at + 1),
            b'}' => (depth, at) = (depth - 1, at + 1),
            b'"' | b'`' => {
                let (_, length, open) = next_text(&rest[at..]);
                if open {
                    return None;
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    None
}

fn next_text(rest: &str) -> (Kind, usize, bool) {
    match rest.starts_with('"') {
        true => quoted(rest, '"'),
        // A text inside a text inside a text is not looked into.
        false => {
            let end = rest[1..].find('`').map(|at| at + 2);
            whole(Kind::Text, rest, end)
        }
    }
}

/// How many hashes open a raw text.
fn raw_hashes(rest: &str) -> Option<usize> {
    let hashes = run(rest, |c| c == '#');
    (hashes > 0 && rest[hashes..].starts_with('"')).then_some(hashes)
}

/// The length of a number: `12`, `1_000`, `0xff`, `3.5e-7`; `1..5` and `1.max(2)` are numbers followed by a dot.
fn number(rest: &str) -> usize {
    if ["0x", "0o", "0b", "0X", "0O", "0B"].iter().any(|start| rest.starts_with(start)) {
        return 2 + run(&rest[2..], |c| c.is_ascii_hexdigit() || c == '_');
    }
    let digits = |text: &str| run(text, |c| c.is_ascii_digit() || c == '_');
    let mut end = digits(rest);
    if rest[end..].starts_with('.') && rest[end + 1..].starts_with(|c: char| c.is_ascii_digit()) {
        end += 1 + digits(&rest[end + 1..]);
    }
    if rest[end..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[end + 1..].starts_with(['-', '+']));
        let power = digits(&rest[end + 1 + sign..]);
        if power > 0 {
            end += 1 + sign + power;
        }
    }
    end
}

/// What stands first in the rest of a command's line.
fn word(rest: &str) -> (Kind, usize, bool) {
    if rest.starts_with(char::is_whitespace) {
        return (Kind::Space, run(rest, char::is_whitespace), false);
    }
    if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
        return quoted(rest, quote);
    }
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        if c.is_whitespace() && !escaped {
            return (Kind::Word, at, false);
        }
        escaped = c == '\\' && !escaped;
    }
    (Kind::Word, rest.len(), false)
}

/// The text or comment that byte `at` lies in, where something typed there would belong to it.
pub fn inside<'p, 'a>(pieces: &'p [Piece<'a>], at: usize) -> Option<&'p Piece<'a>> {
    let holds = |piece: &&Piece<'_>| {
        let to_the_end = piece.open || piece.text.starts_with("//");
        piece.start < at && (at < piece.end() || to_the_end && at == piece.end())
    };
    pieces.iter().filter(|piece| matches!(piece.kind, Kind::Text | Kind::Comment)).find(holds)
}

/// What a word or text of a command's line means: without its quotes, with what a backslash keeps from its meaning as
/// it is. In quotes only the quote and the backslash are kept so, so that `"\d"` stays what it is.
pub fn meant(piece: &Piece<'_>) -> String {
    let quote = piece.text.chars().next().filter(|_| piece.kind == Kind::Text);
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
    piece.kind == Kind::Sign && matches!(piece.text, "(" | "[" | "{" | "#{" | "?[")
}

/// Whether the piece is a closing bracket.
pub fn is_closing(piece: &Piece<'_>) -> bool {
    piece.kind == Kind::Sign && matches!(piece.text, ")" | "]" | "}")
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

    fn told(text: &str) -> Vec<(Kind, &str)> {
        let solid = |piece: &Piece<'_>| piece.kind != Kind::Space;
        let found = pieces(text);
        found.iter().filter(|piece| solid(piece)).map(|piece| (piece.kind, piece.text)).collect()
    }

    #[test]
    fn rhai_is_cut_into_its_pieces() {
        use Kind::*;
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
        use Kind::*;
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
