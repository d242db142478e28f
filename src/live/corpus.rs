//! The corpus in memory as a whole: where each article is stored, and what the current rules find in it.

use super::delta::Delta;
use super::rules::LiveRules;
use super::shard::{Shard, ShardOutcome};
use super::shards::{PendingReply, Shards, Stopped};
use crate::coder::Coder;
use crate::corpus::{Chunks, CorpusError, ReadOptions};
use crate::event::Event;
use crate::pack::Pack;
use crate::script::{Fault, Limits};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where an article is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArticleLocation {
    /// The index of the shard.
    pub shard: usize,
    /// Its index in that shard's store.
    pub number: u32,
}

/// A corpus in memory with the current rules.
pub struct LiveCorpus {
    pub(super) shards: Shards,
    /// The articles in corpus order.
    pub(super) articles: Vec<ArticleLocation>,
    /// By shard, by index in its store: the article's index in `articles`.
    index_of: Vec<Vec<u32>>,
    /// What is odd in the articles that were read last.
    remarks: Vec<String>,
    pub(super) interrupt: Arc<AtomicBool>,
    pub(super) limits: Limits,
    pub(super) rules: LiveRules,
    /// Whether the articles that repeat another are known for these articles and rules.
    pub(super) knows_repeats: bool,
}

/// The result of loading new rules.
pub struct UpdateOutcome {
    /// Events added, removed and changed, in corpus order.
    pub deltas: Vec<ArticleDelta>,
    /// All mistakes in the packs.
    pub faults: Vec<Fault>,
    /// Mistakes of rules that occurred on articles during this run.
    pub shown: Vec<Fault>,
    /// The rules that were run, by id.
    pub run: Vec<String>,
    /// How many drafts the rules that were run returned.
    pub moments: usize,
}

/// A delta and its article.
#[derive(Clone, Debug)]
pub struct ArticleDelta {
    /// The article, an index into the corpus.
    pub article: usize,
    /// What happened to the event.
    pub delta: Delta,
}

/// How many articles of a chunk were read, what is odd in them, and the errors of the others.
type ChunkResult = (usize, Vec<String>, Vec<CorpusError>);

impl LiveCorpus {
    /// An empty corpus on `count` threads, with no rules. Work stops soon after `interrupt` is set.
    pub fn new(count: usize, limits: Limits, interrupt: Arc<AtomicBool>) -> io::Result<LiveCorpus> {
        let rules = LiveRules::none(&limits, &interrupt);
        let shards = Shards::start(count, &rules.base.coder, &limits, &interrupt)?;
        let index_of = vec![Vec::new(); shards.count()];
        let (articles, remarks) = (Vec::new(), Vec::new());
        let knows_repeats = false;
        Ok(LiveCorpus {
            shards,
            articles,
            index_of,
            remarks,
            interrupt,
            limits,
            rules,
            knows_repeats,
        })
    }

    /// What is odd in the articles that the last [`LiveCorpus::load`] read.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Reads `chunks` and adds their articles to the corpus; returns the errors of those that could not be read.
    /// `progress` is called with the number of bytes read. If interrupted, the articles read by this call are removed.
    /// The rules must be run again afterwards ([`LiveCorpus::recode`]).
    pub fn load(
        &mut self,
        chunks: Chunks,
        options: &ReadOptions,
        mut progress: impl FnMut(u64),
    ) -> Result<Vec<CorpusError>, Stopped> {
        self.rules.last_trial = None;
        self.knows_repeats = false;
        self.rules.base.coder = self.rules.base.coder.clone().with_options(&options.coding());
        let options = Arc::new(options.clone());
        let mut errors = Vec::new();
        self.remarks.clear();
        let mut waiting: VecDeque<(u64, PendingReply<ChunkResult>)> = VecDeque::new();
        let begun = self.articles.len();
        let mut next = 0;
        let mut gather = |live: &mut LiveCorpus, waiting: &mut VecDeque<_>, shard: usize| {
            let Some((bytes, pending)) = waiting.pop_front() else { return };
            let (count, odd, found): ChunkResult = live.shards.wait(pending);
            live.remarks.extend(odd);
            for _ in 0..count {
                let number = live.index_of[shard].len() as u32;
                live.index_of[shard].push(live.articles.len() as u32);
                live.articles.push(ArticleLocation { shard, number });
            }
            errors.extend(found);
            progress(bytes);
        };
        let mut oldest = 0;
        for chunk in chunks {
            if self.interrupt.load(Ordering::Relaxed) {
                break;
            }
            let options = options.clone();
            let bytes = chunk.as_ref().map_or(0, |chunk| chunk.bytes());
            let pending = self.shards.send(next % self.shards.count(), move |shard| {
                let (mut count, mut odd) = (0, Vec::new());
                let mut errors = Vec::new();
                match chunk {
                    Err(error) => errors.push(error),
                    Ok(chunk) => {
                        for article in chunk.articles(&options) {
                            match article {
                                Ok(article) => {
                                    odd.extend(article.remarks.iter().cloned());
                                    shard.add(article);
                                    count += 1;
                                }
                                Err(error) => errors.push(error),
                            }
                        }
                    }
                }
                (count, odd, errors)
            });
            waiting.push_back((bytes, pending));
            next += 1;
            if waiting.len() > 2 * self.shards.count() {
                gather(self, &mut waiting, oldest % self.index_of.len());
                oldest += 1;
            }
        }
        while !waiting.is_empty() {
            gather(self, &mut waiting, oldest % self.index_of.len());
            oldest += 1;
        }
        if self.interrupt.load(Ordering::Relaxed) {
            self.forget(begun);
            return Err(Stopped);
        }
        self.shards.ask(|shard| shard.index());
        Ok(errors)
    }

