//! The table of the session's commands. Help and completion are made from it, `dispatch` runs the commands, their
//! code is in `commands/`.

use super::refusal::Refusal;
use super::symbols::Symbols;
use crate::suggest::suggest;

/// The kind of an argument of a command; completion offers names of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
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
    /// A topic of help: a command, function, method or type.
    Topic,
    /// A setting (`:set`).
    Setting,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An entry: Rhai, or a command.
    Entry,
    /// Free text, without completion.
    Text,
}

/// Which command: `dispatch` has the function of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandId {
    /// `:help`
    Help,
    /// `:corpus`
    Corpus,
    /// `:load`
    Load,
    /// `:reload`
    Reload,
    /// `:watch`
    Watch,
    /// `:rules`
    Rules,
    /// `:run`
    Run,
    /// `:events`
    Events,
    /// `:code`
    Code,
    /// `:show`
    Show,
    /// `:why`
    Why,
    /// `:whynot`
    Whynot,
    /// `:tokens`
    Tokens,
    /// `:test`
    Test,
    /// `:diff`
    Diff,
    /// `:baseline`
    Baseline,
    /// `:accept`
    Accept,
    /// `:reject`
    Reject,
    /// `:miss`
    Miss,
    /// `:gold`
    Gold,
    /// `:score`
    Score,
    /// `:misses`
    Misses,
    /// `:profile`
    Profile,
    /// `:time`
    Time,
    /// `:save`
    Save,
    /// `:undo`
    Undo,
    /// `:export`
    Export,
    /// `:set`
    Set,
    /// `:history`
    History,
    /// `:quit`
    Quit,
}

/// One command.
pub struct SessionCommand {
    /// Which command it is.
    pub id: CommandId,
    /// Its name, without the colon.
    pub name: &'static str,
    /// The arguments as help shows them: `RULE ARTICLE:SENTENCE`; optional ones in brackets.
    pub usage: &'static str,
    /// The kinds of its arguments by position; the last also holds for all that follow. Of several at one position
    /// any is allowed.
    pub arguments: &'static [&'static [ArgumentKind]],
    /// What it does, in one line.
    pub summary: &'static str,
    /// More about it; paragraphs are separated by blank lines.
    pub text: &'static str,
    /// Example lines.
    pub examples: &'static [&'static str],
}

use ArgumentKind::{
    Article, Entry, Event, Kind, Pack, Path, Rule, Sentence, Setting, Text, Topic, Word,
};

