//! New rules for the corpus in memory: what they change is made ready, then run; or only tried, to hear what is wrong
//! with them.

use super::corpus::{Live, Outcome};
use super::rules::{Base, Ready};
use super::shard::RuleUpdate;
use super::shards::Stopped;
use crate::pack::Pack;
use crate::script::{Fault, Program};
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Live {
    /// Takes `packs` (dependencies first) in place of the rules in force, and runs what changed. Where it is
    /// stopped all is as it was.
    pub fn update(&mut self, packs: &[Arc<Pack>]) -> Result<Outcome, Stopped> {
        let ready = match self.rules.tried(packs) {
            Some(ready) => ready,
            None => self.ready(packs)?,
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
        let done = self.shards.ask(move |shard| shard.update(&update));
        // What was being loaded or called when the stop came is not whole, wherever it came.
        if self.is_stopped() || done.iter().any(|done| done.stopped) {
            self.shards.ask(|shard| shard.revert());
            return Err(Stopped);
        }
        if let Some(program) = &mut self.rules.spare {
            std::mem::swap(&mut self.rules.program, program);
        }
        self.rules.looked.clear();
        self.rules.base = Base {
            packs: ready.packs,
            rule_table: ready.rule_table,
            gazetteers: ready.gazetteers,
            gazetteer_faults: ready.gazetteer_faults,
            coder: ready.coder,
            plan_faults: ready.plan_faults,
        };
        Ok(self.outcome(done, ready.faults, run))
    }

    /// All mistakes in `packs` that updating to them would report. No rule is run on an article, and nothing in force is
    /// changed. Updating to the same packs next is faster after it.
    pub fn trial(&mut self, packs: &[Arc<Pack>]) -> Result<Vec<Fault>, Stopped> {
        self.rules.tried = None;
        let ready = self.ready(packs)?;
        let faults = ready.faults.clone();
        self.rules.tried = Some(ready);
        Ok(faults)
    }

    /// Makes `packs` ready; their scripts are loaded into the spare program.
    fn ready(&mut self, packs: &[Arc<Pack>]) -> Result<Ready, Stopped> {
        let fresh = || Program::load_stoppable(&[], &self.limits, self.interrupt.clone()).0;
        let mut program = self.rules.spare.take().unwrap_or_else(fresh);
        let ready = self.rules.base.prepare(packs, &mut program, &self.limits, &self.interrupt);
        self.rules.spare = Some(program);
        ready
    }

    /// Runs all rules again on all articles, as after a load.
    pub fn recode(&mut self) -> Result<Outcome, Stopped> {
        self.rules.tried = None;
        self.rules.base.rule_table.renew();
        let packs = self.rules.base.packs.clone();
        self.update(&packs)
    }

    /// Whether work is to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }
}
