//! Searches the corpus for a pattern, independently of the current rules.

use super::corpus::LiveCorpus;
use super::shard::Shard;
use super::shards::Stopped;
use crate::pattern::matcher::PlanError;
use crate::pattern::{Matcher, MatcherBuilder, NodeId, Pattern, Scope};
use crate::text::Document;
use std::ops::Range;
use std::sync::Arc;

/// A pattern compiled for a search.
#[derive(Clone)]
struct PreparedSearch {
    matcher: Arc<Matcher>,
    node: NodeId,
    /// Whether every match contains a required word; otherwise every article must be searched.
    by_words: bool,
}

/// Why a search has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// The pattern cannot be compiled.
    #[error("{0}")]
    Unsound(#[from] PlanError),
    /// The user stopped it.
    #[error("stopped")]
    Stopped,
}

impl From<Stopped> for SearchError {
    fn from(_: Stopped) -> Self {
        SearchError::Stopped
    }
}

impl LiveCorpus {
    /// Calls `look` for each occurrence of `pattern` in coded text and returns the results by article, in corpus order;
    /// articles without one are left out. `look` gets the document, the sentence's index and the tokens.
    pub fn search<T: Send + 'static>(
        &mut self,
        pattern: &Pattern,
        look: impl Fn(&Document, usize, Range<usize>) -> T + Clone + Send + 'static,
    ) -> Result<Vec<(usize, Vec<T>)>, SearchError> {
        let mut builder = MatcherBuilder::default();
        let by_words = builder.rule(pattern, &[], None, Scope::Sentence, Scope::Sentence).is_ok();
        let node = builder.pattern(pattern)?;
        let sought = PreparedSearch { matcher: Arc::new(builder.build()), node, by_words };
        Ok(self.gather(move |shard| shard.search(&sought, &look))?)
    }
}

impl Shard {
    /// The results of `look` for each occurrence, by document.
    fn search<T>(
        &self,
        sought: &PreparedSearch,
        look: &impl Fn(&Document, usize, Range<usize>) -> T,
    ) -> Vec<(u32, Vec<T>)> {
        let Some(mut query) = self.store().query(&sought.matcher) else { return Vec::new() };
        let numbers = match sought.by_words {
            true => self.store().holding(&query, 0),
            false => (0..self.documents().len() as u32).collect(),
        };
        let mut found = Vec::new();
        let mut hits = Vec::new();
        for number in numbers {
            if self.is_stopped() {
                break;
            }
            self.store().scan(&mut query, number, &mut hits);
            let view = self.view_with(&sought.matcher, number, std::mem::take(&mut hits));
            let reading = view.reading();
            let mut places = Vec::new();
            for (index, sentence) in view.document().sentences().iter().enumerate() {
                if self.is_stopped() {
                    break; // an article may be a whole archive
                }
                let idle = sought.by_words && reading.hits_in(&sentence.tokens).is_empty();
                if idle || !sentence.kind.is_coded() {
                    continue;
                }
                let unit = reading.unit(index, Scope::Sentence);
                // A part with a wider scope is found anywhere in that scope; keep only what is in this sentence.
                let here = reading.spans(sought.node, &unit).into_iter().filter(|span| {
                    sentence.tokens.start <= span.start && span.end <= sentence.tokens.end
                });
                places.extend(here.map(|span| look(view.document(), index, span)));
            }
            if !places.is_empty() {
                found.push((number, places));
            }
        }
        found
    }
}