/// All commands, in the order in which they are best learned.
pub const COMMANDS: &[SessionCommand] = &[
    SessionCommand {
        id: CommandId::Help,
        name: "help",
        usage: "[COMMAND | FUNCTION | TYPE]",
        arguments: &[&[Topic]],
        summary: "list commands and functions, or describe one",
        text: "Without a name it shows first steps and lists all commands and functions. With a name it describes that command, \
               function, method (m.actor) or type (Pattern).",
        examples: &[":help", ":help whynot", ":help near", ":help Match"],
    },
    SessionCommand {
        id: CommandId::Corpus,
        name: "corpus",
        usage: "",
        arguments: &[],
        summary: "the articles loaded: how many, from where, of which days",
        text: "articles() lists them, article(3) shows one, and articles(PATTERN) lists those that contain a pattern.",
        examples: &[":corpus"],
    },
    SessionCommand {
        id: CommandId::Load,
        name: "load",
        usage: "PATH...",
        arguments: &[&[Path, Pack]],
        summary: "add articles (files, folders), a pack (a folder with pack.toml, a shipped pack) or a rule file",
        text: "What is loaded is added to what is loaded already. A pack or a rule file (mine.rhai) is watched from then on; one loaded again is \
               read again.",
        examples: &[":load more-articles/", ":load mypack", ":load mine.rhai", ":load conflict"],
    },
    SessionCommand {
        id: CommandId::Reload,
        name: "reload",
        usage: "[corpus]",
        arguments: &[&[Word(&["corpus"])]],
        summary: "read the packs again, or the articles",
        text: "Packs on disk are watched and need no :reload; use it in scripts, and where :watch is off. With `corpus` \
               all articles are read again from their files; the old ones are kept until the new ones are loaded.",
        examples: &[":reload", ":reload corpus"],
    },
    SessionCommand {
        id: CommandId::Watch,
        name: "watch",
        usage: "[on | off]",
        arguments: &[&[Word(&["on", "off"])]],
        summary: "list what is watched; switch the automatic reload of saved pack files on or off",
        text: "While it is on, saving a rule file, lexicon or table of a pack on disk shows above the prompt which events \
               were added, removed and changed. Faults in a file are reported, and its last good version stays in use.",
        examples: &[":watch", ":watch off"],
    },
    SessionCommand {
        id: CommandId::Rules,
        name: "rules",
        usage: "[RULE | KIND | TEXT]",
        arguments: &[&[Rule, Kind]],
        summary: "the rules with their events, or one rule's source",
        text: "With a rule's id it shows the source of the rule, with the lets it uses: ready to be typed again, \
               with changes. With a kind or a part of an id it lists those rules.",
        examples: &[":rules", ":rules ceasefire", ":rules ceasefire/declared"],
    },
    SessionCommand {
        id: CommandId::Run,
        name: "run",
        usage: "[RULE]",
        arguments: &[&[Rule]],
        summary: "run all rules again, and count events by kind or of one rule",
        text: "Rules are always up to date: what is typed or saved runs at once. This runs them all again, for the count \
               and the time.",
        examples: &[":run", ":run ceasefire/declared"],
    },
    SessionCommand {
        id: CommandId::Events,
        name: "events",
        usage: "[KIND | RULE | ARTICLE]...",
        arguments: &[&[Kind, Rule, Article]],
        summary: "list events in a table; other commands accept their numbers",
        text: "Several conditions must all hold. In Rhai events() returns them, and they can be filtered: \
               events(\"ceasefire\").filter(|e| e.stance() == \"alleged\").",
        examples: &[":events", ":events ceasefire", ":events ceasefire seed-000"],
    },
    SessionCommand {
        id: CommandId::Code,
        name: "code",
        usage: "TEXT",
        arguments: &[&[Text]],
        summary: "code a text of your own with the rules of the moment, and show its events and what came near",
        text: "The text is the rest of the line; it is not added to the corpus. :why and :whynot RULE then explain it, until another \
               article is shown. In Rhai code(\"...\") returns its events.",
        examples: &[":code Russian jets bombed a market in Aleppo on Tuesday, killing 12 people."],
    },
    SessionCommand {
        id: CommandId::Show,
        name: "show",
        usage: "ARTICLE",
        arguments: &[&[Article]],
        summary: "show an article with its events marked in the text",
        text: "Sentences are numbered; those marked with - are page furniture (menus, links) and not coded.",
        examples: &[":show 1", ":show seed-003"],
    },
    SessionCommand {
        id: CommandId::Why,
        name: "why",
        usage: "EVENT",
        arguments: &[&[Event]],
        summary: "explain an event: what decided each attribute, and how its rule matched",
        text: "EVENT is a number of the last list, an event's id (or the first letters of it), or ARTICLE:SENTENCE. After :code it may be \
               left out: all events of that text are explained.",
        examples: &[":why 1", ":why seed-003:12"],
    },
    SessionCommand {
        id: CommandId::Whynot,
        name: "whynot",
        usage: "RULE ARTICLE:SENTENCE",
        arguments: &[&[Rule], &[Sentence]],
        summary: "explain why a rule has no event in a sentence: the part that failed first, or the reason its code gave for skipping",
        text: "Without a rule (`:whynot ARTICLE:SENTENCE`) it explains all rules that nearly match. After :code, `:whynot RULE` is \
               about that text, whose sentences are text:1, text:2 and so on.",
        examples: &[":whynot ceasefire/declared seed-003:4", ":whynot seed-003:4"],
    },
    SessionCommand {
        id: CommandId::Tokens,
        name: "tokens",
        usage: "ARTICLE:SENTENCE",
        arguments: &[&[Sentence]],
        summary: "show a sentence as patterns see it: words, stems, names, numbers, dates",
        text: "Gaps in seq and near count these tokens; punctuation and hyphens separate tokens and are not tokens.",
        examples: &[":tokens seed-003:12"],
    },
    SessionCommand {
        id: CommandId::Test,
        name: "test",
        usage: "[RULE]",
        arguments: &[&[Rule]],
        summary: "test rules on their own examples, counterexamples and known misses",
        text: "A rule typed with examples is tested on them immediately.",
        examples: &[":test", ":test ceasefire/declared"],
    },
    SessionCommand {
        id: CommandId::Diff,
        name: "diff",
        usage: "[RULE]",
        arguments: &[&[Rule]],
        summary: "show the events added, removed and changed since the baseline",
        text: "The baseline is the set of rules the session started with, or the one that :baseline set.",
        examples: &[":diff", ":diff ceasefire/declared"],
    },
    SessionCommand {
        id: CommandId::Baseline,
        name: "baseline",
        usage: "",
        arguments: &[],
        summary: "make the current rules the baseline that :diff compares with",
        text: "",
        examples: &[":baseline"],
    },
    SessionCommand {
        id: CommandId::Accept,
        name: "accept",
        usage: "EVENT...",
        arguments: &[&[Event]],
        summary: "write events to gold as correct",
        text: "Gold is the file of :gold. Each line records who coded and when, and is on disk when the command returns. \
               Accepting a rejected event withdraws the rejection.",
        examples: &[":accept 1 2 5"],
    },
    SessionCommand {
        id: CommandId::Reject,
        name: "reject",
        usage: "EVENT...",
        arguments: &[&[Event]],
        summary: "write events to gold as wrong",
        text: "A rejected event counts as a false alarm from then on, also in articles that nobody coded.",
        examples: &[":reject 3"],
    },
    SessionCommand {
        id: CommandId::Miss,
        name: "miss",
        usage: "ARTICLE:SENTENCE KIND [MODE]",
        arguments: &[&[Sentence], &[Kind], &[Text]],
        summary: "write to gold that a sentence reports an event that no rule found",
        text: "",
        examples: &[":miss seed-003:4 ceasefire declared"],
    },
    SessionCommand {
        id: CommandId::Gold,
        name: "gold",
        usage: "[FILE | off]",
        arguments: &[&[Path, Word(&["off"])]],
        summary: "show the gold in use, or choose the gold file to read and write",
        text: "Gold is one JSON object a line, as `dateline score --gold` reads it. A file that does not exist is created by \
               the first :accept, :reject or :miss. Gold is assumed to be complete for the articles and kinds it names. While \
               it is in use, every edit of a rule reports its effect on P, R and F1.",
        examples: &[":gold my-gold.jsonl", ":gold", ":gold off"],
    },
    SessionCommand {
        id: CommandId::Score,
        name: "score",
        usage: "",
        arguments: &[],
        summary: "score the rules against gold, by kind and attribute",
        text: "",
        examples: &[":score"],
    },
    SessionCommand {
        id: CommandId::Misses,
        name: "misses",
        usage: "[KIND]",
        arguments: &[&[Kind]],
        summary: "list misses and false alarms with their passages, the worst kind first",
        text: "False alarms get numbers: :why explains each.",
        examples: &[":misses", ":misses ceasefire"],
    },
    SessionCommand {
        id: CommandId::Profile,
        name: "profile",
        usage: "",
        arguments: &[],
        summary: "show time and calls by rule, the most expensive first",
        text: "Runs all rules over all articles and measures each; it changes nothing.",
        examples: &[":profile"],
    },
    SessionCommand {
        id: CommandId::Time,
        name: "time",
        usage: "ENTRY",
        arguments: &[&[Entry]],
        summary: "run an entry and report how long it took",
        text: "",
        examples: &[":time count(\"truce\")", ":time :run"],
    },
    SessionCommand {
        id: CommandId::Save,
        name: "save",
        usage: "RULE FILE",
        arguments: &[&[Rule], &[Path]],
        summary: "write a rule typed here into a pack's file, with the definitions it uses and its examples",
        text: "A rule of that id in the file is replaced, else the rule is added; the rest of the file is kept, byte \
               for byte. The lets and functions that the rule uses are written too, and as examples the sentences of its \
               events that were accepted or rejected here. Where FILE is not in a pack, its folder becomes one.",
        examples: &[":save truce/local mypack/truce.rhai"],
    },
    SessionCommand {
        id: CommandId::Undo,
        name: "undo",
        usage: "",
        arguments: &[],
        summary: "restore the rules as they were before the last change",
        text: "Changes are rules typed, pack files saved, packs loaded. Files are not changed: saving one again brings its \
               rules back.",
        examples: &[":undo"],
    },
    SessionCommand {
        id: CommandId::Export,
        name: "export",
        usage: "FILE [jsonl | csv | acled | plover] [replace]",
        arguments: &[&[Path], &[Word(&["jsonl", "csv", "acled", "plover"])], &[Word(&["replace"])]],
        summary: "write all events to a file",
        text: "The bytes are those of `dateline run` with the same articles and rules. The file is written or replaced atomically. \
               Without a format its name decides: .csv is csv, .jsonl jsonl. An existing file \
               is replaced only where you say so.",
        examples: &[":export events.jsonl", ":export events.csv acled"],
    },
    SessionCommand {
        id: CommandId::Set,
        name: "set",
        usage: "[NAME [VALUE]]",
        arguments: &[&[Setting], &[Text]],
        summary: "list the settings, show one, or change one",
        text: "",
        examples: &[":set", ":set rows 50", ":set color off"],
    },
    SessionCommand {
        id: CommandId::History,
        name: "history",
        usage: "[TEXT]",
        arguments: &[&[Text]],
        summary: "list the entries of this session and earlier ones; with a text, those that contain it",
        text: "At the prompt Ctrl-R searches, and the arrows go back and forth.",
        examples: &[":history", ":history rule("],
    },
    SessionCommand {
        id: CommandId::Quit,
        name: "quit",
        usage: "",
        arguments: &[],
        summary: "leave; Ctrl-D does the same",
        text: "Asks first where rules were typed and not saved.",
        examples: &[":quit"],
    },
];

