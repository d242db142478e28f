//! Runs an entry one statement at a time. A statement that fails leaves the variables as they were before it.

use super::{Console, EntryOutcome, TypedRule, Value, declaration_id, shown, sources};
use crate::quiet::caught;
use crate::script::api::RESERVED;
use crate::script::error::panicked;
use crate::script::fault::Fault;
use crate::script::host::Loading;
use crate::script::naming::Binding;
use crate::script::slice::Slices;
use crate::script::spec::ScriptFile;
use rhai::{AST, Dynamic, Scope, Stmt};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

impl Console {
    /// Runs an entry. Statements before a mistake keep their effect; the statement with the mistake has none.
    pub fn eval(&mut self, text: &str) -> Result<EntryOutcome, Box<Fault>> {
        match self.entry(text) {
            (outcome, None) => Ok(outcome),
            (_, Some(fault)) => Err(fault),
        }
    }

    /// Like [`Console::eval`], but where there is a mistake also returns what was printed and the rules made before it.
    /// The value is then [`Value::Nothing`].
    pub fn entry(&mut self, text: &str) -> (EntryOutcome, Option<Box<Fault>>) {
        let file = ScriptFile { path: "prompt".to_owned(), text: text.to_owned() };
        let script = match self.compiled(&file) {
            Ok(script) => script,
            Err(fault) => return (EntryOutcome::nothing(), Some(fault)),
        };
        let slices = Slices::new(text, &script);
        for (name, body) in slices.named_functions() {
            self.sources.define(name, body);
        }
        self.functions = self.functions.merge(&script.clone_functions_only());
        self.host.interrupt.store(false, Ordering::Relaxed);
        let loading = Loading::of(&self.sets, self.sets.len().saturating_sub(1));
        self.host.loading.replace(Some(loading));
        let came = self.run(&file, &script, &slices);
        self.host.loading.replace(None);
        came
    }

    fn compiled(&self, file: &ScriptFile) -> Result<AST, Box<Fault>> {
        self.host.binding.replace(Binding::of(&self.roots, &file.text));
        let compiled = self.engine.compile(&file.text);
        self.host.binding.replace(None);
        let script = compiled.map_err(|error| Box::new(self.site(file).parse_fault(&error)))?;
        let hides = script.iter_functions().map(|f| f.name).find(|name| RESERVED.contains(name));
        match hides {
            None => Ok(script),
            Some(name) => {
                let message =
                    format!("fn {name} would hide the function of that name in the rule language");
                Err(Box::new(Fault::of("prompt", None, &message, "give it another name")))
            }
        }
    }

    fn run(
        &mut self,
        file: &ScriptFile,
        script: &AST,
        slices: &Slices<'_>,
    ) -> (EntryOutcome, Option<Box<Fault>>) {
        self.printed.borrow_mut().clear();
        let mut outcome = EntryOutcome::nothing();
        let mut value = Dynamic::UNIT;
        let mut fault = None;
        for (index, statement) in script.statements().iter().enumerate() {
            let single = AST::new([statement.clone()], self.functions.shared_lib().clone());
            let text = slices.alone(index);
            let before = ScopeSnapshot::new(&self.scope, text);
            let ran =
                caught(|| self.engine.eval_ast_with_scope::<Dynamic>(&mut self.scope, &single));
            match ran.unwrap_or_else(|| Err(panicked())) {
                Ok(came) => value = came,
                Err(error) => {
                    before.restore(&mut self.scope);
                    fault = Some(Box::new(self.site(file).fault(&error)));
                    break;
                }
            }
            self.remember_source(statement, text);
            let typed = |id| TypedRule { id, text: self.sources.file(text) };
            outcome.rules.extend(self.new_ids().into_iter().map(typed));
        }
        self.drop_shadowed_variables();
        outcome.printed = self.printed.borrow_mut().take();
        if fault.is_none() {
            outcome.value = shown::value_of(value);
        }
        (outcome, fault)
    }

    /// The ids of the rules and kinds made since the last call.
    fn new_ids(&self) -> Vec<String> {
        let mut loading = self.host.loading.borrow_mut();
        let Some(loading) = loading.as_mut() else { return Vec::new() };
        let kinds = std::mem::take(&mut loading.kinds);
        let kinds = kinds.iter().map(|kind| declaration_id(&kind.0.borrow().name));
        let rules = std::mem::take(&mut loading.rules);
        kinds.chain(rules.iter().map(|rule| rule.0.borrow().id.clone())).collect()
    }

