//! New rules, and what they did: taken by the corpus in memory, told as a difference, remembered for `:undo`.

use super::state::Session;
use crate::check::examples::{ExampleReport, examine_where};
use crate::event::Event;
use crate::live::{ArticleDelta, EventDiff, UpdateOutcome};
use crate::pack::PROMPT;
use crate::repl::refusal::Refusal;
use crate::repl::reply::{End, Reply};
use crate::repl::rulebook::Rules;
use crate::repl::show::difference::{OfRule, difference, summary};
use crate::repl::show::examples::failures;
use crate::repl::show::figures::figures;
use crate::repl::surface::Tone;
use crate::script::console::{TypedRule, is_kind};
use crate::script::{Fault, RuleSpec};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

/// Where no more events than this are touched, each is made, so that what only seems changed is left out.
const MADE: usize = 400;
/// Of no more rules than this several sentences each are shown.
const FEW: usize = 6;
/// Of so many rules the sentences are shown; of more the counts alone.
const SHOWN: usize = 25;

/// A rule's differences while they are gathered: those to be shown, as indices.
struct Group {
    of: OfRule,
    shown: Vec<usize>,
}

/// What became of new rules.
pub struct Applied {
    /// The difference, laid out; empty where there is none.
    pub text: String,
    /// The one line that sums it up, with the time it took.
    pub summary: String,
    /// Mistakes of rules that showed on articles, laid out.
    pub faults: String,
    /// What it did to the figures, where gold is loaded.
    pub figures: String,
    /// How many drafts the rules run now came to.
    pub moments: usize,
}

impl Applied {
    /// All of it, faults first.
    pub fn whole(&self, heading: &str) -> String {
        let lines = [heading, &self.summary].into_iter().filter(|line| !line.is_empty());
        let head = lines.collect::<Vec<_>>().join(": ");
        format!("{}{}{head}\n{}", self.faults, self.text, self.figures)
    }
}

impl Session {
    /// Takes `rules` in place of those of the moment, which `:undo` can bring back; `why` says what changed them.
    pub(in crate::repl) fn apply(&mut self, rules: Rules, why: &str) -> Result<Applied, Refusal> {
        let begun = Instant::now();
        let outcome = self.corpus.live.borrow_mut().update(rules.all())?;
        self.rules.replace(rules, why);
        self.tell(outcome, begun)
    }

    /// Lays out what an outcome says, and has figures and names follow it.
    pub(in crate::repl) fn tell(
        &mut self,
        outcome: UpdateOutcome,
        begun: Instant,
    ) -> Result<Applied, Refusal> {
        self.tell_of(outcome, begun, None)
    }

