//! Which of several places of one name is meant: what is beside the name is used by `phrase`; here the countries that the
//! sentence and the article name decide, and without them the order of the gazetteer (own tables first, then population).

use super::countries::{NAMED, names_country};
use super::view::PlaceView;
use crate::gazetteer::{EntryId, NameHit, Reading};

impl PlaceView<'_> {
    /// The place that a name found in this range of tokens means; `hits` are all names in it.
    pub(super) fn meant(&self, hit: &NameHit, hits: &[NameHit]) -> Option<EntryId> {
        let entry = |id: EntryId| self.gazetteer.entry(id);
        let mut places = hit.entries.iter().copied();
        let first = places.find(|&id| entry(id).reading() == Reading::Place)?;
        let rivals = places.filter(|&id| {
            entry(id).kind == entry(first).kind && entry(id).country != entry(first).country
        });
        let rivals: Vec<EntryId> = rivals.collect();
        if rivals.is_empty() {
            return Some(first);
        }
        let counts = self.countries.get();
        let count = |id: EntryId| {
            entry(id).country.as_ref().and_then(|country| counts.get(country)).copied().unwrap_or(0)
        };
        if self.gazetteer.is_of_table(first) {
            // A pack has the name for its own war: only an article that is plainly about another country overrules it.
            let other = rivals.iter().copied().max_by_key(|&id| count(id));
            let other = other.filter(|&id| count(first) == 0 && count(id) >= 2 * NAMED);
            return other.or(Some(first));
        }
        let here: Vec<&str> = hits
            .iter()
            .filter(|hit| names_country(self.gazetteer, hit))
            .filter_map(|hit| entry(hit.entry()).country.as_deref())
            .collect();
        let all = || std::iter::once(first).chain(rivals.iter().copied());
        let in_sentence = |id: &EntryId| {
            entry(*id).country.as_deref().is_some_and(|country| here.contains(&country))
        };
        // Of equal counts the first, which has the most people.
        let named = first_max(all().filter(in_sentence), count);
        named.or_else(|| first_max(all().filter(|&id| count(id) > 0), count)).or(Some(first))
    }
}

/// The item with the greatest key; of equals the first.
fn first_max(
    ids: impl Iterator<Item = EntryId>,
    key: impl Fn(EntryId) -> usize,
) -> Option<EntryId> {
    ids.fold(None, |best: Option<EntryId>, id| match best {
        Some(best) if key(best) >= key(id) => Some(best),
        _ => Some(id),
    })
}
