//! Removing duplicates and giving ids: a pure function of one article's filled drafts.

use super::fill::Filled;
use crate::event::Event;
use std::collections::HashMap;

/// Keeps, of each sentence's drafts of one kind and mode, those of the first rule (in the order loaded) that made one;
/// a draft without a mode gives way to one with. A rule that returns several events for a sentence keeps them all:
/// it says that they are truly different.
pub fn settle(mut filled: Vec<Filled>) -> Vec<Filled> {
    filled.sort_by_key(|draft| (draft.sentence, draft.rule));
    let mut kept: Vec<Filled> = Vec::with_capacity(filled.len());
    for draft in filled {
        let rivals = kept.iter().rev().take_while(|other| other.sentence == draft.sentence);
        let twin = rivals.filter(|other| other.rule != draft.rule).any(|other| {
            other.event.kind == draft.event.kind
                && (other.event.mode == draft.event.mode || draft.event.mode.is_none())
        });
        if twin {
            continue;
        }
        if draft.event.mode.is_some() {
            kept.retain(|other| {
                other.sentence != draft.sentence
                    || other.event.kind != draft.event.kind
                    || other.event.mode.is_some()
            });
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
