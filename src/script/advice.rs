//! Turns Rhai's errors into faults for the author of a rule: the cause in plain words, the place, and what to do.

mod prompt;

use super::error::{ApiError, StopReason, plain};
use super::failed_let;
use super::fault::Fault;
use super::naming::{self, as_written};
use super::reference::{ReferenceEntry, reference, shown_type, type_named};
use super::spec::{ScriptFile, ScriptSet};
use crate::suggest::suggest;
use rhai::{EvalAltResult, LexError, ParseError, ParseErrorType, Position};

/// The script that ran, for naming the place of a fault.
pub struct Site<'a> {
    /// The pack's name.
    pub pack: &'a str,
    /// The rule, where one is known.
    pub rule: Option<&'a str>,
    /// The file that ran.
    pub file: &'a ScriptFile,
    /// The set whose own functions in `lib/` it may have called; an error inside another pack's function is reported at
    /// the call.
    pub set: Option<&'a ScriptSet>,
    /// The names a script may call, used to suggest the nearest one.
    pub functions: &'a [String],
}

/// The consequence of a file that does not parse, where no earlier version of it is used instead.
pub const UNTIL_THEN: &str = "no rule of this file is loaded until this is corrected";

impl Site<'_> {
    /// Whether this is the prompt of a session, which has more functions than rules have.
    fn is_prompt(&self) -> bool {
        self.functions.iter().any(|name| name == "kwic")
    }

    /// The fault for a failed run.
    pub fn fault(&self, error: &EvalAltResult) -> Fault {
        let (error, file, position) = self.innermost(error);
        let (message, help) = self.describe(error);
        let rule = self.rule.map(str::to_owned);
        Fault { rule, ..Fault::of(self.pack, Some(&file.path), &message, &help) }.at(
            &file.text,
            position.line(),
            position.position().or(position.line().map(|_| 1)),
        )
    }

    /// The fault for a file that does not parse.
    pub fn parse_fault(&self, error: &ParseError) -> Fault {
        let position = error.1;
        let (message, help) = describe_parse_error(&error.0, self.word_at(position));
        let lost = UNTIL_THEN;
        let help = match (help.is_empty(), self.is_prompt()) {
            (_, true) => help,
            (true, _) => lost.to_owned(),
            (false, _) => format!("{help}; {lost}"),
        };
        // A text that ends too early has no position in Rhai's error: use its end.
        let text = self.file.text.trim_end();
        let last = (!text.is_empty()).then(|| text.lines().count());
        let end = text.lines().last().map(|line| line.chars().count());
        let column = match position.line() {
            Some(_) => position.position().or(Some(1)),
            None => end,
        };
        let fault = Fault::of(self.pack, Some(&self.file.path), &message, &help);
        fault.at(&self.file.text, position.line().or(last), column)
    }

    /// The word of the file at a place; empty where there is none.
    fn word_at(&self, position: Position) -> &str {
        let line = position.line().and_then(|line| self.file.text.lines().nth(line - 1));
        let (Some(line), Some(column)) = (line, position.position()) else { return "" };
        let start = line.char_indices().nth(column - 1).map_or(line.len(), |(at, _)| at);
        let rest = &line[start..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    }

    /// The set's own file of `lib/` that has this source.
    fn own_lib(&self, source: &str) -> Option<&ScriptFile> {
        let set = self.set?;
        set.lib.iter().find(|file| naming::source(set, file) == source)
    }

    /// The innermost error, with the file and position where it happened.
    fn innermost<'e>(
        &self,
        error: &'e EvalAltResult,
    ) -> (&'e EvalAltResult, &ScriptFile, Position) {
        let mut error = error;
        let mut file = self.file;
        let mut position = error.position();
        let mut foreign = false;
        loop {
            let inner = match error {
                EvalAltResult::ErrorInFunctionCall(_, source, inner, _)
                | EvalAltResult::ErrorInModule(source, inner, _) => {
                    foreign |= source.starts_with("lib/") && self.own_lib(source).is_none();
                    if !foreign {
                        file = self.own_lib(source).unwrap_or(file);
                    }
                    inner
                }
                _ => return (error, file, position),
            };
            if !inner.position().is_none() && !foreign {
                position = inner.position();
            }
            error = inner;
        }
    }

    fn describe(&self, error: &EvalAltResult) -> (String, String) {
        use EvalAltResult as E;
        if let Some(described) = self.is_prompt().then(|| prompt::describe(error)).flatten() {
            return described;
        }
        let (message, help): (String, String) = match error {
            E::ErrorRuntime(payload, _) => match payload.clone().try_cast::<ApiError>() {
                Some(error) => (error.message, error.help),
                None => (format!("the script threw: {payload}"), String::new()),
            },
            E::ErrorTerminated(payload, _) => match payload.clone().try_cast::<StopReason>() {
                Some(StopReason::Deadline) => (
                    "ran out of time".into(),
                    "a single step takes too long: keep strings and arrays short, and put conditions into patterns".into(),
                ),
                Some(StopReason::Operations { of_pack: true }) => (
                    "ran too many operations: the statements of its pack have used nearly all that a pack may".into(),
                    "does every loop end? Write lists of phrases into lexicons/ instead of building them".into(),
                ),
                Some(StopReason::Operations { of_pack: false }) => too_many_operations(),
                Some(StopReason::Interrupted) => ("was interrupted".into(), String::new()),
                _ => ("skip() was called outside a closure".into(), "call skip(\"reason\") inside .code(|m| ...)".into()),
            },
            E::ErrorTooManyOperations(_) => too_many_operations(),
            E::ErrorStackOverflow(_) => (
                "function calls are nested deeper than a rule may".into(),
                "does a function call itself endlessly? Use a loop with a bound".into(),
            ),
            E::ErrorDataTooLarge(what, _) => (
                too_large(what),
                "return only the attributes of the event".into(),
            ),
            E::ErrorFunctionNotFound(signature, _) => self.unknown_function(signature),
            E::ErrorDataRace(..) => (
                "a value is changed while it is in use; a variable cannot hold itself".into(),
                "use another variable for the result".into(),
            ),
            E::ErrorModuleNotFound(name, _) => (
                format!("there is no module `{}`", as_written(name)),
                "a script can use only the lib/ of its own pack: put the file there and call it as name::function(...)".into(),
            ),
            E::ErrorVariableNotFound(name, _) => (
                format!("there is no variable `{name}`"),
                "a `let` is visible only below it in the same file, and never inside a `fn`: pass it as an argument".into(),
            ),
            E::ErrorDotExpr(what, _) => self.property(what),
            E::ErrorIndexingType(what, _) => {
                let of = what.split(" [").next().unwrap_or_default();
                (
                    format!("{} cannot be indexed with [ ]", plain(of)),
                    "values that a rule receives are read-only; call their methods: m.text(), m.spans(\"name\")".into(),
                )
            }
            E::ErrorPropertyNotFound(name, _) => no_property("this", name),
            E::ErrorAssignmentToConstant(name, _) => (
                format!("`{name}` cannot be written"),
                "values that a rule receives are read-only: return a map instead".into(),
            ),
            E::ErrorMismatchDataType(wanted, given, _) => mismatch(wanted, given),
            E::ErrorMismatchOutputType(wanted, given, _) => mismatch(wanted, given),
            E::ErrorParsing(kind, _) => describe_parse_error(kind, ""),
            E::ErrorTooManyVariables(_) | E::ErrorTooManyModules(_) => {
                (one_line(error), "split the file in two".into())
            }
            _ => (one_line(error), String::new()),
        };
        (message, help)
    }

    /// The fault of reading or writing a missing property. Rhai reports it as a sentence with the names in quotes.
    fn property(&self, message: &str) -> (String, String) {
        let mut quoted = message.split('\'').skip(1).step_by(2);
        let (Some(name), Some(of)) = (quoted.next(), quoted.next()) else {
            return (message.to_owned(), String::new());
        };
        let of = plain(of);
        if message.starts_with("No writable") {
            return (
                format!("`{name}` of {of} cannot be written"),
                "values that a rule receives are read-only: return a map with the event's attributes"
                    .into(),
            );
        }
        if self.functions.iter().any(|known| known == name) {
            return no_property(&of, name);
        }
        let hint = self.nearest(name).map(|known| format!("; did you mean .{known}()?"));
        (
            format!("{of} has no property `{name}`"),
            format!("values that a rule receives have methods only{}", hint.unwrap_or_default()),
        )
    }

    fn unknown_function(&self, signature: &str) -> (String, String) {
        let (name, arguments) = signature.split_once(" (").unwrap_or((signature, ""));
        let arguments = arguments.trim_end_matches(')');
        let name = &*as_written(name.trim());
        if arguments.contains("FailedLet") {
            return (failed_let::MESSAGE.into(), failed_let::HELP.into());
        }
        if name.starts_with("anon$") {
            return (
                "the closure has the wrong number of parameters".into(),
                "the closure of a rule takes one: .code(|m| ...)".into(),
            );
        }
        let count = arguments.split(", ").count();
        if count > 16 && ["any", "all", "seq", "stem"].contains(&name) {
            return (
                format!("`{name}` takes at most 16 arguments, and this has {count}"),
                format!("put them into an array, which may be longer: {name}([...])"),
            );
        }
        if ["timestamp", "sleep", "rand", "open", "read", "fetch"].contains(&name) {
            return (
                format!("there is no function `{name}`"),
                "a rule has no clock, files, network or random numbers: the same text always gives the same events".into(),
            );
        }
        if self.functions.iter().any(|known| known == name)
            || !name.starts_with(char::is_alphabetic)
        {
            let message = format!("`{name}` does not take {}", describe_arguments(arguments));
            return (message, self.usage(name, arguments));
        }
        let help = match self.nearest(name) {
            Some(known) => format!("did you mean `{known}`?"),
            None if self.is_prompt() => "`:help` lists what can be called".into(),
            None => "`dateline doc` lists what a rule can call".into(),
        };
        (format!("there is no function `{name}`"), help)
    }

    /// How to call a function, from the reference: as a method where the first argument has such a method.
    fn usage(&self, name: &str, arguments: &str) -> String {
        let doc = if self.is_prompt() { ":help" } else { "dateline doc" };
        let entries = reference().named(name).into_iter();
        let entries: Vec<_> = entries.filter(|entry| self.is_prompt() || !entry.prompt).collect();
        let on = arguments.split(", ").next().and_then(shown_type);
        let fits = |entry: &&&ReferenceEntry| entry.on.as_deref() == on;
        let alone = |entry: &&&ReferenceEntry| entry.on.is_none();
        if let Some(on) = on
            && !entries.is_empty()
            && !entries.iter().any(|entry| fits(&entry) || alone(&entry))
        {
            return format!("{on} has no method `{name}`; `{doc} {on}` lists those it has");
        }
        let choices: [Vec<&ReferenceEntry>; 3] = [
            entries.iter().filter(fits).copied().collect(),
            entries.iter().filter(alone).copied().collect(),
            entries,
        ];
        let meant = choices.iter().find(|entries| !entries.is_empty()).into_iter().flatten();
        let signatures = meant.flat_map(|entry| &entry.signatures);
        let shown: Vec<&str> = signatures.map(|one| one.shown.as_str()).collect();
        match shown.len() {
            0 => "an argument may be missing or in the wrong place".to_owned(),
            1..=3 => format!("call it as {}; `{doc} {name}` shows more", shown.join(" or ")),
            _ => format!("`{doc} '{name}'` shows its arguments"),
        }
    }

    fn nearest(&self, name: &str) -> Option<&String> {
        let near = suggest(name, self.functions.iter().map(String::as_str))?;
        self.functions.iter().find(|known| *known == near)
    }
}

