//! The threads that hold the corpus. Each owns its shard; others access it by sending closures.

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

/// The work was interrupted; the state is unchanged.
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

/// A reply that has not arrived yet.
pub struct PendingReply<T> {
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

    /// The number of shards.
    pub fn count(&self) -> usize {
        self.threads.len()
    }

    /// Sends `work` to shard `index`; returns a handle for the reply.
    pub fn send<T: Send + 'static>(
        &self,
        index: usize,
        work: impl FnOnce(&mut Shard) -> T + Send + 'static,
    ) -> PendingReply<T> {
        let (reply, receiver) = mpsc::channel();
        let work: Work = Box::new(move |shard| drop(reply.send(work(shard))));
        if let Some(sender) = &self.threads[index].sender {
            let _ = sender.send(work); // if the thread has ended, waiting for the reply shows why
        }
        PendingReply { receiver, shard: index }
    }

    /// Waits for the reply; propagates a panic of the shard's thread.
    pub fn wait<T>(&mut self, pending: PendingReply<T>) -> T {
        match pending.receiver.recv() {
            Ok(reply) => reply,
            Err(_) => self.fail(pending.shard),
        }
    }

    /// Runs `work` on every shard and waits for all; results in order.
    pub fn ask<T: Send + 'static>(
        &mut self,
        work: impl Fn(&mut Shard) -> T + Clone + Send + 'static,
    ) -> Vec<T> {
        let pending: Vec<PendingReply<T>> = (0..self.count())
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
