//! All that the rule files of packs declare, as plain data.

use super::fault::Notice;
use super::kinds::KindTable;
use super::spec::{IncidentSpec, RuleSpec};
use std::sync::Arc;

/// What the rule files of packs declare: plain data, from which a coder is compiled.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// The rules, in the order loaded.
    pub rules: Vec<RuleSpec>,
    /// The incident rules, in the order loaded.
    pub incidents: Vec<IncidentSpec>,
    /// The kinds that each set sees, those declared in rule files among them.
    pub kinds: Vec<Arc<KindTable>>,
    /// What works but is often a mistake.
    pub notices: Vec<Notice>,
}
