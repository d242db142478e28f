//! Diagnostics of the current rules on the corpus in memory, for rule editors: why rules fire or not, counts, costs.
//! Changes nothing.

use super::corpus::LiveCorpus;
use super::draft_cache;
use super::shard::Shard;
use super::shards::Stopped;
use crate::coder::profile::{Profiler, RuleCost};
use crate::coder::{Coder, Report};
use std::collections::{BTreeMap, BTreeSet};

/// The number of events of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleTally {
    /// The rule's id.
    pub rule: String,
    /// The number of its events.
    pub events: usize,
    /// The number of articles that have one; an article that repeats an earlier one is not counted.
    pub articles: usize,
}

/// The number of events of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindTally {
    /// The kind.
    pub kind: String,
    /// The number of its events.
    pub events: usize,
    /// The number of articles that have one; an article that repeats an earlier one is not counted.
    pub articles: usize,
}

/// Numbers of events and articles, by rule (an index into the coder's) and by kind.
#[derive(Default)]
struct EventCounts {
    rules: BTreeMap<usize, (usize, usize)>,
    kinds: BTreeMap<String, (usize, usize)>,
}

impl LiveCorpus {
    /// The number of events of each current rule, in load order; counted without filling in any event.
    pub fn tally(&mut self) -> Result<Vec<RuleTally>, Stopped> {
        let counted = self.counted()?;
        let rules = self.coder().rules().iter().enumerate().map(|(index, rule)| {
            let (events, articles) = counted.rules.get(&index).copied().unwrap_or_default();
            RuleTally { rule: rule.id.clone(), events, articles }
        });
        Ok(rules.collect())
    }

    /// The number of events of each kind, sorted by kind: all kinds that packs declare, rules name, or closures return.
    pub fn tally_kinds(&mut self) -> Result<Vec<KindTally>, Stopped> {
        let mut counted = self.counted()?.kinds;
        for kind in self.coder().kinds() {
            counted.entry(kind).or_default();
        }
        let tally = |(kind, (events, articles))| KindTally { kind, events, articles };
        Ok(counted.into_iter().map(tally).collect())
    }

    fn counted(&mut self) -> Result<EventCounts, Stopped> {
        self.find_repeats()?;
        let mut all = EventCounts::default();
        for counted in self.shards.ask(|shard| shard.count()) {
            all.rules = added(all.rules, counted.rules);
            all.kinds = added(all.kinds, counted.kinds);
        }
        match self.is_stopped() {
            true => Err(Stopped),
            false => Ok(all),
        }
    }

    /// The cost of each current rule over the whole corpus, the most expensive first. Runs all rules on all articles.
    pub fn profile(&mut self) -> Result<Vec<RuleCost>, Stopped> {
        let coder = self.coder_for(None);
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

    /// Why the current rules fire or do not fire on article `article` (an index into the corpus): all rules that come
    /// near, or only the one named; on all its sentences, or only one (from 1). A rule that is not loaded, or whose
    /// conditions have faults, is reported as unknown.
    pub fn explain(
        &mut self,
        article: usize,
        rule: Option<&str>,
        sentence: Option<usize>,
    ) -> Report {
        let coder = self.coder_for(rule);
        let rule = rule.map(str::to_owned);
        self.at(article, move |shard, number| {
            shard.explain(&coder, number, rule.as_deref(), sentence)
        })
    }

    /// A coder with all current rules, to code articles outside the corpus.
    pub fn whole_coder(&mut self) -> Coder {
        self.coder_for(None)
    }

    /// A coder whose matcher contains all current rules, or at least the one named; cached until the rules change.
    pub(super) fn coder_for(&mut self, rule: Option<&str>) -> Coder {
        let knows = |(of, _): &&(Option<String>, Coder)| of.is_none() || of.as_deref() == rule;
        if let Some((_, coder)) = self.rules.coders.iter().find(knows) {
            return coder.clone();
        }
        let base = &self.rules.base;
        let specs = base.coder.rules().iter().enumerate();
        let wanted = specs.filter(|(_, spec)| rule.is_none_or(|id| spec.id == id));
        let wanted: Vec<usize> = wanted.map(|(index, _)| index).collect();
        let (program, names) = (&self.rules.program, base.gazetteers.clone());
        let (coder, _) =
            Coder::of(&base.packs, program.declared(), self.limits.clone(), names, &wanted);
        // One cached coder of a single rule is enough: a person asks about one rule at a time.
        self.rules.coders.retain(|(of, _)| of.is_none());
        self.rules.coders.push((rule.map(str::to_owned), coder.clone()));
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
    /// Counts the events; stops early if interrupted.
    fn count(&self) -> EventCounts {
        let mut all = EventCounts::default();
        for (number, cached) in self.cached.iter().enumerate() {
            if self.is_stopped() {
                break;
            }
            let document = &self.documents()[number];
            let surviving =
                draft_cache::surviving(cached.iter(), &self.coder, document, &self.positions);
            let (mut rules, mut kinds) = (BTreeSet::new(), BTreeSet::new());
            let counts = !self.repeats.has(number as u32);
            for one in &surviving {
                let rule = all.rules.entry(one.candidate.rule).or_default();
                *rule =
                    (rule.0 + 1, rule.1 + usize::from(rules.insert(one.candidate.rule) && counts));
                if !all.kinds.contains_key(one.candidate.kind) {
                    all.kinds.insert(one.candidate.kind.to_owned(), (0, 0));
                }
                if let Some(kind) = all.kinds.get_mut(one.candidate.kind) {
                    *kind = (
                        kind.0 + 1,
                        kind.1 + usize::from(kinds.insert(one.candidate.kind) && counts),
                    );
                }
            }
        }
        all
    }

    /// Runs all rules of `coder` on all documents; stops early if interrupted.
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
