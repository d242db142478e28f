//! How a line looks while it is typed: stretches of it with their tones. A pure function of the line, the names known and
//! the cursor; the editor paints.

use super::Symbols;
use super::command::{ArgumentKind, COMMANDS, with_colon};
use super::lex::{self, Piece, PieceKind};
use super::surface::{Surface, Tone};
use crate::script::reference::{CallForm, reference, rhai_reference};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// A stretch of the line, in bytes, and its tone; `None`: as text is.
pub type Toned = (Range<usize>, Option<Tone>);

/// The stretches of `line`, in order and without gaps.
pub fn tones(line: &str, symbols: &Symbols, cursor: usize) -> Vec<Toned> {
    if let Some(colon) = with_colon(line, symbols) {
        let found = tones(&colon, symbols, cursor + 1).into_iter();
        let back = |(range, tone): Toned| (range.start.saturating_sub(1)..range.end - 1, tone);
        return found.map(back).collect();
    }
    let mut found = match lex::is_command(line) {
        true => command(line, symbols, cursor),
        false => rhai(line, symbols),
    };
    for at in matching(line, cursor) {
        if let Some(toned) = found.iter_mut().find(|toned| toned.0.start == at) {
            toned.1 = Some(Tone::Mark);
        }
    }
    found
}

/// `line` painted for `surface`.
pub fn painted(line: &str, symbols: &Symbols, cursor: usize, surface: &Surface) -> String {
    let paint = |(range, tone): Toned| match tone {
        Some(tone) => surface.paint(tone, &line[range]),
        None => line[range].to_owned(),
    };
    tones(line, symbols, cursor).into_iter().map(paint).collect()
}

/// Whether a function of that name can be called: of the rule language, of the prompt, of Rhai, or typed.
pub fn is_function(symbols: &Symbols, name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        let all = reference().entries().chain(rhai_reference().entries());
        all.filter(|entry| entry.form != CallForm::Operator)
            .map(|entry| entry.name.as_str())
            .collect()
    });
    NAMES.contains(name) || symbols.functions.iter().any(|(typed, _)| typed == name)
}

fn rhai(line: &str, symbols: &Symbols) -> Vec<Toned> {
    let pieces = lex::rhai(line);
    let tone = |index: usize, piece: &Piece<'_>| match piece.kind {
        PieceKind::Comment => Some(Tone::Faint),
        PieceKind::Text => Some(Tone::Text),
        PieceKind::Number => Some(Tone::Number),
        PieceKind::Name => named(&pieces, index, symbols),
        _ => None,
    };
    pieces.iter().enumerate().map(|(index, piece)| (piece.range(), tone(index, piece))).collect()
}

/// A name is a keyword, or a function where it is called.
fn named(pieces: &[Piece<'_>], index: usize, symbols: &Symbols) -> Option<Tone> {
    let solid = |piece: &&Piece<'_>| piece.kind != PieceKind::Space;
    let after = pieces[index + 1..].iter().find(solid);
    let before = pieces[..index].iter().rev().find(solid);
    let name = pieces[index].text;
    let is_method = before.is_some_and(|piece| piece.is(".") || piece.is("?."));
    if lex::KEYWORDS.contains(&name) && !is_method {
        return Some(Tone::Keyword);
    }
    let is_called = after.is_some_and(|piece| piece.is("("));
    (is_called && is_function(symbols, name)).then_some(Tone::Name)
}

fn command(line: &str, symbols: &Symbols, cursor: usize) -> Vec<Toned> {
    let mut found = Vec::new();
    let mut arguments: &[&[ArgumentKind]] = &[];
    let mut place = 0;
    for piece in lex::command(line) {
        let tone = match piece.kind {
            PieceKind::Command => {
                let (tone, taken) = named_command(&piece, line, cursor);
                arguments = taken;
                tone
            }
            PieceKind::Text => Some(Tone::Text),
            _ => None,
        };
        let is_argument = matches!(piece.kind, PieceKind::Word | PieceKind::Text);
        if is_argument && argument_kinds(arguments, place).contains(&ArgumentKind::Entry) {
            // What is left is an entry of its own.
            let rest = tones(&line[piece.start..], symbols, cursor.saturating_sub(piece.start));
            let shifted =
                |(range, tone): Toned| (range.start + piece.start..range.end + piece.start, tone);
            found.extend(rest.into_iter().map(shifted));
            return found;
        }
        place += usize::from(is_argument);
        found.push((piece.range(), tone));
    }
    found
}

/// The tone of a command's name, and what the command takes. A name that is being typed is no mistake yet.
fn named_command(
    piece: &Piece<'_>,
    line: &str,
    cursor: usize,
) -> (Option<Tone>, &'static [&'static [ArgumentKind]]) {
    let name = &piece.text[1..];
    if let Some(command) = COMMANDS.iter().find(|command| command.name == name) {
        return (Some(Tone::Name), command.arguments);
    }
    let typing = piece.end() == line.len() && cursor >= piece.end();
    let begun = COMMANDS.iter().any(|command| command.name.starts_with(name));
    ((!typing || !begun).then_some(Tone::Removed), &[])
}

