//! Loads rule files and calls their closures. One program a thread: an engine, its scripts and its rules are never
//! shared (two threads on one engine run at 1.25 times the speed of one; with an engine each, at 1.88).

mod reload;

use super::advice::{Site, Stop, Unmade};
use super::api::{IncidentBuilder, KindBuilder, RESERVED, RuleBuilder};
use super::draft::Draft;
use super::engine::{self, Host, Limits, Loading};
use super::fault::{Fault, Notice};
use super::incidents::{self, Begun};
use super::kinds::{self, InFile, Kinds};
use super::slice::Slices;
use super::spec::{IncidentSpec, RuleSpec, ScriptFile, ScriptSet};
use super::view::Moment;
use crate::pattern::Pattern;
use rhai::{AST, Dynamic, Engine, EvalAltResult, FnPtr, Position, Scope, Stmt};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// Packs' scripts, loaded.
pub struct Program {
    engine: Engine,
    host: Host,
    limits: Limits,
    sets: Vec<Arc<ScriptSet>>,
    files: Vec<LoadedFile>,
    rules: Vec<LoadedRule>,
    /// By id, the rule's place in `rules`.
    places: HashMap<String, usize>,
    /// Rules whose place a rule of a later set took.
    replaced: Vec<LoadedRule>,
    incidents: Vec<IncidentSpec>,
    /// The kinds that each set sees.
    kinds: Vec<Arc<Kinds>>,
    notices: Vec<Notice>,
    functions: &'static [String],
    /// Modules of `lib/` so far, with their packs.
    modules: Vec<(String, String)>,
    lib_faults: Vec<Fault>,
    /// Whether loading was stopped before its end.
    is_partial: bool,
}

/// A rule file as it was loaded: whatever else changes, it need not be run again while this holds.
struct LoadedFile {
    set: usize,
    file: usize,
    script: AST,
    incidents: Vec<IncidentBuilder>,
    kinds: Vec<KindBuilder>,
    faults: Vec<Fault>,
    /// Whether a rule was refused since one before it has its id: then it depends on other files.
    has_twin: bool,
}

struct LoadedRule {
    spec: RuleSpec,
    code: Option<FnPtr>,
    /// Its file, an index into `Program::files`.
    at: usize,
    /// Its place among the rules of its file.
    order: usize,
}

/// How many rules, incident rules and kinds a file has begun.
#[derive(Clone, Copy, Default)]
struct Begins {
    rules: usize,
    incidents: usize,
    kinds: usize,
}

/// What a call of a closure came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Events half made; none where it returned an empty array.
    Drafts(Vec<Draft>),
    /// The rule let the moment pass, for this reason.
    Skipped(String),
}

impl Program {
    /// Loads all files of `sets`, in order; a set sees the lexicons and `lib/` of those before it. Whatever does not
    /// load is a fault, and the rest works.
    pub fn load(sets: &[Arc<ScriptSet>], limits: &Limits) -> (Program, Vec<Fault>) {
        Program::load_stoppable(sets, limits, Arc::default())
    }

    /// [`Program::load`], and whatever the program runs ends once `interrupt` is set.
    pub fn load_stoppable(
        sets: &[Arc<ScriptSet>],
        limits: &Limits,
        interrupt: Arc<AtomicBool>,
    ) -> (Program, Vec<Fault>) {
        Program::load_for(sets, limits, Host { interrupt, ..Host::default() })
    }

    fn load_for(sets: &[Arc<ScriptSet>], limits: &Limits, host: Host) -> (Program, Vec<Fault>) {
        let engine = engine::build(limits, &host);
        let functions = function_names(&engine);
        let mut program = Program {
            engine,
            host,
            limits: limits.clone(),
            sets: sets.to_vec(),
            files: Vec::new(),
            rules: Vec::new(),
            places: HashMap::new(),
            replaced: Vec::new(),
            incidents: Vec::new(),
            kinds: Vec::new(),
            notices: Vec::new(),
            functions,
            modules: Vec::new(),
            lib_faults: Vec::new(),
            is_partial: false,
        };
        for (index, set) in sets.iter().enumerate() {
            for file in &set.lib {
                program.load_lib(set, file);
            }
            let lexicons = engine::lexicons(sets, index);
            for file in 0..set.rules.len() {
                let loading = Loading { lexicons: lexicons.clone(), ..Loading::default() };
                program.load_rules(index, file, loading);
            }
        }
        let faults = program.settle_down();
        (program, faults)
    }

