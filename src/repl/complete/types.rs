//! What type an expression has, as far as can be told from its tokens while it is typed: from the reference's return
//! types along a chain of calls, from variables, and from what a closure is called with.

use crate::repl::Symbols;
use crate::repl::lex::{self, Kind, Piece};
use crate::script::reference::{CallForm, ReferenceEntry, reference, rhai_reference};

/// A type as the reference names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// Its name: `Pattern`, `Array`.
    pub name: String,
    /// Of a list the type of what is in it, where that is known.
    pub element: Option<&'static str>,
}

/// What lists hold: what gives the list (its type, empty for a function; its name), the type of its elements.
const LISTS: &[(&str, &str, &str)] = &[
    ("", "events", "Event"),
    ("", "rules", "String"),
    ("Articles", "ids", "String"),
    ("Event", "actors", "String"),
    ("Event", "recipients", "String"),
    ("Match", "actors", "Words"),
    ("Match", "counts", "Count"),
    ("Match", "find_all", "Words"),
    ("Match", "parties", "Words"),
    ("Match", "recipients", "Words"),
    ("Match", "spans", "Words"),
    ("Map", "keys", "String"),
    ("String", "split", "String"),
];

/// Methods of a list that give a list of the same things.
const SAME: &[&str] =
    &["filter", "drain", "retain", "extract", "splice", "dedup", "sort", "chop", "split_at"];

/// Methods of a list that give one of its things.
const ONE: &[&str] = &["pop", "shift", "get", "find", "remove"];

/// Chains longer than this are given up on.
const DEEPEST: usize = 100;

impl Type {
    fn of(name: &str) -> Type {
        Type { name: name.to_owned(), element: None }
    }
}

/// The type of the expression that ends with the last of `pieces` (white space and comments left out).
pub fn before(symbols: &Symbols, pieces: &[Piece<'_>]) -> Option<Type> {
    Seen { symbols, pieces }.ending(pieces.len(), DEEPEST)
}

struct Seen<'a> {
    symbols: &'a Symbols,
    pieces: &'a [Piece<'a>],
}

