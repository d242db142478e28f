//! Codes the articles that have gold or a key, on all cores, and collects the result of each. Used by all ways of
//! scoring.

use crate::cmd::CommandOutcome;
use crate::cmd::messages::{FaultTally, OddArticles, OmittedItems};
use crate::cmd::pipeline::{self, ChunkStep};
use dateline::coder::{CodedArticle, Coder, Worker};
use dateline::corpus::{Chunk, Chunks, CorpusError, ReadOptions};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;

/// The results of all articles.
pub struct ScoredCorpus<T> {
    /// The result of each article, in corpus order.
    pub done: Vec<T>,
    /// How many articles have no gold or key.
    pub not_requested: u64,
    faults: FaultTally,
    left_out: OmittedItems,
    odd: OddArticles,
}

impl<T> ScoredCorpus<T> {
    /// Prints faults, those of loading first, what was left out and what is odd; returns whether there were faults.
    pub fn show_faults(&mut self, mut loading: FaultTally) -> bool {
        loading.merge(std::mem::take(&mut self.faults));
        loading.show();
        self.left_out.show();
        self.odd.show();
        !loading.is_empty()
    }
}

/// The results of one chunk: each article's id and result.
struct ScoredBatch<T> {
    done: Vec<(String, T)>,
    not_requested: u64,
    faults: FaultTally,
    left_out: OmittedItems,
    odd: OddArticles,
}

/// Codes each article for which `wanted` returns a value, and passes both to `judge`. Of articles with the same id
/// only the first is used, so that no key counts twice.
pub fn walk<W, T: Send>(
    coder: &Coder,
    chunks: Chunks,
    options: &ReadOptions,
    wanted: impl Fn(&str) -> Option<W> + Sync,
    judge: impl Fn(CodedArticle, W) -> T + Sync,
) -> ScoredCorpus<T> {
    let mut seen = BTreeSet::new();
    let mut walked = ScoredCorpus {
        done: Vec::new(),
        not_requested: 0,
        faults: FaultTally::default(),
        left_out: OmittedItems::default(),
        odd: OddArticles::default(),
    };
    let done: Result<(), Infallible> = pipeline::for_each_chunk(
        coder,
        chunks,
        std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        &AtomicBool::new(false),
        |worker, chunk| walk_chunk(worker, chunk, options, &wanted, &judge),
        |step| {
            if let ChunkStep::Next(batch) = step {
                absorb(&mut walked, &mut seen, batch);
            }
            Ok(())
        },
    );
    let Ok(()) = done;
    walked
}

fn absorb<T>(walked: &mut ScoredCorpus<T>, seen: &mut BTreeSet<String>, batch: ScoredBatch<T>) {
    for (id, done) in batch.done {
        if seen.insert(id.clone()) {
            walked.done.push(done);
        } else {
            walked
                .left_out
                .add(format!("{id}: this id was there before; the first article is scored"));
        }
    }
    walked.not_requested += batch.not_requested;
    walked.faults.merge(batch.faults);
    walked.left_out.merge(batch.left_out);
    walked.odd.merge(batch.odd);
}

fn walk_chunk<W, T>(
    worker: &mut Worker,
    chunk: Result<Chunk, CorpusError>,
    options: &ReadOptions,
    wanted: &impl Fn(&str) -> Option<W>,
    judge: &impl Fn(CodedArticle, W) -> T,
) -> ScoredBatch<T> {
    let mut batch = ScoredBatch {
        done: Vec::new(),
        not_requested: 0,
        faults: FaultTally::default(),
        left_out: OmittedItems::default(),
        odd: OddArticles::default(),
    };
    let Some(chunk) = batch.left_out.unless(chunk) else { return batch };
    for article in chunk.articles(options) {
        article.iter().for_each(|article| batch.odd.add(article));
        match article {
            Err(error) => batch.left_out.add(error.to_string()),
            Ok(article) => match wanted(article.id.as_str()) {
                None => batch.not_requested += 1,
                Some(want) => {
                    let id = article.id.clone();
                    let mut coded = worker.code(article);
                    coded.faults.drain(..).for_each(|fault| batch.faults.add(fault));
                    batch.done.push((id, judge(coded, want)));
                }
            },
        }
    }
    batch
}

/// The error if no article of the corpus has `what` ("gold", "a key").
pub fn no_article_joined<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let some: Vec<&str> = ids.take(3).collect();
    format!(
        "no article of the corpus has {what}: article ids there ({}) are joined with file stems or the id field",
        some.join(", ")
    )
}

/// The outcome of the command.
pub fn outcome(missing: bool, faulty: bool) -> CommandOutcome {
    match () {
        () if missing => CommandOutcome::Unread,
        () if faulty => CommandOutcome::Faults,
        () => CommandOutcome::Fine,
    }
}
