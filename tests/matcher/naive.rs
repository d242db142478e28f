//! Patterns as syntax trees, and a naive evaluator of them.

use dateline::pattern::eval::{Entities, Unit};
use dateline::pattern::{Op, Pattern, PatternError, Scope};
use dateline::text::Document;
use std::collections::BTreeSet;
use std::ops::Range;

/// A pattern as a syntax tree.
#[derive(Clone, Debug)]
pub enum Meant {
    /// Any of these phrases, words separated by spaces.
    Words(Vec<String>),
    /// Any form of these words.
    Stem(Vec<String>),
    Actor,
    Number,
    Quoted(Box<Meant>),
    Any(Vec<Meant>),
    All(Vec<Meant>),
    Not(Box<Meant>),
    Seq(Vec<Meant>, usize),
    Near(Box<Meant>, Box<Meant>, usize),
    Within(Box<Meant>, Scope),
    Named(Box<Meant>),
}

impl Meant {
    pub fn pattern(&self) -> Result<Pattern, PatternError> {
        let each =
            |parts: &[Meant]| parts.iter().map(Meant::pattern).collect::<Result<Vec<_>, _>>();
        match self {
            Meant::Words(phrases) => Pattern::words(phrases),
            Meant::Stem(words) => Pattern::stems(words),
            Meant::Actor => Ok(Pattern::entity(Op::Actor)),
            Meant::Number => Ok(Pattern::entity(Op::Number)),
            Meant::Quoted(inner) => Pattern::quoted(inner.pattern()?),
            Meant::Any(parts) => Pattern::any(each(parts)?),
            Meant::All(parts) => Pattern::all(each(parts)?),
            Meant::Not(inner) => Pattern::negate(inner.pattern()?),
            Meant::Seq(parts, gap) => {
                let made = Pattern::seq(each(parts)?)?;
                Ok(made.gap(*gap).unwrap_or(made))
            }
            Meant::Near(left, right, gap) => Pattern::near(left.pattern()?, right.pattern()?, *gap),
            Meant::Within(inner, scope) => Ok(inner.pattern()?.within(*scope)),
            Meant::Named(inner) => Ok(inner.pattern()?.named("part")),
        }
    }

    /// The pattern as written in a rule file.
    pub fn script(&self) -> String {
        let quoted = |texts: &[String]| {
            texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ")
        };
        let each = |parts: &[Meant]| parts.iter().map(Meant::script).collect::<Vec<_>>().join(", ");
        match self {
            Meant::Words(phrases) => format!("any({})", quoted(phrases)),
            Meant::Stem(words) => format!("stem({})", quoted(words)),
            Meant::Actor => "actor()".into(),
            Meant::Number => "number()".into(),
            Meant::Quoted(inner) => format!("quoted({})", inner.script()),
            Meant::Any(parts) => format!("any({})", each(parts)),
            Meant::All(parts) => format!("all({})", each(parts)),
            Meant::Not(inner) => format!("!({})", inner.script()),
            Meant::Seq(parts, gap) => format!("seq({}).gap({gap})", each(parts)),
            Meant::Near(left, right, gap) => {
                format!("near({}, {}, {gap})", left.script(), right.script())
            }
            Meant::Within(inner, scope) => {
                format!("({}).within({:?})", inner.script(), scope.name())
            }
            Meant::Named(inner) => format!("({}).named(\"part\")", inner.script()),
        }
    }
}

/// Entities found by simple rules: `Alef` and `Bet` are actors, digits are numbers, and every seventh token begins a
/// quotation of four.
pub struct Shown<'a>(pub &'a Document);

impl Shown<'_> {
    fn tokens(&self, within: &Range<usize>, is: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
        within.clone().filter(|&at| is(self.0.surface(at))).map(|at| at..at + 1).collect()
    }
}

impl Entities for Shown<'_> {
    fn actors(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        self.tokens(tokens, |word| ["Alef", "Bet"].contains(&word))
    }
    fn places(&self, _: &Range<usize>) -> Vec<Range<usize>> {
        Vec::new()
    }
    fn numbers(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        self.tokens(tokens, |word| word.bytes().all(|byte| byte.is_ascii_digit()))
    }
    fn dates(&self, _: &Range<usize>) -> Vec<Range<usize>> {
        Vec::new()
    }
    fn quotes(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        let starts = (0..self.0.len()).step_by(7);
        let quotes = starts.map(|start| start..start + 4);
        quotes.filter(|quote| tokens.start <= quote.start && quote.end <= tokens.end).collect()
    }
}

type Spans = BTreeSet<(usize, usize)>;

/// The naive evaluator.
pub struct Naive<'a> {
    pub document: &'a Document,
    pub shown: Shown<'a>,
}