    fn tell_of(
        &mut self,
        outcome: UpdateOutcome,
        begun: Instant,
        only: Option<&str>,
    ) -> Result<Applied, Refusal> {
        let rules = self.by_rule(&outcome.deltas, only)?;
        let took = begun.elapsed();
        let mut listed: Vec<Arc<Event>> = Vec::new();
        let text = difference(&self.view.surface, &rules, |told| {
            let event = told.after.as_ref()?;
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
        let figures = self.follow(&touched);
        let faults = self.view.faults(&outcome.shown) + self.fresh_notices().as_str();
        self.refresh();
        Ok(Applied { text, summary, faults, figures, moments: outcome.moments })
    }

    /// The differences by rule (or of the one named), in the order of the rules' first difference.
    fn by_rule(
        &mut self,
        deltas: &[ArticleDelta],
        only: Option<&str>,
    ) -> Result<Vec<OfRule>, Refusal> {
        let exact = deltas.len() <= MADE;
        let mut live = self.corpus.live.borrow_mut();
        let told: Vec<EventDiff> = if exact { live.diff_report(deltas)? } else { Vec::new() };
        let mut groups: Vec<Group> = Vec::new();
        let mut at_of: BTreeMap<u32, usize> = BTreeMap::new();
        for (index, located) in deltas.iter().enumerate() {
            let delta = &located.delta;
            let Some(kept) = delta.after.as_ref().or(delta.before.as_ref()) else { continue };
            if told.get(index).is_some_and(EventDiff::is_no_change) {
                continue;
            }
            let at = *at_of.entry(kept.number).or_insert_with(|| {
                groups.push(Group {
                    of: OfRule { about: !exact, ..OfRule::default() },
                    shown: Vec::new(),
                });
                groups.len() - 1
            });
            let group = &mut groups[at];
            match (&delta.before, &delta.after) {
                (None, _) => group.of.came += 1,
                (_, None) => group.of.went += 1,
                _ => group.of.changed += 1,
            }
            for change in told.get(index).iter().flat_map(|told| &told.changes) {
                *group.of.attributes.entry(change.attribute).or_default() += 1;
            }
            // One at least is looked at: it says which rule this is.
            let room = if at < SHOWN { self.view.settings.sentences.max(1) } else { 1 };
            if group.shown.len() < room {
                group.shown.push(index);
            }
        }
        let mut rules = Vec::new();
        // A changed table touches everything: then each rule shows one sentence.
        let wide = groups.len() > FEW;
        for (at, Group { mut of, mut shown }) in groups.into_iter().enumerate() {
            if wide {
                shown.truncate(1);
            }
            of.told = match exact {
                true => shown.iter().map(|&index| told[index].clone()).collect(),
                false => {
                    let few: Vec<ArticleDelta> =
                        shown.iter().map(|&index| deltas[index].clone()).collect();
                    live.diff_report(&few)?
                }
            };
            of.rule = of.told.first().map(|told| told.rule.clone()).unwrap_or_default();
            if at >= SHOWN || self.view.settings.sentences == 0 {
                of.told.clear();
            }
            if only.is_none_or(|only| only == of.rule) {
                rules.push(of);
            }
        }
        Ok(rules)
    }

    /// Has the figures follow what was touched; the line that tells them, where gold is loaded.
    fn follow(&mut self, touched: &BTreeSet<usize>) -> String {
        let Some(gold) = &mut self.gold.file else { return String::new() };
        let before = gold.counts();
        gold.score(&mut self.corpus.live.borrow_mut(), Some(touched));
        let now = gold.counts();
        let articles = crate::repl::show::counted(gold.articles(), "article");
        let told = figures(&self.view.surface, Some(before), now);
        format!(
            "{told}  {}\n",
            self.view.surface.paint(Tone::Faint, format!("({articles} with gold)"))
        )
    }

    /// Has the figures follow a run of everything.
    pub(in crate::repl) fn follow_all(&mut self) {
        if let Some(gold) = &mut self.gold.file {
            gold.score(&mut self.corpus.live.borrow_mut(), None);
        }
        self.refresh();
    }

    /// What came, went and changed since the baseline, of all rules or one: the baseline's rules are taken, then those
    /// of now again, so that nothing but rules need be kept of the baseline.
    pub(in crate::repl) fn compare_with_baseline(
        &mut self,
        rule: Option<&str>,
    ) -> Result<Reply, Refusal> {
        let begun = Instant::now();
        self.corpus.live.borrow_mut().update(self.rules.baseline.all())?;
        let taken = self.corpus.live.borrow_mut().update(self.rules.current.all());
        let outcome = match taken {
            Ok(outcome) => outcome,
            Err(stopped) => {
                // Stopped half way: the rules of the moment must stand again, however long it takes.
                self.interrupt.store(false, std::sync::atomic::Ordering::Relaxed);
                self.corpus.live.borrow_mut().update(self.rules.current.all())?;
                return Err(stopped.into());
            }
        };
        let applied = self.tell_of(outcome, begun, rule)?;
        Ok(Reply::fine(format!("{}since the baseline: {}\n", applied.text, applied.summary)))
    }

    /// Takes rules typed at the prompt. One with a fault is told and left out; what stood before stays.
    pub(in crate::repl) fn typed(&mut self, typed: Vec<TypedRule>) -> Reply {
        let mut text = String::new();
        let mut rules = self.rules.current.clone();
        let mut taken = Vec::new();
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
                taken.push(id);
            } else {
                faulty = true;
                text.push_str(&self.view.faults(&own));
            }
        }
        if !taken.is_empty() {
            match self.apply(rules, &format!("{} typed", taken.join(", "))) {
                Ok(applied) => {
                    let taken = self.ids_of(&taken);
                    text.push_str(&applied.whole(&taken.join(", ")));
                    if applied.text.is_empty() && taken.len() == 1 && !is_kind(&taken[0]) {
                        text.push_str(&self.silent(&taken[0], applied.moments));
                    }
                    text.push_str(&self.tried(&taken));
                }
                Err(refusal) => return refusal.reply(&self.view.surface),
            }
        }
        let end = if faulty { End::Fault } else { End::Fine };
        Reply { text, end }
    }

    /// The ids under which rules typed so stand.
    pub(in crate::repl) fn ids_of(&self, typed: &[String]) -> Vec<String> {
        let live = self.corpus.live.borrow();
        let rules = live.coder().rules();
        let id = |typed: &String| {
            let own = rules.iter().find(|rule| rule.pack == PROMPT && rule.file == *typed);
            own.map_or_else(|| typed.clone(), |rule| rule.id.clone())
        };
        typed.iter().map(id).collect()
    }

    /// Why a rule that was just typed shows no difference.
    fn silent(&mut self, id: &str, moments: usize) -> String {
        let events = self.corpus.live.borrow_mut().tally().unwrap_or_default();
        let own = events.iter().find(|tally| tally.rule == id).map_or(0, |tally| tally.events);
        let told = match (own, moments) {
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
        self.view.surface.paint(Tone::Faint, told)
    }

    /// Tries the rules just typed on their own examples, where they have some; tells what went otherwise.
    fn tried(&mut self, ids: &[String]) -> String {
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
                let told = format!(
                    "its {} as expected\n",
                    crate::repl::show::counted(examined.examples, "example")
                );
                self.view.surface.paint(Tone::Faint, told)
            }
            false => failures,
        }
    }

    /// Tries all rules, or the one named, on their own examples.
    pub(in crate::repl) fn examine(&mut self, rule: Option<&str>) -> ExampleReport {
        let coder = self.corpus.live.borrow_mut().whole_coder();
        examine_where(&coder, |spec| rule.is_none_or(|id| spec.id == id))
    }
}
