//! The pattern value: what a rule author writes. Data only; `matcher` compiles it, `explain` explains its results.

use super::condition::{Test, WordSort};
use super::error::PatternError;
use super::lower::{self, LoweredRegex};
use super::phrase::Phrase;
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A value that says what to look for. Cheap to clone; equal when built alike.
#[derive(Clone, Debug)]
pub struct Pattern(Arc<ExprNode>);

#[derive(Clone, Debug)]
struct ExprNode {
    /// The hash of all below. Patterns are looked up each time a closure uses one, and share large parts.
    hash: u64,
    made: Arc<Made>,
    name: Option<String>,
    scope: Option<Scope>,
}

/// What a pattern is made of, shared by those that differ only in name or scope.
#[derive(Debug)]
struct Made {
    op: Op,
    /// The hash of `op`.
    hash: u64,
    /// Phrases and parts below, counted once per occurrence: the cost of compiling.
    size: usize,
    /// Bytes it takes besides its parts, about.
    bytes: usize,
    /// Levels of parts below: 0 for a leaf. Every walk over patterns takes a call a level.
    depth: usize,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        let (one, two) = (&self.0, &other.0);
        Arc::ptr_eq(one, two)
            || one.hash == two.hash
                && (one.scope, &one.name) == (two.scope, &two.name)
                && (Arc::ptr_eq(&one.made, &two.made) || one.made.op == two.made.op)
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

/// Alternative phrases, shared by the patterns that list them.
pub type Phrases = Arc<[Phrase]>;

/// What a pattern is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Any of these phrases.
    Words(Phrases),
    /// Any phrase of a pack's lexicon.
    Lexicon(String, Phrases),
    /// A regex over several words that cannot be rewritten as phrases; the phrases are words that every match contains.
    Regex(String, Phrases),
    /// A name of the gazetteers that denotes an actor.
    Actor,
    /// A name of the gazetteers that denotes a place.
    Place,
    /// A number, in digits or words.
    Number,
    /// A date or time expression.
    Date,
    /// The inner pattern, inside a quotation.
    Quoted(Pattern),
    /// Any of these.
    Any(Vec<Pattern>),
    /// All of these, in any order.
    All(Vec<Pattern>),
    /// The inner pattern occurs nowhere in the scope.
    Not(Pattern),
    /// One after the other, with at most this many tokens between two.
    Seq(Vec<Pattern>, usize),
    /// Both, in either order, with at most this many tokens between.
    Near(Pattern, Pattern, usize),
    /// A word that is a verb or noun in its sentence: the first part, with what each test says. Tests that take a part take
    /// the others, in order.
    Syntax(Vec<Pattern>, Vec<Test>),
}

/// The most phrases and parts a pattern with parts may have; a part that occurs twice counts twice.
pub const MOST_PARTS: usize = 100_000;
/// The most levels of parts inside each other. Every walk over a pattern (to compile, evaluate, explain, show, compare or
/// drop it) takes a call a level, and an overflow of the stack would end the process.
pub const MOST_LEVELS: usize = 128;

/// The range of text in which all parts of a pattern must occur.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub enum Scope {
    /// One sentence.
    #[default]
    Sentence,
    /// One paragraph.
    Paragraph,
    /// The whole article, title included.
    Article,
}

impl Scope {
    /// Reads "sentence", "paragraph" or "article".
    pub fn parse(name: &str) -> Option<Scope> {
        match name {
            "sentence" => Some(Scope::Sentence),
            "paragraph" => Some(Scope::Paragraph),
            "article" => Some(Scope::Article),
            _ => None,
        }
    }

    /// The name that rules use.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Sentence => "sentence",
            Scope::Paragraph => "paragraph",
            Scope::Article => "article",
        }
    }
}

impl Pattern {
    /// A pattern of `op`: the one place where patterns with parts are made, so that none is too large or too deep.
    fn joined(op: Op) -> Result<Pattern, PatternError> {
        let (size, depth) = (op.size(), op.depth());
        if size > MOST_PARTS {
            return Err(PatternError::TooLarge(MOST_PARTS));
        }
        if depth > MOST_LEVELS {
            return Err(PatternError::TooDeep(MOST_LEVELS));
        }
        Ok(Pattern::of(Arc::new(Made::new(op)), None, None))
    }

