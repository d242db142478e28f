//! A script's items: each statement and function, with the bytes it takes and no more, what it does and what it uses.

use super::{DEEPEST, Piece, Sort, pieces};
use std::collections::BTreeSet;
use std::ops::Range;

/// An item of a script: a statement or a function.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Its text, from its first word to its semicolon or last brace; comments around it are not in it.
    pub text: &'a str,
    /// Where that begins in the script, in bytes.
    pub start: usize,
    /// Its pieces, as bytes of its text.
    pub pieces: Vec<Piece>,
    /// What it does.
    pub deed: Deed<'a>,
}

/// What an item does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed<'a> {
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
    fn new(script: &'a str, range: Range<usize>) -> Item<'a> {
        let text = &script[range.clone()];
        let pieces: Vec<Piece> = pieces(text);
        let mut item = Item { text, start: range.start, pieces, deed: Deed::Other };
        item.deed = item.deed();
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

    /// Piece `index` of those that are no comment, as written; empty where there is none.
    fn word(&self, index: usize) -> &'a str {
        let mut bare = self.pieces.iter().filter(|piece| piece.sort != Sort::Comment);
        bare.nth(index).map_or("", |piece| &self.text[piece.range.clone()])
    }

    fn deed(&self) -> Deed<'a> {
        let (first, second) = (self.word(0), self.word(1));
        match (first, second) {
            ("let" | "const", name) => Deed::Define(name),
            ("fn", name) => Deed::Function(name, self.parameters()),
            ("private", "fn") => Deed::Function(self.word(2), self.parameters()),
            ("if" | "for" | "while" | "loop" | "do" | "switch" | "try" | "{", _) => Deed::Other,
            (name, "(") => {
                let given = self.word(2);
                Deed::Call(name, given.starts_with(['"', '`', '#']).then_some(given))
            }
            (name, sign) if name.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                let (third, fourth) = (self.word(2), self.word(3));
                match sign {
                    "." | "[" => Deed::Change(name),
                    "=" if third != "=" => Deed::Change(name),
                    // `a += b`, `a <<= b`
                    _ if third == "=" || (third == sign && fourth == "=") => Deed::Change(name),
                    _ => Deed::Other,
                }
            }
            _ => Deed::Other,
        }
    }

    /// How many parameters a function has.
    fn parameters(&self) -> usize {
        let open = self.pieces.iter().position(|piece| self.text[piece.range.clone()] == *"(");
        let list = &self.pieces[open.map_or(0, |at| at + 1)..];
        let close = list.iter().position(|piece| piece.sort == Sort::Close);
        list[..close.unwrap_or(0)].iter().filter(|piece| piece.sort == Sort::Word).count()
    }

    /// The names it uses, without what it defines: words that are no method, property or map key. A function sees none
    /// but its parameters and other functions.
    pub fn uses(&self) -> BTreeSet<&'a str> {
        let is_equals = |piece: &Piece| self.text[piece.range.clone()] == *"=";
        let own = match self.deed {
            Deed::Define(_) => self.pieces.iter().position(is_equals).unwrap_or_default(),
            _ => 0,
        };
        let mut used = BTreeSet::new();
        names(self.text, &self.pieces[own..], &mut used, 0);
        used
    }

    /// Its pieces without comments and the last semicolon, one blank between them: equal for items that say the same.
    pub fn gist(&self) -> String {
        let bare = self.pieces.iter().filter(|piece| piece.sort != Sort::Comment);
        let words: Vec<&str> = bare.map(|piece| &self.text[piece.range.clone()]).collect();
        words.join(" ").trim_end_matches([' ', ';']).to_owned()
    }
}

fn names<'a>(text: &'a str, pieces: &[Piece], used: &mut BTreeSet<&'a str>, depth: usize) {
    let mut before = ("", "");
    for piece in pieces {
        let written = &text[piece.range.clone()];
        match piece.sort {
            Sort::Word if before.1 != "." || before.0 == "." => {
                used.insert(written);
            }
            Sort::Quoted if written.starts_with('`') && depth < DEEPEST => {
                // What it interpolates; plain words of it are names too many, which does no harm.
                let inner = &written[1..];
                names(inner, &super::pieces(inner), used, depth + 1);
            }
            _ => {}
        }
        if piece.sort != Sort::Comment {
            before = (before.1, written);
        }
    }
}

/// Whether an item that begins so ends with its block.
fn is_block(first: &str) -> bool {
    matches!(first, "fn" | "private" | "if" | "for" | "while" | "loop" | "switch" | "try" | "{")
}

/// The items of `script`, in order.
pub fn items(script: &str) -> Vec<Item<'_>> {
    let all = pieces(script);
    let pieces: Vec<&Piece> = all.iter().filter(|piece| piece.sort != Sort::Comment).collect();
    let written = |at: usize| pieces.get(at).map_or("", |piece| &script[piece.range.clone()]);
    let mut items = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let first = at;
        let block = is_block(written(first));
        let mut depth = 0usize;
        loop {
            match pieces[at].sort {
                Sort::Open => depth += 1,
                Sort::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            let ends = match written(at) {
                ";" => depth == 0,
                "}" => block && depth == 0 && !matches!(written(at + 1), "else" | "catch"),
                _ => false,
            };
            at += 1;
            if ends || at >= pieces.len() {
                break;
            }
        }
        if written(first) != ";" {
            items.push(Item::new(script, pieces[first].range.start..pieces[at - 1].range.end));
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
        let deeds: Vec<Deed<'_>> = items.iter().map(|item| item.deed.clone()).collect();
        assert_eq!(
            deeds,
            [
                Deed::Define("a"),
                Deed::Call("rule", Some("\"x/y\"")),
                Deed::Function("f", 2),
                Deed::Change("a"),
                Deed::Other,
                Deed::Change("words"),
                Deed::Call("last", Some("#\"a\"b\"#")),
            ]
        );
        assert_eq!(items[1].gist(), "rule ( \"x/y\" ) . when ( a )");
    }

    #[test]
    fn names_used_are_no_methods_and_no_words_in_quotes() {
        let item = &items("let a = b.c(\"d\", `e ${f}`) | g..h; // i")[0];
        assert_eq!(item.uses().into_iter().collect::<Vec<_>>(), ["b", "e", "f", "g", "h"]);
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
