//! An incident as it is written: one occurrence, its mentions, its range of tolls, its contradictions. The order of
//! fields is the order in JSON.

use super::figures::{self, Toll};
use super::group::{MentionGroup, MentionPair};
use super::judge::judge;
use super::links::{MentionLinks, MentionRole};
use super::mention::{IncidentMention, RealisClass};
use super::place::PlaceLevel;
use super::repeat;
use super::voice::{self, Contradiction, Corroboration};
use crate::event::{Claimant, DateBasis, EventDate, OffsetUnit, Party, Place, Realis, Stance};
use crate::script::{IncidentSpec, SharedAttribute};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One occurrence, as its mentions report it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Incident {
    /// Stable id: a hash of the rule and the act reported first. Later reports that join do not change it.
    pub id: String,
    /// The incident rule.
    pub rule: String,
    /// The pack that holds the rule.
    pub pack: String,
    /// That pack's version.
    pub pack_version: String,
    /// A hash over that pack's files.
    pub pack_hash: String,
    /// Kinds of its mentions, sorted.
    pub kinds: Vec<String>,
    /// Whether it happened, as reported: `told`, `planned` or `background`.
    pub realis: IncidentRealis,
    /// The most precise place of any mention.
    pub place: Option<Place>,
    /// The most precise date that most mentions give.
    pub date: EventDate,
    /// Who did it, by any of the mentions.
    pub actor: Vec<IncidentParty>,
    /// To whom, by any of the mentions.
    pub recipient: Vec<IncidentParty>,
    /// How many articles report it; those that repeat another of them are not counted.
    pub articles: u32,
    /// How many further articles report it that repeat one of them.
    #[serde(skip_serializing_if = "is_zero")]
    pub repeats: u32,
    /// The outlets of the articles counted, sorted; articles without a known outlet are not among them.
    pub outlets: Vec<String>,
    /// Figures, with their range.
    pub tolls: Vec<Toll>,
    /// What independent voices agree on.
    pub corroboration: Vec<Corroboration>,
    /// Where voices contradict each other.
    pub contradiction: Vec<Contradiction>,
    /// Incidents of other rules that share a mention with this one.
    pub related: Vec<String>,
    /// The mentions, sorted by article and position.
    pub members: Vec<Member>,
}

/// Whether an incident happened, as reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentRealis {
    /// As having happened, or going on. Written `told`.
    #[serde(rename = "told")]
    Reported,
    /// As future or hypothetical.
    Planned,
    /// As background: long ago, or a total over weeks or a war.
    Background,
}

/// A party of an incident.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct IncidentParty {
    /// Canonical name, or the words of the text.
    pub name: String,
    /// Code, where the gazetteer knows one.
    pub code: Option<String>,
    /// How many mentions name it.
    pub mentions: u32,
}

/// A mention as a member of an incident.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// The event's id.
    pub event: String,
    /// The article's id.
    pub article: String,
    /// The id of the article that its article repeats, if that is why the mention is not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<String>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// The event's kind.
    pub kind: String,
    /// Its mode.
    pub mode: Option<String>,
    /// `act`, `toll`, `detail` or `denial`.
    pub role: &'static str,
    /// The stance of the passage towards it.
    pub stance: Stance,
    /// Whether it happened, by the passage.
    pub realis: Realis,
    /// What `start` and `end` of the claimant count.
    pub offsets: OffsetUnit,
    /// Who says so.
    pub claimant: Option<Claimant>,
    /// The passage.
    pub evidence: String,
    /// The id of the member it was joined to; `None` where it is alone.
    pub with: Option<String>,
    /// Why it was joined, in words.
    pub why: Vec<String>,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Builds the incident of one group.