    /// Judges the incident rules, now that all files are loaded, and tells all faults.
    fn settle_down(&mut self) -> Vec<Fault> {
        self.engine.set_max_operations(self.limits.call_operations);
        self.is_partial = self.host.is_stopped();
        let begun = self.files.iter().flat_map(|file| {
            let of_file = |builder: &IncidentBuilder| Begun {
                builder: builder.clone(),
                set: file.set,
                file: file.file,
            };
            file.incidents.iter().map(of_file)
        });
        let begun: Vec<Begun> = begun.collect();
        let rules: Vec<&RuleSpec> = self.specs().collect();
        let mut faults = self.faults();
        let kinds = kinds::resolve(&self.sets, &self.kinds_in_files(), &mut faults);
        let incidents = incidents::finish(&begun, &self.sets, &rules, &kinds, &mut faults);
        let notices = kinds::undeclared(&rules, &kinds, &self.sets);
        (self.incidents, self.kinds, self.notices) = (incidents, kinds, notices);
        faults
    }

    /// What rule files declare of kinds, in the order loaded.
    fn kinds_in_files(&self) -> Vec<InFile> {
        let of_file = |file: &LoadedFile| {
            let path = self.sets[file.set].rules[file.file].path.clone();
            let set = file.set;
            let declared = file.kinds.iter().map(move |kind| {
                let draft = kind.0.borrow();
                let mut said = draft.said.clone();
                said.file.clone_from(&path);
                InFile { set, name: draft.name.clone(), said }
            });
            declared.collect::<Vec<InFile>>()
        };
        self.files.iter().flat_map(of_file).collect()
    }

    /// The rule that keeps another of its id, of set `set`, from standing; `None` where that one may take its place.
    fn twin(&self, set: usize, id: &str) -> Option<&LoadedRule> {
        let twin = &self.rules[*self.places.get(id)?];
        let earlier = self.files.get(twin.at).is_some_and(|file| file.set < set);
        (!(earlier && self.sets[set].replaces)).then_some(twin)
    }

    /// Puts a rule without a twin at the end, or in the place of the one it replaces.
    fn stand(&mut self, rule: LoadedRule) {
        match self.places.get(&rule.spec.id) {
            Some(&at) => self.replaced.push(std::mem::replace(&mut self.rules[at], rule)),
            None => {
                self.places.insert(rule.spec.id.clone(), self.rules.len());
                self.rules.push(rule);
            }
        }
    }

    /// All faults that loading met.
    fn faults(&self) -> Vec<Fault> {
        let of_rules = self.files.iter().flat_map(|file| &file.faults);
        self.lib_faults.iter().chain(of_rules).cloned().collect()
    }

    /// What each rule says of itself, in the order loaded.
    pub fn specs(&self) -> impl ExactSizeIterator<Item = &RuleSpec> {
        self.rules.iter().map(|rule| &rule.spec)
    }

    /// The incident rules, in the order loaded.
    pub fn incidents(&self) -> &[IncidentSpec] {
        &self.incidents
    }

    /// The kinds that each set sees, with those that rule files declare.
    pub fn kinds(&self) -> &[Arc<Kinds>] {
        &self.kinds
    }

    /// What works and is often not meant: kinds that rules name and nobody declares.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// A flag that, once set, ends whatever runs.
    pub fn interrupt(&self) -> Arc<AtomicBool> {
        self.host.interrupt.clone()
    }

