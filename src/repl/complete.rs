//! Completion: commands and their arguments, functions and variables, methods by the type of the expression before
//! the dot (`types`), names inside quotes by the function around them (`quotes`), files (`paths`). Pure functions of
//! the line and the known names, except `paths`, which reads folders.

mod candidate;
mod choose;
mod paths;
mod quotes;
pub mod types;

use super::Symbols;
use super::command::{ArgumentKind, COMMANDS, with_colon};
use super::highlight::argument_kinds;
use super::lex::{self, Piece, PieceKind};
use super::session::settings::SETTINGS;
use crate::script::reference::{CallForm, ReferenceEntry, reference, rhai_reference};
pub use candidate::{Completion, CompletionCandidate};
use choose::{Choice, is_code, matching_choices, names};
pub use quotes::EnclosingCall;

/// The candidates in `line` at byte `at`.
pub fn complete(symbols: &Symbols, line: &str, at: usize) -> Completion {
    let at = char_boundary(line, at);
    if let Some(colon) = with_colon(line, symbols).filter(|_| at > 0) {
        let found = complete(symbols, &colon, at + 1);
        return Completion { start: found.start.saturating_sub(1), ..found };
    }
    let found = match lex::is_command(line) {
        true => in_command(symbols, line, at),
        false => in_rhai(symbols, line, at),
    };
    found.unwrap_or_else(|| Completion { start: at, candidates: Vec::new() })
}

/// The call around byte `at`; also used for hints.
pub fn call_around<'a>(
    symbols: &Symbols,
    pieces: &[Piece<'a>],
    at: usize,
) -> Option<EnclosingCall<'a>> {
    quotes::call_around(symbols, pieces, at, true)
}

/// The start of the character that contains byte `at`, at most the end of the line.
fn char_boundary(line: &str, at: usize) -> usize {
    let at = at.min(line.len());
    (0..=at).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0)
}

fn in_command(symbols: &Symbols, line: &str, at: usize) -> Option<Completion> {
    let pieces = lex::command(&line[..at]);
    let command = pieces.iter().find(|piece| piece.kind == PieceKind::Command)?;
    if command.end() == at {
        return Some(matching_choices(command.start, command.text, commands()));
    }
    let command = COMMANDS.iter().find(|other| other.name == &command.text[1..])?;
    let arguments: Vec<&Piece<'_>> = pieces
        .iter()
        .filter(|piece| matches!(piece.kind, PieceKind::Word | PieceKind::Text))
        .collect();
    let typing = arguments.last().filter(|piece| piece.end() == at).copied();
    let place = arguments.len() - usize::from(typing.is_some());
    let start = typing.map_or(at, |piece| piece.start);
    // An entry is the rest of the line, from the first argument that can be one.
    let entry = (0..=place)
        .find(|place| argument_kinds(command.arguments, *place).contains(&ArgumentKind::Entry));
    if let Some(entry) = entry {
        let from = arguments.get(entry).map_or(start, |piece| piece.start);
        let inner = complete(symbols, &line[from..], at - from);
        return Some(Completion { start: inner.start + from, ..inner });
    }
    if place == 1 && argument_kinds(command.arguments, 0).contains(&ArgumentKind::Setting) {
        let setting = arguments.first().map_or("", |piece| piece.text);
        return Some(matching_choices(start, &line[start..at], values(setting)));
    }
    let argument_kinds = argument_kinds(command.arguments, place);
    Some(argument(symbols, argument_kinds, &line[start..at], start))
}

/// All commands, with their usage.
fn commands() -> Vec<Choice> {
    let each = COMMANDS.iter().map(|command| {
        let shown = format!(":{} {}", command.name, command.usage);
        let name = format!(":{}", command.name);
        let text = if command.usage.is_empty() { name.clone() } else { format!("{name} ") };
        Choice { name, text, shown: shown.trim_end().to_owned(), about: command.summary.to_owned() }
    });
    each.collect()
}

fn argument(
    symbols: &Symbols,
    argument_kinds: &[ArgumentKind],
    typed: &str,
    start: usize,
) -> Completion {
    let mut choices = Vec::new();
    for kind in argument_kinds {
        match kind {
            ArgumentKind::Rule => choices.extend(names(&symbols.rules)),
            ArgumentKind::Kind => choices.extend(names(&symbols.kinds)),
            ArgumentKind::Article => choices.extend(names(&symbols.articles)),
            ArgumentKind::Sentence => choices.extend(sentences(symbols)),
            ArgumentKind::Event => choices.extend(names(&symbols.events)),
            ArgumentKind::Pack => choices.extend(names(&symbols.packs)),
            ArgumentKind::Topic => choices.extend(topics(symbols)),
            ArgumentKind::Setting => choices.extend(settings()),
            ArgumentKind::Word(words) => choices.extend(names(words)),
            ArgumentKind::Path | ArgumentKind::Entry | ArgumentKind::Text => {}
        }
    }
    let bare = typed.strip_prefix(['"', '\'']);
    let quote = typed.chars().next().filter(|_| bare.is_some());
    for choice in &mut choices {
        choice.text = quotes::escaped_word(&choice.text, quote);
    }
    let mut found = matching_choices(start, bare.unwrap_or(typed), choices);
    if argument_kinds.contains(&ArgumentKind::Path) {
        found.candidates.extend(paths::in_word(typed, start).candidates);
    }
    found
}

