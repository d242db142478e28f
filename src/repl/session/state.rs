//! What a session holds, how it is opened, and how it lays out what Rhai answers.

use super::files::CorpusFiles;
use super::gold::SessionGold;
use super::settings::Settings;
use crate::event::Event;
use crate::gazetteer::Gazetteer;
use crate::live::Live;
use crate::pack::Pack;
use crate::repl::corpus_queries::CorpusQueries;
use crate::repl::history::History;
use crate::repl::pack_source::PackSource;
use crate::repl::refusal::Refusal;
use crate::repl::reply::{End, Reply};
use crate::repl::rulebook::{Rules, Sources};
use crate::repl::show;
use crate::repl::surface::{Surface, Tone};
use crate::repl::symbols::Symbols;
use crate::script::console::{Console, Said, SharedDesk, Syntax, Value};
use crate::script::{Fault, Limits, Notice, ScriptSet};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

/// So many earlier states of the rules are kept for `:undo`; each is a handful of pointers.
pub const REMEMBERED: usize = 200;

/// What a session is opened with.
pub struct Opening {
    /// Packs and articles by name.
    pub pack_source: Box<dyn PackSource>,
    /// The corpus; the shipped articles where empty.
    pub corpus: Vec<PathBuf>,
    /// The packs.
    pub packs: Vec<String>,
    /// Ends whatever runs, once set.
    pub interrupt: Arc<AtomicBool>,
    /// What was entered, now and in earlier sessions.
    pub history: Arc<Mutex<History>>,
    /// Threads to work on.
    pub threads: usize,
    /// Where replies are read.
    pub surface: Surface,
    /// Whether somebody is there to answer questions; a script is not.
    pub attended: bool,
}

/// A live session.
pub struct Session {
    pub(in crate::repl) pack_source: Box<dyn PackSource>,
    pub(in crate::repl) live: Rc<RefCell<Live>>,
    pub(in crate::repl) queries: Rc<RefCell<CorpusQueries>>,
    pub(in crate::repl) console: Console,
    pub(in crate::repl) corpus: CorpusFiles,
    pub(in crate::repl) sources: Sources,
    pub(in crate::repl) rules: Rules,
    /// Earlier states of the rules, the last the latest.
    pub(in crate::repl) earlier: Vec<(Rules, String)>,
    pub(in crate::repl) baseline: Rules,
    pub(in crate::repl) gold: Option<SessionGold>,
    /// The packs on disk as they were last read, whatever of them was taken.
    pub(in crate::repl) seen: Vec<Arc<Pack>>,
    /// Faults of the packs on disk as they were last read; they have been told.
    pub(in crate::repl) standing: Vec<Fault>,
    /// What notices were about that have been shown: each is shown once in a session.
    pub(in crate::repl) noticed: BTreeSet<String>,
    /// Whether saved files are taken up at once.
    pub(in crate::repl) watching: bool,
    /// Files that this session wrote events to: these it may replace.
    pub(in crate::repl) exported: BTreeSet<PathBuf>,
    /// File and format of an export that waits for an answer.
    pub(in crate::repl) asked_to_export: Option<(PathBuf, String)>,
    /// Events accepted (true) and rejected in this session.
    pub(in crate::repl) judged: Vec<(bool, Event)>,
    /// The events shown last, by number.
    pub(in crate::repl) listed: Vec<Arc<Event>>,
    pub(in crate::repl) settings: Settings,
    pub(in crate::repl) surface: Surface,
    /// The surface as it was given, before settings.
    pub(in crate::repl) given: Surface,
    pub(in crate::repl) history: Arc<Mutex<History>>,
    pub(in crate::repl) interrupt: Arc<AtomicBool>,
    pub(in crate::repl) pending: Option<Pending>,
    pub(in crate::repl) attended: bool,
    pub(in crate::repl) syntax: Syntax,
    /// The Rhai entered last.
    pub(in crate::repl) last: String,
    pub(in crate::repl) symbols: Arc<Symbols>,
    /// The gazetteer that the known actors are of.
    pub(in crate::repl) gazetteer: Option<Arc<Gazetteer>>,
    /// The scripts that the console knows the modules and lexicons of.
    pub(in crate::repl) sets: Vec<Arc<ScriptSet>>,
}

