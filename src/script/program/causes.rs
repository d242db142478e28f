//! Reports each fault once, at its cause. A missing or faulty module or lexicon also prevents the rules that depend on
//! it from loading; its fault lists those rules, and they get no faults of their own.

use super::Program;
use crate::script::error::ApiError;
use crate::script::failed_let::root;
use crate::script::items::{Action, items};
use crate::script::naming;
use crate::script::{Fault, ScriptFile, ScriptSet};
use crate::suggest::suggest;
use rhai::EvalAltResult;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A fault in a module or lexicon that rules may depend on.
#[derive(Clone, Debug)]
pub struct DependencyFault {
    /// The key by which rules name what is at fault; `None` where the fault prevents no rule from loading.
    pub key: Option<String>,
    /// The fault.
    pub fault: Fault,
}

/// A finding of loading a rule file.
#[derive(Clone, Debug)]
pub enum FileReport {
    /// A fault in the file itself.
    Own(Fault),
    /// A failure whose cause is outside the file.
    Dependent {
        /// The key of the cause.
        key: String,
        /// The rule that fails, where it is known.
        rule: Option<String>,
        /// The fault to report where no other fault reports the cause, since what is named does not exist.
        fault: Option<Fault>,
    },
}

/// A module named in a script that is not available.
#[derive(Clone, Debug)]
pub struct UnavailableModule {
    /// The key of the cause.
    pub key: String,
    /// The fault to report where no other fault reports the cause.
    pub fault: Option<Fault>,
}

/// The unavailable modules that the functions and statements of a rule file use.
pub struct UnavailableByItem {
    /// The functions of the file, by name.
    functions: BTreeMap<String, ItemUses>,
    /// The statements, in order.
    statements: Vec<ItemUses>,
}

/// What one function or statement uses.
#[derive(Default)]
struct ItemUses {
    /// Names of functions.
    uses: BTreeSet<String>,
    unavailable: Option<UnavailableModule>,
}

impl UnavailableByItem {
    /// The unavailable module that statement `number` depends on, directly or through functions of the file.
    pub fn of(&self, number: usize) -> Option<&UnavailableModule> {
        let part = self.statements.get(number)?;
        if part.unavailable.is_some() {
            return part.unavailable.as_ref();
        }
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = part.uses.iter().collect();
        while let Some(name) = open.pop() {
            let Some(function) = self.functions.get(name).filter(|_| seen.insert(name)) else {
                continue;
            };
            if function.unavailable.is_some() {
                return function.unavailable.as_ref();
            }
            open.extend(&function.uses);
        }
        None
    }
}

impl Program {
    /// The unavailable modules that the rule file compiled last names; `None` where it names none. `count` is the
    /// number of its statements.
    pub(super) fn unavailable_by_item(
        &self,
        set: usize,
        file: &ScriptFile,
        count: usize,
    ) -> Option<UnavailableByItem> {
        if !self.names_unavailable_module.get() {
            return None;
        }
        let mut by_item = UnavailableByItem { functions: BTreeMap::new(), statements: Vec::new() };
        for item in items(&file.text) {
            let uses = item.uses().into_iter().map(str::to_owned).collect();
            let paths = naming::paths(item.text);
            let unavailable = paths.iter().find_map(|path| {
                let key = self.roots[set].key(&path.names);
                self.unavailable_module(set, file, &key, &path.names, item.start + path.start)
            });
            match item.action {
                Action::Function(name, _) => {
                    let part = by_item.functions.entry(name.to_owned()).or_default();
                    part.uses.extend(uses);
                    part.unavailable = part.unavailable.take().or(unavailable);
                }
                _ => by_item.statements.push(ItemUses { uses, unavailable }),
            }
        }
        // Rhai drops statements without effect. Where the counts differ, statements cannot be matched.
        (by_item.statements.len() == count).then_some(by_item)
    }

    fn unavailable_module(
        &self,
        set: usize,
        file: &ScriptFile,
        key: &str,
        names: &[&str],
        at: usize,
    ) -> Option<UnavailableModule> {
        if self.has_fault(key) {
            return Some(UnavailableModule { key: key.to_owned(), fault: None });
        }
        if !is_missing(key) {
            return None;
        }
        let before = &file.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
        let fault = self.no_module(set, &file.path, names);
        let fault = fault.at(&file.text, Some(line), Some(column));
        Some(UnavailableModule { key: key.to_owned(), fault: Some(fault) })
    }

