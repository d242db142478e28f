//! Codes the corpus with both sides at once, article by article on all cores, and compares the events.

use super::side::{Side, Source};
use crate::cmd::aside::ChunkWorker;
use crate::cmd::pipeline::{self, ChunkStep};
use crate::cmd::report::{FaultTally, OddArticles, OmittedItems, Progress};
use crate::cmd::stop::exit_stopped;
use dateline::check::gold::{GoldMention, Verdict};
use dateline::check::score::{self, ComparedArticle};
use dateline::coder::Worker;
use dateline::compare::{ArticleComparison, Difference, Renamed, Summary, Way, compare};
use dateline::corpus::{Chunk, Chunks, CorpusError, ReadOptions};
use dateline::event::{Event, OffsetUnit, count_in};
use dateline::sink::safe;
use dateline::text::{Article, Document, Vocabulary};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What is compared, shared by all workers.
pub struct DiffJob<'a> {
    /// The old and the new side.
    pub sides: &'a [Side; 2],
    /// Rules of the old side that have another id on the new one.
    pub renamed: Renamed,
    /// The kinds to compare; `None`: all.
    pub kinds: Option<HashSet<String>>,
    /// How articles are read.
    pub options: &'a ReadOptions,
    /// The gold by article, if scores are asked for.
    pub gold: BTreeMap<String, Vec<GoldMention>>,
    /// How many differences of each way to keep; `None`: all.
    pub limit: Option<usize>,
    /// Whether to prepare verdicts on the differences.
    pub verdicts: bool,
    /// Set by Ctrl-C.
    pub stop: &'a AtomicBool,
}

/// A difference that is shown.
pub struct Shown {
    /// The difference.
    pub difference: Difference,
    /// The gold that accepts the event before and after, if verdicts were asked for.
    pub gold: [Option<GoldMention>; 2],
}

/// The comparison of all articles.
#[derive(Default)]
pub struct Compared {
    /// The counts.
    pub summary: Summary,
    /// The first differences of each way, in the order of the corpus.
    pub shown: Vec<Shown>,
    /// How many are shown of each way.
    kept: HashMap<Way, usize>,
    /// Articles compared with gold, before and after, in the same order.
    pub scored: [Vec<ComparedArticle>; 2],
    /// The time that each side took on all articles.
    pub time: [Duration; 2],
    /// The faults of each side's rules.
    pub faults: [FaultTally; 2],
    /// Articles that could not be read or coded.
    pub left_out: OmittedItems,
    /// What is odd in articles that were read.
    pub odd: OddArticles,
    /// Articles whose id an earlier one has.
    pub duplicate_ids: OmittedItems,
    /// Events of a file that quote a passage which is not at its place in the corpus.
    pub misplaced: u64,
    /// The ids of the articles that were read.
    pub seen: HashSet<String>,
}

/// One article's result.
struct ComparedOne {
    id: String,
    path: String,
    comparison: ArticleComparison,
    gold: Vec<[Option<GoldMention>; 2]>,
    scored: Option<[ComparedArticle; 2]>,
}

/// One chunk's result.
#[derive(Default)]
struct Batch {
    articles: Vec<ComparedOne>,
    bytes: u64,
    time: [Duration; 2],
    faults: [FaultTally; 2],
    left_out: OmittedItems,
    odd: OddArticles,
}

/// A worker of each side; `None` for events of a file.
struct Workers([Option<Worker>; 2]);

impl ChunkWorker for Workers {
    fn each(&mut self) -> Vec<&mut Worker> {
        self.0.iter_mut().flatten().collect()
    }
}

