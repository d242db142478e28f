//! Why a rule's conditions held on a range of text, or which part failed first and how. Uses the same compiled patterns
//! that `eval` evaluates, so that the explanation cannot differ from the result.

use super::condition::Test;
use super::eval::{MatchContext, Unit};
use super::expr::{Pattern, Scope};
use super::matcher::{NodeId, NodeKind, Plan};
use std::ops::Range;

/// One part of a pattern and its result. Steps are in depth-first order, as written, and go only as deep as is useful:
/// of an alternative that held, the branches that held; of one that failed, the branch that came nearest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainStep {
    /// The nesting depth; 0 for the patterns of the rule's conditions themselves.
    pub depth: usize,
    /// The part.
    pub part: Pattern,
    /// The condition that it belongs to.
    pub condition: Condition,
    /// Whether it held.
    pub held: bool,
    /// Where it was found (token ranges, sorted); empty where it was not.
    pub found: Vec<Range<usize>>,
    /// Why it did not hold, for the parts that caused the failure.
    pub reason: Option<Reason>,
    /// For the branch that represents a failed alternative: the number of branches it is the nearest of.
    pub nearest_of: Option<usize>,
}

/// A condition of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// What must hold over the unit.
    When,
    /// A context that must hold around the unit.
    Given,
    /// What must not hold over the unit.
    Unless,
}

/// Why a part did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Found nowhere in the article.
    Absent,
    /// Found only in these other sentences (indices).
    OtherSentence(Vec<usize>),
    /// All parts were found, but too many tokens apart.
    GapTooWide {
        /// The smallest distance found, in tokens.
        nearest: usize,
        /// The distance that the pattern allows.
        allowed: usize,
    },
    /// All parts were found, but in another order.
    WrongOrder,
    /// All parts were found, but never together in the pattern's own, narrower scope.
    NotTogether,
    /// Found, but not inside a quotation.
    NotQuoted,
    /// The words were found, but the grammar of their sentence is another: what is asked for, the word, and the phrases
    /// that have the part.
    Grammar {
        /// The condition that fails.
        test: Test,
        /// The words it is asked of; `None` if none are a verb or noun as asked.
        word: Option<Range<usize>>,
        /// The phrases that have the part that the condition is about.
        phrases: Vec<Range<usize>>,
    },
    /// A negated part was found.
    Unwanted,
    /// `unless` held.
    BlockedByUnless,
}

/// The result of a plan on one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Whether the rule's conditions held.
    pub fires: bool,
    /// The parts of `when`, followed by those of each context and those of `unless`.
    pub steps: Vec<ExplainStep>,
    /// The first part that kept the rule from firing: an index into `steps`.
    pub first_failure: Option<usize>,
}

