//! From what Rhai says to what a rule's author needs: the plain cause, the place, and what to do.

use super::fault::Fault;
use super::spec::ScriptFile;
use rhai::{Dynamic, EvalAltResult, ParseError, ParseErrorType, Position};

/// An error of our own API, carried through Rhai.
#[derive(Clone, Debug)]
pub struct ApiError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Why a script was ended from outside.
#[derive(Clone, Debug)]
pub enum Stop {
    /// The rule itself said `skip(reason)`.
    Skip(String),
    /// Its time was up.
    Deadline,
    /// The user asked.
    Interrupted,
}

/// An error for a script to fail with.
pub fn fail(message: &str, help: &str) -> Box<EvalAltResult> {
    let error = ApiError { message: message.to_owned(), help: help.to_owned() };
    Box::new(EvalAltResult::ErrorRuntime(Dynamic::from(error), Position::NONE))
}

/// Where a script ran: enough to name the place.
pub struct Site<'a> {
    /// The pack's name.
    pub pack: &'a str,
    /// The rule, where one is known.
    pub rule: Option<&'a str>,
    /// The file that ran.
    pub file: &'a ScriptFile,
    /// Files whose functions it may have called.
    pub lib: &'a [ScriptFile],
    /// Names a script may call, for the nearest one to be offered.
    pub functions: &'a [String],
}

impl Site<'_> {
    /// The fault that a failed run is.
    pub fn fault(&self, error: &EvalAltResult) -> Fault {
        let (error, file, position) = self.innermost(error);
        let (message, help) = self.told(error);
        let rule = self.rule.map(str::to_owned);
        Fault { rule, ..Fault::of(self.pack, Some(&file.path), &message, &help) }.at(
            &file.text,
            position.line(),
            position.position().or(position.line().map(|_| 1)),
        )
    }

    /// The fault that a file which does not parse is.
    pub fn parse_fault(&self, error: &ParseError) -> Fault {
        let (message, help) = told_parse(&error.0);
        let position = error.1;
        Fault::of(self.pack, Some(&self.file.path), &message, &help).at(
            &self.file.text,
            position.line(),
            position.position().or(position.line().map(|_| 1)),
        )
    }

    /// The first cause, with the file it happened in.
    fn innermost<'e>(
        &self,
        error: &'e EvalAltResult,
    ) -> (&'e EvalAltResult, &ScriptFile, Position) {
        let mut error = error;
        let mut file = self.file;
        let mut position = error.position();
        loop {
            let inner = match error {
                EvalAltResult::ErrorInFunctionCall(_, path, inner, _) => {
                    file = self.lib.iter().find(|file| file.path == *path).unwrap_or(file);
                    inner
                }
                EvalAltResult::ErrorInModule(path, inner, _) => {
                    file = self.lib.iter().find(|file| file.path == *path).unwrap_or(file);
                    inner
                }
                _ => return (error, file, position),
            };
            if !inner.position().is_none() {
                position = inner.position();
            }
            error = inner;
        }
    }

    fn told(&self, error: &EvalAltResult) -> (String, String) {
        use EvalAltResult as E;
        let (message, help): (String, String) = match error {
            E::ErrorRuntime(payload, _) => match payload.clone().try_cast::<ApiError>() {
                Some(error) => (error.message, error.help),
                None => (format!("the script threw: {payload}"), String::new()),
            },
            E::ErrorTerminated(payload, _) => match payload.clone().try_cast::<Stop>() {
                Some(Stop::Deadline) => (
                    "ran out of time".into(),
                    "a single step takes too long: keep strings and arrays short, and put conditions into patterns".into(),
                ),
                Some(Stop::Interrupted) => ("was interrupted".into(), String::new()),
                _ => ("skip() was called outside a closure".into(), "call skip(\"reason\") inside .code(|m| ...)".into()),
            },
            E::ErrorTooManyOperations(_) => (
                "ran more steps than a rule may".into(),
                "a loop without an end? Put conditions into patterns and leave the closure to shape the event".into(),
            ),
            E::ErrorStackOverflow(_) => (
                "calls nest deeper than a rule may".into(),
                "does a function call itself without an end? Use a loop with a bound".into(),
            ),
            E::ErrorDataTooLarge(what, _) => (
                format!("a value grew too large: {what}"),
                "a rule shapes events and keeps no stores; collect less".into(),
            ),
            E::ErrorFunctionNotFound(signature, _) => self.unknown_function(signature),
            E::ErrorModuleNotFound(name, _) => (
                format!("there is no module `{name}`"),
                "a script reaches only its own pack's lib/: put the file there and call it as name::function(...)".into(),
            ),
            E::ErrorVariableNotFound(name, _) => (
                format!("there is no variable `{name}`"),
                "a `let` is seen only below it in its own file; a `fn` sees no `let` at all: hand it over as an argument".into(),
            ),
            E::ErrorDotExpr(what, _) | E::ErrorIndexingType(what, _) => (
                if what.is_empty() { "this cannot be written or read".into() } else { what.to_string() },
                "handles are read-only and have methods: write m.trigger(), not m.trigger or m[0]".into(),
            ),
            E::ErrorPropertyNotFound(name, _) => (
                format!("there is no property `{name}`"),
                format!("handles have methods only: write .{}()", name),
            ),
            E::ErrorAssignmentToConstant(name, _) => (
                format!("`{name}` cannot be changed"),
                "what the host hands to a rule is read-only: return a map instead".into(),
            ),
            E::ErrorMismatchDataType(wanted, given, _) => mismatch(wanted, given),
            E::ErrorMismatchOutputType(wanted, given, _) => mismatch(wanted, given),
            E::ErrorParsing(kind, _) => told_parse(kind),
            E::ErrorTooManyVariables(_) | E::ErrorTooManyModules(_) => {
                (one_line(error), "split the file in two".into())
            }
            _ => (one_line(error), String::new()),
        };
        (message, help)
    }

    fn unknown_function(&self, signature: &str) -> (String, String) {
        let (name, arguments) = signature.split_once(" (").unwrap_or((signature, ""));
        let arguments = arguments.trim_end_matches(')');
        let name = name.trim();
        if let Some(property) = name.strip_prefix("get$").or_else(|| name.strip_prefix("set$")) {
            return (
                format!("there is no property `{property}`"),
                format!("handles are read-only and have methods: write .{property}()"),
            );
        }
        let count = arguments.split(", ").count();
        if count > 16 && ["any", "all", "seq", "stem"].contains(&name) {
            return (
                format!("`{name}` takes at most 16 arguments, and this has {count}"),
                format!("put them into an array, which may be longer: {name}([...])"),
            );
        }
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return (
                format!("`{name}` cannot join {arguments}"),
                "patterns and phrases are joined by `&`, `|` and `!`; a `()` among them is a `let` that failed".into(),
            );
        }
        if self.functions.iter().any(|known| known == name) {
            let given =
                if arguments.is_empty() { "no arguments".into() } else { format!("({arguments})") };
            return (
                format!("`{name}` does not take {given}"),
                "a pattern, phrase or text may stand in the wrong place; look the function up in rules/README.md".into(),
            );
        }
        let nearest = self
            .functions
            .iter()
            .map(|known| (strsim::damerau_levenshtein(known, name), known))
            .filter(|(distance, known)| *distance <= 1 + known.len() / 4)
            .min();
        let help = match nearest {
            Some((_, known)) => format!("did you mean `{known}`?"),
            None => "rules/README.md lists what a rule can call".into(),
        };
        (format!("there is no function `{name}`"), help)
    }
}

