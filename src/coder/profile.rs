//! What each rule costs: how often it is judged, holds and is called, and the time that takes. Measured in a separate
//! run, so that normal coding reads no clock. `live` runs it over a corpus.

use super::Coder;
use super::find::{MatchContexts, PlanMatch, candidates, gather, moment};
use crate::script::{CallOutcome, CallRule, View};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What one rule costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleCost {
    /// Its id.
    pub rule: String,
    /// How many units (sentences, unless its `.within` is wider) held one of its required words, so that it was judged.
    pub units: usize,
    /// The time for judging. The cost of parts that rules share goes to the first rule that is judged.
    pub judging: Duration,
    /// Over how many of them its conditions held.
    pub held: usize,
    /// How often its closure was called; 0 where it has none.
    pub calls: usize,
    /// The time for the calls, including lookups by the host.
    pub calling: Duration,
    /// How many calls returned `skip`.
    pub skips: usize,
    /// The two most frequent skip reasons, with how often each was given.
    pub reasons: Vec<(String, usize)>,
    /// How many calls ended in a fault.
    pub faults: usize,
}

impl RuleCost {
    /// The total time.
    pub fn total(&self) -> Duration {
        self.judging + self.calling
    }
}

/// Above this many different reasons of a rule, further reasons only count as skips: they may contain text of the
/// article.
const MOST_REASONS: usize = 1_000;

/// Measures the rules of one coder on a series of articles.
#[derive(Default)]
pub struct Profiler {
    evaluated_up_to: Vec<usize>,
    /// By rule, as indices into the coder's.
    costs: Vec<(RuleCost, HashMap<String, usize>)>,
}

impl Profiler {
    /// Runs all rules that the matcher of `coder` knows on `view`, which was made with that matcher.
    pub fn run(&mut self, coder: &Coder, program: &dyn CallRule, view: &Rc<View>) {
        let compiled = &coder.compiled;
        self.costs.resize_with(compiled.rules.len(), Default::default);
        let contexts = MatchContexts::new(compiled, view);
        let plans = compiled.matcher.plans();
        let mut plan_match = Vec::new();
        let costs = &mut self.costs;
        if !view.hits.is_empty() {
            candidates(contexts.whole(), &mut self.evaluated_up_to, |plan, unit| {
                let cost = &mut costs[compiled.rule_of[plan]].0;
                let start = Instant::now();
                let fires = contexts.of(compiled.rule_of[plan]).fires(&plans[plan], &unit);
                cost.judging += start.elapsed();
                cost.units += 1;
                if fires {
                    cost.held += 1;
                    plan_match.push(PlanMatch { plan, unit });
                }
            });
        }
        for PlanMatch { plan, unit } in gather(contexts.whole(), plan_match) {
            let rule = compiled.rule_of[plan];
            let (cost, reasons) = &mut self.costs[rule];
            let start = Instant::now();
            let moment = moment(compiled.named(view, rule), contexts.of(rule), plan, unit);
            cost.judging += start.elapsed();
            let Some(moment) = moment.filter(|_| compiled.rules[rule].has_closure) else {
                continue;
            };
            let start = Instant::now();
            let outcome = program.call(rule, &moment);
            cost.calling += start.elapsed();
            cost.calls += 1;
            match outcome {
                Ok(CallOutcome::Drafts(_)) => {}
                Ok(CallOutcome::Skipped(reason)) => {
                    cost.skips += 1;
                    count(reasons, reason, 1);
                }
                Err(_) => cost.faults += 1,
            }
        }
    }

    /// Adds the measurements of another profiler for the same rules.
    pub fn add(&mut self, other: Profiler) {
        let len = self.costs.len().max(other.costs.len());
        self.costs.resize_with(len, Default::default);
        for ((cost, reasons), (more, others)) in self.costs.iter_mut().zip(other.costs) {
            cost.units += more.units;
            cost.judging += more.judging;
            cost.held += more.held;
            cost.calls += more.calls;
            cost.calling += more.calling;
            cost.skips += more.skips;
            cost.faults += more.faults;
            others.into_iter().for_each(|(reason, times)| count(reasons, reason, times));
        }
    }

    /// What each rule of `coder` costs, the most expensive first, equal ones in load order.
    pub fn costs(mut self, coder: &Coder) -> Vec<RuleCost> {
        self.costs.resize_with(coder.rules().len(), Default::default);
        let each = self.costs.into_iter().zip(coder.rules()).map(|((cost, reasons), spec)| {
            let mut reasons: Vec<(String, usize)> = reasons.into_iter().collect();
            reasons.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
            reasons.truncate(2);
            RuleCost { rule: spec.id.clone(), reasons, ..cost }
        });
        let mut costs: Vec<RuleCost> = each.collect();
        costs.sort_by_key(|cost| Reverse(cost.total()));
        costs
    }
}

fn count(reasons: &mut HashMap<String, usize>, reason: String, times: usize) {
    if reasons.len() < MOST_REASONS || reasons.contains_key(&reason) {
        *reasons.entry(reason).or_default() += times;
    }
}
