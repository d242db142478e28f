//! Loads rule files and calls their closures. Each thread has its own program: an engine, its scripts and its rules are
//! never shared (two threads on one engine run at 1.25 times the speed of one; with an engine each, at 1.88).

mod causes;
mod modules;
mod on_demand;
mod overlay;
mod places;
mod reload;
mod rules;

use super::advice::Site;
use super::builder::{IncidentBuilder, KindBuilder};
use super::declared::Declared;
use super::draft::Draft;
use super::engine::{self, Limits};
use super::error::{StopReason, panicked};
use super::fault::{Fault, Notice};
use super::host::Host;
use super::incidents::{self, UncheckedIncident};
use super::kinds::{self, KindInFile, KindTable};
use super::meter::{self, Used};
use super::naming::{self, Binding, Roots};
use super::spec::{IncidentSpec, RuleSpec, ScriptFile, ScriptSet};
use super::variables;
use super::view::Moment;
use crate::pattern::Pattern;
use crate::quiet::caught;
use causes::{DependencyFault, FileReport};
pub use on_demand::{CallRule, OnDemandProgram};
use rhai::{AST, Dynamic, Engine, EvalAltResult, FnPtr, Position};
use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

/// The loaded scripts of packs.
pub struct Program {
    engine: Engine,
    host: Host,
    limits: Limits,
    sets: Rc<Vec<Arc<ScriptSet>>>,
    /// By set, the module names that its scripts can use.
    roots: Vec<Rc<Roots>>,
    files: Vec<LoadedFile>,
    rules: Vec<LoadedRule>,
    /// By the name inside a pack: the indices in `rules` of all rules of that name.
    places: HashMap<String, Vec<usize>>,
    /// Rules that a rule of a later set replaced.
    replaced: Vec<LoadedRule>,
    /// Rules that an overlay leaves out.
    disabled: Vec<LoadedRule>,
    incidents: Vec<IncidentSpec>,
    /// The kinds that each set sees.
    kinds: Vec<Arc<KindTable>>,
    functions: &'static [String],
    /// Faults in files of `lib/` and `lexicons/`, in the order loaded.
    dependency_faults: Vec<DependencyFault>,
    /// Whether the last script compiled names a module that is not available.
    names_unavailable_module: Cell<bool>,
    /// Whether loading was stopped before its end.
    is_partial: bool,
    /// Whether files are loaded in their order, so that of two rules of one id the first is kept.
    in_order: bool,
    /// What the last call used.
    last_call: Cell<CallUse>,
}

/// A loaded rule file. It is not run again as long as neither it nor what it depends on changes.
struct LoadedFile {
    set: usize,
    file: usize,
    script: AST,
    incidents: Vec<IncidentBuilder>,
    kinds: Vec<KindBuilder>,
    faults: Vec<FileReport>,
    /// Whether something in it was refused because of other files or packs: then it must run again when those change.
    depends_on_others: bool,
    /// What its statements used.
    used: Used,
}

struct LoadedRule {
    spec: RuleSpec,
    /// Its id as written in its file.
    written: String,
    /// Its `unless` as its file has it.
    own_unless: Option<Pattern>,
    /// The set that the id belongs to; of a replacing rule the set of the rule it replaced.
    home: usize,
    code: Option<FnPtr>,
    /// Its file, an index into `Program::files`.
    at: usize,
    /// Its place among the rules of its file.
    order: usize,
}

/// What a call of a closure used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallUse {
    /// Operations.
    pub operations: u64,
    /// Whether it failed because it used more operations or time than a call may.
    pub exceeded: bool,
}

/// The result of calling a closure.
#[derive(Clone, Debug, PartialEq)]
pub enum CallOutcome {
    /// Drafts of events; none where it returned an empty array.
    Drafts(Vec<Draft>),
    /// The rule called `skip` with this reason.
    Skipped(String),
}

impl CallOutcome {
    /// The outcome for a rule without a closure: one event with all attributes filled by the program.
    fn no_closure() -> CallOutcome {
        CallOutcome::Drafts(vec![Draft::default()])
    }
}

impl Program {
    /// Loads all files of `sets`, in order; a set sees its own lexicons and `lib/` and those of the sets it names in
    /// `depends`. No two of `sets` have the same name. What does not load is a fault; the rest works.
    pub fn load(sets: &[Arc<ScriptSet>], limits: &Limits) -> (Program, Vec<Fault>) {
        Program::load_for(sets, limits, Host::default())
    }

    /// [`Program::load`] for rules that are edited: scripts stop once `interrupt` is set, and a rule's `code` tells whether
    /// it changed.
    pub fn load_stoppable(
        sets: &[Arc<ScriptSet>],
        limits: &Limits,
        interrupt: Arc<AtomicBool>,
    ) -> (Program, Vec<Fault>) {
        Program::load_for(
            sets,
            limits,
            Host { interrupt, hashes_closures: true, ..Host::default() },
        )
    }