    /// Calls the closure of rule `rule` (an index into [`Program::specs`]); a rule without one leaves all to the host.
    pub fn call(&self, rule: usize, moment: &Moment) -> Result<Outcome, Box<Fault>> {
        let rule = &self.rules[rule];
        let Some(code) = &rule.code else { return Ok(Outcome::Drafts(vec![Draft::default()])) };
        self.host.deadline.set(Some(Instant::now() + self.limits.deadline));
        let script = &self.files[rule.at].script;
        let returned = code.call::<Dynamic>(&self.engine, script, (moment.clone(),));
        self.host.deadline.set(None);
        match returned.and_then(Draft::read) {
            Ok(drafts) => Ok(Outcome::Drafts(drafts)),
            Err(error) => match skipped(&error) {
                Some(reason) => Ok(Outcome::Skipped(reason)),
                None => Err(Box::new(self.fault(rule, &error))),
            },
        }
    }

    fn fault(&self, rule: &LoadedRule, error: &EvalAltResult) -> Fault {
        let at = &self.files[rule.at];
        let set = &self.sets[at.set];
        let file = &set.rules[at.file];
        let mut fault = self.site(set, file, Some(&rule.spec.id)).fault(error);
        if fault.line.is_none() {
            // Rhai drops the place of what ends a script from outside; the closure is the nearest known one.
            let closure = self.closure_position(rule);
            let line = closure.line().unwrap_or(rule.spec.line);
            let column = closure.position().unwrap_or(1);
            fault = fault.at(&file.text, Some(line), Some(column));
        }
        fault
    }

