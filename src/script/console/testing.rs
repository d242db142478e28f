//! A desk without a corpus, for tests of the prompt.

use super::answer::{Desk, Headline, Line, Numbered, Tally, Unanswered, Wanted, Which};
use super::{Console, SharedDesk};
use crate::pattern::Pattern;
use crate::script::spec::{ScriptFile, ScriptSet};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Answers with the pattern it was asked about.
struct Echo;

impl Desk for Echo {
    fn concordance(&mut self, pattern: &Pattern) -> Result<Vec<Line>, Unanswered> {
        let line = Line {
            article: "a".into(),
            sentence: 1,
            before: String::new(),
            found: pattern.to_string(),
            after: String::new(),
        };
        Ok(vec![line])
    }

    fn tally(&mut self, _: &Pattern) -> Result<Tally, Unanswered> {
        Ok(Tally { matches: 3, sentences: 2, articles: 1 })
    }

    fn frequencies(&mut self, _: &Pattern) -> Result<Vec<(String, usize)>, Unanswered> {
        Ok(vec![("truce".into(), 3)])
    }

    fn articles(&mut self, _: Option<&Pattern>) -> Result<Vec<Headline>, Unanswered> {
        Ok(Vec::new())
    }

    fn events(&mut self, wanted: &Wanted) -> Result<Vec<Arc<crate::event::Event>>, Unanswered> {
        match &wanted.kind {
            Some(kind) if kind == "none" => {
                Err(Unanswered { message: "no kind \"none\"".into(), help: "ask".into() })
            }
            _ => Ok(vec![Arc::new(crate::event::sample())]),
        }
    }

    fn sentences(
        &mut self,
        article: &Which,
        only: Option<usize>,
    ) -> Result<Vec<Numbered>, Unanswered> {
        let text = format!("{article:?}");
        let number = only.unwrap_or(1);
        Ok(vec![Numbered { article: "a".into(), number, text, furniture: false }])
    }

    fn rules(&mut self) -> Vec<String> {
        vec!["x/y".into()]
    }
}

/// A prompt with a module and a lexicon, and nothing behind it.
pub fn console() -> Console {
    let set = ScriptSet {
        pack: "p".into(),
        lib: vec![ScriptFile { path: "lib/war.rhai".into(), text: "fn two() { 2 }".into() }],
        lexicons: BTreeMap::from([("few".to_owned(), vec!["a few".to_owned()])]),
        ..ScriptSet::default()
    };
    let desk: SharedDesk = Rc::new(RefCell::new(Echo));
    Console::new(&[Arc::new(set)], &desk, Arc::default())
}

/// A prompt with nothing but what every prompt has.
pub fn bare() -> Console {
    let desk: SharedDesk = Rc::new(RefCell::new(Echo));
    Console::new(&[], &desk, Arc::default())
}
