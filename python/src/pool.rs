//! Threads that work for Python calls. They have the stack that rules need, never touch Python, and stay between calls,
//! since loading the rules takes longer than coding an article.

use std::any::Any;
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// A job for a thread with the state `W`; returns whether that state is still good.
type Job<W> = Box<dyn FnOnce(&mut W) -> bool + Send>;

/// Threads, each with a state of its own.
pub struct Pool<W: 'static> {
    shared: Arc<Shared<W>>,
}

struct Shared<W> {
    queue: Mutex<Queue<W>>,
    moved: Condvar,
    /// Makes a thread's state, on that thread.
    start: Box<dyn Fn() -> W + Send + Sync>,
}

struct Queue<W> {
    jobs: VecDeque<Job<W>>,
    threads: usize,
    /// Threads that wait for a job.
    idle: usize,
    is_closed: bool,
}

impl<W: 'static> Pool<W> {
    /// A pool without threads; they are started when there is work.
    pub fn new(start: impl Fn() -> W + Send + Sync + 'static) -> Pool<W> {
        let queue = Queue { jobs: VecDeque::new(), threads: 0, idle: 0, is_closed: false };
        let shared =
            Shared { queue: Mutex::new(queue), moved: Condvar::new(), start: Box::new(start) };
        Pool { shared: Arc::new(shared) }
    }

    /// Has `work` done on a thread, of which there may be `most`. A panic in it is a result, too.
    ///
    /// # Errors
    /// No thread could be started, and there is none.
    pub fn submit<T: Send + 'static>(
        &self,
        most: usize,
        work: impl FnOnce(&mut W) -> T + Send + 'static,
    ) -> io::Result<Arc<Slot<T>>> {
        let slot = Arc::new(Slot { value: Mutex::new(None), ready: Condvar::new() });
        let filled = Arc::clone(&slot);
        let job = move |state: &mut W| {
            let done = catch_unwind(AssertUnwindSafe(|| work(state)));
            let is_good = done.is_ok();
            filled.fill(done.map_err(|panic| Panicked(words(&*panic))));
            is_good
        };
        let mut queue = self.shared.lock();
        queue.jobs.push_back(Box::new(job));
        if queue.idle < queue.jobs.len() && queue.threads < most.max(1) {
            let shared = Arc::clone(&self.shared);
            let named = thread::Builder::new().name("dateline".to_owned());
            match named.stack_size(dateline::STACK_BYTES).spawn(move || shared.work()) {
                Ok(_) => queue.threads += 1,
                // The others do it.
                Err(_) if queue.threads > 0 => {}
                Err(error) => return Err(error),
            }
        }
        drop(queue);
        self.shared.moved.notify_one();
        Ok(slot)
    }
}

impl<W: 'static> Drop for Pool<W> {
    fn drop(&mut self) {
        self.shared.lock().is_closed = true;
        self.shared.moved.notify_all();
    }
}

impl<W> Shared<W> {
    fn lock(&self) -> MutexGuard<'_, Queue<W>> {
        // Jobs run without the lock, and catch their panics.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does jobs until the pool is dropped.
    fn work(&self) {
        let mut state = None;
        while let Some(job) = self.take() {
            if state.is_none() {
                state = catch_unwind(AssertUnwindSafe(|| (self.start)())).ok();
            }
            let is_good = match &mut state {
                Some(state) => job(state),
                // The job is dropped, and with it the slot's other owner: whoever waits for it learns of that.
                None => false,
            };
            if !is_good {
                state = None;
            }
        }
    }

    fn take(&self) -> Option<Job<W>> {
        let mut queue = self.lock();
        loop {
            if let Some(job) = queue.jobs.pop_front() {
                return Some(job);
            }
            if queue.is_closed {
                queue.threads -= 1;
                return None;
            }
            queue.idle += 1;
            queue = self.moved.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.idle -= 1;
        }
    }
}

/// Why there is no result: a panic, which is a bug of this program; its message.
#[derive(Clone, Debug)]
pub struct Panicked(pub String);

/// The place of a result that a thread is working on.
pub struct Slot<T> {
    value: Mutex<Option<Result<T, Panicked>>>,
    ready: Condvar,
}

impl<T> Slot<T> {
    fn fill(&self, value: Result<T, Panicked>) {
        *self.value.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        self.ready.notify_all();
    }

    /// Waits so long for the result and takes it.
    pub fn wait(self: &Arc<Self>, time: Duration) -> Option<Result<T, Panicked>> {
        // A thread that has given up owns the slot no more. One that has filled it neither, so this is asked first.
        let is_left = Arc::strong_count(self) == 1;
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        let waited =
            self.ready.wait_timeout_while(value, time, |value| value.is_none() && !is_left);
        let taken = waited.unwrap_or_else(PoisonError::into_inner).0.take();
        taken.or_else(|| is_left.then(|| Err(Panicked("a thread could not load the rules".into()))))
    }
}

/// The message of a panic.
pub fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
