//! The rules in force: their numbers, which stay theirs from load to load, and what each depends on, so that a
//! rule that means what it meant is known without being run.

use crate::script::{self, KindTable, RuleSpec, ScriptSet};
use std::collections::HashMap;
use std::sync::Arc;

/// A hash.
type Fingerprint = [u8; 32];

/// What a rule depended on when it was last run.
#[derive(Clone)]
struct KnownRule {
    spec: RuleSpec,
    /// For a rule with a closure: the modules it can call.
    lib: Option<Fingerprint>,
    /// The kinds that its pack sees, all of them: its closure may return any.
    kinds: Arc<KindTable>,
}

impl KnownRule {
    /// Whether the rule says on every article what it said.
    fn says_as(&self, other: &KnownRule) -> bool {
        let (old, new) = (&self.spec, &other.spec);
        old.when == new.when
            && old.unless == new.unless
            && (old.within, old.per) == (new.within, new.per)
            && (old.code, &old.captured) == (new.code, &new.captured)
            && self.lib == other.lib
    }

    /// Whether its events are filled in as they were, where it says the same. The pack they name is no matter: it is
    /// written on them when they are shown.
    fn fills_as(&self, other: &KnownRule) -> bool {
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
    /// Whether all rules are to be run: names or figures that they may depend on have changed.
    renew: bool,
}

/// Where the rules are among those loaded now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Positions {
    of_number: Vec<Option<u32>>,
    numbers: Vec<u32>,
}

impl Positions {
    /// The index of rule `number` in the coder's rules; `None` where it is not loaded.
    pub fn of(&self, number: u32) -> Option<usize> {
        self.of_number.get(number as usize).copied().flatten().map(|at| at as usize)
    }

    /// The number of the rule at `position` in the coder's rules.
    pub fn number(&self, position: usize) -> u32 {
        self.numbers[position]
    }
}

/// What loading changed.
pub struct RuleChange {
    /// Where the rules are now.
    pub positions: Positions,
    /// Rules to be run, as indices into the coder's rules, sorted.
    pub run: Vec<usize>,
    /// Rules that say what they said and whose events are filled in otherwise, as numbers.
    pub refill: Vec<u32>,
    /// Rules whose drafts no longer hold, as numbers: those run again, and those gone.
    pub stale: Vec<u32>,
}

impl RuleTable {
    /// Records the rules loaded from `sets` and the kinds that each set sees, and reports what changed since the
    /// last time.
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
                    if self.renew || !old.says_as(&known) {
                        run.push(at);
                        stale.push(number);
                    }
                    if self.renew || !old.fills_as(&known) {
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

    /// Has all rules run again and all events filled in again when rules are next recorded.
    pub fn renew(&mut self) {
        self.renew = true;
    }

    /// The rule's number, which is its own from now on.
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

/// By set: a hash of the modules its rules can call, and of those that these can.
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