/// The sorts of the argument at `place`; the last stands for all that follow.
pub fn argument_kinds(
    arguments: &'static [&'static [ArgumentKind]],
    place: usize,
) -> &'static [ArgumentKind] {
    arguments.get(place).or(arguments.last()).copied().unwrap_or(&[])
}

/// The places of the bracket at the cursor (under it, else just before it) and of its partner.
fn matching(line: &str, cursor: usize) -> Vec<usize> {
    let pieces = lex::pieces(line);
    let is_bracket = |piece: &Piece<'_>| lex::is_opening(piece) || lex::is_closing(piece);
    let under =
        pieces.iter().position(|piece| is_bracket(piece) && piece.range().contains(&cursor));
    let before = || pieces.iter().position(|piece| is_bracket(piece) && piece.end() == cursor);
    let Some(index) = under.or_else(before) else { return Vec::new() };
    match lex::partner(&pieces, index) {
        Some(partner) => vec![pieces[index].start, pieces[partner].start],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn symbols() -> Symbols {
        Symbols { functions: vec![("mine".into(), vec!["a".into()])], ..Symbols::default() }
    }

    fn told(line: &str, cursor: usize) -> Vec<(&str, Tone)> {
        let found = tones(line, &symbols(), cursor).into_iter();
        found.filter_map(|(range, tone)| Some((&line[range], tone?))).collect()
    }

    #[test]
    fn rhai_has_its_tones() {
        assert_eq!(
            told("let p = any(\"a\", 3); // so", 0),
            [
                ("let", Tone::Keyword),
                ("any", Tone::Name),
                ("\"a\"", Tone::Text),
                ("3", Tone::Number),
                ("// so", Tone::Faint)
            ]
        );
        assert_eq!(
            told("mine(1) + nothing_such(any)", 0),
            [("mine", Tone::Name), ("1", Tone::Number)]
        );
        assert_eq!(told("p.named (q)", 0), [("named", Tone::Name)]);
        assert_eq!(told("a.in(b)", 0), [], "after a dot a keyword is none");
    }

    #[test]
    fn commands_are_told_from_what_is_none() {
        assert_eq!(told(":load a", 7), [(":load", Tone::Name)]);
        assert_eq!(told(":lo", 3), [], "being typed");
        assert_eq!(told(":lo x", 5), [(":lo", Tone::Removed)]);
        assert_eq!(told(":loud", 5), [(":loud", Tone::Removed)]);
        assert_eq!(told(":load \"a b\"", 0)[1], ("\"a b\"", Tone::Text));
        assert_eq!(
            told(":time any(\"a\")", 0),
            [(":time", Tone::Name), ("any", Tone::Name), ("\"a\"", Tone::Text)]
        );
        assert_eq!(told(":time :load x", 0), [(":time", Tone::Name), (":load", Tone::Name)]);
        assert_eq!(told(":", 1), []);
        assert_eq!(
            told("load a \"a\"", 0),
            [("load", Tone::Name), ("\"a\"", Tone::Text)],
            "no colon"
        );
        assert_eq!(told("load = 1", 0), [("1", Tone::Number)]);
    }

    #[test]
    fn the_bracket_at_the_cursor_and_its_partner_are_marked() {
        let marks = |line: &'static str, cursor: usize| {
            told(line, cursor).into_iter().filter(|(_, tone)| *tone == Tone::Mark).count()
        };
        assert_eq!(marks("f(1)", 1), 2, "under the cursor");
        assert_eq!(marks("f(1)", 4), 2, "before it");
        assert_eq!((marks("f(1)", 3), marks("f(1", 1), marks("\"(\"", 1)), (2, 0, 0));
        assert_eq!(told(":time f(1)", 10).len(), 4);
    }

    #[test]
    fn paint_keeps_the_text() {
        let plain = Surface { width: 80, color: false };
        assert_eq!(painted("let a = \"é\"", &symbols(), 0, &plain), "let a = \"é\"");
        let colored = Surface { width: 80, color: true };
        assert!(painted("let a", &symbols(), 0, &colored).starts_with("\u{1b}[35mlet\u{1b}[0m a"));
    }

    proptest! {
        #[test]
        fn tones_leave_no_gaps(line in "(:|:time |)[ :/\"'`#{}()a1.é\n=|]{0,30}", cursor in 0usize..40) {
            let mut at = 0;
            for (range, _) in tones(&line, &symbols(), cursor) {
                prop_assert_eq!(range.start, at);
                at = range.end;
            }
            prop_assert_eq!(at, line.len());
        }
    }
}