/// The settings of `:set`.
fn settings() -> Vec<Choice> {
    let each = SETTINGS
        .iter()
        .map(|setting| Choice { about: setting.summary.to_owned(), ..Choice::plain(setting.name) });
    each.collect()
}

/// The values of the setting of that name that are single words.
fn values(name: &str) -> Vec<Choice> {
    let setting = SETTINGS.iter().find(|setting| setting.name == name);
    let values = setting.map_or("", |setting| setting.values).split(", ");
    values.filter(|value| !value.contains(' ')).map(Choice::plain).collect()
}

/// Articles, each with the colon before the sentence number.
fn sentences(symbols: &Symbols) -> impl Iterator<Item = Choice> {
    symbols.articles.iter().map(|id| Choice { text: format!("{id}:"), ..Choice::plain(id) })
}

/// All topics of `:help`.
fn topics(symbols: &Symbols) -> Vec<Choice> {
    let commands = COMMANDS
        .iter()
        .map(|command| Choice { about: command.summary.to_owned(), ..Choice::plain(command.name) });
    let entries = reference().entries().filter(|entry| entry.form != CallForm::Operator);
    let entries = entries
        .map(|entry| Choice { about: entry.summary.clone(), ..Choice::plain(&entry.full_name()) });
    let types = reference().types().into_iter().map(Choice::plain);
    let typed = symbols.functions.iter().map(|(name, _)| Choice::plain(name));
    commands.chain(entries).chain(types).chain(typed).collect()
}

fn in_rhai(symbols: &Symbols, line: &str, at: usize) -> Option<Completion> {
    let whole = lex::rhai(line);
    match lex::inside(&whole, at) {
        Some(piece) if piece.kind == PieceKind::Comment => return None,
        Some(text) => return quotes::in_string(symbols, line, text, at),
        None => {}
    }
    let pieces = lex::rhai(&line[..at]);
    let last = pieces.last();
    let name = last.filter(|piece| piece.kind == PieceKind::Name);
    let (start, typed) = name.map_or((at, ""), |piece| (piece.start, piece.text));
    let before: Vec<Piece<'_>> =
        pieces.iter().filter(|piece| piece.end() <= start && is_code(piece)).copied().collect();
    let called = line[at..].starts_with('(');
    match before.last() {
        _ if last.is_some_and(|piece| piece.kind == PieceKind::Number) => None,
        Some(dot) if dot.is(".") || dot.is("?.") => {
            let on = types::type_before(symbols, &before[..before.len() - 1]);
            Some(matching_choices(start, typed, methods(on.as_ref(), called)))
        }
        Some(word)
            if word.kind == PieceKind::Name && ["let", "const", "fn"].contains(&word.text) =>
        {
            None
        }
        _ => Some(matching_choices(start, typed, unqualified_names(symbols, typed, called))),
    }
}

/// The text inserted for a function: with the opening bracket, and the closing one if it has no parameters.
fn inserted_call(entry: &ReferenceEntry, called: bool) -> String {
    let receiver = usize::from(entry.form == CallForm::Method);
    let bare = entry.signatures.iter().all(|signature| signature.params.len() == receiver);
    match (called, bare) {
        (true, _) => entry.name.clone(),
        (false, true) => format!("{}()", entry.name),
        (false, false) => format!("{}(", entry.name),
    }
}

fn entry_choice(entry: &ReferenceEntry, called: bool) -> Choice {
    Choice {
        name: entry.name.clone(),
        text: inserted_call(entry, called),
        shown: entry.name.clone(),
        about: entry.summary.clone(),
    }
}

/// The methods of a type; if the type is not known, those of all types of the rule language.
fn methods(on: Option<&types::InferredType>, called: bool) -> Vec<Choice> {
    let all = || reference().entries().filter(|entry| entry.form == CallForm::Method);
    let found: Vec<&ReferenceEntry> = match on {
        Some(on) => {
            let stock = rhai_reference().entries();
            let of_type = |entry: &&ReferenceEntry| {
                entry.form == CallForm::Method && entry.on.as_deref() == Some(on.name.as_str())
            };
            all().filter(of_type).chain(stock.filter(of_type)).collect()
        }
        None => all().collect(),
    };
    let is_word = |entry: &&ReferenceEntry| entry.name.starts_with(|c: char| c.is_alphabetic());
    found.into_iter().filter(is_word).map(|entry| entry_choice(entry, called)).collect()
}

/// Functions and variables that can be used anywhere. Keywords and Rhai's own functions are offered only once a
/// letter is typed.
fn unqualified_names(symbols: &Symbols, typed: &str, called: bool) -> Vec<Choice> {
    let mut found: Vec<Choice> = symbols
        .variables
        .iter()
        .map(|(name, on)| Choice {
            about: on.unwrap_or_default().to_owned(),
            ..Choice::plain(name)
        })
        .collect();
    found.extend(symbols.functions.iter().map(|(name, params)| Choice {
        text: if called {
            name.clone()
        } else {
            format!("{name}({}", if params.is_empty() { ")" } else { "" })
        },
        about: format!("{name}({})", params.join(", ")),
        ..Choice::plain(name)
    }));
    found.extend(reference().functions().into_iter().map(|entry| entry_choice(entry, called)));
    if !typed.is_empty() {
        found.extend(
            rhai_reference().functions().into_iter().map(|entry| entry_choice(entry, called)),
        );
        found.extend(lex::KEYWORDS.iter().map(|word| Choice::plain(word)));
    }
    found
}

#[cfg(test)]
mod tests;
