//! The rules, incident rules and kinds of a rule file while it runs. `api` fills these in; `program` takes them once
//! the file has run.

use super::kind::KindDeclaration;
use super::spec::{Example, SharedAttribute};
use crate::event::Codes;
use crate::pattern::{Pattern, Scope};
use rhai::{FnPtr, Position};
use std::cell::RefCell;
use std::rc::Rc;

/// A rule being built; clones are the same rule.
#[derive(Clone)]
pub struct RuleBuilder(pub Rc<RefCell<RuleDraft>>);

/// The settings of a rule so far.
#[derive(Default)]
pub struct RuleDraft {
    pub id: String,
    pub line: usize,
    pub about: String,
    pub kind: String,
    pub mode: Option<String>,
    pub status: Option<String>,
    pub references: Vec<String>,
    pub when: Option<Pattern>,
    pub given: Vec<Pattern>,
    pub unless: Option<Pattern>,
    pub within: Option<Scope>,
    pub per: Option<Scope>,
    pub codes: Codes,
    pub examples: Vec<Example>,
    pub counterexamples: Vec<Example>,
    pub known_misses: Vec<Example>,
    pub code: Option<FnPtr>,
}

impl RuleBuilder {
    /// Changes the draft and returns the same builder, so that calls can be chained.
    pub fn update(&self, what: impl FnOnce(&mut RuleDraft)) -> RuleBuilder {
        what(&mut self.0.borrow_mut());
        self.clone()
    }
}

/// An incident rule being built; clones are the same rule.
#[derive(Clone)]
pub struct IncidentBuilder(pub Rc<RefCell<IncidentDraft>>);

/// The settings of an incident rule so far.
#[derive(Default)]
pub struct IncidentDraft {
    pub id: String,
    pub line: usize,
    pub about: String,
    pub of: Vec<NamedKind>,
    pub join: Vec<NamedKind>,
    pub same: Option<Vec<SharedAttribute>>,
    pub days: Option<u32>,
}

/// A kind, and where in the file it was named.
#[derive(Clone)]
pub struct NamedKind {
    /// The kind.
    pub kind: String,
    /// Its position in the script.
    pub at: Position,
}

impl IncidentBuilder {
    /// Changes the draft and returns the same builder, so that calls can be chained.
    pub fn update(&self, what: impl FnOnce(&mut IncidentDraft)) -> IncidentBuilder {
        what(&mut self.0.borrow_mut());
        self.clone()
    }
}

/// A kind being declared; clones are the same declaration.
#[derive(Clone)]
pub struct KindBuilder(pub Rc<RefCell<KindDraft>>);

/// The declaration of a kind so far.
pub struct KindDraft {
    /// Its name.
    pub name: String,
    /// Its flags and codes; the name of the file is filled in when loading is finished.
    pub declaration: KindDeclaration,
}
