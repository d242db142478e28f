//! The rules of a session: current, earlier and baseline; and the state of the packs on disk when they were last
//! read.

use crate::pack::Pack;
use crate::repl::rulebook::{RequestedPacks, Rulebook};
use crate::script::{Fault, Notice};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many earlier states of the rules are kept for `:undo`; each is a few pointers.
const REMEMBERED: usize = 200;

/// The rules, and the packs they come from.
pub struct RuleState {
    /// The packs that the user asked for, and the last good version of each file.
    pub sources: RequestedPacks,
    /// The current rules.
    pub current: Rulebook,
    /// Earlier states of the rules and what changed them, the latest last.
    pub earlier: Vec<(Rulebook, String)>,
    /// The rules that `:diff` compares with.
    pub baseline: Rulebook,
    /// The packs on disk as they were last read, including files that are faulty and not in use.
    pub seen: Vec<Arc<Pack>>,
    /// The faults of the packs on disk when they were last read; they were reported.
    pub faults: Vec<Fault>,
    /// Whether saved files are read at once.
    pub watching: bool,
    /// The subjects of the notices already shown: each is shown once in a session.
    noticed: BTreeSet<String>,
}

impl Default for RuleState {
    fn default() -> Self {
        RuleState {
            sources: RequestedPacks::default(),
            current: Rulebook::default(),
            earlier: Vec::new(),
            baseline: Rulebook::default(),
            seen: Vec::new(),
            faults: Vec::new(),
            watching: true,
            noticed: BTreeSet::new(),
        }
    }
}

impl RuleState {
    /// Makes `rules` the current rules; `why` says what changed them, for `:undo`.
    pub fn replace(&mut self, rules: Rulebook, why: &str) {
        let old = std::mem::replace(&mut self.current, rules);
        if self.earlier.len() == REMEMBERED {
            self.earlier.remove(0);
        }
        self.earlier.push((old, why.to_owned()));
    }

    /// Records the packs as they were read, and their faults as reported.
    pub fn record(&mut self, packs: Vec<Arc<Pack>>, faults: &[Fault]) {
        self.sources.remember_good(&packs, faults);
        self.seen = packs;
        self.faults = faults.to_vec();
    }

    /// The lines of the notices that were not shown before.
    pub fn fresh_notices(&mut self, notices: &[Notice]) -> Vec<String> {
        let fresh = notices.iter().filter(|notice| self.noticed.insert(notice.subject()));
        fresh.map(Notice::line).collect()
    }

    /// The ids of the rules typed and not saved.
    pub fn unsaved(&self) -> Vec<&str> {
        self.current.typed().iter().map(|rule| rule.id.as_str()).collect()
    }
}
