//! A thread with a large stack, on which rules are loaded and run: a sanitizer needs several times the stack that the
//! program states, and the fuzzer's own thread has less.

use dateline::STACK_BYTES;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{LazyLock, Mutex, PoisonError, mpsc};
use std::thread;

type Job = Box<dyn FnOnce() + Send>;

/// How many times the stated stack is given.
const TIMES: usize = 8;

/// Runs `check` on the wide stack. It is the same thread for all calls, so that what a check keeps in its thread is
/// made once.
pub fn on_wide_stack(data: &[u8], check: fn(&[u8])) {
    static JOBS: LazyLock<Mutex<mpsc::Sender<Job>>> = LazyLock::new(|| Mutex::new(start()));
    let (done, result) = mpsc::channel();
    let data = data.to_vec();
    let job = move || {
        let came = catch_unwind(AssertUnwindSafe(|| check(&data)));
        done.send(came).expect("the caller waits");
    };
    let jobs = JOBS.lock().unwrap_or_else(PoisonError::into_inner).clone();
    jobs.send(Box::new(job)).expect("the thread does not end");
    if let Err(panic) = result.recv().expect("the thread answers each job") {
        resume_unwind(panic);
    }
}

fn start() -> mpsc::Sender<Job> {
    let (jobs, each) = mpsc::channel::<Job>();
    let work = move || each.into_iter().for_each(|job| job());
    let thread = thread::Builder::new().name("wide".to_owned()).stack_size(TIMES * STACK_BYTES);
    thread.spawn(work).expect("a thread starts");
    jobs
}
