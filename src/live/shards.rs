//! The threads that hold the corpus. Each owns its shard; others ask by sending work to it.

use super::shard::Shard;
use crate::coder::{Coder, STACK_BYTES};
use crate::script::Limits;
use std::any::Any;
use std::io;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

type Work = Box<dyn FnOnce(&mut Shard) + Send>;

/// The work was stopped; everything is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// The threads, in order. They end when this is dropped.
pub struct Shards {
    threads: Vec<Thread>,
}

struct Thread {
    sender: Option<Sender<Work>>,
    handle: Option<JoinHandle<()>>,
}

/// A reply that is still to come.
pub struct Pending<T> {
    receiver: Receiver<T>,
    shard: usize,
}

impl Shards {
    /// Starts `count` threads (at least one), each with an empty shard.
    pub fn start(
        count: usize,
        coder: &Coder,
        limits: &Limits,
        interrupt: &Arc<AtomicBool>,
    ) -> io::Result<Shards> {
        let mut threads = Vec::new();
        for index in 0..count.max(1) {
            let (sender, receiver) = mpsc::channel::<Work>();
            let (coder, limits, interrupt) = (coder.clone(), limits.clone(), interrupt.clone());
            let serve = move || {
                let mut shard = Shard::new(coder, &limits, interrupt);
                while let Ok(work) = receiver.recv() {
                    work(&mut shard);
                }
            };
            let named =
                thread::Builder::new().name(format!("shard {index}")).stack_size(STACK_BYTES);
            threads.push(Thread { sender: Some(sender), handle: Some(named.spawn(serve)?) });
        }
        Ok(Shards { threads })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.threads.len()
    }

    /// Has shard `index` do `work`; the reply comes later.
    pub fn send<T: Send + 'static>(
        &self,
        index: usize,
        work: impl FnOnce(&mut Shard) -> T + Send + 'static,
    ) -> Pending<T> {
        let (reply, receiver) = mpsc::channel();
        let work: Work = Box::new(move |shard| drop(reply.send(work(shard))));
        if let Some(sender) = &self.threads[index].sender {
            let _ = sender.send(work); // where the thread has ended, waiting for the reply shows why
        }
        Pending { receiver, shard: index }
    }

    /// The reply; a panic of the shard's thread goes on here.
    pub fn wait<T>(&mut self, pending: Pending<T>) -> T {
        match pending.receiver.recv() {
            Ok(reply) => reply,
            Err(_) => self.fail(pending.shard),
        }
    }

    /// Has every shard do `work` and waits for all, in order.
    pub fn ask<T: Send + 'static>(
        &mut self,
        work: impl Fn(&mut Shard) -> T + Clone + Send + 'static,
    ) -> Vec<T> {
        let pending: Vec<Pending<T>> = (0..self.count())
            .map(|index| {
                let work = work.clone();
                self.send(index, move |shard| work(shard))
            })
            .collect();
        pending.into_iter().map(|pending| self.wait(pending)).collect()
    }

    fn fail(&mut self, index: usize) -> ! {
        let handle = self.threads[index].handle.take();
        let panic: Box<dyn Any + Send> = match handle.map(JoinHandle::join) {
            Some(Err(panic)) => panic,
            _ => Box::new("a shard's thread ended"),
        };
        resume_unwind(panic)
    }
}

impl Drop for Shards {
    fn drop(&mut self) {
        for thread in &mut self.threads {
            thread.sender = None;
        }
        for thread in &mut self.threads {
            if let Some(handle) = thread.handle.take() {
                let _ = handle.join();
            }
        }
    }
}
