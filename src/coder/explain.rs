//! Why rules fired or did not, sentence by sentence. Made from the compiled patterns that also judge, so that it cannot
//! differ from the verdict.

use super::CoderInner;
use super::find::MatchContexts;
use crate::analysis::grammar::Role;
use crate::legible::{brief, line};
use crate::pattern::eval::Unit;
use crate::pattern::explain::{Condition, ExplainStep, Explanation, Reason};
use crate::pattern::{Test, WordSort};
use crate::script::{CallOutcome, CallRule, Moment, RuleSpec, View};
use crate::text::{Document, RegionKind};
use std::cmp::Reverse;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

/// What rules did on an article's sentences. `Display` formats it for people.
#[derive(Clone, Debug)]
pub struct Report {
    /// The article's id.
    pub article: String,
    /// The sentences that were asked for, in order.
    pub sentences: Vec<SentenceReport>,
    /// The rule that was asked for, where no such rule is loaded or its conditions have a fault.
    pub unknown_rule: Option<String>,
    /// How many sentences the article has.
    pub count: usize,
}

/// What rules did on one sentence.
#[derive(Clone, Debug)]
pub struct SentenceReport {
    /// Its number, counted from 1.
    pub number: usize,
    /// Its text.
    pub text: String,
    /// Whether it is furniture, which is not coded.
    pub furniture: bool,
    /// Rules whose required words were found, in load order.
    pub rules: Vec<RuleReport>,
}

/// What one rule did on one sentence.
#[derive(Clone, Debug)]
pub struct RuleReport {
    /// The rule's id.
    pub rule: String,
    /// Whether its conditions held.
    pub fires: bool,
    /// The reason for which its closure skipped the moment, or the fault it ended in.
    pub skip_reason: Option<String>,
    /// The context that was missing, if nothing else kept it from firing.
    pub missing_context: Option<String>,
    /// How many of the main parts of its conditions failed.
    pub failed: usize,
    /// How many parts held, in all.
    pub held: usize,
    /// One line for each part of its conditions.
    pub lines: Vec<String>,
}

/// Reports on the sentences of `view`: all of them, or sentence `only` (from 1).
pub fn report(
    coder: &CoderInner,
    program: &dyn CallRule,
    view: &Rc<View>,
    rule: Option<&str>,
    only: Option<usize>,
) -> Report {
    let document = view.document();
    let known = |id: &str| coder.rule_of.iter().any(|&index| coder.rules[index].id == id);
    let unknown = rule.filter(|id| !known(id));
    let numbers =
        (1..=document.sentences().len()).filter(|number| only.is_none_or(|n| n == *number));
    let sentences = numbers
        .map(|number| sentence(coder, program, view, rule, number, only.is_some()))
        .filter(|report| only.is_some() || !report.rules.is_empty())
        .collect();
    Report {
        article: document.article.id.clone(),
        sentences,
        unknown_rule: unknown.map(str::to_owned),
        count: document.sentences().len(),
    }
}

/// The rules whose required words are in each sentence of `view`, the nearest first: those that held but gave no event,
/// then by how few parts of the conditions failed.
pub fn near_misses(
    coder: &CoderInner,
    program: &dyn CallRule,
    view: &Rc<View>,
) -> Vec<SentenceReport> {
    let all = 1..=view.document().sentences().len();
    let mut near: Vec<SentenceReport> =
        all.map(|number| sentence(coder, program, view, None, number, true)).collect();
    near.retain(|sentence| !sentence.rules.is_empty() && !sentence.furniture);
    for sentence in &mut near {
        sentence.rules.sort_by_key(|rule| (!rule.fires, rule.failed, Reverse(rule.held)));
    }
    near
}

fn sentence(
    coder: &CoderInner,
    program: &dyn CallRule,
    view: &Rc<View>,
    rule: Option<&str>,
    number: usize,
    alone: bool,
) -> SentenceReport {
    let document = view.document();
    let sentence = &document.sentences()[number - 1];
    let contexts = MatchContexts::new(coder, view);
    let mut rules = Vec::new();
    for (plan, &index) in coder.rule_of.iter().enumerate() {
        let spec = &coder.rules[index];
        let (view, reading) = (coder.named(view, index), contexts.of(index));
        let near = || {
            let hits = reading.hits_in(&sentence.tokens);
            hits.iter().any(|hit| coder.matcher.anchored(hit.leaf).contains(&(plan as u32)))
        };
        let wanted = match rule {
            Some(id) => spec.id == id,
            None => near(),
        };
        if !wanted {
            continue;
        }
        let conditions = &coder.matcher.plans()[plan];
        let unit = reading.unit(number - 1, conditions.within);
        let verdict = reading.explain(conditions, &unit);
        if !verdict.fires && !alone && rule.is_none() {
            continue; // for a whole article, only rules that fire; near misses are shown for a single sentence
        }
        let skip_reason =
            verdict.fires.then(|| skip_reason(program, view, index, plan, &unit)).flatten();
        let formatter = VerdictFormatter { document, spec, unit: &unit, verdict: &verdict };
        // For rules that were not asked for by name, only the first failure is shown.
        let lines =
            if verdict.fires || rule.is_some() { formatter.lines() } else { formatter.failure() };
        let missing_context = formatter.missing_context();
        let excludes = |step: &&ExplainStep| step.condition == Condition::Unless;
        let held = verdict.steps.iter().filter(|step| step.held && !excludes(step)).count();
        let failed =
            verdict.steps.iter().filter(|step| step.depth <= 1 && !step.held && !excludes(step));
        let (rule, fires, failed) = (spec.id.clone(), verdict.fires, failed.count());
        rules.push(RuleReport { rule, fires, skip_reason, missing_context, failed, held, lines });
    }
    rules.sort_by_key(|report| !report.fires);
    SentenceReport {
        number,
        text: sentence.span.cut(document.text()).to_owned(),
        furniture: !sentence.kind.is_coded(),
        rules,
    }
}

