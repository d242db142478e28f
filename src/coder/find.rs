//! From an article's hits to drafts of events: the units that hold a rule's required words, the rules whose conditions
//! hold there, and their closures. `fill` completes the drafts.

use super::guard::Guard;
use super::{Coder, CoderInner, rule_fault};
use crate::pattern::eval::Unit;
use crate::pattern::{Hit, MatchContext, Scope};
use crate::script::{CallOutcome, CallRule, Draft, Fault, Moment, View};
use crate::text::Document;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

/// What a rule returned for one moment: a draft of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct MomentDraft {
    /// The rule, an index into `Coder::rules`.
    pub rule: usize,
    /// The sentence of the match, counted from 0.
    pub sentence: usize,
    /// The trigger of the match, as a range of the article's tokens.
    pub trigger: Range<usize>,
    /// What the closure returned.
    pub draft: Draft,
}

/// Runs rules on articles. Reused from article to article.
#[derive(Default)]
pub struct RuleRunner {
    /// By plan: the sentence (exclusive) up to which it was evaluated, so that two hits in one unit evaluate it once.
    evaluated_up_to: Vec<usize>,
    /// The rules that use up their limits again and again.
    guard: Guard,
}

/// A plan whose conditions hold over a unit.
pub(super) struct PlanMatch {
    pub plan: usize,
    pub unit: Unit,
}

/// The contexts in which patterns are evaluated on an article, one for each gazetteer.
pub(super) struct MatchContexts<'a> {
    compiled: &'a CoderInner,
    /// By gazetteer.
    all: Vec<MatchContext<'a>>,
}

impl<'a> MatchContexts<'a> {
    /// The contexts for `view`, which was made by the coder of `compiled`.
    pub fn new(compiled: &'a CoderInner, view: &'a Rc<View>) -> MatchContexts<'a> {
        let all = std::iter::once(view).chain(&view.narrower).map(|view| view.reading());
        MatchContexts { compiled, all: all.collect() }
    }

    /// With the names of all packs: for what does not depend on names.
    pub fn whole(&self) -> &MatchContext<'a> {
        &self.all[0]
    }

    /// With the names that the pack of rule `rule` knows.
    pub fn of(&self, rule: usize) -> &MatchContext<'a> {
        let index = self.compiled.gazetteers.index(self.compiled.rules[rule].home_set);
        self.all.get(index).unwrap_or(&self.all[0])
    }
}

