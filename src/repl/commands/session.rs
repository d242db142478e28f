//! Commands about the session itself: settings, history, export, quit.

use crate::file::staged::Staged;
use crate::repl::command::{usage, words};
use crate::repl::paths::shown_path;
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::session::Session;
use crate::repl::session::settings::{SETTINGS, setting};
use crate::repl::show::{counted, table};
use crate::sink::{AcledSink, CsvSink, JsonlSink, Loss, PloverSink, Sink};
use std::io::Write;
use std::path::Path;

/// `:set [NAME [VALUE]]`
pub fn set(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    if line.is_empty() {
        let mut table =
            table(&session.view.surface, &["setting", "value", "allowed", "what it does"]);
        for setting in SETTINGS {
            let now = session.view.settings.get(setting);
            table.add_row([setting.name, &now, setting.values, setting.summary]);
        }
        return Ok(Reply::fine(table.trim_fmt()));
    }
    let (name, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let set = match value.trim() {
        "" => setting(name)?,
        value => session.view.settings.set(name, value)?,
    };
    session.set_surface(session.view.given);
    Ok(Reply::fine(format!("{} is {}", set.name, session.view.settings.get(set))))
}

/// `:history [TEXT]`
pub fn history(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let rows = session.view.settings.rows;
    let Ok(history) = session.input.history.lock() else { return Ok(Reply::default()) };
    let mut found: Vec<String> = history.search(line).into_iter().map(str::to_owned).collect();
    drop(history);
    found.reverse();
    if found.is_empty() {
        return Ok(Reply::fine(if line.is_empty() {
            "no history yet"
        } else {
            "no entry contains that"
        }));
    }
    let mut text = String::new();
    for entry in found.iter().skip(found.len().saturating_sub(rows)) {
        text.push_str(&format!("{}\n", entry.replace('\n', "\n    ")));
    }
    Ok(Reply::fine(text))
}

/// `:quit`
pub fn quit(session: &mut Session, _: &str) -> Result<Reply, Refusal> {
    Ok(session.leave())
}

/// `:export FILE [jsonl | csv | acled | plover]`
pub fn export(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let (path, format) = match &names[..] {
        [path] => (Path::new(path), format_from_extension(path)?),
        [path, replace] if replace == "replace" => (Path::new(path), format_from_extension(path)?),
        [path, format, replace] if replace == "replace" => (Path::new(path), format.as_str()),
        [path, format] => (Path::new(path), format.as_str()),
        _ => return Err(usage("export")),
    };
    sink(format)?;
    session.refuse_inputs(path)?;
    let replace = names.len() > 1 && names.last().is_some_and(|word| word == "replace");
    let is_own = replace || session.exports.written.contains(path);
    if path.exists() && !is_own && !session.input.attended {
        let help = "write `replace` after it to replace the file, or name another";
        return Err(Refusal::new(format!("{} exists", shown_path(path)), help));
    }
    if path.exists() && !is_own {
        let note = format!("{} exists", shown_path(path));
        session.exports.asked = Some((path.to_owned(), format.to_owned()));
        let again = |session: &mut Session| {
            let Some((path, format)) = session.exports.asked.take() else {
                return Reply::default();
            };
            write_events(session, &path, &format)
                .unwrap_or_else(|refusal| refusal.reply(&session.view.surface))
        };
        return Ok(session.ask(note, "replace it? [y/N] ", again));
    }
    write_events(session, path, format)
}

/// The sink that writes a format.
fn sink(format: &str) -> Result<Box<dyn Sink>, Refusal> {
    Ok(match format {
        "jsonl" => Box::new(JsonlSink),
        "csv" => Box::new(CsvSink),
        "acled" => Box::new(AcledSink),
        "plover" => Box::new(PloverSink),
        other => {
            let help = "formats are jsonl, csv, acled, plover";
            return Err(Refusal::new(format!("no format {other:?}"), help));
        }
    })
}

/// Writes all events to `path`.
fn write_events(session: &mut Session, path: &Path, format: &str) -> Result<Reply, Refusal> {
    let sink = sink(format)?;
    let events = session.corpus.live.borrow_mut().events()?;
    let mut loss = Loss::default();
    let mut bytes = Vec::new();
    let broken =
        |error: String| Refusal::new(format!("cannot write {}: {error}", shown_path(path)), "");
    sink.begin(&mut bytes).map_err(|error| broken(error.to_string()))?;
    for article in &events {
        sink.article(article, &mut bytes, &mut loss).map_err(|error| broken(error.to_string()))?;
    }
    let mut file = Staged::open(path).map_err(|error| broken(error.to_string()))?;
    file.write_all(&bytes).map_err(|error| broken(error.to_string()))?;
    file.commit().map_err(|error| broken(error.to_string()))?;
    session.exports.written.insert(path.to_owned());
    let count = events.iter().map(Vec::len).sum();
    let mut text =
        format!("{} written to {} as {format}\n", counted(count, "event"), shown_path(path));
    if format != "jsonl" {
        text.push_str(loss.text(sink.name(), sink.remarks()).trim_end());
    }
    if !session.corpus.changed.is_empty() {
        text.push_str("\nfiles of the corpus changed since it was read: offsets refer to the files as they were\n");
    }
    Ok(Reply::fine(text))
}

/// The format for a file's extension.
fn format_from_extension(path: &str) -> Result<&'static str, Refusal> {
    let extension = Path::new(path).extension().map(|ext| ext.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("csv") => Ok("csv"),
        Some("jsonl" | "json" | "ndjson") | None => Ok("jsonl"),
        Some(other) => Err(Refusal::new(
            format!(".{other} does not determine the format"),
            format!("add it: :export {path} jsonl (or csv, acled, plover)"),
        )),
    }
}
