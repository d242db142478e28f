//! A prompt without a corpus, for tests.

use super::answer::{
    ArticleSelector, ArticleSummary, ConcordanceLine, CorpusAccess, EventFilter, NumberedSentence,
    QueryError, Tally,
};
use super::{Console, SharedCorpusAccess};
use crate::pattern::Pattern;
use crate::script::spec::{ScriptFile, ScriptSet};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Answers queries with fixed values, or with the pattern it was given.
struct FixedAnswers;

impl CorpusAccess for FixedAnswers {
    fn concordance(&mut self, pattern: &Pattern) -> Result<Vec<ConcordanceLine>, QueryError> {
        let line = ConcordanceLine {
            article: "a".into(),
            sentence: 1,
            before: String::new(),
            found: pattern.to_string(),
            after: String::new(),
        };
        Ok(vec![line])
    }

    fn tally(&mut self, _: &Pattern) -> Result<Tally, QueryError> {
        Ok(Tally { matches: 3, sentences: 2, articles: 1 })
    }

    fn frequencies(&mut self, _: &Pattern) -> Result<Vec<(String, usize)>, QueryError> {
        Ok(vec![("truce".into(), 3)])
    }

    fn articles(&mut self, _: Option<&Pattern>) -> Result<Vec<ArticleSummary>, QueryError> {
        Ok(Vec::new())
    }

    fn events(
        &mut self,
        wanted: &EventFilter,
    ) -> Result<Vec<Arc<crate::event::Event>>, QueryError> {
        match &wanted.kind {
            Some(kind) if kind == "none" => {
                Err(QueryError { message: "no kind \"none\"".into(), help: "ask".into() })
            }
            _ => Ok(vec![Arc::new(crate::event::sample())]),
        }
    }

    fn code(&mut self, _: &str) -> Result<Vec<Arc<crate::event::Event>>, QueryError> {
        Ok(vec![Arc::new(crate::event::sample())])
    }

    fn sentences(
        &mut self,
        article: &ArticleSelector,
        only: Option<usize>,
    ) -> Result<Vec<NumberedSentence>, QueryError> {
        let text = format!("{article:?}");
        let number = only.unwrap_or(1);
        Ok(vec![NumberedSentence { article: "a".into(), number, text, furniture: false }])
    }

    fn rules(&mut self) -> Vec<String> {
        vec!["x/y".into()]
    }
}

/// A prompt with a module and a lexicon.
pub fn console() -> Console {
    let set = ScriptSet {
        pack: "p".into(),
        lib: vec![ScriptFile { path: "lib/war.rhai".into(), text: "fn two() { 2 }".into() }],
        lexicons: BTreeMap::from([("few".to_owned(), vec!["a few".to_owned()])]),
        ..ScriptSet::default()
    };
    let desk: SharedCorpusAccess = Rc::new(RefCell::new(FixedAnswers));
    Console::new(&[Arc::new(set)], &desk, Arc::default())
}

/// A prompt without packs.
pub fn bare() -> Console {
    let desk: SharedCorpusAccess = Rc::new(RefCell::new(FixedAnswers));
    Console::new(&[], &desk, Arc::default())
}
