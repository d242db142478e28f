//! What a rule file has said so far of the rules, incident rules and kinds it makes. `api` fills these in; `program`
//! takes them once the file has run.

use super::kind::KindDeclaration;
use super::spec::{Example, Shared};
use crate::event::Codes;
use crate::pattern::{Pattern, Scope};
use rhai::{FnPtr, Position};
use std::cell::RefCell;
use std::rc::Rc;

/// A rule being built; clones are the same rule.
#[derive(Clone)]
pub struct RuleBuilder(pub Rc<RefCell<RuleDraft>>);

/// What has been said of a rule so far.
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
    /// Notes more of the rule.
    pub fn say(&self, what: impl FnOnce(&mut RuleDraft)) -> RuleBuilder {
        what(&mut self.0.borrow_mut());
        self.clone()
    }
}

/// An incident rule being built; clones are the same rule.
#[derive(Clone)]
pub struct IncidentBuilder(pub Rc<RefCell<IncidentDraft>>);

/// What has been said of an incident rule so far.
#[derive(Default)]
pub struct IncidentDraft {
    pub id: String,
    pub line: usize,
    pub about: String,
    pub of: Vec<NamedKind>,
    pub join: Vec<NamedKind>,
    pub same: Option<Vec<Shared>>,
    pub days: Option<u32>,
}

/// A kind, and where in the file it was named.
#[derive(Clone)]
pub struct NamedKind {
    /// The kind.
    pub kind: String,
    /// Where.
    pub at: Position,
}

impl IncidentBuilder {
    /// Notes more of the rule.
    pub fn say(&self, what: impl FnOnce(&mut IncidentDraft)) -> IncidentBuilder {
        what(&mut self.0.borrow_mut());
        self.clone()
    }
}

/// A kind being declared; clones are the same declaration.
#[derive(Clone)]
pub struct KindBuilder(pub Rc<RefCell<KindDraft>>);

/// What has been said of a kind so far.
pub struct KindDraft {
    /// Its name.
    pub name: String,
    /// What is said of it; its file is filled in when the file is loaded.
    pub said: KindDeclaration,
}
