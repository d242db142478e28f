//! Where: the place that the words around a trigger give, as written, with the gazetteer's facts about it and its
//! basis. The sentence comes first, then text before it, then the headline and the dateline; never the place where
//! someone only spoke. `phrase` and `unknown` find place phrases, `choice` picks one, `carry` looks outside the
//! sentence, `view` and `cache` hold what they share. `ArticleContext` calls this.

mod ambiguity;
mod cache;
mod carry;
mod choice;
mod countries;
mod phrase;
mod unknown;
mod view;
mod way;

use crate::event::{Place, PlaceBasis};
use crate::gazetteer::{Entry, EntryId, EntryKind, Gazetteer, Reading};
use crate::text::{Document, RegionKind, Sentence, Span};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use view::{PlacePhrase, PlaceView};

pub use cache::PlaceCache;

/// Where the place of an event of some kind is searched. Set in a pack's manifest (`place = "..."`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaceScope {
    /// For acts at a place (a strike, a clash, a toll): the sentence, and where it names none, the text before it.
    #[default]
    Act,
    /// For acts: only the sentence itself.
    Here,
    /// For what need not have a place (a meeting, a truce): only a place that the trigger's clause gives it.
    Stated,
    /// For what is only said (an accusation, a demand), where the places named are those of the subject talked about:
    /// none.
    None,
}

/// The place of what the trigger says, or `None` where there is none. `trigger` is a range of tokens inside `sentence`.
/// As [`PlaceCache::locate`] for an act, for a single call.
#[cfg(test)]
pub fn locate(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
    trigger: Range<usize>,
) -> Option<Place> {
    PlaceCache::default().locate(document, gazetteer, sentence, trigger, PlaceScope::Act)
}

/// The place that the article gives to a sentence that names none: from the sentences before it, the headline, the
/// dateline. For events that must have had a place.
#[cfg(test)]
pub fn locate_inherited(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
) -> Option<Place> {
    let places = PlaceCache::default();
    let (phrase, range, basis) = carry::inherited(document, gazetteer, &places, sentence)?;
    Some(places.view(document, gazetteer, range).place(&phrase, basis))
}

impl PlaceCache {
    /// The place of what `trigger` (tokens inside `sentence`) says, searched as far as `scope` allows.
    ///
    /// The words of the trigger's clause come first. An act without a place in them has the last place mentioned before
    /// it: in its paragraph, in earlier paragraphs, in the headline, in the dateline; `basis` says which. A place
    /// without a name ("the market") is written as it is, and gets the name of its town from there.
    pub fn locate(
        &self,
        document: &Document,
        gazetteer: &Gazetteer,
        sentence: &Sentence,
        trigger: Range<usize>,
        scope: PlaceScope,
    ) -> Option<Place> {
        if scope == PlaceScope::None {
            return None;
        }
        let here = self.view(document, gazetteer, sentence.tokens.clone());
        let stated = if scope == PlaceScope::Act { None } else { here.stated(&trigger) };
        if stated.is_some() || scope == PlaceScope::Stated {
            let stated = stated.map(|phrase| here.place(phrase, PlaceBasis::Sentence));
            let open = || {
                !here.phrases.iter().any(|one| one.is_name) && here.words.tokens == first(document)
            };
            return stated.or_else(|| {
                let (phrase, range, basis) =
                    open().then(|| carry::small_dateline(document, gazetteer, self)).flatten()?;
                Some(self.view(document, gazetteer, range).place(&phrase, basis))
            });
        }
        let near = here.nearest(&trigger, false);
        if let Some(phrase) = near.filter(|phrase| phrase.is_name || here.is_elsewhere(phrase)) {
            return Some(here.place(phrase, PlaceBasis::Sentence));
        }
        let around = match near {
            Some(_) => here.nearest(&trigger, true),
            None => None,
        };
        let around = around.or_else(|| here.main_place());
        let outer = around.map(|phrase| here.place(phrase, PlaceBasis::Sentence)).or_else(|| {
            let stays = scope == PlaceScope::Here
                || sentence.kind == RegionKind::Heading
                || here.is_about_whole_war();
            let inherited =
                if stays { None } else { carry::inherited(document, gazetteer, self, sentence) };
            let (phrase, range, basis) = inherited?;
            Some(self.view(document, gazetteer, range).place(&phrase, basis))
        });
        let inner = near.map(|phrase| here.place(phrase, PlaceBasis::Sentence));
        match (inner, outer) {
            (Some(inner), Some(outer)) if inner.name.is_none() => Some(with_facts_of(inner, outer)),
            (inner, outer) => inner.or(outer),
        }
    }
}