    /// Where a rule's closure begins.
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
        Site { pack: &set.pack, rule, file, lib: &set.lib, functions: self.functions }
    }

    fn compile(&self, set: &ScriptSet, file: &ScriptFile) -> Result<AST, Box<Fault>> {
        let mut script = self
            .engine
            .compile(&file.text)
            .map_err(|error| Box::new(self.site(set, file, None).parse_fault(&error)))?;
        script.set_source(file.path.as_str());
        Ok(script)
    }

    fn load_lib(&mut self, set: &ScriptSet, file: &ScriptFile) {
        let script = match self.compile(set, file) {
            Ok(script) => script,
            Err(fault) => return self.lib_faults.push(*fault),
        };
        self.lib_faults.extend(shadowing(set, file, &script));
        self.host.loading.replace(Some(Loading::default()));
        self.host.deadline.set(Some(Instant::now() + self.limits.deadline));
        let module = rhai::Module::eval_ast_as_new(Scope::new(), &script, &self.engine);
        self.host.loading.replace(None);
        match module {
            Ok(module) => {
                let name = file.path.rsplit('/').next().unwrap_or(&file.path);
                let name = name.trim_end_matches(".rhai");
                let twin = self.modules.iter().find(|(known, _)| known == name);
                if let Some((_, other)) = twin {
                    // Modules share one room of names: the second would change what the first pack's rules call.
                    let message = format!("the pack {other} has a module `{name}` already");
                    let help = "give the file another name; the other pack's functions can be called as they are";
                    let fault = Fault::of(&set.pack, Some(&file.path), &message, help);
                    return self.lib_faults.push(fault);
                }
                self.modules.push((name.to_owned(), set.pack.clone()));
                self.engine.register_static_module(name, module.into());
            }
            Err(error) => {
                let fault = self.site(set, file, None).fault(&error);
                self.lib_faults.push(fault);
            }
        }
    }

    /// Runs a rule file one statement at a time, so that a bad rule costs itself and not those below it.
    fn load_rules(&mut self, set: usize, file: usize, loading: Loading) {
        let sets = self.sets.clone();
        let (pack, source) = (&sets[set], &sets[set].rules[file]);
        let (script, mut faults) = match self.compile(pack, source) {
            Ok(script) => (script, Vec::new()),
            Err(fault) => (AST::empty(), vec![*fault]),
        };
        faults.extend(shadowing(pack, source, &script));
        self.host.loading.replace(Some(loading));
        let mut scope = Scope::new();
        let mut statement_of = Vec::new();
        for (number, statement) in script.statements().iter().enumerate() {
            let mut single = AST::new([statement.clone()], script.shared_lib().clone());
            single.set_source(source.path.as_str());
            self.host.deadline.set(Some(Instant::now() + self.limits.deadline));
            let begun = self.begun();
            let known = scope.len();
            if let Err(error) = self.engine.run_ast_with_scope(&mut scope, &single) {
                let id = self.begun_id(begun);
                faults.push(self.site(pack, source, id.as_deref()).fault(&error));
                self.drop_rules(begun);
                scope.rewind(known);
                if let Stmt::Var(declared, ..) = statement {
                    // The statements below count variables by their place: without one here they would take another.
                    scope.push_dynamic(declared.0.name.clone(), Dynamic::from(Unmade));
                }
            }
            statement_of.resize(self.begun().rules, number);
        }
        self.host.deadline.set(None);
        let loaded = self.host.loading.replace(None).unwrap_or_default();
        let at = self.files.len();
        let names = Arc::new(names(&scope));
        let mut has_twin = false;
        let slices = Slices::new(&source.text, &script);
        for (order, (rule, statement)) in loaded.rules.into_iter().zip(statement_of).enumerate() {
            has_twin |= self.twin(set, &rule.0.borrow().id).is_some();
            match self.finish(set, file, at, &names, &rule) {
                Ok(mut rule) => {
                    rule.spec.code = rule.code.as_ref().map(|code| slices.print(statement, code));
                    self.stand(LoadedRule { order, ..rule });
                }
                Err(fault) => faults.push(*fault),
            }
        }
        let (incidents, kinds) = (loaded.incidents, loaded.kinds);
        self.files.push(LoadedFile { set, file, script, incidents, kinds, faults, has_twin });
    }

    /// How much the file has begun.
    fn begun(&self) -> Begins {
        let loading = self.host.loading.borrow();
        loading.as_ref().map_or(Begins::default(), |loading| Begins {
            rules: loading.rules.len(),
            incidents: loading.incidents.len(),
            kinds: loading.kinds.len(),
        })
    }

    /// The id of the rule or incident rule begun after `before`.
    fn begun_id(&self, before: Begins) -> Option<String> {
        let loading = self.host.loading.borrow();
        let loading = loading.as_ref()?;
        let rule = loading.rules.get(before.rules).map(|rule| rule.0.borrow().id.clone());
        rule.or_else(|| Some(loading.incidents.get(before.incidents)?.0.borrow().id.clone()))
    }

    fn drop_rules(&self, keep: Begins) {
        if let Some(loading) = self.host.loading.borrow_mut().as_mut() {
            loading.rules.truncate(keep.rules);
            loading.incidents.truncate(keep.incidents);
            loading.kinds.truncate(keep.kinds);
        }
    }

    fn finish(
        &self,
        set: usize,
        file: usize,
        at: usize,
        names: &Arc<HashMap<Pattern, String>>,
        rule: &RuleBuilder,
    ) -> Result<LoadedRule, Box<Fault>> {
        let pack = &self.sets[set];
        let source = &pack.rules[file];
        let mut draft = rule.0.borrow_mut();
        let bad = |draft: &super::api::RuleBuilder, message: &str, help: &str| {
            let draft = draft.0.borrow();
            Box::new(
                Fault {
                    rule: Some(draft.id.clone()),
                    ..Fault::of(&pack.pack, Some(&source.path), message, help)
                }
                .at(&source.text, Some(draft.line), Some(1)),
            )
        };
        let Some(when) = draft.when.clone() else {
            drop(draft);
            return Err(bad(
                rule,
                "the rule has no .when(...)",
                "say what must be found: .when(pattern)",
            ));
        };
        if draft.kind.is_empty() {
            drop(draft);
            return Err(bad(
                rule,
                "the rule has no .kind(...)",
                "say what its events are: .kind(\"ceasefire\")",
            ));
        }
        let mut captured = Vec::new();
        let mut unmade = false;
        if let Some(code) = draft.code.as_mut() {
            for value in code.iter_curry_mut() {
                // A captured `let` is shared behind a lock; the rule wants its own snapshot.
                *value = std::mem::take(value).flatten();
                captured.extend(value.clone().try_cast::<Pattern>());
                unmade |= value.is::<Unmade>();
            }
        }
        if unmade {
            drop(draft);
            let help = "mend the fault above first";
            return Err(bad(rule, "its closure uses a `let` that could not be made", help));
        }
        // Last, since it alone depends on other files: what went before holds whatever they become.
        if let Some(twin) = self.twin(set, &draft.id) {
            let place = format!("{}/{}:{}", twin.spec.pack, twin.spec.file, twin.spec.line);
            drop(draft);
            return Err(bad(
                rule,
                "another rule has this id",
                &format!("the first stands in {place}; rename one"),
            ));
        }
        let within = draft.within.or(draft.per).unwrap_or_default();
        let spec = RuleSpec {
            id: draft.id.clone(),
            pack: pack.pack.clone(),
            pack_version: pack.version.clone(),
            pack_hash: pack.hash.clone(),
            file: source.path.clone(),
            line: draft.line,
            about: draft.about.clone(),
            kind: draft.kind.clone(),
            mode: draft.mode.clone(),
            status: draft.status.clone().unwrap_or_else(|| "experimental".into()),
            references: draft.references.clone(),
            when,
            unless: draft.unless.clone(),
            within,
            per: draft.per.unwrap_or(within),
            codes: draft.codes.clone(),
            examples: draft.examples.clone(),
            counterexamples: draft.counterexamples.clone(),
            known_misses: draft.known_misses.clone(),
            code: None,
            captured,
            names: names.clone(),
        };
        Ok(LoadedRule { spec, code: draft.code.take(), at, order: 0 })
    }
}