    /// The fault for a module that the set's scripts cannot name.
    fn no_module(&self, set: usize, path: &str, names: &[&str]) -> Fault {
        let own = &self.sets[set];
        let written = names.join("::");
        let below = naming::depends(&self.sets, set);
        let having = |&on: &usize| naming::modules(&self.sets[on]).any(|name| name == names[0]);
        let several: Vec<&Arc<ScriptSet>> =
            below.iter().filter(|on| having(on)).map(|&on| &self.sets[on]).collect();
        if several.len() > 1 {
            let packs: Vec<&str> = several.iter().map(|set| set.pack.as_str()).collect();
            let each = packs.iter().map(|pack| format!("{}::{written}", naming::namespace(pack)));
            let message = format!("{} each have a module `{written}`", packs.join(" and "));
            let help = format!("say which: {}", each.collect::<Vec<_>>().join(" or "));
            return Fault::of(&own.pack, Some(path), &message, &help);
        }
        let meant = |other: &ScriptSet| {
            let is_pack = names.len() > 1 && naming::namespace(&other.pack) == names[0];
            let wanted = if is_pack { names[1] } else { names[0] };
            naming::modules(other).any(|name| name == wanted) && (is_pack || names.len() == 1)
        };
        let unnamed = |on: &usize| *on != set && !below.contains(on) && meant(&self.sets[*on]);
        if let Some(on) = (0..self.sets.len()).find(unnamed) {
            let pack = &self.sets[on].pack;
            let message = format!(
                "the module `{written}` belongs to the pack {pack}, which {} does not list in its `depends`",
                own.pack
            );
            let help = format!("add {pack} to `depends` in pack.toml");
            return Fault::of(&own.pack, Some(path), &message, &help);
        }
        let known = self.roots[set].names();
        let help = match suggest(&written, known.iter().map(|name| &**name)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "a script can use the lib/ of its own pack and of the packs in `depends`: put the file there and call it as name::function(...)".to_owned(),
        };
        Fault::of(&own.pack, Some(path), &format!("there is no module `{written}`"), &help)
    }

    /// Whether the module of this key is missing or at fault.
    pub(super) fn is_unavailable(&self, key: &str) -> bool {
        is_missing(key) || self.has_fault(key)
    }

    fn has_fault(&self, key: &str) -> bool {
        self.dependency_faults
            .iter()
            .any(|dependency_fault| dependency_fault.key.as_deref() == Some(key))
    }

    /// The key of the module or lexicon that made a run fail, where a fault of that is reported elsewhere.
    pub(super) fn cause(&self, error: &EvalAltResult) -> Option<String> {
        let key = match root(error) {
            EvalAltResult::ErrorModuleNotFound(name, _) => naming::key(name),
            EvalAltResult::ErrorRuntime(payload, _) => {
                payload.clone().try_cast::<ApiError>()?.cause?
            }
            _ => return None,
        };
        self.has_fault(&key).then_some(key)
    }

    /// The fault reported at loading that made a call fail.
    pub(super) fn known_fault(&self, error: &EvalAltResult) -> Option<Fault> {
        let key = self.cause(error)?;
        self.faults_with_keys()
            .into_iter()
            .find(|(of, _)| *of == Some(&key))
            .map(|finding| finding.1)
    }

    /// All faults of loading.
    pub(super) fn faults(&self) -> Vec<Fault> {
        self.faults_with_keys().into_iter().map(|(_, fault)| fault).collect()
    }

    fn faults_with_keys(&self) -> Vec<(Option<&String>, Fault)> {
        let finding = || self.files.iter().flat_map(|file| &file.faults);
        let mut takes: BTreeMap<&String, Vec<String>> = BTreeMap::new();
        for finding in finding() {
            let FileReport::Dependent { key, rule: Some(rule), .. } = finding else { continue };
            let list = takes.entry(key).or_default();
            if !list.contains(rule) {
                list.push(rule.clone());
            }
        }
        let with = |key: &String, fault: &Fault| Fault {
            takes: takes.get(key).cloned().unwrap_or_default(),
            ..fault.clone()
        };
        let mut all: Vec<(Option<&String>, Fault)> = Vec::new();
        for dependency_fault in &self.dependency_faults {
            let fault = match &dependency_fault.key {
                Some(key) => with(key, &dependency_fault.fault),
                None => dependency_fault.fault.clone(),
            };
            all.push((dependency_fault.key.as_ref(), fault));
        }
        let mut missing = BTreeSet::new();
        for finding in finding() {
            match finding {
                FileReport::Own(fault) => all.push((None, fault.clone())),
                FileReport::Dependent { key, fault: Some(fault), .. } if missing.insert(key) => {
                    all.push((Some(key), with(key, fault)));
                }
                FileReport::Dependent { .. } => {}
            }
        }
        all
    }
}

/// Whether a key stands for a module that does not exist, or that several packs have.
fn is_missing(key: &str) -> bool {
    key.contains("@?") || key.contains("@!")
}
