//! The events of a whole corpus, for commands that need all of them at once: `incidents` and `report`. They are coded
//! here, or read from files of an earlier run (`read`).

mod found;
mod read;

pub use found::GatheredEvents;
pub use read::events;

use super::aside::ChunkWorker;
use super::messages::Progress;
use super::pipeline::{self, ChunkStep};
use super::setup::OpenedCorpus;
use super::stop::exit_stopped;
use dateline::coder::{Coder, Worker};
use dateline::corpus::{self, Chunk, CorpusError, ReadOptions};
use dateline::event::{Event, OffsetUnit};
use dateline::text::{Article, Document, Vocabulary};
use std::collections::HashMap;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

/// How articles are gone through.
pub struct Gathering<'a> {
    /// What codes them.
    pub coder: &'a Coder,
    /// How they are read.
    pub options: &'a ReadOptions,
    /// Worker threads; the result is the same for any number.
    pub jobs: usize,
    /// What the offsets of events count.
    pub unit: OffsetUnit,
    /// Whether the paragraphs around passages are kept.
    pub paragraphs: bool,
    /// Set by Ctrl-C.
    pub stop: &'a AtomicBool,
}

/// A worker that codes nothing.
struct NoCoder;

impl ChunkWorker for NoCoder {
    fn each(&mut self) -> Vec<&mut Worker> {
        Vec::new()
    }
}

impl Gathering<'_> {
    /// Codes the corpus. What cannot be read is in the result.
    pub fn code(&self, corpus: OpenedCorpus, progress: &mut Progress) -> GatheredEvents {
        let work = |worker: &mut Worker, chunk| self.code_chunk(worker, chunk);
        self.walk(corpus, progress, || self.coder.worker(), work)
    }

    /// Reads the corpus and codes nothing: the result has the paragraphs around the passages of `events`.
    pub fn paragraphs(
        &self,
        corpus: OpenedCorpus,
        events: &[Event],
        progress: &mut Progress,
    ) -> GatheredEvents {
        let mut by_article: HashMap<&str, Vec<&Event>> = HashMap::new();
        for event in events {
            by_article.entry(&event.article.id).or_default().push(event);
        }
        let work = |_: &mut NoCoder, chunk| self.read_chunk(&by_article, chunk);
        self.walk(corpus, progress, || NoCoder, work)
    }

    /// Does `work` on each chunk and adds up the results. Ends early if `stop` is set; if a worker then does not end,
    /// the process exits.
    fn walk<W: ChunkWorker>(
        &self,
        corpus: OpenedCorpus,
        progress: &mut Progress,
        start: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, Result<Chunk, CorpusError>) -> GatheredEvents + Sync,
    ) -> GatheredEvents {
        let mut found = GatheredEvents { missing: corpus.missing, ..GatheredEvents::default() };
        let (chunks, jobs) = (corpus.chunks, self.jobs);
        let done: Result<(), Infallible> =
            pipeline::for_each_chunk_with(start, chunks, jobs, self.stop, work, |step| {
                match step {
                    ChunkStep::Next(part) => {
                        progress.advance(part.bytes);
                        found.absorb(part);
                    }
                    ChunkStep::Stuck => exit_stopped(),
                }
                Ok(())
            });
        let Ok(()) = done;
        progress.finish();
        found.time = progress.elapsed();
        found
    }

    fn code_chunk(&self, worker: &mut Worker, chunk: Result<Chunk, CorpusError>) -> GatheredEvents {
        self.each_article(chunk, |article, found| {
            found.one_case.add(&article);
            found.hashes.push(corpus::article_hash(&article));
            match catch_unwind(AssertUnwindSafe(|| worker.code(article))) {
                Ok(coded) => {
                    found.articles += 1;
                    if self.paragraphs {
                        found.paragraphs.add(&coded.document, &coded.events);
                    }
                    found.add(coded, self.unit);
                    true
                }
                Err(_) => {
                    *worker = self.coder.worker();
                    false
                }
            }
        })
    }

    fn read_chunk(
        &self,
        events: &HashMap<&str, Vec<&Event>>,
        chunk: Result<Chunk, CorpusError>,
    ) -> GatheredEvents {
        self.each_article(chunk, |article, found| {
            found.articles += 1;
            let Some(events) = events.get(article.id.as_str()) else { return true };
            let around = || {
                let document = Document::new(article, &mut Vocabulary::new());
                found.paragraphs.add(&document, events.iter().copied());
            };
            catch_unwind(AssertUnwindSafe(around)).is_ok()
        })
    }

    /// Does `work` on each article of a chunk, on a worker thread. It returns whether it could; a panic in it is a bug
    /// of this program, for which only the article that caused it is left out.
    fn each_article(
        &self,
        chunk: Result<Chunk, CorpusError>,
        mut work: impl FnMut(Article, &mut GatheredEvents) -> bool,
    ) -> GatheredEvents {
        let mut found = GatheredEvents::default();
        let Some(chunk) = found.left_out.unless(chunk) else { return found };
        found.bytes = chunk.bytes();
        for article in chunk.articles(self.options) {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let Some(article) = found.left_out.unless(article) else { continue };
            found.odd.add(&article);
            let name = format!("{} ({})", article.origin.path, article.id);
            if !work(article, &mut found) {
                let what = "internal error on this article; please report it";
                found.left_out.add(format!("{name}: {what}"));
            }
        }
        found
    }
}
