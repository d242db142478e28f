//! The thread on which the session runs, and its one queue of requests: entries, saved files, timer ticks. Replies to
//! saved files are printed above the prompt; the reply to an entry goes to the editor, which waits for it.

use super::Symbols;
use super::interrupt::Activity;
use super::notices::Notices;
use super::reply::{Reply, ReplyEnd};
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

/// How often an idle session checks the folders it watches.
const TICK: Duration = Duration::from_secs(1);

/// What the session thread calls. A session stays on the thread on which it was created.
pub trait SessionHandler {
    /// Runs one entry, or takes it as the answer to an open question.
    fn eval(&mut self, entry: &str) -> Reply;
    /// Handles changed files; the reply is empty if there is nothing to report.
    fn files_changed(&mut self, paths: &[PathBuf]) -> Reply;
    /// Called about once a second while idle.
    fn tick(&mut self) -> Reply;
    /// The files and folders to be watched now.
    fn watched(&self) -> Vec<PathBuf>;
    /// The names currently known.
    fn symbols(&self) -> Arc<Symbols>;
    /// Sets the width and colours of the terminal.
    fn set_surface(&mut self, surface: Surface);
    /// The prompt of the next line.
    fn prompt(&self) -> String;
    /// Whether long replies are to be paged.
    fn pager(&self) -> bool;
    /// Ends the session, or asks whether to.
    fn leave(&mut self) -> Reply;
}

/// A request to the session thread.
enum Request {
    Entry(String),
    Leave,
    Files(Vec<PathBuf>),
}

/// The reply to a request, and the settings of the next line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The reply.
    pub reply: Reply,
    /// The prompt of the next line.
    pub prompt: String,
    /// Whether long replies are to be paged.
    pub pager: bool,
}

/// State shared by the session thread, the editor and the thread that receives Ctrl-C.
#[derive(Clone)]
pub struct SessionShared {
    /// Texts to be printed above the prompt.
    pub notices: Notices,
    /// Whether an entry is running.
    pub activity: Activity,
    /// Stops the running entry, once set.
    pub interrupt: Arc<AtomicBool>,
    /// Whether saved files are being read at this moment.
    pub busy: Arc<AtomicBool>,
    symbols: Arc<Mutex<Arc<Symbols>>>,
}

impl SessionShared {
    /// For a session whose entries `interrupt` stops.
    pub fn new(interrupt: Arc<AtomicBool>) -> SessionShared {
        SessionShared {
            notices: Notices::default(),
            activity: Activity::default(),
            interrupt,
            busy: Arc::default(),
            symbols: Arc::default(),
        }
    }

    /// The names currently known.
    pub fn symbols(&self) -> Arc<Symbols> {
        self.symbols.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A handle to the session on its thread. When it is dropped the session ends.
pub struct SessionThread {
    requests: Sender<Request>,
    answers: Receiver<Answer>,
}

impl SessionThread {
    /// Creates the session on a new thread and waits for its first answer. `surface` gives the terminal's width and
    /// colours; `width` gives the current width. The inner error is that of `start`.
    ///
    /// # Errors
    /// No thread could be started, or it panicked.
    pub fn start<S: SessionHandler>(
        start: impl FnOnce() -> Result<(S, Reply), String> + Send + 'static,
        shared: &SessionShared,
        surface: Surface,
        width: fn() -> Option<usize>,
    ) -> io::Result<Result<(SessionThread, Answer), String>> {
        let (requests, received) = mpsc::channel();
        let (started, first) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        let (shared, from_files) = (shared.clone(), requests.clone());
        let thread = std::thread::Builder::new().name("session".into()).stack_size(STACK_BYTES);
        thread.spawn(move || {
            let (session, reply) = match start() {
                Ok(opened) => opened,
                // Sending fails only if the process is ending.
                Err(why) => return started.send(Err(why)).unwrap_or(()),
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
            if started.send(Ok(answer)).is_ok() {
                drop(started);
                session_loop.listen(&received);
            }
        })?;
        match first.recv() {
            Ok(Ok(answer)) => Ok(Ok((SessionThread { requests, answers }, answer))),
            Ok(Err(why)) => Ok(Err(why)),
            Err(_) => Err(broken()),
        }
    }

    /// Sends an entry and waits for the answer.
    ///
    /// # Errors
    /// The session thread ended unexpectedly.
    pub fn eval(&self, entry: String) -> io::Result<Answer> {
        self.ask(Request::Entry(entry))
    }

    /// Asks to leave.
    ///
    /// # Errors
    /// The session thread ended unexpectedly.
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

/// The loop of the session thread.
struct SessionLoop<S> {
    session: S,
    shared: SessionShared,
    watcher: Option<Watcher>,
    surface: Surface,
    width: fn() -> Option<usize>,
    answers: Sender<Answer>,
}

impl<S: SessionHandler> SessionLoop<S> {
    /// Handles requests until the handle is dropped.
    fn listen(mut self, received: &Receiver<Request>) {
        let mut stashed = None;
        loop {
            let requests = match stashed.take() {
                Some(requests) => Ok(requests),
                None => received.recv_timeout(TICK),
            };
            match requests {
                Ok(Request::Entry(entry)) => self.entry(|session| session.eval(&entry)),
                Ok(Request::Leave) => self.entry(SessionHandler::leave),
                Ok(Request::Files(mut paths)) => {
                    // Files saved while an entry ran are handled together.
                    while let Ok(more) = received.try_recv() {
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
        self.update_width();
        let reply = guarded(|| answer(&mut self.session));
        self.refresh_shared();
        let answer = self.answer(reply);
        // Before the answer is sent, so that a late Ctrl-C cannot stop the next entry.
        self.shared.activity.end_entry();
        let _ = self.answers.send(answer);
    }

    /// Handles something that is not an entry; the reply becomes a notice.
    fn in_background(&mut self, answer: impl FnOnce(&mut S) -> Reply) {
        self.update_width();
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

    /// Passes the current window width to the session.
    fn update_width(&mut self) {
        let width = (self.width)().unwrap_or(self.surface.width);
        if width != self.surface.width {
            self.surface.width = width;
            self.session.set_surface(self.surface);
        }
    }

    /// Publishes the known names and updates what is watched.
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

/// The reply of `work`. A panic ends the entry but not the session, which may hold unsaved work.
fn guarded(work: impl FnOnce() -> Reply) -> Reply {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(reply) => reply,
        Err(why) => Reply { end: ReplyEnd::Fault, ..Reply::fault(internal_error(&*why)) },
    }
}

fn internal_error(why: &(dyn Any + Send)) -> String {
    let message = why.downcast_ref::<String>().map(String::as_str);
    let message = message.or_else(|| why.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    format!(
        "error: an internal error of Dateline stopped this: {message}\n\
         The session continues; save your work. Please report the error with what was entered."
    )
}

#[cfg(test)]
mod tests;
