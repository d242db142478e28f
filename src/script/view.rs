//! What a rule sees: one article as read, and one moment in it where its conditions held. Shared by reference, never
//! changed; scripts get handles to it (`api/`).

use crate::frame::ArticleContext;
use crate::pattern::eval::Unit;
use crate::pattern::{EvalMemo, Hit, MatchContext, Matcher};
use crate::text::Document;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// An article as read: its document, the hits in it, and what else is known of it.
pub struct View {
    /// The rules' patterns.
    pub matcher: Arc<Matcher>,
    /// The document and what the frames found in it so far.
    pub notes: ArticleContext,
    /// The hits outside furniture, sorted by start.
    pub hits: Vec<Hit>,
    /// What was judged over the whole of it.
    pub memo: EvalMemo,
    /// The same article for rules that know fewer names; empty where all know the same.
    pub narrower: Vec<Rc<View>>,
}

impl View {
    /// The document.
    pub fn document(&self) -> &Document {
        &self.notes.document
    }

    /// The view with the names of gazetteer `index`: this one for 0, else one of the narrower ones.
    pub fn narrowed(self: &Rc<View>, index: usize) -> &Rc<View> {
        index.checked_sub(1).and_then(|at| self.narrower.get(at)).unwrap_or(self)
    }

    /// The view as patterns read it.
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
    /// The rule's plan in the matcher.
    pub plan: usize,
    /// The unit its conditions were judged over.
    pub unit: Unit,
    /// The tokens that most clearly say the event.
    pub trigger: Range<usize>,
    /// The sentence that holds them.
    pub sentence: usize,
}
