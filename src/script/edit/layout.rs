//! How a rule's statement is written: one call a line where one line is too long, examples at its end, the file's own
//! ends of lines.

use crate::script::items::Item;
use crate::script::lexeme::{Lexeme, LexemeKind, lexemes, literal};

/// A statement typed in one line stays in one up to so many characters.
const WIDEST: usize = 100;

/// How the calls of a rule are indented.
const INDENT: &str = "\n    ";

/// The rule's statement as it is written into a file, with the examples that it has not.
pub fn statement(text: &str, examples: &[(bool, String)]) -> String {
    let bare = text.trim_end().trim_end_matches(';').trim_end();
    let mut known = self::examples(text);
    let mut calls = Vec::new();
    for example in examples {
        if !known.contains(example) {
            known.push(example.clone());
            let name = if example.0 { "example" } else { "counterexample" };
            calls.push(format!(".{name}({})", quoted(&example.1)));
        }
    }
    let own_lines = bare.contains('\n');
    let one = format!("{bare}{};", calls.concat());
    if !own_lines && one.chars().count() <= WIDEST {
        return one;
    }
    let head = if own_lines { bare.to_owned() } else { broken(bare) };
    let calls = calls.iter().map(|call| format!("{INDENT}{call}"));
    let calls: String = calls.collect();
    format!("{head}{calls};")
}

/// A chain of calls in one line, broken before each call.
fn broken(text: &str) -> String {
    let mut broken = String::new();
    let mut begun = 0;
    for (_, dot) in chain(&lexemes(text)) {
        broken += text[begun..dot].trim_end();
        broken += INDENT;
        begun = dot;
    }
    broken + &text[begun..]
}

/// The calls of a chain that are in no bracket: the index of each one's name among `all`, and the byte of its point.
fn chain(all: &[Lexeme<'_>]) -> Vec<(usize, usize)> {
    let mut depth = 0usize;
    let mut calls = Vec::new();
    for (at, lexeme) in all.iter().enumerate() {
        depth += usize::from(lexeme.opens());
        depth = depth.saturating_sub(usize::from(lexeme.closes()));
        let next = all.get(at + 1).map(|next| next.kind);
        if depth == 0 && lexeme.text == "." && next == Some(LexemeKind::Name) {
            calls.push((at + 1, lexeme.start));
        }
    }
    calls
}

/// The examples and counterexamples in a rule's chain of calls: whether one, and its text.
pub fn examples(text: &str) -> Vec<(bool, String)> {
    let all = lexemes(text);
    let written = |at: usize| all.get(at).map_or("", |lexeme| lexeme.text);
    let example = |(name, _): (usize, usize)| {
        let good = match written(name) {
            "example" => true,
            "counterexample" => false,
            _ => return None,
        };
        let plain = matches!(written(name + 3), ")" | ",");
        Some((good, literal(written(name + 2)).filter(|_| plain)?))
    };
    chain(&all).into_iter().filter_map(example).collect()
}

/// The texts that `item` calls `function` with, wherever it does.
pub fn calls(item: &Item<'_>, function: &str) -> Vec<String> {
    let called =
        item.lexemes.windows(3).filter(|three| three[0].text == function && three[1].text == "(");
    called.filter_map(|three| literal(three[2].text)).collect()
}

/// `text` as a script writes it.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            '\n' => quoted += "\\n",
            '\t' => quoted += "\\t",
            '\r' => quoted += "\\r",
            c if c.is_control() => quoted += &format!("\\u{:04x}", c as u32),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// How a file ends its lines.
pub struct Line {
    /// What is at the end of one.
    pub end: &'static str,
}

impl Line {
    /// As most of `file`'s lines end.
    pub fn of(file: &str) -> Line {
        let carried = file.matches("\r\n").count();
        let end = if carried * 2 > file.matches('\n').count() { "\r\n" } else { "\n" };
        Line { end }
    }

    /// `text` with such ends; a text in back quotes keeps its lines as they are.
    pub fn ended(&self, text: &str) -> String {
        match self.end == "\r\n" && !text.contains('`') {
            true => text.replace("\r\n", "\n").replace('\n', "\r\n"),
            false => text.to_owned(),
        }
    }

    /// What to put behind `text` so that one blank line follows it.
    pub fn gap(&self, text: &str) -> &'static str {
        let bare = text.trim_end_matches(['\n', '\r', ' ', '\t']);
        match (bare.is_empty(), text[bare.len()..].matches('\n').count(), self.end) {
            (true, ..) | (_, 2.., _) => "",
            (_, 1, end) => end,
            (_, _, "\r\n") => "\r\n\r\n",
            _ => "\n\n",
        }
    }
}

/// `file` with the semicolon that its last statement may lack.
pub fn closed_at_end(file: &str, last: Option<&Item<'_>>) -> String {
    let mut text = file.to_owned();
    if let Some(last) = last {
        let more = last.closed().len() > last.text.len();
        if more {
            text.insert(last.end(), ';');
        }
    }
    text
}

/// Where the comment begins that stands right above `at`, line by line; `at` where none does. A file's own head
/// (`//!`) belongs to the file.
pub fn above_comment(file: &str, at: usize) -> usize {
    let mut above = file[..at].rfind('\n').map_or(0, |end| end + 1);
    if !file[above..at].trim().is_empty() {
        return at;
    }
    loop {
        let Some(end) = above.checked_sub(1) else { return above };
        let start = file[..end].rfind('\n').map_or(0, |end| end + 1);
        let line = file[start..end].trim_start();
        if !line.starts_with("//") || line.starts_with("//!") {
            return above;
        }
        above = start;
    }
}
