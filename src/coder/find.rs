//! From an article's hits to what its rules say: the few units that hold a rule's words, the rules whose conditions
//! hold there, their closures. What comes out is half made; `fill` makes events of it.

use super::{Coder, Ready};
use crate::pattern::eval::Unit;
use crate::pattern::{Hit, Reading, Scope};
use crate::script::{CallOutcome, Draft, Fault, Moment, Program, View};
use crate::text::Document;
use std::ops::Range;
use std::rc::Rc;

/// What a rule said of one moment: an event half made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The rule, an index into `Coder::rules`.
    pub rule: usize,
    /// The match's sentence, from 0.
    pub sentence: usize,
    /// The match's trigger, as tokens of the article.
    pub trigger: Range<usize>,
    /// What the closure returned.
    pub draft: Draft,
}

/// Finds what rules say. Reused from article to article.
#[derive(Default)]
pub struct Finder {
    /// By plan: where it was last looked at, so that two hits in one unit do not judge it twice.
    seen: Vec<usize>,
}

/// A plan whose conditions held over a unit.
pub(super) struct Fired {
    pub plan: usize,
    pub unit: Unit,
}

/// A view as patterns read it, for each of its gazetteers.
pub(super) struct Readings<'a> {
    ready: &'a Ready,
    /// By gazetteer.
    all: Vec<Reading<'a>>,
}

impl<'a> Readings<'a> {
    /// The readings of `view`, which was made by the coder of `ready`.
    pub fn new(ready: &'a Ready, view: &'a Rc<View>) -> Readings<'a> {
        let all = std::iter::once(view).chain(&view.narrower).map(|view| view.reading());
        Readings { ready, all: all.collect() }
    }

    /// With the names of all packs: for what does not depend on names.
    pub fn whole(&self) -> &Reading<'a> {
        &self.all[0]
    }

    /// With the names that the pack of rule `rule` knows.
    pub fn of(&self, rule: usize) -> &Reading<'a> {
        let index = self.ready.gazetteers.index(self.ready.rules[rule].home_set);
        self.all.get(index).unwrap_or(&self.all[0])
    }
}

impl Finder {
    /// What the rules of `coder` that its matcher knows say of `view`, in order of sentence, then rule; and the
    /// mistakes of rules that showed on it. `program` holds the closures of all of `coder`'s rules.
    pub fn find(
        &mut self,
        coder: &Coder,
        program: &Program,
        view: &Rc<View>,
    ) -> (Vec<Made>, Vec<Fault>) {
        let mut faults = Vec::new();
        let moments = self.moments(coder, view);
        let mut made = Vec::with_capacity(moments.len()); // an item is large, and growing moves all
        for moment in moments {
            let rule = coder.ready.rule_of[moment.plan];
            match program.call(rule, &moment) {
                Ok(CallOutcome::Drafts(drafts)) => made.extend(drafts.into_iter().map(|draft| {
                    Made { rule, sentence: moment.sentence, trigger: moment.trigger.clone(), draft }
                })),
                Ok(CallOutcome::Skipped(_)) => {}
                Err(fault) => faults.push(seen_in(view, *fault)),
            }
        }
        (made, faults)
    }

    /// Which rules have at least one event in `view`, as a flag a rule; a rule is called until its first event.
    pub fn hits(
        &mut self,
        coder: &Coder,
        program: &Program,
        view: &Rc<View>,
    ) -> (Vec<bool>, Vec<Fault>) {
        let ready = &coder.ready;
        let mut hit = vec![false; ready.rules.len()];
        let mut faults = Vec::new();
        if view.hits.is_empty() {
            return (hit, faults);
        }
        let readings = Readings::new(ready, view);
        let mut done = vec![false; ready.matcher.plans().len()];
        candidates(readings.whole(), &mut self.seen, |plan, unit| {
            let rule = ready.rule_of[plan];
            let (view, reading) = (ready.named(view, rule), readings.of(rule));
            if done[plan] || !reading.fires(&ready.matcher.plans()[plan], &unit) {
                return;
            }
            let Some(moment) = moment(view, reading, plan, unit) else { return };
            if ready.rules[rule].code.is_some() {
                match program.call(rule, &moment) {
                    Ok(CallOutcome::Drafts(drafts)) if drafts.is_empty() => return,
                    Ok(CallOutcome::Drafts(_)) => {}
                    Ok(CallOutcome::Skipped(_)) => return,
                    Err(fault) => return faults.push(seen_in(view, *fault)),
                }
            }
            done[plan] = true;
            hit[rule] = true;
        });
        (hit, faults)
    }

    /// All moments of `view`, in order of sentence, then rule.
    fn moments(&mut self, coder: &Coder, view: &Rc<View>) -> Vec<Moment> {
        if view.hits.is_empty() {
            return Vec::new(); // most articles of a quiet corpus: not even their sentences are looked for
        }
        let ready = &coder.ready;
        let readings = Readings::new(ready, view);
        let mut fired: Vec<Fired> = Vec::new();
        candidates(readings.whole(), &mut self.seen, |plan, unit| {
            let reading = readings.of(ready.rule_of[plan]);
            if reading.fires(&reading.matcher.plans()[plan], &unit) {
                fired.push(Fired { plan, unit });
            }
        });
        let fired = gather(readings.whole(), fired);
        let mut moments: Vec<Moment> = fired
            .into_iter()
            .filter_map(|Fired { plan, unit }| {
                let rule = ready.rule_of[plan];
                moment(ready.named(view, rule), readings.of(rule), plan, unit)
            })
            .collect();
        moments.sort_by_key(|moment| (moment.sentence, moment.plan));
        moments
    }
}

fn seen_in(view: &View, fault: Fault) -> Fault {
    Fault { article: Some(view.document().article.id.clone()), ..fault }
}

/// Drops hits outside coded sentences, and capitals that tell nothing because all around them is in capitals.
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
    reading: &Reading<'_>,
    seen: &mut Vec<usize>,
    mut look: impl FnMut(usize, Unit),
) {
    let sentences = reading.document.sentences();
    seen.clear();
    seen.resize(reading.matcher.plans().len(), 0);
    let mut sentence = 0;
    for hit in reading.hits {
        let token = hit.start as usize;
        while sentences[sentence].tokens.end <= token {
            sentence += 1;
        }
        for &plan in reading.matcher.anchored(hit.leaf) {
            let plan = plan as usize;
            let mark = &mut seen[plan];
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

/// One call per rule and `per` unit: of several narrower units that fired, the first stands for all.
pub(super) fn gather(reading: &Reading<'_>, fired: Vec<Fired>) -> Vec<Fired> {
    let mut calls: Vec<(usize, Range<usize>)> = Vec::new();
    let mut kept = Vec::new();
    for fired in fired {
        let plan = &reading.matcher.plans()[fired.plan];
        if plan.per > plan.within {
            let outer = reading.unit(fired.unit.sentences.start, plan.per).sentences;
            if calls.contains(&(fired.plan, outer.clone())) {
                continue;
            }
            calls.push((fired.plan, outer));
        }
        kept.push(fired);
    }
    kept
}

/// The moment at which `plan` fired over `unit`: its trigger, and the sentence that holds it.
pub(super) fn moment(
    view: &Rc<View>,
    reading: &Reading<'_>,
    plan: usize,
    unit: Unit,
) -> Option<Moment> {
    let trigger = reading.trigger(reading.matcher.plans()[plan].when, &unit)?;
    let sentence = reading.document.sentence_of(trigger.start)?;
    Some(Moment { view: view.clone(), plan, unit, trigger, sentence })
}