impl Seen<'_> {
    /// The type of the expression that ends before `end`.
    fn ending(&self, end: usize, depth: usize) -> Option<Type> {
        let depth = depth.checked_sub(1)?;
        let last = self.pieces[..end].last()?;
        match last.kind {
            Kind::Text => {
                Some(Type::of(if last.text.starts_with('\'') { "char" } else { "String" }))
            }
            Kind::Number if last.text.contains('.') => Some(Type::of("float")),
            Kind::Number => Some(Type::of("int")),
            Kind::Name if matches!(last.text, "true" | "false") => Some(Type::of("bool")),
            Kind::Name => match self.receiver(end - 1, depth) {
                Some(on) => property(last.text, on.as_ref()),
                None => self.variable(last.text, end - 1, depth),
            },
            Kind::Sign => self.bracketed(end, depth),
            _ => None,
        }
    }

    /// What stands before the dot before `place`: `None` where there is no dot.
    fn receiver(&self, place: usize, depth: usize) -> Option<Option<Type>> {
        let dot = self.pieces[..place].last()?;
        (dot.is(".") || dot.is("?.")).then(|| self.ending(place - 1, depth))
    }

    /// What ends in a closing bracket: a call, an index, a list, a map, or something in brackets.
    fn bracketed(&self, end: usize, depth: usize) -> Option<Type> {
        let open = lex::partner(&self.pieces[..end], end - 1)?;
        let before = self.pieces[..open].last();
        let is_name =
            |piece: &&Piece<'_>| piece.kind == Kind::Name && !lex::KEYWORDS.contains(&piece.text);
        match self.pieces[open].text {
            "(" => match before.filter(is_name) {
                Some(name) => {
                    let on = self.receiver(open - 1, depth);
                    self.returned(name.text, on)
                }
                None => self.operated(open + 1, end - 1, depth),
            },
            "[" | "?[" => {
                let indexed = before.is_some_and(|piece| {
                    is_name(&piece) || lex::is_closing(piece) || piece.kind == Kind::Text
                });
                match indexed {
                    true => self.ending(open, depth)?.element.map(Type::of),
                    false => Some(Type::of("Array")),
                }
            }
            "#{" => Some(Type::of("Map")),
            _ => None,
        }
    }

    /// The type of the whole expression from `start` to `end`: operators of patterns give patterns.
    fn operated(&self, start: usize, end: usize, depth: usize) -> Option<Type> {
        let mut nested = 0usize;
        let mut first = None;
        for (at, piece) in self.pieces[..end].iter().enumerate().skip(start) {
            if nested == 0 && at > start && (piece.is("|") || piece.is("&")) {
                first = Some(at);
                break;
            }
            nested += usize::from(lex::is_opening(piece));
            nested = nested.saturating_sub(usize::from(lex::is_closing(piece)));
        }
        let last = self.ending(end, depth);
        let left = first.and_then(|operator| self.ending(operator, depth));
        left.filter(|left| left.name == "Pattern").or(last)
    }

    /// What a call gives; `on` is what it is a method of.
    fn returned(&self, name: &str, on: Option<Option<Type>>) -> Option<Type> {
        let on = match on {
            None if self.symbols.functions.iter().any(|(typed, _)| typed == name) => return None,
            None => return of_entries(name, |entry| entry.form == CallForm::Function),
            Some(on) => on,
        };
        let Some(on) = on else { return of_entries(name, |entry| entry.form == CallForm::Method) };
        if on.name == "Array" {
            if ONE.contains(&name) {
                return on.element.map(Type::of);
            }
            if SAME.contains(&name) {
                return Some(on);
            }
        }
        of_entries(name, |entry| entry.on.as_deref() == Some(on.name.as_str()))
    }

    /// The type of a variable that is named at `place`.
    fn variable(&self, name: &str, place: usize, depth: usize) -> Option<Type> {
        self.parameter(name, place, depth)
            .or_else(|| self.declared(name, place, depth))
            .or_else(|| {
                let typed = self.symbols.variables.iter().rev().find(|(typed, _)| typed == name)?;
                Some(typed.1.map(Type::of))
            })
            .unwrap_or_else(|| usual(name))
    }

    /// The type of the parameter of that name of a closure around `place`; the outer `None`: there is no such closure.
    fn parameter(&self, name: &str, place: usize, depth: usize) -> Option<Option<Type>> {
        let pieces = &self.pieces[..place];
        let mut at = pieces.last()?.end();
        while let Some(open) = lex::open_around(pieces, at) {
            at = pieces[open].start;
            let params = closure(&pieces[open + 1..]);
            let Some(index) = params.iter().position(|param| *param == name) else { continue };
            let called = pieces[..open].last().filter(|piece| piece.kind == Kind::Name)?;
            if called.text == "code" {
                return Some(Some(Type::of("Match")));
            }
            let on = self.receiver(open - 1, depth).flatten();
            // A fold's closure is called with what came so far, then with an element.
            let element = usize::from(called.text.starts_with("reduce"));
            let found = on.filter(|_| index == element).and_then(|on| on.element).map(Type::of);
            return Some(found.or_else(|| usual(name)));
        }
        None
    }

    /// The type of the variable declared last under that name in the text before `place`.
    fn declared(&self, name: &str, place: usize, depth: usize) -> Option<Option<Type>> {
        let pieces = &self.pieces[..place];
        let is_let = |at: &usize| {
            matches!(pieces[*at].text, "let" | "const")
                && pieces[at + 1].text == name
                && pieces.get(at + 2).is_some_and(|piece| piece.is("="))
        };
        let at = (0..pieces.len().saturating_sub(1)).rev().find(is_let)?;
        let mut nested = 0usize;
        for (end, piece) in pieces.iter().enumerate().skip(at + 3) {
            if piece.is(";") && nested == 0 {
                return Some(self.operated(at + 3, end, depth));
            }
            nested += usize::from(lex::is_opening(piece));
            nested = nested.saturating_sub(usize::from(lex::is_closing(piece)));
        }
        None
    }
}

/// The parameters of the closure that `pieces` open with.
fn closure<'a>(pieces: &[Piece<'a>]) -> Vec<&'a str> {
    if !pieces.first().is_some_and(|piece| piece.is("|")) {
        return Vec::new();
    }
    let params = pieces[1..].iter().take_while(|piece| !piece.is("|"));
    params.filter(|piece| piece.kind == Kind::Name).map(|piece| piece.text).collect()
}