fn mismatch(wanted: &str, given: &str) -> (String, String) {
    let help = if wanted == "bool" {
        "join patterns by `&`, `|` and `!`; `&&` and `||` are for true and false"
    } else {
        ""
    };
    (format!("{wanted} is wanted here, and this is {given}"), help.into())
}

fn told_parse(kind: &ParseErrorType) -> (String, String) {
    let help = match kind {
        ParseErrorType::MissingToken(token, _) if token == ";" => {
            "end the statement above with `;`: each rule(...) and each let does"
        }
        ParseErrorType::MissingToken(token, _) if token == ")" || token == "}" || token == "]" => {
            "a bracket that was opened before this place is never closed, or a comma is missing"
        }
        ParseErrorType::Reserved(_) => {
            "the word is reserved by Rhai; choose another, such as `named` or `kind`"
        }
        ParseErrorType::MismatchedType(wanted, _) if wanted.contains("bool") => {
            "join patterns by `&`, `|` and `!`; `&&` and `||` are for true and false"
        }
        ParseErrorType::UnexpectedEOF => "the file ends inside a statement: close what is open",
        ParseErrorType::ExprTooDeep => "the expression nests too deep: name its parts with `let`",
        ParseErrorType::VariableExpected | ParseErrorType::PropertyExpected => {
            "a name is wanted here; some names are reserved by Rhai"
        }
        ParseErrorType::BadInput(_) => {
            "check the quotes: a text that spans lines stands in backquotes"
        }
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