fn too_many_operations() -> (String, String) {
    let help = "does every loop end? Conditions belong in patterns, which are not counted";
    ("ran too many operations".into(), help.into())
}

fn no_property(of: &str, name: &str) -> (String, String) {
    (format!("{of} has no property `{name}`"), format!("it is a method: write .{name}()"))
}

/// The arguments of a signature, each type in plain words.
fn describe_arguments(arguments: &str) -> String {
    if arguments.is_empty() {
        return "no arguments".into();
    }
    let each: Vec<String> = arguments.split(", ").map(argument).collect();
    format!("({})", each.join(", "))
}

/// The type of an argument, as the signatures in the help name it. Rhai may spell one `&str | ImmutableString | String`.
fn argument(rust: &str) -> String {
    let named = match plain(rust) == "a text" {
        true => Some("String"),
        false => type_named(rust.trim().trim_start_matches('&').trim_start_matches("mut ").trim()),
    };
    named.map_or_else(|| plain(rust), str::to_owned)
}

/// The message for a value above a limit; `what` is Rhai's name of the limit.
fn too_large(what: &str) -> String {
    match what {
        "Size of array/BLOB" => "an array has too many items".into(),
        "Size of object map" => "a map has too many entries".into(),
        "Length of string" => "a text is too long".into(),
        other => format!("a value is too large: {other}"),
    }
}

