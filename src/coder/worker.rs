//! Coding on one thread: document, scan, the rules whose words were found, their closures, the events.

use super::Coder;
use super::candidate::Candidate;
use super::explain::Report;
use super::fill::fill;
use super::find::{RuleRunner, keep_coded};
use crate::event::Event;
use crate::pattern::WordCache;
use crate::script::{Fault, Program, View};
use crate::text::{Article, Document, Vocabulary};
use std::rc::Rc;

/// Codes articles on one thread. Reused from article to article; its vocabulary grows with the words read.
pub struct Worker {
    coder: Coder,
    program: Program,
    vocabulary: Vocabulary,
    cache: WordCache,
    finder: RuleRunner,
}

/// The result of coding one article.
#[derive(Debug)]
pub struct CodedArticle {
    /// Its events, in order of sentence, then rule.
    pub events: Vec<Event>,
    /// Faults of rules on this article.
    pub faults: Vec<Fault>,
    /// The article as words and sentences.
    pub document: Rc<Document>,
}

impl CodedArticle {
    /// The article as it was coded. `start` and `end` of its events are byte offsets in its `text`.
    pub fn article(&self) -> &Article {
        &self.document.article
    }
}

/// Which rules have at least one event in an article.
#[derive(Debug)]
pub struct ArticleHits {
    /// The article's id.
    pub article_id: String,
    /// Indices into `Coder::rules`, sorted, distinct.
    pub rules: Vec<u32>,
    /// Faults of rules on this article.
    pub faults: Vec<Fault>,
}

/// A vocabulary of more words than this (some hundred MB) is reset; few of its words recur by then.
const MOST_WORDS: usize = 4_000_000;

impl Worker {
    pub(super) fn new(coder: Coder) -> Worker {
        // The same files load to the same program on every thread; their faults were reported when the coder was made.
        let (program, _) = Program::load(&coder.compiled.sets, &coder.compiled.limits);
        Worker {
            coder,
            program,
            vocabulary: Vocabulary::new(),
            cache: WordCache::default(),
            finder: RuleRunner::default(),
        }
    }

    /// All events of `article`.
    pub fn code(&mut self, article: Article) -> CodedArticle {
        let view = self.view(article);
        let (drafts, faults) = self.finder.find(&self.coder, &self.program, &view);
        let document = view.document();
        let candidates: Vec<Candidate<'_>> =
            drafts.iter().map(|drafts| Candidate::of(&self.coder, document, drafts)).collect();
        let kept = self.coder.dedup(&candidates).into_iter().map(|at| candidates[at].clone());
        let kept: Vec<Candidate<'_>> = kept.collect();
        let events = self.coder.events(&view, &kept, |(_, one)| fill(&self.coder, &view, one));
        CodedArticle { events, faults, document: view.notes.document.clone() }
    }

    /// Which rules have an event in `article`. Each rule is called only until its first event.
    pub fn hits(&mut self, article: Article) -> ArticleHits {
        let view = self.view(article);
        let (hit, faults) = self.finder.hits(&self.coder, &self.program, &view);
        let rules = (0..hit.len()).filter(|&rule| hit[rule]).map(|rule| rule as u32).collect();
        ArticleHits { article_id: view.document().article.id.clone(), rules, faults }
    }

    /// Why rules fired or did not on the sentences of `article`: all rules whose words are found, or the one named.
    pub fn explain(
        &mut self,
        article: Article,
        rule: Option<&str>,
        sentence: Option<usize>,
    ) -> Report {
        let view = self.view(article);
        self.coder.explain(&self.program, &view, rule, sentence)
    }

    /// The article as rules see it.
    fn view(&mut self, article: Article) -> Rc<View> {
        if self.vocabulary.len() > MOST_WORDS {
            self.vocabulary = Vocabulary::new();
            self.cache = WordCache::default();
        }
        let document = Document::new(article, &mut self.vocabulary);
        let mut hits = Vec::new();
        let compiled = &self.coder.compiled;
        compiled.matcher.scan(&document, &self.vocabulary, &mut self.cache, &mut hits);
        if !hits.is_empty() {
            keep_coded(&document, &mut hits);
        }
        self.coder.view(&compiled.matcher, Rc::new(document), hits)
    }
}
