//! Faults told once, at their cause: a module or lexicon that is missing or at fault takes along the rules that depend on
//! it, and those are a list in its fault and no faults of their own.

use super::Program;
use crate::script::error::ApiError;
use crate::script::items::{Action, items};
use crate::script::naming;
use crate::script::unmade::root;
use crate::script::{Fault, ScriptFile, ScriptSet};
use crate::suggest::suggest;
use rhai::EvalAltResult;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A fault of what rules depend on.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// What rules that fail for it name; `None` where it takes none along.
    pub key: Option<String>,
    /// The fault.
    pub fault: Fault,
}

/// What a rule file tells.
#[derive(Clone, Debug)]
pub enum FileReport {
    /// A fault of its own.
    Own(Fault),
    /// Something fails for a cause outside the file.
    Taken {
        /// The cause.
        key: String,
        /// The rule that fails, where it is known.
        rule: Option<String>,
        /// The fault to report where nothing else reports the cause: what is named is not there at all.
        fault: Option<Fault>,
    },
}

/// A name that a script writes for a module that is not available.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The cause's key.
    pub key: String,
    /// The fault to report where nothing else reports the cause.
    pub fault: Option<Fault>,
}

/// What the parts of a rule file depend on that is not available.
pub struct Breaks {
    /// By name, functions of the file, and what they use.
    functions: BTreeMap<String, Part>,
    /// Statements, in order.
    statements: Vec<Part>,
}

#[derive(Default)]
struct Part {
    uses: BTreeSet<String>,
    broken: Option<Broken>,
}

impl Breaks {
    /// What statement `number` depends on that is not available, by way of the file's functions too.
    pub fn of(&self, number: usize) -> Option<&Broken> {
        let part = self.statements.get(number)?;
        if part.broken.is_some() {
            return part.broken.as_ref();
        }
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = part.uses.iter().collect();
        while let Some(name) = open.pop() {
            let Some(function) = self.functions.get(name).filter(|_| seen.insert(name)) else {
                continue;
            };
            if function.broken.is_some() {
                return function.broken.as_ref();
            }
            open.extend(&function.uses);
        }
        None
    }
}

impl Program {
    /// What the parts of the rule file compiled last name that is not available; `None` where it names no such module.
    /// `count` is how many statements the file has.
    pub(super) fn breaks(&self, set: usize, file: &ScriptFile, count: usize) -> Option<Breaks> {
        if !self.doubtful.get() {
            return None;
        }
        let mut breaks = Breaks { functions: BTreeMap::new(), statements: Vec::new() };
        for item in items(&file.text) {
            let uses = item.uses().into_iter().map(str::to_owned).collect();
            let paths = naming::paths(item.text);
            let broken = paths.iter().find_map(|path| {
                let key = self.roots[set].key(&path.names);
                self.broken(set, file, &key, &path.names, item.start + path.start)
            });
            match item.action {
                Action::Function(name, _) => {
                    let part = breaks.functions.entry(name.to_owned()).or_default();
                    part.uses.extend(uses);
                    part.broken = part.broken.take().or(broken);
                }
                _ => breaks.statements.push(Part { uses, broken }),
            }
        }
        // Rhai drops statements that do nothing: then it is not known which is which.
        (breaks.statements.len() == count).then_some(breaks)
    }

    fn broken(
        &self,
        set: usize,
        file: &ScriptFile,
        key: &str,
        names: &[&str],
        at: usize,
    ) -> Option<Broken> {
        if self.is_trouble(key) {
            return Some(Broken { key: key.to_owned(), fault: None });
        }
        if !is_missing(key) {
            return None;
        }
        let before = &file.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
        let fault = self.no_module(set, &file.path, names);
        let fault = fault.at(&file.text, Some(line), Some(column));
        Some(Broken { key: key.to_owned(), fault: Some(fault) })
    }

    /// The fault of a module that the set's scripts cannot name.
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
            let message = format!("{} have a module `{written}` each", packs.join(" and "));
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
                "the module `{written}` is one of the pack {pack}, which {} does not name in its `depends`",
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

    /// Whether the module of this key is not available.
    pub(super) fn is_lacking(&self, key: &str) -> bool {
        is_missing(key) || self.is_trouble(key)
    }

    fn is_trouble(&self, key: &str) -> bool {
        self.troubles.iter().any(|trouble| trouble.key.as_deref() == Some(key))
    }

    /// The key of what a failed run comes of, where that is a module or lexicon reported elsewhere.
    pub(super) fn cause(&self, error: &EvalAltResult) -> Option<String> {
        let key = match root(error) {
            EvalAltResult::ErrorModuleNotFound(name, _) => naming::key(name),
            EvalAltResult::ErrorRuntime(payload, _) => {
                payload.clone().try_cast::<ApiError>()?.cause?
            }
            _ => return None,
        };
        self.is_trouble(&key).then_some(key)
    }

    /// The fault told at loading that a failed call comes of.
    pub(super) fn trouble_behind(&self, error: &EvalAltResult) -> Option<Fault> {
        let key = self.cause(error)?;
        self.faults_with_keys().into_iter().find(|(of, _)| *of == Some(&key)).map(|told| told.1)
    }

    /// All faults that loading met.
    pub(super) fn faults(&self) -> Vec<Fault> {
        self.faults_with_keys().into_iter().map(|(_, fault)| fault).collect()
    }

    fn faults_with_keys(&self) -> Vec<(Option<&String>, Fault)> {
        let told = || self.files.iter().flat_map(|file| &file.faults);
        let mut takes: BTreeMap<&String, Vec<String>> = BTreeMap::new();
        for told in told() {
            let FileReport::Taken { key, rule: Some(rule), .. } = told else { continue };
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
        for trouble in &self.troubles {
            let fault = match &trouble.key {
                Some(key) => with(key, &trouble.fault),
                None => trouble.fault.clone(),
            };
            all.push((trouble.key.as_ref(), fault));
        }
        let mut missing = BTreeSet::new();
        for told in told() {
            match told {
                FileReport::Own(fault) => all.push((None, fault.clone())),
                FileReport::Taken { key, fault: Some(fault), .. } if missing.insert(key) => {
                    all.push((Some(key), with(key, fault)));
                }
                FileReport::Taken { .. } => {}
            }
        }
        all
    }
}

/// Whether a key is that of a module which is not there, or which several packs have.
fn is_missing(key: &str) -> bool {
    key.contains("@?") || key.contains("@!")
}
