//! Removing duplicates and giving ids: a pure function of one article's filled drafts.

use super::fill::Filled;
use crate::event::Event;
use std::collections::HashMap;

/// What may be a duplicate: an event, made or half made.
pub trait Rival {
    /// Its sentence, an index.
    fn sentence(&self) -> usize;
    /// Its rule, by the order loaded.
    fn rule(&self) -> usize;
    /// Its kind.
    fn kind(&self) -> &str;
    /// Its mode.
    fn mode(&self) -> Option<&str>;
}

impl Rival for Filled {
    fn sentence(&self) -> usize {
        self.sentence
    }

    fn rule(&self) -> usize {
        self.rule
    }

    fn kind(&self) -> &str {
        &self.event.kind
    }

    fn mode(&self) -> Option<&str> {
        self.event.mode.as_deref()
    }
}

/// Keeps, of each sentence's drafts of one kind and mode, those of the first rule (in the order loaded) that made one;
/// a draft without a mode gives way to one with. A rule that returns several events for a sentence keeps them all:
/// it says that they are truly different.
pub fn settle<T: Rival>(mut drafts: Vec<T>) -> Vec<T> {
    drafts.sort_by_key(|draft| (draft.sentence(), draft.rule()));
    let mut kept: Vec<T> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let rivals = kept.iter().rev().take_while(|other| other.sentence() == draft.sentence());
        let twin = rivals.filter(|other| other.rule() != draft.rule()).any(|other| {
            other.kind() == draft.kind() && (other.mode() == draft.mode() || draft.mode().is_none())
        });
        if twin {
            continue;
        }
        let beaten = |other: &T| {
            other.sentence() == draft.sentence()
                && other.kind() == draft.kind()
                && other.mode().is_none()
        };
        let mut rivals = kept.iter().rev().take_while(|other| other.sentence() == draft.sentence());
        if draft.mode().is_some() && rivals.any(beaten) {
            kept.retain(|other| !beaten(other));
        }
        kept.push(draft);
    }
    kept
}

/// Gives each event its id.
pub fn stamp(filled: Vec<Filled>) -> Vec<Event> {
    let mut ids = Ids::default();
    filled
        .into_iter()
        .map(|Filled { mut event, .. }| {
            event.id = ids.next(&event.article.id, &event.rule, &event.evidence.text);
            event
        })
        .collect()
}

/// The ids of one article's events, given in their order: a hash of article, rule, evidence, and the ordinal among
/// equals.
#[derive(Default)]
pub struct Ids {
    ordinals: HashMap<[u8; 32], u32>,
}

impl Ids {
    /// The id of the next event: by the ids of its article and rule, and the text of its evidence.
    pub fn next(&mut self, article: &str, rule: &str, evidence: &str) -> String {
        let mut hash = blake3::Hasher::new();
        for part in [article, rule, evidence] {
            hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
        let ordinal = self.ordinals.entry(*hash.finalize().as_bytes()).or_insert(0);
        hash.update(&ordinal.to_le_bytes());
        *ordinal += 1;
        hash.finalize().to_hex()[..16].to_owned()
    }
}
