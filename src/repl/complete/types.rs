//! Infers the type of an expression from its tokens while it is typed: from the reference's return types along a
//! chain of calls, from variables, and from the parameters of closures.

use crate::repl::Symbols;
use crate::repl::lex::{self, Piece, PieceKind};
use crate::script::reference::{CallForm, ReferenceEntry, reference, rhai_reference};

/// A type as the reference names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InferredType {
    /// Its name: `Pattern`, `Array`.
    pub name: String,
    /// Of an array, the type of its elements, if known.
    pub element: Option<&'static str>,
}

/// Functions that return arrays: receiver type (empty for a function), name, type of the elements.
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

/// Methods of an array that return an array of the same element type.
const SAME: &[&str] =
    &["filter", "drain", "retain", "extract", "splice", "dedup", "sort", "chop", "split_at"];

/// Methods of an array that return one element.
const ONE: &[&str] = &["pop", "shift", "get", "find", "remove"];

/// Recursion limit; longer chains have no inferred type.
const DEEPEST: usize = 100;

impl InferredType {
    fn of(name: &str) -> InferredType {
        InferredType { name: name.to_owned(), element: None }
    }
}

/// The type of the expression that ends with the last of `pieces` (white space and comments left out).
pub fn type_before(symbols: &Symbols, pieces: &[Piece<'_>]) -> Option<InferredType> {
    TypeInference { symbols, pieces }.type_ending_at(pieces.len(), DEEPEST)
}

struct TypeInference<'a> {
    symbols: &'a Symbols,
    pieces: &'a [Piece<'a>],
}

impl TypeInference<'_> {
    /// The type of the expression that ends before `end`.
    fn type_ending_at(&self, end: usize, depth: usize) -> Option<InferredType> {
        let depth = depth.checked_sub(1)?;
        let last = self.pieces[..end].last()?;
        match last.kind {
            PieceKind::Text => {
                Some(InferredType::of(if last.text.starts_with('\'') { "char" } else { "String" }))
            }
            PieceKind::Number if last.text.contains('.') => Some(InferredType::of("float")),
            PieceKind::Number => Some(InferredType::of("int")),
            PieceKind::Name if matches!(last.text, "true" | "false") => {
                Some(InferredType::of("bool"))
            }
            PieceKind::Name => match self.receiver_type(end - 1, depth) {
                Some(on) => property_type(last.text, on.as_ref()),
                None => self.variable_type(last.text, end - 1, depth),
            },
            PieceKind::Sign => self.bracket_type(end, depth),
            _ => None,
        }
    }

    /// The type of the expression before the dot before `place`; the outer `None`: there is no dot.
    fn receiver_type(&self, place: usize, depth: usize) -> Option<Option<InferredType>> {
        let dot = self.pieces[..place].last()?;
        (dot.is(".") || dot.is("?.")).then(|| self.type_ending_at(place - 1, depth))
    }

    /// The type of an expression that ends in a closing bracket: a call, an index, an array, a map, or a bracketed
    /// expression.
    fn bracket_type(&self, end: usize, depth: usize) -> Option<InferredType> {
        let open = lex::partner(&self.pieces[..end], end - 1)?;
        let before = self.pieces[..open].last();
        let is_name = |piece: &&Piece<'_>| {
            piece.kind == PieceKind::Name && !lex::KEYWORDS.contains(&piece.text)
        };
        match self.pieces[open].text {
            "(" => match before.filter(is_name) {
                Some(name) => {
                    let on = self.receiver_type(open - 1, depth);
                    self.return_type(name.text, on)
                }
                None => self.expression_type(open + 1, end - 1, depth),
            },
            "[" | "?[" => {
                let indexed = before.is_some_and(|piece| {
                    is_name(&piece) || lex::is_closing(piece) || piece.kind == PieceKind::Text
                });
                match indexed {
                    true => self.type_ending_at(open, depth)?.element.map(InferredType::of),
                    false => Some(InferredType::of("Array")),
                }
            }
            "#{" => Some(InferredType::of("Map")),
            _ => None,
        }
    }

    /// The type of the whole expression from `start` to `end`: operators of patterns give patterns.
    fn expression_type(&self, start: usize, end: usize, depth: usize) -> Option<InferredType> {
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
        let last = self.type_ending_at(end, depth);
        let left = first.and_then(|operator| self.type_ending_at(operator, depth));
        left.filter(|left| left.name == "Pattern").or(last)
    }

    /// The return type of a call; `on` is the type of its receiver.
    fn return_type(&self, name: &str, on: Option<Option<InferredType>>) -> Option<InferredType> {
        let on = match on {
            None if self.symbols.functions.iter().any(|(typed, _)| typed == name) => return None,
            None => return common_return_type(name, |entry| entry.form == CallForm::Function),
            Some(on) => on,
        };
        let Some(on) = on else {
            return common_return_type(name, |entry| entry.form == CallForm::Method);
        };
        if on.name == "Array" {
            if ONE.contains(&name) {
                return on.element.map(InferredType::of);
            }
            if SAME.contains(&name) {
                return Some(on);
            }
        }
        common_return_type(name, |entry| entry.on.as_deref() == Some(on.name.as_str()))
    }

    /// The type of the variable used at `place`.
    fn variable_type(&self, name: &str, place: usize, depth: usize) -> Option<InferredType> {
        self.parameter_type(name, place, depth)
            .or_else(|| self.declared_type(name, place, depth))
            .or_else(|| {
                let typed = self.symbols.variables.iter().rev().find(|(typed, _)| typed == name)?;
                Some(typed.1.map(InferredType::of))
            })
            .unwrap_or_else(|| type_of_usual_name(name))
    }

    /// The type of the parameter of that name of a closure around `place`; the outer `None`: there is no such closure.
    fn parameter_type(
        &self,
        name: &str,
        place: usize,
        depth: usize,
    ) -> Option<Option<InferredType>> {
        let pieces = &self.pieces[..place];
        let mut at = pieces.last()?.end();
        while let Some(open) = lex::open_around(pieces, at) {
            at = pieces[open].start;
            let params = closure_params(&pieces[open + 1..]);
            let Some(index) = params.iter().position(|param| *param == name) else { continue };
            let called = pieces[..open].last().filter(|piece| piece.kind == PieceKind::Name)?;
            if called.text == "code" {
                return Some(Some(InferredType::of("Match")));
            }
            let on = self.receiver_type(open - 1, depth).flatten();
            // The closure of `reduce` is called with the accumulator first, then with an element.
            let element = usize::from(called.text.starts_with("reduce"));
            let found =
                on.filter(|_| index == element).and_then(|on| on.element).map(InferredType::of);
            return Some(found.or_else(|| type_of_usual_name(name)));
        }
        None
    }

    /// The type of the variable declared last under that name in the text before `place`.
    fn declared_type(
        &self,
        name: &str,
        place: usize,
        depth: usize,
    ) -> Option<Option<InferredType>> {
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
                return Some(self.expression_type(at + 3, end, depth));
            }
            nested += usize::from(lex::is_opening(piece));
            nested = nested.saturating_sub(usize::from(lex::is_closing(piece)));
        }
        None
    }
}

