//! The rules in force, and packs prepared to replace them: loaded, with the faults found, and compared with the rules in
//! force. `update` runs them.

use super::rule_table::{RuleChange, RuleTable};
use super::shards::Stopped;
use crate::coder::{self, Coder, Gazetteers};
use crate::pack::Pack;
use crate::script::{Fault, Limits, Program, RuleSpec, ScriptSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The rules in force, and what is cached for the next.
pub(super) struct Rules {
    pub base: Base,
    pub program: Program,
    /// What was tried last, until other rules are in force.
    pub tried: Option<Ready>,
    /// The program that packs are loaded into, to take the place of the one in force; made when first wanted.
    pub spare: Option<Program>,
    /// All rules, or the one named, made ready to be looked into; until other rules are in force.
    pub looked: Vec<(Option<String>, Coder)>,
}

/// The rules in force, which new ones are compared with.
pub(super) struct Base {
    pub packs: Vec<Arc<Pack>>,
    pub rule_table: RuleTable,
    pub gazetteers: Gazetteers,
    pub gazetteer_faults: Vec<Fault>,
    /// All rules; its matcher knows only those that were run last.
    pub coder: Coder,
    /// Faults of rules' conditions: reported again while the rule is unchanged.
    pub plan_faults: Vec<Fault>,
}

/// Packs made ready to take the place of the rules in force.
pub(super) struct Ready {
    pub packs: Vec<Arc<Pack>>,
    pub sets: Vec<Arc<ScriptSet>>,
    pub rule_table: RuleTable,
    pub gazetteers: Gazetteers,
    pub gazetteer_faults: Vec<Fault>,
    pub coder: Coder,
    pub change: RuleChange,
    pub plan_faults: Vec<Fault>,
    /// All there are.
    pub faults: Vec<Fault>,
}

impl Rules {
    /// No rules at all.
    pub fn none(limits: &Limits, interrupt: &Arc<AtomicBool>) -> Rules {
        let (program, _) = Program::load_stoppable(&[], limits, interrupt.clone());
        let (gazetteers, _) = Gazetteers::of(&[]);
        let (coder, _) = Coder::of(&[], &program, limits.clone(), gazetteers.clone(), &[]);
        let base = Base {
            packs: Vec::new(),
            rule_table: RuleTable::default(),
            gazetteers,
            gazetteer_faults: Vec::new(),
            coder,
            plan_faults: Vec::new(),
        };
        Rules { base, program, tried: None, spare: None, looked: Vec::new() }
    }

    /// What was tried last, where it was these packs.
    pub fn tried(&mut self, packs: &[Arc<Pack>]) -> Option<Ready> {
        let same = |ready: &Ready| {
            let pairs = ready.packs.iter().zip(packs);
            ready.packs.len() == packs.len() && pairs.into_iter().all(|(a, b)| Arc::ptr_eq(a, b))
        };
        self.tried.take().filter(same)
    }
}

impl Base {
    /// Makes `packs` ready, loading their scripts into `program`.
    pub fn prepare(
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
        let (gazetteers, gazetteer_faults, mut rule_table) = self.names(packs);
        go_on()?;
        faults.splice(0..0, gazetteer_faults.iter().cloned());
        let specs: Vec<RuleSpec> = program.specs().cloned().collect();
        let change = rule_table.take(&specs, &sets, program.kinds());
        let (coder, found) =
            Coder::of(packs, program, limits.clone(), gazetteers.clone(), &change.run);
        let mut plan_faults = self.standing_faults(&specs, &change.run);
        plan_faults.extend(found);
        faults.extend(plan_faults.iter().cloned());
        go_on()?;
        let packs = packs.to_vec();
        Ok(Ready {
            packs,
            sets,
            rule_table,
            gazetteers,
            gazetteer_faults,
            coder,
            change,
            plan_faults,
            faults,
        })
    }

    /// The names of `packs`, made again only where a table changed; then all rules are to be run.
    fn names(&self, packs: &[Arc<Pack>]) -> (Gazetteers, Vec<Fault>, RuleTable) {
        let mut rule_table = self.rule_table.clone();
        let tables = |packs: &[Arc<Pack>]| {
            packs.iter().flat_map(|pack| pack.tables.clone()).collect::<Vec<_>>()
        };
        if tables(packs) == tables(&self.packs)
            && let Some(same) = self.gazetteers.for_packs(packs)
        {
            return (same, self.gazetteer_faults.clone(), rule_table);
        }
        rule_table.renew();
        let (gazetteers, faults) = Gazetteers::of(packs);
        (gazetteers, faults, rule_table)
    }

    /// Faults of conditions of unchanged rules, which are not compiled again.
    fn standing_faults(&self, specs: &[RuleSpec], run: &[usize]) -> Vec<Fault> {
        let stands = |fault: &&Fault| {
            let at = specs.iter().position(|spec| Some(&spec.id) == fault.rule.as_ref());
            at.is_some_and(|at| run.binary_search(&at).is_err())
        };
        self.plan_faults.iter().filter(stands).cloned().collect()
    }
}