    /// Remembers the text of a statement that defines or changes a variable, for the rules that use it.
    fn remember_source(&mut self, statement: &Stmt, text: &str) {
        match statement {
            Stmt::Var(declared, ..) => self.sources.define(declared.0.name.as_str(), text),
            Stmt::Assignment(..) => {
                let name = text.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_');
                if let Some(name) = name.into_iter().next() {
                    self.sources.change(name, text);
                }
            }
            Stmt::Expr(..) => {
                if let Some(name) = sources::changed_by_call(text) {
                    self.sources.change(name, text);
                }
            }
            _ => {}
        }
    }

    /// Removes variables that a newer one of the same name hides, since they would accumulate.
    fn drop_shadowed_variables(&mut self) {
        if newest(&self.scope).count() == self.scope.len() {
            return;
        }
        let kept: Vec<(String, bool, Dynamic)> = newest(&self.scope)
            .map(|(name, constant, value)| (name.to_owned(), constant, value.clone()))
            .collect();
        self.scope.clear();
        for (name, constant, value) in kept.into_iter().rev() {
            match constant {
                true => self.scope.push_constant_dynamic(name, value),
                false => self.scope.push_dynamic(name, value),
            };
        }
    }
}

/// The newest variable of each name, from the newest to the oldest.
fn newest<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = (&'a str, bool, &'a Dynamic)> {
    let mut seen = BTreeSet::new();
    // Rhai iterates from the newest variable to the oldest.
    scope.iter_raw().filter(move |(name, ..)| seen.insert(*name))
}

impl EntryOutcome {
    fn nothing() -> EntryOutcome {
        EntryOutcome { value: Value::Nothing, printed: String::new(), rules: Vec::new() }
    }
}

/// Copies of the variables that a statement may change: those it names, and those that closures share.
struct ScopeSnapshot {
    count: usize,
    values: Vec<(String, Dynamic)>,
}

impl ScopeSnapshot {
    fn new(scope: &Scope<'_>, statement: &str) -> ScopeSnapshot {
        let values = newest(scope)
            .filter(|(_, constant, _)| !constant)
            .filter(|(name, _, value)| value.is_shared() || statement.contains(name))
            .map(|(name, _, value)| (name.to_owned(), value.flatten_clone()));
        ScopeSnapshot { count: scope.len(), values: values.collect() }
    }

    fn restore(self, scope: &mut Scope<'_>) {
        scope.rewind(self.count);
        for (name, value) in self.values {
            let Some(slot) = scope.get_mut(&name) else { continue };
            match slot.is_shared() {
                false => *slot = value,
                // Write into the shared value, so that closures still share it.
                true => {
                    if let Some(mut shared) = slot.write_lock::<Dynamic>() {
                        *shared = value;
                    }
                }
            }
        }
    }
}

/// What an entry printed, up to [`MOST_PRINTED`] bytes.
#[derive(Default)]
pub struct PrintBuffer {
    text: String,
    /// The number of characters dropped because the buffer was full.
    left_out: usize,
}

/// The most bytes kept of what an entry prints.
const MOST_PRINTED: usize = 1 << 20;

impl PrintBuffer {
    /// Prints a line.
    pub fn print(&mut self, line: &str) {
        let room = MOST_PRINTED.saturating_sub(self.text.len());
        let cut = (0..=room.min(line.len())).rev().find(|at| line.is_char_boundary(*at));
        let fits = cut.unwrap_or_default();
        self.text.push_str(&line[..fits]);
        self.left_out += line[fits..].chars().count();
        match self.left_out {
            0 => self.text.push('\n'),
            _ => self.left_out += 1,
        }
    }

    fn clear(&mut self) {
        *self = PrintBuffer::default();
    }

    /// Takes what was printed, with a note of how much more was dropped.
    fn take(&mut self) -> String {
        let PrintBuffer { mut text, left_out } = std::mem::take(self);
        if left_out > 0 {
            let more = super::shown::grouped(left_out);
            text.push_str(&format!(
                "\u{2026}\n({more} more characters were printed and are not kept)\n"
            ));
        }
        text
    }
}
