//! The functions and operators that build patterns.

use crate::pattern::{MOST_REGEX_WEIGHT, Op, Pattern, Scope, WordSort, regex_weight};
use crate::script::error::{ApiError, ScriptResult, fail, plain};
use crate::script::host::{Host, built, pattern_of};
use crate::script::meter;
use rhai::{
    Array, Dynamic, Engine, EvalAltResult, FuncRegistration, ImmutableString, Module,
    NativeCallContext, Position,
};

type PatternResult = ScriptResult<Pattern>;

/// Registers `name` for one to sixteen arguments and for one array: Rhai has no variadic functions.
macro_rules! variadic {
    ($module:expr, $host:expr, $name:expr, $make:expr) => {
        variadic!(@each $module, $host, $name, $make,
            [a], [a b], [a b c], [a b c d], [a b c d e], [a b c d e f], [a b c d e f g],
            [a b c d e f g h], [a b c d e f g h i], [a b c d e f g h i j],
            [a b c d e f g h i j k], [a b c d e f g h i j k l], [a b c d e f g h i j k l m],
            [a b c d e f g h i j k l m n], [a b c d e f g h i j k l m n o],
            [a b c d e f g h i j k l m n o p]);
    };
    (@each $module:expr, $host:expr, $name:expr, $make:expr, $([$($arg:ident)+]),+) => {$(
        let host = $host.clone();
        FuncRegistration::new($name).set_into_module(
            $module,
            move |$($arg: Dynamic),+| -> PatternResult {
                let given = vec![$($arg),+];
                host.while_loading(|_| $make(spread(given)))
            },
        );
        // Rhai looks for a function with n `Dynamic` parameters by trying 2^n signatures. For the common case, only
        // texts, an exact signature is registered as well.
        let host = $host.clone();
        FuncRegistration::new($name).set_into_module(
            $module,
            move |$($arg: ImmutableString),+| -> PatternResult {
                let given = vec![$(Dynamic::from($arg)),+];
                host.while_loading(|_| $make(given))
            },
        );
    )+};
}

/// A single array is replaced by its items.
fn spread(mut given: Vec<Dynamic>) -> Array {
    if given.len() == 1 && given[0].flatten_clone().is_array() {
        return given.remove(0).flatten().cast::<Array>();
    }
    given
}

fn patterns(given: &[Dynamic]) -> ScriptResult<Vec<Pattern>> {
    given.iter().map(pattern_of).collect()
}

pub(super) fn texts(given: &[Dynamic], function: &str) -> ScriptResult<Vec<String>> {
    let text = |item: &Dynamic| {
        item.flatten_clone().into_string().map_err(|what| {
            let what = plain(what);
            fail(&format!("{function}() takes words in quotes, and this is {what}"), "")
        })
    };
    given.iter().map(text).collect()
}

/// Registers everything that builds or combines patterns.
pub fn register(engine: &mut Engine, host: &Host) {
    let mut module = Module::new();
    variadic!(&mut module, host, "any", |given: Array| built(Pattern::any(patterns(&given)?)));
    variadic!(&mut module, host, "all", |given: Array| built(Pattern::all(patterns(&given)?)));
    variadic!(&mut module, host, "seq", |given: Array| built(Pattern::seq(patterns(&given)?)));
    variadic!(&mut module, host, "stem", |given: Array| built(Pattern::stems(&texts(
        &given, "stem"
    )?)));
    variadic!(&mut module, host, "verb", |given: Array| built(Pattern::of_sort(
        WordSort::Verb,
        &texts(&given, "verb")?
    )));
    variadic!(&mut module, host, "noun", |given: Array| built(Pattern::of_sort(
        WordSort::Noun,
        &texts(&given, "noun")?
    )));
    engine.register_global_module(module.into());
    leaves(engine, host);
    methods(engine);
    operators(engine);
}

