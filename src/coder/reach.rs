//! Which alternatives of rules' patterns were needed in the articles read, for `dateline test --coverage`. Each
//! alternative is the rule's pattern with only that one left (`pattern::alternatives`), evaluated by the same code as
//! the rules, in the same units.

use super::Coder;
use super::find::{MatchContexts, keep_coded};
use crate::pattern::alternatives::{Alternative, alternatives};
use crate::pattern::eval::Unit;
use crate::pattern::{MatchContext, Matcher, MatcherBuilder, NodeId, WordCache};
use crate::script::RuleSpec;
use crate::text::{Article, Document, Vocabulary};
use std::rc::Rc;
use std::sync::Arc;

/// The condition of a rule that an alternative belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConditionRole {
    /// `.when`
    When,
    /// The `.given` of this index.
    Given(usize),
    /// `.unless`
    Unless,
}

/// An alternative of a rule's condition, and whether an article needed it.
#[derive(Clone, Debug)]
pub struct PatternBranch {
    /// The rule, an index into [`Coder::rules`].
    pub rule: usize,
    /// Its condition.
    pub role: ConditionRole,
    /// The alternative.
    pub alternative: Alternative,
    /// Whether it alone let the rule fire somewhere; for `.unless` and negations, kept it from firing.
    pub reached: bool,
    node: NodeId,
}

/// A rule's conditions, compiled beside the alternatives.
struct Conditions {
    rule: usize,
    when: NodeId,
    given: Vec<NodeId>,
    unless: Option<NodeId>,
    branches: Vec<PatternBranch>,
}

/// Reads articles and notes which alternatives they need.
pub struct PatternReach {
    coder: Coder,
    matcher: Arc<Matcher>,
    rules: Vec<Conditions>,
    vocabulary: Vocabulary,
    cache: WordCache,
}

impl PatternReach {
    /// For the rules of `coder` that `wanted` selects.
    pub fn new(coder: &Coder, wanted: impl Fn(&RuleSpec) -> bool) -> PatternReach {
        let mut builder = MatcherBuilder::default();
        let each = coder.rules().iter().enumerate().filter(|(_, rule)| wanted(rule));
        // Rules whose conditions cannot be compiled have a fault already.
        let rules = each.filter_map(|(at, rule)| conditions(&mut builder, at, rule)).collect();
        PatternReach {
            coder: coder.clone(),
            matcher: Arc::new(builder.build()),
            rules,
            vocabulary: Vocabulary::new(),
            cache: WordCache::default(),
        }
    }

    /// Notes what `article` needs.
    pub fn read(&mut self, article: Article) {
        let document = Document::new(article, &mut self.vocabulary);
        let mut hits = Vec::new();
        self.matcher.scan(&document, &self.vocabulary, &mut self.cache, &mut hits);
        if hits.is_empty() {
            return;
        }
        keep_coded(&document, &mut hits);
        let view = self.coder.view(&self.matcher, Rc::new(document), hits);
        let contexts = MatchContexts::new(&self.coder.compiled, &view);
        let sentences = view.document().sentences();
        for conditions in &mut self.rules {
            let reading = contexts.of(conditions.rule);
            let within = self.coder.rules()[conditions.rule].within;
            for (number, sentence) in sentences.iter().enumerate() {
                if sentence.kind.is_coded() {
                    conditions.note(reading, &reading.unit(number, within));
                }
            }
        }
    }

    /// All alternatives, in the order of the rules.
    pub fn branches(&self) -> impl Iterator<Item = &PatternBranch> {
        self.rules.iter().flat_map(|rule| &rule.branches)
    }
}

fn conditions(builder: &mut MatcherBuilder, at: usize, rule: &RuleSpec) -> Option<Conditions> {
    let when = builder.pattern(&rule.when).ok()?;
    let given = rule.given.iter().map(|given| builder.pattern(given)).collect::<Result<_, _>>();
    let unless = rule.unless.as_ref().map(|unless| builder.pattern(unless)).transpose().ok()?;
    let given_roles = rule.given.iter().enumerate().map(|(at, p)| (ConditionRole::Given(at), p));
    let roles = std::iter::once((ConditionRole::When, &rule.when))
        .chain(given_roles)
        .chain(rule.unless.iter().map(|unless| (ConditionRole::Unless, unless)));
    let mut branches = Vec::new();
    for (role, pattern) in roles {
        for alternative in alternatives(pattern) {
            // A negation inside a sequence is a fault of the rule; elsewhere a part of a valid pattern is valid.
            let Ok(node) = builder.pattern(&alternative.only) else { continue };
            branches.push(PatternBranch { rule: at, role, alternative, reached: false, node });
        }
    }
    Some(Conditions { rule: at, when, given: given.ok()?, unless, branches })
}

impl Conditions {
    /// Notes which alternatives decide in `unit`.
    fn note(&mut self, reading: &MatchContext<'_>, unit: &Unit) {
        let when = reading.holds(self.when, unit);
        let given: Vec<bool> =
            self.given.iter().map(|&given| reading.context_holds(given, unit)).collect();
        let unless = self.unless.is_some_and(|unless| reading.holds(unless, unit));
        let others = |but: usize| given.iter().enumerate().all(|(at, held)| at == but || *held);
        let all_given = given.iter().all(|held| *held);
        for branch in self.branches.iter_mut().filter(|branch| !branch.reached) {
            let decides = match (branch.role, branch.alternative.is_negated) {
                (ConditionRole::When, false) => when && all_given && !unless,
                (ConditionRole::When, true) => !when && all_given,
                (ConditionRole::Given(_), false) => when && all_given && !unless,
                (ConditionRole::Given(at), true) => when && !given[at] && others(at),
                (ConditionRole::Unless, false) => when && all_given && unless,
                (ConditionRole::Unless, true) => when && all_given && !unless,
            };
            branch.reached = decides
                && match branch.role {
                    ConditionRole::Given(_) => reading.context_holds(branch.node, unit),
                    _ => reading.holds(branch.node, unit),
                };
        }
    }
}