impl RuleRunner {
    /// The drafts that the rules known to `coder`'s matcher return for `view`, in order of sentence, then rule; and the
    /// faults of rules on it. `program` gives the closures of all of `coder`'s rules; it is not called where no rule holds.
    pub fn find<'p>(
        &mut self,
        coder: &Coder,
        program: impl Fn() -> &'p dyn CallRule,
        view: &Rc<View>,
    ) -> (Vec<MomentDraft>, Vec<Fault>) {
        let mut faults = ArticleFaults::of(view);
        let moments = self.moments(coder, view);
        self.guard.begin_article(view.document().words().len());
        let mut made = Vec::with_capacity(moments.len()); // items are large: avoids moving them as the vector grows
        for moment in moments {
            let rule = coder.compiled.rule_of[moment.plan];
            match self.call(coder, program(), rule, &moment) {
                Ok(CallOutcome::Drafts(drafts)) => {
                    made.extend(drafts.into_iter().map(|draft| MomentDraft {
                        rule,
                        sentence: moment.sentence,
                        trigger: moment.trigger.clone(),
                        draft,
                    }))
                }
                Ok(CallOutcome::Skipped(_)) => {}
                Err(fault) => faults.add(rule, *fault),
            }
        }
        (made, faults.list)
    }

    /// Begins a chunk of articles, in which a rule that exceeds its limits again and again is put aside; those in `aside`
    /// are from the start. Without it, rules are only put aside for the rest of an article.
    pub fn begin_chunk(&mut self, aside: &BTreeSet<usize>) {
        self.guard.begin_chunk(aside);
    }

    /// By rule: how often it exceeded its limits in this chunk.
    pub fn exceeded(&self) -> BTreeMap<usize, u64> {
        self.guard.exceeded()
    }

    /// Calls the closure of a rule, unless the rule is put aside.
    fn call(
        &mut self,
        coder: &Coder,
        program: &dyn CallRule,
        rule: usize,
        moment: &Moment,
    ) -> Result<CallOutcome, Box<Fault>> {
        if self.guard.is_aside(rule) {
            return Err(Box::new(rule_fault(
                &coder.compiled.sets,
                &coder.compiled.rules[rule],
                "uses up its limits again and again and is put aside: it codes nothing there",
            )));
        }
        let outcome = program.call(rule, moment);
        self.guard.count(rule, program.last_call());
        outcome
    }

    /// By rule: whether it has at least one event in `view`; a rule is called only until its first event.
    pub fn hits<'p>(
        &mut self,
        coder: &Coder,
        program: impl Fn() -> &'p dyn CallRule,
        view: &Rc<View>,
    ) -> (Vec<bool>, Vec<Fault>) {
        let compiled = &coder.compiled;
        let mut hit = vec![false; compiled.rules.len()];
        if view.hits.is_empty() {
            return (hit, Vec::new());
        }
        let mut faults = ArticleFaults::of(view);
        self.guard.begin_article(view.document().words().len());
        let contexts = MatchContexts::new(compiled, view);
        let mut done = vec![false; compiled.matcher.plans().len()];
        let mut evaluated_up_to = std::mem::take(&mut self.evaluated_up_to);
        candidates(contexts.whole(), &mut evaluated_up_to, |plan, unit| {
            let rule = compiled.rule_of[plan];
            let (view, reading) = (compiled.named(view, rule), contexts.of(rule));
            if done[plan] || !reading.fires(&compiled.matcher.plans()[plan], &unit) {
                return;
            }
            let Some(moment) = moment(view, reading, plan, unit) else { return };
            if compiled.rules[rule].has_closure {
                match self.call(coder, program(), rule, &moment) {
                    Ok(CallOutcome::Drafts(drafts)) if drafts.is_empty() => return,
                    Ok(CallOutcome::Drafts(_)) => {}
                    Ok(CallOutcome::Skipped(_)) => return,
                    Err(fault) => return faults.add(rule, *fault),
                }
            }
            done[plan] = true;
            hit[rule] = true;
        });
        self.evaluated_up_to = evaluated_up_to;
        (hit, faults.list)
    }

    /// All moments of `view`, in order of sentence, then rule.
    fn moments(&mut self, coder: &Coder, view: &Rc<View>) -> Vec<Moment> {
        if view.hits.is_empty() {
            return Vec::new(); // as in most articles of a corpus; saves splitting the text into sentences
        }
        let compiled = &coder.compiled;
        let contexts = MatchContexts::new(compiled, view);
        let mut plan_match: Vec<PlanMatch> = Vec::new();
        candidates(contexts.whole(), &mut self.evaluated_up_to, |plan, unit| {
            let reading = contexts.of(compiled.rule_of[plan]);
            if reading.fires(&reading.matcher.plans()[plan], &unit) {
                plan_match.push(PlanMatch { plan, unit });
            }
        });
        let plan_match = gather(contexts.whole(), plan_match);
        let mut moments: Vec<Moment> = plan_match
            .into_iter()
            .filter_map(|PlanMatch { plan, unit }| {
                let rule = compiled.rule_of[plan];
                moment(compiled.named(view, rule), contexts.of(rule), plan, unit)
            })
            .collect();
        moments.sort_by_key(|moment| (moment.sentence, moment.plan));
        moments
    }
}

/// The most different faults of one rule on one article that are kept; further ones are counted with the last.
const MOST_DIFFERENT: usize = 16;

/// The faults of rules on an article, each once with how often it occurred.
struct ArticleFaults {
    article: String,
    list: Vec<Fault>,
    /// By rule: its faults, as indices into `list`.
    of_rule: BTreeMap<usize, Vec<usize>>,
}

impl ArticleFaults {
    fn of(view: &View) -> ArticleFaults {
        let article = view.document().article.id.clone();
        ArticleFaults { article, list: Vec::new(), of_rule: BTreeMap::new() }
    }