/// The tokens of the article's first sentence that is coded, the headline aside.
fn first(document: &Document) -> Range<usize> {
    let body = |sentence: &&Sentence| sentence.kind == RegionKind::Body;
    document.sentences().iter().find(body).map_or(0..0, |sentence| sentence.tokens.clone())
}

/// `inner`, a place without a name, with the name and facts of the town around it.
fn with_facts_of(inner: Place, outer: Place) -> Place {
    Place { text: inner.text, precision: inner.precision, ..outer }
}

impl PlaceView<'_> {
    /// "A town", "two villages": another town than the one mentioned.
    fn is_elsewhere(&self, phrase: &PlacePhrase) -> bool {
        let words = &self.words;
        phrase.entry.is_none()
            && matches!(
                words.get(phrase.head),
                "town" | "towns" | "village" | "villages" | "city" | "cities"
            )
            && !matches!(
                words.get(phrase.tokens.start),
                "the"
                    | "this"
                    | "that"
                    | "these"
                    | "those"
                    | "its"
                    | "their"
                    | "our"
                    | "his"
                    | "her"
            )
    }

    /// The town that "the city" refers to: the last one named before.
    fn antecedent(&self, phrase: &PlacePhrase) -> Option<EntryId> {
        let word = self.words.get(phrase.head);
        if !matches!(word, "city" | "town" | "village")
            || self.words.get(phrase.tokens.start) != "the"
        {
            return None;
        }
        let document = self.words.document;
        let nth =
            document.sentences().partition_point(|other| other.tokens.end <= phrase.tokens.start);
        let earlier =
            document.sentences()[..nth].iter().rev().take(8).map(|other| other.tokens.clone());
        let here = self.words.tokens.start..phrase.tokens.start;
        for tokens in std::iter::once(here).chain(earlier) {
            let hits = self.gazetteer.scan(document, tokens);
            let places = hits.iter().rev().filter(|hit| hit.reading == Reading::Place);
            let town = places.filter(|hit| !self.is_byline_place(&hit.tokens)).find_map(|hit| {
                let entry = self.gazetteer.entry(hit.entry());
                (entry.kind == EntryKind::Town).then_some(hit.entry())
            });
            if town.is_some() {
                return town;
            }
        }
        self.dateline_town()
    }

    /// The town of the dateline: what "the city" means where no other is named before it.
    fn dateline_town(&self) -> Option<EntryId> {
        let document = self.words.document;
        let tokens = document.tokens_in(document.article.layout.dateline?);
        let hits = self.gazetteer.scan(document, tokens);
        let towns = hits.iter().filter(|hit| hit.reading == Reading::Place);
        let mut towns = towns.map(|hit| hit.entry());
        towns.find(|&id| self.gazetteer.entry(id).kind == EntryKind::Town)
    }

    fn place(&self, phrase: &PlacePhrase, basis: PlaceBasis) -> Place {
        let document = self.words.document;
        let span: Span = document.tokens_span(phrase.tokens.clone());
        let entry =
            phrase.entry.or_else(|| self.antecedent(phrase)).map(|id| self.gazetteer.entry(id));
        let around = phrase.around.map(|id| self.gazetteer.entry(id));
        let country = entry.or(around).and_then(|entry| entry.country.as_deref());
        let region = |entry: &Entry| match entry.kind {
            EntryKind::Region => Some(entry.admin1.clone().unwrap_or_else(|| entry.name.clone())),
            _ => entry.admin1.clone(),
        };
        Place {
            text: span.cut(document.text()).to_owned(),
            name: entry.map(|entry| entry.name.clone()),
            admin1: match entry {
                Some(entry) => entry.admin1.clone(),
                None => around.and_then(region),
            },
            country: country.and_then(|code| self.gazetteer.country_name(code)).map(str::to_owned),
            lat: entry.and_then(|entry| entry.lat),
            lon: entry.and_then(|entry| entry.lon),
            geonames_id: entry.and_then(|entry| entry.geonames_id),
            precision: phrase.precision,
            basis,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::PlacePrecision;
    use crate::gazetteer::testing::{SHIPPED, document};

    fn place(texts: &[&str], trigger: &str) -> Option<Place> {
        let numbered: Vec<(&str, u32)> = texts.iter().map(|text| (*text, 0)).collect();
        let document = document(&numbered, texts.len() > 1);
        let last = document.sentences().last()?;
        let at = last.tokens.clone().find(|&at| document.surface(at) == trigger)?;
        locate(&document, &SHIPPED.0, last, at..at + 1)
    }

    fn place_of(text: &str, trigger: &str) -> (String, Option<String>, PlacePrecision) {
        let found = place(&[text], trigger).expect("a place");
        (found.text, found.name, found.precision)
    }

    #[test]
    fn phrases_keep_their_modifiers() {
        let (text, name, precision) = place_of("Shells fell in northern Syria.", "fell");
        assert_eq!((text.as_str(), name.as_deref()), ("northern Syria", Some("Syria")));
        assert_eq!(precision, PlacePrecision::Region);
        let (text, name, precision) =
            place_of("Troops fought north of Raqqa city at night.", "fought");
        assert_eq!((text.as_str(), name.as_deref()), ("north of Raqqa city", Some("Raqqa")));
        assert_eq!(precision, PlacePrecision::Area);
        let (text, name, _) =
            place_of("Jets struck the city's eastern Zabdiya neighborhood.", "struck");
        assert_eq!(
            (text.as_str(), name.as_deref()),
            ("the city's eastern Zabdiya neighborhood", Some("Zabadieh"))
        );
        let (text, name, _) =
            place_of("Gas killed ten in the town of Khan Sheikhoun in Idlib.", "killed");
        assert_eq!(
            (text.as_str(), name.as_deref()),
            ("the town of Khan Sheikhoun in Idlib", Some("Khan Sheikhoun"))
        );
        let (_, name, precision) =
            place_of("A bomb hit a checkpoint in Syrias city of Qamishli.", "hit");
        assert_eq!((name.as_deref(), precision), (Some("Qamishli"), PlacePrecision::Site));
        let (text, name, _) =
            place_of("They clashed in Tal Rifaat in northern Aleppo Province.", "clashed");
        assert_eq!(
            (text.as_str(), name.as_deref()),
            ("Tal Rifaat in northern Aleppo Province", Some("Tel Rifaat"))
        );
    }

    #[test]
    fn facts_come_with_the_name() {
        let found = place(&["A bomb went off in Raqqa."], "bomb").expect("a place");
        assert_eq!(found.country.as_deref(), Some("Syria"));
        assert_eq!(found.admin1.as_deref(), Some("Raqqa"));
        assert!(found.lat.is_some() && found.lon.is_some() && found.geonames_id.is_some());
    }

    #[test]
    fn places_of_speakers_are_left_out() {
        assert_eq!(place(&["Speaking in Geneva, he said the raid failed."], "raid"), None);
        assert_eq!(
            place(&["The minister told reporters in Ankara that jets bombed rebels."], "bombed"),
            None
        );
    }

    #[test]
    fn owners_and_datelines_are_not_scenes() {
        let name = |texts: &[&str], trigger: &str| place(texts, trigger).and_then(|p| p.name);
        assert_eq!(name(&["Ten miners were killed in U.S. air strikes."], "killed"), None);
        assert_eq!(name(&["Two killed in Qatar Red Crescent store blaze"], "killed"), None);
        let text = "BEIRUT (Wire) Clashes in the suburbs of Homs killed ten.";
        assert_eq!(name(&[text], "Clashes").as_deref(), Some("Homs"));
        assert_eq!(name(&["The group (banned in Russia) shelled a port."], "shelled"), None);
        let texts = [
            "Gas in Idlib",
            "Gas killed nine in Idlib, Syria.",
            "It was awful, the envoy told a youth forum in Seoul.",
            "The gas choked many more.",
        ];
        assert_eq!(name(&texts, "choked").as_deref(), Some("Idlib"));
        let texts = ["Gas in Idlib", "In Brussels the council confirmed the gas attack in Syria."];
        assert_ne!(name(&texts, "attack").as_deref(), Some("Brussels"));
    }

    fn basis(texts: &[&str], trigger: &str) -> Option<(String, PlaceBasis)> {
        place(texts, trigger).map(|place| (place.name.unwrap_or(place.text), place.basis))
    }

    fn place_in_scope(text: &str, trigger: &str, scope: PlaceScope) -> Option<String> {
        let document = document(&[(text, 0)], false);
        let sentence = document.sentences().last()?;
        let at = sentence.tokens.clone().find(|&at| document.surface(at) == trigger)?;
        let places = PlaceCache::default();
        let found = places.locate(&document, &SHIPPED.0, sentence, at..at + 1, scope)?;
        Some(found.name.unwrap_or(found.text))
    }

    #[test]
    fn an_act_inherits_the_last_place_with_its_basis() {
        let texts =
            ["Troops at odds", "Jets struck the port of Latakia.", "At least six people died."];
        assert_eq!(basis(&texts, "died"), Some(("Latakia".into(), PlaceBasis::Paragraph)));
        let texts = ["Raid on Homs", "The minister spoke.", "Six people died."];
        assert_eq!(basis(&texts, "died"), Some(("Homs".into(), PlaceBasis::Title)));
        // The place where envoys met is not the place where people die.
        let texts =
            ["Blast", "A bomb went off in Hama.", "Envoys met in Geneva.", "Six people died."];
        assert_eq!(basis(&texts, "died"), Some(("Hama".into(), PlaceBasis::Paragraph)));
        let texts = ["Blast", "A bomb went off in Hama.", "Thousands have died in the war."];
        assert_eq!(basis(&texts, "died"), None);
    }

    #[test]
    fn meetings_and_statements_have_only_a_stated_place() {
        let meeting = |text| place_in_scope(text, "talks", PlaceScope::Stated);
        assert_eq!(meeting("The envoys held talks in Geneva."), Some("Geneva".into()));
        assert_eq!(meeting("The Geneva talks broke down."), Some("Geneva".into()));
        assert_eq!(meeting("They held talks about the situation in Aleppo."), None);
        assert_eq!(
            place_in_scope("He accused them of raids in Aleppo.", "accused", PlaceScope::None),
            None
        );
        let raid = |text, trigger| place_in_scope(text, trigger, PlaceScope::Act);
        assert_eq!(
            raid("Jets bombed Idlib before the Geneva talks.", "bombed"),
            Some("Idlib".into())
        );
    }

    #[test]
    fn a_meeting_is_where_its_sentence_opens() {
        let signed = |text| place_in_scope(text, "talks", PlaceScope::Stated);
        let text = "In Geneva on Friday the two sides agreed on further talks.";
        assert_eq!(signed(text), Some("Geneva".into()));
        assert_eq!(signed("In Geneva the ministry said that talks went on."), None);
    }

    #[test]
    fn states_are_parties_before_they_are_places() {
        let act = |text, trigger| place_in_scope(text, trigger, PlaceScope::Act);
        assert_eq!(act("They heaped blame on Moscow for the raids.", "raids"), None);
        assert_eq!(act("Russia's raids went on.", "raids"), None);
        assert_eq!(act("Raids went on across Syria.", "Raids"), Some("Syria".into()));
        assert_eq!(act("Shells hit Syria's Aleppo.", "hit"), Some("Aleppo".into()));
    }

    #[test]
    fn unnamed_places_take_the_name_of_their_town() {
        let texts =
            ["Jets over the north", "Jets struck Idlib.", "Bombs hit a crowded fruit market."];
        let found = place(&texts, "hit").expect("a place");
        assert_eq!(
            (found.text.as_str(), found.name.as_deref()),
            ("a crowded fruit market", Some("Idlib"))
        );
        assert_eq!((found.precision, found.basis), (PlacePrecision::Site, PlaceBasis::Paragraph));
        let texts = ["Jets over the north", "Jets struck Idlib.", "Rebels captured two villages."];
        let found = place(&texts, "captured").expect("a place");
        assert_eq!((found.text.as_str(), found.name), ("two villages", None));
    }

    #[test]
    fn unknown_names_are_places_by_context() {
        let (text, name, precision) = place_of("Shells fell in the village of Qarn Zahr.", "fell");
        assert_eq!((text.as_str(), name), ("the village of Qarn Zahr", None));
        assert_eq!(precision, PlacePrecision::Town);
        let (text, ..) = place_of("Two men died in Tarmuq on Monday.", "died");
        assert_eq!(text, "Tarmuq");
        let story = ["Jets struck Idlib.", "Shells hit a market in the village of Qarn Zahr."];
        let found = place(&story, "hit").expect("a place");
        assert_eq!((found.name, found.lat, found.geonames_id), (None, None, None));
        let found = place(&["Shells fell in the village of Qarn Zahr in Idlib province."], "fell");
        let found = found.expect("a place");
        assert_eq!((found.name, found.lat), (None, None));
        assert_eq!(found.country.as_deref(), Some("Syria"));
        let (text, name, _) = place_of("Shells fell in the village of al-Qarnah in Idlib.", "fell");
        assert_eq!((text.as_str(), name), ("the village of al-Qarnah in Idlib", None));
        assert_eq!(place(&["Two men died in January."], "died"), None);
        assert_eq!(place(&["Two men died in Operation Thunder."], "died"), None);
    }

    #[test]
    fn a_definite_noun_takes_the_place_of_the_headline() {
        let found = place(&["Raid on market in Idlib", "The raid killed two people."], "raid");
        assert_eq!(found.and_then(|place| place.name).as_deref(), Some("Idlib"));
    }
}
