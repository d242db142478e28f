//! Codes and explains articles outside the corpus with the current rules: texts typed at a prompt. The corpus is not
//! changed.

use super::corpus::LiveCorpus;
use super::draft_cache;
use super::shard::Shard;
use crate::coder::find::RuleRunner;
use crate::coder::{AttributeBasis, Coder, ExplainedArticle, Report, basis, view_of};
use crate::pattern::WordCache;
use crate::script::View;
use crate::text::{Article, Vocabulary};
use std::rc::Rc;

impl LiveCorpus {
    /// The events of `article` by the current rules, and what decided them.
    pub fn code(&mut self, article: Article) -> ExplainedArticle {
        let coder = self.coder_for(None);
        let pending = self.shards.send(0, move |shard| {
            let view = view(&coder, article);
            ExplainedArticle::of(&coder, shard.program(), &mut RuleRunner::default(), &view)
        });
        self.shards.wait(pending)
    }

    /// As [`LiveCorpus::explain`], for an article outside the corpus.
    pub fn explain_outside(
        &mut self,
        article: Article,
        rule: Option<&str>,
        sentence: Option<usize>,
    ) -> Report {
        let coder = self.coder_for(rule);
        let rule = rule.map(str::to_owned);
        let pending = self.shards.send(0, move |shard| {
            let view = view(&coder, article);
            coder.explain(shard.program(), &view, rule.as_deref(), sentence)
        });
        self.shards.wait(pending)
    }

    /// What decided each attribute of event `id` of article `article` (an index into the corpus); empty where the
    /// current rules make no such event.
    pub fn basis(&mut self, article: usize, id: &str) -> Vec<AttributeBasis> {
        let id = id.to_owned();
        self.at(article, move |shard, number| shard.basis(number, &id))
    }
}

impl Shard {
    fn basis(&self, number: u32, id: &str) -> Vec<AttributeBasis> {
        let events = self.events(number);
        self.with_surviving(number, |surviving, view| {
            let ids = draft_cache::ids(surviving, &self.coder, view.document());
            let at = ids.iter().position(|known| known == id);
            let found = at.and_then(|at| surviving.get(at).zip(events.get(at)));
            found.map_or_else(Vec::new, |(one, event)| {
                basis::attributes(&self.coder, view, &one.candidate, event)
            })
        })
    }
}

/// The article as the rules of `coder` see it. Its words are not added to those of the corpus.
fn view(coder: &Coder, article: Article) -> Rc<View> {
    view_of(coder, article, &mut Vocabulary::new(), &mut WordCache::default())
}
