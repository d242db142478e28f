//! Codes chunks in parallel: one thread reads the corpus, N worker threads take its chunks and code them; results are
//! delivered one by one in the order of the chunks, so that the output is the same for any N. Called by `run`,
//! `incidents`, `score`, `diff` and `verify`.
//!
//! A read may block as long as another program keeps a pipe open. Only the reading thread waits for it: nobody else
//! needs a lock that it holds then, and nobody waits for its end.

use super::aside::{self, ChunkWorker, SharedAside};
use dateline::coder::{Coder, STACK_BYTES, Worker};
use dateline::corpus::{Chunk, Chunks, CorpusError};
use std::any::Any;
use std::collections::{BTreeMap, VecDeque};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How far reading may run ahead of delivery, in chunks per worker. It bounds memory if one chunk is slow.
const AHEAD: usize = 4;
/// How often a waiting thread checks for Ctrl-C.
const TICK: Duration = Duration::from_millis(50);

/// How long workers may take to end after `stop` is set.
const GRACE: Duration = Duration::from_millis(500);

/// What is delivered to the caller.
pub enum ChunkStep<T> {
    /// The next chunk's result.
    Next(T),
    /// `stop` was set, but a worker does not end: it is in a long article or reads a file that blocks. Returning would
    /// wait for it; a caller that does not want to wait exits the process here.
    Stuck,
}

/// Runs every chunk through `code` on `jobs` threads and hands the results to `deliver`, on the calling thread, in
/// order. Ends early if `deliver` fails (its error is returned) or `stop` is set (`code` should also check it if a
/// chunk takes long); a panic in `code` is resumed in the caller.
pub fn for_each_chunk<T: Send, E>(
    coder: &Coder,
    chunks: Chunks,
    jobs: usize,
    stop: &AtomicBool,
    code: impl Fn(&mut Worker, Result<Chunk, CorpusError>) -> T + Sync,
    deliver: impl FnMut(ChunkStep<T>) -> Result<(), E>,
) -> Result<(), E> {
    for_each_chunk_with(|| coder.worker(), chunks, jobs, stop, code, deliver)
}

/// Like [`for_each_chunk`], with workers that `start` makes, one on each thread.
pub fn for_each_chunk_with<W: ChunkWorker, T: Send, E>(
    start: impl Fn() -> W + Sync,
    chunks: Chunks,
    jobs: usize,
    stop: &AtomicBool,
    code: impl Fn(&mut W, Result<Chunk, CorpusError>) -> T + Sync,
    mut deliver: impl FnMut(ChunkStep<T>) -> Result<(), E>,
) -> Result<(), E> {
    let queue = ChunkQueue::read(chunks, (jobs * AHEAD).min(aside::DISTANCE));
    let aside = SharedAside::default();
    let mut deliver = |number: usize, step| match step {
        ChunkStep::Next((exceeded, result)) => {
            aside.add(number, &exceeded);
            deliver(ChunkStep::Next(result))
        }
        ChunkStep::Stuck => deliver(ChunkStep::Stuck),
    };
    let (sender, receiver) = mpsc::channel();
    let outcome = thread::scope(|scope| {
        for index in 0..jobs {
            let (queue, start, code, aside) = (&queue, &start, &code, &aside);
            let sender = sender.clone();
            let work = move || {
                let done = catch_unwind(AssertUnwindSafe(|| {
                    // The process ends soon after its workers: to free their rules part by part would only cost time.
                    let mut worker = ManuallyDrop::new(start());
                    while let Some((number, chunk)) = queue.take(stop) {
                        let coded = aside.coded(number, &mut *worker, |worker| code(worker, chunk));
                        // Sending fails only if the receiver has ended.
                        if sender.send(Ok((number, coded))).is_err() {
                            break;
                        }
                    }
                }));
                if let Err(panic) = done {
                    let _ = sender.send(Err(panic));
                }
            };
            let named =
                thread::Builder::new().name(format!("worker {index}")).stack_size(STACK_BYTES);
            if let Err(error) = named.spawn_scoped(scope, work) {
                // The system has no more threads: those started do the work, but there must be at least one.
                let _ = (index == 0).then(|| panic!("cannot start a thread: {error}"));
                break;
            }
        }
        drop(sender);
        let outcome = collect(receiver, &queue, stop, &mut deliver);
        queue.close();
        outcome
    });
    match outcome {
        Ok(()) => queue.panic().map_or(Ok(()), |panic| resume_unwind(panic)),
        Err(PipelineError::Refused(error)) => Err(error),
        Err(PipelineError::Panicked(panic)) => resume_unwind(panic),
    }
}

enum PipelineError<E> {
    Refused(E),
    Panicked(Box<dyn Any + Send>),
}

type WorkerMessage<T> = Result<(usize, T), Box<dyn Any + Send>>;

