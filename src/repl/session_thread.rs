//! The session's seat: the thread it lives on, and the one queue of what it hears: entries, saved files, time. What saved
//! files bring appears above the prompt; what an entry brings goes to the editor, which waits for it.

use super::Symbols;
use super::interrupt::Activity;
use super::notices::Notices;
use super::reply::{End, Reply};
use super::surface::Surface;
use super::watch::Watcher;
use crate::coder::STACK_BYTES;
use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often an idle session looks after what it watches.
const TICK: Duration = Duration::from_secs(1);

/// A session, as far as a seat is concerned. It stays on the thread it was made on.
pub trait SessionHandler {
    /// Answers one entry, or takes it as the answer to a question.
    fn eval(&mut self, entry: &str) -> Reply;
    /// Answers to files that changed; an empty text where there is nothing to say.
    fn files_changed(&mut self, paths: &[PathBuf]) -> Reply;
    /// Answers to time going by.
    fn tick(&mut self) -> Reply;
    /// The files and folders to be watched now.
    fn watched(&self) -> Vec<PathBuf>;
    /// The names known now.
    fn symbols(&self) -> Arc<Symbols>;
    /// Tells where replies are read.
    fn set_surface(&mut self, surface: Surface);
    /// What stands before the next line.
    fn prompt(&self) -> String;
    /// Whether long replies are to be paged.
    fn pager(&self) -> bool;
    /// Ends the session, or asks.
    fn leave(&mut self) -> Reply;
}

/// What the editor asks of the session.
enum Request {
    Entry(String),
    Leave,
    Files(Vec<PathBuf>),
}

/// An answer, and what holds for the next line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What the session said.
    pub reply: Reply,
    /// What stands before the next line.
    pub prompt: String,
    /// Whether long replies are to be paged.
    pub pager: bool,
}

/// What the seat shares with the editor and with the keyboard's Ctrl-C.
#[derive(Clone)]
pub struct Shared {
    /// What is to appear above the prompt.
    pub notices: Notices,
    /// What the session does.
    pub activity: Activity,
    /// Ends what runs, once set.
    pub interrupt: Arc<AtomicBool>,
    /// Whether saved files are being taken up at this moment.
    pub busy: Arc<AtomicBool>,
    symbols: Arc<Mutex<Arc<Symbols>>>,
}

impl Shared {
    /// For a session that is ended by `interrupt`.
    pub fn new(interrupt: Arc<AtomicBool>) -> Shared {
        Shared {
            notices: Notices::default(),
            activity: Activity::default(),
            interrupt,
            busy: Arc::default(),
            symbols: Arc::default(),
        }
    }

