//! Applies new rules: runs them on the corpus in memory, reports the difference, keeps the old rules for `:undo`.

use super::state::Session;
use crate::check::examples::{ExampleReport, examine_where};
use crate::event::Event;
use crate::legible;
use crate::live::{ArticleDelta, EventDiff, UpdateOutcome};
use crate::pack::PROMPT;
use crate::repl::refusal::Refusal;
use crate::repl::reply::{Reply, ReplyEnd};
use crate::repl::rulebook::Rulebook;
use crate::repl::show::difference::{RuleDifference, difference, summary};
use crate::repl::show::examples::failures;
use crate::repl::show::figures::figures;
use crate::repl::surface::Tone;
use crate::script::console::{TypedRule, is_kind};
use crate::script::{Fault, RuleSpec};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

/// If at most this many events are affected, each is built completely, so that those that only seem changed are left
/// out.
const EXACT_LIMIT: usize = 400;
/// For at most this many rules, several sentences are shown for each.
const FEW_RULES: usize = 6;
/// Sentences are shown for at most this many rules; for the others only counts.
const SHOWN_RULES: usize = 25;

/// A rule's differences while they are collected; `shown` are indices of the deltas to show.
struct RuleDeltas {
    of: RuleDifference,
    shown: Vec<usize>,
}

/// The result of applying new rules.
pub struct ApplyOutcome {
    /// The difference as text; empty if there is none.
    pub text: String,
    /// The summary, one line, with the time it took.
    pub summary: String,
    /// Faults of rules that occurred on articles, as text.
    pub faults: String,
    /// The change of the scores, if gold is loaded.
    pub figures: String,
    /// How many drafts the rules that ran returned.
    pub moments: usize,
}

impl ApplyOutcome {
    /// The whole report, faults first. The heading, which names rules and files, is one line.
    pub fn whole(&self, heading: &str) -> String {
        let heading = &*legible::line(heading);
        let lines = [heading, &self.summary].into_iter().filter(|line| !line.is_empty());
        let head = lines.collect::<Vec<_>>().join(": ");
        format!("{}{}{head}\n{}", self.faults, self.text, self.figures)
    }
}

impl Session {
    /// Replaces the current rules by `rules`; `:undo` restores the old ones. `why` says what changed them.
    pub(in crate::repl) fn apply(
        &mut self,
        rules: Rulebook,
        why: &str,
    ) -> Result<ApplyOutcome, Refusal> {
        let begun = Instant::now();
        let outcome = self.corpus.live.borrow_mut().update(rules.all())?;
        self.rules.replace(rules, why);
        self.report(outcome, begun)
    }

    /// Makes the report of an outcome, and updates scores and names.
    pub(in crate::repl) fn report(
        &mut self,
        outcome: UpdateOutcome,
        begun: Instant,
    ) -> Result<ApplyOutcome, Refusal> {
        self.report_rule(outcome, begun, None)
    }

    fn report_rule(
        &mut self,
        outcome: UpdateOutcome,
        begun: Instant,
        only: Option<&str>,
    ) -> Result<ApplyOutcome, Refusal> {
        let rules = self.by_rule(&outcome.deltas, only)?;
        let took = begun.elapsed();
        let mut listed: Vec<Arc<Event>> = Vec::new();
        let text = difference(&self.view.surface, &rules, |diff| {
            let event = diff.after.as_ref()?;
            listed.push(Arc::new(event.clone()));
            Some(listed.len())
        });
        if !listed.is_empty() {
            self.view.listed = listed;
        }
        let time = format!("{:.0} ms", took.as_secs_f64() * 1e3);
        let summary =
            format!("{}  {}", summary(&rules), self.view.surface.paint(Tone::Faint, time));
        let touched = outcome.deltas.iter().map(|located| located.article).collect();
        let figures = self.rescore(&touched);
        let faults = self.view.faults(&outcome.shown) + self.fresh_notices().as_str();
        self.refresh();
        Ok(ApplyOutcome { text, summary, faults, figures, moments: outcome.moments })
    }

