//! The hint shown after the line while it is typed: inside a call its signature and summary, after a command its
//! usage; else the rest of an earlier entry. A pure function; the editor shows the result.

use super::Symbols;
use super::command::{COMMANDS, SessionCommand, with_colon};
use super::complete::call_around;
use super::lex::{self, PieceKind};
use crate::script::reference::{CallForm, ReferenceEntry, Signature, reference, rhai_reference};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// With fewer columns than this no hint is shown.
const LEAST_ROOM: usize = 12;

/// A hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The text shown after the line; one line.
    pub shown: String,
    /// The text that the right arrow inserts; `None` if the hint is only information.
    pub insert: Option<String>,
}

/// The hint after `line` with the cursor at byte `at`. `room` is the number of columns after the end of the line;
/// `earlier` finds the last entry that begins with a text.
pub fn hint(
    symbols: &Symbols,
    line: &str,
    at: usize,
    room: usize,
    earlier: impl FnOnce(&str) -> Option<String>,
) -> Option<Hint> {
    if line.trim().is_empty() || room < LEAST_ROOM {
        return None;
    }
    let colon = with_colon(line, symbols);
    let text = match lex::is_command(line) {
        _ if colon.is_some() => of_command(symbols, colon.as_deref().unwrap_or_default(), at + 1),
        true => of_command(symbols, line, at),
        false => of_call(symbols, line, at),
    };
    if let Some(text) = text {
        return Some(Hint { shown: truncated(&format!("  {text}"), room), insert: None });
    }
    if at < line.len() {
        return None;
    }
    let entry = earlier(line)?;
    let rest = entry.get(line.len()..).filter(|rest| !rest.is_empty())?;
    let first = rest.split('\n').next().unwrap_or(rest);
    let more = if first.len() < rest.len() { " ..." } else { "" };
    Some(Hint { shown: truncated(&format!("{first}{more}"), room), insert: Some(rest.to_owned()) })
}

fn of_command(symbols: &Symbols, line: &str, at: usize) -> Option<String> {
    let pieces = lex::command(line);
    let name = pieces.iter().find(|piece| piece.kind == PieceKind::Command)?;
    let command = COMMANDS.iter().find(|command| command.name == &name.text[1..])?;
    let words =
        pieces.iter().filter(|piece| matches!(piece.kind, PieceKind::Word | PieceKind::Text));
    let given = words.clone().filter(|piece| piece.end() < at).count();
    if at < name.end() || line[name.end()..].trim().is_empty() {
        return Some(usage(command));
    }
    // An entry after the command gets its own hints.
    let argument_kinds = super::highlight::argument_kinds(command.arguments, 0);
    if argument_kinds.contains(&super::command::ArgumentKind::Entry) {
        let from = words.clone().next()?.start;
        return of_call(symbols, &line[from..], at.checked_sub(from)?);
    }
    // After a space: the remaining arguments.
    let at_end = at == line.len() && line.ends_with(char::is_whitespace);
    let rest = places(command.usage).into_iter().skip(given).collect::<Vec<_>>().join(" ");
    (at_end && !rest.is_empty()).then_some(rest)
}

