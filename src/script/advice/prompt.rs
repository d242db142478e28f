//! What a person at the prompt is told where an author of rules would be told otherwise.

use crate::script::error::Stop;
use crate::script::naming::as_written;
use rhai::EvalAltResult;

/// Message and help; `None` where an author of rules would be told the same.
pub fn told(error: &EvalAltResult) -> Option<(String, String)> {
    use EvalAltResult as E;
    let (message, help) = match error {
        E::ErrorTerminated(payload, _) => match payload.clone().try_cast::<Stop>()? {
            Stop::Interrupted => ("was interrupted", "what it would have changed is as it was"),
            Stop::Skip(_) => ("skip() was called outside a rule", "it belongs into .code(|m| ...)"),
            Stop::Deadline => ("ran out of time", "ask for less at once"),
        },
        E::ErrorTooManyOperations(_) => {
            ("ran more steps than an entry may", "an endless loop? Ctrl-C stops one sooner")
        }
        E::ErrorStackOverflow(_) => (
            "calls nest too deep",
            "does a function call itself endlessly? Use a loop with a bound",
        ),
        E::ErrorDataTooLarge(what, _) => {
            return Some((
                format!("a value grew too large: {what}"),
                "collect less at once".into(),
            ));
        }
        E::ErrorTooManyVariables(_) => {
            ("there are too many variables", "type a name again, and the new one takes its place")
        }
        E::ErrorVariableNotFound(name, _) => {
            let help = "`let NAME = ...` makes one; write a text in quotes; a `fn` sees no variables: hand it over as \
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