    /// Removes the articles from index `begun` on from their stores.
    fn forget(&mut self, begun: usize) {
        self.articles.truncate(begun);
        let lens: Vec<usize> = (0..self.index_of.len())
            .map(|shard| self.articles.iter().filter(|spot| spot.shard == shard).count())
            .collect();
        for (shard, &len) in lens.iter().enumerate() {
            self.index_of[shard].truncate(len);
            let pending = self.shards.send(shard, move |shard| shard.truncate(len));
            self.shards.wait(pending);
        }
    }

    /// The number of threads that hold the articles.
    pub fn threads(&self) -> usize {
        self.shards.count()
    }

    /// The number of articles.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether there are no articles.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    pub(super) fn outcome(
        &self,
        done: Vec<ShardOutcome>,
        faults: Vec<Fault>,
        run: Vec<String>,
    ) -> UpdateOutcome {
        let moments = done.iter().map(|done| done.moments).sum();
        let mut deltas = Vec::new();
        let mut shown: Vec<Fault> = Vec::new();
        for (shard, done) in done.into_iter().enumerate() {
            let locate = |delta: Delta| ArticleDelta {
                article: self.index_of[shard][delta.document as usize] as usize,
                delta,
            };
            deltas.extend(done.deltas.into_iter().map(locate));
            shown.extend(done.faults);
        }
        // Stable: within an article the shard's own order is kept.
        deltas.sort_by_key(|located| located.article);
        UpdateOutcome { deltas, faults, shown, run, moments }
    }

    /// All rules; its matcher contains only those that were run last.
    pub fn coder(&self) -> &Coder {
        &self.rules.base.coder
    }

    /// The current packs.
    pub fn packs(&self) -> &[Arc<Pack>] {
        &self.rules.base.packs
    }

    /// Calls `look` on the shard of article `article`.
    pub fn at<T: Send + 'static>(
        &mut self,
        article: usize,
        look: impl FnOnce(&mut Shard, u32) -> T + Send + 'static,
    ) -> T {
        let spot = self.articles[article];
        let pending = self.shards.send(spot.shard, move |shard| look(shard, spot.number));
        self.shards.wait(pending)
    }

    /// Calls `look` for every article, on its shard; results in corpus order. Stops early if interrupted.
    pub fn each<T: Send + 'static>(
        &mut self,
        look: impl Fn(&mut Shard, u32) -> T + Clone + Send + 'static,
    ) -> Result<Vec<T>, Stopped> {
        let interrupt = self.interrupt.clone();
        let found = self.shards.ask(move |shard| {
            let mut found = Vec::with_capacity(shard.documents().len());
            for number in 0..shard.documents().len() as u32 {
                if interrupt.load(Ordering::Relaxed) {
                    break;
                }
                found.push(look(shard, number));
            }
            found
        });
        if self.interrupt.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
        let mut found: Vec<_> = found.into_iter().map(Vec::into_iter).collect();
        Ok(self.articles.iter().filter_map(|spot| found[spot.shard].next()).collect())
    }

    /// Calls `look` on every shard, for results of some of its documents; returns them by article, in corpus order.
    pub(super) fn gather<T: Send + 'static>(
        &mut self,
        look: impl Fn(&mut Shard) -> Vec<(u32, T)> + Clone + Send + 'static,
    ) -> Result<Vec<(usize, T)>, Stopped> {
        let found = self.shards.ask(look);
        if self.interrupt.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
        let mut all = Vec::new();
        for (shard, found) in found.into_iter().enumerate() {
            let index_of = &self.index_of[shard];
            all.extend(found.into_iter().map(|(n, it)| (index_of[n as usize] as usize, it)));
        }
        all.sort_by_key(|(article, _)| *article);
        Ok(all)
    }

    /// All events, complete, in corpus order; those of articles that repeat an earlier one are marked.
    pub fn events(&mut self) -> Result<Vec<Vec<Event>>, Stopped> {
        self.find_repeats()?;
        self.each(|shard, number| shard.events(number))
    }
}
