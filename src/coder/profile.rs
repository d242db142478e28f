//! What each rule costs: how often it is judged, holds and is called, and the time that takes. A run of its own, so that
//! coding pays for no clock. `live` runs it over a corpus.

use super::Coder;
use super::find::{Fired, Readings, candidates, gather, moment};
use crate::script::{CallOutcome, Program, View};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What one rule costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Its id.
    pub rule: String,
    /// How many units (sentences, unless its `.within` is wider) held a word of it, so that it was judged.
    pub units: usize,
    /// The time that took. Of parts that rules share the first to ask pays.
    pub judging: Duration,
    /// How many of them its conditions held over.
    pub held: usize,
    /// How often its closure was called; 0 where it has none.
    pub calls: usize,
    /// The time those took, with what the host had to find out for them.
    pub calling: Duration,
    /// How many of them said `skip`.
    pub skips: usize,
    /// The two most frequent reasons, with how often each was given.
    pub reasons: Vec<(String, usize)>,
    /// How many ended in a fault.
    pub faults: usize,
}

impl Cost {
    /// The time it took in all.
    pub fn total(&self) -> Duration {
        self.judging + self.calling
    }
}

/// Reasons beyond so many different ones of a rule are counted as skips alone: they may name what they saw.
const MOST_REASONS: usize = 1_000;

/// Measures the rules of one coder on article after article.
#[derive(Default)]
pub struct Profiler {
    seen: Vec<usize>,
    /// By rule, as indices into the coder's.
    costs: Vec<(Cost, HashMap<String, usize>)>,
}

impl Profiler {
    /// Runs all rules that the matcher of `coder` knows on `view`, which was made with it.
    pub fn run(&mut self, coder: &Coder, program: &Program, view: &Rc<View>) {
        let ready = &coder.ready;
        self.costs.resize_with(ready.rules.len(), Default::default);
        let readings = Readings::new(ready, view);
        let plans = ready.matcher.plans();
        let mut fired = Vec::new();
        let costs = &mut self.costs;
        if !view.hits.is_empty() {
            candidates(readings.whole(), &mut self.seen, |plan, unit| {
                let cost = &mut costs[ready.rule_of[plan]].0;
                let start = Instant::now();
                let fires = readings.of(ready.rule_of[plan]).fires(&plans[plan], &unit);
                cost.judging += start.elapsed();
                cost.units += 1;
                if fires {
                    cost.held += 1;
                    fired.push(Fired { plan, unit });
                }
            });
        }
        for Fired { plan, unit } in gather(readings.whole(), fired) {
            let rule = ready.rule_of[plan];
            let (cost, reasons) = &mut self.costs[rule];
            let start = Instant::now();
            let moment = moment(ready.named(view, rule), readings.of(rule), plan, unit);
            cost.judging += start.elapsed();
            let Some(moment) = moment.filter(|_| ready.rules[rule].code.is_some()) else {
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

    /// Adds what another profiler measured of the same rules.
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

    /// What each rule of `coder` costs, the most expensive first, equals in the order loaded.
    pub fn costs(mut self, coder: &Coder) -> Vec<Cost> {
        self.costs.resize_with(coder.rules().len(), Default::default);
        let each = self.costs.into_iter().zip(coder.rules()).map(|((cost, reasons), spec)| {
            let mut reasons: Vec<(String, usize)> = reasons.into_iter().collect();
            reasons.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
            reasons.truncate(2);
            Cost { rule: spec.id.clone(), reasons, ..cost }
        });
        let mut costs: Vec<Cost> = each.collect();
        costs.sort_by_key(|cost| Reverse(cost.total()));
        costs
    }
}

fn count(reasons: &mut HashMap<String, usize>, reason: String, times: usize) {
    if reasons.len() < MOST_REASONS || reasons.contains_key(&reason) {
        *reasons.entry(reason).or_default() += times;
    }
}
