//! The events of a corpus, and the counts of what was read.

use crate::cmd::letters::OneCaseTally;
use crate::cmd::messages::{FaultTally, OddArticles, OmittedItems, counted, summary};
use dateline::corpus::CorpusDigest;
use dateline::event::Event;
use dateline::incident;
use dateline::report::Paragraphs;

/// The events, with counts and problems.
#[derive(Default)]
pub struct GatheredEvents {
    /// The events.
    pub events: Vec<Event>,
    /// The paragraphs around their passages, if asked for.
    pub paragraphs: Paragraphs,
    /// How many articles were coded.
    pub articles: u64,
    /// Of each article of this part its hash.
    pub hashes: Vec<blake3::Hash>,
    /// Over the articles of all parts.
    pub corpus: CorpusDigest,
    /// How many bytes were read.
    pub bytes: u64,
    /// Faults of rules.
    pub faults: FaultTally,
    /// Articles or lines that could not be read.
    pub left_out: OmittedItems,
    /// What is odd in articles that were read.
    pub odd: OddArticles,
    /// Articles in capitals or small letters only.
    pub one_case: OneCaseTally,
    /// Whether some path does not exist; it was reported.
    pub missing: bool,
    /// How long it took.
    pub time: std::time::Duration,
}

impl GatheredEvents {
    /// Adds the result of a later part of the corpus.
    pub fn absorb(&mut self, other: GatheredEvents) {
        self.events.extend(other.events);
        self.paragraphs.absorb(other.paragraphs);
        self.articles += other.articles;
        other.hashes.iter().for_each(|hash| self.corpus.add(hash));
        self.bytes += other.bytes;
        self.faults.merge(other.faults);
        self.left_out.merge(other.left_out);
        self.odd.merge(other.odd);
        self.one_case.merge(other.one_case);
    }

    /// The line of figures at the end.
    pub fn summary(&self, joined: &incident::JoinedIncidents, faults: u64) -> String {
        let mut parts = vec![
            counted(self.articles, "article"),
            counted(self.events.len() as u64, "event"),
            counted(joined.incidents.len() as u64, "incident"),
            counted(faults, "fault"),
        ];
        if joined.duplicates > 0 {
            parts.push(format!("{} read twice", counted(joined.duplicates, "event")));
        }
        if self.left_out.len() > 0 {
            parts.push(format!("{} left out", self.left_out.len()));
        }
        summary(&parts, self.bytes, self.time)
    }
}
