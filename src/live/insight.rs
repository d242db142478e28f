//! What the rules of the moment do in the corpus in memory, for those who mend them: why and why not. Nothing that stands
//! is changed.

use super::corpus::Live;
use super::shard::Shard;
use crate::coder::{Coder, Report};

impl Live {
    /// Why the rules of the moment fire, or do not, on article `article` (an index into the corpus): all that come
    /// near, or the one named; on all its sentences, or one (from 1). A rule that is not loaded, or whose conditions
    /// are at fault, is told as unknown.
    pub fn explain(
        &mut self,
        article: usize,
        rule: Option<&str>,
        sentence: Option<usize>,
    ) -> Report {
        let coder = self.looking(rule);
        let rule = rule.map(str::to_owned);
        self.at(article, move |shard, number| {
            shard.explain(&coder, number, rule.as_deref(), sentence)
        })
    }

    /// A coder whose matcher knows all rules of the moment, or at least the one named; kept until other rules stand.
    pub(super) fn looking(&mut self, rule: Option<&str>) -> Coder {
        let knows = |(of, _): &&(Option<String>, Coder)| of.is_none() || of.as_deref() == rule;
        if let Some((_, coder)) = self.rules.looked.iter().find(knows) {
            return coder.clone();
        }
        let base = &self.rules.base;
        let specs = base.coder.rules().iter().enumerate();
        let wanted = specs.filter(|(_, spec)| rule.is_none_or(|id| spec.id == id));
        let wanted: Vec<usize> = wanted.map(|(index, _)| index).collect();
        let (program, names) = (&self.rules.program, base.gazetteer.clone());
        let (coder, _) = Coder::of(&base.packs, program, self.limits.clone(), names, &wanted);
        // Of those of single rules one is enough: a person asks about one rule at a time.
        self.rules.looked.retain(|(of, _)| of.is_none());
        self.rules.looked.push((rule.map(str::to_owned), coder.clone()));
        coder
    }
}

impl Shard {
    fn explain(
        &self,
        coder: &Coder,
        number: u32,
        rule: Option<&str>,
        sentence: Option<usize>,
    ) -> Report {
        let matcher = coder.matcher().clone();
        let view = match self.shelf().query(&matcher) {
            Some(mut query) => self.view_for(coder, &mut query, number),
            None => self.view_with(&matcher, number, Vec::new()),
        };
        coder.explain(self.program(), &view, rule, sentence)
    }
}
