//! A rule between prompt and file: a rule typed is written into the text of a rule file, and a rule of a file is handed
//! out as a text that can be typed. Texts in, texts out; nothing is run, and no file is opened. A session calls it.

mod book;
mod layout;

use super::advice::Site;
use super::engine::{self, Limits};
use super::host::Host;
use super::items::{Action, Item, items};
use super::lexeme::literal;
use super::spec::ScriptFile;
use book::Book;
use layout::Line;
use rhai::{Engine, OptimizationLevel};
use std::collections::BTreeSet;

/// A rule file with a rule written into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The file's new text.
    pub text: String,
    /// The line of the rule in it, from 1.
    pub line: usize,
    /// Whether it took the place of the file's own rule of that id.
    pub replaced: bool,
    /// The `let`s and functions put in with it, by name.
    pub added: Vec<String>,
    /// Examples and counterexamples that the rule had in the file, and has no more: whether one, and its text.
    pub lost: Vec<(bool, String)>,
}

/// Why a rule is not written: what stands against it and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// What stands against it.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The line of the file it is about, from 1.
    pub line: Option<usize>,
}

fn objection(message: String, help: &str, line: Option<usize>) -> Objection {
    Objection { message, help: help.to_owned(), line }
}

/// Writes rule `id` of `typed` (its `let`s and functions, then its statement) into `file`, the text of a rule file: in
/// place of the rule of that id, else at the end. What it depends on is put before it, but for what the file has above
/// that place already, said the same way. Everything else stays byte for byte. Each of `examples` (whether one or a
/// counterexample, and its text) is added to the rule where it has it not.
pub fn place(
    file: &str,
    id: &str,
    typed: &str,
    examples: &[(bool, String)],
) -> Result<Placed, Objection> {
    let engine = reader();
    parse(&engine, file, "the file")?;
    parse(&engine, typed, "what was typed")?;
    let (own, new) = (Book::new(items(file)), Book::new(items(typed)));
    let rule = match own_rules(&new, id)[..] {
        [rule] => rule,
        _ => {
            let message = format!("what was typed has no single statement rule(\"{id}\")...");
            let help = "type the rule as a statement of its own: rule(\"topic/what\").when(...)...";
            return Err(objection(message, help, None));
        }
    };
    let target = target(file, &own, id)?;
    let wanted = wanted(file, &own, target.unwrap_or(own.items.len()), &new, rule)?;
    let statement = layout::statement(new.items[rule].text, examples);
    let had = target.map(|at| layout::examples(own.items[at].text)).unwrap_or_default();
    let has = layout::examples(&statement);
    let needed: Vec<&Item<'_>> = wanted.iter().map(|&at| &new.items[at]).collect();
    let (text, at) = composed(file, &own, target, &needed, &statement);
    parse(&engine, &text, "the file with the rule in it")?;
    if own_rules(&Book::new(items(&text)), id).len() != 1 {
        let message = "the file ends inside a comment".to_owned();
        return Err(objection(message, "close it first; nothing was written", None));
    }
    Ok(Placed {
        line: line_of(&text, at),
        text,
        replaced: target.is_some(),
        added: needed.iter().filter_map(|item| defined(item)).collect(),
        lost: had.into_iter().filter(|example| !has.contains(example)).collect(),
    })
}

/// Rule `id` of `file` with the `let`s and functions of the file that it depends on, as one text that can be typed at a
/// prompt; `None` where the file has no such rule as a statement of its own, or does not parse.
pub fn source(file: &str, id: &str) -> Option<String> {
    parse(&reader(), file, "the file").ok()?;
    let book = Book::new(items(file));
    let &rule = own_rules(&book, id).first()?;
    let mut text = String::new();
    for at in book.stands_on(rule) {
        text += &book.items[at].closed();
        text.push('\n');
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text += &book.items[rule].closed();
    text.push('\n');
    Some(text)
}

/// `typed`, where the statement that is rule `id` makes a rule of id `name` instead.
pub fn renamed(typed: &str, id: &str, name: &str) -> String {
    let items = items(typed);
    let given = items.iter().find_map(|item| match item.action {
        Action::Call("rule", Some(given)) if literal(given).as_deref() == Some(id) => {
            let inner = item.text.find(given)?;
            Some(item.start + inner..item.start + inner + given.len())
        }
        _ => None,
    });
    match given.filter(|_| id != name) {
        Some(given) => format!("{}{name:?}{}", &typed[..given.start], &typed[given.end..]),
        None => typed.to_owned(),
    }
}

/// The statements that are rule `id`.
fn own_rules(book: &Book<'_>, id: &str) -> Vec<usize> {
    let is_rule = |item: &Item<'_>| match item.action {
        Action::Call("rule", Some(given)) => literal(given).as_deref() == Some(id),
        _ => false,
    };
    (0..book.items.len()).filter(|&at| is_rule(&book.items[at])).collect()
}

