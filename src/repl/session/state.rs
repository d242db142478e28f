//! The session: its components, how it is opened, and how the results of Rhai are shown.

use super::corpus::SessionCorpus;
use super::gold::GoldState;
use super::input::InputState;
use super::name_cache::NameCache;
use super::rule_state::RuleState;
use super::view::ViewState;
use crate::repl::history::History;
use crate::repl::pack_source::PackSource;
use crate::repl::refusal::Refusal;
use crate::repl::reply::{Reply, ReplyEnd};
use crate::repl::rulebook::Rulebook;
use crate::repl::show;
use crate::repl::surface::{Surface, Tone};
use crate::repl::symbols::Symbols;
use crate::script::Fault;
use crate::script::console::{EntryOutcome, Value};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

/// The arguments of [`Session::open`].
pub struct SessionOptions {
    /// Where packs and articles come from.
    pub pack_source: Box<dyn PackSource>,
    /// The corpus; if empty, the shipped articles.
    pub corpus: Vec<PathBuf>,
    /// The packs.
    pub packs: Vec<String>,
    /// Stops whatever runs, once set.
    pub interrupt: Arc<AtomicBool>,
    /// The entries of this and earlier sessions.
    pub history: Arc<Mutex<History>>,
    /// The number of worker threads.
    pub threads: usize,
    /// Width and colours of the output.
    pub surface: Surface,
    /// Whether a person can answer questions; false for a script.
    pub attended: bool,
}

/// A live session. Each component owns its data; code that needs several components is a method of the session.
pub struct Session {
    pub(in crate::repl) pack_source: Box<dyn PackSource>,
    pub(in crate::repl) corpus: SessionCorpus,
    pub(in crate::repl) rules: RuleState,
    pub(in crate::repl) gold: GoldState,
    pub(in crate::repl) view: ViewState,
    pub(in crate::repl) input: InputState,
    pub(in crate::repl) exports: ExportState,
    pub(in crate::repl) names: NameCache,
    pub(in crate::repl) pending: Option<PendingQuestion>,
    /// Stops whatever runs, once set.
    pub(in crate::repl) interrupt: Arc<AtomicBool>,
}

/// The files that the session exported events to.
#[derive(Default)]
pub struct ExportState {
    /// Files that this session wrote: it may replace them without asking.
    pub written: BTreeSet<PathBuf>,
    /// File and format of an export that waits for an answer.
    pub asked: Option<(PathBuf, String)>,
}

/// A question that waits for its answer.
pub struct PendingQuestion {
    /// The prompt of the answer.
    pub prompt: String,
    /// Called if the answer is yes; no changes nothing.
    pub on_yes: fn(&mut Session) -> Reply,
}

