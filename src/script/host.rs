//! What the functions given to scripts share with the program around them, and how they read a pattern.

use super::builder::{IncidentBuilder, KindBuilder, RuleBuilder};
use super::error::{fail, plain};
use super::naming::{self, Binding};
use super::spec::ScriptSet;
use super::unmade::{Unmade, unmade};
use crate::pattern::Pattern;
use rhai::{Dynamic, EvalAltResult};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// What the engine's functions share with the program around them.
#[derive(Clone, Default)]
pub struct Host {
    /// The deadline of what runs now.
    pub deadline: Rc<Cell<Option<Instant>>>,
    /// The rules being built; `None` while closures run, when no pattern may be built.
    pub loading: Rc<RefCell<Option<Loading>>>,
    /// Set from outside to stop whatever runs.
    pub interrupt: Arc<AtomicBool>,
    /// Whether that is ignored for now.
    pub deaf: Rc<Cell<bool>>,
    /// The module names of the script that is being compiled.
    pub binding: Rc<RefCell<Option<Binding>>>,
    /// Set where a lexicon was asked for that is not available: what is told of it depends on all packs loaded.
    pub lacked: Rc<Cell<bool>>,
}

/// What a rule file sees while it is loaded.
#[derive(Default)]
pub struct Loading {
    /// All sets loaded together.
    pub sets: Rc<Vec<Arc<ScriptSet>>>,
    /// The set that the file is of, an index into `sets`.
    pub at: usize,
    /// Rules begun so far in this file.
    pub rules: Vec<RuleBuilder>,
    /// Incident rules begun so far in this file.
    pub incidents: Vec<IncidentBuilder>,
    /// Kinds declared so far in this file.
    pub kinds: Vec<KindBuilder>,
}

impl Loading {
    /// For a file of `sets[at]`.
    pub fn of(sets: &Rc<Vec<Arc<ScriptSet>>>, at: usize) -> Loading {
        Loading { sets: sets.clone(), at, ..Loading::default() }
    }

    /// The phrases of lexicon `name`, as it is meant in the script of this source: a function of `lib/` names those of its
    /// own pack, whoever calls it.
    pub fn lexicon(
        &self,
        source: Option<&str>,
        name: &str,
    ) -> Result<&[String], naming::NoLexicon> {
        let at = source.and_then(|source| naming::set_of_source(&self.sets, source));
        match self.sets.is_empty() {
            true => Err(naming::NoLexicon {
                message: format!("there is no lexicon {name:?}"),
                help: "no pack is loaded".to_owned(),
                cause: None,
            }),
            false => naming::lexicon(&self.sets, at.unwrap_or(self.at), name),
        }
    }
}

/// How many rules, incident rules and kinds a rule file has begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Begun {
    /// Rules.
    pub rules: usize,
    /// Incident rules.
    pub incidents: usize,
    /// Kinds.
    pub kinds: usize,
}

impl Loading {
    /// How much has been begun so far.
    pub fn begun(&self) -> Begun {
        Begun { rules: self.rules.len(), incidents: self.incidents.len(), kinds: self.kinds.len() }
    }
}

impl Host {
    /// Whether what runs is to end.
    pub fn is_stopped(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed) && !self.deaf.get()
    }

    /// Refuses to build a pattern or rule while a closure runs.
    pub fn while_loading<T>(
        &self,
        work: impl FnOnce(&mut Loading) -> Result<T, Box<EvalAltResult>>,
    ) -> Result<T, Box<EvalAltResult>> {
        match self.loading.borrow_mut().as_mut() {
            Some(loading) => work(loading),
            None => Err(fail(
                "a pattern cannot be built inside a closure: it was never compiled",
                "build it with `let` at the top of the file and use that name in the closure",
            )),
        }
    }
}

/// Reads a pattern out of what a script handed over: a pattern, a phrase, or a list of either (any of them).
pub fn pattern_of(given: &Dynamic) -> Result<Pattern, Box<EvalAltResult>> {
    let given = given.flatten_clone();
    if let Some(pattern) = given.clone().try_cast::<Pattern>() {
        return Ok(pattern);
    }
    if given.is_string() {
        let phrase = given.into_immutable_string().map_err(|_| not_a_pattern("a string"))?;
        return Pattern::words(&[phrase.as_str()]).map_err(|error| fail(&error.to_string(), ""));
    }
    if given.is_array() {
        let parts = given.into_typed_array::<Dynamic>().map_err(|_| not_a_pattern("an array"))?;
        let parts: Result<Vec<Pattern>, _> = parts.iter().map(pattern_of).collect();
        return Pattern::any(parts?).map_err(|error| fail(&error.to_string(), ""));
    }
    Err(not_a_pattern(given.type_name()))
}

fn not_a_pattern(what: &str) -> Box<EvalAltResult> {
    if what == std::any::type_name::<Unmade>() {
        return unmade();
    }
    let hint = match what {
        "bool" => "join patterns by `&`, `|` and `!`; `&&` and `||` are for true and false",
        "Fn" => "write a pattern here; a closure belongs into .code(...)",
        _ => "write a phrase in quotes, or any(...), stem(...), seq(...), regex(...), lexicon(...)",
    };
    fail(&format!("a pattern is wanted here, and this is {}", plain(what)), hint)
}
