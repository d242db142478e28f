//! Tests of the session thread with a session that only echoes.

use super::*;
use std::fs;

/// Answers with what it was asked; `stop` runs until it is interrupted.
struct EchoHandler {
    interrupt: Arc<AtomicBool>,
    watched: Vec<PathBuf>,
    width: usize,
    asking: bool,
}

impl SessionHandler for EchoHandler {
    fn eval(&mut self, entry: &str) -> Reply {
        self.asking = entry == "ask";
        match entry {
            "stop" => {
                while !self.interrupt.swap(false, Ordering::SeqCst) {
                    std::thread::yield_now();
                }
                Reply::fault("stopped")
            }
            "panic" => panic!("broken {entry}"),
            "leave" => Reply { text: String::new(), end: ReplyEnd::Leave },
            _ => Reply::fine(format!("{entry} {}", self.width)),
        }
    }
    fn files_changed(&mut self, paths: &[PathBuf]) -> Reply {
        let names = paths.iter().filter_map(|path| path.file_name()?.to_str());
        Reply::fine(format!("changed: {}", names.collect::<Vec<_>>().join(" ")))
    }
    fn tick(&mut self) -> Reply {
        Reply::default()
    }
    fn watched(&self) -> Vec<PathBuf> {
        self.watched.clone()
    }
    fn symbols(&self) -> Arc<Symbols> {
        Arc::new(Symbols { kinds: Arc::new(vec!["siege".into()]), ..Symbols::default() })
    }
    fn set_surface(&mut self, surface: Surface) {
        self.width = surface.width;
    }
    fn prompt(&self) -> String {
        if self.asking { "sure? " } else { "> " }.to_owned()
    }
    fn pager(&self) -> bool {
        true
    }
    fn leave(&mut self) -> Reply {
        self.eval("leave")
    }
}

fn started(watched: Vec<PathBuf>) -> (SessionThread, SessionShared) {
    let interrupt = Arc::new(AtomicBool::new(false));
    let shared = SessionShared::new(interrupt.clone());
    let start = move || {
        Ok((EchoHandler { interrupt, watched, width: 0, asking: false }, Reply::fine("hello")))
    };
    let surface = Surface { width: 100, color: false };
    let (session, first) =
        SessionThread::start(start, &shared, surface, || Some(72)).unwrap().unwrap();
    assert_eq!((first.reply, first.prompt.as_str()), (Reply::fine("hello"), "> "));
    (session, shared)
}

#[test]
fn entries_are_answered_for_the_current_width() {
    let (session, shared) = started(Vec::new());
    assert_eq!(session.eval("one".into()).unwrap().reply, Reply::fine("one 72"));
    assert_eq!(shared.symbols().kinds[0], "siege");
    assert_eq!(session.eval("ask".into()).unwrap().prompt, "sure? ");
    assert_eq!(session.leave().unwrap().reply.end, ReplyEnd::Leave);
}

#[test]
fn the_interrupt_flag_stops_a_running_entry() {
    let (session, shared) = started(Vec::new());
    let interrupt = shared.interrupt.clone();
    let running = std::thread::spawn(move || session.eval("stop".into()).unwrap());
    interrupt.store(true, Ordering::SeqCst);
    assert_eq!(running.join().unwrap().reply, Reply::fault("stopped"));
}

#[test]
fn a_panic_does_not_end_the_session() {
    let (session, _) = started(Vec::new());
    let answer = session.eval("panic".into()).unwrap();
    assert_eq!(answer.reply.end, ReplyEnd::Fault);
    assert!(answer.reply.text.contains("broken panic"), "{}", answer.reply.text);
    assert_eq!(session.eval("two".into()).unwrap().reply.end, ReplyEnd::Fine);
}

#[test]
fn a_session_that_cannot_start_gives_the_reason() {
    let shared = SessionShared::new(Arc::default());
    let start = || Err::<(EchoHandler, Reply), _>("no such pack".to_owned());
    let failed = SessionThread::start(start, &shared, Surface::default(), || None).unwrap();
    assert_eq!(failed.err().as_deref(), Some("no such pack"));
}

#[test]
fn saved_files_are_reported_above_the_prompt() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let (_session, shared) = started(vec![root.clone()]);
    let (send, shown) = mpsc::channel();
    let notices = shared.notices.clone();
    std::thread::spawn(move || notices.deliver(|text| send.send(text).unwrap_or(())));
    shared.notices.open();
    fs::write(root.join("a.rhai"), "x").unwrap();
    let mut seen = String::new();
    while !seen.contains("changed: a.rhai") {
        seen += &shown.recv_timeout(Duration::from_secs(30)).expect("the change is reported");
    }
    shared.notices.end();
}