/// A question that waits for its answer.
pub struct Pending {
    /// What stands before the answer typed.
    pub prompt: String,
    /// What is done where the answer is yes; no leaves all as it is.
    pub on_yes: fn(&mut Session) -> Reply,
}

impl Session {
    /// Opens a session: loads packs and corpus and runs the rules. The reply tells what is there and what is wrong;
    /// an error is what makes a session impossible.
    pub fn open(opening: Opening) -> Result<(Session, Reply), String> {
        let Opening { pack_source, corpus, packs, interrupt, history, threads, surface, attended } =
            opening;
        let live = Live::new(threads, Limits::default(), interrupt.clone())
            .map_err(|error| format!("cannot start worker threads: {error}"))?;
        let live = Rc::new(RefCell::new(live));
        let queries = CorpusQueries::new(live.clone()).map_err(|_| "stopped".to_owned())?;
        let queries = Rc::new(RefCell::new(queries));
        let desk: SharedDesk = queries.clone();
        let console = Console::new(&[], &desk, interrupt.clone());
        let mut session = Session {
            pack_source,
            live,
            queries,
            console,
            corpus: CorpusFiles::default(),
            sources: Sources::default(),
            rules: Rules::default(),
            earlier: Vec::new(),
            baseline: Rules::default(),
            gold: None,
            seen: Vec::new(),
            standing: Vec::new(),
            noticed: BTreeSet::new(),
            watching: true,
            exported: BTreeSet::new(),
            asked_to_export: None,
            judged: Vec::new(),
            listed: Vec::new(),
            settings: Settings::default(),
            surface,
            given: surface,
            history,
            interrupt,
            pending: None,
            attended,
            syntax: Syntax::new(),
            last: String::new(),
            symbols: Arc::default(),
            gazetteer: None,
            sets: Vec::new(),
        };
        let reply = session.begin(&packs, corpus)?;
        Ok((session, reply))
    }

    fn begin(&mut self, packs: &[String], corpus: Vec<PathBuf>) -> Result<Reply, String> {
        let mut faults = Vec::new();
        for name in packs {
            faults.extend(self.sources.add(&*self.pack_source, name)?);
        }
        let mut text = self.read_corpus(corpus).map_err(|refusal| refusal.message)?;
        let (packs, twins) = self.sources.packs();
        faults.extend(twins);
        self.rules = Rules::new(packs, Vec::new());
        match self.settle(faults) {
            Ok(told) => text.push_str(&told),
            Err(refusal) => return Err(refusal.message),
        }
        self.baseline = self.rules.clone();
        Ok(Reply::fine(text))
    }

    /// Takes the rules and articles of the moment as the state to start from; tells faults.
    fn settle(&mut self, mut faults: Vec<Fault>) -> Result<String, Refusal> {
        let outcome = self.live.borrow_mut().take(self.rules.all())?;
        faults.extend(outcome.faults);
        self.sources.note(self.rules.packs(), &faults);
        self.seen = self.rules.packs().to_vec();
        self.standing.clone_from(&faults);
        faults.extend(outcome.shown);
        self.refresh();
        Ok(self.faults(&faults) + self.fresh_notices().as_str())
    }

    /// What works in the packs and is often not meant, as far as it was not said before.
    pub(in crate::repl) fn fresh_notices(&mut self) -> String {
        let notices: Vec<Notice> = self.live.borrow().coder().notices().to_vec();
        let fresh = notices.into_iter().filter(|notice| self.noticed.insert(notice.subject()));
        let lines: Vec<String> = fresh.map(|notice| notice.line()).collect();
        let shown = lines.iter().map(|line| self.surface.paint(Tone::Changed, line.as_str()));
        shown.map(|line| show::hanging(&self.surface, &line)).collect()
    }

    /// Asks before something is done that cannot be undone.
    pub(in crate::repl) fn ask(
        &mut self,
        text: String,
        prompt: &str,
        on_yes: fn(&mut Session) -> Reply,
    ) -> Reply {
        self.pending = Some(Pending { prompt: prompt.to_owned(), on_yes });
        Reply { end: End::Ask, ..Reply::fine(text) }
    }

