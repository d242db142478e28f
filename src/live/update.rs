//! Replaces the rules of the corpus in memory: prepares and runs what changed, or only checks new packs for mistakes.

use super::corpus::{LiveCorpus, UpdateOutcome};
use super::rules::{CurrentRules, PreparedRules};
use super::shard::RuleUpdate;
use super::shards::Stopped;
use crate::pack::Pack;
use crate::script::{Fault, Program};
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl LiveCorpus {
    /// Replaces the current rules by `packs` (dependencies first), and runs what changed. If interrupted, the state is
    /// unchanged.
    pub fn update(&mut self, packs: &[Arc<Pack>]) -> Result<UpdateOutcome, Stopped> {
        let ready = match self.rules.take_trial(packs) {
            Some(ready) => ready,
            None => self.prepare(packs)?,
        };
        let run: Vec<String> =
            ready.change.run.iter().map(|&at| ready.coder.rules()[at].id.clone()).collect();
        let update = RuleUpdate {
            sets: Arc::new(ready.sets),
            coder: ready.coder.clone(),
            positions: Arc::new(ready.change.positions),
            stale: Arc::new(ready.change.stale),
            refill: Arc::new(ready.change.refill),
        };
        self.knows_repeats = false;
        let done = self.shards.ask(move |shard| shard.update(&update));
        // An interrupt may have stopped loading or a call anywhere, so the result may be incomplete.
        if self.is_stopped() || done.iter().any(|done| done.stopped) {
            self.shards.ask(|shard| shard.revert());
            return Err(Stopped);
        }
        if let Some(program) = &mut self.rules.spare {
            std::mem::swap(&mut self.rules.program, program);
        }
        self.rules.coders.clear();
        self.rules.base = CurrentRules {
            packs: ready.packs,
            rule_table: ready.rule_table,
            gazetteers: ready.gazetteers,
            gazetteer_faults: ready.gazetteer_faults,
            coder: ready.coder,
            plan_faults: ready.plan_faults,
        };
        Ok(self.outcome(done, ready.faults, run))
    }

    /// All mistakes in `packs` that updating to them would report. Runs no rule on an article and changes nothing.
    /// Updating to the same packs next is faster after it.
    pub fn trial(&mut self, packs: &[Arc<Pack>]) -> Result<Vec<Fault>, Stopped> {
        self.rules.last_trial = None;
        let ready = self.prepare(packs)?;
        let faults = ready.faults.clone();
        self.rules.last_trial = Some(ready);
        Ok(faults)
    }

    /// Prepares `packs`; their scripts are loaded into the spare program.
    fn prepare(&mut self, packs: &[Arc<Pack>]) -> Result<PreparedRules, Stopped> {
        let fresh = || Program::load_stoppable(&[], &self.limits, self.interrupt.clone()).0;
        let mut program = self.rules.spare.take().unwrap_or_else(fresh);
        let ready = self.rules.base.prepare(packs, &mut program, &self.limits, &self.interrupt);
        self.rules.spare = Some(program);
        ready
    }

    /// Runs all rules again on all articles, as after a load.
    pub fn recode(&mut self) -> Result<UpdateOutcome, Stopped> {
        self.rules.last_trial = None;
        self.rules.base.rule_table.renew();
        let packs = self.rules.base.packs.clone();
        self.update(&packs)
    }

    /// Whether the user has interrupted the work.
    pub(super) fn is_stopped(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }
}
