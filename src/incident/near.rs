//! Which act of its own article a mention belongs to: a toll to the act told nearest to it, an act without a place of
//! its own to the one it goes on from. Only acts that the mention's own place and date allow are looked at.

use super::mention::Mention;
use super::place::{PlaceFit, Spot};
use super::time::{DateFit, When};
use crate::script::{IncidentSpec, SharedAttribute};
use std::collections::BTreeSet;
use std::ops::Range;

/// What a mention is to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Nothing: another kind, or a toll whose act is of another rule.
    Out,
    /// The occurrence itself.
    Act,
    /// Told of it.
    Detail,
}

/// What mentions are to a rule, and which belong together by where they are.
pub struct Ties {
    /// By mention.
    pub parts: Vec<Part>,
    /// Two mentions of one article, and how many sentences lie between them (0: the same one).
    pub links: Vec<(u32, u32, u32)>,
}

impl Ties {
    /// Whether the rule takes the mention at all.
    pub fn has(&self, at: u32) -> bool {
        self.parts[at as usize] != Part::Out
    }
}

/// A toll may follow its act by so many sentences.
const AFTER: u32 = 3;
/// A toll may come before its act by so many sentences.
const BEFORE: u32 = 2;
/// The headline's act is reported again within so many sentences.
const LEAD: u32 = 4;
/// So many acts on either side are looked at; sentences hold few, and hostile ones must not cost much.
const LOOKED_AT: usize = 16;

/// Finds the ties of all mentions, which stand by article and position, for one of `rules`.
/// What is an act to any of them has tolls of its own, which no other rule may take.
pub fn ties(mentions: &[Mention], rules: &[IncidentSpec], rule: &IncidentSpec) -> Ties {
    let all_acts: BTreeSet<&str> =
        rules.iter().flat_map(|rule| &rule.acts).map(String::as_str).collect();
    let mut ties = Ties { parts: vec![Part::Out; mentions.len()], links: Vec::new() };
    let mut from = 0;
    for article in mentions.chunk_by(|a, b| a.article == b.article) {
        let range = from..from + article.len();
        from = range.end;
        if article.iter().any(|mention| is(&rule.acts, mention)) || has_details(article, rule) {
            ActFinder::new(mentions, range, &all_acts, (rules, rule)).tie(&mut ties);
        }
    }
    ties
}

fn is(kinds: &[String], mention: &Mention) -> bool {
    kinds.contains(&mention.event.kind)
}

fn has_details(article: &[Mention], rule: &IncidentSpec) -> bool {
    article.iter().any(|mention| is(&rule.details, mention))
}

/// One article before one rule.
struct ActFinder<'a, 'e> {
    mentions: &'a [Mention<'e>],
    range: Range<usize>,
    /// Acts of any rule, in order.
    acts: Vec<usize>,
    rules: &'a [IncidentSpec],
    all_acts: &'a BTreeSet<&'a str>,
    rule: &'a IncidentSpec,
}