pub fn record(
    mentions: &[IncidentMention],
    links: &MentionLinks,
    group: &MentionGroup,
    rule: &IncidentSpec,
) -> Incident {
    let members: Vec<&IncidentMention> =
        group.members.iter().map(|&at| &mentions[at as usize]).collect();
    let is_act = |at: u32| links.roles[at as usize] == MentionRole::Act;
    let acts: Vec<&IncidentMention> =
        group.members.iter().filter(|&&at| is_act(at)).map(|&at| &mentions[at as usize]).collect();
    // An article that repeats another adds what it says, but is no further source of it.
    let counted = repeat::counted(&members);
    let articles = |of: &[&IncidentMention]| -> BTreeSet<u32> {
        of.iter().map(|mention| mention.article).collect()
    };
    let (all_articles, articles) = (articles(&members), articles(&counted));
    let counts = |mention: &&IncidentMention| articles.contains(&mention.article);
    let own_acts: Vec<&IncidentMention> = acts.iter().copied().filter(counts).collect();
    let denials: Vec<&IncidentMention> =
        counted.iter().filter(|mention| mention.is_denial).copied().collect();
    let tolls = figures::tolls(&members, &articles);
    let sorted = |texts: BTreeSet<&str>| texts.into_iter().map(str::to_owned).collect();
    Incident {
        id: id(&acts, rule),
        rule: rule.id.clone(),
        pack: rule.pack.clone(),
        pack_version: rule.pack_version.clone(),
        pack_hash: rule.pack_hash.clone(),
        kinds: sorted(members.iter().map(|mention| mention.event.kind.as_str()).collect()),
        realis: match acts[0].class {
            RealisClass::Reported => IncidentRealis::Reported,
            RealisClass::Planned => IncidentRealis::Planned,
            RealisClass::Past => IncidentRealis::Background,
        },
        place: place(&counted).or_else(|| place(&members)),
        date: date(&counted),
        actor: actors(&own_acts, &counted, rule),
        recipient: incident_parties(&own_acts, |mention| &mention.event.recipient),
        articles: articles.len() as u32,
        repeats: (all_articles.len() - articles.len()) as u32,
        outlets: sorted(counted.iter().filter_map(|m| m.event.article.outlet.as_deref()).collect()),
        corroboration: voice::corroborations(&own_acts, &tolls),
        contradiction: voice::contradictions(&own_acts, &denials, &tolls),
        tolls,
        related: Vec::new(),
        members: group
            .members
            .iter()
            .zip(&group.pairs)
            .map(|(&at, pair)| member(mentions, (at, is_act(at)), pair.as_ref(), rule, &articles))
            .collect(),
    }
}

/// The id is made of the act reported first: reports that come later, as a corpus grows, do not change it.
fn id(acts: &[&IncidentMention], rule: &IncidentSpec) -> String {
    let published = |mention: &IncidentMention| {
        // An article without a date sorts last.
        mention.event.article.published.clone().unwrap_or_else(|| "9999".into())
    };
    let key = |mention: &&&IncidentMention| (published(mention), mention.event.id.clone());
    let founder = acts.iter().min_by_key(key).map(|mention| mention.event.id.as_str());
    let mut hash = blake3::Hasher::new();
    for part in [rule.id.as_str(), founder.unwrap_or_default()] {
        hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    hash.finalize().to_hex()[..16].to_owned()
}

/// The finest place; of several the one that most mentions name, then the first by name. Written as its first mention
/// gives it.
fn place(members: &[&IncidentMention]) -> Option<Place> {
    type Grain<'a> = ((PlaceLevel, bool), &'a str);
    let mut named: BTreeMap<Grain, (u32, &Place)> = BTreeMap::new();
    for mention in members {
        let (Some(spot), Some(place)) = (&mention.spot, &mention.event.place) else { continue };
        named.entry((spot.grain(), &spot.label)).or_insert((0, place)).0 += 1;
    }
    let finest = named.keys().next()?.0;
    let most = named.iter().filter(|((grain, _), _)| *grain == finest);
    most.max_by_key(|((_, name), (count, _))| (*count, std::cmp::Reverse(*name)))
        .map(|(_, (_, place))| (*place).clone())
}

/// The day that most mentions name; without a named day, the narrowest range.
fn date(members: &[&IncidentMention]) -> EventDate {
    let mut dates: BTreeMap<(bool, i32, i32, i32), (u32, &EventDate)> = BTreeMap::new();
    for mention in members {
        let Some(when) = mention.when else { continue };
        let key = (!when.firm, when.last - when.first, when.first, when.last);
        dates.entry(key).or_insert((0, &mention.event.date)).0 += 1;
    }
    let Some(loose) = dates.keys().next().map(|key| key.0) else {
        return EventDate::unknown(DateBasis::None);
    };
    let of_firmness = dates.iter().filter(|(key, _)| key.0 == loose);
    let best = match loose {
        true => of_firmness.min_by_key(|(key, _)| (key.1, key.2)),
        false => of_firmness.max_by_key(|(key, (count, _))| (*count, -key.1, -key.2)),
    };
    best.map(|(_, (_, date))| (*date).clone()).unwrap_or_else(|| members[0].event.date.clone())
}

/// Who did it. Unless the rule joins by actor, a party without a code that is also a claimant is only a reporter and is
/// left out.
fn actors(
    acts: &[&IncidentMention],
    members: &[&IncidentMention],
    rule: &IncidentSpec,
) -> Vec<IncidentParty> {
    let mut actors = incident_parties(acts, |mention| &mention.event.actor);
    if !rule.same.contains(&SharedAttribute::Actor) {
        let claimant_names = claimant_names(members);
        actors.retain(|actor| {
            actor.code.is_some() || !claimant_names.contains(&actor.name.to_lowercase())
        });
    }
    actors
}

