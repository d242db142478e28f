//! Which act of its own article a mention belongs to: a toll to the nearest act, and an act without a place to the act
//! that it continues. Only acts that are compatible with the mention's own place and date are candidates.

use super::mention::IncidentMention;
use super::place::{ComparablePlace, PlaceFit};
use super::time::{DateFit, DayRange};
use crate::script::{IncidentSpec, SharedAttribute};
use std::collections::BTreeSet;
use std::ops::Range;

/// What a mention is to an incident rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionRole {
    /// Not used by the rule: another kind, or a toll whose act belongs to another rule.
    Unrelated,
    /// An act: the occurrence itself.
    Act,
    /// A detail of an act, such as a toll.
    Detail,
}

/// The role of each mention for one rule, and the links between mentions that are close to each other in an article.
pub struct MentionLinks {
    /// By mention index.
    pub roles: Vec<MentionRole>,
    /// Two mentions of one article (indices), and the number of sentences between them (0: the same sentence).
    pub links: Vec<(u32, u32, u32)>,
}

impl MentionLinks {
    /// Whether the rule uses the mention.
    pub fn has(&self, at: u32) -> bool {
        self.roles[at as usize] != MentionRole::Unrelated
    }
}

/// A toll may come at most this many sentences after its act.
const AFTER: u32 = 3;
/// A toll may come at most this many sentences before its act.
const BEFORE: u32 = 2;
/// An act in the headline is reported again within this many sentences.
const LEAD: u32 = 4;
/// At most this many acts on either side are candidates. Sentences hold few acts; the limit bounds the cost of hostile
/// input.
const LOOKED_AT: usize = 16;

/// The links of all mentions (sorted by article and position) for `rule`, one of `rules`. An act of any of the rules
/// has tolls of its own, which no other rule may take.
pub fn links(
    mentions: &[IncidentMention],
    rules: &[IncidentSpec],
    rule: &IncidentSpec,
) -> MentionLinks {
    let all_acts: BTreeSet<&str> =
        rules.iter().flat_map(|rule| &rule.acts).map(String::as_str).collect();
    let mut links =
        MentionLinks { roles: vec![MentionRole::Unrelated; mentions.len()], links: Vec::new() };
    let mut from = 0;
    for article in mentions.chunk_by(|a, b| a.article == b.article) {
        let range = from..from + article.len();
        from = range.end;
        if article.iter().any(|mention| has_kind(&rule.acts, mention)) || has_details(article, rule)
        {
            ActFinder::new(mentions, range, &all_acts, (rules, rule)).add_links(&mut links);
        }
    }
    links
}

fn has_kind(kinds: &[String], mention: &IncidentMention) -> bool {
    kinds.contains(&mention.event.kind)
}

fn has_details(article: &[IncidentMention], rule: &IncidentSpec) -> bool {
    article.iter().any(|mention| has_kind(&rule.details, mention))
}

/// The mentions of one article, as one rule sees them.
struct ActFinder<'a, 'e> {
    mentions: &'a [IncidentMention<'e>],
    range: Range<usize>,
    /// Acts of any rule, as mention indices, in order.
    acts: Vec<usize>,
    rules: &'a [IncidentSpec],
    all_acts: &'a BTreeSet<&'a str>,
    rule: &'a IncidentSpec,
}

impl<'a, 'e> ActFinder<'a, 'e> {
    fn new(
        mentions: &'a [IncidentMention<'e>],
        range: Range<usize>,
        all_acts: &'a BTreeSet<&'a str>,
        (rules, rule): (&'a [IncidentSpec], &'a IncidentSpec),
    ) -> Self {
        let is_act = |&at: &usize| all_acts.contains(mentions[at].event.kind.as_str());
        let acts = range.clone().filter(is_act).collect();
        ActFinder { mentions, range, acts, rules, all_acts, rule }
    }

    fn add_links(&self, links: &mut MentionLinks) {
        for at in self.range.clone() {
            let mention = &self.mentions[at];
            if has_kind(&self.rule.acts, mention) {
                links.roles[at] = MentionRole::Act;
                if !mention.is_placed()
                    && let Some(link) = self.link_to_earlier_act(at)
                {
                    links.links.push(link);
                }
            } else if has_kind(&self.rule.details, mention) {
                let (role, link) = self.link_of_detail(at);
                links.roles[at] = role;
                links.links.extend(link);
            }
        }
    }

    fn sentence(&self, at: usize) -> u32 {
        self.mentions[at].event.evidence.sentence
    }

    /// The role of a detail and the link to its act: no link where no act is near, `Unrelated` where its act belongs to
    /// another rule.
    fn link_of_detail(&self, at: usize) -> (MentionRole, Option<(u32, u32, u32)>) {
        let mention = &self.mentions[at];
        let is_act = self.all_acts.contains(mention.event.kind.as_str());
        let reach = if is_act { 0 } else { AFTER };
        let Some((links, apart)) = self.nearest(at, reach, if is_act { 0 } else { BEFORE }) else {
            return (if is_act { MentionRole::Unrelated } else { MentionRole::Detail }, None);
        };
        let here = mention.event.trigger.start;
        // A mention that is itself an act (an air strike with chemicals) may be a detail of acts of several kinds.
        let takes = |&act: &usize| match is_act {
            true => has_kind(&self.rule.acts, &self.mentions[act]),
            false => self.accepts(at, act),
        };
        let nearest = links.into_iter().filter(takes);
        let distance = |&act: &usize| self.mentions[act].event.trigger.start.abs_diff(here);
        match nearest
            .min_by_key(distance)
            .filter(|&act| has_kind(&self.rule.acts, &self.mentions[act]))
        {
            Some(act) => (MentionRole::Detail, Some((at as u32, act as u32, apart))),
            None => (MentionRole::Unrelated, None),
        }
    }

    /// The act of this rule that an act without a place of its own continues.
    fn link_to_earlier_act(&self, at: usize) -> Option<(u32, u32, u32)> {
        let headline = self.sentence(at) == 1;
        let (links, apart) = self.nearest(at, 2, if headline { LEAD } else { 0 })?;
        let act = links.into_iter().find(|&act| has_kind(&self.rule.acts, &self.mentions[act]))?;
        Some((at as u32, act as u32, apart.min(2)))
    }

    /// The compatible acts of the nearest sentence that has any: the same sentence, else one before it, else one after
    /// it.
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
        let links = acts.into_iter().filter(|&act| self.sentence(act) == found).collect();
        Some((links, found.abs_diff(here)))
    }

    fn allows(&self, at: usize, act: usize) -> bool {
        let (one, other) = (&self.mentions[at], &self.mentions[act]);
        if self.sentence(at) != self.sentence(act) && one.is_elsewhere(other) {
            return false;
        }
        let fits = |rule: &IncidentSpec| {
            let placed = rule.same.contains(&SharedAttribute::Place);
            let place = || ComparablePlace::fit(one.spot.as_ref(), other.spot.as_ref());
            !(placed && place() == PlaceFit::Different)
                && DayRange::fit(one.when, other.when, rule.days) != DateFit::Apart
        };
        // Checked against the rules of the act, so that every rule finds the same owner.
        one.class == other.class && self.rules_of(act).any(fits)
    }

    fn rules_of(&self, act: usize) -> impl Iterator<Item = &IncidentSpec> {
        self.rules.iter().filter(move |rule| has_kind(&rule.acts, &self.mentions[act]))
    }

    /// Whether some rule of the act accepts the detail's kind.
    fn accepts(&self, at: usize, act: usize) -> bool {
        self.rules_of(act).any(|rule| has_kind(&rule.details, &self.mentions[at]))
    }
}