/// The words of a usage, one for each argument position; text in brackets is one word.
fn places(usage: &str) -> Vec<&str> {
    let (mut depth, mut start) = (0usize, 0);
    let mut found = Vec::new();
    for (at, c) in usage.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => {
                found.push(&usage[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&usage[start..]);
    found
}

fn usage(command: &SessionCommand) -> String {
    match command.usage {
        "" => command.summary.to_owned(),
        usage => format!("{usage}  {}", command.summary),
    }
}

fn of_call(symbols: &Symbols, line: &str, at: usize) -> Option<String> {
    let whole = lex::rhai(line);
    // Inside quotes the call around them is used.
    let text = lex::inside(&whole, at);
    let at = match text {
        Some(piece) if piece.kind == PieceKind::Comment => return None,
        Some(piece) => piece.start,
        None => at,
    };
    let pieces = lex::rhai(line.get(..at)?);
    let call = call_around(symbols, &pieces, at)?;
    if !call.is_method {
        let typed = symbols.functions.iter().rev().find(|(name, _)| name == call.name);
        if let Some((name, params)) = typed {
            return Some(format!("{name}({})", params.join(", ")));
        }
    }
    let form = if call.is_method { CallForm::Method } else { CallForm::Function };
    let all = reference().entries().chain(rhai_reference().entries());
    let mut found = all.filter(|entry| entry.form == form && entry.name == call.name);
    let entry = match &call.on {
        Some(on) => found.find(|entry| entry.on.as_deref() == Some(on.name.as_str())),
        None => found.next(),
    }?;
    Some(signature_line(entry, call.argument))
}

/// `near(p, q, n) -> Pattern  parts within n tokens`, from the first signature that has an argument at that position.
fn signature_line(entry: &ReferenceEntry, argument: usize) -> String {
    let receiver = usize::from(entry.form == CallForm::Method);
    let accepts = |signature: &&Signature| {
        let params = &signature.params[receiver.min(signature.params.len())..];
        params.len() > argument || params.last().is_some_and(|param| param.rest)
    };
    let signature = entry.signatures.iter().find(accepts).or(entry.signatures.first());
    let Some(signature) = signature else { return entry.summary.clone() };
    let params: Vec<String> = signature.params[receiver.min(signature.params.len())..]
        .iter()
        .map(|param| format!("{}{}", if param.rest { "..." } else { "" }, param.name))
        .collect();
    let given = format!("{}({}) -> {}", entry.name, params.join(", "), signature.returns);
    format!("{given}  {}", entry.summary)
}

/// `text` on one line of at most `room` columns.
fn truncated(text: &str, room: usize) -> String {
    let line = crate::legible::line(text);
    if line.width() <= room {
        return line.into_owned();
    }
    let mut columns = 0;
    let fits = |c: &char| {
        columns += c.width().unwrap_or(0);
        columns + 3 <= room
    };
    let start: String = line.chars().take_while(fits).collect();
    format!("{}...", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols() -> Symbols {
        Symbols {
            variables: vec![("truce".into(), Some("Pattern"))],
            functions: vec![("short".into(), vec!["m".into(), "n".into()])],
            ..Symbols::default()
        }
    }

    /// The hint with the cursor at the end of the line.
    fn shown_hint(line: &str) -> Option<String> {
        hint(&symbols(), line, line.len(), 300, |_| None).map(|hint| hint.shown.trim().to_owned())
    }

    #[track_caller]
    fn starts(line: &str, start: &str) {
        let shown = shown_hint(line).unwrap_or_default();
        assert!(shown.starts_with(start), "{line}: {shown}");
    }

    #[test]
    fn a_call_shows_its_signature_and_what_it_does() {
        starts("near(a, ", "near(left, right, gap) -> Pattern  ");
        starts("kwic(any(\"a", "any(...parts) -> Pattern  ");
        starts("truce.within(\"", "within(scope) -> Pattern  ");
        starts("rule(\"x\").within(", "within(scope) -> Rule  ");
        starts("rule(\"x\").code(|m| m.count(", "count(what) -> ");
        starts("short(1, ", "short(m, n)");
        starts("any([\"a\", ", "any(");
        let about = &reference().named("near")[0].summary;
        assert!(shown_hint("near(").unwrap().ends_with(about.as_str()));
        for none in ["near", "near(a, b, 1)", "", "  ", "// near(", "fn near(", "nothing(", "if ("]
        {
            assert_eq!(shown_hint(none), None, "{none}");
        }
    }

    #[test]
    fn a_command_shows_its_usage() {
        starts(":whynot", "RULE ARTICLE:SENTENCE  ");
        starts(":whynot ", "RULE ARTICLE:SENTENCE");
        starts(":whynot a/b ", "ARTICLE:SENTENCE");
        assert_eq!(shown_hint(":whynot a/b x:1 "), None);
        assert_eq!(
            shown_hint(":export a.csv ").unwrap(),
            "[jsonl | csv | acled | plover] [replace]"
        );
        assert_eq!(shown_hint("whynot a/b ").unwrap(), "ARTICLE:SENTENCE", "without its colon");
        starts(":time near(", "near(");
        assert_eq!(shown_hint(":nothing "), None);
    }

    #[test]
    fn an_earlier_entry_is_offered_when_there_is_no_other_hint() {
        let earlier = |line: &str| Some(format!("{line}ain\nagain"));
        let found = hint(&symbols(), "let ag", 6, 80, earlier).unwrap();
        assert_eq!(
            (found.shown.as_str(), found.insert.as_deref()),
            ("ain ...", Some("ain\nagain"))
        );
        assert_eq!(hint(&symbols(), "let ag", 3, 80, earlier), None, "not in the middle");
        assert_eq!(hint(&symbols(), "near(", 5, 80, earlier).unwrap().insert, None);
        assert_eq!(hint(&symbols(), "let ag", 6, 80, |line| Some(line.to_owned())), None);
        assert_eq!(hint(&symbols(), "let ag", 6, 5, earlier), None, "no room");
    }

    #[test]
    fn a_hint_fits_into_its_columns() {
        for room in LEAST_ROOM..60 {
            let found = hint(&symbols(), "near(", 5, room, |_| None).unwrap();
            assert!(found.shown.width() <= room, "{room}: {}", found.shown);
        }
        assert_eq!(truncated("日本語日本語日本語", 12), "日本語日...");
    }
}
