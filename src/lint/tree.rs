//! A script as nested brackets: which call each bracket belongs to, and where its arguments are. Rhai's syntax tree has
//! no ends and no comments, and folds constants; a fix needs the bytes as written.

use crate::script::items::{Action, Item, items};
use crate::script::lexeme::{KEYWORDS, Lexeme, LexemeKind, lexemes, literal};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// The parts of a script. Ranges are indices of lexemes unless said otherwise.
pub struct Tree<'a> {
    /// The lexemes, comments left out.
    pub lexemes: Vec<Lexeme<'a>>,
    /// The comments.
    pub comments: Vec<Lexeme<'a>>,
    /// The brackets, in the order in which they open.
    pub frames: Vec<Frame>,
    /// The statements and functions, in order.
    pub items: Vec<Item<'a>>,
    /// The initial values of the variables that the file defines once and never changes, by name.
    pub values: BTreeMap<&'a str, Range<usize>>,
    /// By the lexeme that opens it: the frame.
    opened: HashMap<usize, usize>,
}

/// A pair of brackets.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The lexeme of the name before it, where it holds the arguments of a call.
    pub name: Option<usize>,
    /// Whether that is a method.
    pub method: bool,
    /// The lexeme that opens it.
    pub open: usize,
    /// The lexeme that closes it; the number of lexemes where nothing does.
    pub close: usize,
    /// The frame around it.
    pub parent: Option<usize>,
    /// What its commas separate; in blocks, its semicolons.
    pub args: Vec<Range<usize>>,
}

impl<'a> Tree<'a> {
    /// The parts of `script`; of one that does not parse it makes something.
    pub fn new(script: &'a str) -> Tree<'a> {
        let (comments, lexemes): (Vec<_>, Vec<_>) =
            lexemes(script).into_iter().partition(|lexeme| lexeme.kind == LexemeKind::Comment);
        let frames = frames(&lexemes);
        let opened = frames.iter().enumerate().map(|(at, frame)| (frame.open, at)).collect();
        let items = items(script);
        let mut tree = Tree { lexemes, comments, frames, items, values: BTreeMap::new(), opened };
        tree.values = tree.values();
        tree
    }

    fn values(&self) -> BTreeMap<&'a str, Range<usize>> {
        let mut values = BTreeMap::new();
        let mut unsure = Vec::new();
        for item in &self.items {
            match item.action {
                Action::Define(name) => {
                    let range = self.lexemes_in(item.start..item.end());
                    let Some(sign) = range.clone().find(|&at| self.word(at) == "=") else {
                        continue;
                    };
                    let end = range.end - usize::from(self.word(range.end - 1) == ";");
                    if values.insert(name, sign + 1..end.max(sign + 1)).is_some() {
                        unsure.push(name);
                    }
                }
                Action::Change(name) => unsure.push(name),
                Action::Other => unsure.extend(item.uses()),
                _ => {}
            }
        }
        values.retain(|name, _| !unsure.contains(name));
        values
    }

    /// The lexemes that begin in these bytes.
    pub fn lexemes_in(&self, bytes: Range<usize>) -> Range<usize> {
        let first = self.lexemes.partition_point(|lexeme| lexeme.start < bytes.start);
        first..self.lexemes.partition_point(|lexeme| lexeme.start < bytes.end)
    }

