//! Chunks through workers, in order: N threads take chunks and code them, results are delivered one by one in the
//! chunks' own order, so that the outcome is the same for any N. Called by `run` and `score`.

use dateline::coder::{Coder, Worker};
use dateline::corpus::{Chunk, Chunks, CorpusError};
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Scripts may nest deep, and unoptimised builds need a good deal of stack for it.
const STACK: usize = 8 << 20;
/// How far workers may run ahead of delivery, in chunks a worker: it bounds memory where one chunk is slow.
const AHEAD: usize = 4;
/// How often a wait looks up, so that Ctrl-C is seen.
const TICK: Duration = Duration::from_millis(50);

/// Runs every chunk through `code` on `jobs` threads and hands the results to `deliver`, on the calling thread, in
/// order. Ends early where `deliver` fails (its error is returned) or `stop` is set (`code` should look at it too
/// where a chunk takes long); a panic in `code` goes on in the caller.
pub fn for_each_chunk<T: Send, E>(
    coder: &Coder,
    chunks: Chunks,
    jobs: usize,
    stop: &AtomicBool,
    code: impl Fn(&mut Worker, Result<Chunk, CorpusError>) -> T + Sync,
    mut deliver: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let queue = Queue::new(chunks, jobs * AHEAD);
    let (sender, receiver) = mpsc::channel();
    let outcome = thread::scope(|scope| {
        for index in 0..jobs {
            let (queue, code, sender) = (&queue, &code, sender.clone());
            let work = move || {
                let done = catch_unwind(AssertUnwindSafe(|| {
                    let mut worker = coder.worker();
                    while let Some((number, chunk)) = queue.take(stop) {
                        // Sending fails only where the receiver has given up.
                        if sender.send(Ok((number, code(&mut worker, chunk)))).is_err() {
                            break;
                        }
                    }
                }));
                if let Err(panic) = done {
                    let _ = sender.send(Err(panic));
                }
            };
            let named = thread::Builder::new().name(format!("worker {index}")).stack_size(STACK);
            if let Err(error) = named.spawn_scoped(scope, work) {
                // The system is out of threads: those that run do the work, but one must.
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
        Ok(()) => Ok(()),
        Err(Cut::Refused(error)) => Err(error),
        Err(Cut::Panicked(panic)) => resume_unwind(panic),
    }
}

enum Cut<E> {
    Refused(E),
    Panicked(Box<dyn Any + Send>),
}

type Sent<T> = Result<(usize, T), Box<dyn Any + Send>>;

/// Takes results as they come and delivers them by number.
fn collect<T, E>(
    receiver: mpsc::Receiver<Sent<T>>,
    queue: &Queue,
    stop: &AtomicBool,
    deliver: &mut impl FnMut(T) -> Result<(), E>,
) -> Result<(), Cut<E>> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    while !stop.load(Ordering::Relaxed) {
        match receiver.recv_timeout(TICK) {
            Ok(Ok((number, result))) => {
                waiting.insert(number, result);
            }
            Ok(Err(panic)) => return Err(Cut::Panicked(panic)),
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        }
        while let Some(result) = waiting.remove(&next) {
            deliver(result).map_err(Cut::Refused)?;
            next += 1;
            queue.delivered(next);
        }
    }
    Ok(())
}

/// The chunks not yet taken, and how far they may be taken.
struct Queue {
    state: Mutex<State>,
    moved: Condvar,
    ahead: usize,
}

struct State {
    /// `None` once the corpus is at its end or nobody wants more.
    chunks: Option<Chunks>,
    taken: usize,
    delivered: usize,
}

impl Queue {
    fn new(chunks: Chunks, ahead: usize) -> Self {
        let state = State { chunks: Some(chunks), taken: 0, delivered: 0 };
        Queue { state: Mutex::new(state), moved: Condvar::new(), ahead }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A worker that panicked while reading is told of elsewhere; the others need only find the end.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next chunk and its number; waits while workers are too far ahead.
    fn take(&self, stop: &AtomicBool) -> Option<(usize, Result<Chunk, CorpusError>)> {
        let mut state = self.lock();
        while state.chunks.is_some() && state.taken >= state.delivered + self.ahead {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            let waited = self.moved.wait_timeout(state, TICK);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let Some(chunk) = state.chunks.as_mut()?.next() else {
            state.chunks = None;
            return None;
        };
        state.taken += 1;
        Some((state.taken - 1, chunk))
    }

    fn delivered(&self, count: usize) {
        self.lock().delivered = count;
        self.moved.notify_all();
    }

    fn close(&self) {
        self.lock().chunks = None;
        self.moved.notify_all();
    }
}

/// Runs `work` on a thread with a worker's stack: what calls rules must not do so on a smaller one.
pub fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    thread::scope(|scope| {
        let handle = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
        Ok(handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}