fn skip_reason(
    program: &dyn CallRule,
    view: &Rc<View>,
    rule: usize,
    plan: usize,
    unit: &Unit,
) -> Option<String> {
    let reading = view.reading();
    let trigger = reading.trigger(reading.matcher.plans()[plan].when, unit)?;
    let sentence = view.document().sentence_of(trigger.start)?;
    let moment = Moment { view: view.clone(), plan, unit: unit.clone(), trigger, sentence };
    match program.call(rule, &moment) {
        Ok(CallOutcome::Skipped(reason)) => Some(format!("its closure said skip: {reason}")),
        Ok(CallOutcome::Drafts(drafts)) if drafts.is_empty() => {
            Some("its closure returned no event".to_owned())
        }
        Ok(CallOutcome::Drafts(_)) => None,
        Err(fault) => Some(format!("its closure failed: {}", fault.message)),
    }
}

/// Said where nothing but a context kept the rule from firing.
pub const NO_CONTEXT: &str = "`when` holds, but not the context it needs";

/// Formats a verdict as text.
struct VerdictFormatter<'a> {
    document: &'a Document,
    spec: &'a RuleSpec,
    unit: &'a Unit,
    verdict: &'a Explanation,
}

/// The text of a part is cut to this many characters.
const WIDEST: usize = 76;

impl VerdictFormatter<'_> {
    fn lines(&self) -> Vec<String> {
        let steps = self.verdict.steps.iter().enumerate();
        steps
            .map(|(index, step)| {
                let mark = if step.held { '+' } else { '-' };
                let first = match (self.verdict.first_failure == Some(index), step.condition) {
                    (false, _) => String::new(),
                    (true, Condition::Given) => format!("  <- here it failed: {NO_CONTEXT}"),
                    (true, _) => "  <- here it failed".to_owned(),
                };
                let indent = "  ".repeat(step.depth);
                format!("{mark} {indent}{}{}{first}", self.part(step), self.detail(step))
            })
            .collect()
    }

    /// The first part that failed, as one line.
    fn failure(&self) -> Vec<String> {
        if let Some(missing) = self.missing_context() {
            return vec![format!("{missing}; {NO_CONTEXT}")];
        }
        let step = self.verdict.first_failure.map(|index| &self.verdict.steps[index]);
        step.map(|step| format!("{}{}", self.part(step), self.detail(step))).into_iter().collect()
    }

    /// The context that was missing, where it was the first part that failed.
    fn missing_context(&self) -> Option<String> {
        let index = self.verdict.first_failure?;
        let step = &self.verdict.steps[index];
        if step.condition != Condition::Given {
            return None;
        }
        let line = format!("{}{}", self.part(step), self.detail(step));
        if step.reason.is_some() {
            return Some(line);
        }
        // A context of several parts has no reason of its own.
        let parts = self.verdict.steps[index + 1..].iter().take_while(|part| part.depth > 0);
        let missing = parts.into_iter().find(|part| !part.held && part.reason.is_some());
        let missing = missing.map(|part| format!(": {}{}", self.part(part), self.detail(part)));
        Some(format!("{line}{}", missing.unwrap_or_default()))
    }

    fn part(&self, step: &ExplainStep) -> String {
        let written = match self.spec.names.get(&step.part) {
            Some(name) => name.clone(),
            None => step.part.to_string(),
        };
        let mut short: String = written.chars().take(WIDEST).collect();
        if short.len() < written.len() {
            short.push('…');
        }
        let condition = match (step.depth, step.condition) {
            (0, Condition::Given) => "given ",
            (0, Condition::Unless) => "unless ",
            _ => "",
        };
        match step.nearest_of {
            Some(count) if count > 1 => format!("{condition}{short} (nearest of {count})"),
            _ => format!("{condition}{short}"),
        }
    }

    fn detail(&self, step: &ExplainStep) -> String {
        if let Some(reason) = &step.reason {
            return format!(": {}", describe(reason, self.document));
        }
        if step.found.is_empty() {
            return String::new();
        }
        let shown: Vec<String> = match step.condition {
            Condition::Given => self.located(&step.found),
            _ => step.found.iter().take(4).map(|span| quoted(self.document, span)).collect(),
        };
        format!(": {}", shown.join(", "))
    }

    /// Words of a context, with the place of each: those in the rule's own sentence, or if there are none, the first of
    /// the article.
    fn located(&self, found: &[Range<usize>]) -> Vec<String> {
        let is_here = |span: &Range<usize>| {
            self.unit.tokens.start <= span.start && span.end <= self.unit.tokens.end
        };
        let alone = self.unit.sentences.len() == 1;
        let here: Vec<&Range<usize>> = found.iter().filter(|span| alone && is_here(span)).collect();
        if !here.is_empty() {
            let shown = here.into_iter().take(4);
            return shown
                .map(|s| format!("{} in the sentence", quoted(self.document, s)))
                .collect();
        }
        let place = |span: &Range<usize>| match self.document.sentence_of(span.start) {
            Some(at) if self.document.sentences()[at].kind == RegionKind::Title => {
                " in the title".to_owned()
            }
            Some(at) => format!(" in sentence {}", at + 1),
            None => String::new(),
        };
        let shown = found.iter().take(4);
        shown.map(|span| format!("{}{}", quoted(self.document, span), place(span))).collect()
    }
}