    fn load_for(sets: &[Arc<ScriptSet>], limits: &Limits, host: Host) -> (Program, Vec<Fault>) {
        let mut program = Program::begin(sets, limits, host);
        program.in_order = true;
        (0..sets.len()).for_each(|set| program.load_modules(set));
        for (set, files) in sets.iter().map(|set| set.rules.len()).enumerate() {
            (0..files).for_each(|file| program.load_rules(set, file));
        }
        let faults = program.finish_loading();
        (program, faults)
    }

    /// A program of `sets` of which no file is loaded yet.
    fn begin(sets: &[Arc<ScriptSet>], limits: &Limits, host: Host) -> Program {
        let mut engine = engine::build(limits, &host);
        if let Some(probe) = sets.iter().find_map(|set| set.probe.as_ref()) {
            probe.attach(&mut engine);
        }
        let functions = function_names(&engine);
        Program {
            engine,
            host,
            limits: limits.clone(),
            sets: Rc::new(sets.to_vec()),
            roots: (0..sets.len()).map(|at| Rc::new(naming::roots(sets, at))).collect(),
            files: Vec::new(),
            rules: Vec::new(),
            places: HashMap::new(),
            replaced: Vec::new(),
            disabled: Vec::new(),
            incidents: Vec::new(),
            kinds: Vec::new(),
            functions,
            dependency_faults: Vec::new(),
            names_unavailable_module: Cell::new(false),
            is_partial: false,
            in_order: false,
            last_call: Cell::default(),
        }
    }

    /// Gives the rules their ids, resolves kinds and checks the incident rules, once all files are loaded. Returns all
    /// faults.
    fn finish_loading(&mut self) -> Vec<Fault> {
        let overlay_faults = self.apply_overlays();
        self.give_ids();
        self.engine.set_max_operations(self.limits.call_operations);
        self.is_partial = self.host.is_stopped();
        let begun = self.files.iter().flat_map(|file| {
            let of_file = |builder: &IncidentBuilder| UncheckedIncident {
                builder: builder.clone(),
                set: file.set,
                file: file.file,
            };
            file.incidents.iter().map(of_file)
        });
        let begun: Vec<UncheckedIncident> = begun.collect();
        let rules: Vec<&RuleSpec> = self.specs().collect();
        let mut faults = self.faults();
        faults.extend(overlay_faults);
        let kinds = kinds::resolve(&self.sets, &self.kinds_in_files(), &mut faults);
        let incidents = incidents::finish(&begun, &self.sets, &rules, &kinds, &mut faults);
        (self.incidents, self.kinds) = (incidents, kinds);
        faults
    }

    /// The kinds declared in rule files, in the order loaded.
    fn kinds_in_files(&self) -> Vec<KindInFile> {
        let of_file = |file: &LoadedFile| {
            let path = self.sets[file.set].rules[file.file].path.clone();
            let set = file.set;
            let declared = file.kinds.iter().map(move |kind| {
                let draft = kind.0.borrow();
                let mut declaration = draft.declaration.clone();
                declaration.file.clone_from(&path);
                KindInFile { set, name: draft.name.clone(), declaration }
            });
            declared.collect::<Vec<KindInFile>>()
        };
        self.files.iter().flat_map(of_file).collect()
    }

    /// The specs of the rules, in the order loaded.
    pub fn specs(&self) -> impl ExactSizeIterator<Item = &RuleSpec> {
        self.rules.iter().map(|rule| &rule.spec)
    }

    /// The incident rules, in the order loaded.
    pub fn incidents(&self) -> &[IncidentSpec] {
        &self.incidents
    }

    /// The kinds that each set sees, including those declared in rule files.
    pub fn kinds(&self) -> &[Arc<KindTable>] {
        &self.kinds
    }

    /// Warnings: kinds that rules name and nobody declares, and kinds that two packs declare differently for a third.
    pub fn notices(&self) -> Vec<Notice> {
        let rules: Vec<&RuleSpec> = self.specs().collect();
        let mut notices = kinds::undeclared(&rules, &self.kinds, &self.sets);
        notices.extend(kinds::contradictions(&self.sets));
        notices
    }

    /// All that the files declare.
    pub fn declared(&self) -> Declared {
        Declared {
            rules: self.specs().cloned().collect(),
            incidents: self.incidents.clone(),
            kinds: self.kinds.clone(),
            notices: self.notices(),
        }
    }

    /// A flag that, once set, stops the running script.
    pub fn interrupt(&self) -> Arc<AtomicBool> {
        self.host.interrupt.clone()
    }

