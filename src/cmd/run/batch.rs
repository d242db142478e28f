//! What became of the articles of a chunk, or of all so far.

use crate::cmd::letters::OneCaseTally;
use crate::cmd::messages::{FaultTally, OddArticles, OmittedItems, counted, summary};
use anyhow::anyhow;
use dateline::corpus::{CorpusDigest, ReadCounts};
use dateline::event::Event;
use dateline::repeat::{EventWords, Signature};
use dateline::sink::{Loss, SinkError};
use std::ops::Range;

/// The result of one chunk, or of several.
#[derive(Default)]
pub struct RunBatch {
    pub out: Vec<u8>,
    pub articles: u64,
    /// The number of events or hits.
    pub found: u64,
    pub bytes: u64,
    pub faults: FaultTally,
    pub left_out: OmittedItems,
    pub odd: OddArticles,
    /// How much of each format was read.
    pub counts: ReadCounts,
    /// Articles in capitals or small letters only.
    pub one_case: OneCaseTally,
    /// Of each article: hash of its id, id, file.
    pub ids: Vec<(u64, String, String)>,
    /// Articles whose id an earlier one has.
    pub duplicate_ids: OmittedItems,
    /// Of each article its hash, if a record is to be written.
    pub hashes: Vec<blake3::Hash>,
    /// Over the articles of all batches.
    pub corpus: CorpusDigest,
    /// Over the bytes of all batches.
    pub written: blake3::Hasher,
    pub loss: Loss,
    pub unwritable: Option<SinkError>,
    /// Articles with events, to be compared with earlier ones.
    pub signed: Vec<SignedArticle>,
    /// Articles with events that repeat an earlier one.
    pub repeats: u64,
}

/// An article with events: it is known only in the order of the corpus whether it repeats an earlier one.
pub struct SignedArticle {
    pub id: String,
    pub signature: Signature,
    /// Of its events of all kinds.
    pub words: EventWords,
    /// Its events, to be written again if it does.
    pub events: Vec<Event>,
    /// Where they are in the batch's bytes.
    pub written: Range<usize>,
}

impl RunBatch {
    /// Adds the counts of a later batch, whose bytes were already written.
    pub fn absorb(&mut self, other: RunBatch) -> anyhow::Result<()> {
        self.articles += other.articles;
        other.hashes.iter().for_each(|hash| self.corpus.add(hash));
        self.found += other.found;
        self.bytes += other.bytes;
        self.faults.merge(other.faults);
        self.left_out.merge(other.left_out);
        self.loss.merge(other.loss);
        self.odd.merge(other.odd);
        self.counts.merge(other.counts);
        self.repeats += other.repeats;
        self.one_case.merge(other.one_case);
        other
            .unwritable
            .map_or(Ok(()), |error| Err(anyhow!(error).context("cannot write an event")))
    }

    /// The line of figures at the end; `noun` is what was found.
    pub fn summary(&self, noun: &str, faults: &FaultTally, time: std::time::Duration) -> String {
        let mut parts = vec![counted(self.articles, "article"), counted(self.found, noun)];
        parts.push(counted(faults.len(), "fault"));
        let undated: u64 = self.counts.rows().map(|(_, count)| count.undated).sum();
        if undated > 0 {
            parts.push(format!("{undated} without a date"));
        }
        match self.repeats {
            0 => {}
            1 => parts.push("1 article repeats an earlier one".to_owned()),
            many => parts.push(format!("{many} articles repeat an earlier one")),
        }
        if self.left_out.len() > 0 {
            parts.push(format!("{} left out", self.left_out.len()));
        }
        summary(&parts, self.bytes, time)
    }
}
