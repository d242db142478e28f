//! Coding on one thread: document, scan, the rules whose words were found, their closures, the events.

use super::Coder;
use super::assemble::article_ref;
use super::basis::{self, EventBasis};
use super::candidate::Candidate;
use super::explain::{Report, SentenceReport};
use super::fill::fill;
use super::find::{RuleRunner, keep_coded};
use crate::event::{ArticleRef, Event, OffsetError, OffsetUnit, count_in};
use crate::pattern::WordCache;
use crate::script::{CallRule, Fault, OnDemandProgram, View};
use crate::text::letter_case::{LetterCase, letter_case};
use crate::text::{Article, Document, Vocabulary};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Codes articles on one thread. Reused from article to article; its vocabulary grows with the words read.
pub struct Worker {
    coder: Coder,
    /// Made when a rule first holds; each file is loaded when one of its rules is first called.
    program: OnceCell<OnDemandProgram>,
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
    /// The article as it was coded. `start` and `end` of its events are offsets in its `text`, in bytes until
    /// [`CodedArticle::count_in`] makes them count something else.
    pub fn article(&self) -> &Article {
        &self.document.article
    }

    /// Makes the offsets of its events count `unit`.
    ///
    /// # Errors
    /// An event was changed so that an offset is no position of the article's text; the events are then left as they are.
    pub fn count_in(&mut self, unit: OffsetUnit) -> Result<(), OffsetError> {
        count_in(&mut self.events, &self.document.article.text, unit)
    }
}

/// The events of one article and what decided them.
#[derive(Debug)]
pub struct ExplainedArticle {
    /// The article.
    pub article: ArticleRef,
    /// How it uses capitals.
    pub letters: LetterCase,
    /// Its events, in order of sentence, then rule.
    pub events: Vec<Event>,
    /// Faults of rules on it.
    pub faults: Vec<Fault>,
    /// What decided each event; empty where that was not asked for.
    pub bases: Vec<EventBasis>,
    /// By sentence: the rules that came near; only where the article has no event.
    pub near: Vec<SentenceReport>,
}

impl ExplainedArticle {
    /// Codes and explains `view`, which was made with the matcher of `coder`; `program` holds the closures of all its
    /// rules.
    pub(crate) fn of(
        coder: &Coder,
        program: &dyn CallRule,
        finder: &mut RuleRunner,
        view: &Rc<View>,
    ) -> ExplainedArticle {
        let mut attributes = Vec::new();
        let coded = code_view(
            coder,
            || program,
            finder,
            view,
            |kept, events| {
                let each = kept.iter().zip(events);
                attributes =
                    each.map(|(one, event)| basis::attributes(coder, view, one, event)).collect();
            },
        );
        let with_conditions = |(attributes, event): (Vec<_>, &Event)| {
            let sentence = Some(event.evidence.sentence as usize);
            let report = coder.explain(program, view, Some(&event.rule), sentence);
            let rules = report.sentences.into_iter().flat_map(|sentence| sentence.rules);
            let conditions = rules.flat_map(|rule| rule.lines).collect();
            EventBasis { attributes, conditions }
        };
        if coded.events.is_empty() {
            return ExplainedArticle::without_event(coder, program, view, coded);
        }
        let bases = attributes.into_iter().zip(&coded.events).map(with_conditions).collect();
        ExplainedArticle { bases, ..ExplainedArticle::plain(coded) }
    }

    fn without_event(
        coder: &Coder,
        program: &dyn CallRule,
        view: &Rc<View>,
        coded: CodedArticle,
    ) -> ExplainedArticle {
        let near = coder.near_misses(program, view);
        ExplainedArticle { near, ..ExplainedArticle::plain(coded) }
    }

    fn plain(coded: CodedArticle) -> ExplainedArticle {
        let article = coded.article();
        ExplainedArticle {
            article: article_ref(article),
            letters: letter_case(&article.text),
            events: coded.events,
            faults: coded.faults,
            bases: Vec::new(),
            near: Vec::new(),
        }
    }

    /// Whether an event has no date because the article has none.
    pub fn needs_date(&self) -> bool {
        let undated = |event: &Event| event.date.start.is_none();
        self.article.published.is_none() && self.events.iter().any(undated)
    }
}

