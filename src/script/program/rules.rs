//! Runs rule files one statement at a time, and makes rules of what they built.

use super::causes::{FileReport, UnavailableByItem};
use super::modules::shadowing;
use super::{LoadedFile, LoadedRule, Program};
use crate::pattern::Pattern;
use crate::quiet::caught;
use crate::script::Fault;
use crate::script::builder::RuleBuilder;
use crate::script::error::MOST_OF_ID;
use crate::script::error::panicked;
use crate::script::failed_let::{FailedLet, HELP, is_use_of_failed_let, root};
use crate::script::host::{LoadCounts, Loading};
use crate::script::items::{Action, Item, items};
use crate::script::lexeme::literal;
use crate::script::meter::{self, Used};
use crate::script::slice::Slices;
use crate::script::spec::{RuleSpec, ScriptFile, ScriptSet};
use rhai::{AST, Dynamic, EvalAltResult, Scope, Stmt};
use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::Arc;

/// A rule file while it is run.
struct RuleFileRun<'a> {
    set: usize,
    pack: &'a ScriptSet,
    source: &'a ScriptFile,
    scope: Scope<'static>,
    findings: Vec<FileReport>,
    /// The `let`s that failed because of a cause outside the file, by name, with the key of the cause.
    failed_lets: BTreeMap<String, String>,
    /// The index of the statement that made each rule.
    statement_of: Vec<usize>,
    /// What its statements have used.
    used: Used,
    /// What the files of its pack have used before.
    before: Used,
}

/// After so many faults the rest of a file is not run. Each fault costs time and has a text; a person corrects a few.
const MOST_FAULTS: usize = 100;

impl Program {
    /// Runs a rule file one statement at a time, so that a bad rule does not prevent those below it from loading.
    pub(super) fn load_rules(&mut self, set: usize, file: usize) {
        let sets = self.sets.clone();
        let (pack, source): (&ScriptSet, _) = (&sets[set], &sets[set].rules[file]);
        let (script, mut findings) = match self.compile(set, source, &source.path) {
            Ok(script) => (script, Vec::new()),
            Err(fault) => (AST::empty(), vec![FileReport::Own(*fault)]),
        };
        findings.extend(shadowing(pack, source, &script).into_iter().map(FileReport::Own));
        self.host.missed_lexicon.set(false);
        self.host.loading.replace(Some(Loading::of(&sets, set)));
        let mut run = RuleFileRun {
            set,
            pack,
            source,
            scope: Scope::new(),
            findings,
            failed_lets: BTreeMap::new(),
            statement_of: Vec::new(),
            used: Used::default(),
            before: self.used_by(set),
        };
        // Splitting the text costs as much as compiling it, and most files are loaded without a need for it.
        let slices = LazyCell::new(|| Slices::new(&source.text, &script));
        self.run(&mut run, &script, &slices);
        let loaded = self.host.loading.replace(None).unwrap_or_default();
        let RuleFileRun { scope, mut findings, statement_of, used, .. } = run;
        let is_empty = loaded.counts() == LoadCounts::default() && findings.is_empty();
        if (pack.lone || script.statements().is_empty()) && is_empty {
            let help = "write one: rule(\"topic/what\").kind(\"...\").when(\"...\")";
            findings.push(FileReport::Own(Fault::of(
                &pack.pack,
                Some(&source.path),
                "the file contains no rule",
                help,
            )));
        }
        let at = self.files.len();
        let names = Arc::new(names(&scope));
        let mut depends_on_others = self.host.missed_lexicon.take();
        for (order, (rule, statement)) in loaded.rules.into_iter().zip(statement_of).enumerate() {
            depends_on_others |= self.place(set, &rule.0.borrow().id).is_err();
            match self.finish(set, file, at, &names, &rule) {
                Ok(mut rule) => {
                    let code = rule.code.as_ref().filter(|_| self.host.hashes_closures);
                    rule.spec.code = code.map(|code| slices.print(statement, code));
                    self.insert_rule(LoadedRule { order, ..rule });
                }
                Err(fault) => findings.push(FileReport::Own(*fault)),
            }
        }
        let (incidents, kinds) = (loaded.incidents, loaded.kinds);
        depends_on_others |=
            findings.iter().any(|finding| matches!(finding, FileReport::Dependent { .. }));
        self.files.push(LoadedFile {
            set,
            file,
            script,
            incidents,
            kinds,
            faults: findings,
            depends_on_others,
            used,
        });
    }

