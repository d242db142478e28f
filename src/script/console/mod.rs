//! Rhai at a prompt: entries that last from one to the next, questions to a corpus, rules that are live once typed.
//! Knows no terminal; the session of `repl/` reads lines and shows what comes back.

pub mod answer;
pub mod docs;
mod nesting;
mod questions;
mod run;
mod shown;
mod sources;
mod syntax;
#[cfg(test)]
pub(in crate::script) mod testing;
#[cfg(test)]
mod tests;

pub use answer::{Desk, Headline, Line, Numbered, Tally, Unanswered, Value, Wanted, Which};
pub use questions::SharedDesk;
pub use shown::grouped;
pub use syntax::Syntax;

use super::advice::Site;
use super::engine::{self, Limits};
use super::error::Stop;
use super::host::{Host, Loading};
use super::naming::{self, Binding, Roots};
use super::reference::type_named;
use super::spec::{ScriptFile, ScriptSet};
use rhai::{AST, Dynamic, Engine, Scope};
use run::PrintBuffer;
use sources::Sources;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A prompt's engine, and what lasts of the entries.
pub struct Console {
    engine: Engine,
    host: Host,
    scope: Scope<'static>,
    /// The functions typed, closures included.
    functions: AST,
    sources: Sources,
    /// The sets it sees, and last one of its own.
    sets: Rc<Vec<Arc<ScriptSet>>>,
    roots: Rc<Roots>,
    printed: Rc<RefCell<PrintBuffer>>,
    syntax: Syntax,
    names: Vec<String>,
}

/// What came of an entry.
#[derive(Debug)]
pub struct EntryOutcome {
    /// What its last statement came to.
    pub value: Value,
    /// What it printed, cut where it is very long.
    pub printed: String,
    /// The rules it made, each a rule file that stands alone.
    pub rules: Vec<Typed>,
}

/// A rule, or the declaration of a kind, typed at the prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The rule's id; for a kind `kind NAME`.
    pub id: String,
    /// The rule with the `let`s and functions that it depends on.
    pub text: String,
}

/// What comes before a kind's name in the id of its declaration. No rule has such an id: it holds a blank.
const KIND: &str = "kind ";

/// The id of the declaration of a kind.
pub fn declaration_id(kind: &str) -> String {
    format!("{KIND}{kind}")
}

/// Whether something typed is the declaration of a kind, by its id.
pub fn is_kind(id: &str) -> bool {
    id.starts_with(KIND)
}

/// A variable that lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What it is, as a person would say: "a pattern".
    pub sort: String,
    /// What the reference calls its type: `Pattern`, `Event`, `Array`; `None` where it has none.
    pub on: Option<&'static str>,
}

/// A prompt's entries are a person's own: they may take longer and hold more than a pack's closures.
fn limits() -> Limits {
    Limits {
        load_operations: 100_000_000,
        string_size: 64 << 20,
        array_size: 10_000_000,
        map_size: 1_000_000,
        ..Limits::default()
    }
}

/// Ends what runs at its next step: a step over millions of items takes long enough by itself.
fn stop_when_told(engine: &mut Engine, host: &Host) {
    let interrupt = host.interrupt.clone();
    engine.on_progress(move |_| {
        interrupt.load(Ordering::Relaxed).then(|| Dynamic::from(Stop::Interrupted))
    });
}

impl Console {
    /// A prompt that sees the lexicons and modules of `sets`, asks `desk`, and stops once `interrupt` is set.
    pub fn new(sets: &[Arc<ScriptSet>], desk: &SharedDesk, interrupt: Arc<AtomicBool>) -> Console {
        let host = Host { interrupt, ..Host::default() };
        let mut engine = engine::build(&limits(), &host);
        questions::register(&mut engine, desk);
        nesting::watch(&mut engine);
        stop_when_told(&mut engine, &host);
        let printed = Rc::new(RefCell::new(PrintBuffer::default()));
        let paper = printed.clone();
        engine.on_print(move |text| paper.borrow_mut().print(text));
        let names = super::program::callable(&engine);
        let mut console = Console {
            engine,
            host,
            scope: Scope::new(),
            functions: AST::empty(),
            sources: Sources::default(),
            sets: Rc::default(),
            roots: Rc::default(),
            printed,
            syntax: Syntax::new(),
            names,
        };
        console.take(sets);
        console
    }

    /// Takes the lexicons and modules of `sets` in place of those it saw. Modules with mistakes are left out: the packs'
    /// own loading tells of them.
    pub fn take(&mut self, sets: &[Arc<ScriptSet>]) {
        const OWN: &str = "prompt";
        let mut seen: Vec<Arc<ScriptSet>> =
            sets.iter().filter(|set| set.pack != OWN).cloned().collect();
        let own = ScriptSet { pack: OWN.to_owned(), replaces: true, ..ScriptSet::default() };
        seen.push(Arc::new(own));
        self.sets = Rc::new(seen);
        let sets = self.sets.clone();
        for (at, set) in sets.iter().enumerate() {
            let roots = Rc::new(naming::roots(&sets, at));
            self.host.loading.replace(Some(Loading::of(&sets, at)));
            for file in &set.lib {
                self.host.binding.replace(Binding::of(&roots, &file.text));
                let script = self.engine.compile(&file.text);
                self.host.binding.replace(None);
                let module = script.ok().and_then(|mut script| {
                    script.set_source(naming::source(set, file));
                    rhai::Module::eval_ast_as_new(Scope::new(), &script, &self.engine).ok()
                });
                if let Some(module) = module {
                    let name = naming::module_name(&file.path);
                    naming::register(&mut self.engine, name, &set.pack, module.into());
                }
            }
            self.roots = roots;
        }
        self.host.loading.replace(None);
    }

    fn site<'a>(&'a self, file: &'a ScriptFile) -> Site<'a> {
        Site { pack: "prompt", rule: None, file, set: None, functions: &self.names }
    }

    /// Whether `text` goes on: see [`Syntax::is_open`].
    pub fn is_open(&self, text: &str) -> bool {
        self.syntax.is_open(text)
    }

    /// The variables that last, in the order first typed.
    pub fn variables(&self) -> Vec<Variable> {
        let each = self.scope.iter_raw().map(|(name, _, value)| Variable {
            name: name.to_owned(),
            sort: super::error::plain(value.type_name()),
            on: type_named(value.type_name()),
        });
        let mut all: Vec<Variable> = each.collect();
        // Rhai gives the raw ones from the end.
        all.reverse();
        all
    }

    /// The functions typed, each with its parameters, by name and number of parameters.
    pub fn typed_functions(&self) -> Vec<(String, Vec<String>)> {
        let typed = self.functions.iter_functions().filter(|f| !f.name.starts_with("anon$"));
        let mut typed: Vec<(String, Vec<String>)> = typed
            .map(|f| (f.name.to_owned(), f.params.iter().map(|&name| name.to_owned()).collect()))
            .collect();
        typed.sort_by(|a, b| (&a.0, a.1.len()).cmp(&(&b.0, b.1.len())));
        typed
    }

    /// The names of all functions that can be called, sorted.
    pub fn functions(&self) -> &[String] {
        &self.names
    }

    /// The engine, for the test that holds the reference to it.
    #[cfg(test)]
    pub(in crate::script) fn engine(&self) -> &Engine {
        &self.engine
    }
}
