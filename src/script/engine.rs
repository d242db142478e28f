//! The only place where a Rhai engine is built, with all its limits. Packs come from strangers, so scripts are
//! untrusted.

use super::api;
use super::error::{StopReason, fail};
use super::host::Host;
use super::meter::{
    self, Allowance, PACK_BYTES, PACK_REGEXES, STATEMENT_BYTES, STATEMENT_REGEXES, Used,
};
use super::size;
use rhai::{Dynamic, Engine, OptimizationLevel};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What one call of a closure, or one run of a rule file, may use. The limits on operations and sizes are low enough to
/// be reached before the deadline, so that a fault is the same on a slow machine.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Rhai operations of a closure call.
    pub call_operations: u64,
    /// Rhai operations of a statement of a rule file.
    pub load_operations: u64,
    /// Operations of all statements of a pack together.
    pub pack_operations: u64,
    /// Time of a closure call.
    pub deadline: Duration,
    /// Time of a statement of a rule file.
    pub load_deadline: Duration,
    /// Nested calls.
    pub call_levels: usize,
    /// Nested expressions at the top of a file; long chains of methods nest.
    pub expr_depth: usize,
    /// Nested expressions inside a function or closure. Together with `call_levels` it limits the use of the stack: an
    /// unoptimised build uses some kilobytes for each level, and a stack overflow would end the process.
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

/// Operations that a statement may use after its pack has used its own.
const LEAST_OPERATIONS: u64 = 2_000;
/// Bytes that it may make then: enough for a small rule.
const LEAST_BYTES: u64 = 4 << 10;

impl Limits {
    /// What the next statement of a pack may use, of which the statements before it have used `used`.
    pub fn of_statement(&self, used: Used) -> Allowance {
        let left = self.pack_operations.saturating_sub(used.operations).max(LEAST_OPERATIONS);
        Allowance {
            operations: left.min(self.load_operations),
            operations_of_pack: left < self.load_operations,
            time: self.load_deadline,
            bytes: PACK_BYTES.saturating_sub(used.bytes).clamp(LEAST_BYTES, STATEMENT_BYTES),
            regexes: PACK_REGEXES
                .saturating_sub(used.regexes)
                .clamp(LEAST_BYTES, STATEMENT_REGEXES),
        }
    }

    /// The same limits for files that were loaded before within them: a slow moment must not make another program of them.
    pub fn for_loading_again(&self) -> Limits {
        Limits { load_deadline: Duration::from_secs(600), ..self.clone() }
    }

    /// What a call of a closure may use.
    pub fn of_call(&self) -> Allowance {
        Allowance {
            operations: self.call_operations,
            operations_of_pack: false,
            time: self.deadline,
            ..self.of_statement(Used::default())
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            call_operations: 50_000,
            load_operations: 1_000_000,
            pack_operations: 20_000_000,
            deadline: Duration::from_secs(2),
            load_deadline: Duration::from_secs(2),
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

/// Builds an engine for rules: with `limits`, without `eval`, clock or import, and with the functions of `api/`.
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
        // Rhai shares the last few hundred strings; making room for each new one costs a third of compiling a pack.
        .set_max_strings_interned(0)
        // Full optimisation would run functions at compile time, before the limits apply.
        .set_optimization_level(OptimizationLevel::Simple)
        .disable_symbol("eval")
        // The host registers each file of `lib/` as a module, so nothing needs importing; and files run one
        // statement at a time, while Rhai forgets imports between runs.
        .disable_symbol("import")
        .set_module_resolver(rhai::module_resolvers::StaticModuleResolver::new())
        .on_print(|_| {})
        .on_debug(|_, _, _| {});
    let binding = host.binding.clone();
    // Rhai marks functions as deprecated that may change between versions; this one is supported.
    #[allow(deprecated)]
    engine.on_parse_token(move |token, at, _| match binding.borrow_mut().as_mut() {
        Some(binding) => binding.bind(token, at),
        None => token,
    });
    let (interrupt, ignores_interrupt) = (host.interrupt.clone(), host.ignores_interrupt.clone());
    engine.on_progress(move |operations| {
        if operations % 16 == 0 && interrupt.load(Ordering::Relaxed) && !ignores_interrupt.get() {
            return Some(Dynamic::from(StopReason::Interrupted));
        }
        meter::step(operations).map(Dynamic::from)
    });
    size::watch(&mut engine);
    engine
        .register_fn("sleep", |_: i64| -> Result<(), Box<rhai::EvalAltResult>> { Err(no_sleep()) })
        .register_fn("sleep", |_: f64| -> Result<(), Box<rhai::EvalAltResult>> { Err(no_sleep()) });
    api::register(&mut engine, host);
    engine
}

/// Rhai's own `sleep` cannot be interrupted by any limit.
fn no_sleep() -> Box<rhai::EvalAltResult> {
    fail("a rule cannot sleep", "a rule only builds events: remove the call")
}