    /// A lexeme as written; empty where there is none.
    pub fn word(&self, at: usize) -> &'a str {
        self.lexemes.get(at).map_or("", |lexeme| lexeme.text)
    }

    /// The word before a lexeme.
    pub fn before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |at| self.word(at))
    }

    /// The bytes of a range of lexemes.
    pub fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.lexemes.get(range.start).map_or(0, |lexeme| lexeme.start);
        let last = range.end.checked_sub(1).and_then(|at| self.lexemes.get(at));
        start..last.map_or(start, Lexeme::end).max(start)
    }

    /// The text that a lexeme stands for, if it is a string without interpolation.
    pub fn text(&self, at: usize) -> Option<String> {
        let lexeme = self.lexemes.get(at).filter(|lexeme| lexeme.kind == LexemeKind::Text)?;
        if lexeme.text.starts_with('\'') { None } else { literal(lexeme.text) }
    }

    /// The name of the function whose arguments a frame holds; none for methods and functions of modules.
    pub fn function(&self, frame: &Frame) -> Option<&'a str> {
        let name = frame.name.filter(|_| !frame.method)?;
        (self.before(name) != "::").then(|| self.word(name))
    }

    /// The name of the method whose arguments a frame holds.
    pub fn method(&self, frame: &Frame) -> Option<&'a str> {
        frame.name.filter(|_| frame.method).map(|name| self.word(name))
    }

    /// The call of a function that is all there is in a range.
    pub fn call(&self, range: &Range<usize>) -> Option<usize> {
        let &at = self.opened.get(&(range.start + 1))?;
        let frame = &self.frames[at];
        (frame.name == Some(range.start) && frame.close + 1 == range.end).then_some(at)
    }

    /// The pair of brackets, without a name before it, that is all there is in a range.
    pub fn group(&self, range: &Range<usize>) -> Option<usize> {
        let &at = self.opened.get(&range.start)?;
        let frame = &self.frames[at];
        (frame.name.is_none() && frame.close + 1 == range.end).then_some(at)
    }

    /// A range cut at the lexemes `sign` that are in no brackets of their own.
    pub fn split(&self, range: &Range<usize>, sign: &str) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let (mut start, mut at) = (range.start, range.start);
        while at < range.end {
            if self.word(at) == sign {
                parts.push(start..at);
                start = at + 1;
            }
            at = self.opened.get(&at).map_or(at, |&frame| self.frames[frame].close) + 1;
        }
        parts.push(start..range.end);
        parts
    }

    /// The frame that directly holds a lexeme.
    pub fn around(&self, at: usize) -> Option<&Frame> {
        let before = self.frames.iter().take_while(|frame| frame.open < at);
        before.filter(|frame| at < frame.close).last()
    }

    /// The statement or function that begins in or covers a line, given the line of each byte.
    pub fn item_at(&self, line: usize, line_of: impl Fn(usize) -> usize) -> Option<&Item<'a>> {
        let covers =
            |item: &&Item<'a>| line_of(item.start) <= line && line <= line_of(item.end() - 1);
        self.items.iter().rfind(covers)
    }
}

fn frames(lexemes: &[Lexeme<'_>]) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    // The open frames, each with where its current argument begins.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (at, lexeme) in lexemes.iter().enumerate() {
        if lexeme.opens() {
            let before = at.checked_sub(1).map(|before| lexemes[before]);
            let is_call = lexeme.text == "("
                && before.is_some_and(|before| {
                    before.kind == LexemeKind::Name && !KEYWORDS.contains(&before.text)
                });
            let name = is_call.then(|| at - 1);
            let sign = name.and_then(|name| name.checked_sub(1)).map_or("", |at| lexemes[at].text);
            frames.push(Frame {
                name,
                method: matches!(sign, "." | "?."),
                open: at,
                close: lexemes.len(),
                parent: open.last().map(|(frame, _)| *frame),
                args: Vec::new(),
            });
            open.push((frames.len() - 1, at + 1));
        } else if lexeme.closes() {
            if let Some((frame, start)) = open.pop() {
                frames[frame].close = at;
                if start < at {
                    frames[frame].args.push(start..at);
                }
            }
        } else if let Some((frame, start)) = open.last_mut() {
            let separator = if lexemes[frames[*frame].open].text == "{" { ";" } else { "," };
            if lexeme.text == separator && lexeme.kind == LexemeKind::Sign {
                frames[*frame].args.push(*start..at);
                *start = at + 1;
            }
        }
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn calls_know_their_arguments() {
        let script = "let a = any(\"x\", stem(\"y\")) | \"z\"; // any(\nrule(\"r\").when(seq(a, \"b\",).gap(2));";
        let tree = Tree::new(script);
        let calls: Vec<(&str, bool, usize)> = tree
            .frames
            .iter()
            .map(|frame| (tree.word(frame.name.unwrap()), frame.method, frame.args.len()))
            .collect();
        assert_eq!(
            calls,
            [
                ("any", false, 2),
                ("stem", false, 1),
                ("rule", false, 1),
                ("when", true, 1),
                ("seq", false, 2),
                ("gap", true, 1),
            ]
        );
        let value = &tree.values["a"];
        let terms: Vec<&str> =
            tree.split(value, "|").iter().map(|term| &script[tree.bytes(term)]).collect();
        assert_eq!(terms, ["any(\"x\", stem(\"y\"))", "\"z\""]);
        assert!(tree.call(&tree.split(value, "|")[0]).is_some() && tree.comments.len() == 1);
    }

    proptest! {
        #[test]
        fn any_text_gives_a_tree(text in "([a(){}\\[\\],;|\"`#.=]|let a = |\\PC){0,40}") {
            let tree = Tree::new(&text);
            for frame in &tree.frames {
                prop_assert!(frame.open < frame.close);
                for arg in &frame.args {
                    prop_assert!(text.get(tree.bytes(arg)).is_some());
                    tree.split(arg, "|");
                }
            }
        }
    }
}
