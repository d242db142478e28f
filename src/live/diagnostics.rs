//! What the rules in force do in the corpus in memory, for those who edit them: why and why not. Nothing in force
//! is changed.

use super::corpus::Live;
use super::draft_cache;
use super::shard::Shard;
use super::shards::Stopped;
use crate::coder::profile::{Profiler, RuleCost};
use crate::coder::{Coder, Report};
use std::collections::{BTreeMap, BTreeSet};

/// How many events a rule has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleTally {
    /// Its id.
    pub rule: String,
    /// Its events.
    pub events: usize,
    /// The articles that have one.
    pub articles: usize,
}

/// How many events of a kind there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindTally {
    /// The kind.
    pub kind: String,
    /// Its events.
    pub events: usize,
    /// The articles that have one.
    pub articles: usize,
}

/// Events and articles, by rule (an index into the coder's) and by kind.
#[derive(Default)]
struct Counted {
    rules: BTreeMap<usize, (usize, usize)>,
    kinds: BTreeMap<String, (usize, usize)>,
}

impl Live {
    /// How many events each rule of the moment has, in the order loaded; counted before any is filled in.
    pub fn tally(&mut self) -> Result<Vec<RuleTally>, Stopped> {
        let counted = self.counted()?;
        let rules = self.coder().rules().iter().enumerate().map(|(index, rule)| {
            let (events, articles) = counted.rules.get(&index).copied().unwrap_or_default();
            RuleTally { rule: rule.id.clone(), events, articles }
        });
        Ok(rules.collect())
    }

    /// How many events of each kind there are, the kinds sorted: those that the packs declare, that rules name, and that
    /// closures return.
    pub fn tally_kinds(&mut self) -> Result<Vec<KindTally>, Stopped> {
        let mut counted = self.counted()?.kinds;
        for kind in self.coder().kinds() {
            counted.entry(kind).or_default();
        }
        let tally = |(kind, (events, articles))| KindTally { kind, events, articles };
        Ok(counted.into_iter().map(tally).collect())
    }

    fn counted(&mut self) -> Result<Counted, Stopped> {
        let mut all = Counted::default();
        for counted in self.shards.ask(|shard| shard.count()) {
            all.rules = added(all.rules, counted.rules);
            all.kinds = added(all.kinds, counted.kinds);
        }
        match self.is_stopped() {
            true => Err(Stopped),
            false => Ok(all),
        }
    }

    /// What each rule in force costs over the whole corpus, the most expensive first. All rules are run for it, on all
    /// articles.
    pub fn profile(&mut self) -> Result<Vec<RuleCost>, Stopped> {
        let coder = self.looking(None);
        if self.is_stopped() {
            return Err(Stopped);
        }
        let mut all = Profiler::default();
        let wanted = coder.clone();
        for profiler in self.shards.ask(move |shard| shard.profile(&wanted)) {
            all.add(profiler);
        }
        match self.is_stopped() {
            true => Err(Stopped),
            false => Ok(all.costs(&coder)),
        }
    }

    /// Why the rules in force fire, or do not, on article `article` (an index into the corpus): all that come
    /// near, or the one named; on all its sentences, or one (from 1). A rule that is not loaded, or whose conditions
    /// are at fault, is reported as unknown.
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

    /// A coder of all rules in force, to code articles that are not of the corpus.
    pub fn whole_coder(&mut self) -> Coder {
        self.looking(None)
    }

    /// A coder whose matcher knows all rules in force, or at least the one named; cached until other rules are in force.
    pub(super) fn looking(&mut self, rule: Option<&str>) -> Coder {
        let knows = |(of, _): &&(Option<String>, Coder)| of.is_none() || of.as_deref() == rule;
        if let Some((_, coder)) = self.rules.looked.iter().find(knows) {
            return coder.clone();
        }
        let base = &self.rules.base;
        let specs = base.coder.rules().iter().enumerate();
        let wanted = specs.filter(|(_, spec)| rule.is_none_or(|id| spec.id == id));
        let wanted: Vec<usize> = wanted.map(|(index, _)| index).collect();
        let (program, names) = (&self.rules.program, base.gazetteers.clone());
        let (coder, _) = Coder::of(&base.packs, program, self.limits.clone(), names, &wanted);
        // Of those of single rules one is enough: a person asks about one rule at a time.
        self.rules.looked.retain(|(of, _)| of.is_none());
        self.rules.looked.push((rule.map(str::to_owned), coder.clone()));
        coder
    }
}

fn added<K: Ord>(
    mut all: BTreeMap<K, (usize, usize)>,
    more: BTreeMap<K, (usize, usize)>,
) -> BTreeMap<K, (usize, usize)> {
    for (key, (events, articles)) in more {
        let sum = all.entry(key).or_default();
        *sum = (sum.0 + events, sum.1 + articles);
    }
    all
}

impl Shard {
    /// Counts the events; ends early where stopped.
    fn count(&self) -> Counted {
        let mut all = Counted::default();
        for (number, cached) in self.cached.iter().enumerate() {
            if self.is_stopped() {
                break;
            }
            let document = &self.documents()[number];
            let standing =
                draft_cache::standing(cached.iter(), &self.coder, document, &self.positions);
            let (mut rules, mut kinds) = (BTreeSet::new(), BTreeSet::new());
            for one in &standing {
                let rule = all.rules.entry(one.candidate.rule).or_default();
                *rule = (rule.0 + 1, rule.1 + usize::from(rules.insert(one.candidate.rule)));
                if !all.kinds.contains_key(one.candidate.kind) {
                    all.kinds.insert(one.candidate.kind.to_owned(), (0, 0));
                }
                if let Some(kind) = all.kinds.get_mut(one.candidate.kind) {
                    *kind = (kind.0 + 1, kind.1 + usize::from(kinds.insert(one.candidate.kind)));
                }
            }
        }
        all
    }

    /// Runs all rules of `coder` on all documents; ends early where stopped.
    fn profile(&self, coder: &Coder) -> Profiler {
        let mut profiler = Profiler::default();
        let matcher = coder.matcher().clone();
        let Some(mut query) = self.store().query(&matcher) else { return profiler };
        for number in 0..self.documents().len() as u32 {
            if self.is_stopped() {
                return profiler;
            }
            let view = self.view_for(coder, &mut query, number);
            profiler.run(coder, self.program(), &view);
        }
        profiler
    }

    fn explain(
        &self,
        coder: &Coder,
        number: u32,
        rule: Option<&str>,
        sentence: Option<usize>,
    ) -> Report {
        let matcher = coder.matcher().clone();
        let view = match self.store().query(&matcher) {
            Some(mut query) => self.view_for(coder, &mut query, number),
            None => self.view_with(&matcher, number, Vec::new()),
        };
        coder.explain(self.program(), &view, rule, sentence)
    }
}