/// What a file's `let`s call their patterns; of two names for one pattern, the first.
fn names(scope: &Scope<'_>) -> HashMap<Pattern, String> {
    let mut names = HashMap::new();
    for (name, _, value) in scope.iter() {
        if let Some(pattern) = value.flatten().try_cast::<Pattern>() {
            names.entry(pattern).or_insert_with(|| name.to_owned());
        }
    }
    names
}

fn skipped(error: &EvalAltResult) -> Option<String> {
    match error.unwrap_inner() {
        EvalAltResult::ErrorTerminated(payload, _) => match payload.clone().try_cast::<Stop>() {
            Some(Stop::Skip(reason)) => Some(reason),
            _ => None,
        },
        _ => None,
    }
}

/// Functions of a script that would hide the host's own.
fn shadowing(set: &ScriptSet, file: &ScriptFile, script: &AST) -> Vec<Fault> {
    let hidden = script.iter_functions().filter(|function| RESERVED.contains(&function.name));
    hidden
        .map(|function| {
            let message = format!(
                "fn {} hides the function of that name in the rule language",
                function.name
            );
            let line = file
                .text
                .lines()
                .position(|line| line.trim_start().starts_with(&format!("fn {}", function.name)));
            Fault::of(&set.pack, Some(&file.path), &message, "give it another name").at(
                &file.text,
                line.map(|line| line + 1),
                Some(1),
            )
        })
        .collect()
}

/// Names a script may call, sorted, for the nearest one to be offered. Every engine of rules has the same, and to list
/// them is dear: it makes Rhai register all it has.
fn function_names(engine: &Engine) -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| callable(engine))
}

/// Names that a script of `engine` may call, sorted.
pub(super) fn callable(engine: &Engine) -> Vec<String> {
    let name = |signature: String| -> String {
        signature.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let names: BTreeSet<String> = engine.gen_fn_signatures(true).into_iter().map(name).collect();
    names.into_iter().filter(|name| !name.is_empty()).collect()
}