impl Naive<'_> {
    pub fn holds(&self, meant: &Meant, unit: &Unit) -> bool {
        match meant {
            Meant::Within(inner, scope) => {
                let inner = bare(inner);
                self.units(unit, *scope).iter().any(|unit| self.holds(inner, unit))
            }
            Meant::Named(inner) => self.holds(inner, unit),
            Meant::Any(parts) => parts.iter().any(|part| self.holds(part, unit)),
            Meant::All(parts) => parts.iter().all(|part| self.holds(part, unit)),
            Meant::Not(inner) => !self.holds(inner, unit),
            _ => !self.spans(meant, unit).is_empty(),
        }
    }

    pub fn spans(&self, meant: &Meant, unit: &Unit) -> Spans {
        let union = |parts: &[Meant]| -> Spans {
            parts.iter().flat_map(|part| self.spans(part, unit)).collect()
        };
        let set = |ranges: Vec<Range<usize>>| -> Spans {
            ranges.into_iter().map(|range| (range.start, range.end)).collect()
        };
        match meant {
            Meant::Words(phrases) => {
                phrases.iter().flat_map(|phrase| self.phrase(phrase, unit, is_word)).collect()
            }
            Meant::Stem(words) => {
                words.iter().flat_map(|word| self.phrase(word, unit, is_form)).collect()
            }
            Meant::Actor => set(self.shown.actors(&unit.tokens)),
            Meant::Number => set(self.shown.numbers(&unit.tokens)),
            Meant::Quoted(inner) => {
                let quotes = self.shown.quotes(&unit.tokens);
                let inside = |span: &(usize, usize)| {
                    quotes.iter().any(|quote| quote.start <= span.0 && span.1 <= quote.end)
                };
                self.spans(inner, unit).into_iter().filter(inside).collect()
            }
            Meant::Any(parts) => union(parts),
            Meant::All(parts) if parts.iter().all(|part| self.holds(part, unit)) => union(parts),
            Meant::All(_) | Meant::Not(_) => Spans::new(),
            Meant::Seq(parts, gap) => {
                let parts: Vec<Spans> = parts.iter().map(|part| self.spans(part, unit)).collect();
                rows(&parts, *gap)
            }
            Meant::Near(left, right, gap) => {
                let (left, right) = (self.spans(left, unit), self.spans(right, unit));
                let mut both = rows(&[left.clone(), right.clone()], *gap);
                both.extend(rows(&[right, left], *gap));
                both
            }
            Meant::Within(inner, scope) => {
                let (inner, units) = (bare(inner), self.units(unit, *scope));
                units.iter().flat_map(|unit| self.spans(inner, unit)).collect()
            }
            Meant::Named(inner) => self.spans(inner, unit),
        }
    }

    fn phrase(&self, phrase: &str, unit: &Unit, is: fn(&str, &str) -> bool) -> Spans {
        let words: Vec<&str> = phrase.split(' ').collect();
        let starts = unit.tokens.clone().filter(|start| start + words.len() <= unit.tokens.end);
        let found = starts.filter(|start| {
            let mut pairs = words.iter().enumerate();
            pairs.all(|(at, word)| is(word, self.document.surface(start + at)))
        });
        found.map(|start| (start, start + words.len())).collect()
    }

    /// All units of `scope` that share a sentence with `unit`.
    pub fn units(&self, unit: &Unit, scope: Scope) -> Vec<Unit> {
        let sentences = self.document.sentences();
        let mut found: Vec<Unit> = Vec::new();
        for sentence in unit.sentences.clone() {
            let fellows: Vec<usize> = (0..sentences.len())
                .filter(|&other| match scope {
                    Scope::Sentence => other == sentence,
                    Scope::Paragraph => sentences[other].paragraph == sentences[sentence].paragraph,
                    Scope::Article => true,
                })
                .collect();
            let (first, last) = (fellows[0], fellows[fellows.len() - 1]);
            let tokens = sentences[first].tokens.start..sentences[last].tokens.end;
            let made = Unit { sentences: first..last + 1, tokens };
            if !found.contains(&made) {
                found.push(made);
            }
        }
        found
    }
}

/// The pattern without its own scope: a scope given later replaces it.
fn bare(meant: &Meant) -> &Meant {
    match meant {
        Meant::Within(inner, _) | Meant::Named(inner) => bare(inner),
        other => other,
    }
}

/// Every way to take one span of each part, in order, with at most `gap` tokens between two.
fn rows(parts: &[Spans], gap: usize) -> Spans {
    let [first, rest @ ..] = parts else { return Spans::new() };
    let mut found = Spans::new();
    for &(start, end) in first {
        if rest.is_empty() {
            found.insert((start, end));
            continue;
        }
        let reach = |at: usize, span: &(usize, usize)| span.0 >= at && span.0 - at <= gap;
        let mut ends = BTreeSet::from([end]);
        for part in rest {
            ends = ends
                .iter()
                .flat_map(|&at| part.iter().filter(move |span| reach(at, span)).map(|span| span.1))
                .collect();
        }
        found.extend(ends.into_iter().map(|end| (start, end)));
    }
    found
}

fn is_word(written: &str, word: &str) -> bool {
    if written == "*" {
        return true;
    }
    if written.contains('*') {
        return is_like(
            &written.chars().collect::<Vec<_>>(),
            &word.to_lowercase().chars().collect::<Vec<_>>(),
        );
    }
    if written.chars().any(char::is_uppercase) {
        return word == written || word == written.to_uppercase();
    }
    word.to_lowercase() == written
}

fn is_like(glob: &[char], word: &[char]) -> bool {
    match glob.split_first() {
        None => word.is_empty(),
        Some(('*', rest)) => (0..=word.len()).any(|at| is_like(rest, &word[at..])),
        Some((letter, rest)) => word.first() == Some(letter) && is_like(rest, &word[1..]),
    }
}

fn is_form(written: &str, word: &str) -> bool {
    let stemmer = rust_stemmers::Stemmer::create(rust_stemmers::Algorithm::English);
    stemmer.stem(written) == stemmer.stem(&word.to_lowercase())
}