/// All events of `view`; `look` is shown what they were made from.
fn code_view<'p>(
    coder: &Coder,
    program: impl Fn() -> &'p dyn CallRule,
    finder: &mut RuleRunner,
    view: &Rc<View>,
    look: impl FnOnce(&[Candidate<'_>], &[Event]),
) -> CodedArticle {
    let (drafts, faults) = finder.find(coder, program, view);
    let document = view.document();
    let candidates: Vec<Candidate<'_>> =
        drafts.iter().map(|drafts| Candidate::of(coder, document, drafts)).collect();
    let kept = coder.dedup(&candidates).into_iter().map(|at| candidates[at].clone());
    let kept: Vec<Candidate<'_>> = kept.collect();
    let events = coder.events(view, &kept, |(_, one)| fill(coder, view, one));
    look(&kept, &events);
    CodedArticle { events, faults, document: view.notes.document.clone() }
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

/// The program of `coder`, made once. The same files load to the same closures on every thread; their faults were
/// reported when the coder was made.
fn program<'p>(loaded: &'p OnceCell<OnDemandProgram>, coder: &Coder) -> &'p dyn CallRule {
    let compiled = &coder.compiled;
    let limits = compiled.limits.for_loading_again();
    loaded.get_or_init(|| OnDemandProgram::new(&compiled.sets, &limits, &compiled.rules))
}

impl Worker {
    pub(super) fn new(coder: Coder) -> Worker {
        Worker {
            coder,
            program: OnceCell::new(),
            vocabulary: Vocabulary::new(),
            cache: WordCache::default(),
            finder: RuleRunner::default(),
        }
    }

    /// The coder that it works for.
    pub fn coder(&self) -> &Coder {
        &self.coder
    }

    /// Begins a chunk: articles that are coded one after the other, whichever thread does it. A rule that exceeds the
    /// limits of a call again and again is put aside for the rest of the chunk; the rules in `aside` (indices into
    /// [`Coder::rules`]) are from its start. Without it, a rule is only put aside for the rest of an article.
    #[doc(hidden)]
    pub fn begin_chunk(&mut self, aside: &BTreeSet<usize>) {
        self.finder.begin_chunk(aside);
    }

    /// By rule (an index into [`Coder::rules`]): how often it exceeded its limits in this chunk.
    #[doc(hidden)]
    pub fn exceeded(&self) -> BTreeMap<usize, u64> {
        self.finder.exceeded()
    }

    /// All events of `article`.
    pub fn code(&mut self, article: Article) -> CodedArticle {
        let view = self.view(article);
        let rules = || program(&self.program, &self.coder);
        code_view(&self.coder, rules, &mut self.finder, &view, |_, _| {})
    }

    /// All events of `article`, what decided each, and the rules that came near where no rule fired.
    pub fn code_and_explain(&mut self, article: Article) -> ExplainedArticle {
        let view = self.view(article);
        let rules = program(&self.program, &self.coder);
        ExplainedArticle::of(&self.coder, rules, &mut self.finder, &view)
    }

    /// All events of `article`, without what decided them; explained only if it has none.
    pub fn code_or_explain(&mut self, article: Article) -> ExplainedArticle {
        let view = self.view(article);
        let rules = || program(&self.program, &self.coder);
        let coded = code_view(&self.coder, rules, &mut self.finder, &view, |_, _| {});
        match coded.events.is_empty() {
            true => ExplainedArticle::without_event(&self.coder, rules(), &view, coded),
            false => ExplainedArticle::plain(coded),
        }
    }

    /// Which rules have an event in `article`. Each rule is called only until its first event.
    pub fn hits(&mut self, article: Article) -> ArticleHits {
        let view = self.view(article);
        let (hit, faults) =
            self.finder.hits(&self.coder, || program(&self.program, &self.coder), &view);
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
        self.coder.explain(program(&self.program, &self.coder), &view, rule, sentence)
    }

    /// The article as rules see it.
    fn view(&mut self, article: Article) -> Rc<View> {
        if self.vocabulary.len() > MOST_WORDS {
            self.vocabulary = Vocabulary::new();
            self.cache = WordCache::default();
        }
        view_of(&self.coder, article, &mut self.vocabulary, &mut self.cache)
    }
}

/// `article` as the rules of `coder` see it. `cache` belongs to `vocabulary` and to the coder's matcher.
pub(crate) fn view_of(
    coder: &Coder,
    article: Article,
    vocabulary: &mut Vocabulary,
    cache: &mut WordCache,
) -> Rc<View> {
    let document = Document::new(article, vocabulary);
    let mut hits = Vec::new();
    let matcher = &coder.compiled.matcher;
    matcher.scan(&document, vocabulary, cache, &mut hits);
    if !hits.is_empty() {
        keep_coded(&document, &mut hits);
    }
    coder.view(matcher, Rc::new(document), hits)
}
