//! Rhai at a prompt: variables and functions persist between entries, queries read a corpus, and rules take effect once
//! typed. Independent of terminals; the session of `repl/` reads lines and shows the results.

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

pub use answer::{
    ArticleSelector, ArticleSummary, ConcordanceLine, CorpusAccess, EventFilter, NumberedSentence,
    QueryError, Tally, Value,
};
pub use questions::SharedCorpusAccess;
pub use shown::grouped;
pub use syntax::Syntax;

use super::advice::Site;
use super::engine::{self, Limits};
use super::error::StopReason;
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

/// A prompt's engine, and the state that persists between entries.
pub struct Console {
    engine: Engine,
    host: Host,
    scope: Scope<'static>,
    /// The functions typed so far, including closures.
    functions: AST,
    sources: Sources,
    /// The sets it sees, and as the last one its own.
    sets: Rc<Vec<Arc<ScriptSet>>>,
    roots: Rc<Roots>,
    printed: Rc<RefCell<PrintBuffer>>,
    syntax: Syntax,
    names: Vec<String>,
}

/// The result of running an entry.
#[derive(Debug)]
pub struct EntryOutcome {
    /// The value of its last statement.
    pub value: Value,
    /// What it printed, truncated where it is very long.
    pub printed: String,
    /// The rules it made, each as a complete rule file.
    pub rules: Vec<TypedRule>,
}

/// A rule typed at the prompt, or the declaration of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedRule {
    /// The rule's id; for a kind `kind NAME`.
    pub id: String,
    /// The rule with the `let`s and functions that it depends on.
    pub text: String,
}

/// The prefix of the id of a kind's declaration. No rule has such an id, since it contains a space.
const KIND_PREFIX: &str = "kind ";

/// The id of the declaration of a kind.
pub fn declaration_id(kind: &str) -> String {
    format!("{KIND_PREFIX}{kind}")
}

/// Whether the id of something typed is that of a kind's declaration.
pub fn is_kind(id: &str) -> bool {
    id.starts_with(KIND_PREFIX)
}

/// A variable of the prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its type in plain words: "a pattern".
    pub sort: String,
    /// The reference's name of its type: `Pattern`, `Event`, `Array`; `None` where it has none.
    pub on: Option<&'static str>,
}

/// Entries at a prompt are typed by the user: they may run longer and hold more than a pack's closures.
fn limits() -> Limits {
    Limits {
        load_operations: 100_000_000,
        string_size: 64 << 20,
        array_size: 10_000_000,
        map_size: 1_000_000,
        ..Limits::default()
    }
}

/// Stops a script at its next step after an interrupt. Each step is checked, since one over millions of items is slow.
fn stop_on_interrupt(engine: &mut Engine, host: &Host) {
    let interrupt = host.interrupt.clone();
    engine.on_progress(move |_| {
        interrupt.load(Ordering::Relaxed).then(|| Dynamic::from(StopReason::Interrupted))
    });
}

impl Console {
    /// A prompt that sees the lexicons and modules of `sets`, queries `access`, and stops once `interrupt` is set.
    pub fn new(
        sets: &[Arc<ScriptSet>],
        access: &SharedCorpusAccess,
        interrupt: Arc<AtomicBool>,
    ) -> Console {
        let host = Host { interrupt, ..Host::default() };
        let mut engine = engine::build(&limits(), &host);
        questions::register(&mut engine, access);
        nesting::watch(&mut engine);
        stop_on_interrupt(&mut engine, &host);
        let printed = Rc::new(RefCell::new(PrintBuffer::default()));
        let buffer = printed.clone();
        engine.on_print(move |text| buffer.borrow_mut().print(text));
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

    /// Replaces the lexicons and modules it sees by those of `sets`. Modules with mistakes are left out: loading the
    /// packs reports them.
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

    /// Whether `text` is incomplete: see [`Syntax::is_open`].
    pub fn is_open(&self, text: &str) -> bool {
        self.syntax.is_open(text)
    }

    /// The variables, in the order first typed.
    pub fn variables(&self) -> Vec<Variable> {
        let each = self.scope.iter_raw().map(|(name, _, value)| Variable {
            name: name.to_owned(),
            sort: super::error::plain(value.type_name()),
            on: type_named(value.type_name()),
        });
        let mut all: Vec<Variable> = each.collect();
        // Rhai iterates from the newest variable to the oldest.
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

    /// The engine, for the test that compares the reference with it.
    #[cfg(test)]
    pub(in crate::script) fn engine(&self) -> &Engine {
        &self.engine
    }
}