    fn add(&mut self, rule: usize, fault: Fault) {
        let of_rule = self.of_rule.entry(rule).or_default();
        for &at in of_rule.iter() {
            let known = &mut self.list[at];
            if (known.line, known.column, &known.message)
                == (fault.line, fault.column, &fault.message)
            {
                known.more += 1 + fault.more;
                return;
            }
        }
        // A message may hold words of the article; then each is another one.
        if let Some(&last) = of_rule.last().filter(|_| of_rule.len() >= MOST_DIFFERENT) {
            self.list[last].more += 1 + fault.more;
            return;
        }
        of_rule.push(self.list.len());
        self.list.push(Fault { article: Some(self.article.clone()), ..fault });
    }
}

/// Drops hits outside coded sentences, and hits that match only because all text around them is in capitals.
pub fn keep_coded(document: &Document, hits: &mut Vec<Hit>) {
    let sentences = document.sentences();
    let mut at = 0;
    let mut capitals: Option<(usize, bool)> = None;
    hits.retain(|hit| {
        let token = hit.start as usize;
        while at < sentences.len() && sentences[at].tokens.end <= token {
            at += 1;
        }
        let Some(sentence) = sentences.get(at) else { return false };
        if token < sentence.tokens.start || !sentence.kind.is_coded() {
            return false;
        }
        if !hit.guarded {
            return true;
        }
        if capitals.is_none_or(|(known, _)| known != at) {
            let text = sentence.span.cut(document.text());
            capitals = Some((at, !text.chars().any(char::is_lowercase)));
        }
        !capitals.is_some_and(|(_, all)| all)
    });
}

/// Calls `look` for each plan and unit that hold one of the plan's required words, in order of the text.
pub(super) fn candidates(
    reading: &MatchContext<'_>,
    evaluated_up_to: &mut Vec<usize>,
    mut look: impl FnMut(usize, Unit),
) {
    let sentences = reading.document.sentences();
    evaluated_up_to.clear();
    evaluated_up_to.resize(reading.matcher.plans().len(), 0);
    let mut sentence = 0;
    for hit in reading.hits {
        let token = hit.start as usize;
        while sentences[sentence].tokens.end <= token {
            sentence += 1;
        }
        for &plan in reading.matcher.anchored(hit.leaf) {
            let plan = plan as usize;
            let mark = &mut evaluated_up_to[plan];
            if *mark > sentence {
                continue; // judged already, over a unit that reaches this far
            }
            let within = reading.matcher.plans()[plan].within;
            let unit = if within == Scope::Sentence {
                Unit {
                    sentences: sentence..sentence + 1,
                    tokens: sentences[sentence].tokens.clone(),
                }
            } else {
                reading.unit(sentence, within)
            };
            *mark = unit.sentences.end;
            look(plan, unit);
        }
    }
}

/// One call per rule and `per` unit: where several narrower units fired, the first is kept.
pub(super) fn gather(reading: &MatchContext<'_>, plan_match: Vec<PlanMatch>) -> Vec<PlanMatch> {
    let mut calls: FxHashSet<(usize, Range<usize>)> = FxHashSet::default();
    let mut kept = Vec::new();
    for plan_match in plan_match {
        let plan = &reading.matcher.plans()[plan_match.plan];
        if plan.per > plan.within {
            let outer = reading.unit(plan_match.unit.sentences.start, plan.per).sentences;
            if !calls.insert((plan_match.plan, outer)) {
                continue;
            }
        }
        kept.push(plan_match);
    }
    kept
}

/// The moment at which `plan` fired over `unit`: its trigger, and the sentence that contains the trigger.
pub(super) fn moment(
    view: &Rc<View>,
    reading: &MatchContext<'_>,
    plan: usize,
    unit: Unit,
) -> Option<Moment> {
    let mut trigger = reading.trigger(reading.matcher.plans()[plan].when, &unit)?;
    let sentence = reading.document.sentence_of(trigger.start)?;
    // Parts of a pattern may be in several sentences. The evidence is the first one, and the trigger lies inside it.
    trigger.end = trigger.end.min(reading.document.sentences()[sentence].tokens.end);
    Some(Moment { view: view.clone(), plan, unit, trigger, sentence })
}