/// Receives results in any order and delivers them by number.
fn collect<T, E>(
    receiver: mpsc::Receiver<WorkerMessage<T>>,
    queue: &ChunkQueue,
    stop: &AtomicBool,
    deliver: &mut impl FnMut(usize, ChunkStep<T>) -> Result<(), E>,
) -> Result<(), PipelineError<E>> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    while !stop.load(Ordering::Relaxed) {
        match receiver.recv_timeout(TICK) {
            Ok(Ok((number, result))) => {
                waiting.insert(number, result);
            }
            Ok(Err(panic)) => return Err(PipelineError::Panicked(panic)),
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        while let Some(result) = waiting.remove(&next) {
            deliver(next, ChunkStep::Next(result)).map_err(PipelineError::Refused)?;
            next += 1;
            queue.delivered(next);
        }
    }
    let stopped = Instant::now();
    while stopped.elapsed() < GRACE {
        if let Err(RecvTimeoutError::Disconnected) = receiver.recv_timeout(TICK) {
            return Ok(());
        }
    }
    deliver(next, ChunkStep::Stuck).map_err(PipelineError::Refused)
}

/// The chunks that were read and not yet taken, and how far ahead of delivery they may be read.
struct ChunkQueue {
    state: Mutex<QueueState>,
    moved: Condvar,
    ahead: usize,
}

#[derive(Default)]
struct QueueState {
    chunks: VecDeque<Result<Chunk, CorpusError>>,
    taken: usize,
    delivered: usize,
    /// No further chunk is read: the corpus is over, or nobody wants the rest.
    is_over: bool,
    /// The panic that ended the reading.
    panic: Option<Box<dyn Any + Send>>,
}

impl ChunkQueue {
    /// Starts to read `chunks`, on a thread that is left to itself: if a read blocks, it ends with the process.
    fn read(chunks: Chunks, ahead: usize) -> Arc<Self> {
        let state = Mutex::new(QueueState::default());
        let queue = Arc::new(ChunkQueue { state, moved: Condvar::new(), ahead });
        let filled = Arc::clone(&queue);
        let fill = move || {
            let done = catch_unwind(AssertUnwindSafe(|| filled.fill(chunks)));
            let mut state = filled.lock();
            state.is_over = true;
            state.panic = done.err();
            filled.moved.notify_all();
        };
        let named = thread::Builder::new().name("reader".to_owned());
        if let Err(error) = named.spawn(fill) {
            panic!("cannot start a thread: {error}");
        }
        queue
    }

