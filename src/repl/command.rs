//! The one table of the commands: dispatch, help and completion are made of it.

/// What stands at a place of a command's line; completion offers names of that sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A rule's id.
    Rule,
    /// A kind of event.
    Kind,
    /// An article: its id or number.
    Article,
    /// A sentence: `ARTICLE:SENTENCE`.
    Sentence,
    /// An event: its number in the list shown last, or its id.
    Event,
    /// A file or folder.
    Path,
    /// A pack: its name or folder.
    Pack,
    /// Something to be helped with: a command, function, method or type.
    Topic,
    /// A setting (`:set`).
    Setting,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An entry: Rhai, or a command.
    Entry,
    /// Free text, for which nothing is offered.
    Text,
}

/// One command.
pub struct Command {
    /// Its name, without the colon.
    pub name: &'static str,
    /// What follows the name, as help shows it: `RULE ARTICLE:SENTENCE`; brackets for what may be left out.
    pub usage: &'static str,
    /// The sorts of its arguments by place; the last stands for all that follow. An array a place: any of them.
    pub takes: &'static [&'static [Takes]],
    /// What it does, in one line.
    pub summary: &'static str,
}

/// Every command.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "help",
        usage: "[TOPIC]",
        takes: &[&[Takes::Topic]],
        summary: "Tells of a command or function.",
    },
    Command {
        name: "load",
        usage: "CORPUS...",
        takes: &[&[Takes::Path]],
        summary: "Loads articles.",
    },
    Command {
        name: "whynot",
        usage: "RULE ARTICLE:SENTENCE",
        takes: &[&[Takes::Rule], &[Takes::Sentence]],
        summary: "Says why a rule did not fire on a sentence.",
    },
    Command {
        name: "miss",
        usage: "ARTICLE:SENTENCE KIND",
        takes: &[&[Takes::Sentence], &[Takes::Kind]],
        summary: "Writes down an event that no rule found.",
    },
    Command {
        name: "why",
        usage: "EVENT",
        takes: &[&[Takes::Event]],
        summary: "Says how an event came about.",
    },
    Command {
        name: "export",
        usage: "FORMAT FILE",
        takes: &[&[Takes::Word(&["jsonl", "csv", "acled", "plover"])], &[Takes::Path]],
        summary: "Writes the events to a file.",
    },
    Command {
        name: "time",
        usage: "ENTRY",
        takes: &[&[Takes::Entry]],
        summary: "Runs an entry and says how long it took.",
    },
    Command {
        name: "save",
        usage: "RULE FILE",
        takes: &[&[Takes::Rule], &[Takes::Path]],
        summary: "Writes a rule typed here into a rule file.",
    },
    Command {
        name: "show",
        usage: "ARTICLE",
        takes: &[&[Takes::Article]],
        summary: "Shows an article with its events marked.",
    },
    Command {
        name: "reload",
        usage: "[PACK]",
        takes: &[&[Takes::Pack]],
        summary: "Reads packs anew.",
    },
    Command {
        name: "set",
        usage: "[SETTING VALUE]",
        takes: &[&[Takes::Setting], &[Takes::Text]],
        summary: "Shows or changes settings.",
    },
    Command { name: "quit", usage: "", takes: &[], summary: "Leaves." },
];