    /// Runs the statements of a file.
    fn run<'a>(
        &self,
        run: &mut RuleFileRun<'_>,
        script: &AST,
        slices: &impl Deref<Target = Slices<'a>>,
    ) {
        let by_item = self.unavailable_by_item(run.set, run.source, script.statements().len());
        for (number, statement) in script.statements().iter().enumerate() {
            let mut single = AST::new([statement.clone()], script.shared_lib().clone());
            single.set_source(run.source.path.as_str());
            let begun = self.counts();
            let known = run.scope.len();
            let metered = meter::begin(self.limits.of_statement(run.before.and(run.used)));
            let ran = caught(|| self.engine.run_ast_with_scope(&mut run.scope, &single));
            let ran = ran.unwrap_or_else(|| Err(panicked()));
            run.used = run.used.and(metered.used());
            drop(metered);
            let is_whole = ran.is_ok();
            let findings =
                self.findings(run, ran, by_item.as_ref(), number, begun, &|| slices.alone(number));
            if !findings.is_empty() {
                self.drop_rules(begun);
            }
            if !is_whole {
                run.scope.rewind(known);
                if let Stmt::Var(declared, ..) = statement {
                    // Rhai finds variables by their position in the scope: without a placeholder, the statements below
                    // would read another variable.
                    let name = declared.0.name.clone();
                    if let Some(FileReport::Dependent { key, .. }) = findings.first() {
                        run.failed_lets.insert(name.to_string(), key.clone());
                    }
                    run.scope.push_dynamic(name, Dynamic::from(FailedLet));
                }
            }
            run.findings.extend(findings);
            run.statement_of.resize(self.counts().rules, number);
            if run.findings.len() >= MOST_FAULTS {
                run.findings
                    .extend(self.rest_is_left_out(run, script.statements().get(number + 1)));
                break;
            }
        }
    }

    /// The fault of a file of which the statements from `next` on are not run.
    fn rest_is_left_out(&self, run: &RuleFileRun<'_>, next: Option<&Stmt>) -> Option<FileReport> {
        let at = next?.position();
        let message =
            format!("the file has more than {MOST_FAULTS} faults: from here on it is not loaded");
        let fault = Fault::of(
            &run.pack.pack,
            Some(&run.source.path),
            &message,
            "correct those above first",
        );
        Some(FileReport::Own(fault.at(&run.source.text, at.line(), at.position())))
    }

    /// What the modules and rule files of a set that are loaded so far have used.
    fn used_by(&self, set: usize) -> Used {
        let files = self.files.iter().filter(|file| file.set == set);
        files.fold(Used::default(), |sum, file| sum.and(file.used))
    }

    /// The findings for a statement that ran or failed; where there are any, its rules are not loaded.
    fn findings<'a>(
        &self,
        run: &RuleFileRun<'_>,
        ran: Result<(), Box<EvalAltResult>>,
        by_item: Option<&UnavailableByItem>,
        number: usize,
        begun: LoadCounts,
        text: &dyn Fn() -> &'a str,
    ) -> Vec<FileReport> {
        let unavailable = by_item.and_then(|by_item| by_item.of(number));
        let dependent = |key: &String, fault: Option<&Fault>, rule: Option<String>| {
            FileReport::Dependent { key: key.clone(), rule, fault: fault.cloned() }
        };
        let failed_cause = || {
            if run.failed_lets.is_empty() {
                return None;
            }
            let items = items(text());
            let used = items.iter().flat_map(Item::uses);
            used.into_iter().find_map(|name| run.failed_lets.get(name))
        };
        let Err(error) = ran else {
            // The closure of a rule may call or capture something unavailable, though the statement ran.
            let cause =
                unavailable.map(|unavailable| (&unavailable.key, unavailable.fault.as_ref()));
            let cause = cause.or_else(|| Some((failed_cause()?, None)));
            let Some((key, fault)) = cause else { return Vec::new() };
            let ids = self.ids_since(begun);
            return match ids.is_empty() {
                true => vec![dependent(key, fault, None)],
                false => ids.into_iter().map(|id| dependent(key, fault, Some(id))).collect(),
            };
        };
        let rule = self.ids_since(begun).into_iter().next();
        // Rhai evaluates the arguments of chained methods before it calls `rule`, so the rule may not exist yet.
        let id = rule.clone().or_else(|| written_id(text()));
        if let Some(key) = self.cause(&error) {
            return vec![dependent(&key, None, id)];
        }
        if matches!(root(&error), EvalAltResult::ErrorModuleNotFound(..))
            && let Some(unavailable) = unavailable
        {
            return vec![dependent(&unavailable.key, unavailable.fault.as_ref(), id)];
        }
        if is_use_of_failed_let(&error)
            && let Some(key) = failed_cause()
        {
            return vec![dependent(key, None, id)];
        }
        vec![FileReport::Own(self.site(run.pack, run.source, rule.as_deref()).fault(&error))]
    }

    /// How much the file has made so far.
    fn counts(&self) -> LoadCounts {
        let loading = self.host.loading.borrow();
        loading.as_ref().map(Loading::counts).unwrap_or_default()
    }

    /// The ids of the rules and incident rules made since `begun`.
    fn ids_since(&self, begun: LoadCounts) -> Vec<String> {
        let loading = self.host.loading.borrow();
        let Some(loading) = loading.as_ref() else { return Vec::new() };
        let rules = loading.rules[begun.rules..].iter().map(|rule| rule.0.borrow().id.clone());
        let incidents = &loading.incidents[begun.incidents..];
        rules.chain(incidents.iter().map(|rule| rule.0.borrow().id.clone())).collect()
    }

    fn drop_rules(&self, keep: LoadCounts) {
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
        let mut uses_failed_let = false;
        if let Some(code) = draft.code.as_mut() {
            for value in code.iter_curry_mut() {
                // A captured `let` is shared behind a lock; the rule needs its own copy.
                *value = std::mem::take(value).flatten();
                captured.extend(value.clone().try_cast::<Pattern>());
                uses_failed_let |= value.is::<FailedLet>();
            }
        }
        if uses_failed_let {
            drop(draft);
            let message = "its closure uses a variable or constant that could not be created";
            return Err(bad(rule, message, HELP));
        }
        // Checked last, since only this depends on other files: the checks above hold whatever those become.
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
            given: draft.given.clone(),
            unless: draft.unless.clone(),
            within,
            per: draft.per.unwrap_or(within),
            codes: draft.codes.clone(),
            examples: draft.examples.clone(),
            counterexamples: draft.counterexamples.clone(),
            known_misses: draft.known_misses.clone(),
            has_closure: draft.code.is_some(),
            code: None,
            captured,
            names: names.clone(),
        };
        let (written, code) = (draft.id.clone(), draft.code.take());
        let own_unless = spec.unless.clone();
        Ok(LoadedRule { spec, written, own_unless, home: set, code, at, order: 0 })
    }
}

/// The id of the rule or incident rule that a statement makes, where it is a literal.
fn written_id(statement: &str) -> Option<String> {
    let items = items(statement);
    let given = items.iter().find_map(|item| match item.action {
        Action::Call("rule" | "incident", given) => given,
        _ => None,
    })?;
    // A longer one is refused, and would only make the report long.
    literal(given).filter(|id| id.chars().count() <= MOST_OF_ID)
}

/// The names that a file's `let`s give to patterns; of two names for one pattern, the first.
fn names(scope: &Scope<'_>) -> HashMap<Pattern, String> {
    let mut names = HashMap::new();
    for (name, _, value) in scope.iter() {
        if let Some(pattern) = value.flatten().try_cast::<Pattern>() {
            names.entry(pattern).or_insert_with(|| name.to_owned());
        }
    }
    names
}
