//! Whether what is typed goes on at the next line: a bracket, a text or a comment is open, or an operator waits for what
//! follows. Asked by the editor at each Enter.

use super::Symbols;
use super::command::{self, ArgumentKind, COMMANDS};
use super::highlight::argument_kinds;
use super::lex::{self, PieceKind};
use crate::script::console::Syntax;
use std::sync::atomic::{AtomicBool, Ordering};

/// Judges entries by Rhai's own parser.
pub struct IncompleteCheck {
    syntax: Syntax,
    /// Whether an answer is typed: that is one line.
    asked: AtomicBool,
}

impl Default for IncompleteCheck {
    fn default() -> Self {
        IncompleteCheck { syntax: Syntax::new(), asked: AtomicBool::new(false) }
    }
}

impl IncompleteCheck {
    /// An answer to a question is typed from now on, or an entry.
    pub fn ask(&self, asked: bool) {
        self.asked.store(asked, Ordering::Relaxed);
    }

    /// Whether `entry` goes on. Two empty lines end one that would go on for ever.
    pub fn check(&self, entry: &str, symbols: &Symbols) -> bool {
        let end = &entry[entry.trim_end().len()..];
        if self.asked.load(Ordering::Relaxed) || end.matches('\n').count() >= 2 {
            return false;
        }
        match lex::is_command(entry) {
            true => self.is_command_open(entry),
            // A command without its colon is one, too.
            false => command::bare(entry.trim(), symbols).is_none() && self.syntax.is_open(entry),
        }
    }

    /// Of commands only those go on that take an entry, as long as that does.
    fn is_command_open(&self, line: &str) -> bool {
        let pieces = lex::command(line);
        let name = pieces
            .iter()
            .find(|piece| piece.kind == PieceKind::Command)
            .map(|piece| &piece.text[1..]);
        let command = COMMANDS.iter().find(|command| Some(command.name) == name);
        let first =
            pieces.iter().find(|piece| matches!(piece.kind, PieceKind::Word | PieceKind::Text));
        match (command, first) {
            (Some(command), Some(first))
                if argument_kinds(command.arguments, 0).contains(&ArgumentKind::Entry) =>
            {
                let rest = &line[first.start..];
                match lex::is_command(rest) {
                    true => self.is_command_open(rest),
                    false => self.syntax.is_open(rest),
                }
            }
            _ => false,
        }
    }
}

/// White space for the next line of `entry`: four spaces for each bracket that is open; none inside a text.
pub fn indent(entry: &str) -> String {
    let pieces = lex::pieces(entry);
    if pieces.last().is_some_and(|piece| piece.open) {
        return String::new();
    }
    let mut depth = 0usize;
    for piece in &pieces {
        depth += usize::from(lex::is_opening(piece));
        depth = depth.saturating_sub(usize::from(lex::is_closing(piece)));
    }
    "    ".repeat(depth.min(8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(entry: &str) -> bool {
        IncompleteCheck::default().check(entry, &Symbols::default())
    }

    #[test]
    fn what_is_open_goes_on() {
        for open in [
            "any(",
            "any(\"a\",",
            "fn f(x) {",
            "`abc",
            "let a =",
            "1 +",
            "any(\n    \"a\"",
            ":time any(",
        ] {
            assert!(on(open), "{open}");
        }
        for whole in [
            "any(\"a\")",
            "let a = 1;",
            "",
            ":load (",
            ":time any(\"a\")",
            ":time :load (",
            ":time",
            ":no (",
        ] {
            assert!(!on(whole), "{whole}");
        }
    }

    #[test]
    fn two_empty_lines_end_it_and_an_answer_is_one_line() {
        assert!(on("any(\n") && on("any(\n    "));
        assert!(!on("any(\n\n") && !on("any(\n    \n    "));
        let incomplete = IncompleteCheck::default();
        incomplete.ask(true);
        assert!(!incomplete.check("any(", &Symbols::default()));
    }

    #[test]
    fn lines_are_indented_by_the_brackets_that_are_open() {
        assert_eq!(indent("f(g([1], "), "        ");
        assert_eq!(indent("f(1)"), "");
        assert_eq!(indent("f(`a"), "", "inside a text nothing is put in");
        assert_eq!(indent(&"(".repeat(99)).len(), 32);
    }
}
