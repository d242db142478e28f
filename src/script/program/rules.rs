//! Rule files, run one statement at a time, and what they say made into rules.

use super::causes::{Breaks, FileReport};
use super::modules::shadowing;
use super::{LoadedFile, LoadedRule, Program};
use crate::pattern::Pattern;
use crate::script::Fault;
use crate::script::builder::RuleBuilder;
use crate::script::host::{Begun, Loading};
use crate::script::items::{Action, Item, items};
use crate::script::lexeme::literal;
use crate::script::slice::Slices;
use crate::script::spec::{RuleSpec, ScriptFile, ScriptSet};
use crate::script::unmade::{Unmade, is_of_unmade, root};
use rhai::{AST, Dynamic, EvalAltResult, Scope, Stmt};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

/// A rule file while it is run.
struct Run<'a> {
    set: usize,
    pack: &'a ScriptSet,
    source: &'a ScriptFile,
    scope: Scope<'static>,
    told: Vec<FileReport>,
    /// By name, the cause outside the file that a `let` could not be made for.
    unmade: BTreeMap<String, String>,
    /// The statement of each rule.
    statement_of: Vec<usize>,
}

impl Program {
    /// Runs a rule file one statement at a time, so that a bad rule costs itself and not those below it.
    pub(super) fn load_rules(&mut self, set: usize, file: usize) {
        let sets = self.sets.clone();
        let (pack, source): (&ScriptSet, _) = (&sets[set], &sets[set].rules[file]);
        let (script, mut told) = match self.compile(set, source, &source.path) {
            Ok(script) => (script, Vec::new()),
            Err(fault) => (AST::empty(), vec![FileReport::Own(*fault)]),
        };
        told.extend(shadowing(pack, source, &script).into_iter().map(FileReport::Own));
        self.host.lacked.set(false);
        self.host.loading.replace(Some(Loading::of(&sets, set)));
        let mut run = Run {
            set,
            pack,
            source,
            scope: Scope::new(),
            told,
            unmade: BTreeMap::new(),
            statement_of: Vec::new(),
        };
        let slices = Slices::new(&source.text, &script);
        self.run(&mut run, &script, &slices);
        self.host.deadline.set(None);
        let loaded = self.host.loading.replace(None).unwrap_or_default();
        let Run { scope, mut told, statement_of, .. } = run;
        let is_empty = loaded.begun() == Begun::default() && told.is_empty();
        if (pack.lone || script.statements().is_empty()) && is_empty {
            let help = "write one: rule(\"topic/what\").kind(\"...\").when(\"...\")";
            told.push(FileReport::Own(Fault::of(
                &pack.pack,
                Some(&source.path),
                "the file holds no rule",
                help,
            )));
        }
        let at = self.files.len();
        let names = Arc::new(names(&scope));
        let mut leans_on_others = self.host.lacked.take();
        for (order, (rule, statement)) in loaded.rules.into_iter().zip(statement_of).enumerate() {
            leans_on_others |= self.place(set, &rule.0.borrow().id).is_err();
            match self.finish(set, file, at, &names, &rule) {
                Ok(mut rule) => {
                    rule.spec.code = rule.code.as_ref().map(|code| slices.print(statement, code));
                    self.stand(LoadedRule { order, ..rule });
                }
                Err(fault) => told.push(FileReport::Own(*fault)),
            }
        }
        let (incidents, kinds) = (loaded.incidents, loaded.kinds);
        leans_on_others |= told.iter().any(|told| matches!(told, FileReport::Taken { .. }));
        self.files.push(LoadedFile {
            set,
            file,
            script,
            incidents,
            kinds,
            faults: told,
            leans_on_others,
        });
    }

    /// Runs the statements of a file.
    fn run(&self, run: &mut Run<'_>, script: &AST, slices: &Slices<'_>) {
        let breaks = self.breaks(run.set, run.source, script.statements().len());
        for (number, statement) in script.statements().iter().enumerate() {
            let mut single = AST::new([statement.clone()], script.shared_lib().clone());
            single.set_source(run.source.path.as_str());
            self.host.deadline.set(Some(Instant::now() + self.limits.deadline));
            let begun = self.begun();
            let known = run.scope.len();
            let ran = self.engine.run_ast_with_scope(&mut run.scope, &single);
            let is_whole = ran.is_ok();
            let told = self.told(run, ran, breaks.as_ref(), number, begun, slices.alone(number));
            if !told.is_empty() {
                self.drop_rules(begun);
            }
            if !is_whole {
                run.scope.rewind(known);
                if let Stmt::Var(declared, ..) = statement {
                    // The statements below count variables by their place: without one here they would take another.
                    let name = declared.0.name.clone();
                    if let Some(FileReport::Taken { key, .. }) = told.first() {
                        run.unmade.insert(name.to_string(), key.clone());
                    }
                    run.scope.push_dynamic(name, Dynamic::from(Unmade));
                }
            }
            run.told.extend(told);
            run.statement_of.resize(self.begun().rules, number);
        }
    }

