//! Waiting for threads without holding Python up: the interpreter's lock is released, and signals are looked at, so that
//! Ctrl-C stops a call.

use crate::errors::internal;
use crate::pool::{Panicked, Pool, Slot};
use arrow_schema::ArrowError;
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often signals are looked at.
const TICK: Duration = Duration::from_millis(50);

/// A pool that is made anew in a forked process, where the threads of the first one do not exist.
pub struct ForkedPool<W: 'static>(Mutex<Option<(u32, Arc<Pool<W>>)>>);

impl<W: 'static> ForkedPool<W> {
    /// A place without a pool.
    pub const fn new() -> ForkedPool<W> {
        ForkedPool(Mutex::new(None))
    }

    /// This process's pool; `make` makes it.
    pub fn get(&self, _py: Python<'_>, make: impl FnOnce() -> Pool<W>) -> Arc<Pool<W>> {
        // Only taken by threads that hold the interpreter's lock, which a fork by Python does too: it is never copied
        // while another thread has it.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        if let Some((of, pool)) = &*kept
            && *of == process
        {
            return Arc::clone(pool);
        }
        let pool = Arc::new(make());
        if let Some(old) = kept.replace((process, Arc::clone(&pool))) {
            // Its locks may be held by threads that were not copied.
            std::mem::forget(old);
        }
        pool
    }
}

/// Waits for a result in a call from Python.
///
/// # Errors
/// A signal handler of Python raised an exception, or the work panicked.
pub fn wait<T: Send>(py: Python<'_>, slot: &Arc<Slot<T>>) -> PyResult<T> {
    loop {
        match py.detach(|| slot.wait(TICK)) {
            Some(Ok(value)) => return Ok(value),
            Some(Err(panic)) => return Err(internal(&panic)),
            None => py.check_signals()?,
        }
    }
}

/// Waits for a result inside a stream, which any thread may read, with the interpreter's lock or without it.
///
/// # Errors
/// As for [`wait`]; Ctrl-C is raised again as soon as Python runs.
pub fn wait_in_stream<T: Send>(slot: &Arc<Slot<T>>) -> Result<T, ArrowError> {
    let failed = |panic: Panicked| Err(ArrowError::ComputeError(internal_text(&panic)));
    if let Some(done) = slot.wait(Duration::ZERO) {
        return done.or_else(failed);
    }
    loop {
        let waited = Python::try_attach(|py| {
            let done = py.detach(|| slot.wait(TICK));
            (done, py.check_signals().map_err(|error| stopped(py, &error)))
        });
        match waited {
            Some((Some(done), _)) => return done.or_else(failed),
            Some((None, Err(why))) => return Err(ArrowError::ExternalError(why.into())),
            Some((None, Ok(()))) => {}
            // The interpreter is being ended.
            None => {
                if let Some(done) = slot.wait(TICK) {
                    return done.or_else(failed);
                }
            }
        }
    }
}

fn stopped(py: Python<'_>, error: &PyErr) -> String {
    let told = format!("stopped: {error}");
    if error.is_instance_of::<PyKeyboardInterrupt>(py) {
        // The reader of the stream is told of an error of its own kind; the interpreter raises this one beside it.
        // SAFETY: it only sets a flag, and the interpreter exists.
        unsafe { pyo3::ffi::PyErr_SetInterrupt() };
    }
    told
}

/// What is said of a panic.
pub fn internal_text(panic: &Panicked) -> String {
    format!("internal error, please report it: {}", panic.0)
}