    /// Reads chunks until the corpus or the queue is over; waits while they are too far ahead.
    fn fill(&self, mut chunks: Chunks) {
        loop {
            let is_full = |state: &mut QueueState| {
                !state.is_over && state.taken + state.chunks.len() >= state.delivered + self.ahead
            };
            let waited = self.moved.wait_while(self.lock(), is_full);
            let is_over = waited.unwrap_or_else(PoisonError::into_inner).is_over;
            // The lock is free while this reads.
            let Some(chunk) = (if is_over { None } else { chunks.next() }) else { return };
            self.lock().chunks.push_back(chunk);
            self.moved.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, QueueState> {
        // The panic of a worker is handled elsewhere; the other workers only need to reach the end.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next chunk and its number; waits until it is read. `None` at the end, or if `stop` is set.
    fn take(&self, stop: &AtomicBool) -> Option<(usize, Result<Chunk, CorpusError>)> {
        let mut state = self.lock();
        while !stop.load(Ordering::Relaxed) {
            if let Some(chunk) = state.chunks.pop_front() {
                state.taken += 1;
                return Some((state.taken - 1, chunk));
            }
            if state.is_over {
                return None;
            }
            let waited = self.moved.wait_timeout(state, TICK);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        None
    }

    fn delivered(&self, count: usize) {
        self.lock().delivered = count;
        self.moved.notify_all();
    }

    /// No further chunk is read or taken.
    fn close(&self) {
        let mut state = self.lock();
        state.is_over = true;
        state.chunks.clear();
        self.moved.notify_all();
    }

    /// The panic that ended the reading, if one did.
    fn panic(&self) -> Option<Box<dyn Any + Send>> {
        self.lock().panic.take()
    }
}

/// The number of threads that the machine runs at once.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Runs `work` on a thread with a worker's stack size; rules must not be called on a smaller stack.
pub fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    thread::scope(|scope| {
        let handle = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work)?;
        Ok(handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline::corpus::{self, ReadOptions};
    use std::sync::atomic::AtomicUsize;

    fn texts(count: usize) -> Chunks {
        let text = |index: usize| (format!("{index}.txt"), vec![b'a'; index + 1].into());
        corpus::embedded((0..count).map(text).collect(), &ReadOptions::default())
    }

    /// The lengths of the chunks as they are delivered.
    fn lengths(count: usize, jobs: usize) -> Vec<u64> {
        let coder = Coder::new(&[]).0;
        let mut found = Vec::new();
        let code = |_: &mut Worker, chunk: Result<Chunk, CorpusError>| {
            let bytes = chunk.unwrap().bytes();
            if bytes % 7 == 1 {
                thread::sleep(Duration::from_millis(2)); // so that later ones overtake it
            }
            bytes
        };
        let stop = AtomicBool::new(false);
        let done = for_each_chunk(&coder, texts(count), jobs, &stop, code, |step| {
            let ChunkStep::Next(bytes) = step else { return Err("stuck") };
            found.push(bytes);
            Ok(())
        });
        assert_eq!(done, Ok(()));
        found
    }

    #[test]
    fn results_are_delivered_in_the_order_of_chunks() {
        let one = lengths(120, 1);
        assert_eq!(one.iter().sum::<u64>(), (1..=120).sum::<u64>());
        assert_eq!(lengths(120, 3), one);
        assert_eq!(lengths(120, 50), one);
        assert!(lengths(0, 2).is_empty());
    }

    #[test]
    fn a_delivery_error_or_a_stop_ends_the_work_early() {
        let coder = Coder::new(&[]).0;
        let stop = AtomicBool::new(false);
        let coded = AtomicUsize::new(0);
        let code = |_: &mut Worker, _| coded.fetch_add(1, Ordering::Relaxed);
        let refused = for_each_chunk(&coder, texts(500), 2, &stop, code, |_| Err("enough"));
        assert_eq!(refused, Err("enough"));
        assert!(coded.load(Ordering::Relaxed) <= 2 * AHEAD);
        stop.store(true, Ordering::Relaxed);
        let code = |_: &mut Worker, _| ();
        let never = |step| match step {
            ChunkStep::Next(()) => Err("nothing is delivered after a stop"),
            ChunkStep::Stuck => Ok(()), // workers that are still loading rules on a busy machine
        };
        assert_eq!(for_each_chunk(&coder, texts(500), 2, &stop, code, never), Ok(()));
    }

    #[test]
    fn chunks_are_read_no_further_ahead_than_allowed() {
        let queue = ChunkQueue::read(texts(40), 8);
        let stop = AtomicBool::new(false);
        for number in 0..40 {
            assert_eq!(queue.take(&stop).map(|(taken, _)| taken), Some(number));
            assert!(queue.lock().chunks.len() <= 8);
            queue.delivered(number + 1);
        }
        assert!(queue.take(&stop).is_none());
        // Nobody takes from a queue that is full and closed.
        let queue = ChunkQueue::read(texts(40), 8);
        queue.close();
        stop.store(true, Ordering::Relaxed);
        assert!(queue.take(&stop).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_read_that_blocks_holds_nobody_up() {
        use std::io::Write;
        let folder = tempfile::tempdir().unwrap();
        let coder = Coder::new(&[]).0;
        for is_refused in [false, true] {
            let path = folder.path().join(format!("{is_refused}.jsonl"));
            assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
            let (over, wait) = mpsc::channel::<()>();
            let pipe = path.clone();
            let writer = thread::spawn(move || {
                let mut pipe = std::fs::OpenOptions::new().write(true).open(pipe).unwrap();
                // Fails where nobody reads the rest any more.
                let _ = pipe.write_all("{\"text\": \"Calm.\"}\n".repeat(20_000).as_bytes());
                // The pipe stays open until the work has ended.
                let _ = wait.recv();
            });
            let stop = AtomicBool::new(false);
            let chunks = corpus::open(std::slice::from_ref(&path), &ReadOptions::default());
            let code = |_: &mut Worker, _: Result<Chunk, CorpusError>| ();
            let done = for_each_chunk(&coder, chunks, 2, &stop, code, |step| match step {
                ChunkStep::Next(()) if is_refused => Err("refused"),
                ChunkStep::Next(()) => {
                    stop.store(true, Ordering::Relaxed);
                    Ok(())
                }
                ChunkStep::Stuck => Ok(()), // workers that are still loading rules on a busy machine
            });
            assert_eq!(done, if is_refused { Err("refused") } else { Ok(()) });
            drop(over);
            writer.join().unwrap();
        }
    }

    #[test]
    #[should_panic(expected = "a flaw")]
    fn a_panic_is_resumed_in_the_caller() {
        let coder = Coder::new(&[]).0;
        let stop = AtomicBool::new(false);
        let code = |_: &mut Worker, _: Result<Chunk, CorpusError>| -> () { panic!("a flaw") };
        let _ = for_each_chunk(&coder, texts(50), 2, &stop, code, |_| Ok::<(), ()>(()));
    }
}
