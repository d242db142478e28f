//! The ids of events: a hash of article, rule, evidence, and the ordinal among equals. Known as soon as duplicates are
//! removed, before anything else of an event is looked up.

use super::Coder;
use super::candidate::Candidate;
use crate::text::Document;
use std::collections::HashMap;

/// The ids of the events of `candidates` (those of `document` that are kept), in order.
pub fn ids<'a>(
    coder: &Coder,
    document: &Document,
    candidates: impl Iterator<Item = &'a Candidate<'a>>,
) -> Vec<String> {
    let mut ids = EventIds::default();
    candidates
        .map(|one| {
            let evidence = document.sentences()[one.sentence].span.cut(document.text());
            ids.next(&document.article.id, &coder.rules()[one.rule].id, evidence)
        })
        .collect()
}

/// Gives the ids of one article's events, in their order.
#[derive(Default)]
struct EventIds {
    ordinals: HashMap<[u8; 32], u32>,
}

impl EventIds {
    /// The id of the next event, from the ids of its article and rule and the text of its evidence.
    fn next(&mut self, article: &str, rule: &str, evidence: &str) -> String {
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
