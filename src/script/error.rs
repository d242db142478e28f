//! The errors that the host's functions raise in a script, and why a script is stopped. `advice` turns them into
//! faults.

use crate::event::UnknownName;
use rhai::{Dynamic, EvalAltResult, Position};

/// An error that a host function raises in a script.
pub type ScriptError = Box<EvalAltResult>;

/// What a host function returns to a script.
pub type ScriptResult<T> = Result<T, ScriptError>;

/// An error of the host's own API, carried through Rhai as the payload of a runtime error.
#[derive(Clone, Debug)]
pub struct ApiError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The key of the fault that caused it, where that fault is reported elsewhere.
    pub cause: Option<String>,
}

/// Why a script was ended.
#[derive(Clone, Debug)]
pub enum StopReason {
    /// The rule called `skip(reason)`.
    Skip(String),
    /// It met its deadline.
    Deadline,
    /// It ran too many operations.
    Operations {
        /// Whether it had fewer left than others, since the statements of its pack have used the rest.
        of_pack: bool,
    },
    /// The user interrupted it.
    Interrupted,
}

/// An error for a script to fail with.
pub fn fail(message: &str, help: &str) -> Box<EvalAltResult> {
    let error = ApiError { message: message.to_owned(), help: help.to_owned(), cause: None };
    Box::new(EvalAltResult::ErrorRuntime(Dynamic::from(error), Position::NONE))
}

/// The error where the program itself failed in a script's call.
pub fn panicked() -> Box<EvalAltResult> {
    fail(
        "this program failed in this statement; the fault is its own",
        "please report it, with the rule",
    )
}

/// The error for a word that the event record has no name for.
pub fn unknown(unknown: &UnknownName) -> Box<EvalAltResult> {
    fail(
        &format!("{:?} is not a {}", unknown.word, unknown.noun),
        &format!("write one of {}", unknown.known.join(", ")),
    )
}

/// Whether `text` may be a kind or mode.
pub fn is_label(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || "_-./:+".contains(c);
    !text.is_empty() && text.chars().count() <= 64 && text.chars().all(fits)
}

/// `text` as a kind or mode, or an error for the script. Kinds and modes appear in every output format, table and
/// query, so they are one word without white space, control characters or other marks.
pub fn label(what: &str, text: &str) -> Result<String, Box<EvalAltResult>> {
    match is_label(text) {
        true => Ok(text.to_owned()),
        false => Err(fail(
            &format!("{text:?} is not a {what}"),
            &format!("a {what} is one word of letters, digits and \"_\", such as \"drone_strike\""),
        )),
    }
}

/// The most characters of the id of a rule or incident rule.
pub const MOST_OF_ID: usize = 200;

/// Refuses an id that is empty, or so long that no table and no message could show it. `made` is what has the id, such as
/// "a rule", and `example` how to write one.
pub fn check_id(made: &str, example: &str, id: &str) -> Result<(), Box<EvalAltResult>> {
    let length = id.chars().count();
    if id.trim().is_empty() {
        return Err(fail(&format!("{made} needs an id"), &format!("write {example}")));
    }
    if length > MOST_OF_ID {
        let message =
            format!("an id has at most {MOST_OF_ID} characters, and this one has {length}");
        return Err(fail(&message, &format!("write a short one, such as {example}")));
    }
    Ok(())
}

/// A type's name in plain words for the author of a rule.
pub fn plain(type_name: &str) -> String {
    let bare = type_name.trim().trim_start_matches('&').trim_start_matches("mut ").trim();
    let last = bare.rsplit("::").next().unwrap_or(bare);
    let words = match last {
        "Pattern" => "a pattern",
        "Moment" => "a match",
        "Words" => "words of the article",
        "ArticleHandle" => "the article",
        "RuleBuilder" => "a rule",
        "IncidentBuilder" => "an incident rule",
        "KindBuilder" => "a kind",
        "Count" => "a count",
        "Concordance" => "a concordance",
        "Tally" => "a tally",
        "Frequencies" => "a list of spellings",
        "Articles" => "a list of articles",
        "Sentences" => "sentences of an article",
        "EventHandle" => "an event",
        "FailedLet" => "a value that could not be created",
        "i64" | "f64" | "decimal" => "a number",
        "bool" => "true or false",
        "char" => "a character",
        "Fn" | "FnPtr" => "a closure",
        "array" | "Array" => "an array",
        "map" | "Map" => "a map",
        "blob" => "a blob",
        "range" | "range=" => "a range",
        "()" => "nothing",
        _ if last.contains("tring") || last.contains("str") => "a text",
        other => other,
    };
    words.to_owned()
}