fn leaves(engine: &mut Engine, host: &Host) {
    for (name, op) in
        [("actor", Op::Actor), ("place", Op::Place), ("number", Op::Number), ("date", Op::Date)]
    {
        let host = host.clone();
        engine.register_fn(name, move || -> PatternResult {
            host.while_loading(|_| Ok(Pattern::entity(op.clone())))
        });
    }
    let loading = host.clone();
    engine.register_fn("regex", move |regex: &str| -> PatternResult {
        loading.while_loading(|_| {
            // One far too large is refused before it is compiled; all others take time.
            let weight = regex_weight(regex);
            if weight <= MOST_REGEX_WEIGHT {
                meter::regex(weight)?;
            }
            built(Pattern::regex(regex))
        })
    });
    let loading = host.clone();
    engine.register_fn("quoted", move |inner: Dynamic| -> PatternResult {
        loading.while_loading(|_| built(Pattern::quoted(pattern_of(&inner)?)))
    });
    let loading = host.clone();
    engine.register_fn("near", move |left: Dynamic, right: Dynamic, gap: i64| -> PatternResult {
        loading.while_loading(|_| {
            built(Pattern::near(pattern_of(&left)?, pattern_of(&right)?, tokens(gap)?))
        })
    });
    let outer = host.clone();
    engine.register_fn("lexicon", move |context: NativeCallContext, name: &str| -> PatternResult {
        let found = outer.while_loading(|loading| {
            let phrases = loading.lexicon(context.call_source(), name);
            phrases.map(|phrases| outer.lexicon(name, phrases)).map_err(|lack| {
                let error = ApiError { message: lack.message, help: lack.help, cause: lack.cause };
                Box::new(EvalAltResult::ErrorRuntime(Dynamic::from(error), Position::NONE))
            })
        });
        found.inspect_err(|_| outer.missed_lexicon.set(true))?
    });
}

fn tokens(gap: i64) -> ScriptResult<usize> {
    match usize::try_from(gap) {
        Ok(gap) if gap <= 1_000 => Ok(gap),
        _ => Err(fail("a gap is a number of tokens from 0 to 1000", "")),
    }
}

fn methods(engine: &mut Engine) {
    engine.register_fn("gap", |pattern: &mut Pattern, gap: i64| -> PatternResult {
        let gap = tokens(gap)?;
        let made = pattern.gap(gap).ok_or_else(|| {
            fail("only seq(...) has a gap", "near(p, q, n) takes its gap as the third argument")
        });
        built(Ok(made?))
    });
    engine.register_fn("named", |pattern: &mut Pattern, name: &str| built(Ok(pattern.named(name))));
    engine.register_fn("within", |pattern: &mut Pattern, scope: &str| -> PatternResult {
        built(Ok(pattern.within(scope_of(scope)?)))
    });
    engine.register_fn("to_string", |pattern: &mut Pattern| shown(pattern));
    engine.register_fn("to_debug", |pattern: &mut Pattern| shown(pattern));
}

/// A pattern as text.
fn shown(pattern: &Pattern) -> String {
    meter::add(pattern.size());
    pattern.to_string()
}

/// Reads the name of a scope.
pub fn scope_of(name: &str) -> ScriptResult<Scope> {
    Scope::parse(name).ok_or_else(|| {
        fail(
            &format!("{name:?} is not a scope"),
            "a scope is \"sentence\", \"paragraph\" or \"article\"",
        )
    })
}

fn operators(engine: &mut Engine) {
    fn either(left: Pattern, right: Pattern) -> PatternResult {
        built(Pattern::any(vec![left, right]))
    }
    fn both(left: Pattern, right: Pattern) -> PatternResult {
        built(Pattern::all(vec![left, right]))
    }
    fn phrase(text: &str) -> PatternResult {
        built(Pattern::words(&[text]))
    }
    engine.register_fn("|", |left: Pattern, right: Pattern| either(left, right));
    engine.register_fn("|", |left: Pattern, right: &str| either(left, phrase(right)?));
    engine.register_fn("|", |left: &str, right: Pattern| either(phrase(left)?, right));
    engine.register_fn("|", |left: &str, right: &str| either(phrase(left)?, phrase(right)?));
    engine.register_fn("&", |left: Pattern, right: Pattern| both(left, right));
    engine.register_fn("&", |left: Pattern, right: &str| both(left, phrase(right)?));
    engine.register_fn("&", |left: &str, right: Pattern| both(phrase(left)?, right));
    engine.register_fn("&", |left: &str, right: &str| both(phrase(left)?, phrase(right)?));
    engine.register_fn("!", |inner: Pattern| built(Pattern::negate(inner)));
    engine.register_fn("!", |inner: &str| built(Pattern::negate(phrase(inner)?)));
}