    /// The differences by rule (only of the rule `only`, if given), in the order of the rules' first difference.
    fn by_rule(
        &mut self,
        deltas: &[ArticleDelta],
        only: Option<&str>,
    ) -> Result<Vec<RuleDifference>, Refusal> {
        let exact = deltas.len() <= EXACT_LIMIT;
        let mut live = self.corpus.live.borrow_mut();
        let diffs: Vec<EventDiff> = if exact { live.diff_report(deltas)? } else { Vec::new() };
        let mut groups: Vec<RuleDeltas> = Vec::new();
        let mut at_of: BTreeMap<u32, usize> = BTreeMap::new();
        for (index, located) in deltas.iter().enumerate() {
            let delta = &located.delta;
            let Some(kept) = delta.after.as_ref().or(delta.before.as_ref()) else { continue };
            if diffs.get(index).is_some_and(EventDiff::is_no_change) {
                continue;
            }
            let at = *at_of.entry(kept.number).or_insert_with(|| {
                groups.push(RuleDeltas {
                    of: RuleDifference { approximate: !exact, ..RuleDifference::default() },
                    shown: Vec::new(),
                });
                groups.len() - 1
            });
            let group = &mut groups[at];
            match (&delta.before, &delta.after) {
                (None, _) => group.of.added += 1,
                (_, None) => group.of.removed += 1,
                _ => group.of.changed += 1,
            }
            for change in diffs.get(index).iter().flat_map(|diff| &diff.changes) {
                *group.of.attributes.entry(change.attribute).or_default() += 1;
            }
            // At least one is needed, to get the rule's id.
            let room = if at < SHOWN_RULES { self.view.settings.sentences.max(1) } else { 1 };
            if group.shown.len() < room {
                group.shown.push(index);
            }
        }
        let mut rules = Vec::new();
        // A changed table affects many rules: then each shows one sentence.
        let wide = groups.len() > FEW_RULES;
        for (at, RuleDeltas { mut of, mut shown }) in groups.into_iter().enumerate() {
            if wide {
                shown.truncate(1);
            }
            of.shown = match exact {
                true => shown.iter().map(|&index| diffs[index].clone()).collect(),
                false => {
                    let few: Vec<ArticleDelta> =
                        shown.iter().map(|&index| deltas[index].clone()).collect();
                    live.diff_report(&few)?
                }
            };
            of.rule = of.shown.first().map(|diff| diff.rule.clone()).unwrap_or_default();
            if at >= SHOWN_RULES || self.view.settings.sentences == 0 {
                of.shown.clear();
            }
            if only.is_none_or(|only| only == of.rule) {
                rules.push(of);
            }
        }
        Ok(rules)
    }

    /// Scores the articles `touched` again; returns the line of the scores if gold is loaded.
    fn rescore(&mut self, touched: &BTreeSet<usize>) -> String {
        let Some(gold) = &mut self.gold.file else { return String::new() };
        let before = gold.counts();
        gold.score(&mut self.corpus.live.borrow_mut(), Some(touched));
        let now = gold.counts();
        let articles = crate::repl::show::counted(gold.articles(), "article");
        let scores = figures(&self.view.surface, Some(before), now);
        format!(
            "{scores}  {}\n",
            self.view.surface.paint(Tone::Faint, format!("({articles} with gold)"))
        )
    }

    /// Scores all articles again, after all rules ran.
    pub(in crate::repl) fn rescore_all(&mut self) {
        if let Some(gold) = &mut self.gold.file {
            gold.score(&mut self.corpus.live.borrow_mut(), None);
        }
        self.refresh();
    }

    /// What was added, removed and changed since the baseline, by all rules or one. Runs the baseline's rules, then
    /// the current ones again, so that only the rules of the baseline need to be kept.
    pub(in crate::repl) fn compare_with_baseline(
        &mut self,
        rule: Option<&str>,
    ) -> Result<Reply, Refusal> {
        let begun = Instant::now();
        self.corpus.live.borrow_mut().update(self.rules.baseline.all())?;
        let restored = self.corpus.live.borrow_mut().update(self.rules.current.all());
        let outcome = match restored {
            Ok(outcome) => outcome,
            Err(stopped) => {
                // Stopped half way: the current rules must be restored, however long it takes.
                self.interrupt.store(false, std::sync::atomic::Ordering::Relaxed);
                self.corpus.live.borrow_mut().update(self.rules.current.all())?;
                return Err(stopped.into());
            }
        };
        let applied = self.report_rule(outcome, begun, rule)?;
        Ok(Reply::fine(format!("{}since the baseline: {}\n", applied.text, applied.summary)))
    }

