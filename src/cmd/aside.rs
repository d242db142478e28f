//! Rules that are put aside for the rest of a run, since they exceed their limits again and again. Whether a rule is put
//! aside in a chunk depends only on the chunks that lie far enough before it to be finished on any number of threads.

use dateline::coder::Worker;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many chunks a rule still works after the one in which it became too much; no worker is further ahead of delivery.
pub const DISTANCE: usize = 64;
/// After so many calls that exceed the limits of a call, a rule is put aside for the rest of the run.
const IN_RUN: u64 = 100;

/// A worker of a chunk, or several that each code it.
pub trait ChunkWorker {
    /// Each of them, always in the same order.
    fn each(&mut self) -> Vec<&mut Worker>;
}

impl ChunkWorker for Worker {
    fn each(&mut self) -> Vec<&mut Worker> {
        vec![self]
    }
}

/// How often rules exceeded their limits in a chunk: by the index of the worker, and that of the rule.
pub type Exceeded = BTreeMap<(usize, usize), u64>;

/// What the chunks delivered so far say.
#[derive(Default)]
struct Aside {
    exceeded: Exceeded,
    /// By worker and rule, the chunk from which on it is put aside.
    from: BTreeMap<(usize, usize), usize>,
}

impl Aside {
    /// Adds chunk `number`, after all before it.
    fn add(&mut self, number: usize, exceeded: &Exceeded) {
        for (&key, &times) in exceeded {
            let sum = self.exceeded.entry(key).or_default();
            *sum += times;
            if *sum >= IN_RUN {
                self.from.entry(key).or_insert(number + DISTANCE);
            }
        }
    }

    /// Prepares `workers` for chunk `number`.
    fn begin(&self, number: usize, workers: &mut impl ChunkWorker) {
        for (index, worker) in workers.each().into_iter().enumerate() {
            let aside = self.from.iter().filter(|&(&(of, _), &from)| of == index && from <= number);
            let aside: BTreeSet<usize> = aside.map(|(&(_, rule), _)| rule).collect();
            worker.begin_chunk(&aside);
        }
    }
}

/// [`Aside`] for the threads of a run.
#[derive(Default)]
pub struct SharedAside(Mutex<Aside>);

impl SharedAside {
    /// Codes chunk `number` with `workers`; returns also what they exceeded in it.
    pub fn coded<W: ChunkWorker, T>(
        &self,
        number: usize,
        workers: &mut W,
        code: impl FnOnce(&mut W) -> T,
    ) -> (Exceeded, T) {
        self.lock().begin(number, workers);
        let result = code(workers);
        let each = workers.each().into_iter().enumerate();
        let exceeded = each.flat_map(|(index, worker)| {
            worker.exceeded().into_iter().map(move |(rule, times)| ((index, rule), times))
        });
        (exceeded.collect(), result)
    }

    /// Adds chunk `number`, after all before it.
    pub fn add(&self, number: usize, exceeded: &Exceeded) {
        self.lock().add(number, exceeded);
    }

    fn lock(&self) -> MutexGuard<'_, Aside> {
        // The panic of a worker is handled elsewhere, and the counts are whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_aside_depends_on_chunks_far_before() {
        let mut aside = Aside::default();
        for number in 0..9 {
            aside.add(number, &Exceeded::from([((0, 3), 20)]));
        }
        assert_eq!(aside.from, BTreeMap::from([((0, 3), 4 + DISTANCE)]));
    }
}
