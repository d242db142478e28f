//! Messages that are worded differently at the prompt than for the author of a rule file.

use crate::script::error::StopReason;
use crate::script::naming::as_written;
use rhai::EvalAltResult;

/// Message and help; `None` where the wording for rule files fits.
pub fn describe(error: &EvalAltResult) -> Option<(String, String)> {
    use EvalAltResult as E;
    let (message, help) = match error {
        E::ErrorTerminated(payload, _) => match payload.clone().try_cast::<StopReason>()? {
            StopReason::Interrupted => ("was interrupted", "its changes were undone"),
            StopReason::Skip(_) => {
                ("skip() was called outside a rule", "it belongs in .code(|m| ...)")
            }
            StopReason::Operations { .. } => ("ran too many operations", "does every loop end?"),
            StopReason::Deadline => ("ran out of time", "ask for less at a time"),
        },
        E::ErrorTooManyOperations(_) => {
            ("ran too many operations", "does every loop end? Ctrl-C stops one sooner")
        }
        E::ErrorStackOverflow(_) => (
            "function calls are nested too deeply",
            "does a function call itself endlessly? Use a loop with a bound",
        ),
        E::ErrorDataTooLarge(what, _) => {
            return Some((super::too_large(what), "collect less at a time".into()));
        }
        E::ErrorTooManyVariables(_) => {
            ("there are too many variables", "reuse a name: the new value replaces the old one")
        }
        E::ErrorVariableNotFound(name, _) => {
            let help = "`let NAME = ...` makes one; write a text in quotes; a `fn` sees no variables: pass it as \
                        an argument";
            return Some((format!("there is no variable `{name}`"), help.into()));
        }
        E::ErrorModuleNotFound(name, _) => {
            let help = "modules are the files in lib/ of the packs loaded; `:help` lists functions";
            return Some((format!("there is no module `{}`", as_written(name)), help.into()));
        }
        _ => return None,
    };
    Some((message.to_owned(), help.to_owned()))
}