/// The type whose methods the reference shows with a variable of this name: `m` is a match.
fn usual(name: &str) -> Option<Type> {
    let methods = reference().entries().filter(|entry| entry.form == CallForm::Method);
    let shown = |entry: &&ReferenceEntry| {
        let receiver = entry.signatures.first().and_then(|signature| signature.params.first());
        receiver.is_some_and(|receiver| receiver.name == name)
    };
    Some(Type::of(methods.into_iter().find(shown)?.on.as_deref()?))
}

fn property(name: &str, on: Option<&Type>) -> Option<Type> {
    of_entries(name, |entry| {
        let of_type = on.is_none_or(|on| entry.on.as_deref() == Some(on.name.as_str()));
        of_type && entry.signatures.iter().any(|signature| signature.property)
    })
}

/// What the entries of that name give, where they agree.
fn of_entries(name: &str, wanted: impl Fn(&ReferenceEntry) -> bool) -> Option<Type> {
    let all = reference().entries().chain(rhai_reference().entries());
    let mut found = all.filter(|entry| entry.name == name && wanted(entry)).filter_map(given);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// What a call of it gives.
fn given(entry: &ReferenceEntry) -> Option<Type> {
    let name = single(&entry.signatures.first()?.returns)?;
    let on = entry.on.as_deref().unwrap_or_default();
    let list =
        LISTS.iter().find(|(of, list, _)| name == "Array" && *of == on && *list == entry.name);
    Some(Type { name: name.to_owned(), element: list.map(|(_, _, element)| *element) })
}

/// The one type that is not nothing in `Words | ()`.
fn single(returns: &str) -> Option<&str> {
    let mut found = returns.split(" | ").filter(|kind| *kind != "()" && *kind != "?");
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn symbols() -> Symbols {
        Symbols {
            variables: vec![("truce".into(), Some("Pattern")), ("odd".into(), None)],
            functions: vec![("seq".into(), vec![])],
            ..Symbols::default()
        }
    }

    fn told(text: &str) -> Option<String> {
        let pieces: Vec<Piece<'_>> = lex::rhai(text);
        let solid: Vec<Piece<'_>> =
            pieces.into_iter().filter(|piece| piece.kind != Kind::Space).collect();
        before(&symbols(), &solid).map(|on| on.name)
    }

    #[test]
    fn types_follow_the_chain() {
        for (text, on) in [
            ("any(\"a\")", "Pattern"),
            ("any(\"a\").named(\"x\")", "Pattern"),
            ("(any(\"a\") | \"b\")", "Pattern"),
            ("(\"a\" & any(\"b\"))", "Pattern"),
            ("let p = any(\"a\") & \"b\"; p", "Pattern"),
            ("rule(\"x\")\n  .kind(\"k\").when(any(\"a\"))", "Rule"),
            ("truce", "Pattern"),
            ("\"abc\"", "String"),
            ("`abc`", "String"),
            ("[1, 2]", "Array"),
            ("#{ a: 1 }", "Map"),
            ("1.5", "float"),
            ("m.trigger()", "Words"),
            ("m.actor()", "Words"),
            ("m.sentence", "Words"),
            ("m.article", "Article"),
            ("m.actors()[0]", "Words"),
            ("m.counts().filter(|c| true)[0]", "Count"),
            ("m.counts().filter(|c| c", "Count"),
            ("events(\"a\").filter(|it| it", "Event"),
            ("events()[0].actors()[0]", "String"),
            ("kwic(\"a\")", "Concordance"),
            ("rule(\"x\").when(truce).code(|it| it", "Match"),
            ("rule(\"x\").code(|it| #{ a: it.trigger()", "Words"),
            ("let p = all(\"a\", \"b\"); p", "Pattern"),
            ("let p = 1; let p = all(\"a;\"); kwic(p", "Pattern"),
            ("\"abc\".split(\" \")[0]", "String"),
        ] {
            assert_eq!(told(text).as_deref(), Some(on), "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        for text in [
            "odd",
            "nothing",
            "f(1)",
            "a.b.c",
            "",
            "=",
            "seq(1)",
            "[1][0]",
            "if (a)",
            "x.within(1)",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
        let deep = format!("truce{}", ".named(\"x\")".repeat(10_000));
        assert_eq!(told(&deep).as_deref(), Some("Pattern"), "every method of that name gives it");
    }

    proptest! {
        #[test]
        fn half_typed_input_is_taken(text in "((let |m|rule|any|\\.|\\(|\\)|\\[|\\]|\\||#\\{|\\}|;|=|\"a\"|1| |,){0,14})") {
            let _ = told(&text);
        }
    }
}
