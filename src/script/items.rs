//! A script's items: each statement and function, with the bytes it takes and no more, what it does and what it uses.
//! Rhai's syntax tree keeps neither ends nor comments. Reads scripts that parse; of others it makes something, and never
//! panics.

use super::lexeme::{Lexeme, LexemeKind, code, lexemes};
use std::collections::BTreeSet;

/// An item of a script: a statement or a function.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Its text, from its first word to its semicolon or last brace; comments around it are not in it.
    pub text: &'a str,
    /// Where that begins in the script, in bytes.
    pub start: usize,
    /// Its lexemes without comments, with places in its text.
    pub lexemes: Vec<Lexeme<'a>>,
    /// What it does.
    pub action: Action<'a>,
}

/// What an item does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// `let` or `const`: defines this name.
    Define(&'a str),
    /// Changes what is behind this name: `a = ..`, `a += ..`, `a.push(..)`.
    Change(&'a str),
    /// A function of this name with so many parameters.
    Function(&'a str, usize),
    /// Begins with a call, as `rule("...")` does: of this function, with this text first where it is one.
    Call(&'a str, Option<&'a str>),
    /// A block or anything else: it may change whatever it names.
    Other,
}

impl<'a> Item<'a> {
    /// An item of `script` that these lexemes make up.
    fn new(script: &'a str, lexemes: &[Lexeme<'a>]) -> Item<'a> {
        let start = lexemes.first().map_or(0, |lexeme| lexeme.start);
        let text = &script[start..lexemes.last().map_or(start, Lexeme::end)];
        let moved = |lexeme: &Lexeme<'a>| Lexeme { start: lexeme.start - start, ..*lexeme };
        let lexemes = lexemes.iter().map(moved).collect();
        let mut item = Item { text, start, lexemes, action: Action::Other };
        item.action = item.action();
        item
    }

    /// One past its last byte in the script.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Its text with the semicolon that the last of a script may lack; blocks need none.
    pub fn closed(&self) -> String {
        let block = is_block(self.word(0)) && self.text.ends_with('}');
        match block || self.text.ends_with(';') {
            true => self.text.to_owned(),
            false => format!("{};", self.text),
        }
    }

    /// Lexeme `index` as written; empty where there is none.
    pub fn word(&self, index: usize) -> &'a str {
        self.lexemes.get(index).map_or("", |lexeme| lexeme.text)
    }

    fn action(&self) -> Action<'a> {
        let (first, second) = (self.word(0), self.word(1));
        match (first, second) {
            ("let" | "const", name) => Action::Define(name),
            ("fn", name) => Action::Function(name, self.parameters()),
            ("private", "fn") => Action::Function(self.word(2), self.parameters()),
            ("if" | "for" | "while" | "loop" | "do" | "switch" | "try" | "{", _) => Action::Other,
            (name, "(") => {
                let given = self.word(2);
                Action::Call(name, given.starts_with(['"', '`', '#']).then_some(given))
            }
            (name, sign) if name.starts_with(|c: char| c.is_alphabetic() || c == '_') => match sign
            {
                "==" | "!=" | "<=" | ">=" | "===" | "!==" => Action::Other,
                "." | "[" | "?." | "?[" => Action::Change(name),
                // `a = b`, `a += b`, `a <<= b`
                _ if sign.ends_with('=') => Action::Change(name),
                _ => Action::Other,
            },
            _ => Action::Other,
        }
    }

    /// How many parameters a function has.
    fn parameters(&self) -> usize {
        let after = self.lexemes.iter().skip_while(|lexeme| lexeme.text != "(").skip(1);
        let list = after.take_while(|lexeme| !lexeme.closes());
        list.filter(|lexeme| lexeme.kind == LexemeKind::Name).count()
    }

    /// The names it uses, without what it defines: names that are no method or property. A function sees none
    /// but its parameters and other functions.
    pub fn uses(&self) -> BTreeSet<&'a str> {
        let value = match self.action {
            Action::Define(_) => self.lexemes.iter().find(|lexeme| lexeme.text == "="),
            _ => None,
        };
        let start = value.map_or(0, Lexeme::end);
        names(&self.text[start..])
    }

    /// Its lexemes without the last semicolon, one blank between them: equal for items that say the same.
    pub fn gist(&self) -> String {
        let words: Vec<&str> = self.lexemes.iter().map(|lexeme| lexeme.text).collect();
        words.join(" ").trim_end_matches([' ', ';']).to_owned()
    }
}

