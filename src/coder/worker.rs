//! One thread's coding: document, scan, the few rules whose words were found, their closures, the events.

use super::explain::{self, Report};
use super::fill::{Filled, Filler};
use super::{Ready, inherit, refute, settle};
use crate::event::Event;
use crate::frame::Notes;
use crate::pattern::eval::Unit;
use crate::pattern::{Hit, Memo, Reading, Scope, WordCache};
use crate::script::{Fault, Moment, Outcome, Program, View};
use crate::text::{Article, Document, Vocabulary};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// Codes articles on one thread. Reused from article to article: its vocabulary grows with what it reads.
pub struct Worker {
    coder: Arc<Ready>,
    program: Program,
    vocabulary: Vocabulary,
    cache: WordCache,
    /// By plan: where it was last looked at, so that two hits in one unit do not judge it twice.
    seen: Vec<usize>,
}

/// What came of one article.
#[derive(Debug)]
pub struct Coded {
    /// Its events, in order of sentence, then rule.
    pub events: Vec<Event>,
    /// Mistakes of rules that showed on it.
    pub faults: Vec<Fault>,
    /// The article, as words and sentences.
    pub document: Rc<Document>,
}

/// Which rules have at least one event in an article.
#[derive(Debug)]
pub struct Hits {
    /// The article's id.
    pub article_id: String,
    /// Indices into `Coder::rules`, sorted, distinct.
    pub rules: Vec<u32>,
    /// Mistakes of rules that showed on it.
    pub faults: Vec<Fault>,
}

/// A plan whose conditions held over a unit.
struct Fired {
    plan: usize,
    unit: Unit,
}

/// A vocabulary of more words than this (some hundred MB) starts anew; texts repeat few of them by then.
const MOST_WORDS: usize = 4_000_000;

impl Worker {
    pub(super) fn new(coder: Arc<Ready>) -> Worker {
        // The same files load to the same program on every thread; their faults were told when the coder was made.
        let (program, _) = Program::load(&coder.sets, &coder.limits);
        let seen = vec![0; coder.matcher.plans().len()];
        Worker { coder, program, vocabulary: Vocabulary::new(), cache: WordCache::default(), seen }
    }

    /// All events of `article`.
    pub fn code(&mut self, article: Article) -> Coded {
        let view = self.view(article);
        let mut faults = Vec::new();
        let mut filled = Vec::new();
        for moment in self.moments(&view) {
            let rule = self.coder.rule_of[moment.plan];
            match self.program.call(rule, &moment) {
                Ok(Outcome::Drafts(drafts)) => {
                    let filler = Filler { coder: &self.coder, view: &view, rule, moment: &moment };
                    filled.extend(drafts.into_iter().map(|draft| filler.fill(draft)));
                }
                Ok(Outcome::Skipped(_)) => {}
                Err(fault) => faults.push(self.seen_in(&view, *fault)),
            }
        }
        let filled: Vec<Filled> = settle::settle(filled);
        let mut events = settle::stamp(filled);
        inherit::actors(&mut events);
        refute::link(&mut events, |event| self.coder.is_speech(&event.kind, event.mode.as_deref()));
        Coded { events, faults, document: view.notes.document.clone() }
    }

    /// Which rules have an event in `article`. A rule is called until its first event and no more.
    pub fn hits(&mut self, article: Article) -> Hits {
        let view = self.view(article);
        let mut hit = vec![false; self.coder.rules.len()];
        let mut faults = Vec::new();
        if !view.hits.is_empty() {
            let coder = self.coder.clone();
            let reading = view.reading();
            let mut done = vec![false; coder.matcher.plans().len()];
            let program = &self.program;
            let mut failed = Vec::new();
            candidates(&reading, &mut self.seen, |plan, unit| {
                let rule = coder.rule_of[plan];
                if done[plan] || !reading.fires(&coder.matcher.plans()[plan], &unit) {
                    return;
                }
                let Some(moment) = moment(&view, &reading, plan, unit) else { return };
                if coder.rules[rule].coded {
                    match program.call(rule, &moment) {
                        Ok(Outcome::Drafts(drafts)) if drafts.is_empty() => return,
                        Ok(Outcome::Drafts(_)) => {}
                        Ok(Outcome::Skipped(_)) => return,
                        Err(fault) => return failed.push(fault),
                    }
                }
                done[plan] = true;
                hit[rule] = true;
            });
            faults = failed.into_iter().map(|fault| self.seen_in(&view, *fault)).collect();
        }
        let rules = (0..hit.len()).filter(|&rule| hit[rule]).map(|rule| rule as u32).collect();
        Hits { article_id: view.document().article.id.clone(), rules, faults }
    }

    /// Why rules fired, or did not, on the sentences of `article`: all rules that come near, or the one named.
    pub fn explain(
        &mut self,
        article: Article,
        rule: Option<&str>,
        sentence: Option<usize>,
    ) -> Report {
        let view = self.view(article);
        explain::report(&self.coder, &self.program, &view, rule, sentence)
    }

    /// The article as rules see it.
    fn view(&mut self, article: Article) -> Rc<View> {
        if self.vocabulary.len() > MOST_WORDS {
            self.vocabulary = Vocabulary::new();
            self.cache = WordCache::default();
        }
        let document = Document::new(article, &mut self.vocabulary);
        let mut hits = Vec::new();
        self.coder.matcher.scan(&document, &self.vocabulary, &mut self.cache, &mut hits);
        if !hits.is_empty() {
            keep_coded(&document, &mut hits);
        }
        let matcher = self.coder.matcher.clone();
        let notes = Notes::new(Rc::new(document), self.coder.gazetteer.clone());
        Rc::new(View { matcher, notes, hits, memo: Memo::default() })
    }

    /// All moments of `view`, in order of sentence, then rule.
    fn moments(&mut self, view: &Rc<View>) -> Vec<Moment> {
        if view.hits.is_empty() {
            return Vec::new(); // most articles of a quiet corpus: not even their sentences are looked for
        }
        let reading = view.reading();
        let mut fired: Vec<Fired> = Vec::new();
        candidates(&reading, &mut self.seen, |plan, unit| {
            if reading.fires(&reading.matcher.plans()[plan], &unit) {
                fired.push(Fired { plan, unit });
            }
        });
        let fired = gather(&reading, fired);
        let mut moments: Vec<Moment> = fired
            .into_iter()
            .filter_map(|fired| moment(view, &reading, fired.plan, fired.unit))
            .collect();
        moments.sort_by_key(|moment| (moment.sentence, moment.plan));
        moments
    }

    fn seen_in(&self, view: &View, fault: Fault) -> Fault {
        Fault { article: Some(view.document().article.id.clone()), ..fault }
    }
}

/// Drops hits outside coded sentences, and capitals that tell nothing because all around them is in capitals.
fn keep_coded(document: &Document, hits: &mut Vec<Hit>) {
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
fn candidates(reading: &Reading<'_>, seen: &mut [usize], mut look: impl FnMut(usize, Unit)) {
    let sentences = reading.document.sentences();
    seen.fill(0);
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
fn gather(reading: &Reading<'_>, fired: Vec<Fired>) -> Vec<Fired> {
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
fn moment(view: &Rc<View>, reading: &Reading<'_>, plan: usize, unit: Unit) -> Option<Moment> {
    let trigger = reading.trigger(reading.matcher.plans()[plan].when, &unit)?;
    let sentence = reading.document.sentence_of(trigger.start)?;
    Some(Moment { view: view.clone(), plan, unit, trigger, sentence })
}
