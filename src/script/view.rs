//! What a rule sees: one article, and a place in it where the rule's conditions held. Shared by reference and never
//! changed; scripts get handles to it (`api/`).

use crate::frame::ArticleContext;
use crate::pattern::eval::Unit;
use crate::pattern::{EvalMemo, Hit, MatchContext, Matcher};
use crate::text::Document;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// One article as rules see it: its document, the hits in it, and what has been found in it.
pub struct View {
    /// The rules' patterns.
    pub matcher: Arc<Matcher>,
    /// The document, and a cache of what `frame` found in it so far.
    pub notes: ArticleContext,
    /// The hits outside furniture, sorted by start.
    pub hits: Vec<Hit>,
    /// Results of patterns evaluated over the whole article.
    pub memo: EvalMemo,
    /// The same article for rules with smaller gazetteers; empty where all rules have the same names.
    pub narrower: Vec<Rc<View>>,
}

impl View {
    /// The document.
    pub fn document(&self) -> &Document {
        &self.notes.document
    }

    /// The view for gazetteer `index`: this one for 0, else one of `narrower`.
    pub fn narrowed(self: &Rc<View>, index: usize) -> &Rc<View> {
        index.checked_sub(1).and_then(|at| self.narrower.get(at)).unwrap_or(self)
    }

    /// The view in the form in which patterns are evaluated.
    pub fn reading(&self) -> MatchContext<'_> {
        MatchContext {
            matcher: &self.matcher,
            document: self.document(),
            hits: &self.hits,
            entities: &self.notes,
            memo: &self.memo,
        }
    }
}

/// A place in an article where a rule's conditions held.
#[derive(Clone)]
pub struct Moment {
    /// The article.
    pub view: Rc<View>,
    /// The index of the rule's plan in the matcher.
    pub plan: usize,
    /// The unit over which its conditions were evaluated.
    pub unit: Unit,
    /// The trigger, as tokens: the words that most clearly express the event.
    pub trigger: Range<usize>,
    /// The index of the sentence that holds them.
    pub sentence: usize,
}