/// The file's statement that is rule `id`, where it has one.
fn target(file: &str, own: &Book<'_>, id: &str) -> Result<Option<usize>, Objection> {
    let rules = own_rules(own, id);
    if let [_, second, ..] = rules[..] {
        let message = format!("the file has the rule {id} twice");
        let line = Some(line_of(file, own.items[second].start));
        return Err(objection(message, "take one of them out", line));
    }
    let hidden = |item: &&Item<'_>| layout::calls(item, "rule").iter().any(|other| other == id);
    let others = own.items.iter().enumerate().filter(|(at, _)| !rules.contains(at));
    if let Some(item) = others.map(|(_, item)| item).find(hidden) {
        let message = format!("the file makes the rule {id} inside another statement");
        let help = "change it there by hand, or write the rule into another file";
        return Err(objection(message, help, Some(line_of(file, item.start))));
    }
    Ok(rules.first().copied())
}

/// What of `new` must be put before the rule, in order: all it depends on that `own` has not before item `place`.
fn wanted(
    file: &str,
    own: &Book<'_>,
    place: usize,
    new: &Book<'_>,
    rule: usize,
) -> Result<BTreeSet<usize>, Objection> {
    let mut wanted = BTreeSet::new();
    let mut open = vec![rule];
    while let Some(at) = open.pop() {
        for (name, group) in new.groups(at) {
            let known = match new.items[group[0]].action {
                Action::Function(_, parameters) => own.functions(name, parameters),
                _ => own.meant(name, place),
            };
            if known.is_empty() {
                open.extend(group.iter().filter(|&&at| wanted.insert(at)));
            } else if !own.says_as(&known, new, &group) {
                let line = line_of(file, own.items[known[0]].start);
                let message = format!("the file has another `{name}`, in line {line}");
                let help = "give yours another name and type the rule with it, or write the rule into another file";
                return Err(objection(message, help, Some(line)));
            }
        }
    }
    Ok(wanted)
}

/// The file's new text, and where in it the rule begins.
fn composed(
    file: &str,
    own: &Book<'_>,
    target: Option<usize>,
    needed: &[&Item<'_>],
    statement: &str,
) -> (String, usize) {
    let line = Line::of(file);
    let mut before: String =
        needed.iter().map(|item| format!("{}{}", line.ended(&item.closed()), line.end)).collect();
    if !before.is_empty() {
        before += line.end;
    }
    let statement = line.ended(statement);
    let Some(item) = target.map(|at| &own.items[at]) else {
        let mut text = layout::closed_at_end(file, own.items.last());
        text += line.gap(&text);
        text += &before;
        let at = text.len();
        return (format!("{text}{statement}{}", line.end), at);
    };
    let above = match before.is_empty() {
        true => item.start,
        false => layout::above_comment(file, item.start),
    };
    if !file[..above].is_empty() && !file[..above].ends_with('\n') && !before.is_empty() {
        before.insert_str(0, line.end);
    }
    let head = format!("{}{before}{}", &file[..above], &file[above..item.start]);
    let at = head.len();
    (format!("{head}{statement}{}", &file[item.end()..]), at)
}

/// The name an item defines.
fn defined(item: &Item<'_>) -> Option<String> {
    match item.action {
        Action::Define(name) | Action::Function(name, _) => Some(name.to_owned()),
        _ => None,
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// An engine that reads rule files, and is never asked to run them.
fn reader() -> Engine {
    let mut engine = engine::build(&Limits::default(), &Host::default());
    engine.set_optimization_level(OptimizationLevel::None);
    engine
}

/// Refuses a text that Rhai does not read.
fn parse(engine: &Engine, text: &str, what: &str) -> Result<(), Objection> {
    let Err(error) = engine.compile(text) else { return Ok(()) };
    let file = ScriptFile { path: String::new(), text: text.to_owned() };
    let site = Site { pack: "", rule: None, file: &file, set: None, functions: &[] };
    let fault = site.parse_fault(&error);
    let place = fault.line.map_or(String::new(), |line| format!(", line {line}"));
    let message = format!("{what} cannot be read{place}: {}", fault.message);
    Err(objection(message, "correct that first; nothing was written", fault.line))
}

#[cfg(test)]
mod tests;