impl DiffJob<'_> {
    /// Compares all articles of `chunks` on `jobs` threads. Ends early if `stop` is set; if a worker then does not end,
    /// `output` is discarded and the process exits.
    pub fn walk(&self, chunks: Chunks, jobs: usize, progress: &mut Progress) -> Compared {
        let mut all = Compared::default();
        let start = || self.workers();
        let code = |workers: &mut Workers, chunk| self.chunk(workers, chunk);
        let done: Result<(), Infallible> =
            pipeline::for_each_chunk_with(start, chunks, jobs, self.stop, code, |step| {
                match step {
                    ChunkStep::Next(batch) => {
                        progress.advance(batch.bytes);
                        self.absorb(&mut all, batch);
                    }
                    ChunkStep::Stuck => exit_stopped(),
                }
                Ok(())
            });
        let Ok(()) = done;
        all
    }

    /// Compares the events of two files without their articles: the articles of the old file, then those that only the
    /// new one has.
    pub fn walk_records(&self) -> Compared {
        let mut all = Compared::default();
        let files = self.sides.each_ref().map(Side::recorded);
        let ids = files.into_iter().flatten().flat_map(|file| &file.order);
        for id in ids {
            if all.seen.contains(id) {
                continue;
            }
            let events = files.map(|file| file.map_or(&[][..], |file| file.article(id)));
            let one = self.compared(id, "", events, None);
            all.seen.insert(id.clone());
            self.count(&mut all, one);
        }
        all
    }

    fn workers(&self) -> Workers {
        Workers(self.sides.each_ref().map(|side| Some(side.coder()?.coder.worker())))
    }

    fn chunk(&self, workers: &mut Workers, chunk: Result<Chunk, CorpusError>) -> Batch {
        let mut batch = Batch::default();
        let Some(chunk) = batch.left_out.unless(chunk) else { return batch };
        batch.bytes = chunk.bytes();
        for article in chunk.articles(self.options) {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            match article {
                Ok(article) => {
                    batch.odd.add(&article);
                    let (id, path) = (article.id.clone(), article.origin.path.clone());
                    let work = AssertUnwindSafe(|| self.article(workers, article, &mut batch));
                    if catch_unwind(work).is_err() {
                        *workers = self.workers();
                        let what = "internal error on this article; please report it";
                        batch.left_out.add(format!("{path} ({}): {what}", safe(&id)));
                    }
                }
                Err(error) => batch.left_out.add(error.to_string()),
            }
        }
        batch
    }

    fn article(&self, workers: &mut Workers, article: Article, batch: &mut Batch) {
        let (id, path) = (article.id.clone(), article.origin.path.clone());
        let mut found: [Option<Vec<Event>>; 2] = [None, None];
        let mut document: Option<Rc<Document>> = None;
        // Each side is first in turn, since the second finds the article in the processor's cache.
        let turn = if batch.articles.len().is_multiple_of(2) { [0, 1] } else { [1, 0] };
        for side in turn {
            let Some(worker) = &mut workers.0[side] else { continue };
            let article = article.clone();
            let start = Instant::now();
            let coded = worker.code(article);
            batch.time[side] += start.elapsed();
            coded.faults.into_iter().for_each(|fault| batch.faults[side].add(fault));
            found[side] = Some(coded.events);
            document.get_or_insert(coded.document);
        }
        let document =
            document.unwrap_or_else(|| Rc::new(Document::new(article, &mut Vocabulary::new())));
        let recorded = |side: usize| match &self.sides[side].source {
            Source::Recorded(file) => in_bytes(file.article(&id), document.text()),
            Source::Coded(_) => Cow::from(&[]),
        };
        let events: [Cow<[Event]>; 2] =
            [0, 1].map(|side| found[side].take().map_or_else(|| recorded(side), Cow::from));
        let events = events.each_ref().map(|events| &**events);
        batch.articles.push(self.compared(&id, &path, events, Some(&document)));
    }

    fn compared(
        &self,
        id: &str,
        path: &str,
        [before, after]: [&[Event]; 2],
        document: Option<&Document>,
    ) -> ComparedOne {
        let kinds = self.kinds.as_ref();
        let comparison = compare(before, after, &self.renamed, kinds, document);
        let accepted = |event: Option<&Event>| {
            let event = event.filter(|_| self.verdicts)?;
            Some(match document {
                Some(document) if event.offsets == OffsetUnit::Bytes => {
                    GoldMention::of_event(event, &document.article, Verdict::Accept, "", "")
                }
                _ => GoldMention::of_record(event, Verdict::Accept, "", ""),
            })
        };
        let each = comparison.differences.iter();
        let gold = each.map(|one| [accepted(one.before.as_ref()), accepted(one.after.as_ref())]);
        let gold = gold.collect();
        let scored = self.gold.get(id).zip(document).map(|(gold, document)| {
            let score = |events: &[Event], gold: Vec<GoldMention>| {
                score::compare(document, events.to_vec(), &gold.iter().collect::<Vec<_>>())
            };
            let ids = comparison.new_ids.iter();
            let old_ids = ids.clone().map(|(old, new)| (new.as_str(), old.as_str())).collect();
            let new_ids = ids.map(|(old, new)| (old.as_str(), new.as_str())).collect();
            [score(before, renumbered(gold, &old_ids)), score(after, renumbered(gold, &new_ids))]
        });
        ComparedOne { id: id.to_owned(), path: path.to_owned(), comparison, gold, scored }
    }

    fn absorb(&self, all: &mut Compared, batch: Batch) {
        for (side, (time, faults)) in batch.time.into_iter().zip(batch.faults).enumerate() {
            all.time[side] += time;
            all.faults[side].merge(faults);
        }
        all.left_out.merge(batch.left_out);
        all.odd.merge(batch.odd);
        let is_file = |side: &Side| side.recorded().is_some();
        for mut one in batch.articles {
            if !all.seen.insert(one.id.clone()) {
                all.duplicate_ids.add(format!("{}: {}", one.path, safe(&one.id)));
                one.scored = None;
                // The events of a file were compared with the first article of this id.
                if self.sides.iter().any(is_file) {
                    continue;
                }
            }
            self.count(all, one);
        }
    }

    fn count(&self, all: &mut Compared, one: ComparedOne) {
        all.summary.add(&one.comparison);
        all.misplaced += one.comparison.misplaced;
        if let Some([before, after]) = one.scored {
            all.scored[0].push(before);
            all.scored[1].push(after);
        }
        for (difference, gold) in one.comparison.differences.into_iter().zip(one.gold) {
            let kept = all.kept.entry(difference.way()).or_default();
            if self.limit.is_none_or(|limit| *kept < limit) {
                *kept += 1;
                all.shown.push(Shown { difference, gold });
            }
        }
    }
}

/// The events of a file with offsets in bytes of the article's text, as those of packs have them. Where they are not of
/// this text they stay as they are, and are counted as misplaced.
fn in_bytes<'a>(events: &'a [Event], text: &str) -> Cow<'a, [Event]> {
    if events.iter().all(|event| event.offsets == OffsetUnit::Bytes) {
        return events.into();
    }
    let mut counted = events.to_vec();
    match count_in(&mut counted, text, OffsetUnit::Bytes) {
        Ok(()) => counted.into(),
        Err(_) => events.into(),
    }
}

/// Gold that names each event by the id that `ids` gives for it, so that it is about one side's events.
fn renumbered(gold: &[GoldMention], ids: &HashMap<&str, &str>) -> Vec<GoldMention> {
    let mut gold = gold.to_vec();
    for mention in &mut gold {
        if let Some(event) = &mut mention.event
            && let Some(id) = ids.get(event.as_str())
        {
            *event = (*id).to_owned();
        }
    }
    gold
}
