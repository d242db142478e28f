//! What stands for a `let` that could not be made, and how an error of using it is known.

use super::error::{ApiError, fail};
use rhai::EvalAltResult;

/// What stands for a `let` whose value could not be made, so that the fault is reported once and not again, in other
/// words, wherever the name is used.
#[derive(Clone, Copy, Debug)]
pub struct Unmade;

/// The fault of using it.
pub fn unmade() -> Box<EvalAltResult> {
    fail(UNMADE, "correct the fault above first")
}

/// The first cause of an error.
pub fn root(mut error: &EvalAltResult) -> &EvalAltResult {
    while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _)
    | EvalAltResult::ErrorInModule(_, inner, _) = error
    {
        error = inner;
    }
    error
}

/// Whether an error came of using a `let` that could not be made.
pub fn is_of_unmade(error: &EvalAltResult) -> bool {
    use EvalAltResult as E;
    match root(error) {
        E::ErrorFunctionNotFound(signature, _) => signature.contains("Unmade"),
        E::ErrorMismatchDataType(_, given, _) | E::ErrorMismatchOutputType(_, given, _) => {
            given.ends_with("Unmade")
        }
        E::ErrorRuntime(payload, _) => {
            payload.clone().try_cast::<ApiError>().is_some_and(|error| error.message == UNMADE)
        }
        _ => false,
    }
}

const UNMADE: &str = "this `let` could not be made";