    /// What is to be told of a statement that ran, or did not; where something is, its rules are not loaded.
    fn told(
        &self,
        run: &Run<'_>,
        ran: Result<(), Box<EvalAltResult>>,
        breaks: Option<&Breaks>,
        number: usize,
        begun: Begun,
        text: &str,
    ) -> Vec<FileReport> {
        let broken = breaks.and_then(|breaks| breaks.of(number));
        let taken = |key: &String, fault: Option<&Fault>, rule: Option<String>| FileReport::Taken {
            key: key.clone(),
            rule,
            fault: fault.cloned(),
        };
        let unmade = || {
            let items = items(text);
            let used = items.iter().flat_map(Item::uses);
            used.into_iter().find_map(|name| run.unmade.get(name))
        };
        let Err(error) = ran else {
            // A rule whose closure calls or holds what is not there.
            let cause = broken.map(|broken| (&broken.key, broken.fault.as_ref()));
            let cause = cause.or_else(|| Some((unmade()?, None)));
            let Some((key, fault)) = cause else { return Vec::new() };
            let ids = self.begun_ids(begun);
            return match ids.is_empty() {
                true => vec![taken(key, fault, None)],
                false => ids.into_iter().map(|id| taken(key, fault, Some(id))).collect(),
            };
        };
        let rule = self.begun_ids(begun).into_iter().next();
        // Rhai makes the arguments of a chain of methods before it calls `rule`, so that the id is not known yet.
        let id = rule.clone().or_else(|| written_id(text));
        if let Some(key) = self.cause(&error) {
            return vec![taken(&key, None, id)];
        }
        if matches!(root(&error), EvalAltResult::ErrorModuleNotFound(..))
            && let Some(broken) = broken
        {
            return vec![taken(&broken.key, broken.fault.as_ref(), id)];
        }
        if is_of_unmade(&error)
            && let Some(key) = unmade()
        {
            return vec![taken(key, None, id)];
        }
        vec![FileReport::Own(self.site(run.pack, run.source, rule.as_deref()).fault(&error))]
    }

    /// How much the file has begun.
    fn begun(&self) -> Begun {
        let loading = self.host.loading.borrow();
        loading.as_ref().map(Loading::begun).unwrap_or_default()
    }

    /// The ids of the rules and incident rules begun since.
    fn begun_ids(&self, begun: Begun) -> Vec<String> {
        let loading = self.host.loading.borrow();
        let Some(loading) = loading.as_ref() else { return Vec::new() };
        let rules = loading.rules[begun.rules..].iter().map(|rule| rule.0.borrow().id.clone());
        let incidents = &loading.incidents[begun.incidents..];
        rules.chain(incidents.iter().map(|rule| rule.0.borrow().id.clone())).collect()
    }

    fn drop_rules(&self, keep: Begun) {
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
        let bad = |draft: &RuleBuilder, message: &str, help: &str| {
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
            let help = "correct the fault above first";
            return Err(bad(rule, "its closure uses a `let` that could not be made", help));
        }
        // Last, since it alone depends on other files: what went before holds whatever they become.
        if let Err(why) = self.place(set, &draft.id) {
            drop(draft);
            return Err(bad(rule, &why.message, &why.help));
        }
        let within = draft.within.or(draft.per).unwrap_or_default();
        let spec = RuleSpec {
            id: draft.id.clone(),
            name: draft.id.clone(),
            home: pack.pack.clone(),
            home_set: set,
            set,
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
        let (written, code) = (draft.id.clone(), draft.code.take());
        Ok(LoadedRule { spec, written, home: set, code, at, order: 0 })
    }
}

/// The id of the rule or incident rule that a statement makes, where it is written there.
fn written_id(statement: &str) -> Option<String> {
    let items = items(statement);
    let given = items.iter().find_map(|item| match item.action {
        Action::Call("rule" | "incident", given) => given,
        _ => None,
    })?;
    literal(given)
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
