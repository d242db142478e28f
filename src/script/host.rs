//! The state that the functions given to scripts share with the program, and how they read a pattern argument.

use super::builder::{IncidentBuilder, KindBuilder, RuleBuilder};
use super::error::{ScriptResult, fail, plain};
use super::failed_let::{FailedLet, failed_let_error};
use super::meter;
use super::naming::{self, Binding};
use super::spec::ScriptSet;
use crate::pattern::{MOST_LEVELS, Op, Pattern, PatternError};
use rhai::{Dynamic, EvalAltResult};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// State shared by the engine's functions and the program that owns the engine.
#[derive(Clone, Default)]
pub struct Host {
    /// The rule file being loaded; `None` while closures run, when no pattern may be built.
    pub loading: Rc<RefCell<Option<Loading>>>,
    /// The patterns of lexicons, by name: many files use the same few.
    pub lexicons: Rc<RefCell<HashMap<String, Pattern>>>,
    /// Whether rules get a hash of what their closures depend on, by which a changed rule is recognised.
    pub hashes_closures: bool,
    /// Set from another thread to stop the running script.
    pub interrupt: Arc<AtomicBool>,
    /// Whether `interrupt` is ignored for now.
    pub ignores_interrupt: Rc<Cell<bool>>,
    /// The module names of the script that is being compiled; its names are bound as they are parsed.
    pub binding: Rc<RefCell<Option<Binding>>>,
    /// Set when a script asked for a lexicon that is not available. The message then depends on all packs loaded, so
    /// that the file must run again when another pack changes.
    pub missed_lexicon: Rc<Cell<bool>>,
}

/// What a rule file can use while it is loaded, and what it has made so far.
#[derive(Default)]
pub struct Loading {
    /// All sets loaded together.
    pub sets: Rc<Vec<Arc<ScriptSet>>>,
    /// The set that the file belongs to, an index into `sets`.
    pub at: usize,
    /// The rules made so far in this file.
    pub rules: Vec<RuleBuilder>,
    /// The incident rules made so far in this file.
    pub incidents: Vec<IncidentBuilder>,
    /// The kinds declared so far in this file.
    pub kinds: Vec<KindBuilder>,
}

impl Loading {
    /// For a file of `sets[at]`.
    pub fn of(sets: &Rc<Vec<Arc<ScriptSet>>>, at: usize) -> Loading {
        Loading { sets: sets.clone(), at, ..Loading::default() }
    }

    /// The phrases of lexicon `name`, resolved for the script of this source: a function of `lib/` sees the lexicons of
    /// its own pack, whichever pack calls it.
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

/// How many rules, incident rules and kinds a rule file has made so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadCounts {
    /// Rules.
    pub rules: usize,
    /// Incident rules.
    pub incidents: usize,
    /// Kinds.
    pub kinds: usize,
}

impl Loading {
    /// How many of each there are so far.
    pub fn counts(&self) -> LoadCounts {
        LoadCounts {
            rules: self.rules.len(),
            incidents: self.incidents.len(),
            kinds: self.kinds.len(),
        }
    }
}

impl Host {
    /// The pattern of the lexicon `name`, which has these phrases.
    ///
    /// # Errors
    /// A phrase does not read, or the patterns of the pack take too much memory.
    pub fn lexicon(&self, name: &str, phrases: &[String]) -> ScriptResult<Pattern> {
        meter::add(phrases.len() / 16);
        let same = |known: &&Pattern| {
            let Op::Lexicon(_, parsed) = known.op() else { return false };
            let parsed = parsed.iter().map(|phrase| &phrase.written);
            parsed.eq(phrases)
        };
        if let Some(known) = self.lexicons.borrow().get(name).filter(same) {
            return Ok(known.clone());
        }
        // It is kept, so that a loop makes no more of it; but a pack may have many.
        let pattern = built(Pattern::lexicon(name, phrases))?;
        self.lexicons.borrow_mut().insert(name.to_owned(), pattern.clone());
        Ok(pattern)
    }

    /// Whether the running script should stop.
    pub fn is_stopped(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed) && !self.ignores_interrupt.get()
    }

    /// Runs `work` on the file being loaded; an error while a closure runs, when no pattern or rule may be built.
    pub fn while_loading<T>(
        &self,
        work: impl FnOnce(&mut Loading) -> Result<T, Box<EvalAltResult>>,
    ) -> Result<T, Box<EvalAltResult>> {
        match self.loading.borrow_mut().as_mut() {
            Some(loading) => work(loading),
            None => Err(fail(
                "a pattern cannot be built inside a closure: patterns are compiled when the file is loaded",
                "build it with `let` at the top of the file and use that name in the closure",
            )),
        }
    }
}

/// A pattern that a script has built; its size is counted.
pub fn built(made: Result<Pattern, PatternError>) -> Result<Pattern, Box<EvalAltResult>> {
    let pattern = made.map_err(|error| fail(&error.to_string(), error.help()))?;
    meter::hold(pattern.bytes())?;
    Ok(pattern)
}

/// Reads a pattern argument of a script: a pattern, a phrase, or a list of either, which means any of its items.
pub fn pattern_of(given: &Dynamic) -> Result<Pattern, Box<EvalAltResult>> {
    pattern_at(given, MOST_LEVELS)
}

/// [`pattern_of`] for a list that may hold lists inside each other so many levels deep.
fn pattern_at(given: &Dynamic, levels: usize) -> Result<Pattern, Box<EvalAltResult>> {
    let given = given.flatten_clone();
    if let Some(pattern) = given.clone().try_cast::<Pattern>() {
        return Ok(pattern);
    }
    if given.is_string() {
        let phrase = given.into_immutable_string().map_err(|_| not_a_pattern("a string"))?;
        return built(Pattern::words(&[phrase.as_str()]));
    }
    if given.is_array() {
        let parts = given.into_typed_array::<Dynamic>().map_err(|_| not_a_pattern("an array"))?;
        let Some(below) = levels.checked_sub(1) else {
            return built(Err(PatternError::TooDeep(MOST_LEVELS)));
        };
        let parts = parts.iter().map(|part| pattern_at(part, below));
        return built(Pattern::any(parts.collect::<Result<Vec<Pattern>, _>>()?));
    }
    Err(not_a_pattern(given.type_name()))
}

fn not_a_pattern(what: &str) -> Box<EvalAltResult> {
    if what == std::any::type_name::<FailedLet>() {
        return failed_let_error();
    }
    let hint = match what {
        "bool" => "combine patterns with `&`, `|` and `!`; `&&` and `||` are for true and false",
        "Fn" => "write a pattern here; a closure belongs in .code(...)",
        _ => "write a phrase in quotes, or any(...), stem(...), seq(...), regex(...), lexicon(...)",
    };
    fail(&format!("expected a pattern, found {}", plain(what)), hint)
}