fn quoted(document: &Document, tokens: &Range<usize>) -> String {
    let words = document.tokens_span(tokens.clone()).cut(document.text());
    format!("\"{}\"", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn describe(reason: &Reason, document: &Document) -> String {
    match reason {
        Reason::Absent => "nowhere in the article".to_owned(),
        Reason::OtherSentence(sentences) => {
            let numbers: Vec<String> =
                sentences.iter().take(6).map(|n| (n + 1).to_string()).collect();
            format!("not here, but in sentence {}", numbers.join(", "))
        }
        Reason::GapTooWide { nearest, allowed } => {
            format!("the parts are {nearest} tokens apart, {allowed} are allowed")
        }
        Reason::WrongOrder => "the parts are here, but in a different order".to_owned(),
        Reason::NotTogether => "the parts are here, but never together in that scope".to_owned(),
        Reason::NotQuoted => "found, but not inside a quotation".to_owned(),
        Reason::Grammar { test, word, phrases } => {
            grammar_reason(test, word.as_ref(), phrases, document)
        }
        Reason::Unwanted => "found, but must not be present".to_owned(),
        Reason::BlockedByUnless => "it holds, so the rule is blocked".to_owned(),
    }
}

/// Which condition of a pattern by grammar fails, and what the sentence has instead.
fn grammar_reason(
    test: &Test,
    word: Option<&Range<usize>>,
    phrases: &[Range<usize>],
    document: &Document,
) -> String {
    let Some(word) = word else {
        let sort = if matches!(test, Test::Is(WordSort::Verb)) { "verb" } else { "noun" };
        return format!("found, but never as a {sort}");
    };
    let word = quoted(document, word);
    let part = match test {
        Test::Has(Role::Doer) => "who does it",
        Test::Has(Role::Undergoer) => "what it is done to",
        Test::Has(Role::After(_)) => "the phrase after that preposition",
        Test::ObjectOf => return format!("{word} is not the object of such a verb"),
        Test::SubjectOf => return format!("{word} is not the subject of such a verb"),
        Test::Negated(yes) => {
            return format!("{word} is{} negated", if *yes { " not" } else { "" });
        }
        Test::Modal(yes) => {
            let not = if *yes { "no " } else { "a " };
            return format!("{word} is under {not}modal verb or \"to\"");
        }
        Test::Passive(yes) => {
            return format!("{word} is{} passive", if *yes { " not" } else { "" });
        }
        Test::Is(_) => return "found, but as another sort of word".to_owned(),
    };
    let phrases: Vec<String> = phrases.iter().map(|phrase| quoted(document, phrase)).collect();
    match phrases.is_empty() {
        true => format!("the sentence does not say {part} of {word}"),
        false => format!("{part}, of {word}, is {}", phrases.join(", ")),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rule) = &self.unknown_rule {
            return writeln!(f, "no rule {rule:?} is loaded");
        }
        if self.sentences.is_empty() {
            let article = brief(&self.article);
            return writeln!(f, "{article}: no rule fires on its {} sentences", self.count);
        }
        for sentence in &self.sentences {
            writeln!(
                f,
                "{}:{}  {}",
                brief(&self.article),
                sentence.number,
                line(&sentence.text.replace('\n', " "))
            )?;
            if sentence.furniture {
                writeln!(f, "    furniture: left out of coding")?;
            }
            if sentence.rules.is_empty() {
                writeln!(f, "    no rule's required words are here")?;
            }
            for rule in &sentence.rules {
                let id = brief(&rule.rule);
                match (&rule.skip_reason, rule.fires) {
                    (Some(reason), _) => writeln!(f, "    {id} held, but {}", brief(reason))?,
                    (None, true) => writeln!(f, "    {id} fires")?,
                    (None, false) if rule.lines.len() == 1 => {
                        writeln!(f, "    {id} does not fire: {}", brief(&rule.lines[0]))?;
                        continue;
                    }
                    (None, false) => writeln!(f, "    {id} does not fire")?,
                }
                for condition in &rule.lines {
                    writeln!(f, "      {}", brief(condition))?;
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
