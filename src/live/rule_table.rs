//! The current rules: their numbers, which stay the same across reloads, and their dependencies, so that an unchanged
//! rule is recognised without being run.

use crate::script::{self, KindTable, RuleSpec, ScriptSet};
use std::collections::HashMap;
use std::sync::Arc;

/// A hash of inputs.
type Fingerprint = [u8; 32];

/// What a rule depended on when it was last run.
#[derive(Clone)]
struct KnownRule {
    spec: RuleSpec,
    /// For a rule with a closure: the modules it can call.
    lib: Option<Fingerprint>,
    /// All kinds visible to its pack: its closure may return any of them.
    kinds: Arc<KindTable>,
}

impl KnownRule {
    /// Whether both versions of the rule return the same drafts on every article.
    fn same_drafts(&self, other: &KnownRule) -> bool {
        let (old, new) = (&self.spec, &other.spec);
        old.when == new.when
            && (&old.given, &old.unless) == (&new.given, &new.unless)
            && (old.within, old.per) == (new.within, new.per)
            && (old.code, &old.captured) == (new.code, &new.captured)
            && self.lib == other.lib
    }

    /// Whether both versions fill in events the same way, given equal drafts. The pack's version does not matter: it is
    /// written into events when they are shown.
    fn fills_in_the_same(&self, other: &KnownRule) -> bool {
        let (old, new) = (&self.spec, &other.spec);
        (&old.kind, &old.mode, &old.codes) == (&new.kind, &new.mode, &new.codes)
            && self.kinds == other.kinds
    }
}

/// Rules by number.
#[derive(Clone, Default)]
pub struct RuleTable {
    numbers: HashMap<String, u32>,
    /// By number; `None` while no such rule is loaded.
    known: Vec<Option<KnownRule>>,
    /// Whether all rules are to be run: gazetteers or other data that they may depend on have changed.
    renew: bool,
}

/// Maps rule numbers to positions among the loaded rules and back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Positions {
    of_number: Vec<Option<u32>>,
    numbers: Vec<u32>,
}

impl Positions {
    /// The index of rule `number` in the coder's rules; `None` if it is not loaded.
    pub fn of(&self, number: u32) -> Option<usize> {
        self.of_number.get(number as usize).copied().flatten().map(|at| at as usize)
    }

    /// The number of the rule at `position` in the coder's rules.
    pub fn number(&self, position: usize) -> u32 {
        self.numbers[position]
    }
}

/// What changed by loading.
pub struct RuleChange {
    /// Where the rules are now.
    pub positions: Positions,
    /// Rules to be run, as indices into the coder's rules, sorted.
    pub run: Vec<usize>,
    /// Rules with unchanged drafts whose events must be filled in again, as numbers.
    pub refill: Vec<u32>,
    /// Rules whose cached drafts are invalid, as numbers: those to be run again, and those removed.
    pub stale: Vec<u32>,
}

impl RuleTable {
    /// Records the rules loaded from `sets` and the kinds that each set sees, and returns what changed since the last
    /// call.
    pub fn take(
        &mut self,
        rules: &[RuleSpec],
        sets: &[Arc<ScriptSet>],
        kinds: &[Arc<KindTable>],
    ) -> RuleChange {
        let libs = libs(sets);
        let mut positions = Positions::default();
        let (mut run, mut refill, mut stale) = (Vec::new(), Vec::new(), Vec::new());
        let mut loaded = Vec::new();
        for (at, rule) in rules.iter().enumerate() {
            let number = self.number(&rule.id);
            positions.numbers.push(number);
            let known = KnownRule {
                spec: rule.clone(),
                lib: rule.code.and_then(|_| libs.get(rule.set).copied()),
                kinds: kinds.get(rule.home_set).cloned().unwrap_or_default(),
            };
            match &self.known[number as usize] {
                Some(old) => {
                    if self.renew || !old.same_drafts(&known) {
                        run.push(at);
                        stale.push(number);
                    }
                    if self.renew || !old.fills_in_the_same(&known) {
                        refill.push(number);
                    }
                }
                None => run.push(at),
            }
            loaded.push((number, known));
        }
        let mut now: Vec<Option<KnownRule>> = self.known.iter().map(|_| None).collect();
        for (number, known) in loaded {
            now[number as usize] = Some(known);
        }
        let gone = |number: &usize| self.known[*number].is_some() && now[*number].is_none();
        stale.extend((0..now.len()).filter(gone).map(|number| number as u32));
        self.known = now;
        self.renew = false;
        positions.of_number = vec![None; self.known.len()];
        for (at, &number) in positions.numbers.iter().enumerate() {
            positions.of_number[number as usize] = Some(at as u32);
        }
        RuleChange { positions, run, refill, stale }
    }

    /// Has all rules run again and all events filled in again at the next [`RuleTable::take`].
    pub fn renew(&mut self) {
        self.renew = true;
    }

    /// The rule's number; assigns one to a new rule.
    fn number(&mut self, id: &str) -> u32 {
        if let Some(&number) = self.numbers.get(id) {
            return number;
        }
        let number = self.known.len() as u32;
        self.numbers.insert(id.to_owned(), number);
        self.known.push(None);
        number
    }
}

/// By set: a hash of the modules its rules can call, directly or through other modules.
fn libs(sets: &[Arc<ScriptSet>]) -> Vec<Fingerprint> {
    let own = |set: &Arc<ScriptSet>| {
        let mut hash = blake3::Hasher::new();
        let files = set.lib.iter().flat_map(|file| [&file.path, &file.text]);
        for part in [&set.pack].into_iter().chain(&set.depends).chain(&set.beside).chain(files) {
            hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
        *hash.finalize().as_bytes()
    };
    let own: Vec<Fingerprint> = sets.iter().map(own).collect();
    let each = (0..sets.len()).map(|at| {
        let mut reached = vec![at];
        let mut next = 0;
        while let Some(&from) = reached.get(next) {
            for on in script::depends(sets, from) {
                if !reached.contains(&on) {
                    reached.push(on);
                }
            }
            next += 1;
        }
        let mut hash = blake3::Hasher::new();
        reached.iter().for_each(|&on| {
            hash.update(&own[on]);
        });
        *hash.finalize().as_bytes()
    });
    each.collect()
}
