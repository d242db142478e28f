//! Closures of rules whose specs are known: a rule file is loaded when one of its rules is first called. Few rule files
//! have a rule that holds in a short run, and loading all of them takes longer than coding an article.

use super::{CallOutcome, CallUse, Program};
use crate::script::engine::Limits;
use crate::script::fault::Fault;
use crate::script::host::Host;
use crate::script::naming;
use crate::script::spec::{RuleSpec, ScriptSet};
use crate::script::view::Moment;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Calls the closures of rules, which are numbered as `Coder::rules` are.
pub trait CallRule {
    /// Calls the closure of rule `rule`. A rule without one gives one empty draft.
    ///
    /// # Errors
    /// The closure failed, or was stopped by a limit.
    fn call(&self, rule: usize, moment: &Moment) -> Result<CallOutcome, Box<Fault>>;

    /// What the last call used.
    fn last_call(&self) -> CallUse;
}

impl CallRule for Program {
    fn call(&self, rule: usize, moment: &Moment) -> Result<CallOutcome, Box<Fault>> {
        Program::call(self, rule, moment)
    }

    fn last_call(&self) -> CallUse {
        Program::last_call(self)
    }
}

/// Rules whose files are loaded when they are needed. A file gives the same rules whenever it is loaded, since files
/// share no state, and faults were reported when the specs were made.
pub struct OnDemandProgram {
    program: RefCell<Program>,
    last_call: Cell<CallUse>,
    /// Whether all files were loaded at once.
    is_whole: bool,
    rules: Vec<RuleOnDemand>,
    /// By set: whether its modules are loaded.
    has_modules: RefCell<Vec<bool>>,
}

struct RuleOnDemand {
    set: usize,
    /// The file's index in the set; `None` for a rule without a closure.
    file: Option<usize>,
    /// Its id as the file has it.
    name: String,
    /// Its index in the program, once its file is loaded.
    at: Cell<Option<usize>>,
}

impl OnDemandProgram {
    /// The rules of `specs`, which were loaded from `sets` with the same limits.
    pub fn new(sets: &[Arc<ScriptSet>], limits: &Limits, specs: &[RuleSpec]) -> OnDemandProgram {
        // What a typed rule replaces, and what a probe counts, depends on all files.
        let is_whole = sets.iter().any(|set| set.replaces || set.probe.is_some());
        let program = match is_whole {
            true => Program::load(sets, limits).0,
            false => Program::begin(sets, limits, Host::default()),
        };
        let of_spec = |spec: &RuleSpec| {
            let set = &sets[spec.set];
            let at = set.rules.iter().position(|file| file.path == spec.file);
            RuleOnDemand {
                set: spec.set,
                file: at.filter(|_| spec.has_closure),
                name: spec.name.clone(),
                at: Cell::new(None),
            }
        };
        OnDemandProgram {
            program: RefCell::new(program),
            last_call: Cell::default(),
            is_whole,
            rules: if is_whole { Vec::new() } else { specs.iter().map(of_spec).collect() },
            has_modules: RefCell::new(vec![false; sets.len()]),
        }
    }

    /// The index in the program of a rule; its file is loaded if that was not done before.
    fn load(&self, rule: &RuleOnDemand, file: usize) -> Option<usize> {
        if let Some(at) = rule.at.get() {
            return Some(at);
        }
        let mut program = self.program.borrow_mut();
        let mut loaded = program.files.iter();
        if !loaded.any(|known| (known.set, known.file) == (rule.set, file)) {
            let sets = program.sets.clone();
            let limits = program.limits.clone();
            program.engine.set_max_operations(limits.load_operations);
            for set in visible(&sets, rule.set) {
                if !std::mem::replace(&mut self.has_modules.borrow_mut()[set], true) {
                    program.load_modules(set);
                }
            }
            program.load_rules(rule.set, file);
            program.engine.set_max_operations(limits.call_operations);
        }
        let is_file = |at: usize| {
            let file_of = &program.files[at];
            (file_of.set, file_of.file) == (rule.set, file)
        };
        let mut rules = program.rules.iter();
        let at = rules.position(|loaded| loaded.written == rule.name && is_file(loaded.at));
        rule.at.set(at);
        at
    }
}

/// A set and all that its modules may call, directly and through others; dependencies first.
fn visible(sets: &[Arc<ScriptSet>], set: usize) -> BTreeSet<usize> {
    let mut all = BTreeSet::new();
    let mut open = vec![set];
    while let Some(at) = open.pop() {
        if all.insert(at) {
            open.extend(naming::depends(sets, at));
        }
    }
    all
}

impl CallRule for OnDemandProgram {
    fn call(&self, rule: usize, moment: &Moment) -> Result<CallOutcome, Box<Fault>> {
        self.last_call.set(CallUse::default());
        let call = |at: usize| {
            let program = self.program.borrow();
            let outcome = program.call(at, moment);
            self.last_call.set(program.last_call());
            outcome
        };
        if self.is_whole {
            return call(rule);
        }
        let wanted = &self.rules[rule];
        let Some(file) = wanted.file else { return Ok(CallOutcome::no_closure()) };
        match self.load(wanted, file) {
            Some(at) => call(at),
            None => {
                let program = self.program.borrow();
                let set = &program.sets[wanted.set];
                let message = format!("the rule {} could not be loaded a second time", wanted.name);
                let help = "run the command again: loading it took longer than a rule file may";
                let path = &set.rules[file].path;
                Err(Box::new(Fault::of(&set.pack, Some(path), &message, help)))
            }
        }
    }

    fn last_call(&self) -> CallUse {
        self.last_call.get()
    }
}
