//! Completes names inside quotes, by the function around them and the position among its arguments.

use super::candidate::Completion;
use super::choose::{Choice, is_code, matching_choices, names};
use super::types;
use crate::event::Counted;
use crate::legible::{is_hidden, joins};
use crate::repl::Symbols;
use crate::repl::lex::{self, Piece, PieceKind};

const SCOPES: &[&str] = &["sentence", "paragraph", "article"];
const STATUSES: &[&str] = &["experimental", "test", "stable"];
const SHARED: &[&str] = &["place", "actor", "recipient", "mode"];

/// A call that is being typed.
pub struct EnclosingCall<'a> {
    /// The function's name.
    pub name: &'a str,
    /// Whether it is called as a method, after a dot.
    pub is_method: bool,
    /// Of a method, the type of the receiver, if known.
    pub on: Option<types::InferredType>,
    /// The argument at the cursor, from 0.
    pub argument: usize,
}

/// The innermost call around byte `at` of Rhai. With `through`, array brackets between are skipped.
pub fn call_around<'a>(
    symbols: &Symbols,
    pieces: &[Piece<'a>],
    at: usize,
    through: bool,
) -> Option<EnclosingCall<'a>> {
    let pieces: Vec<Piece<'a>> =
        pieces.iter().filter(|piece| is_code(piece) && piece.end() <= at).copied().collect();
    let mut end = at;
    let open = loop {
        let open = lex::open_around(&pieces, end)?;
        match pieces[open].text {
            "(" => break open,
            "[" if through => end = pieces[open].start,
            _ => return None,
        }
    };
    let name = pieces[..open].last().filter(|piece| piece.kind == PieceKind::Name)?;
    if lex::KEYWORDS.contains(&name.text) {
        return None;
    }
    let before = &pieces[..open - 1];
    if before.last().is_some_and(|piece| piece.text == "fn") {
        return None;
    }
    let is_method = before.last().is_some_and(|piece| piece.is(".") || piece.is("?."));
    let on =
        if is_method { types::type_before(symbols, &before[..before.len() - 1]) } else { None };
    let inside = pieces[open + 1..].iter().filter(|piece| piece.end() <= end);
    Some(EnclosingCall { name: name.text, is_method, on, argument: count_commas(inside) })
}

/// The number of commas between arguments, not counting nested ones.
fn count_commas<'a>(pieces: impl Iterator<Item = &'a Piece<'a>>) -> usize {
    let (mut depth, mut count) = (0usize, 0);
    for piece in pieces {
        depth += usize::from(lex::is_opening(piece));
        depth = depth.saturating_sub(usize::from(lex::is_closing(piece)));
        count += usize::from(depth == 0 && piece.is(","));
    }
    count
}

/// The candidates inside the string literal `text`, which contains byte `at`.
pub fn in_string(symbols: &Symbols, line: &str, text: &Piece<'_>, at: usize) -> Option<Completion> {
    let quote = text.text.chars().next().filter(|quote| matches!(quote, '"' | '`'))?;
    let start = text.start + 1;
    let typed = line.get(start..at)?;
    let pieces = lex::rhai(&line[..text.start]);
    let call = call_around(symbols, &pieces, text.start, true)?;
    let mut choices = argument_names(symbols, &call, line);
    for choice in &mut choices {
        choice.text = escaped(&choice.name, quote);
        // What was typed is in the same escapes.
        choice.name.clone_from(&choice.text);
        // Text after the cursor is not changed.
        if text.open && at == text.end() {
            choice.text.push(quote);
        }
    }
    Some(matching_choices(start, typed, choices))
}

/// The names that a call accepts as the argument at the cursor.
fn argument_names(symbols: &Symbols, call: &EnclosingCall<'_>, line: &str) -> Vec<Choice> {
    let first = call.argument == 0;
    match call.name {
        "lexicon" if !call.is_method => names(&symbols.lexicons),
        "events" if !call.is_method && first => {
            let mut found = names(&symbols.kinds);
            found.extend(names(&symbols.rules));
            found
        }
        "rule" | "incident" if !call.is_method && first => names(&symbols.rules),
        "article" | "sentence" if !call.is_method && first => names(&symbols.articles),
        "actor" if !call.is_method => names(&symbols.actors),
        "kind" if call.is_method && first => names(&symbols.kinds),
        "of" | "join" if call.is_method => names(&symbols.kinds),
        "within" | "per" if call.is_method => names(SCOPES),
        "status" if call.is_method => names(STATUSES),
        "same" if call.is_method => names(SHARED),
        "count" if call.is_method => names(&Counted::words().collect::<Vec<_>>()),
        "span" | "spans" if call.is_method => named_parts(line),
        _ => Vec::new(),
    }
}

/// The part names that `.named("...")` defines in this text; `trigger` always exists.
fn named_parts(line: &str) -> Vec<Choice> {
    let pieces: Vec<Piece<'_>> = lex::rhai(line).into_iter().filter(is_code).collect();
    let mut found: Vec<&str> = vec!["trigger"];
    for window in pieces.windows(3) {
        if window[0].text == "named" && window[1].is("(") && window[2].kind == PieceKind::Text {
            found.push(window[2].text.trim_matches(['"', '`']));
        }
    }
    names(&found)
}

/// `name` escaped for use inside quotes: line ends and hidden characters too, where the quotes know escapes.
fn escaped(name: &str, quote: char) -> String {
    if quote == '`' {
        return name.replace('`', "``");
    }
    let (mut text, mut before) = (String::new(), ' ');
    for c in name.chars() {
        match c {
            '\\' | '"' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            _ if is_hidden(c) && !joins(c, before) => {
                text.push_str(&format!("\\U{:08x}", u32::from(c)));
            }
            _ => text.push(c),
        }
        before = c;
    }
    text
}

/// `name` as an argument of a command: inside the opened quote, or escaped so that it stays one word.
pub fn escaped_word(name: &str, quote: Option<char>) -> String {
    let mut word = String::new();
    word.extend(quote);
    for c in name.chars() {
        let plain = match quote {
            Some(quote) => c != quote && c != '\\',
            None => !c.is_whitespace() && !matches!(c, '"' | '\'' | '\\'),
        };
        if !plain {
            word.push('\\');
        }
        word.push(c);
    }
    word.extend(quote);
    word
}
