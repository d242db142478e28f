//! Codes the articles that have gold or a key, on all cores, and gathers what each comes to. All ways of scoring
//! stand on it.

use crate::cmd::Outcome;
use crate::cmd::pipeline::{self, Step};
use crate::cmd::report::{FaultTally, LeftOut};
use dateline::coder::{CodedArticle, Coder, Worker};
use dateline::corpus::{Chunk, Chunks, CorpusError, ReadOptions};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;

/// What a walk came to.
pub struct Walked<T> {
    /// What each article came to, in the corpus' order.
    pub done: Vec<T>,
    /// How many articles there were that nobody asked for.
    pub unwanted: u64,
    faults: FaultTally,
    left_out: LeftOut,
}

impl<T> Walked<T> {
    /// Tells faults, those of loading first, and what was left out; whether there were faults.
    pub fn tell(&mut self, mut loading: FaultTally) -> bool {
        loading.merge(std::mem::take(&mut self.faults));
        loading.show();
        self.left_out.show();
        !loading.is_empty()
    }
}

/// One chunk's share: each article's id with what it came to.
struct Batch<T> {
    done: Vec<(String, T)>,
    unwanted: u64,
    faults: FaultTally,
    left_out: LeftOut,
}

/// Codes each article for which `wanted` has something, and hands both to `judge`. Of articles with one id the first
/// counts, so that no key counts twice.
pub fn walk<W, T: Send>(
    coder: &Coder,
    chunks: Chunks,
    options: &ReadOptions,
    wanted: impl Fn(&str) -> Option<W> + Sync,
    judge: impl Fn(CodedArticle, W) -> T + Sync,
) -> Walked<T> {
    let mut seen = BTreeSet::new();
    let mut walked = Walked {
        done: Vec::new(),
        unwanted: 0,
        faults: FaultTally::default(),
        left_out: LeftOut::default(),
    };
    let done: Result<(), Infallible> = pipeline::for_each_chunk(
        coder,
        chunks,
        std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        &AtomicBool::new(false),
        |worker, chunk| walk_chunk(worker, chunk, options, &wanted, &judge),
        |step| {
            if let Step::Next(batch) = step {
                absorb(&mut walked, &mut seen, batch);
            }
            Ok(())
        },
    );
    let Ok(()) = done;
    walked
}

fn absorb<T>(walked: &mut Walked<T>, seen: &mut BTreeSet<String>, batch: Batch<T>) {
    for (id, done) in batch.done {
        if seen.insert(id.clone()) {
            walked.done.push(done);
        } else {
            walked
                .left_out
                .add(format!("{id}: this id was there before; the first article is scored"));
        }
    }
    walked.unwanted += batch.unwanted;
    walked.faults.merge(batch.faults);
    walked.left_out.merge(batch.left_out);
}

fn walk_chunk<W, T>(
    worker: &mut Worker,
    chunk: Result<Chunk, CorpusError>,
    options: &ReadOptions,
    wanted: &impl Fn(&str) -> Option<W>,
    judge: &impl Fn(CodedArticle, W) -> T,
) -> Batch<T> {
    let mut batch = Batch {
        done: Vec::new(),
        unwanted: 0,
        faults: FaultTally::default(),
        left_out: LeftOut::default(),
    };
    let chunk = match chunk {
        Ok(chunk) => chunk,
        Err(error) => {
            batch.left_out.add(error.to_string());
            return batch;
        }
    };
    for article in chunk.articles(options) {
        match article {
            Err(error) => batch.left_out.add(error.to_string()),
            Ok(article) => match wanted(article.id.as_str()) {
                None => batch.unwanted += 1,
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

/// The complaint where no article of the corpus is known to `what`.
pub fn nothing_joined<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let some: Vec<&str> = ids.take(3).collect();
    format!(
        "no article of the corpus has {what}: article ids there ({}) are joined with file stems or the id field",
        some.join(", ")
    )
}

/// How the command ends.
pub fn outcome(missing: bool, faulty: bool) -> Outcome {
    match () {
        () if missing => Outcome::Unread,
        () if faulty => Outcome::Faults,
        () => Outcome::Fine,
    }
}