const NOT_BOOLEAN: &str =
    "combine patterns with `&`, `|` and `!`; `&&` and `||` are for true and false";

fn mismatch(wanted: &str, given: &str) -> (String, String) {
    if given.ends_with("FailedLet") {
        return (failed_let::MESSAGE.into(), failed_let::HELP.into());
    }
    let help = if wanted == "bool" { NOT_BOOLEAN } else { "" };
    (format!("expected {}, found {}", plain(wanted), plain(given)), help.into())
}

/// Words that Rhai reserves; those that authors are most likely to choose as a name come first.
const RESERVED_WORDS: &[&str] = &[
    "as",
    "match",
    "with",
    "is",
    "case",
    "default",
    "go",
    "sync",
    "package",
    "new",
    "var",
    "use",
    "module",
    "spawn",
    "thread",
    "goto",
    "public",
    "protected",
    "super",
    "async",
    "await",
    "yield",
    "exit",
    "static",
    "shared",
    "each",
    "then",
    "unless",
    "void",
    "null",
    "nil",
];

/// Message and help for a file that does not parse; `word` is the word at the position of the error.
fn describe_parse_error(kind: &ParseErrorType, word: &str) -> (String, String) {
    let reserved = || {
        let message = format!("`{word}` cannot be used as a name: Rhai reserves the word");
        let help = match word {
            "as" => "choose another, such as .named(\"weapon\") for .as(\"weapon\")".to_owned(),
            _ => format!("choose another name, such as `my_{word}`"),
        };
        (message, help)
    };
    let help = match kind {
        ParseErrorType::MissingToken(token, _) if token == ";" => {
            "end the statement above with `;`: each rule(...) and each let needs one"
        }
        ParseErrorType::MissingToken(token, _) if [")", "}", "]"].contains(&token.as_str()) => {
            "a bracket that was opened before this place is never closed, or a comma is missing"
        }
        ParseErrorType::MissingToken(token, _) if token == "," => {
            "a comma is missing here, or a bracket or a quote before this place is not closed"
        }
        ParseErrorType::Reserved(name) if name == "import" => {
            return (
                "nothing can be imported: a script can use only its own pack".into(),
                "put shared functions into lib/NAME.rhai and call them as NAME::function(...)"
                    .into(),
            );
        }
        ParseErrorType::Reserved(name) if name == word => return reserved(),
        ParseErrorType::Reserved(_) => "the word is reserved by Rhai; choose another",
        ParseErrorType::MismatchedType(wanted, _) if wanted.contains("bool") => NOT_BOOLEAN,
        ParseErrorType::UnexpectedEOF => {
            "the file ends inside a statement: close the open bracket or quote"
        }
        ParseErrorType::ExprTooDeep => {
            "name parts with `let`, and continue a long rule in a new statement: \
             let r = rule(...); then r.example(...)"
        }
        ParseErrorType::VariableExpected | ParseErrorType::PropertyExpected => {
            if RESERVED_WORDS.contains(&word) {
                return reserved();
            }
            "a name is expected here; some names are reserved by Rhai"
        }
        ParseErrorType::BadInput(LexError::MalformedEscapeSequence(_)) => {
            "in plain quotes `\\` starts an escape sequence; write a regex in backquotes: regex(`\\bword`)"
        }
        ParseErrorType::BadInput(LexError::UnterminatedString) => {
            "close the quotes; write a text of several lines in backquotes"
        }
        ParseErrorType::BadInput(_) if word == "eval" => {
            return (
                "there is no `eval`: a rule cannot run text as code".into(),
                "write it as rules, functions and patterns".into(),
            );
        }
        ParseErrorType::BadInput(_) => "remove or replace the text at this place",
        _ => "",
    };
    (kind.to_string().trim_end_matches('.').to_owned(), help.into())
}

fn one_line(error: &EvalAltResult) -> String {
    let mut bare = error.to_string();
    if let Some(at) = bare.find(" (line ") {
        bare.truncate(at);
    }
    bare.lines().next().unwrap_or_default().to_owned()
}