    /// A pattern of `op` with a name and a scope.
    ///
    /// # Errors
    /// It is too large or too deep.
    pub(super) fn assembled(
        op: Op,
        name: Option<String>,
        scope: Option<Scope>,
    ) -> Result<Pattern, PatternError> {
        let pattern = Pattern::joined(op)?;
        Ok(Pattern::of(pattern.0.made.clone(), name, scope))
    }

    /// A pattern without parts.
    fn leaf(op: Op) -> Pattern {
        Pattern::of(Arc::new(Made::new(op)), None, None)
    }

    fn of(made: Arc<Made>, name: Option<String>, scope: Option<Scope>) -> Pattern {
        let mut hasher = FxHasher::default();
        (made.hash, &name, scope).hash(&mut hasher);
        Pattern(Arc::new(ExprNode { hash: hasher.finish(), made, name, scope }))
    }

    /// How many phrases and parts it has, each counted as often as it occurs.
    pub fn size(&self) -> usize {
        self.0.made.size
    }

    /// About how many bytes it takes besides its parts: an estimate of what a script made by building it.
    pub fn bytes(&self) -> usize {
        let name = self.0.name.as_ref().map_or(0, String::len);
        match name > 0 || self.0.scope.is_some() {
            true => size_of::<ExprNode>() + name,
            false => size_of::<ExprNode>() + self.0.made.bytes,
        }
    }

    /// How many levels of parts are inside it: 0 for a list of phrases.
    pub fn depth(&self) -> usize {
        self.0.made.depth
    }

    /// Any of these phrases (see `Phrase::parse` for the notation).
    pub fn words<S: AsRef<str>>(phrases: &[S]) -> Result<Pattern, PatternError> {
        Ok(Pattern::leaf(Op::Words(parse_all(phrases, Phrase::parse)?)))
    }

    /// Any of these words in any of their forms.
    pub fn stems<S: AsRef<str>>(phrases: &[S]) -> Result<Pattern, PatternError> {
        Ok(Pattern::leaf(Op::Words(parse_all(phrases, Phrase::stems)?)))
    }

    /// Any phrase of the lexicon `name`.
    pub fn lexicon<S: AsRef<str>>(name: &str, phrases: &[S]) -> Result<Pattern, PatternError> {
        Ok(Pattern::leaf(Op::Lexicon(name.to_owned(), parse_all(phrases, Phrase::parse)?)))
    }

    /// What the regex finds between word boundaries; if it contains no capital, case is ignored.
    pub fn regex(regex: &str) -> Result<Pattern, PatternError> {
        Ok(Pattern::leaf(match lower::lower(regex)? {
            LoweredRegex::Phrases(phrases) => Op::Words(phrases.into()),
            LoweredRegex::Gated(required) => Op::Regex(regex.to_owned(), required.into()),
        }))
    }

    /// A pattern without parts of its own: actor, place, number or date.
    pub fn entity(op: Op) -> Pattern {
        Pattern::leaf(op)
    }

    /// The inner pattern, inside a quotation.
    pub fn quoted(inner: Pattern) -> Result<Pattern, PatternError> {
        Pattern::joined(Op::Quoted(inner))
    }

    /// Any of `parts`; phrases of plain parts are merged, so that a long list stays one leaf.
    pub fn any(parts: Vec<Pattern>) -> Result<Pattern, PatternError> {
        if size_of_all(&parts) > MOST_PARTS {
            return Err(PatternError::TooLarge(MOST_PARTS)); // before its phrases are copied
        }
        let mut pooled = Vec::new();
        let mut others = Vec::new();
        for part in parts {
            match (part.op(), &part.0.name, part.0.scope) {
                (Op::Words(phrases), None, None) => pooled.extend(phrases.iter().cloned()),
                (Op::Any(inner), None, None) => others.extend(inner.iter().cloned()),
                _ => others.push(part),
            }
        }
        if !pooled.is_empty() {
            others.insert(0, Pattern::leaf(Op::Words(pooled.into())));
        }
        match others.len() {
            0 => Err(PatternError::NoParts),
            1 if others[0].is_plain() => Ok(others.remove(0)),
            _ => Pattern::joined(Op::Any(others)),
        }
    }

