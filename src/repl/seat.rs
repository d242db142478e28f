//! The session's seat: the thread it lives on, and the one queue of what it hears: entries, saved files, time. What saved
//! files bring appears above the prompt; what an entry brings goes to the editor, which waits for it.

use super::Known;
use super::above::Above;
use super::bell::Doing;
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
pub trait Talk {
    /// Answers one entry, or takes it as the answer to a question.
    fn eval(&mut self, entry: &str) -> Reply;
    /// Answers to files that changed; an empty text where there is nothing to say.
    fn files_changed(&mut self, paths: &[PathBuf]) -> Reply;
    /// Answers to time going by.
    fn tick(&mut self) -> Reply;
    /// The files and folders to be watched now.
    fn watched(&self) -> Vec<PathBuf>;
    /// The names known now.
    fn known(&self) -> Arc<Known>;
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
enum News {
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
    pub above: Above,
    /// What the session does.
    pub doing: Doing,
    /// Ends what runs, once set.
    pub interrupt: Arc<AtomicBool>,
    /// Whether saved files are being taken up at this moment.
    pub busy: Arc<AtomicBool>,
    known: Arc<Mutex<Arc<Known>>>,
}

impl Shared {
    /// For a session that is ended by `interrupt`.
    pub fn new(interrupt: Arc<AtomicBool>) -> Shared {
        Shared {
            above: Above::default(),
            doing: Doing::default(),
            interrupt,
            busy: Arc::default(),
            known: Arc::default(),
        }
    }

    /// The names known at the moment.
    pub fn known(&self) -> Arc<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The way to a session on its thread. Dropped, the session ends.
pub struct Seat {
    news: Sender<News>,
    answers: Receiver<Answer>,
}

impl Seat {
    /// Makes the session on a thread of its own and waits for its first answer. `surface` is where replies are read;
    /// `width` tells the width of the moment. The inner error is what `start` says.
    ///
    /// # Errors
    /// There is no thread to be had, or it broke down.
    pub fn start<S: Talk>(
        start: impl FnOnce() -> Result<(S, Reply), String> + Send + 'static,
        shared: &Shared,
        surface: Surface,
        width: fn() -> Option<usize>,
    ) -> io::Result<Result<(Seat, Answer), String>> {
        let (news, heard) = mpsc::channel();
        let (begun, first) = mpsc::channel();
        let (told, answers) = mpsc::channel();
        let (shared, from_files) = (shared.clone(), news.clone());
        let thread = std::thread::Builder::new().name("session".into()).stack_size(STACK_BYTES);
        thread.spawn(move || {
            let (session, reply) = match start() {
                Ok(opened) => opened,
                // Where nobody listens the process is ending.
                Err(why) => return begun.send(Err(why)).unwrap_or(()),
            };
            let watcher = Watcher::new(move |paths| {
                let _ = from_files.send(News::Files(paths));
            });
            let mut sitting = Sitting { session, shared, watcher: None, surface, width, told };
            match watcher {
                Ok(watcher) => sitting.watcher = Some(watcher),
                Err(why) => sitting.shared.above.say(format!("{why}\n")),
            }
            sitting.look_round();
            let answer = sitting.answer(reply);
            if begun.send(Ok(answer)).is_ok() {
                drop(begun);
                sitting.listen(&heard);
            }
        })?;
        match first.recv() {
            Ok(Ok(answer)) => Ok(Ok((Seat { news, answers }, answer))),
            Ok(Err(why)) => Ok(Err(why)),
            Err(_) => Err(broken()),
        }
    }

    /// Has an entry answered.
    ///
    /// # Errors
    /// The session broke down.
    pub fn eval(&self, entry: String) -> io::Result<Answer> {
        self.ask(News::Entry(entry))
    }

    /// Asks to leave.
    ///
    /// # Errors
    /// The session broke down.
    pub fn leave(&self) -> io::Result<Answer> {
        self.ask(News::Leave)
    }

    fn ask(&self, news: News) -> io::Result<Answer> {
        self.news.send(news).map_err(|_| broken())?;
        self.answers.recv().map_err(|_| broken())
    }
}

fn broken() -> io::Error {
    io::Error::other("the session broke down")
}

/// The session on its thread.
struct Sitting<S> {
    session: S,
    shared: Shared,
    watcher: Option<Watcher>,
    surface: Surface,
    width: fn() -> Option<usize>,
    told: Sender<Answer>,
}

impl<S: Talk> Sitting<S> {
    /// Answers until nobody asks any longer.
    fn listen(mut self, heard: &Receiver<News>) {
        let mut stashed = None;
        loop {
            let news = match stashed.take() {
                Some(news) => Ok(news),
                None => heard.recv_timeout(TICK),
            };
            match news {
                Ok(News::Entry(entry)) => self.entry(|session| session.eval(&entry)),
                Ok(News::Leave) => self.entry(Talk::leave),
                Ok(News::Files(mut paths)) => {
                    // What was saved while an entry ran is taken up at once.
                    while let Ok(more) = heard.try_recv() {
                        match more {
                            News::Files(more) => paths.extend(more),
                            other => {
                                stashed = Some(other);
                                break;
                            }
                        }
                    }
                    paths.sort();
                    paths.dedup();
                    self.beside(|session| session.files_changed(&paths));
                }
                Err(RecvTimeoutError::Timeout) => self.beside(Talk::tick),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn entry(&mut self, answer: impl FnOnce(&mut S) -> Reply) {
        self.fit();
        let reply = guarded(|| answer(&mut self.session));
        self.look_round();
        let answer = self.answer(reply);
        // Before the answer is out, so that a late Ctrl-C cannot stop what comes after it.
        self.shared.doing.wait();
        let _ = self.told.send(answer);
    }

    /// Has the session answer to what happened beside the prompt.
    fn beside(&mut self, answer: impl FnOnce(&mut S) -> Reply) {
        self.fit();
        self.shared.interrupt.store(false, Ordering::SeqCst);
        self.shared.busy.store(true, Ordering::SeqCst);
        let reply = guarded(|| answer(&mut self.session));
        self.shared.busy.store(false, Ordering::SeqCst);
        self.shared.above.say(reply.text);
        self.look_round();
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
    fn look_round(&mut self) {
        let known = self.session.known();
        *self.shared.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
        if let Some(watcher) = &mut self.watcher {
            let failures = watcher.set(&self.session.watched());
            let text: String = failures.into_iter().map(|failure| failure + "\n").collect();
            self.shared.above.say(text);
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
        "error: a mistake in Dateline itself ended this: {message}\n\
         The session goes on; save what is to be kept. Please report it with what was entered."
    )
}

#[cfg(test)]
mod tests;
