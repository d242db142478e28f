//! A side that is a file of events: its events by article, and what is wrong with the file.

use crate::cmd::event_file;
use crate::cmd::report::OmittedItems;
use dateline::event::{Event, OffsetUnit};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// The events of a file.
#[derive(Default)]
pub struct Recorded {
    /// By the article's id, in the order of the file.
    articles: HashMap<String, Vec<Event>>,
    /// The ids of the articles, in the order in which they first occur.
    pub order: Vec<String>,
    /// How many events there are.
    pub events: u64,
    /// Lines that are no events.
    pub left_out: OmittedItems,
    /// Lines that repeat the id of an earlier event of the article.
    pub repeated: OmittedItems,
    /// What the offsets of the events count.
    pub units: BTreeSet<OffsetUnit>,
    /// The packs named in the events, with version and hash, sorted.
    pub packs: BTreeSet<(String, String, String)>,
}

impl Recorded {
    /// Reads a file, "-" for standard input.
    ///
    /// # Errors
    /// If it cannot be read to its end, as when a compressed file is cut off.
    pub fn read(path: &Path) -> anyhow::Result<Recorded> {
        let mut recorded = Recorded { left_out: OmittedItems::of("line"), ..Recorded::default() };
        let mut seen: HashSet<(String, String)> = HashSet::new();
        event_file::read(path, |line| {
            match line.event {
                Ok(event) => {
                    if !seen.insert((event.article.id.clone(), event.id.clone())) {
                        let at = (dateline::sink::safe(&event.article.id), &event.id);
                        recorded.repeated.add(format!(
                            "{}: event {} of {}",
                            path.display(),
                            at.1,
                            at.0
                        ));
                    }
                    recorded.add(event);
                }
                Err(why) => recorded.left_out.add(why),
            }
            Ok(())
        })?;
        Ok(recorded)
    }

    fn add(&mut self, event: Event) {
        let pack = (event.pack.clone(), event.pack_version.clone(), event.pack_hash.clone());
        self.packs.insert(pack);
        self.units.insert(event.offsets);
        self.events += 1;
        if !self.articles.contains_key(&event.article.id) {
            self.order.push(event.article.id.clone());
        }
        self.articles.entry(event.article.id.clone()).or_default().push(event);
    }

    /// The events of an article.
    pub fn article(&self, id: &str) -> &[Event] {
        self.articles.get(id).map_or(&[], Vec::as_slice)
    }

    /// The kinds of the events.
    pub fn kinds(&self) -> BTreeSet<String> {
        self.articles.values().flatten().map(|event| event.kind.clone()).collect()
    }
}