    /// Applies rules typed at the prompt. One with a fault is reported and left out; its previous version is kept.
    pub(in crate::repl) fn apply_typed(&mut self, typed: Vec<TypedRule>) -> Reply {
        let mut text = String::new();
        let mut rules = self.rules.current.clone();
        let mut accepted = Vec::new();
        let mut faulty = false;
        for one in typed {
            let id = one.id.clone();
            let with = rules.with(one);
            let faults = match self.corpus.live.borrow_mut().trial(with.all()) {
                Ok(faults) => faults,
                Err(stopped) => return Refusal::from(stopped).reply(&self.view.surface),
            };
            let own = |fault: &&Fault| {
                let of_it = [&fault.rule, &fault.file].into_iter().flatten();
                fault.pack == PROMPT && of_it.into_iter().any(|name| *name == id)
            };
            let own: Vec<Fault> = faults.iter().filter(own).cloned().collect();
            if own.is_empty() {
                rules = with;
                accepted.push(id);
            } else {
                faulty = true;
                text.push_str(&self.view.faults(&own));
            }
        }
        if !accepted.is_empty() {
            match self.apply(rules, &format!("{} typed", accepted.join(", "))) {
                Ok(applied) => {
                    let ids = self.ids_of(&accepted);
                    text.push_str(&applied.whole(&ids.join(", ")));
                    if applied.text.is_empty() && ids.len() == 1 && !is_kind(&ids[0]) {
                        text.push_str(&self.explain_no_difference(&ids[0], applied.moments));
                    }
                    text.push_str(&self.run_own_examples(&ids));
                }
                Err(refusal) => return refusal.reply(&self.view.surface),
            }
        }
        let end = if faulty { ReplyEnd::Fault } else { ReplyEnd::Fine };
        Reply { text, end }
    }

    /// The full ids of rules typed under these ids.
    pub(in crate::repl) fn ids_of(&self, typed: &[String]) -> Vec<String> {
        let live = self.corpus.live.borrow();
        let rules = live.coder().rules();
        let id = |typed: &String| {
            let own = rules.iter().find(|rule| rule.pack == PROMPT && rule.file == *typed);
            own.map_or_else(|| typed.clone(), |rule| rule.id.clone())
        };
        typed.iter().map(id).collect()
    }

    /// Explains why a rule that was just typed changed no event.
    fn explain_no_difference(&mut self, id: &str, moments: usize) -> String {
        let events = self.corpus.live.borrow_mut().tally().unwrap_or_default();
        let own = events.iter().find(|tally| tally.rule == id).map_or(0, |tally| tally.events);
        let id = legible::line(id);
        let note = match (own, moments) {
            (0, 0) => {
                format!("it matches nowhere; :whynot {id} ARTICLE:SENTENCE shows what is missing\n")
            }
            (0, held) => format!(
                "it matches {}, but rules loaded before it report the same kind in those sentences, and duplicates are dropped\n",
                match held {
                    1 => "once".to_owned(),
                    held => format!("{held} times"),
                }
            ),
            _ => return String::new(),
        };
        self.view.surface.paint(Tone::Faint, note)
    }

    /// Tests the rules just typed on their own examples, if they have some; returns the report.
    fn run_own_examples(&mut self, ids: &[String]) -> String {
        let has_some = |rule: &RuleSpec| {
            let all = [&rule.examples, &rule.counterexamples, &rule.known_misses];
            ids.contains(&rule.id) && all.iter().any(|examples| !examples.is_empty())
        };
        if !self.corpus.live.borrow().coder().rules().iter().any(has_some) {
            return String::new();
        }
        let coder = self.corpus.live.borrow_mut().whole_coder();
        let examined = examine_where(&coder, has_some);
        let failures = failures(&self.view.surface, &examined);
        match failures.is_empty() {
            true => {
                let note = format!(
                    "its {} as expected\n",
                    crate::repl::show::counted(examined.examples, "example")
                );
                self.view.surface.paint(Tone::Faint, note)
            }
            false => failures,
        }
    }

    /// Tests all rules, or the one named, on their own examples.
    pub(in crate::repl) fn examine(&mut self, rule: Option<&str>) -> ExampleReport {
        let coder = self.corpus.live.borrow_mut().whole_coder();
        examine_where(&coder, |spec| rule.is_none_or(|id| spec.id == id))
    }
}