    /// All of `parts`, in any order.
    pub fn all(parts: Vec<Pattern>) -> Result<Pattern, PatternError> {
        if size_of_all(&parts) > MOST_PARTS {
            return Err(PatternError::TooLarge(MOST_PARTS));
        }
        let mut flat = Vec::new();
        for part in parts {
            match (part.op(), &part.0.name, part.0.scope) {
                (Op::All(inner), None, None) => flat.extend(inner.iter().cloned()),
                _ => flat.push(part),
            }
        }
        match flat.len() {
            0 => Err(PatternError::NoParts),
            1 if flat[0].is_plain() => Ok(flat.remove(0)),
            _ => Pattern::joined(Op::All(flat)),
        }
    }

    /// Whether it has neither a name nor a scope of its own, which a name or scope given later would replace.
    fn is_plain(&self) -> bool {
        self.0.name.is_none() && self.0.scope.is_none()
    }

    /// Not in the scope.
    pub fn negate(inner: Pattern) -> Result<Pattern, PatternError> {
        Pattern::joined(Op::Not(inner))
    }

    /// `parts` in order, at most three tokens between two unless [`Pattern::gap`] says otherwise.
    pub fn seq(parts: Vec<Pattern>) -> Result<Pattern, PatternError> {
        match parts.is_empty() {
            true => Err(PatternError::NoParts),
            false => Pattern::joined(Op::Seq(parts, 3)),
        }
    }

    /// `left` and `right` in either order with at most `gap` tokens between.
    pub fn near(left: Pattern, right: Pattern, gap: usize) -> Result<Pattern, PatternError> {
        Pattern::joined(Op::Near(left, right, gap))
    }

    /// Any of these words in any of their forms, where they are verbs (or nouns) in their sentence.
    pub fn of_sort<S: AsRef<str>>(sort: WordSort, words: &[S]) -> Result<Pattern, PatternError> {
        Pattern::joined(Op::Syntax(vec![Pattern::stems(words)?], vec![Test::Is(sort)]))
    }

    /// The same pattern by grammar with one more test, and the part that it takes; `None` if the pattern is none by grammar.
    pub fn with_test(
        &self,
        test: Test,
        part: Option<Pattern>,
    ) -> Option<Result<Pattern, PatternError>> {
        let Op::Syntax(parts, tests) = self.op() else { return None };
        let parts = parts.iter().cloned().chain(part).collect();
        let tests = tests.iter().cloned().chain([test]).collect();
        let (name, scope) = (self.name().map(str::to_owned), self.scope());
        Some(Pattern::assembled(Op::Syntax(parts, tests), name, scope))
    }

    /// What a pattern by grammar asks its words to be; `None` if the pattern is none.
    pub fn word_sort(&self) -> Option<WordSort> {
        match self.op() {
            Op::Syntax(_, tests) => tests.iter().find_map(|test| match test {
                Test::Is(sort) => Some(*sort),
                _ => None,
            }),
            _ => None,
        }
    }

    /// The same sequence with another gap, in tokens; `None` if the pattern is no sequence.
    pub fn gap(&self, gap: usize) -> Option<Pattern> {
        match self.op() {
            Op::Seq(parts, _) => Some(self.with_op(Op::Seq(parts.clone(), gap))),
            _ => None,
        }
    }

    /// The same pattern under a name, by which closures can get its spans.
    pub fn named(&self, name: &str) -> Pattern {
        Pattern::of(self.0.made.clone(), Some(name.to_owned()), self.0.scope)
    }

    /// The same pattern, evaluated over `scope` regardless of the rule's own.
    pub fn within(&self, scope: Scope) -> Pattern {
        Pattern::of(self.0.made.clone(), self.0.name.clone(), Some(scope))
    }