impl Session {
    /// Opens a session: loads packs and corpus and runs the rules. The reply reports faults and articles left out; an
    /// error means that no session can be opened.
    pub fn open(opening: SessionOptions) -> Result<(Session, Reply), String> {
        let SessionOptions {
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
        let input = InputState::new(&corpus, &interrupt, history, attended);
        let mut session = Session {
            pack_source,
            corpus,
            rules: RuleState::default(),
            gold: GoldState::default(),
            view: ViewState::new(surface),
            input,
            exports: ExportState::default(),
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
        let (packs, duplicates) = self.rules.sources.packs();
        faults.extend(duplicates);
        self.rules.current = Rulebook::new(packs, Vec::new());
        match self.run_rules(faults) {
            Ok(report) => text.push_str(&report),
            Err(refusal) => return Err(refusal.message),
        }
        self.rules.baseline = self.rules.current.clone();
        Ok(Reply::fine(text))
    }

    /// Runs the current rules on the articles, as the initial state; returns the report of the faults.
    fn run_rules(&mut self, mut faults: Vec<Fault>) -> Result<String, Refusal> {
        let outcome = self.corpus.live.borrow_mut().update(self.rules.current.all())?;
        faults.extend(outcome.faults);
        let packs = self.rules.current.packs().to_vec();
        self.rules.record(packs, &faults);
        faults.extend(outcome.shown);
        self.refresh();
        Ok(self.view.faults(&faults) + self.fresh_notices().as_str())
    }

    /// The notices (code that is valid but often a mistake) that were not shown before.
    pub(in crate::repl) fn fresh_notices(&mut self) -> String {
        let notices = self.corpus.live.borrow().coder().notices().to_vec();
        let lines = self.rules.fresh_notices(&notices);
        let shown = lines.iter().map(|line| self.view.surface.paint(Tone::Changed, line.as_str()));
        shown.map(|line| show::hanging(&self.view.surface, &line)).collect()
    }

    /// Asks a yes-no question before something that cannot be undone.
    pub(in crate::repl) fn ask(
        &mut self,
        text: String,
        prompt: &str,
        on_yes: fn(&mut Session) -> Reply,
    ) -> Reply {
        self.pending = Some(PendingQuestion { prompt: prompt.to_owned(), on_yes });
        Reply { end: ReplyEnd::Ask, ..Reply::fine(text) }
    }

    /// Evaluates an entry of Rhai.
    pub(in crate::repl) fn rhai(&mut self, entry: &str) -> Reply {
        let entry = self.input.continued(entry);
        let (outcome, fault) = self.input.console.entry(&entry);
        let mut reply = self.show_outcome(outcome);
        if let Some(fault) = fault {
            reply.text.push_str(&self.view.fault(&fault));
            reply.end = ReplyEnd::Fault;
        }
        reply
    }

    fn show_outcome(&mut self, outcome: EntryOutcome) -> Reply {
        let EntryOutcome { value, printed, rules } = outcome;
        let mut text = show::value::value(&self.view.surface, &Value::Plain(printed), usize::MAX);
        if text == "\n" {
            text.clear();
        }
        if text.ends_with("\n\n") {
            text.pop();
        }
        if !rules.is_empty() {
            let reply = self.apply_typed(rules);
            return Reply { text: text + reply.text.as_str(), end: reply.end };
        }
        if let Value::Events(events) = &value {
            self.view.listed.clone_from(events);
        }
        text.push_str(&show::value::value(&self.view.surface, &value, self.view.settings.rows));
        Reply::fine(text)
    }

    /// The prompt of the next line: the program's name, or a question.
    pub fn prompt(&self) -> String {
        self.pending.as_ref().map_or_else(|| "dateline> ".to_owned(), |p| p.prompt.clone())
    }

    /// Ends the session, or asks first if a typed rule is not saved.
    pub fn leave(&mut self) -> Reply {
        self.pending = None;
        let end = |_: &mut Session| Reply { text: String::new(), end: ReplyEnd::Leave };
        let unsaved = self.rules.unsaved();
        if unsaved.is_empty() || !self.input.attended {
            return end(self);
        }
        let text =
            format!("not saved: {}  (:save RULE FILE writes one into a pack)", unsaved.join(", "));
        let asked = self.ask(text, "leave without saving? [y/N] ", end);
        self.harmless(asked)
    }

    /// The ids of the rules typed and not saved.
    pub fn unsaved(&self) -> Vec<&str> {
        self.rules.unsaved()
    }

    /// Sets width and colours of the output.
    pub fn set_surface(&mut self, surface: Surface) {
        self.view.set_surface(surface);
    }

    /// The coder's name and the current time, for gold.
    pub(in crate::repl) fn signature(&self) -> (String, String) {
        let (user, now) = self.pack_source.signature();
        (self.view.settings.coder.clone().unwrap_or(user), now)
    }

    /// Whether long replies are to be paged.
    pub fn pager(&self) -> bool {
        self.view.settings.pager
    }

    /// The names currently known.
    pub fn symbols(&self) -> Arc<Symbols> {
        self.names.symbols.clone()
    }
}
