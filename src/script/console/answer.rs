//! What questions at the prompt are answered with: plain values, free of Rhai and of terminals.

use crate::event::Event;
use crate::pattern::Pattern;
use std::sync::Arc;

/// A line of a concordance: a place where a pattern was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The article's id.
    pub article: String,
    /// The sentence's number, from 1.
    pub sentence: usize,
    /// The text of the sentence before the match.
    pub before: String,
    /// The match.
    pub found: String,
    /// The text of the sentence after it.
    pub after: String,
}

/// How often a pattern was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Places.
    pub matches: usize,
    /// Sentences that hold one.
    pub sentences: usize,
    /// Articles that hold one.
    pub articles: usize,
}

/// An article, described in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Its place in the corpus, from 1.
    pub number: usize,
    /// Its id.
    pub id: String,
    /// ISO date or date-time.
    pub published: Option<String>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// How often the pattern asked for was found in it; how many sentences it has where none was asked for.
    pub count: usize,
}

/// A sentence with its number, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The article's id.
    pub article: String,
    /// The number.
    pub number: usize,
    /// The text.
    pub text: String,
    /// Whether it is left out of coding.
    pub furniture: bool,
}

/// What an entry at the prompt came to.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing to be shown.
    Nothing,
    /// A text, number, list or map, as Rhai writes it.
    Plain(String),
    /// A pattern.
    Pattern(Pattern),
    /// Places where a pattern was found.
    Concordance(Arc<Vec<Line>>),
    /// How often one was found.
    Tally(Tally),
    /// Spellings with how often each was found, the most frequent first.
    Frequencies(Arc<Vec<(String, usize)>>),
    /// Articles.
    Articles(Arc<Vec<Headline>>),
    /// Sentences.
    Sentences(Arc<Vec<Numbered>>),
    /// Events.
    Events(Vec<Arc<Event>>),
    /// Rules, by id.
    Rules(Vec<String>),
}

/// Which article is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its place in the corpus, from 1.
    Number(usize),
    /// By its id.
    Id(String),
}

/// Which events are meant: all conditions given hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of this kind.
    pub kind: Option<String>,
    /// Of this rule.
    pub rule: Option<String>,
    /// Of this article.
    pub article: Option<Which>,
}

/// Why a question got no answer: what is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// What a prompt asks of the corpus behind it. Every question may be stopped by the user, and then has no answer.
pub trait Desk {
    /// The places where `pattern` is found, in the corpus' order.
    fn concordance(&mut self, pattern: &Pattern) -> Result<Vec<Line>, Unanswered>;
    /// How often `pattern` is found.
    fn tally(&mut self, pattern: &Pattern) -> Result<Tally, Unanswered>;
    /// What `pattern` is found as, the most frequent first, equals in order of the alphabet; case folded.
    fn frequencies(&mut self, pattern: &Pattern) -> Result<Vec<(String, usize)>, Unanswered>;
    /// The articles that hold `pattern`, or all.
    fn articles(&mut self, pattern: Option<&Pattern>) -> Result<Vec<Headline>, Unanswered>;
    /// The events wanted, by the rules in force.
    fn events(&mut self, wanted: &Wanted) -> Result<Vec<Arc<Event>>, Unanswered>;
    /// The sentences of an article, or one of them (from 1).
    fn sentences(
        &mut self,
        article: &Which,
        only: Option<usize>,
    ) -> Result<Vec<Numbered>, Unanswered>;
    /// The ids of the rules in force.
    fn rules(&mut self) -> Vec<String>;
}