    /// A pattern made of `op`, which has no more parts and levels than this one, with the name and the scope of this one.
    pub(super) fn with_op(&self, op: Op) -> Pattern {
        Pattern::of(Arc::new(Made::new(op)), self.0.name.clone(), self.0.scope)
    }

    /// What it is made of.
    pub fn op(&self) -> &Op {
        &self.0.made.op
    }

    /// Its name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Its own scope, if it has one.
    pub fn scope(&self) -> Option<Scope> {
        self.0.scope
    }

    /// Its parts, in the order written.
    pub fn parts(&self) -> &[Pattern] {
        match self.op() {
            Op::Any(parts) | Op::All(parts) | Op::Seq(parts, _) | Op::Syntax(parts, _) => parts,
            Op::Not(inner) | Op::Quoted(inner) => std::slice::from_ref(inner),
            _ => &[],
        }
    }
}

impl Made {
    fn new(op: Op) -> Made {
        let mut hasher = FxHasher::default();
        op.hash(&mut hasher);
        let bytes = size_of::<Made>() + op.bytes();
        Made { hash: hasher.finish(), size: op.size(), bytes, depth: op.depth(), op }
    }
}

impl Op {
    /// Phrases and parts below, counted once per occurrence.
    fn size(&self) -> usize {
        match self {
            Op::Words(phrases) | Op::Lexicon(_, phrases) | Op::Regex(_, phrases) => phrases.len(),
            Op::Actor | Op::Place | Op::Number | Op::Date => 1,
            Op::Near(left, right, _) => left.size().saturating_add(right.size()).saturating_add(1),
            Op::Not(inner) | Op::Quoted(inner) => size_of_all(std::slice::from_ref(inner)),
            Op::Any(parts) | Op::All(parts) | Op::Seq(parts, _) => size_of_all(parts),
            Op::Syntax(parts, tests) => size_of_all(parts).saturating_add(tests.len()),
        }
    }

    /// About how many bytes it takes besides its parts. Phrases are shared by the patterns that are made of them, and
    /// each is counted where it was read.
    fn bytes(&self) -> usize {
        match self {
            Op::Words(phrases) | Op::Lexicon(_, phrases) => {
                phrases.iter().map(Phrase::bytes).sum::<usize>()
            }
            Op::Regex(regex, _) => 2 * regex.len(),
            Op::Actor | Op::Place | Op::Number | Op::Date => 0,
            Op::Near(..) | Op::Not(_) | Op::Quoted(_) => 2 * size_of::<Pattern>(),
            Op::Any(parts) | Op::All(parts) | Op::Seq(parts, _) => size_of_val(&parts[..]),
            Op::Syntax(parts, tests) => size_of_val(&parts[..]) + size_of_val(&tests[..]),
        }
    }

    /// Levels of parts below.
    fn depth(&self) -> usize {
        let below = |parts: &[Pattern]| 1 + parts.iter().map(Pattern::depth).max().unwrap_or(0);
        match self {
            Op::Words(_) | Op::Lexicon(..) | Op::Regex(..) => 0,
            Op::Actor | Op::Place | Op::Number | Op::Date => 0,
            Op::Near(left, right, _) => 1 + left.depth().max(right.depth()),
            Op::Not(inner) | Op::Quoted(inner) => 1 + inner.depth(),
            Op::Any(parts) | Op::All(parts) | Op::Seq(parts, _) | Op::Syntax(parts, _) => {
                below(parts)
            }
        }
    }
}

fn size_of_all(parts: &[Pattern]) -> usize {
    parts.iter().fold(1, |sum, part| sum.saturating_add(part.size()))
}

fn parse_all<S: AsRef<str>>(
    phrases: &[S],
    parse: impl Fn(&str) -> Result<Phrase, PatternError>,
) -> Result<Phrases, PatternError> {
    if phrases.is_empty() {
        return Err(PatternError::NoParts);
    }
    phrases.iter().map(|phrase| parse(phrase.as_ref())).collect()
}
