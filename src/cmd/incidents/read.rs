//! Reads events from the JSON Lines that `run` wrote. A line that is not an event is reported, and the rest is read.

use super::found::GatheredEvents;
use crate::cmd::report::OmittedItems;
use anyhow::{Context, bail};
use dateline::event::Event;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A line of more bytes than this is not an event.
const LONGEST: u64 = 64 << 20;

/// All events of `paths`; an error if a file cannot be opened or no line is an event.
pub fn events(paths: &[PathBuf]) -> anyhow::Result<GatheredEvents> {
    let start = Instant::now();
    let mut found =
        GatheredEvents { left_out: OmittedItems::of("line"), ..GatheredEvents::default() };
    for path in paths {
        let name = path.display().to_string();
        if path.as_os_str() == "-" {
            lines(&mut io::stdin().lock(), "standard input", &mut found)?;
        } else {
            lines(&mut open(path)?, &name, &mut found)?;
        }
    }
    if found.events.is_empty() && found.left_out.len() > 0 {
        found.left_out.show();
        bail!("no line is an event: give the JSONL that `dateline run -f jsonl` writes");
    }
    let articles: HashSet<_> =
        found.events.iter().map(|event| (&event.article.id, &event.article.path)).collect();
    found.articles = articles.len() as u64;
    found.time = start.elapsed();
    Ok(found)
}

fn open(path: &Path) -> anyhow::Result<BufReader<File>> {
    if path.is_dir() {
        bail!("{} is a folder: name a file of events in it", path.display());
    }
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(BufReader::with_capacity(1 << 16, file))
}

fn lines(reader: &mut impl BufRead, name: &str, found: &mut GatheredEvents) -> anyhow::Result<()> {
    let mut line = Vec::new();
    for number in 1u64.. {
        line.clear();
        let taken = reader.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        let taken = taken.with_context(|| format!("cannot read {name}"))?;
        if taken == 0 {
            break;
        }
        found.bytes += taken as u64;
        if taken as u64 == LONGEST {
            skip_line(reader).with_context(|| format!("cannot read {name}"))?;
            found.left_out.add(format!("{name}:{number}: longer than {} MB", LONGEST >> 20));
            continue;
        }
        let text = line.trim_ascii();
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        if text.is_empty() {
            continue;
        }
        match serde_json::from_slice::<Event>(text) {
            Ok(event) => found.events.push(event),
            Err(error) => found.left_out.add(format!("{name}:{number}: {}", json_error(&error))),
        }
    }
    Ok(())
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    let mut rest = Vec::new();
    loop {
        rest.clear();
        let taken = reader.by_ref().take(1 << 16).read_until(b'\n', &mut rest)?;
        if taken == 0 || rest.ends_with(b"\n") {
            return Ok(());
        }
    }
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
