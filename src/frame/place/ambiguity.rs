//! Which of several places of one name is meant: what is beside the name is used by `phrase`; here the countries that the
//! sentence and the article name decide, and without them the order of the gazetteer (own tables first, then population).

use super::countries::{NAMED, names_country};
use super::view::PlaceView;
use crate::frame::word_class::is_place_noun;
use crate::gazetteer::{EntryId, NameHit, Reading};

impl PlaceView<'_> {
    /// The place that a name found in this range of tokens means; `hits` are all names in it. `None` also where the
    /// country behind the name has no such place: "Moura, Mali" is not the Moura of another country.
    pub(super) fn meant(&self, hit: &NameHit, hits: &[NameHit]) -> Option<EntryId> {
        let entry = |id: EntryId| self.gazetteer.entry(id);
        let mut places = hit.entries.iter().copied();
        let first = places.find(|&id| entry(id).reading() == Reading::Place)?;
        let rivals = places.filter(|&id| {
            entry(id).kind == entry(first).kind && entry(id).country != entry(first).country
        });
        let rivals: Vec<EntryId> = rivals.collect();
        if let Some(beside) = self.country_behind(hit, hits) {
            let all = std::iter::once(first).chain(rivals.iter().copied());
            let mut there = all.filter(|&id| entry(id).country.as_deref() == Some(beside));
            let found = there.next();
            // "In Aleppo, Turkey said" is no Aleppo of Turkey: a pack's own place is kept.
            if found.is_some() || !self.gazetteer.is_of_table(first) {
                return found;
            }
        }
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
        // Without a state the country of an actor in the sentence: "the TNLA" is in Myanmar.
        let acting: Vec<&str> = hits
            .iter()
            .filter(|hit| hit.reading == Reading::Actor)
            .filter_map(|hit| entry(hit.entry()).country.as_deref())
            .collect();
        let of_actor = |id: &EntryId| {
            entry(*id).country.as_deref().is_some_and(|country| acting.contains(&country))
        };
        let named = named.or_else(|| first_max(all().filter(of_actor), count));
        named.or_else(|| first_max(all().filter(|&id| count(id) > 0), count)).or(Some(first))
    }
}

impl PlaceView<'_> {
    /// The country that a name has behind it, after a comma: "Tripoli, Libya", "La Paz department, El Salvador".
    fn country_behind(&self, hit: &NameHit, hits: &[NameHit]) -> Option<&str> {
        let next = hits.iter().find(|next| next.tokens.start >= hit.tokens.end)?;
        let between = next.tokens.start - hit.tokens.end;
        let gap = self.words.document.gap_after(next.tokens.start - 1);
        let noun = between == 0 || between == 1 && is_place_noun(self.words.get(hit.tokens.end));
        let end = self.words.document.gap_after(next.tokens.end - 1);
        let closes = end.trim_start().starts_with([',', '.', ';', ':', ')', '"']) || {
            next.tokens.end >= self.words.tokens.end
        };
        let country = noun && closes && gap.trim() == "," && names_country(self.gazetteer, next);
        country.then(|| self.gazetteer.entry(next.entry()).country.as_deref()).flatten()
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

#[cfg(test)]
mod tests {
    use crate::frame::place::locate;
    use crate::gazetteer::import::names;
    use crate::gazetteer::testing::document;
    use crate::gazetteer::{Gazetteer, GazetteerBuilder, NameFile, Table};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    /// Tripoli in three countries; a pack's own table has that of Lebanon in `OWN`.
    fn gazetteer(own: bool) -> Gazetteer {
        let towns = "name,kind,country,lat,lon,geonames_id,population\n\
            Tripoli,town,LBY,32.9,13.2,1,1300000\nTripoli,town,LBN,34.4,35.8,2,230000\n\
            Tripoli,town,GRC,37.5,22.4,3,26000\nMisrata,town,LBY,32.4,15.1,4,880000\n";
        let states = "name,aliases,adjectives,demonyms,code\nLibya,,Libyan,Libyans,LBY\n\
            Lebanon,,Lebanese,Lebanese,LBN\nGreece,,Greek,Greeks,GRC\n";
        let mut builder = GazetteerBuilder::new();
        assert_eq!(builder.add_table(Table::States, "states.csv", states), []);
        if own {
            let table = "name,kind,country,lat,lon,geonames_id\nTripoli,town,LBN,34.4,35.8,2\n";
            assert_eq!(builder.add_table(Table::Places, "places.csv", table), []);
        }
        let (text, problems) = names(Table::Places, "places.csv", towns);
        assert_eq!(problems, []);
        builder.add_names(NameFile::open(text.into()).expect("a name file"));
        builder.build()
    }

    static WORLD: LazyLock<Gazetteer> = LazyLock::new(|| gazetteer(false));
    static OWN: LazyLock<Gazetteer> = LazyLock::new(|| gazetteer(true));

    /// The country of the place at which shells fell, by the sentences of an article.
    fn country(gazetteer: &Gazetteer, sentences: &[&str]) -> Option<String> {
        let numbered: Vec<(&str, u32)> = sentences.iter().map(|text| (*text, 0)).collect();
        let document = document(&numbered, false);
        let last = document.sentences().last()?;
        let at = last.tokens.clone().find(|&at| document.surface(at) == "fell")?;
        locate(&document, gazetteer, last, at..at + 1)?.country
    }

    #[test]
    fn the_country_beside_in_the_sentence_or_in_the_article_decides() {
        for (sentences, wanted) in [
            (&["Shells fell in Tripoli."][..], "Libya"),
            (&["Shells fell in Tripoli, Lebanon."], "Lebanon"),
            (&["Shells fell in Greece's Tripoli."], "Greece"),
            (&["Lebanese troops said shells fell in Tripoli."], "Lebanon"),
            (&["Talks went on in Lebanon.", "Shells fell in Tripoli."], "Lebanon"),
            (
                &["Lebanon is far.", "Libya and Libyan towns burn.", "Shells fell in Tripoli."],
                "Libya",
            ),
            (&["Men fled from Misrata.", "Shells fell in Tripoli."], "Libya"),
        ] {
            assert_eq!(country(&WORLD, sentences).as_deref(), Some(wanted), "{sentences:?}");
        }
        // No Misrata of Lebanon is known, and that of Libya is not meant.
        assert_eq!(country(&WORLD, &["Shells fell in Misrata, Lebanon."]), None);
    }

    #[test]
    fn a_table_gives_way_only_to_an_article_about_another_country() {
        assert_eq!(country(&OWN, &["Shells fell in Tripoli."]).as_deref(), Some("Lebanon"));
        let beside = ["Shells fell in Tripoli, Libya."];
        assert_eq!(country(&OWN, &beside).as_deref(), Some("Libya"));
        let about = ["Libya burns.", "Libyan towns burn.", "Shells fell in Tripoli."];
        assert_eq!(country(&OWN, &about).as_deref(), Some("Libya"));
        let both = ["Libya burns.", "Libyan and Lebanese towns burn.", "Shells fell in Tripoli."];
        assert_eq!(country(&OWN, &both).as_deref(), Some("Lebanon"));
    }

    proptest! {
        #[test]
        fn no_article_panics(texts in prop::collection::vec("(Tripoli|Libya|in|fell|, |’s|and|\\PC){0,12}", 1..4)) {
            let sentences: Vec<&str> = texts.iter().map(String::as_str).collect();
            let _ = country(&WORLD, &sentences);
        }
    }
}