    /// Calls the closure of rule `rule` (an index into [`Program::specs`]). A rule without one gives one empty draft.
    pub fn call(&self, rule: usize, moment: &Moment) -> Result<CallOutcome, Box<Fault>> {
        let rule = &self.rules[rule];
        self.last_call.set(CallUse::default());
        let Some(code) = &rule.code else { return Ok(CallOutcome::no_closure()) };
        let script = &self.files[rule.at].script;
        let metered = meter::begin(self.limits.of_call());
        // Reading the result walks it, and dropping it too.
        let drafts = caught(|| {
            let call = code.call::<Dynamic>(&self.engine, script, (moment.clone(),));
            call.and_then(Draft::read)
        });
        let drafts = drafts.unwrap_or_else(|| Err(panicked()));
        let exceeded = drafts.as_ref().is_err_and(|error| is_over_limit(error));
        self.last_call.set(CallUse { operations: metered.used().operations, exceeded });
        drop(metered);
        match drafts {
            Ok(drafts) => Ok(CallOutcome::Drafts(drafts)),
            Err(error) => match skipped(&error) {
                Some(reason) => Ok(CallOutcome::Skipped(reason)),
                None => Err(Box::new(self.fault_of_call(rule, &error))),
            },
        }
    }

    /// What the last call used.
    pub fn last_call(&self) -> CallUse {
        self.last_call.get()
    }

    fn fault_of_call(&self, rule: &LoadedRule, error: &EvalAltResult) -> Fault {
        // A fault of the module it calls was reported at loading: return that one, not a new one for each rule.
        if let Some(dependency_fault) = self.known_fault(error) {
            return dependency_fault;
        }
        let at = &self.files[rule.at];
        let set = &self.sets[at.set];
        let file = &set.rules[at.file];
        let mut fault = self.site(set, file, Some(&rule.spec.id)).fault(error);
        if fault.line.is_none() {
            // Rhai gives no position when a script is stopped from outside; the start of the closure is the nearest
            // one.
            let closure = self.closure_position(rule);
            let line = closure.line().unwrap_or(rule.spec.line);
            let column = closure.position().unwrap_or(1);
            fault = fault.at(&file.text, Some(line), Some(column));
        }
        fault
    }

    /// The position where a rule's closure begins.
    fn closure_position(&self, rule: &LoadedRule) -> Position {
        let name = rule.code.as_ref().map(FnPtr::fn_name);
        let mut functions = self.files[rule.at].script.iter_fn_def();
        let closure = functions.find(|function| Some(function.name.as_str()) == name);
        closure.map_or(Position::NONE, |function| function.body.start_position())
    }

    fn site<'a>(
        &'a self,
        set: &'a ScriptSet,
        file: &'a ScriptFile,
        rule: Option<&'a str>,
    ) -> Site<'a> {
        Site { pack: &set.pack, rule, file, set: Some(set), functions: self.functions }
    }

    /// Compiles a file of set `set` and binds its module names; `source` is the script's name at run time.
    fn compile(&self, set: usize, file: &ScriptFile, source: &str) -> Result<AST, Box<Fault>> {
        if let Some(at) = variables::beyond(&file.text, self.limits.variables) {
            return Err(Box::new(too_many_variables(
                &self.sets[set],
                file,
                at,
                self.limits.variables,
            )));
        }
        self.host.binding.replace(Binding::of(&self.roots[set], &file.text));
        let compiled = self.engine.compile(&file.text);
        let binding = self.host.binding.replace(None);
        let mut named = binding.iter().flat_map(Binding::bound);
        self.names_unavailable_module
            .set(named.any(|root| self.is_unavailable(&naming::key(root))));
        let mut script = compiled.map_err(|error| {
            Box::new(self.site(&self.sets[set], file, None).parse_fault(&error))
        })?;
        script.set_source(source);
        Ok(script)
    }
}

/// Whether a call failed because it used too many operations or too much time.
fn is_over_limit(error: &EvalAltResult) -> bool {
    match error.unwrap_inner() {
        EvalAltResult::ErrorTooManyOperations(_) => true,
        EvalAltResult::ErrorTerminated(payload, _) => {
            let reason = payload.clone().try_cast::<StopReason>();
            matches!(reason, Some(StopReason::Operations { .. } | StopReason::Deadline))
        }
        _ => false,
    }
}

/// The fault of a file in which more variables than `most` are visible at byte `at`.
fn too_many_variables(set: &ScriptSet, file: &ScriptFile, at: usize, most: usize) -> Fault {
    let before = &file.text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
    let message = format!("the file has more than {most} variables");
    let help = "put lists of phrases into lexicons/, and split the file; no rule of it is loaded until then";
    Fault::of(&set.pack, Some(&file.path), &message, help).at(&file.text, Some(line), Some(column))
}

fn skipped(error: &EvalAltResult) -> Option<String> {
    match error.unwrap_inner() {
        EvalAltResult::ErrorTerminated(payload, _) => {
            match payload.clone().try_cast::<StopReason>() {
                Some(StopReason::Skip(reason)) => Some(reason),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The names a script may call, sorted, used for suggestions. All engines for rules have the same, so they are listed
/// once: listing is expensive, as it makes Rhai register all its functions.
fn function_names(engine: &Engine) -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| callable(engine))
}

/// The names that a script of `engine` may call, sorted.
pub(super) fn callable(engine: &Engine) -> Vec<String> {
    let name = |signature: String| -> String {
        signature.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let names: BTreeSet<String> = engine.gen_fn_signatures(true).into_iter().map(name).collect();
    names.into_iter().filter(|name| !name.is_empty()).collect()
}