impl MatchContext<'_> {
    /// Evaluates `plan` over `unit` and reports the result of each part.
    pub fn explain(&self, plan: &Plan, unit: &Unit) -> Explanation {
        let mut steps = Vec::new();
        let when = self.report(plan.when, unit, 0, &mut steps);
        let mut first_failure = if when { None } else { first_failed(&steps) };
        let mut in_context = true;
        for &given in &plan.given {
            let from = steps.len();
            let held = self.report(given, &self.context_unit(given, unit), 0, &mut steps);
            steps[from..].iter_mut().for_each(|step| step.condition = Condition::Given);
            if !held {
                in_context = false;
                first_failure = first_failure.or(Some(from));
            }
        }
        let mut blocked = false;
        if let Some(unless) = plan.unless {
            let from = steps.len();
            blocked = self.holds(unless, unit);
            if blocked {
                self.report(unless, unit, 0, &mut steps);
                steps[from].reason = Some(Reason::BlockedByUnless);
                first_failure = first_failure.or(Some(from));
            } else {
                steps.push(self.step(unless, unit, 0, false));
            }
            steps[from..].iter_mut().for_each(|step| step.condition = Condition::Unless);
        }
        Explanation { fires: when && in_context && !blocked, steps, first_failure }
    }

    fn step(&self, node: NodeId, unit: &Unit, depth: usize, held: bool) -> ExplainStep {
        ExplainStep {
            depth,
            part: self.matcher.node(node).pattern.clone(),
            condition: Condition::When,
            held,
            found: if held { self.spans(node, unit) } else { Vec::new() },
            reason: None,
            nearest_of: None,
        }
    }

    fn report(
        &self,
        node: NodeId,
        unit: &Unit,
        depth: usize,
        steps: &mut Vec<ExplainStep>,
    ) -> bool {
        let held = self.holds(node, unit);
        let at = steps.len();
        steps.push(self.step(node, unit, depth, held));
        let mut parts_held = true;
        match &self.matcher.node(node).kind {
            NodeKind::Any(parts) if held => {
                for &part in parts.iter().filter(|&&part| self.holds(part, unit)) {
                    self.report(part, unit, depth + 1, steps);
                }
            }
            NodeKind::Any(parts) => {
                let nearest = parts.iter().max_by_key(|&&part| self.nearness(part, unit));
                if let Some(&nearest) = nearest {
                    let at = steps.len();
                    self.report(nearest, unit, depth + 1, steps);
                    steps[at].nearest_of = Some(parts.len());
                }
            }
            NodeKind::All(parts) => {
                for &part in parts {
                    match !held && self.holds(part, unit) {
                        true => steps.push(self.step(part, unit, depth + 1, true)),
                        false => drop(self.report(part, unit, depth + 1, steps)),
                    }
                }
            }
            NodeKind::Not(inner) if !held => drop(self.report(*inner, unit, depth + 1, steps)),
            NodeKind::Seq(parts, _) if !held => {
                parts_held = self.report_missing(parts, unit, depth, steps)
            }
            NodeKind::Near(left, right, _) if !held => {
                parts_held = self.report_missing(&[*left, *right], unit, depth, steps);
            }
            NodeKind::Syntax(parts, _) if !held => {
                parts_held = self.report_missing(parts, unit, depth, steps);
            }
            NodeKind::Quoted(inner) if !held => {
                parts_held = self.report_missing(&[*inner], unit, depth, steps);
            }
            _ => {}
        }
        if !held {
            let explained = steps[at + 1..].iter().any(|step| !step.held && step.reason.is_some());
            let reason = self.reason(node, unit, parts_held);
            // In every failure some part gives a reason; if none does, each part holds by itself.
            steps[at].reason = reason.or((!explained).then_some(Reason::NotTogether));
        }
        held
    }

    /// Reports the parts that are missing; returns whether none is.
    fn report_missing(
        &self,
        parts: &[NodeId],
        unit: &Unit,
        depth: usize,
        steps: &mut Vec<ExplainStep>,
    ) -> bool {
        let missing: Vec<NodeId> =
            parts.iter().copied().filter(|&part| !self.holds(part, unit)).collect();
        for &part in &missing {
            self.report(part, unit, depth + 1, steps);
        }
        missing.is_empty()
    }

    /// How close a part came to holding, in thousandths of its leaves.
    fn nearness(&self, node: NodeId, unit: &Unit) -> usize {
        if self.holds(node, unit) {
            return 1000;
        }
        let mean = |parts: &[NodeId]| {
            let sum: usize = parts.iter().map(|&part| self.nearness(part, unit)).sum();
            // All parts of a sequence may be found and still be too far apart.
            (sum / parts.len().max(1)).min(999)
        };
        match &self.matcher.node(node).kind {
            NodeKind::All(parts) | NodeKind::Seq(parts, _) | NodeKind::Syntax(parts, _) => {
                mean(parts)
            }
            NodeKind::Near(left, right, _) => mean(&[*left, *right]),
            NodeKind::Any(parts) => {
                parts.iter().map(|&part| self.nearness(part, unit)).max().unwrap_or(0)
            }
            NodeKind::Quoted(inner) => self.nearness(*inner, unit) / 2,
            _ => 0,
        }
    }

    fn reason(&self, node: NodeId, unit: &Unit, parts_held: bool) -> Option<Reason> {
        match &self.matcher.node(node).kind {
            NodeKind::Not(_) => Some(Reason::Unwanted),
            NodeKind::Any(_) | NodeKind::All(_) => None, // their parts report it
            NodeKind::Quoted(_) if parts_held => Some(Reason::NotQuoted),
            NodeKind::Seq(parts, gap) if parts_held => Some(self.gap_reason(parts, *gap, unit)),
            NodeKind::Near(left, right, gap) if parts_held => {
                let forth = self.nearest(&[*left, *right], unit);
                let back = self.nearest(&[*right, *left], unit);
                let nearest = forth.into_iter().chain(back).min().unwrap_or(0);
                Some(Reason::GapTooWide { nearest, allowed: *gap })
            }
            NodeKind::Syntax(parts, tests) if parts_held => {
                Some(self.syntax_reason(parts, tests, unit))
            }
            NodeKind::Quoted(_) | NodeKind::Seq(..) | NodeKind::Near(..) | NodeKind::Syntax(..) => {
                None
            }
            _ => Some(self.absence(node, unit)),
        }
    }

    fn syntax_reason(&self, parts: &[NodeId], tests: &[Test], unit: &Unit) -> Reason {
        match (self.failed_test(parts, tests, unit), tests.first()) {
            (Some((test, word, phrases)), _) => {
                Reason::Grammar { test: tests[test].clone(), word: Some(word), phrases }
            }
            (None, Some(first)) => {
                Reason::Grammar { test: first.clone(), word: None, phrases: Vec::new() }
            }
            (None, None) => Reason::Absent,
        }
    }

    fn gap_reason(&self, parts: &[NodeId], allowed: usize, unit: &Unit) -> Reason {
        match self.nearest(parts, unit) {
            Some(nearest) if nearest > allowed => Reason::GapTooWide { nearest, allowed },
            _ => Reason::WrongOrder,
        }
    }

    /// The widest gap of the tightest chain of `parts` in order; `None` if they never occur in order.
    fn nearest(&self, parts: &[NodeId], unit: &Unit) -> Option<usize> {
        let mut chains: Vec<(usize, usize)> =
            self.spans(*parts.first()?, unit).iter().map(|span| (span.end, 0)).collect();
        for &part in &parts[1..] {
            let spans = self.spans(part, unit);
            chains = spans
                .iter()
                .filter_map(|span| {
                    let before = chains.iter().filter(|(end, _)| *end <= span.start);
                    let widest = before.map(|(end, gap)| (*gap).max(span.start - end)).min()?;
                    Some((span.end, widest))
                })
                .collect();
        }
        chains.into_iter().map(|(_, gap)| gap).min()
    }

    fn absence(&self, node: NodeId, unit: &Unit) -> Reason {
        let sentences = self.document.sentences();
        let elsewhere: Vec<usize> = (0..sentences.len())
            .filter(|index| !unit.sentences.contains(index))
            .filter(|&index| {
                let unit = self.unit(index, Scope::Sentence);
                sentences[index].kind.is_coded() && self.holds(node, &unit)
            })
            .collect();
        if elsewhere.is_empty() { Reason::Absent } else { Reason::OtherSentence(elsewhere) }
    }
}

/// The first failing part that has a reason, in the order written.
fn first_failed(steps: &[ExplainStep]) -> Option<usize> {
    steps.iter().position(|step| !step.held && step.reason.is_some())
}
