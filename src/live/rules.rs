//! The current rules, and packs prepared to replace them: loaded, with their faults, and compared with the current
//! rules. `update` runs them.

use super::rule_table::{RuleChange, RuleTable};
use super::shards::Stopped;
use crate::coder::{self, Coder, Gazetteers};
use crate::pack::Pack;
use crate::script::{Fault, Limits, Program, RuleSpec, ScriptSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The current rules, and caches for the next update.
pub(super) struct LiveRules {
    pub base: CurrentRules,
    pub program: Program,
    /// The packs of the last trial, until the rules change.
    pub last_trial: Option<PreparedRules>,
    /// The program that new packs are loaded into, to be swapped with the current one; made on first use.
    pub spare: Option<Program>,
    /// Coders for diagnostics: of all rules, or of the rule named; cleared when the rules change.
    pub coders: Vec<(Option<String>, Coder)>,
}

/// The current rules, which new ones are compared with.
pub(super) struct CurrentRules {
    pub packs: Vec<Arc<Pack>>,
    pub rule_table: RuleTable,
    pub gazetteers: Gazetteers,
    pub gazetteer_faults: Vec<Fault>,
    /// All rules; its matcher contains only those that were run last.
    pub coder: Coder,
    /// Faults of rules' conditions: reported again while the rule is unchanged.
    pub plan_faults: Vec<Fault>,
}

/// Packs that are ready to replace the current rules.
pub(super) struct PreparedRules {
    pub packs: Vec<Arc<Pack>>,
    pub sets: Vec<Arc<ScriptSet>>,
    pub rule_table: RuleTable,
    pub gazetteers: Gazetteers,
    pub gazetteer_faults: Vec<Fault>,
    pub coder: Coder,
    pub change: RuleChange,
    pub plan_faults: Vec<Fault>,
    /// All faults.
    pub faults: Vec<Fault>,
}

impl LiveRules {
    /// An empty set of rules.
    pub fn none(limits: &Limits, interrupt: &Arc<AtomicBool>) -> LiveRules {
        let (program, _) = Program::load_stoppable(&[], limits, interrupt.clone());
        let (gazetteers, _) = Gazetteers::of(&[]);
        let (coder, _) =
            Coder::of(&[], program.declared(), limits.clone(), gazetteers.clone(), &[]);
        let base = CurrentRules {
            packs: Vec::new(),
            rule_table: RuleTable::default(),
            gazetteers,
            gazetteer_faults: Vec::new(),
            coder,
            plan_faults: Vec::new(),
        };
        LiveRules { base, program, last_trial: None, spare: None, coders: Vec::new() }
    }

    /// The packs of the last trial, if they are these packs.
    pub fn take_trial(&mut self, packs: &[Arc<Pack>]) -> Option<PreparedRules> {
        let same = |ready: &PreparedRules| {
            let pairs = ready.packs.iter().zip(packs);
            ready.packs.len() == packs.len() && pairs.into_iter().all(|(a, b)| Arc::ptr_eq(a, b))
        };
        self.last_trial.take().filter(same)
    }
}

impl CurrentRules {
    /// Prepares `packs`, loading their scripts into `program`.
    pub fn prepare(
        &self,
        packs: &[Arc<Pack>],
        program: &mut Program,
        limits: &Limits,
        interrupt: &AtomicBool,
    ) -> Result<PreparedRules, Stopped> {
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
            Coder::of(packs, program.declared(), limits.clone(), gazetteers.clone(), &change.run);
        let coder = coder.with_options(self.coder.options());
        let mut plan_faults = self.unchanged_faults(&specs, &change.run);
        plan_faults.extend(found);
        faults.extend(plan_faults.iter().cloned());
        go_on()?;
        let packs = packs.to_vec();
        Ok(PreparedRules {
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

    /// The gazetteers of `packs`, rebuilt only if a table changed; then all rules are run again.
    fn names(&self, packs: &[Arc<Pack>]) -> (Gazetteers, Vec<Fault>, RuleTable) {
        let mut rule_table = self.rule_table.clone();
        let tables = |packs: &[Arc<Pack>]| {
            packs.iter().flat_map(|pack| pack.tables.clone()).collect::<Vec<_>>()
        };
        let files = |packs: &[Arc<Pack>]| {
            packs.iter().flat_map(|pack| pack.names.clone()).collect::<Vec<_>>()
        };
        if tables(packs) == tables(&self.packs)
            && files(packs) == files(&self.packs)
            && let Some(same) = self.gazetteers.for_packs(packs)
        {
            return (same, self.gazetteer_faults.clone(), rule_table);
        }
        rule_table.renew();
        let (gazetteers, faults) = Gazetteers::of(packs);
        (gazetteers, faults, rule_table)
    }

    /// Faults of conditions of unchanged rules, which are not compiled again.
    fn unchanged_faults(&self, specs: &[RuleSpec], run: &[usize]) -> Vec<Fault> {
        let unchanged = |fault: &&Fault| {
            let at = specs.iter().position(|spec| Some(&spec.id) == fault.rule.as_ref());
            at.is_some_and(|at| run.binary_search(&at).is_err())
        };
        self.plan_faults.iter().filter(unchanged).cloned().collect()
    }
}
