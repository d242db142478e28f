//! What decided the findings of an [`ArticleContext`], for explanations: the words behind a realis, the clause behind
//! actors and recipients, the readings of a name. Nothing here is needed to code an article.

use super::{ArticleContext, TokenRange};
use crate::event::Realis;
use crate::frame::agent::{self, ClauseForm};
use crate::frame::realis::cue::RealisCase;
use crate::gazetteer::{Entry, Reading};
use crate::text::numbers::number;
use jiff::civil::Date;

/// The main word of a trigger, from which actors and recipients are found.
pub struct Clause {
    /// The word, a token of the document.
    pub word: usize,
    /// How it takes its parties.
    pub form: ClauseForm,
}

impl ArticleContext {
    /// The realis by words and dates, and the tokens that decide it; see [`RealisCase::judge`].
    pub fn realis_cue(
        &self,
        sentence: usize,
        trigger: &TokenRange,
        start: Option<Date>,
    ) -> (Realis, Vec<usize>) {
        let governed = self.governed_realis(sentence, trigger);
        let decides =
            |found: &(Realis, _)| Some(found.0) == self.realis_of_words(sentence, trigger);
        if let Some(found) = governed.filter(decides) {
            return found;
        }
        let published = self.document.article.layout.published.map(|published| published.date);
        let (document, trigger) = (&*self.document, trigger.clone());
        RealisCase { document, sentence, trigger, published, start }.judge()
    }

    /// The clause in which [`ArticleContext::actor_of`] looks for parties.
    pub fn clause(&self, sentence: usize, trigger: &TokenRange) -> Option<Clause> {
        let found = agent::clause(&self.document, sentence, trigger, &|nth| self.hits(nth));
        found.map(|(word, form)| Clause { word, form })
    }

    /// What the place name within `tokens` of a sentence may denote, the reading used first; empty where no gazetteer
    /// knows a place there.
    pub fn place_readings(&self, sentence: usize, tokens: &TokenRange) -> Vec<&Entry> {
        let names = self.names(sentence);
        let inside = |hit: &&crate::gazetteer::NameHit| {
            tokens.start <= hit.tokens.start && hit.tokens.end <= tokens.end
        };
        let places = names.iter().filter(inside).filter(|hit| hit.reading == Reading::Place);
        let hit = places.min_by_key(|hit| hit.tokens.start);
        hit.map_or_else(Vec::new, |hit| {
            hit.entries.iter().map(|&id| self.gazetteer.entry(id)).collect()
        })
    }

    /// The words of a sentence that write this number.
    pub fn words_of_number(&self, sentence: usize, value: u64) -> Option<TokenRange> {
        let tokens = self.sentence_at(sentence).tokens.clone();
        let numbers = number::numbers(&self.document, tokens).into_iter();
        numbers.into_iter().find(|number| number.value == value).map(|number| number.tokens)
    }
}