impl<'a, 'e> ActFinder<'a, 'e> {
    fn new(
        mentions: &'a [Mention<'e>],
        range: Range<usize>,
        all_acts: &'a BTreeSet<&'a str>,
        (rules, rule): (&'a [IncidentSpec], &'a IncidentSpec),
    ) -> Self {
        let is_act = |&at: &usize| all_acts.contains(mentions[at].event.kind.as_str());
        let acts = range.clone().filter(is_act).collect();
        ActFinder { mentions, range, acts, rules, all_acts, rule }
    }

    fn tie(&self, ties: &mut Ties) {
        for at in self.range.clone() {
            let mention = &self.mentions[at];
            if is(&self.rule.acts, mention) {
                ties.parts[at] = Part::Act;
                if !mention.is_placed()
                    && let Some(link) = self.goes_on_from(at)
                {
                    ties.links.push(link);
                }
            } else if is(&self.rule.details, mention) {
                let (part, link) = self.belongs(at);
                ties.parts[at] = part;
                ties.links.extend(link);
            }
        }
    }

    fn sentence(&self, at: usize) -> u32 {
        self.mentions[at].event.evidence.sentence
    }

    /// The act that a detail belongs to, or none where it is alone; out where its act is another rule's.
    fn belongs(&self, at: usize) -> (Part, Option<(u32, u32, u32)>) {
        let mention = &self.mentions[at];
        let itself = self.all_acts.contains(mention.event.kind.as_str());
        let reach = if itself { 0 } else { AFTER };
        let Some((near, apart)) = self.nearest(at, reach, if itself { 0 } else { BEFORE }) else {
            return (if itself { Part::Out } else { Part::Detail }, None);
        };
        let here = mention.event.trigger.start;
        // Another kind of act (an air strike that brought poison) may be told of by acts of several kinds.
        let takes = |&act: &usize| match itself {
            true => is(&self.rule.acts, &self.mentions[act]),
            false => self.take(at, act),
        };
        let nearest = near.into_iter().filter(takes);
        let distance = |&act: &usize| self.mentions[act].event.trigger.start.abs_diff(here);
        match nearest.min_by_key(distance).filter(|&act| is(&self.rule.acts, &self.mentions[act])) {
            Some(act) => (Part::Detail, Some((at as u32, act as u32, apart))),
            None => (Part::Out, None),
        }
    }

    /// The act of this rule that an act without a place of its own goes on from.
    fn goes_on_from(&self, at: usize) -> Option<(u32, u32, u32)> {
        let headline = self.sentence(at) == 1;
        let (near, apart) = self.nearest(at, 2, if headline { LEAD } else { 0 })?;
        let act = near.into_iter().find(|&act| is(&self.rule.acts, &self.mentions[act]))?;
        Some((at as u32, act as u32, apart.min(2)))
    }

    /// The acts of the nearest sentence that has any which fit: the same sentence, else before, else after it.
    fn nearest(&self, at: usize, back: u32, ahead: u32) -> Option<(Vec<usize>, u32)> {
        let here = self.sentence(at);
        let place = self.acts.partition_point(|&act| act < at);
        let window = place.saturating_sub(LOOKED_AT)..(place + LOOKED_AT).min(self.acts.len());
        let fits = |&act: &usize| act != at && self.allows(at, act);
        let acts: Vec<usize> = self.acts[window].iter().copied().filter(fits).collect();
        let goes_on = |act: usize| !self.mentions[at].turns_from(&self.mentions[act]);
        let before = acts
            .iter()
            .filter(|&&act| goes_on(act))
            .map(|&act| self.sentence(act))
            .filter(|&sentence| sentence <= here)
            .max()
            .filter(|&sentence| here - sentence <= back);
        let after = || {
            let follows = |&act: &usize| {
                self.sentence(act) > here && !self.mentions[act].turns_from(&self.mentions[at])
            };
            let sentences = acts.iter().copied().filter(follows).map(|act| self.sentence(act));
            sentences.min().filter(|&sentence| sentence - here <= ahead)
        };
        let found = before.or_else(after)?;
        let near = acts.into_iter().filter(|&act| self.sentence(act) == found).collect();
        Some((near, found.abs_diff(here)))
    }

    fn allows(&self, at: usize, act: usize) -> bool {
        let (one, other) = (&self.mentions[at], &self.mentions[act]);
        if self.sentence(at) != self.sentence(act) && one.is_elsewhere(other) {
            return false;
        }
        let fits = |rule: &IncidentSpec| {
            let placed = rule.same.contains(&SharedAttribute::Place);
            let place = || Spot::fit(one.spot.as_ref(), other.spot.as_ref());
            !(placed && place() == PlaceFit::Different)
                && When::fit(one.when, other.when, rule.days) != DateFit::Apart
        };
        // By the act's own rules, so that whichever rule asks, the owner is the same.
        one.class == other.class && self.rules_of(act).any(fits)
    }

    fn rules_of(&self, act: usize) -> impl Iterator<Item = &IncidentSpec> {
        self.rules.iter().filter(move |rule| is(&rule.acts, &self.mentions[act]))
    }

    /// Whether a rule of the act takes what the detail is.
    fn take(&self, at: usize, act: usize) -> bool {
        self.rules_of(act).any(|rule| is(&rule.details, &self.mentions[at]))
    }
}
