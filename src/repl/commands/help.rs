//! `:help`: commands from their table, functions from the reference.

use crate::repl::command::{COMMANDS, SessionCommand, find};
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::session::Session;
use crate::repl::show::passage::padded;
use crate::repl::show::wrapped;
use crate::repl::surface::Tone;
use crate::script::reference::{Page, ReferenceEntry, reference, rhai_reference};
use crate::suggest::suggest;

/// The first steps: an entry, and what it does.
const START: &[(&str, &str)] = &[
    (
        "kwic(\"truce\")",
        "a word in context, aligned; see also count(...), freq(...) and articles(...)",
    ),
    (
        "let t = any(\"truce\", stem(\"ceasefire\"))",
        "a pattern with a name; | & ! join patterns, seq and near order them",
    ),
    (":show 1", "an article with the events that the rules find in it"),
    (":events ceasefire", "events; :why 1 explains each attribute of one"),
    (
        "rule(\"truce/mine\").kind(\"ceasefire\").when(t)",
        "a rule: in force immediately; typed again, it is replaced",
    ),
    (":gold mine.jsonl", "then :accept 1, :reject 2, :score"),
    (
        ":save truce/mine mypack/truce.rhai",
        "saves the rule; from then on, saving the file in an editor shows the effect of the edit",
    ),
];

/// `:help [COMMAND | FUNCTION | TYPE]`
pub fn help(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    match line {
        "" => Ok(Reply::fine(overview(session))),
        name => topic(session, name),
    }
}

fn overview(session: &Session) -> String {
    let surface = session.view.surface;
    let begin =
        "Type Rhai to query the corpus and to write rules; commands begin with a colon. To begin:";
    let mut text = wrapped(&surface, 0, begin);
    text.push('\n');
    let width = START.iter().map(|(entry, _)| entry.len()).max().unwrap_or(0);
    for (entry, what) in START {
        let entry = surface.paint(Tone::Text, padded(entry, width));
        match surface.width > width + 40 {
            true => {
                let lines = wrapped(&surface, width + 4, what);
                text.push_str(&format!(
                    "  {entry}  {}",
                    lines.get(width + 4..).unwrap_or_default()
                ));
            }
            false => text.push_str(&format!("  {entry}\n{}", wrapped(&surface, 6, what))),
        }
    }
    let commands = "Commands (:help NAME describes one; the first letters of a name are enough):";
    text.push_str(&format!("\n{}\n", wrapped(&surface, 0, commands)));
    let width = COMMANDS.iter().map(|command| command.name.len()).max().unwrap_or(0) + 1;
    for command in COMMANDS {
        let name = surface.paint(Tone::Name, padded(&format!(":{}", command.name), width));
        let lines = wrapped(&surface, width + 4, command.summary);
        text.push_str(&format!("  {name}  {}", lines.get(width + 4..).unwrap_or_default()));
    }
    text.push_str("\nFunctions (:help NAME describes one):\n");
    for group in reference().groups() {
        let mut names: Vec<&str> = group.entries.iter().map(|entry| entry.name.as_str()).collect();
        names.dedup();
        text.push_str(&format!("\n  {}\n", surface.paint(Tone::Strong, &group.title)));
        text.push_str(&wrapped(&surface, 4, &names.join(" ")));
    }
    text.push('\n');
    text.push_str(&wrapped(
        &surface,
        0,
        "Tab completes, the arrows and Ctrl-R recall entries, Ctrl-C stops what runs, Ctrl-D leaves. An open bracket or quote continues \
         on the next line; a line that begins with a dot continues the entry before it.",
    ));
    text
}

fn topic(session: &Session, name: &str) -> Result<Reply, Refusal> {
    let bare = name.trim_start_matches(':');
    let command = COMMANDS.iter().find(|command| command.name == bare);
    let mut text = command.map_or(String::new(), |command| of_command(session, command));
    if !name.starts_with(':') {
        let page = Page::new(session.view.surface.width, session.view.surface.color);
        for entry in entries(name) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&page.entry(entry));
        }
    }
    if text.is_empty() {
        text = find(bare).map(|command| of_command(session, command)).unwrap_or_default();
    }
    match text.is_empty() {
        false => Ok(Reply::fine(text)),
        true => Err(unknown(name)),
    }
}

fn of_command(session: &Session, command: &SessionCommand) -> String {
    let surface = session.view.surface;
    let head = format!(":{} {}", command.name, command.usage);
    let mut text = format!("{}\n", surface.paint(Tone::Strong, head.trim_end()));
    text.push_str(&wrapped(&surface, 4, &format!("{}.", capital(command.summary))));
    for paragraph in command.text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        text.push_str(&wrapped(&surface, 4, paragraph));
    }
    text.push('\n');
    for example in command.examples {
        text.push_str(&format!("    {}\n", surface.paint(Tone::Text, example)));
    }
    text
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// The entries that `name` names: of the rule language or the prompt, all methods of a type, or else of Rhai.
fn entries(name: &str) -> Vec<&'static ReferenceEntry> {
    for reference in [reference(), rhai_reference()] {
        let mut found = reference.named(name);
        if found.is_empty() {
            found = reference.entries().filter(|entry| entry.on.as_deref() == Some(name)).collect();
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn unknown(name: &str) -> Refusal {
    let bare = name.trim_start_matches(':').split('(').next().unwrap_or(name);
    let bare = bare.rsplit('.').next().unwrap_or(bare);
    let commands = COMMANDS.iter().map(|command| command.name);
    let functions = reference().names().into_iter().chain(reference().types());
    let help = match suggest(bare, commands.chain(functions)) {
        Some(near) => format!("did you mean {near}? (:help {near})"),
        None => ":help lists all commands and functions".to_owned(),
    };
    Refusal::new(format!("no help on {name:?}"), help)
}
