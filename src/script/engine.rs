//! The one place where an engine is made, with every limit in view. Packs come from strangers.

use super::advice::{Stop, Unmade, fail, plain};
use super::api;
use super::spec::ScriptSet;
use crate::pattern::Pattern;
use rhai::{Dynamic, Engine, OptimizationLevel};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What one call of a closure, or one run of a rule file, may use. Operations and sizes are set to bind before the
/// deadline does, so that a fault is the same on a slow machine.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Rhai operations of a closure call.
    pub call_operations: u64,
    /// Rhai operations of a rule file's load.
    pub load_operations: u64,
    /// Time for either.
    pub deadline: Duration,
    /// Nested calls.
    pub call_levels: usize,
    /// Nested expressions at the top of a file; long chains of methods nest.
    pub expr_depth: usize,
    /// Nested expressions inside a function or closure. Together with `call_levels` it bounds the stack: an
    /// unoptimised build uses some kilobytes a nesting, and an overflow would end the process.
    pub function_expr_depth: usize,
    /// Bytes of a string.
    pub string_size: usize,
    /// Items of an array.
    pub array_size: usize,
    /// Items of a map.
    pub map_size: usize,
    /// Variables of a scope.
    pub variables: usize,
    /// Functions of a file, closures included.
    pub functions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            call_operations: 50_000,
            load_operations: 1_000_000,
            deadline: Duration::from_secs(2),
            call_levels: 32,
            expr_depth: 256,
            function_expr_depth: 64,
            string_size: 64 * 1024,
            array_size: 4_096,
            map_size: 512,
            variables: 1_024,
            functions: 1_024,
        }
    }
}

/// What the engine's functions share with the program around them.
#[derive(Clone, Default)]
pub struct Host {
    /// The deadline of what runs now.
    pub deadline: Rc<Cell<Option<Instant>>>,
    /// The rules being built; `None` while closures run, when no pattern may be built.
    pub loading: Rc<RefCell<Option<Loading>>>,
    /// Set from outside to stop whatever runs.
    pub interrupt: Arc<AtomicBool>,
    /// Whether that is not heeded for now.
    pub deaf: Rc<Cell<bool>>,
}

/// What a rule file sees while it is loaded.
#[derive(Default)]
pub struct Loading {
    /// Lexicons by name, those of the pack over those of its dependencies.
    pub lexicons: Rc<BTreeMap<String, Vec<String>>>,
    /// Rules begun so far in this file.
    pub rules: Vec<api::RuleBuilder>,
    /// Incident rules begun so far in this file.
    pub incidents: Vec<api::IncidentBuilder>,
    /// Kinds declared so far in this file.
    pub kinds: Vec<api::KindBuilder>,
}

impl Host {
    /// Whether what runs is to end.
    pub fn is_stopped(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed) && !self.deaf.get()
    }

    /// Refuses to build a pattern or rule while a closure runs.
    pub fn while_loading<T>(
        &self,
        work: impl FnOnce(&mut Loading) -> Result<T, Box<rhai::EvalAltResult>>,
    ) -> Result<T, Box<rhai::EvalAltResult>> {
        match self.loading.borrow_mut().as_mut() {
            Some(loading) => work(loading),
            None => Err(fail(
                "a pattern cannot be built inside a closure: it was never compiled",
                "build it with `let` at the top of the file and use that name in the closure",
            )),
        }
    }
}

/// Makes an engine that serves `sets`' rules: limits, no `eval`, no clock, nothing but the API of `api/`.
pub fn build(limits: &Limits, host: &Host) -> Engine {
    let mut engine = Engine::new();
    engine
        .set_max_operations(limits.load_operations)
        .set_max_call_levels(limits.call_levels)
        .set_max_expr_depths(limits.expr_depth, limits.function_expr_depth)
        .set_max_string_size(limits.string_size)
        .set_max_array_size(limits.array_size)
        .set_max_map_size(limits.map_size)
        .set_max_variables(limits.variables)
        .set_max_functions(limits.functions)
        .set_max_modules(64)
        // Full optimisation would run functions at compile time, before a limit holds.
        .set_optimization_level(OptimizationLevel::Simple)
        .disable_symbol("eval")
        // The host registers each file of `lib/` as a module by itself, so nothing is left to import; and a file
        // is run a statement at a time, while Rhai forgets imports from one run to the next.
        .disable_symbol("import")
        .set_module_resolver(rhai::module_resolvers::StaticModuleResolver::new())
        .on_print(|_| {})
        .on_debug(|_, _, _| {});
    let (deadline, interrupt, deaf) =
        (host.deadline.clone(), host.interrupt.clone(), host.deaf.clone());
    engine.on_progress(move |operations| {
        // A single step over nested arrays may take a millisecond, so steps alone do not bound time.
        if operations % 16 != 0 {
            return None;
        }
        if interrupt.load(Ordering::Relaxed) && !deaf.get() {
            return Some(Dynamic::from(Stop::Interrupted));
        }
        let late = deadline.get().is_some_and(|deadline| Instant::now() > deadline);
        late.then(|| Dynamic::from(Stop::Deadline))
    });
    engine
        .register_fn("sleep", |_: i64| -> Result<(), Box<rhai::EvalAltResult>> { Err(no_sleep()) })
        .register_fn("sleep", |_: f64| -> Result<(), Box<rhai::EvalAltResult>> { Err(no_sleep()) });
    api::register(&mut engine, host);
    engine
}

/// The lexicons that rules of `sets[index]` see: its own over those of the packs before it.
pub fn lexicons(sets: &[Arc<ScriptSet>], index: usize) -> Rc<BTreeMap<String, Vec<String>>> {
    let mut all = BTreeMap::new();
    for set in &sets[..=index] {
        all.extend(set.lexicons.iter().map(|(name, phrases)| (name.clone(), phrases.clone())));
    }
    Rc::new(all)
}

/// Reads a pattern out of what a script handed over: a pattern, a phrase, or a list of either (any of them).
pub fn pattern_of(given: &Dynamic) -> Result<Pattern, Box<rhai::EvalAltResult>> {
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

/// Rhai's own `sleep` cannot be interrupted by any limit.
fn no_sleep() -> Box<rhai::EvalAltResult> {
    fail("a rule cannot sleep", "a rule only shapes events; take the call out")
}

fn not_a_pattern(what: &str) -> Box<rhai::EvalAltResult> {
    if what == std::any::type_name::<Unmade>() {
        return super::advice::unmade();
    }
    let hint = match what {
        "bool" => "join patterns by `&`, `|` and `!`; `&&` and `||` are for true and false",
        "Fn" => "write a pattern here; a closure belongs into .code(...)",
        _ => "write a phrase in quotes, or any(...), stem(...), seq(...), regex(...), lexicon(...)",
    };
    fail(&format!("a pattern is wanted here, and this is {}", plain(what)), hint)
}
