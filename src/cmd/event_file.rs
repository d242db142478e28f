//! Reads files of events as `dateline run` writes them: JSON Lines, plain, .gz or .zst, or standard input. Called by
//! `export`, `import`, `incidents` and `diff`.

use anyhow::{Context, bail};
use dateline::corpus::unpacked;
use dateline::event::Event;
use dateline::file::plain;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// A line of more bytes than this is not an event.
const LONGEST: u64 = 64 << 20;

/// A line of a file of events.
pub struct EventLine {
    /// Its length in bytes, unpacked.
    pub bytes: u64,
    /// The event, or what is wrong, with file and line.
    pub event: Result<Event, String>,
}

/// Events that are read one by one, put together by article.
#[derive(Default)]
pub struct Articles {
    events: Vec<Event>,
}

impl Articles {
    /// Adds an event; if it is of another article than those before it, these are returned.
    pub fn add(&mut self, event: Event) -> Option<Vec<Event>> {
        let ends = self.events.last().is_some_and(|last| !same_article(last, &event));
        let whole = ends.then(|| std::mem::take(&mut self.events));
        self.events.push(event);
        whole
    }

    /// The events of the last article.
    pub fn last(self) -> Vec<Event> {
        self.events
    }
}

/// Whether `next` may be of the same article as `last`. Ids are not enough, since corpora repeat them. The events of
/// an article are in text order, so an event further back begins another article, and so does a repeated event.
fn same_article(last: &Event, next: &Event) -> bool {
    let (before, after) = (&last.evidence, &next.evidence);
    last.article == next.article
        && last.id != next.id
        && before.sentence <= after.sentence
        && (before.start != after.start || before.raw_start == after.raw_start)
}

/// Hands each line of the file at `path` to `each`, in order; "-" is standard input. Blank lines are skipped.
///
/// # Errors
/// If the file cannot be opened or read, or `each` fails.
pub fn read(
    path: &Path,
    mut each: impl FnMut(EventLine) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if path.as_os_str() == "-" {
        return lines(&mut io::stdin().lock(), "standard input", &mut each);
    }
    let name = path.display().to_string();
    if path.is_dir() {
        bail!("{name} is a folder: name a file of events in it");
    }
    let what = || format!("cannot read {name}");
    let file = Box::new(plain::open_named(path).with_context(what)?);
    let file = unpacked(&name, file).with_context(what)?;
    lines(&mut BufReader::with_capacity(1 << 16, file), &name, &mut each)
}

fn lines(
    reader: &mut impl BufRead,
    name: &str,
    each: &mut impl FnMut(EventLine) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let what = || format!("cannot read {name}");
    let mut line = Vec::new();
    for number in 1u64.. {
        line.clear();
        let bytes = reader.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        let bytes = bytes.with_context(what)? as u64;
        if bytes == 0 {
            break;
        }
        if bytes == LONGEST {
            reader.skip_until(b'\n').with_context(what)?;
            let why = format!("{name}:{number}: longer than {} MB", LONGEST >> 20);
            each(EventLine { bytes, event: Err(why) })?;
            continue;
        }
        let text = line.trim_ascii();
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        if text.is_empty() {
            continue;
        }
        let event = serde_json::from_slice::<Event>(text);
        let event = event.map_err(|error| format!("{name}:{number}: {}", json_error(&error)));
        each(EventLine { bytes, event })?;
    }
    Ok(())
}

/// The message of serde without its line number, which is relative to this one line.
fn json_error(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let cause = text.split(" at line ").next().unwrap_or(&text);
    match error.classify() {
        serde_json::error::Category::Data => format!("no event ({cause})"),
        _ => format!("no JSON ({cause}, column {})", error.column()),
    }
}
