//! Which articles of the corpus in memory repeat an earlier one, as a run over the same articles marks them: only those
//! with an event are compared, so it depends on the rules. Found when it is first needed.

use super::corpus::LiveCorpus;
use super::shard::Shard;
use super::shards::Stopped;
use crate::repeat::{EventWords, RepeatIndex, Signature};
use std::collections::BTreeMap;

impl LiveCorpus {
    /// Finds the articles that repeat an earlier one, unless that was done since rules or articles last changed. The
    /// events that shards give are marked from then on.
    pub fn find_repeats(&mut self) -> Result<(), Stopped> {
        if self.knows_repeats {
            return Ok(());
        }
        let signed = self.gather(|shard| shard.signatures())?;
        let mut earlier = RepeatIndex::default();
        let mut first_of = vec![BTreeMap::new(); self.shards.count()];
        for (article, (id, signature)) in signed {
            // Few articles are alike, so that the events of few are made here.
            let words = || self.at(article, |shard, number| EventWords::of(&shard.events(number)));
            if let Some(first) = earlier.first(&id, signature, words) {
                let spot = self.articles[article];
                first_of[spot.shard].insert(spot.number, first.to_owned());
            }
        }
        for (shard, first) in first_of.into_iter().enumerate() {
            let pending = self.shards.send(shard, move |shard| shard.repeats.first = first);
            self.shards.wait(pending);
        }
        self.knows_repeats = true;
        Ok(())
    }
}

impl Shard {
    /// The id and the signature of each document with an event.
    fn signatures(&mut self) -> Vec<(u32, (String, Signature))> {
        let mut found = Vec::new();
        for (number, cached) in self.cached.iter().enumerate() {
            if self.is_stopped() {
                break;
            }
            if !cached.iter().any(|cached| self.positions.of(cached.number).is_some()) {
                continue;
            }
            let number = number as u32;
            let article = &self.documents()[number as usize].article;
            let known = self.repeats.signatures.get(&number).cloned();
            let signature = known.unwrap_or_else(|| Signature::of(article));
            found.push((number, (article.id.clone(), signature)));
        }
        let each = found.iter().map(|(number, (_, signature))| (*number, signature.clone()));
        self.repeats.signatures.extend(each);
        found
    }
}