fn is_comment(lexeme: &Lexeme<'_>) -> bool {
    lexeme.kind == LexemeKind::Comment
}

/// The names that `text` uses, also inside strings that interpolate them, but for those of methods and properties.
pub fn names(text: &str) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    let mut before = "";
    for lexeme in code(text) {
        if lexeme.kind == LexemeKind::Name && !matches!(before, "." | "?.") {
            used.insert(lexeme.text);
        }
        before = lexeme.text;
    }
    used
}

/// Whether an item that begins so ends with its block.
fn is_block(first: &str) -> bool {
    matches!(first, "fn" | "private" | "if" | "for" | "while" | "loop" | "switch" | "try" | "{")
}

/// The items of `script`, in order.
pub fn items(script: &str) -> Vec<Item<'_>> {
    let all: Vec<Lexeme<'_>> =
        lexemes(script).into_iter().filter(|lexeme| !is_comment(lexeme)).collect();
    let written = |at: usize| all.get(at).map_or("", |lexeme| lexeme.text);
    let mut items = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let first = at;
        let block = is_block(written(first));
        let mut depth = 0usize;
        loop {
            depth += usize::from(all[at].opens());
            depth = depth.saturating_sub(usize::from(all[at].closes()));
            let ends = match written(at) {
                ";" => depth == 0,
                "}" => block && depth == 0 && !matches!(written(at + 1), "else" | "catch"),
                _ => false,
            };
            at += 1;
            if ends || at >= all.len() {
                break;
            }
        }
        if written(first) != ";" {
            items.push(Item::new(script, &all[first..at]));
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn items_end_where_they_end() {
        let script = "//! é\nlet a = any(\"x;\"); // one; two\n  rule(\"x/y\")\n  .when(a) // (\n;\n\
            fn f(x, y) { x + `}${y + \"}\"}` }\n/* let z /* ; */ */ a |= \"b\"; ;\n\
            if a { f(1, 2); } else { f(2, 1) } words.push('\\'');\nlast(#\"a\"b\"#)";
        let items = items(script);
        let texts: Vec<&str> = items.iter().map(|item| item.text).collect();
        assert_eq!(
            texts,
            [
                "let a = any(\"x;\");",
                "rule(\"x/y\")\n  .when(a) // (\n;",
                "fn f(x, y) { x + `}${y + \"}\"}` }",
                "a |= \"b\";",
                "if a { f(1, 2); } else { f(2, 1) }",
                "words.push('\\'');",
                "last(#\"a\"b\"#)",
            ]
        );
        let actions: Vec<Action<'_>> = items.iter().map(|item| item.action.clone()).collect();
        assert_eq!(
            actions,
            [
                Action::Define("a"),
                Action::Call("rule", Some("\"x/y\"")),
                Action::Function("f", 2),
                Action::Change("a"),
                Action::Other,
                Action::Change("words"),
                Action::Call("last", Some("#\"a\"b\"#")),
            ]
        );
        assert_eq!(items[1].gist(), "rule ( \"x/y\" ) . when ( a )");
    }

    #[test]
    fn names_used_are_no_methods_and_no_words_in_strings() {
        let item = &items("let a = b.c(\"d\", `e ${f}`) | g..h; // i")[0];
        assert_eq!(item.uses().into_iter().collect::<Vec<_>>(), ["b", "f", "g", "h"]);
    }

    proptest! {
        #[test]
        fn whatever_the_text_its_items_are_cut_from_it_in_order(
            text in "(let a = |rule\\(\"x\"\\)|\"|`|\\$\\{|\\{|\\}|;|fn f\\(\\) |/\\*|\\*/|//|\n|#|'|é|1\\.|\\.)*"
        ) {
            let mut end = 0;
            for item in items(&text) {
                prop_assert!(item.start >= end);
                end = item.end();
                prop_assert_eq!(&text[item.start..end], item.text);
                let _ = (item.gist(), item.uses());
            }
        }
    }
}
