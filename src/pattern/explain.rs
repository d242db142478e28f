//! Why a rule's conditions held on a stretch of text, or which part failed first and how: told from the same
//! compiled patterns that `eval` judges, so that the explanation cannot differ from the verdict.

use super::eval::{Reading, Unit};
use super::expr::Scope;
use super::matcher::{Kind, NodeId, Plan};
use std::ops::Range;

/// One part of a pattern and what became of it. Depth-first, in the order written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How deep the part lies; 0 for `when` and `unless` themselves.
    pub depth: usize,
    /// The part, as one would write it.
    pub part: String,
    /// Whether it held.
    pub held: bool,
    /// Where it was found (token ranges, sorted); empty where it was not.
    pub found: Vec<Range<usize>>,
    /// Why it did not hold, for the parts that made the difference.
    pub reason: Option<Reason>,
}

/// Why a part did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nowhere in the article.
    Absent,
    /// Not here, but in these other sentences (indices).
    OtherSentence(Vec<usize>),
    /// The parts are there, but so many tokens apart where only so many may be.
    GapTooWide {
        /// The nearest they come, in tokens.
        nearest: usize,
        /// What the pattern allows.
        allowed: usize,
    },
    /// The parts are there, but in another order.
    WrongOrder,
    /// The parts are there, but never together in the pattern's own, narrower scope.
    NotTogether,
    /// Found, but not inside a quotation.
    NotQuoted,
    /// A negated part was found.
    Unwanted,
    /// `unless` held.
    BlockedByUnless,
}

/// What became of a plan on one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the rule's conditions held.
    pub fires: bool,
    /// The parts of `when`, then those of `unless`.
    pub steps: Vec<Step>,
    /// The first part that kept the rule from firing: an index into `steps`.
    pub first_failure: Option<usize>,
}

impl Reading<'_> {
    /// Judges `plan` over `unit` and says what became of each part.
    pub fn explain(&self, plan: &Plan, unit: &Unit) -> Verdict {
        let mut steps = Vec::new();
        let when = self.tell(plan.when, unit, 0, &mut steps);
        let mut first_failure = if when { None } else { first_failed(&steps) };
        let mut blocked = false;
        if let Some(unless) = plan.unless {
            let from = steps.len();
            blocked = self.tell(unless, unit, 0, &mut steps);
            for step in &mut steps[from..] {
                step.part = if step.depth == 0 {
                    format!("unless {}", step.part)
                } else {
                    step.part.clone()
                };
                step.reason = None; // an `unless` that does not hold needs no excuse
            }
            if blocked {
                steps[from].reason = Some(Reason::BlockedByUnless);
                first_failure = first_failure.or(Some(from));
            }
        }
        Verdict { fires: when && !blocked, steps, first_failure }
    }

    fn tell(&self, node: NodeId, unit: &Unit, depth: usize, steps: &mut Vec<Step>) -> bool {
        let held = self.holds(node, unit);
        let at = steps.len();
        let compiled = self.matcher.node(node);
        steps.push(Step {
            depth,
            part: compiled.pattern.to_string(),
            held,
            found: self.spans(node, unit),
            reason: None,
        });
        let parts: Vec<NodeId> = match &compiled.kind {
            Kind::Any(parts) | Kind::All(parts) | Kind::Seq(parts, _) => parts.clone(),
            Kind::Not(inner) | Kind::Quoted(inner) => vec![*inner],
            Kind::Near(left, right, _) => vec![*left, *right],
            _ => Vec::new(),
        };
        let mut all_held = true;
        for part in parts {
            all_held &= self.tell(part, unit, depth + 1, steps);
        }
        if !held {
            let told = steps[at + 1..].iter().any(|step| !step.held && step.reason.is_some());
            let reason = self.reason(node, unit, all_held);
            // Some part of every failure tells why; where none does, each holds by itself.
            steps[at].reason = reason.or((!told).then_some(Reason::NotTogether));
        }
        held
    }

    fn reason(&self, node: NodeId, unit: &Unit, parts_held: bool) -> Option<Reason> {
        match &self.matcher.node(node).kind {
            Kind::Not(_) => Some(Reason::Unwanted),
            Kind::Any(_) | Kind::All(_) => None, // their parts tell
            Kind::Quoted(_) if parts_held => Some(Reason::NotQuoted),
            Kind::Seq(parts, gap) if parts_held => Some(self.gap_reason(parts, *gap, unit)),
            Kind::Near(left, right, gap) if parts_held => {
                let forth = self.nearest(&[*left, *right], unit);
                let back = self.nearest(&[*right, *left], unit);
                let nearest = forth.into_iter().chain(back).min().unwrap_or(0);
                Some(Reason::GapTooWide { nearest, allowed: *gap })
            }
            Kind::Quoted(_) | Kind::Seq(..) | Kind::Near(..) => None,
            _ => Some(self.absence(node, unit)),
        }
    }

    fn gap_reason(&self, parts: &[NodeId], allowed: usize, unit: &Unit) -> Reason {
        match self.nearest(parts, unit) {
            Some(nearest) if nearest > allowed => Reason::GapTooWide { nearest, allowed },
            _ => Reason::WrongOrder,
        }
    }

    /// The widest gap of the tightest chain of `parts` in order; `None` where they never come in order.
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

/// The first failing part that says why, in the order written.
fn first_failed(steps: &[Step]) -> Option<usize> {
    steps.iter().position(|step| !step.held && step.reason.is_some())
}
