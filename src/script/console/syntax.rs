//! Whether an entry is whole, asked at each Enter. Stands on no console, so that an editor may ask it on a thread of its
//! own.

use crate::script::engine::Limits;
use crate::script::lexeme::{LexemeKind, lexemes};
use rhai::{Engine, LexError, OptimizationLevel, ParseErrorType, Position};

/// Knows where an entry ends.
#[derive(Clone, Debug, Default)]
pub struct Syntax {
    limits: Limits,
}

impl Syntax {
    /// For entries of a prompt.
    pub fn new() -> Syntax {
        Syntax { limits: super::limits() }
    }

    /// Whether `text` is whole and without mistakes of grammar.
    pub fn parses(&self, text: &str) -> bool {
        self.reader().compile(text).is_ok()
    }

    /// An engine belongs to one thread; one without functions costs some microseconds.
    fn reader(&self) -> Engine {
        let mut engine = Engine::new_raw();
        engine
            .set_max_expr_depths(self.limits.expr_depth, self.limits.function_expr_depth)
            .set_optimization_level(OptimizationLevel::None);
        engine
    }

    /// Whether `text` goes on: a bracket, a text in quotes or a comment is open. An error that more text cannot correct does not count.
    pub fn is_open(&self, text: &str) -> bool {
        let Err(error) = self.reader().compile(text) else {
            return ends_in_comment(text) || begins_a_rule(text);
        };
        match error.0.as_ref() {
            ParseErrorType::UnexpectedEOF => true,
            ParseErrorType::BadInput(LexError::UnterminatedString) => string_is_open(text),
            ParseErrorType::MissingToken(..) | ParseErrorType::PropertyExpected => {
                is_at_end(text, error.1)
            }
            _ => ends_in_comment(text),
        }
    }
}

/// Whether a block comment is still open at the end of `text`.
fn ends_in_comment(text: &str) -> bool {
    lexemes(text).last().is_some_and(|last| last.kind == LexemeKind::Comment && last.open)
}

/// Whether the text ends in a rule that says neither what must be found nor, by a semicolon, that this is all: its calls
/// follow, a line each.
fn begins_a_rule(text: &str) -> bool {
    let words: Vec<&str> = lexemes(text)
        .iter()
        .filter(|lexeme| lexeme.kind != LexemeKind::Comment)
        .map(|lexeme| lexeme.text)
        .collect();
    let calls = |at: &usize, name: &str| words[*at] == name && words.get(at + 1) == Some(&"(");
    let starts = |at: &usize| *at == 0 || matches!(words[at - 1], ";" | "}");
    let begun = (0..words.len()).rev().find(|at| calls(at, "rule") && starts(at));
    let Some(begun) = begun else { return false };
    let found = (begun..words.len()).any(|at| calls(&at, "when") && words[at - 1] == ".");
    words.last() == Some(&")") && !found
}

/// Whether a mistake is that the text ends.
fn is_at_end(text: &str, position: Position) -> bool {
    let text = text.trim_end();
    let lines = text.lines().count();
    let width = text.lines().last().map_or(0, |line| line.chars().count());
    let Some(line) = position.line() else { return true };
    line > lines || line == lines && position.position().is_some_and(|at| at > width)
}

/// Whether the string that is never closed may still be: one in plain quotes ends with its line.
fn string_is_open(text: &str) -> bool {
    let last = lexemes(text).pop();
    last.is_some_and(|last| last.kind == LexemeKind::Text && last.open && last.end() == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_goes_on_while_something_is_open() {
        let syntax = Syntax::new();
        for open in [
            "let a = any(",
            "rule(\"x\")\n  .when(",
            "\"abc",
            "kwic(`abc",
            "kwic(`abc\ndef",
            "`abc ${1 +",
            "\"abc \\\ndef",
            "fn f(x) {",
            "fn f(x) {\n  let y = x;",
            "[1,",
            "[1,\n2",
            "/* so",
            "1 /* so\nand so",
            "let a =",
            "#{ a: 1",
            "1 +",
            "kwic(\"é\"",
        ] {
            assert!(syntax.is_open(open), "{open}");
        }
    }

    #[test]
    fn what_is_whole_or_past_mending_does_not() {
        let syntax = Syntax::new();
        for whole in [
            "let a = 1",
            "kwic(\"a\")",
            "let = 3",
            "a b",
            "f(1))",
            "",
            "// so",
            "rule(\"x\"); // so",
            "rule(\"x\").kind(\"k\").when(\"a\")",
            "let rule = 3",
            "kwic(\"abc\n",
            "kwic(\"abc\n)",
            "let a = \"b\nlet c = 2",
            "`a` + 'x'",
        ] {
            assert!(!syntax.is_open(whole), "{whole}");
        }
        let deep = "(".repeat(10_000);
        assert!(!syntax.is_open(&deep));
    }

    #[test]
    fn it_serves_other_threads() {
        fn sent<T: Send + Sync + Clone>(_: &T) {}
        let syntax = Syntax::new();
        sent(&syntax);
        let asked = syntax.clone();
        assert!(std::thread::spawn(move || asked.is_open("any(")).join().unwrap());
    }

    proptest::proptest! {
        #[test]
        fn what_is_opened_is_open_until_it_is_closed(
            kinds in proptest::collection::vec(0usize..4, 1..12),
            noise in "([(){}\\[\\]\"'`$\\\\/*\n#;=,. ]|\\PC){0,40}",
        ) {
            let syntax = Syntax::new();
            let pairs = [("f(", ")"), ("[2, ", "]"), ("{ 3; ", " }"), ("#{ a: ", "}")];
            let mut text = String::from("let x = ");
            for kind in &kinds {
                text.push_str(pairs[*kind].0);
                proptest::prop_assert!(syntax.is_open(&text), "{}", text);
            }
            text.push('1');
            for kind in kinds.iter().rev() {
                proptest::prop_assert!(syntax.is_open(&text), "{}", text);
                text.push_str(pairs[*kind].1);
            }
            proptest::prop_assert!(!syntax.is_open(&text), "{}", text);
            // Whatever is typed is judged, and the same way each time.
            proptest::prop_assert_eq!(syntax.is_open(&noise), Syntax::new().is_open(&noise));
        }
    }
}
