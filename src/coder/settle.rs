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

/// Gives each event its id: a hash of article, rule, evidence, and the ordinal among equals.
pub fn stamp(filled: Vec<Filled>) -> Vec<Event> {
    let mut ordinals: HashMap<[u8; 32], u32> = HashMap::new();
    filled
        .into_iter()
        .map(|Filled { mut event, .. }| {
            let mut hash = blake3::Hasher::new();
            for part in [&event.article.id, &event.rule, &event.evidence.text] {
                hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
            }
            let key = *hash.finalize().as_bytes();
            let ordinal = ordinals.entry(key).or_insert(0);
            hash.update(&ordinal.to_le_bytes());
            *ordinal += 1;
            event.id = hash.finalize().to_hex()[..16].to_owned();
            event
        })
        .collect()
}
