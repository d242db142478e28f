//! The card of a pack: what it is, as data that `cmd` lays out for a terminal, as Markdown and as a page. All of it is
//! read from the pack or measured; nothing is written by hand for the card alone. `kind` has the codebook, `topic` what
//! rule files say of themselves, `cost` what the rules ask of the program.

pub mod cost;
pub mod kind;
pub mod topic;

use crate::check::score::Score;
use crate::coder::Coder;
use crate::pack::run_record::{OverlayRecord, PackRecord, overlays};
use crate::pack::{Pack, PackError, Store};
use crate::script::{IncidentSpec, RuleSpec, SharedAttribute};
use cost::Cost;
use kind::KindCard;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use topic::Topic;

/// The format of this version, in JSON.
const FORMAT: u32 = 1;

/// What a pack is.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// The format of the card.
    pub format: u32,
    /// Name, version, hashes, licence, authors, key, data of others.
    pub pack: PackRecord,
    /// What it codes, in one sentence.
    pub summary: String,
    /// The languages of the articles it codes.
    pub language: Vec<String>,
    /// The versions of this program it was written for; empty if not said.
    pub dateline: String,
    /// The packs it stands on, directly or through others, those below first.
    pub stands_on: Vec<PackRecord>,
    /// The changes it makes to packs it stands on.
    pub overlays: Vec<OverlayRecord>,
    /// The least F1 that it promises on its own gold, by kind.
    pub min_f1: BTreeMap<String, f64>,
    /// How many rules and examples it has.
    pub counts: CardCounts,
    /// What each of its rule files is about.
    pub topics: Vec<Topic>,
    /// Its codebook: the kinds that it declares or codes, sorted by name.
    pub kinds: Vec<KindCard>,
    /// Its incident rules, in load order.
    pub incidents: Vec<IncidentCard>,
    /// Its tables of names.
    pub tables: Vec<NameTable>,
    /// Its scores, as measured for this card.
    pub score: Option<MeasuredScore>,
    /// What it costs.
    pub cost: Cost,
}

/// How many of what a pack has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CardCounts {
    /// Rules.
    pub rules: usize,
    /// Rules by status.
    pub statuses: BTreeMap<String, usize>,
    /// Texts that must give an event.
    pub examples: usize,
    /// Texts that must not.
    pub counterexamples: usize,
    /// Texts that should give an event and do not yet.
    pub known_misses: usize,
}

/// An incident rule.
#[derive(Clone, Debug, Serialize)]
pub struct IncidentCard {
    /// Its id.
    pub id: String,
    /// What it joins, in one sentence.
    pub about: String,
    /// The kinds that are the occurrence.
    pub acts: Vec<String>,
    /// The kinds that report on it.
    pub details: Vec<String>,
    /// What mentions must share.
    pub same: Vec<&'static str>,
    /// The most days between the first and the last.
    pub days: u32,
}

/// A table of names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameTable {
    /// Its path in the pack.
    pub path: String,
    /// How many rows it has.
    pub rows: usize,
}

/// A score, and what it was measured on.
#[derive(Clone, Debug, Serialize)]
pub struct MeasuredScore {
    /// The gold: `gold/` of the pack, or a file that was named.
    pub gold: String,
    /// The score.
    pub score: Score,
}

impl Card {
    /// The card of the last of `packs`, which `coder` was made from, without scores. `shipped` are the packs that the
    /// program carries. `None` if there is no pack.
    ///
    /// # Errors
    /// A file of a pack can no longer be read.
    pub fn of(
        coder: &Coder,
        packs: &[Arc<Pack>],
        shipped: &Store,
    ) -> Result<Option<Card>, PackError> {
        let Some((own, below)) = packs.split_last() else { return Ok(None) };
        let manifest = &own.manifest;
        let rules: Vec<&RuleSpec> =
            coder.rules().iter().filter(|rule| rule.pack == manifest.name).collect();
        let stands_on: Result<_, PackError> =
            below.iter().map(|pack| PackRecord::of(pack, shipped)).collect();
        let incidents = coder.incidents().iter().filter(|rule| rule.pack == manifest.name);
        Ok(Some(Card {
            format: FORMAT,
            pack: PackRecord::of(own, shipped)?,
            summary: manifest.summary.clone(),
            language: manifest.language.clone(),
            dateline: manifest.dateline.clone(),
            stands_on: stands_on?,
            overlays: overlays(own),
            min_f1: manifest.gates.min_f1.clone(),
            counts: CardCounts::of(&rules),
            topics: topic::topics(own),
            kinds: kind::kinds(coder, own, &rules),
            incidents: incidents.map(IncidentCard::of).collect(),
            tables: tables(own),
            score: None,
            cost: Cost::of(own, &rules),
        }))
    }
}

impl CardCounts {
    fn of(rules: &[&RuleSpec]) -> CardCounts {
        let mut counts = CardCounts { rules: rules.len(), ..CardCounts::default() };
        for rule in rules {
            *counts.statuses.entry(rule.status.clone()).or_default() += 1;
            counts.examples += rule.examples.len();
            counts.counterexamples += rule.counterexamples.len();
            counts.known_misses += rule.known_misses.len();
        }
        counts
    }
}

impl IncidentCard {
    fn of(rule: &IncidentSpec) -> IncidentCard {
        let names = SharedAttribute::NAMES.iter();
        let same = names.filter(|(_, shared)| rule.same.contains(shared)).map(|(name, _)| *name);
        IncidentCard {
            id: rule.id.clone(),
            about: rule.about.clone(),
            acts: rule.acts.clone(),
            details: rule.details.clone(),
            same: same.collect(),
            days: rule.days,
        }
    }
}

/// The tables of a pack, sorted by path. The first line of a CSV table is its header.
fn tables(pack: &Pack) -> Vec<NameTable> {
    let rows = |text: &str| {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        lines.count().saturating_sub(1)
    };
    let tables = pack.tables.iter().map(|(_, path, text)| (path, rows(text)));
    let names = pack.names.iter().map(|(path, file)| (path, file.len()));
    let mut all: Vec<NameTable> =
        tables.chain(names).map(|(path, rows)| NameTable { path: path.clone(), rows }).collect();
    all.sort_by(|one, other| one.path.cmp(&other.path));
    all
}