/// Names and texts of claimants, in lower case.
fn claimant_names(members: &[&IncidentMention]) -> BTreeSet<String> {
    // The speaker of a denial may be the actor.
    let reporting = || members.iter().filter(|mention| !mention.denies());
    let claimants = reporting().filter_map(|mention| mention.event.claimant.as_ref());
    let names = claimants.flat_map(|claimant| [Some(&claimant.text), claimant.name.as_ref()]);
    let speakers = reporting().filter_map(|mention| mention.speaker.as_ref());
    let labels = speakers.map(|speaker| &speaker.label);
    names.flatten().chain(labels).map(|name| name.to_lowercase()).collect()
}

fn incident_parties<'a>(
    acts: &[&IncidentMention<'a>],
    of: impl Fn(&IncidentMention<'a>) -> &'a [Party],
) -> Vec<IncidentParty> {
    let mut named: BTreeMap<(&str, Option<&str>), u32> = BTreeMap::new();
    for party in acts.iter().flat_map(|mention| of(mention)) {
        let name = party.name.as_deref().unwrap_or(&party.text);
        *named.entry((name, party.code.as_deref())).or_default() += 1;
    }
    let party = |((name, code), mentions): ((&str, Option<&str>), u32)| IncidentParty {
        name: name.to_owned(),
        code: code.map(str::to_owned),
        mentions,
    };
    let mut incident_parties: Vec<IncidentParty> = named.into_iter().map(party).collect();
    incident_parties.sort_by_key(|party| std::cmp::Reverse(party.mentions));
    incident_parties
}

fn member(
    mentions: &[IncidentMention],
    (at, is_act): (u32, bool),
    pair: Option<&MentionPair>,
    rule: &IncidentSpec,
    counted: &BTreeSet<u32>,
) -> Member {
    let mention = &mentions[at as usize];
    let event = mention.event;
    let other = pair.map(|pair| if pair.ends.0 == at { pair.ends.1 } else { pair.ends.0 });
    let other = other.map(|other| &mentions[other as usize]);
    let repeated = pair.filter(|pair| pair.is_repeat).and(other);
    let why = other.and_then(|other| {
        if let Some(first) = repeated {
            return Some(vec![format!("the article repeats {}", first.event.article.id)]);
        }
        let verdict = judge(mention, other, pair?.link, rule)?;
        Some(verdict.reasons(mention, other))
    });
    Member {
        event: event.id.clone(),
        article: event.article.id.clone(),
        repeats: event.article.repeats.clone().filter(|_| !counted.contains(&mention.article)),
        outlet: event.article.outlet.clone(),
        published: event.article.published.clone(),
        kind: event.kind.clone(),
        mode: event.mode.clone(),
        role: match () {
            () if mention.denies() => "denial",
            () if is_act => "act",
            () if !event.counts.is_empty() => "toll",
            () => "detail",
        },
        stance: event.stance,
        realis: event.realis,
        offsets: event.offsets,
        claimant: event.claimant.clone(),
        evidence: event.evidence.text.clone(),
        with: other.map(|other| other.event.id.clone()),
        why: why.unwrap_or_default(),
    }
}

/// Writes into each incident the ids of the incidents of other rules that share a mention with it.
pub fn link_related(incidents: &mut [Incident]) {
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, incident) in incidents.iter().enumerate() {
        for member in &incident.members {
            holders.entry(&member.event).or_default().push(at);
        }
    }
    let mut related: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); incidents.len()];
    // A mention is in one incident of a rule only, so no list here is longer than the number of rules.
    for list in holders.values().filter(|list| list.len() > 1) {
        for &one in list {
            related[one].extend(list.iter().filter(|&&other| other != one));
        }
    }
    let ids: Vec<String> = incidents.iter().map(|incident| incident.id.clone()).collect();
    for (incident, related) in incidents.iter_mut().zip(related) {
        incident.related = related.into_iter().map(|at| ids[at].clone()).collect();
        incident.related.sort();
    }
}

impl Incident {
    /// How many of its mentions count: those of articles that repeat no other of its articles.
    pub fn mentions(&self) -> usize {
        self.members.iter().filter(|member| member.repeats.is_none()).count()
    }

    /// What incidents are sorted by: first day (those without one last), place, rule, id.
    pub fn sort_key(&self) -> impl Ord + use<> {
        let place = self.place.as_ref().map(|place| place.name.as_ref().unwrap_or(&place.text));
        (
            self.date.start.is_none(),
            self.date.start,
            place.cloned(),
            self.rule.clone(),
            self.id.clone(),
        )
    }
}
