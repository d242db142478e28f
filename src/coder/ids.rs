//! The ids of events: a hash of article, rule, evidence, and the ordinal among equals. Known as soon as duplicates are
//! gone, before anything else of an event is looked up.

use super::Coder;
use super::candidate::Candidate;
use crate::text::Document;
use std::collections::HashMap;

/// The ids of the events of `candidates`, which are those of `document` that stay, in order.
pub fn ids<'a>(
    coder: &Coder,
    document: &Document,
    candidates: impl Iterator<Item = &'a Candidate<'a>>,
) -> Vec<String> {
    let mut ids = Ids::default();
    candidates
        .map(|one| {
            let evidence = document.sentences()[one.sentence].span.cut(document.text());
            ids.next(&document.article.id, &coder.rules()[one.rule].id, evidence)
        })
        .collect()
}

/// The ids of one article's events, given in their order.
#[derive(Default)]
struct Ids {
    ordinals: HashMap<[u8; 32], u32>,
}

impl Ids {
    /// The id of the next event: by the ids of its article and rule, and the text of its evidence.
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
