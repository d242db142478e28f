//! What a shard knows of the articles that repeat an earlier one; `repeats` finds them.

use crate::event::Event;
use crate::repeat::Signature;
use std::collections::BTreeMap;

/// What a shard knows of repeats.
#[derive(Default)]
pub struct ShardRepeats {
    /// By document, for those that had an event: kept, since it depends on the text only.
    pub signatures: BTreeMap<u32, Signature>,
    /// By document that repeats an earlier one: the id of that one.
    pub first: BTreeMap<u32, String>,
}

impl ShardRepeats {
    /// Forgets the documents from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.signatures.retain(|number, _| (*number as usize) < len);
        self.first.clear();
    }

    /// Whether document `number` repeats an earlier one.
    pub fn has(&self, number: u32) -> bool {
        self.first.contains_key(&number)
    }

    /// Marks the events of document `number`, if it repeats an earlier one.
    pub fn mark(&self, number: u32, events: &mut [Event]) {
        if let Some(first) = self.first.get(&number) {
            events.iter_mut().for_each(|event| event.article.repeats = Some(first.clone()));
        }
    }
}
