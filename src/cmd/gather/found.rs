//! The events of a corpus, and the counts of what was read.

use crate::cmd::letters::OneCaseTally;
use crate::cmd::messages::{FaultTally, OddArticles, OmittedItems, counted, summary};
use dateline::coder::CodedArticle;
use dateline::corpus::CorpusDigest;
use dateline::event::{Event, OffsetUnit};
use dateline::incident;
use dateline::repeat::{EventWords, RepeatIndex, Signature};
use dateline::report::Paragraphs;
use std::ops::Range;

/// The events, with counts and problems.
#[derive(Default)]
pub struct GatheredEvents {
    /// The events.
    pub events: Vec<Event>,
    /// The paragraphs around their passages, if asked for.
    pub paragraphs: Paragraphs,
    /// How many articles were coded.
    pub articles: u64,
    /// Articles that repeat an earlier one.
    pub repeats: u64,
    /// Of each article of this part that has events: which they are, and its signature.
    pub signed: Vec<(Range<usize>, Signature)>,
    /// The articles of all parts that were absorbed.
    pub earlier: RepeatIndex,
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
    /// Adds the events of an article, with offsets that count `unit`.
    pub fn add(&mut self, mut coded: CodedArticle, unit: OffsetUnit) {
        if let Err(error) = coded.count_in(unit) {
            self.left_out.add(error.to_string());
        }
        if !coded.events.is_empty() {
            let start = self.events.len();
            let signature = Signature::of(coded.article());
            self.signed.push((start..start + coded.events.len(), signature));
        }
        self.events.extend(coded.events);
        coded.faults.into_iter().for_each(|fault| self.faults.add(fault));
    }

    /// Adds the result of a later part of the corpus; marks the events of articles that repeat an earlier one.
    pub fn absorb(&mut self, mut other: GatheredEvents) {
        for (range, signature) in other.signed {
            let events = &mut other.events[range];
            let words = EventWords::of(events);
            let id = events.first().map(|event| event.article.id.clone()).unwrap_or_default();
            let Some(first) = self.earlier.first(&id, signature, || words) else { continue };
            self.repeats += 1;
            events.iter_mut().for_each(|event| event.article.repeats = Some(first.to_owned()));
        }
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
        match self.repeats {
            0 => {}
            1 => parts.push("1 article repeats an earlier one".to_owned()),
            many => parts.push(format!("{many} articles repeat an earlier one")),
        }
        if joined.duplicates > 0 {
            parts.push(format!("{} read twice", counted(joined.duplicates, "event")));
        }
        if self.left_out.len() > 0 {
            parts.push(format!("{} left out", self.left_out.len()));
        }
        summary(&parts, self.bytes, self.time)
    }
}
