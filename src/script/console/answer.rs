//! The answers to queries at the prompt: plain values, without Rhai types and independent of terminals. Also the trait
//! by which the prompt queries the corpus.

use crate::event::Event;
use crate::pattern::Pattern;
use std::sync::Arc;

/// A line of a concordance: one match of a pattern with its context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcordanceLine {
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
    /// Matches.
    pub matches: usize,
    /// Sentences with at least one match.
    pub sentences: usize,
    /// Articles with at least one match.
    pub articles: usize,
}

/// An article in a list of articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleSummary {
    /// Its number in the corpus, from 1.
    pub number: usize,
    /// Its id.
    pub id: String,
    /// ISO date or date-time.
    pub published: Option<String>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The number of matches of the pattern queried; without a pattern, the number of sentences.
    pub count: usize,
}

/// A sentence with its number, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedSentence {
    /// The article's id.
    pub article: String,
    /// The number.
    pub number: usize,
    /// The text.
    pub text: String,
    /// Whether it is furniture, which is not coded.
    pub furniture: bool,
}

/// The value of an entry at the prompt.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing to show.
    Nothing,
    /// A text, number, list or map, as Rhai writes it.
    Plain(String),
    /// A pattern.
    Pattern(Pattern),
    /// The matches of a pattern.
    Concordance(Arc<Vec<ConcordanceLine>>),
    /// The number of matches of a pattern.
    Tally(Tally),
    /// Spellings with how often each was found, the most frequent first.
    Frequencies(Arc<Vec<(String, usize)>>),
    /// Articles.
    Articles(Arc<Vec<ArticleSummary>>),
    /// Sentences.
    Sentences(Arc<Vec<NumberedSentence>>),
    /// Events.
    Events(Vec<Arc<Event>>),
    /// Rules, by id.
    Rules(Vec<String>),
}

/// Selects an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArticleSelector {
    /// By its number in the corpus, from 1.
    Number(usize),
    /// By its id.
    Id(String),
}

/// Selects events that meet all conditions given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this kind.
    pub kind: Option<String>,
    /// Of this rule.
    pub rule: Option<String>,
    /// Of this article.
    pub article: Option<ArticleSelector>,
}

/// Why a query failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The queries of a prompt to its corpus. The user may interrupt any of them, which is an error.
pub trait CorpusAccess {
    /// The matches of `pattern`, in the order of the corpus.
    fn concordance(&mut self, pattern: &Pattern) -> Result<Vec<ConcordanceLine>, QueryError>;
    /// The number of matches of `pattern`.
    fn tally(&mut self, pattern: &Pattern) -> Result<Tally, QueryError>;
    /// The spellings that `pattern` matches, in small letters, the most frequent first, ties in alphabetical order.
    fn frequencies(&mut self, pattern: &Pattern) -> Result<Vec<(String, usize)>, QueryError>;
    /// The articles in which `pattern` is found; all articles without a pattern.
    fn articles(&mut self, pattern: Option<&Pattern>) -> Result<Vec<ArticleSummary>, QueryError>;
    /// The selected events of the current rules.
    fn events(&mut self, wanted: &EventFilter) -> Result<Vec<Arc<Event>>, QueryError>;
    /// The events of the current rules in a text outside the corpus, which is remembered until another article is
    /// shown.
    fn code(&mut self, text: &str) -> Result<Vec<Arc<Event>>, QueryError>;
    /// The sentences of an article, or one of them (from 1).
    fn sentences(
        &mut self,
        article: &ArticleSelector,
        only: Option<usize>,
    ) -> Result<Vec<NumberedSentence>, QueryError>;
    /// The ids of the current rules.
    fn rules(&mut self) -> Vec<String>;
}
