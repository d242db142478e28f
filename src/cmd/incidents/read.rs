//! Reads events from the JSON Lines that `run` wrote. A line that is not an event is reported, and the rest is read.

use super::found::GatheredEvents;
use crate::cmd::event_file;
use crate::cmd::report::OmittedItems;
use anyhow::bail;
use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Instant;

/// All events of `paths`; an error if a file cannot be opened or no line is an event.
pub fn events(paths: &[PathBuf]) -> anyhow::Result<GatheredEvents> {
    let start = Instant::now();
    let mut found =
        GatheredEvents { left_out: OmittedItems::of("line"), ..GatheredEvents::default() };
    for path in paths {
        event_file::read(path, |line| {
            found.bytes += line.bytes;
            match line.event {
                Ok(event) => found.events.push(event),
                Err(why) => found.left_out.add(why),
            }
            Ok(())
        })?;
    }
    if found.events.is_empty() && found.left_out.len() > 0 {
        found.left_out.show();
        bail!("no line is an event: give the JSONL that `dateline run -f jsonl` writes");
    }
    let articles: HashSet<_> =
        found.events.iter().map(|event| (&event.article.id, &event.article.path)).collect();
    found.articles = articles.len() as u64;
    let repeating = found.events.iter().filter(|event| event.article.repeats.is_some());
    let repeating: HashSet<_> =
        repeating.map(|event| (&event.article.id, &event.article.path)).collect();
    found.repeats = repeating.len() as u64;
    found.time = start.elapsed();
    Ok(found)
}
