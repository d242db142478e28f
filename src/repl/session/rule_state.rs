//! The rules of a session: in force now, earlier and at the baseline, and what was last reported of the packs on disk.

use crate::pack::Pack;
use crate::repl::rulebook::{Rules, Sources};
use crate::script::{Fault, Notice};
use std::collections::BTreeSet;
use std::sync::Arc;

/// So many earlier states of the rules are kept for `:undo`; each is a handful of pointers.
const REMEMBERED: usize = 200;

/// The rules and their sources.
pub struct RuleState {
    /// Where the packs come from, and the last good version of each file.
    pub sources: Sources,
    /// The rules in force.
    pub current: Rules,
    /// Earlier states of the rules and what changed them, the latest last.
    pub earlier: Vec<(Rules, String)>,
    /// What `:diff` compares with.
    pub baseline: Rules,
    /// The packs on disk as they were last read, including what of them is not in force.
    pub seen: Vec<Arc<Pack>>,
    /// Faults of the packs on disk as they were last read; they were reported.
    pub faults: Vec<Fault>,
    /// Whether saved files are taken up at once.
    pub watching: bool,
    /// What notices that were shown are about: each is shown once in a session.
    noticed: BTreeSet<String>,
}

impl Default for RuleState {
    fn default() -> Self {
        RuleState {
            sources: Sources::default(),
            current: Rules::default(),
            earlier: Vec::new(),
            baseline: Rules::default(),
            seen: Vec::new(),
            faults: Vec::new(),
            watching: true,
            noticed: BTreeSet::new(),
        }
    }
}

impl RuleState {
    /// Puts `rules` in force; `why` says what changed them, for `:undo`.
    pub fn replace(&mut self, rules: Rules, why: &str) {
        let old = std::mem::replace(&mut self.current, rules);
        if self.earlier.len() == REMEMBERED {
            self.earlier.remove(0);
        }
        self.earlier.push((old, why.to_owned()));
    }

    /// Records the packs as they were read, with their faults, which are reported now.
    pub fn record(&mut self, packs: Vec<Arc<Pack>>, faults: &[Fault]) {
        self.sources.note(&packs, faults);
        self.seen = packs;
        self.faults = faults.to_vec();
    }

    /// The lines of the notices that were not shown before.
    pub fn fresh_notices(&mut self, notices: &[Notice]) -> Vec<String> {
        let fresh = notices.iter().filter(|notice| self.noticed.insert(notice.subject()));
        fresh.map(Notice::line).collect()
    }

    /// The rules typed and not saved, by id.
    pub fn unsaved(&self) -> Vec<&str> {
        self.current.typed().iter().map(|rule| rule.id.as_str()).collect()
    }
}