/// The parameters of the closure that `pieces` begin with.
fn closure_params<'a>(pieces: &[Piece<'a>]) -> Vec<&'a str> {
    if !pieces.first().is_some_and(|piece| piece.is("|")) {
        return Vec::new();
    }
    let params = pieces[1..].iter().take_while(|piece| !piece.is("|"));
    params.filter(|piece| piece.kind == PieceKind::Name).map(|piece| piece.text).collect()
}

/// The type whose methods the reference documents with a receiver of this name: `m` is a Match.
fn type_of_usual_name(name: &str) -> Option<InferredType> {
    let methods = reference().entries().filter(|entry| entry.form == CallForm::Method);
    let shown = |entry: &&ReferenceEntry| {
        let receiver = entry.signatures.first().and_then(|signature| signature.params.first());
        receiver.is_some_and(|receiver| receiver.name == name)
    };
    Some(InferredType::of(methods.into_iter().find(shown)?.on.as_deref()?))
}

fn property_type(name: &str, on: Option<&InferredType>) -> Option<InferredType> {
    common_return_type(name, |entry| {
        let of_type = on.is_none_or(|on| entry.on.as_deref() == Some(on.name.as_str()));
        of_type && entry.signatures.iter().any(|signature| signature.property)
    })
}

/// The return type of the entries of that name, if all agree.
fn common_return_type(
    name: &str,
    wanted: impl Fn(&ReferenceEntry) -> bool,
) -> Option<InferredType> {
    let all = reference().entries().chain(rhai_reference().entries());
    let mut found =
        all.filter(|entry| entry.name == name && wanted(entry)).filter_map(entry_return_type);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// The return type of the entry.
fn entry_return_type(entry: &ReferenceEntry) -> Option<InferredType> {
    let name = single_type(&entry.signatures.first()?.returns)?;
    let on = entry.on.as_deref().unwrap_or_default();
    let list =
        LISTS.iter().find(|(of, list, _)| name == "Array" && *of == on && *list == entry.name);
    Some(InferredType { name: name.to_owned(), element: list.map(|(_, _, element)| *element) })
}

/// The only type besides `()` in a union such as `Words | ()`.
fn single_type(returns: &str) -> Option<&str> {
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

    fn inferred(text: &str) -> Option<String> {
        let pieces: Vec<Piece<'_>> = lex::rhai(text);
        let solid: Vec<Piece<'_>> =
            pieces.into_iter().filter(|piece| piece.kind != PieceKind::Space).collect();
        type_before(&symbols(), &solid).map(|on| on.name)
    }

    #[test]
    fn types_are_inferred_along_a_chain() {
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
            assert_eq!(inferred(text).as_deref(), Some(on), "{text}");
        }
    }

    #[test]
    fn unknown_types_are_not_guessed() {
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
            assert_eq!(inferred(text), None, "{text}");
        }
        let deep = format!("truce{}", ".named(\"x\")".repeat(10_000));
        assert_eq!(
            inferred(&deep).as_deref(),
            Some("Pattern"),
            "every method of that name gives it"
        );
    }

    proptest! {
        #[test]
        fn any_incomplete_input_is_accepted(text in "((let |m|rule|any|\\.|\\(|\\)|\\[|\\]|\\||#\\{|\\}|;|=|\"a\"|1| |,){0,14})") {
            let _ = inferred(&text);
        }
    }
}
