//! The session: its components, how it is opened, and how it lays out what Rhai answers.

use super::corpus::SessionCorpus;
use super::gold::GoldState;
use super::input::Input;
use super::name_cache::NameCache;
use super::rule_state::RuleState;
use super::view::View;
use crate::repl::history::History;
use crate::repl::pack_source::PackSource;
use crate::repl::refusal::Refusal;
use crate::repl::reply::{End, Reply};
use crate::repl::rulebook::Rules;
use crate::repl::show;
use crate::repl::surface::{Surface, Tone};
use crate::repl::symbols::Symbols;
use crate::script::Fault;
use crate::script::console::{EntryOutcome, Value};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

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

/// A live session. Every component owns its data; what needs several of them is a method of the session.
pub struct Session {
    pub(in crate::repl) pack_source: Box<dyn PackSource>,
    pub(in crate::repl) corpus: SessionCorpus,
    pub(in crate::repl) rules: RuleState,
    pub(in crate::repl) gold: GoldState,
    pub(in crate::repl) view: View,
    pub(in crate::repl) input: Input,
    pub(in crate::repl) exports: Exports,
    pub(in crate::repl) names: NameCache,
    pub(in crate::repl) pending: Option<Pending>,
    /// Stops whatever runs, once set.
    pub(in crate::repl) interrupt: Arc<AtomicBool>,
}

/// What the session wrote events to.
#[derive(Default)]
pub struct Exports {
    /// Files that this session wrote events to: it may replace them.
    pub written: BTreeSet<PathBuf>,
    /// File and format of an export that waits for an answer.
    pub asked: Option<(PathBuf, String)>,
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
        let Opening {
            pack_source,
            corpus: paths,
            packs,
            interrupt,
            history,
            threads,
            surface,
            attended,
        } = opening;
        let corpus = SessionCorpus::open(threads, &interrupt)?;
        let input = Input::new(&corpus, &interrupt, history, attended);
        let mut session = Session {
            pack_source,
            corpus,
            rules: RuleState::default(),
            gold: GoldState::default(),
            view: View::new(surface),
            input,
            exports: Exports::default(),
            names: NameCache::default(),
            pending: None,
            interrupt,
        };
        let reply = session.begin(&packs, paths)?;
        Ok((session, reply))
    }

    fn begin(&mut self, packs: &[String], corpus: Vec<PathBuf>) -> Result<Reply, String> {
        let mut faults = Vec::new();
        for name in packs {
            faults.extend(self.rules.sources.add(&*self.pack_source, name)?);
        }
        let mut text = self.read_corpus(corpus).map_err(|refusal| refusal.message)?;
        let (packs, twins) = self.rules.sources.packs();
        faults.extend(twins);
        self.rules.current = Rules::new(packs, Vec::new());
        match self.settle(faults) {
            Ok(told) => text.push_str(&told),
            Err(refusal) => return Err(refusal.message),
        }
        self.rules.baseline = self.rules.current.clone();
        Ok(Reply::fine(text))
    }

    /// Takes the rules and articles of the moment as the state to start from; tells faults.
    fn settle(&mut self, mut faults: Vec<Fault>) -> Result<String, Refusal> {
        let outcome = self.corpus.live.borrow_mut().update(self.rules.current.all())?;
        faults.extend(outcome.faults);
        let packs = self.rules.current.packs().to_vec();
        self.rules.record(packs, &faults);
        faults.extend(outcome.shown);
        self.refresh();
        Ok(self.view.faults(&faults) + self.fresh_notices().as_str())
    }

    /// What works in the packs and is often not meant, as far as it was not said before.
    pub(in crate::repl) fn fresh_notices(&mut self) -> String {
        let notices = self.corpus.live.borrow().coder().notices().to_vec();
        let lines = self.rules.fresh_notices(&notices);
        let shown = lines.iter().map(|line| self.view.surface.paint(Tone::Changed, line.as_str()));
        shown.map(|line| show::hanging(&self.view.surface, &line)).collect()
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
        let entry = self.input.continued(entry);
        let (said, fault) = self.input.console.entry(&entry);
        let mut reply = self.said(said);
        if let Some(fault) = fault {
            reply.text.push_str(&self.view.fault(&fault));
            reply.end = End::Fault;
        }
        reply
    }

    fn said(&mut self, said: EntryOutcome) -> Reply {
        let EntryOutcome { value, printed, rules } = said;
        let mut text = show::value::value(&self.view.surface, &Value::Plain(printed), usize::MAX);
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
            self.view.listed.clone_from(events);
        }
        text.push_str(&show::value::value(&self.view.surface, &value, self.view.settings.rows));
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
        let unsaved = self.rules.unsaved();
        if unsaved.is_empty() || !self.input.attended {
            return over(self);
        }
        let text =
            format!("not saved: {}  (:save RULE FILE writes one into a pack)", unsaved.join(", "));
        self.ask(text, "leave without saving? [y/N] ", over)
    }

    /// The rules typed and not saved, by id.
    pub fn unsaved(&self) -> Vec<&str> {
        self.rules.unsaved()
    }

    /// Sets where replies are read.
    pub fn set_surface(&mut self, surface: Surface) {
        self.view.set_surface(surface);
    }

    /// Who codes, and when: for gold.
    pub(in crate::repl) fn signature(&self) -> (String, String) {
        let (user, now) = self.pack_source.signature();
        (self.view.settings.coder.clone().unwrap_or(user), now)
    }

    /// Whether long replies are to be paged.
    pub fn pager(&self) -> bool {
        self.view.settings.pager
    }

    /// The names that a line may hold now.
    pub fn symbols(&self) -> Arc<Symbols> {
        self.names.symbols.clone()
    }
}