    /// Answers Rhai.
    pub(in crate::repl) fn rhai(&mut self, entry: &str) -> Reply {
        // A chain of calls is typed a line each; a line that begins with a dot goes on from the entry before it.
        let entry = match entry.starts_with('.') && !self.last.is_empty() {
            true => format!("{}\n{entry}", self.last.trim_end().trim_end_matches(';')),
            false => entry.to_owned(),
        };
        if !entry.starts_with("//") {
            self.last.clone_from(&entry);
        }
        let (said, fault) = self.console.entry(&entry);
        let mut reply = self.said(said);
        if let Some(fault) = fault {
            reply.text.push_str(&self.fault(&fault));
            reply.end = End::Fault;
        }
        reply
    }

    fn said(&mut self, said: Said) -> Reply {
        let Said { value, printed, rules } = said;
        let mut text = show::value::value(&self.surface, &Value::Plain(printed), usize::MAX);
        if text == "\n" {
            text.clear();
        }
        if text.ends_with("\n\n") {
            text.pop();
        }
        if !rules.is_empty() {
            let reply = self.typed(rules);
            return Reply { text: text + reply.text.as_str(), end: reply.end };
        }
        if let Value::Events(events) = &value {
            self.listed.clone_from(events);
        }
        text.push_str(&show::value::value(&self.surface, &value, self.settings.rows));
        Reply::fine(text)
    }

    /// What stands before a line: the session's name, or a question.
    pub fn prompt(&self) -> String {
        self.pending.as_ref().map_or_else(|| "dateline> ".to_owned(), |p| p.prompt.clone())
    }

    /// Ends the session, or asks where something typed is not saved.
    pub fn leave(&mut self) -> Reply {
        self.pending = None;
        let over = |_: &mut Session| Reply { text: String::new(), end: End::Leave };
        let unsaved: Vec<&str> = self.rules.typed().iter().map(|rule| rule.id.as_str()).collect();
        if unsaved.is_empty() || !self.attended {
            return over(self);
        }
        let text =
            format!("not saved: {}  (:save RULE FILE writes one into a pack)", unsaved.join(", "));
        self.ask(text, "leave without? [y/N] ", over)
    }

    /// The rules typed and not saved, by id.
    pub fn unsaved(&self) -> Vec<&str> {
        self.rules.typed().iter().map(|rule| rule.id.as_str()).collect()
    }

    /// Tells the session where its replies are read.
    pub fn set_surface(&mut self, surface: Surface) {
        self.given = surface;
        self.surface = Surface {
            width: self.settings.width.unwrap_or(surface.width),
            color: self.settings.color.unwrap_or(surface.color),
        };
    }

    /// Who codes, and when: for gold.
    pub(in crate::repl) fn signature(&self) -> (String, String) {
        let (user, now) = self.pack_source.signature();
        (self.settings.coder.clone().unwrap_or(user), now)
    }

    /// Whether long replies are to be paged.
    pub fn pager(&self) -> bool {
        self.settings.pager
    }

    /// The names that a line may hold now.
    pub fn symbols(&self) -> Arc<Symbols> {
        self.symbols.clone()
    }

    /// A fault as a person reads it.
    fn fault(&self, fault: &Fault) -> String {
        self.fitted(&fault.render_to(self.surface.color, self.surface.width))
    }

    /// A fault or notice with its messages broken where they are too long.
    fn fitted(&self, text: &str) -> String {
        let line = |line: &str| match line.contains(": ") && !line.contains(" | ") {
            true => show::hanging(&self.surface, line),
            false => format!("{line}\n"),
        };
        text.lines().map(line).collect()
    }

    /// Faults as a person reads them, each once.
    pub(in crate::repl) fn faults(&self, faults: &[Fault]) -> String {
        let mut seen = BTreeSet::new();
        let mut text = String::new();
        for fault in faults {
            let shown = self.fault(&fault.without_article());
            if seen.insert(shown.clone()) && seen.len() <= 20 {
                text.push_str(shown.trim_end());
                text.push_str("\n\n");
            }
        }
        if seen.len() > 20 {
            let more = format!("… and {} more faults\n", seen.len() - 20);
            text.push_str(&self.surface.paint(Tone::Went, more));
        }
        text
    }
}
