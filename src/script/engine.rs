//! The one place where an engine is made, with every limit in view. Packs come from strangers.

use super::api;
use super::error::{Stop, fail};
use super::host::Host;
use rhai::{Dynamic, Engine, OptimizationLevel};
use std::sync::atomic::Ordering;
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
        // Full optimisation would run functions at compile time, before a limit holds.
        .set_optimization_level(OptimizationLevel::Simple)
        .disable_symbol("eval")
        // The host registers each file of `lib/` as a module by itself, so nothing is left to import; and a file
        // is run a statement at a time, while Rhai forgets imports from one run to the next.
        .disable_symbol("import")
        .set_module_resolver(rhai::module_resolvers::StaticModuleResolver::new())
        .on_print(|_| {})
        .on_debug(|_, _, _| {});
    let binding = host.binding.clone();
    // Not deprecated: Rhai marks by that what it may change from version to version.
    #[allow(deprecated)]
    engine.on_parse_token(move |token, at, _| match binding.borrow_mut().as_mut() {
        Some(binding) => binding.bind(token, at),
        None => token,
    });
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

/// Rhai's own `sleep` cannot be interrupted by any limit.
fn no_sleep() -> Box<rhai::EvalAltResult> {
    fail("a rule cannot sleep", "a rule only shapes events; take the call out")
}
