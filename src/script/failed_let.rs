//! The placeholder for a `let` or `const` that failed, and how to tell that an error comes from using it.

use super::error::{ApiError, fail};
use rhai::EvalAltResult;

/// The value of a variable or constant whose `let` or `const` failed. It allows the fault to be reported once, and not
/// again in other words wherever the value is used.
#[derive(Clone, Copy, Debug)]
pub struct FailedLet;

/// The error of using it.
pub fn failed_let_error() -> Box<EvalAltResult> {
    fail(MESSAGE, HELP)
}

/// The innermost cause of an error.
pub fn root(mut error: &EvalAltResult) -> &EvalAltResult {
    while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _)
    | EvalAltResult::ErrorInModule(_, inner, _) = error
    {
        error = inner;
    }
    error
}

/// Whether an error comes from using a `let` that failed.
pub fn is_use_of_failed_let(error: &EvalAltResult) -> bool {
    use EvalAltResult as E;
    match root(error) {
        E::ErrorFunctionNotFound(signature, _) => signature.contains("FailedLet"),
        E::ErrorMismatchDataType(_, given, _) | E::ErrorMismatchOutputType(_, given, _) => {
            given.ends_with("FailedLet")
        }
        E::ErrorRuntime(payload, _) => {
            payload.clone().try_cast::<ApiError>().is_some_and(|error| error.message == MESSAGE)
        }
        _ => false,
    }
}

/// The message of a fault for using it.
pub const MESSAGE: &str = "this uses a variable or constant that could not be created";

/// What to do then.
pub const HELP: &str = "correct the fault above first";
