//! Why a rule's conditions held on a stretch of text, or which part failed first and how: told from the same
//! compiled patterns that `eval` judges, so that the explanation cannot differ from the verdict.

use super::eval::{Reading, Unit};
use super::expr::{Pattern, Scope};
use super::matcher::{Kind, NodeId, Plan};
use std::ops::Range;

/// One part of a pattern and what became of it. Depth-first, in the order written, told no further than it matters: of a
/// choice that held the branches that did, of one that did not the branch that came nearest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How deep the part lies; 0 for `when` and `unless` themselves.
    pub depth: usize,
    /// The part.
    pub part: Pattern,
    /// Whether it belongs to `unless`.
    pub unless: bool,
    /// Whether it held.
    pub held: bool,
    /// Where it was found (token ranges, sorted); empty where it was not.
    pub found: Vec<Range<usize>>,
    /// Why it did not hold, for the parts that made the difference.
    pub reason: Option<Reason>,
    /// For the branch that stands for a choice that failed: of how many it came nearest.
    pub nearest_of: Option<usize>,
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
            blocked = self.holds(unless, unit);
            if blocked {
                self.tell(unless, unit, 0, &mut steps);
                steps[from].reason = Some(Reason::BlockedByUnless);
                first_failure = first_failure.or(Some(from));
            } else {
                steps.push(self.step(unless, unit, 0, false));
            }
            steps[from..].iter_mut().for_each(|step| step.unless = true);
        }
        Verdict { fires: when && !blocked, steps, first_failure }
    }

    fn step(&self, node: NodeId, unit: &Unit, depth: usize, held: bool) -> Step {
        Step {
            depth,
            part: self.matcher.node(node).pattern.clone(),
            unless: false,
            held,
            found: if held { self.spans(node, unit) } else { Vec::new() },
            reason: None,
            nearest_of: None,
        }
    }

    fn tell(&self, node: NodeId, unit: &Unit, depth: usize, steps: &mut Vec<Step>) -> bool {
        let held = self.holds(node, unit);
        let at = steps.len();
        steps.push(self.step(node, unit, depth, held));
        let mut parts_held = true;
        match &self.matcher.node(node).kind {
            Kind::Any(parts) if held => {
                for &part in parts.iter().filter(|&&part| self.holds(part, unit)) {
                    self.tell(part, unit, depth + 1, steps);
                }
            }
            Kind::Any(parts) => {
                let nearest = parts.iter().max_by_key(|&&part| self.nearness(part, unit));
                if let Some(&nearest) = nearest {
                    let at = steps.len();
                    self.tell(nearest, unit, depth + 1, steps);
                    steps[at].nearest_of = Some(parts.len());
                }
            }
            Kind::All(parts) => {
                for &part in parts {
                    match !held && self.holds(part, unit) {
                        true => steps.push(self.step(part, unit, depth + 1, true)),
                        false => drop(self.tell(part, unit, depth + 1, steps)),
                    }
                }
            }
            Kind::Not(inner) if !held => drop(self.tell(*inner, unit, depth + 1, steps)),
            Kind::Seq(parts, _) if !held => {
                parts_held = self.tell_missing(parts, unit, depth, steps)
            }
            Kind::Near(left, right, _) if !held => {
                parts_held = self.tell_missing(&[*left, *right], unit, depth, steps);
            }
            Kind::Quoted(inner) if !held => {
                parts_held = self.tell_missing(&[*inner], unit, depth, steps);
            }
            _ => {}
        }
        if !held {
            let told = steps[at + 1..].iter().any(|step| !step.held && step.reason.is_some());
            let reason = self.reason(node, unit, parts_held);
            // Some part of every failure says why; where none does, each holds by itself.
            steps[at].reason = reason.or((!told).then_some(Reason::NotTogether));
        }
        held
    }

    /// Tells of the parts that are missing; whether none is.
    fn tell_missing(
        &self,
        parts: &[NodeId],
        unit: &Unit,
        depth: usize,
        steps: &mut Vec<Step>,
    ) -> bool {
        let missing: Vec<NodeId> =
            parts.iter().copied().filter(|&part| !self.holds(part, unit)).collect();
        for &part in &missing {
            self.tell(part, unit, depth + 1, steps);
        }
        missing.is_empty()
    }

    /// How near a part came to holding, in thousandths of its leaves.
    fn nearness(&self, node: NodeId, unit: &Unit) -> usize {
        if self.holds(node, unit) {
            return 1000;
        }
        let mean = |parts: &[NodeId]| {
            let sum: usize = parts.iter().map(|&part| self.nearness(part, unit)).sum();
            // All parts of a sequence may be there and still are too far apart.
            (sum / parts.len().max(1)).min(999)
        };
        match &self.matcher.node(node).kind {
            Kind::All(parts) | Kind::Seq(parts, _) => mean(parts),
            Kind::Near(left, right, _) => mean(&[*left, *right]),
            Kind::Any(parts) => {
                parts.iter().map(|&part| self.nearness(part, unit)).max().unwrap_or(0)
            }
            Kind::Quoted(inner) => self.nearness(*inner, unit) / 2,
            _ => 0,
        }
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