/// The command of that name, or the only one whose name begins with it.
pub fn find(name: &str) -> Result<&'static SessionCommand, Refusal> {
    if let Some(command) = COMMANDS.iter().find(|command| command.name == name) {
        return Ok(command);
    }
    let begun: Vec<&SessionCommand> = COMMANDS
        .iter()
        .filter(|command| !name.is_empty() && command.name.starts_with(name))
        .collect();
    match begun[..] {
        [command] => Ok(command),
        [] => {
            let help = match suggest(name, COMMANDS.iter().map(|command| command.name)) {
                Some(near) => format!("did you mean :{near}?"),
                None => ":help lists the commands".to_owned(),
            };
            Err(Refusal::new(format!("no command :{name}"), help))
        }
        _ => {
            let names: Vec<String> =
                begun.iter().map(|command| format!(":{}", command.name)).collect();
            Err(Refusal::new(format!(":{name} is ambiguous: {}", names.join(" or ")), ""))
        }
    }
}

/// A command typed without its colon: a command's name alone, or followed by text that cannot continue a Rhai
/// expression; not if a variable of that name exists.
pub fn bare<'a>(entry: &'a str, symbols: &Symbols) -> Option<&'a str> {
    let (name, rest) = entry.split_once(char::is_whitespace).unwrap_or((entry, ""));
    let command = COMMANDS.iter().any(|command| command.name == name);
    let other = matches!(name, "?" | "exit" | "q");
    let typed = symbols.variables.iter().any(|(variable, _)| variable == name);
    // `show seed-003` and `help near` cannot be Rhai: two names in a row; `time = 3` or `run - 1` can.
    let words = rest.is_empty() || rest.starts_with(|c: char| c.is_alphanumeric() || c == '/');
    ((command || other) && !typed && words).then_some(entry)
}

/// The line with its missing colon added, if it is a command and more than its name is typed: a name alone may still
/// become anything.
pub fn with_colon(line: &str, symbols: &Symbols) -> Option<String> {
    let begun = line.contains(char::is_whitespace) && line.starts_with(char::is_alphabetic);
    (begun && bare(line, symbols).is_some()).then(|| format!(":{line}"))
}

/// The arguments on a command's line: words; spaces in them are quoted or escaped by a backslash.
pub fn words(line: &str) -> Result<Vec<String>, Refusal> {
    shlex::split(line)
        .ok_or_else(|| Refusal::new(format!("a quotation is open in {line:?}"), "close it"))
}

/// The refusal of a line, with the command's usage.
pub fn usage(name: &str) -> Refusal {
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => {
            let example =
                command.examples.first().map_or(String::new(), |e| format!("such as {e}"));
            Refusal::new(format!("write :{} {}", command.name, command.usage).trim(), example)
        }
        None => Refusal::new(format!("no command :{name}"), ":help lists the commands"),
    }
}

#[cfg(test)]
mod tests;
