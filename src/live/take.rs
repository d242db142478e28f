//! New rules for the corpus in memory: what they change is made ready, then run; or only tried, to hear what is wrong
//! with them.

use super::corpus::{Live, Outcome, Stopped};
use super::roster::{Change, Roster};
use super::shard::Update;
use crate::coder::{self, Coder};
use crate::gazetteer::Gazetteer;
use crate::pack::Pack;
use crate::script::{Fault, Limits, Program, RuleSpec, ScriptSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The rules of the moment, and what is kept for the next.
pub(super) struct Rules {
    pub base: Base,
    pub program: Program,
    /// What was tried last, until other rules stand.
    pub tried: Option<Ready>,
    /// The program that packs are loaded into, to take the place of the one that stands; made when first wanted.
    spare: Option<Program>,
    /// All rules, or the one named, made ready to be looked into; until other rules stand.
    pub looked: Vec<(Option<String>, Coder)>,
}

/// The rules of the moment, which new ones are compared with.
pub(super) struct Base {
    pub packs: Vec<Arc<Pack>>,
    roster: Roster,
    pub gazetteer: Arc<Gazetteer>,
    gazetteer_faults: Vec<Fault>,
    /// All rules; its matcher knows only those that were run last.
    pub coder: Coder,
    /// Faults of rules' conditions: told again while the rule stands as it is.
    plan_faults: Vec<Fault>,
}

/// Packs made ready to take the place of the rules of the moment.
pub(super) struct Ready {
    packs: Vec<Arc<Pack>>,
    sets: Vec<Arc<ScriptSet>>,
    roster: Roster,
    gazetteer: Arc<Gazetteer>,
    gazetteer_faults: Vec<Fault>,
    coder: Coder,
    change: Change,
    plan_faults: Vec<Fault>,
    /// All there are.
    faults: Vec<Fault>,
}

impl Rules {
    /// No rules at all.
    pub fn none(limits: &Limits, interrupt: &Arc<AtomicBool>) -> Rules {
        let (program, _) = Program::load_stoppable(&[], limits, interrupt.clone());
        let (gazetteer, _) = coder::gazetteer(&[]);
        let (coder, _) = Coder::of(&[], &program, limits.clone(), gazetteer.clone(), &[]);
        let base = Base {
            packs: Vec::new(),
            roster: Roster::default(),
            gazetteer,
            gazetteer_faults: Vec::new(),
            coder,
            plan_faults: Vec::new(),
        };
        Rules { base, program, tried: None, spare: None, looked: Vec::new() }
    }

    /// What was tried last, where it was these packs.
    fn tried(&mut self, packs: &[Arc<Pack>]) -> Option<Ready> {
        let same = |ready: &Ready| {
            let pairs = ready.packs.iter().zip(packs);
            ready.packs.len() == packs.len() && pairs.into_iter().all(|(a, b)| Arc::ptr_eq(a, b))
        };
        self.tried.take().filter(same)
    }
}

impl Base {
    /// Makes `packs` ready, loading their scripts into `program`.
    fn prepare(
        &self,
        packs: &[Arc<Pack>],
        program: &mut Program,
        limits: &Limits,
        interrupt: &AtomicBool,
    ) -> Result<Ready, Stopped> {
        let go_on = || match interrupt.load(Ordering::Relaxed) {
            true => Err(Stopped),
            false => Ok(()),
        };
        let sets = coder::sets(packs);
        let mut faults = program.reload(&sets);
        go_on()?;
        let (gazetteer, gazetteer_faults, mut roster) = self.names(packs);
        go_on()?;
        faults.splice(0..0, gazetteer_faults.iter().cloned());
        let specs: Vec<RuleSpec> = program.specs().cloned().collect();
        let change = roster.take(&specs, &sets, program.kinds());
        let (coder, found) =
            Coder::of(packs, program, limits.clone(), gazetteer.clone(), &change.run);
        let mut plan_faults = self.standing_faults(&specs, &change.run);
        plan_faults.extend(found);
        faults.extend(plan_faults.iter().cloned());
        go_on()?;
        let packs = packs.to_vec();
        Ok(Ready {
            packs,
            sets,
            roster,
            gazetteer,
            gazetteer_faults,
            coder,
            change,
            plan_faults,
            faults,
        })
    }

    /// The names of `packs`, made anew only where a table changed; then all rules are to be run.
    fn names(&self, packs: &[Arc<Pack>]) -> (Arc<Gazetteer>, Vec<Fault>, Roster) {
        let mut roster = self.roster.clone();
        let tables = |packs: &[Arc<Pack>]| {
            packs.iter().flat_map(|pack| pack.tables.clone()).collect::<Vec<_>>()
        };
        if tables(packs) == tables(&self.packs) {
            return (self.gazetteer.clone(), self.gazetteer_faults.clone(), roster);
        }
        roster.renew();
        let (gazetteer, faults) = coder::gazetteer(packs);
        (gazetteer, faults, roster)
    }

    /// Faults of conditions of rules that stand as they stood, which are not compiled anew.
    fn standing_faults(&self, specs: &[RuleSpec], run: &[usize]) -> Vec<Fault> {
        let stands = |fault: &&Fault| {
            let at = specs.iter().position(|spec| Some(&spec.id) == fault.rule.as_ref());
            at.is_some_and(|at| run.binary_search(&at).is_err())
        };
        self.plan_faults.iter().filter(stands).cloned().collect()
    }
}

impl Live {
    /// Takes `packs` (dependencies first) in place of the rules of the moment, and runs what changed. Where it is
    /// stopped all is as it was.
    pub fn take(&mut self, packs: &[Arc<Pack>]) -> Result<Outcome, Stopped> {
        let ready = match self.rules.tried(packs) {
            Some(ready) => ready,
            None => self.ready(packs)?,
        };
        let run: Vec<String> =
            ready.change.run.iter().map(|&at| ready.coder.rules()[at].id.clone()).collect();
        let update = Update {
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
            roster: ready.roster,
            gazetteer: ready.gazetteer,
            gazetteer_faults: ready.gazetteer_faults,
            coder: ready.coder,
            plan_faults: ready.plan_faults,
        };
        Ok(self.outcome(done, ready.faults, run))
    }

    /// All mistakes in `packs` that taking them would tell. No rule is run on an article, and nothing that stands is
    /// changed. Taking the same packs next is the quicker for it.
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

    /// Runs all rules anew on all articles, as after a load.
    pub fn recode(&mut self) -> Result<Outcome, Stopped> {
        self.rules.tried = None;
        self.rules.base.roster.renew();
        let packs = self.rules.base.packs.clone();
        self.take(&packs)
    }

    /// Whether work is to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }
}