    /// The names known at the moment.
    pub fn symbols(&self) -> Arc<Symbols> {
        self.symbols.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The way to a session on its thread. Dropped, the session ends.
pub struct SessionThread {
    requests: Sender<Request>,
    answers: Receiver<Answer>,
}

impl SessionThread {
    /// Makes the session on a thread of its own and waits for its first answer. `surface` is where replies are read;
    /// `width` tells the width of the moment. The inner error is what `start` says.
    ///
    /// # Errors
    /// There is no thread to be had, or it broke down.
    pub fn start<S: SessionHandler>(
        start: impl FnOnce() -> Result<(S, Reply), String> + Send + 'static,
        shared: &Shared,
        surface: Surface,
        width: fn() -> Option<usize>,
    ) -> io::Result<Result<(SessionThread, Answer), String>> {
        let (requests, heard) = mpsc::channel();
        let (begun, first) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        let (shared, from_files) = (shared.clone(), requests.clone());
        let thread = std::thread::Builder::new().name("session".into()).stack_size(STACK_BYTES);
        thread.spawn(move || {
            let (session, reply) = match start() {
                Ok(opened) => opened,
                // Where nobody listens the process is ending.
                Err(why) => return begun.send(Err(why)).unwrap_or(()),
            };
            let watcher = Watcher::new(move |paths| {
                let _ = from_files.send(Request::Files(paths));
            });
            let mut session_loop =
                SessionLoop { session, shared, watcher: None, surface, width, answers: answer };
            match watcher {
                Ok(watcher) => session_loop.watcher = Some(watcher),
                Err(why) => session_loop.shared.notices.say(format!("{why}\n")),
            }
            session_loop.refresh_shared();
            let answer = session_loop.answer(reply);
            if begun.send(Ok(answer)).is_ok() {
                drop(begun);
                session_loop.listen(&heard);
            }
        })?;
        match first.recv() {
            Ok(Ok(answer)) => Ok(Ok((SessionThread { requests, answers }, answer))),
            Ok(Err(why)) => Ok(Err(why)),
            Err(_) => Err(broken()),
        }
    }

    /// Has an entry answered.
    ///
    /// # Errors
    /// The session broke down.
    pub fn eval(&self, entry: String) -> io::Result<Answer> {
        self.ask(Request::Entry(entry))
    }

    /// Asks to leave.
    ///
    /// # Errors
    /// The session broke down.
    pub fn leave(&self) -> io::Result<Answer> {
        self.ask(Request::Leave)
    }

    fn ask(&self, requests: Request) -> io::Result<Answer> {
        self.requests.send(requests).map_err(|_| broken())?;
        self.answers.recv().map_err(|_| broken())
    }
}

fn broken() -> io::Error {
    io::Error::other("the session thread stopped unexpectedly")
}

/// The session on its thread.
struct SessionLoop<S> {
    session: S,
    shared: Shared,
    watcher: Option<Watcher>,
    surface: Surface,
    width: fn() -> Option<usize>,
    answers: Sender<Answer>,
}

impl<S: SessionHandler> SessionLoop<S> {
    /// Answers until nobody asks any longer.
    fn listen(mut self, heard: &Receiver<Request>) {
        let mut stashed = None;
        loop {
            let requests = match stashed.take() {
                Some(requests) => Ok(requests),
                None => heard.recv_timeout(TICK),
            };
            match requests {
                Ok(Request::Entry(entry)) => self.entry(|session| session.eval(&entry)),
                Ok(Request::Leave) => self.entry(SessionHandler::leave),
                Ok(Request::Files(mut paths)) => {
                    // What was saved while an entry ran is taken up at once.
                    while let Ok(more) = heard.try_recv() {
                        match more {
                            Request::Files(more) => paths.extend(more),
                            other => {
                                stashed = Some(other);
                                break;
                            }
                        }
                    }
                    paths.sort();
                    paths.dedup();
                    self.in_background(|session| session.files_changed(&paths));
                }
                Err(RecvTimeoutError::Timeout) => self.in_background(SessionHandler::tick),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn entry(&mut self, answer: impl FnOnce(&mut S) -> Reply) {
        self.fit();
        let reply = guarded(|| answer(&mut self.session));
        self.refresh_shared();
        let answer = self.answer(reply);
        // Before the answer is out, so that a late Ctrl-C cannot stop what comes after it.
        self.shared.activity.end_entry();
        let _ = self.answers.send(answer);
    }

    /// Has the session answer to what happened beside the prompt.
    fn in_background(&mut self, answer: impl FnOnce(&mut S) -> Reply) {
        self.fit();
        self.shared.interrupt.store(false, Ordering::SeqCst);
        self.shared.busy.store(true, Ordering::SeqCst);
        let reply = guarded(|| answer(&mut self.session));
        self.shared.busy.store(false, Ordering::SeqCst);
        self.shared.notices.say(reply.text);
        self.refresh_shared();
    }

    fn answer(&self, reply: Reply) -> Answer {
        Answer { reply, prompt: self.session.prompt(), pager: self.session.pager() }
    }

    /// Tells the session of the window as it is now.
    fn fit(&mut self) {
        let width = (self.width)().unwrap_or(self.surface.width);
        if width != self.surface.width {
            self.surface.width = width;
            self.session.set_surface(self.surface);
        }
    }

    /// Sees to the names known and to what is watched.
    fn refresh_shared(&mut self) {
        let symbols = self.session.symbols();
        *self.shared.symbols.lock().unwrap_or_else(PoisonError::into_inner) = symbols;
        if let Some(watcher) = &mut self.watcher {
            let failures = watcher.set(&self.session.watched());
            let text: String = failures.into_iter().map(|failure| failure + "\n").collect();
            self.shared.notices.say(text);
        }
    }
}

/// What `work` replies; a mistake in the program itself ends the entry and not the session, since that may hold what is
/// saved nowhere.
fn guarded(work: impl FnOnce() -> Reply) -> Reply {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(reply) => reply,
        Err(why) => Reply { end: End::Fault, ..Reply::fault(apology(&*why)) },
    }
}

fn apology(why: &(dyn Any + Send)) -> String {
    let message = why.downcast_ref::<String>().map(String::as_str);
    let message = message.or_else(|| why.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    format!(
        "error: an internal error of Dateline stopped this: {message}\n\
         The session continues; save your work. Please report the error with what was entered."
    )
}

#[cfg(test)]
mod tests;
