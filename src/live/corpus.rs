//! The corpus in memory as a whole: where each article lies, and what the rules in force find in it.

use super::delta::Delta;
use super::rules::Rules;
use super::shard::{Shard, UpdateOutcome};
use super::shards::{Pending, Shards, Stopped};
use crate::coder::Coder;
use crate::corpus::{Chunks, CorpusError, ReadOptions};
use crate::event::Event;
use crate::pack::Pack;
use crate::script::{Fault, Limits};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where an article lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArticleLocation {
    /// The shard.
    pub shard: usize,
    /// Its place in that shard's store.
    pub number: u32,
}

/// A corpus in memory under the rules in force.
pub struct Live {
    pub(super) shards: Shards,
    /// The articles in the corpus' order.
    pub(super) articles: Vec<ArticleLocation>,
    /// By shard, by place in the store: the article's index in `articles`.
    index_of: Vec<Vec<u32>>,
    pub(super) interrupt: Arc<AtomicBool>,
    pub(super) limits: Limits,
    pub(super) rules: Rules,
}

/// What became of new rules.
pub struct Outcome {
    /// What came, went and changed, in the corpus' order.
    pub deltas: Vec<Located>,
    /// Mistakes in the packs, all of them.
    pub faults: Vec<Fault>,
    /// Mistakes of rules that showed on articles while they were run now.
    pub shown: Vec<Fault>,
    /// The rules that were run, by id.
    pub run: Vec<String>,
    /// How many drafts the rules run now came to.
    pub moments: usize,
}

/// A delta with its article.
#[derive(Clone, Debug)]
pub struct Located {
    /// The article, an index into the corpus.
    pub article: usize,
    /// What became of the event.
    pub delta: Delta,
}

/// How many articles of a chunk were read, and what could not be.
type Read = (usize, Vec<CorpusError>);

impl Live {
    /// An empty corpus on `count` threads, with no rules. Work ends soon after `interrupt` is set.
    pub fn new(count: usize, limits: Limits, interrupt: Arc<AtomicBool>) -> io::Result<Live> {
        let rules = Rules::none(&limits, &interrupt);
        let shards = Shards::start(count, &rules.base.coder, &limits, &interrupt)?;
        let index_of = vec![Vec::new(); shards.count()];
        Ok(Live { shards, articles: Vec::new(), index_of, interrupt, limits, rules })
    }

    /// Reads `chunks` and adds their articles to the corpus; what could not be read comes back. `told` hears of the
    /// bytes read. Articles read before a stop are not kept. The rules must be taken again ([`Live::recode`]).
    pub fn load(
        &mut self,
        chunks: Chunks,
        options: &ReadOptions,
        mut told: impl FnMut(u64),
    ) -> Result<Vec<CorpusError>, Stopped> {
        self.rules.tried = None;
        let options = Arc::new(options.clone());
        let mut errors = Vec::new();
        let mut waiting: VecDeque<(u64, Pending<Read>)> = VecDeque::new();
        let begun = self.articles.len();
        let mut next = 0;
        let mut gather = |live: &mut Live, waiting: &mut VecDeque<_>, shard: usize| {
            let Some((bytes, pending)) = waiting.pop_front() else { return };
            let (count, found): Read = live.shards.wait(pending);
            for _ in 0..count {
                let number = live.index_of[shard].len() as u32;
                live.index_of[shard].push(live.articles.len() as u32);
                live.articles.push(ArticleLocation { shard, number });
            }
            errors.extend(found);
            told(bytes);
        };
        let mut oldest = 0;
        for chunk in chunks {
            if self.interrupt.load(Ordering::Relaxed) {
                break;
            }
            let options = options.clone();
            let bytes = chunk.as_ref().map_or(0, |chunk| chunk.bytes());
            let pending = self.shards.send(next % self.shards.count(), move |shard| {
                let mut count = 0;
                let mut errors = Vec::new();
                match chunk {
                    Err(error) => errors.push(error),
                    Ok(chunk) => {
                        for article in chunk.articles(&options) {
                            match article {
                                Ok(article) => {
                                    shard.add(article);
                                    count += 1;
                                }
                                Err(error) => errors.push(error),
                            }
                        }
                    }
                }
                (count, errors)
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

    /// Removes the articles from `begun` on from their stores.
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

    /// On how many threads the articles lie.
    pub fn threads(&self) -> usize {
        self.shards.count()
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// True where there is no article.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    pub(super) fn outcome(
        &self,
        done: Vec<UpdateOutcome>,
        faults: Vec<Fault>,
        run: Vec<String>,
    ) -> Outcome {
        let moments = done.iter().map(|done| done.moments).sum();
        let mut deltas = Vec::new();
        let mut shown: Vec<Fault> = Vec::new();
        for (shard, done) in done.into_iter().enumerate() {
            let locate = |delta: Delta| Located {
                article: self.index_of[shard][delta.document as usize] as usize,
                delta,
            };
            deltas.extend(done.deltas.into_iter().map(locate));
            shown.extend(done.faults);
        }
        // Stable: within an article the shard's own order stays.
        deltas.sort_by_key(|located| located.article);
        Outcome { deltas, faults, shown, run, moments }
    }

    /// All rules; the matcher in it knows only those that were run last.
    pub fn coder(&self) -> &Coder {
        &self.rules.base.coder
    }

    /// The packs in force.
    pub fn packs(&self) -> &[Arc<Pack>] {
        &self.rules.base.packs
    }

    /// Has the shard of article `article` look at it.
    pub fn at<T: Send + 'static>(
        &mut self,
        article: usize,
        look: impl FnOnce(&mut Shard, u32) -> T + Send + 'static,
    ) -> T {
        let spot = self.articles[article];
        let pending = self.shards.send(spot.shard, move |shard| look(shard, spot.number));
        self.shards.wait(pending)
    }

    /// Has every shard look at each of its articles; the findings in the corpus' order. Ends early where stopped.
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

    /// Has every shard find something in some of its documents; the findings by article, in the corpus' order.
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

    /// All events, complete, in the corpus' order.
    pub fn events(&mut self) -> Result<Vec<Vec<Event>>, Stopped> {
        self.each(|shard, number| shard.events(number))
    }
}
