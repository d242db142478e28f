//! Hashes what a rule's closure depends on: its own text, the functions of its file, and the values it captured. The
//! name that Rhai gives a closure cannot be used (it changes when a line moves), nor its text alone (it lacks the
//! captures).

use super::items::{Action, items};
use crate::pattern::Pattern;
use rhai::{AST, Dynamic, FnPtr, Position, Stmt};

/// The text of a rule file, cut into statements and functions.
pub struct Slices<'a> {
    text: &'a str,
    /// The byte where each statement begins, and last the length of the text.
    starts: Vec<usize>,
    /// The statements without comments behind them; empty where their number differs from that of the syntax tree, from
    /// which Rhai drops statements without effect.
    alone: Vec<&'a str>,
    /// The file's own functions: name and text.
    functions: Vec<(&'a str, &'a str)>,
}

impl<'a> Slices<'a> {
    /// The parts of `text`, which `script` was compiled from.
    pub fn new(text: &'a str, script: &AST) -> Slices<'a> {
        let lines = Lines::of(text);
        let begins = |statement: &Stmt| lines.offset(text, statement.position());
        let mut starts: Vec<usize> = script.statements().iter().map(begins).collect();
        starts.push(text.len());
        let (mut functions, mut alone) = (Vec::new(), Vec::new());
        for item in items(text) {
            match item.action {
                Action::Function(name, _) => functions.push((name, item.text)),
                _ => alone.push(item.text),
            }
        }
        functions.sort_unstable();
        if alone.len() + 1 != starts.len() {
            alone.clear();
        }
        Slices { text, starts, alone, functions }
    }

    /// The text of a statement, without comments and functions behind it.
    pub fn alone(&self, index: usize) -> &'a str {
        self.alone.get(index).copied().unwrap_or_else(|| self.statement(index).trim_end())
    }

    /// The text of a statement, up to the next one.
    pub fn statement(&self, index: usize) -> &'a str {
        let bounds = self.starts.get(index).zip(self.starts.get(index + 1));
        bounds.and_then(|(&start, &end)| self.text.get(start..end)).unwrap_or(self.text)
    }

    /// The file's own functions: name and text.
    pub fn named_functions(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.functions.iter().copied()
    }

    /// The hash of the closure `code`, which is in statement `index`.
    pub fn print(&self, index: usize, code: &FnPtr) -> [u8; 32] {
        let mut hash = blake3::Hasher::new();
        let mut part = |text: &str| {
            hash.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
        };
        part(self.alone(index));
        self.functions.iter().for_each(|(_, text)| part(text));
        for value in code.iter_curry() {
            // Patterns are compared by value elsewhere (`RuleSpec::captured`).
            if !value.is::<Pattern>() {
                part(&shown(value));
            }
        }
        *hash.finalize().as_bytes()
    }
}

/// A captured value in full, with its type; the text of a captured function is among `functions`.
fn shown(value: &Dynamic) -> String {
    format!("{} {value:?}", value.type_name())
}

/// Where the lines of a text begin, in bytes.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Lines {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Lines(std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect())
    }

    /// The byte offset of `position` in `text`; the end of the text where there is none.
    fn offset(&self, text: &str, position: Position) -> usize {
        let column = position.position().unwrap_or(1);
        let line = position.line().and_then(|line| line.checked_sub(1));
        let Some(&start) = line.and_then(|line| self.0.get(line)) else { return text.len() };
        let line = text[start..].split_inclusive('\n').next().unwrap_or_default();
        let inside = line.char_indices().nth(column.saturating_sub(1));
        start + inside.map_or(line.len(), |(byte, _)| byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rhai::Engine;

    #[test]
    fn statements_are_cut_where_they_begin() {
        let text =
            "//! é\nlet a = 1; // one\n  rhino(\"x\")\n  .horn(a); fn f(x) { x + 1 }\nlet b = 2;\n";
        let script = Engine::new().compile(text).unwrap();
        let slices = Slices::new(text, &script);
        assert_eq!(slices.statement(0), "let a = 1; // one\n  ");
        assert_eq!(slices.statement(1), "rhino(\"x\")\n  .horn(a); fn f(x) { x + 1 }\n");
        assert_eq!(slices.statement(2), "let b = 2;\n");
        assert_eq!(slices.alone(0), "let a = 1;");
        assert_eq!(slices.alone(1), "rhino(\"x\")\n  .horn(a);");
        assert_eq!(slices.functions, [("f", "fn f(x) { x + 1 }")]);
    }
}
