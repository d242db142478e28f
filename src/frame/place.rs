//! Where: the place that the words around a trigger give, as written, with what the gazetteer knows of it and the basis
//! it rests on. The sentence first, then what was mentioned before it, then the headline and the dateline; never the place
//! where someone merely spoke. `phrase` and `unknown` read the places of a stretch, `choice` picks among them, `carry`
//! looks beyond the sentence. `ArticleContext` calls this.

mod carry;
mod choice;
mod phrase;
mod unknown;

use super::word_class::PhraseWords;
use crate::event::{Place, PlaceBasis};
use crate::gazetteer::{Entry, EntryId, EntryKind, Gazetteer, Reading};
use crate::text::{Document, RegionKind, Sentence, Span};
use phrase::PlacePhrase;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// How far a kind of event looks for its place. A pack's manifest says it (`place = "..."`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// What is done somewhere (a strike, a clash, a toll): the sentence, and where that is silent, what was mentioned before.
    #[default]
    Act,
    /// An act whose place is only looked for in the sentence itself.
    Here,
    /// What may be done nowhere in particular (a meeting, a truce): only a place that the trigger's clause gives it.
    Stated,
    /// What is merely said (an accusation, a demand): the places named are those of what is talked about.
    None,
}

/// One article's places, sentence by sentence; empty at first. Sentences are looked at once, however many rules ask.
#[derive(Default)]
pub struct Places {
    phrases: RefCell<FxHashMap<usize, Rc<Vec<PlacePhrase>>>>,
    told: RefCell<FxHashMap<usize, Option<PlacePhrase>>>,
    home: OnceCell<Option<String>>,
}

/// The place of what the trigger says, or `None` where nothing tells it. `trigger` is a range of tokens inside
/// `sentence`. As [`Places::locate`] for an act, for callers who ask once.
#[cfg(test)]
pub fn locate(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
    trigger: Range<usize>,
) -> Option<Place> {
    Places::default().locate(document, gazetteer, sentence, trigger, Reach::Act)
}

/// The place that the article gives a sentence that names none: from the sentences before it, the headline, the
/// dateline. For callers who know that the event must have had a place.
#[cfg(test)]
pub fn locate_beyond(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
) -> Option<Place> {
    let places = Places::default();
    let (phrase, range, basis) = carry::beyond(document, gazetteer, &places, sentence)?;
    Some(PlaceView::new(document, gazetteer, range, &places).place(&phrase, basis))
}

impl Places {
    /// The place of what `trigger` (tokens inside `sentence`) says, as far as `reach` goes for it.
    ///
    /// The words of the trigger's clause come first. An act that they give no place has the place last given before it:
    /// in its paragraph, in the paragraphs before, in the headline, in the dateline; `basis` says which. A place without
    /// a name ("the market") is written as it is and gets the name of the town it lies in from there.
    pub fn locate(
        &self,
        document: &Document,
        gazetteer: &Gazetteer,
        sentence: &Sentence,
        trigger: Range<usize>,
        reach: Reach,
    ) -> Option<Place> {
        if reach == Reach::None {
            return None;
        }
        let here = PlaceView::new(document, gazetteer, sentence.tokens.clone(), self);
        let stated = if reach == Reach::Act { None } else { here.stated(&trigger) };
        if stated.is_some() || reach == Reach::Stated {
            return stated.map(|phrase| here.place(phrase, PlaceBasis::Sentence));
        }
        let near = here.nearest(&trigger, false);
        if let Some(phrase) = near.filter(|phrase| phrase.is_name || here.is_elsewhere(phrase)) {
            return Some(here.place(phrase, PlaceBasis::Sentence));
        }
        let around = match near {
            Some(_) => here.nearest(&trigger, true),
            None => None,
        };
        let around = around.or_else(|| here.told());
        let outer = around.map(|phrase| here.place(phrase, PlaceBasis::Sentence)).or_else(|| {
            let stays =
                reach == Reach::Here || sentence.kind == RegionKind::Heading || here.is_at_large();
            let beyond =
                if stays { None } else { carry::beyond(document, gazetteer, self, sentence) };
            let (phrase, range, basis) = beyond?;
            Some(PlaceView::new(document, gazetteer, range, self).place(&phrase, basis))
        });
        let inner = near.map(|phrase| here.place(phrase, PlaceBasis::Sentence));
        match (inner, outer) {
            (Some(inner), Some(outer)) if inner.name.is_none() => Some(within(inner, outer)),
            (inner, outer) => inner.or(outer),
        }
    }

    /// The country of most of the article's named places; of several the first by name.
    fn home(&self, document: &Document, gazetteer: &Gazetteer) -> Option<String> {
        let count = || {
            let mut named: BTreeMap<&str, usize> = BTreeMap::new();
            for hit in gazetteer.scan(document, 0..document.len()) {
                let entry = gazetteer.entry(hit.entry());
                if hit.reading == Reading::Place
                    && let Some(country) = entry.country.as_deref()
                {
                    *named.entry(country).or_default() += 1;
                }
            }
            named.into_iter().rev().max_by_key(|(_, times)| *times).map(|(name, _)| name.to_owned())
        };
        self.home.get_or_init(count).clone()
    }

    fn phrases(&self, view: &PlaceView) -> Rc<Vec<PlacePhrase>> {
        let start = view.words.tokens.start;
        let known = self.phrases.borrow().get(&start).cloned();
        known.unwrap_or_else(|| {
            let found = Rc::new(view.find());
            self.phrases.borrow_mut().insert(start, found.clone());
            found
        })
    }
}

/// `inner`, a place without a name, with the name and the facts of the town around it.
fn within(inner: Place, outer: Place) -> Place {
    Place { text: inner.text, precision: inner.precision, ..outer }
}

/// A stretch with its words and the places it names.
struct PlaceView<'a> {
    words: PhraseWords<'a>,
    gazetteer: &'a Gazetteer,
    phrases: Rc<Vec<PlacePhrase>>,
    /// The country that most places of the article lie in.
    home: Option<String>,
}

impl<'a> PlaceView<'a> {
    fn new(
        document: &'a Document,
        gazetteer: &'a Gazetteer,
        tokens: Range<usize>,
        places: &Places,
    ) -> Self {
        let words = PhraseWords::new(document, tokens);
        let home = places.home(document, gazetteer);
        let mut view = PlaceView { words, gazetteer, phrases: Rc::default(), home };
        view.phrases = places.phrases(&view);
        view
    }

    fn entry(&self, phrase: &PlacePhrase) -> Option<&'a Entry> {
        phrase.entry.map(|id| self.gazetteer.entry(id))
    }

    /// "A town", "two villages": not the town that was told of.
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

    /// The town that "the city" stands for: the last one named before.
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
            let town = places.filter(|hit| !self.is_desk(&hit.tokens)).find_map(|hit| {
                let entry = self.gazetteer.entry(hit.entry());
                (entry.kind == EntryKind::Town).then_some(hit.entry())
            });
            if town.is_some() {
                return town;
            }
        }
        None
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

/// Prepositions that lead to a place.
fn is_local(word: &str) -> bool {
    matches!(
        word,
        "in" | "on"
            | "at"
            | "near"
            | "over"
            | "around"
            | "inside"
            | "outside"
            | "across"
            | "throughout"
            | "into"
            | "of"
            | "within"
            | "against"
            | "through"
            | "along"
    )
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

    fn told(text: &str, trigger: &str) -> (String, Option<String>, PlacePrecision) {
        let found = place(&[text], trigger).expect("a place");
        (found.text, found.name, found.precision)
    }

    #[test]
    fn phrases_keep_their_modifiers() {
        let (text, name, precision) = told("Shells fell in northern Syria.", "fell");
        assert_eq!((text.as_str(), name.as_deref()), ("northern Syria", Some("Syria")));
        assert_eq!(precision, PlacePrecision::Region);
        let (text, name, precision) = told("Troops fought north of Raqqa city at night.", "fought");
        assert_eq!((text.as_str(), name.as_deref()), ("north of Raqqa city", Some("Raqqa")));
        assert_eq!(precision, PlacePrecision::Area);
        let (text, name, _) =
            told("Jets struck the city's eastern Zabdiya neighborhood.", "struck");
        assert_eq!(
            (text.as_str(), name.as_deref()),
            ("the city's eastern Zabdiya neighborhood", Some("Zabadieh"))
        );
        let (text, name, _) =
            told("Gas killed ten in the town of Khan Sheikhoun in Idlib.", "killed");
        assert_eq!(
            (text.as_str(), name.as_deref()),
            ("the town of Khan Sheikhoun in Idlib", Some("Khan Sheikhoun"))
        );
        let (_, name, precision) =
            told("A bomb hit a checkpoint in Syrias city of Qamishli.", "hit");
        assert_eq!((name.as_deref(), precision), (Some("Qamishli"), PlacePrecision::Site));
        let (text, name, _) =
            told("They clashed in Tal Rifaat in northern Aleppo Province.", "clashed");
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
    fn speakers_places_are_left_out() {
        assert_eq!(place(&["Speaking in Geneva, he said the raid failed."], "raid"), None);
        assert_eq!(
            place(&["The minister told reporters in Ankara that jets bombed rebels."], "bombed"),
            None
        );
    }

    #[test]
    fn whose_a_thing_is_and_where_the_desk_sits_are_no_scenes() {
        let name = |texts: &[&str], trigger: &str| place(texts, trigger).and_then(|p| p.name);
        assert_eq!(name(&["Ten miners were killed in U.S. air strikes."], "killed"), None);
        assert_eq!(name(&["Two killed in Qatar Red Crescent store blaze"], "killed"), None);
        let text = "BEIRUT (Wire) Clashes in the suburbs of Homs killed ten.";
        assert_eq!(name(&[text], "Clashes").as_deref(), Some("Homs"));
        assert_eq!(name(&["The group (banned in Russia) shelled a port."], "shelled"), None);
        let told = [
            "Gas in Idlib",
            "Gas killed nine in Idlib, Syria.",
            "It was awful, the envoy told a youth forum in Seoul.",
            "The gas choked many more.",
        ];
        assert_eq!(name(&told, "choked").as_deref(), Some("Idlib"));
        let told = ["Gas in Idlib", "In Brussels the council confirmed the gas attack in Syria."];
        assert_ne!(name(&told, "attack").as_deref(), Some("Brussels"));
    }

    fn basis(texts: &[&str], trigger: &str) -> Option<(String, PlaceBasis)> {
        place(texts, trigger).map(|place| (place.name.unwrap_or(place.text), place.basis))
    }

    fn reached(text: &str, trigger: &str, reach: Reach) -> Option<String> {
        let document = document(&[(text, 0)], false);
        let sentence = document.sentences().last()?;
        let at = sentence.tokens.clone().find(|&at| document.surface(at) == trigger)?;
        let places = Places::default();
        let found = places.locate(&document, &SHIPPED.0, sentence, at..at + 1, reach)?;
        Some(found.name.unwrap_or(found.text))
    }

    #[test]
    fn an_act_goes_on_where_the_story_was_and_says_so() {
        let told =
            ["Troops at odds", "Jets struck the port of Latakia.", "At least six people died."];
        assert_eq!(basis(&told, "died"), Some(("Latakia".into(), PlaceBasis::Paragraph)));
        let told = ["Raid on Homs", "The minister spoke.", "Six people died."];
        assert_eq!(basis(&told, "died"), Some(("Homs".into(), PlaceBasis::Title)));
        // Where envoys met is not where people die.
        let told =
            ["Blast", "A bomb went off in Hama.", "Envoys met in Geneva.", "Six people died."];
        assert_eq!(basis(&told, "died"), Some(("Hama".into(), PlaceBasis::Paragraph)));
        let told = ["Blast", "A bomb went off in Hama.", "Thousands have died in the war."];
        assert_eq!(basis(&told, "died"), None);
    }

    #[test]
    fn talks_and_words_have_only_the_place_they_are_given() {
        let meeting = |text| reached(text, "talks", Reach::Stated);
        assert_eq!(meeting("The envoys held talks in Geneva."), Some("Geneva".into()));
        assert_eq!(meeting("The Geneva talks broke down."), Some("Geneva".into()));
        assert_eq!(meeting("They held talks about the situation in Aleppo."), None);
        assert_eq!(reached("He accused them of raids in Aleppo.", "accused", Reach::None), None);
        let raid = |text, trigger| reached(text, trigger, Reach::Act);
        assert_eq!(
            raid("Jets bombed Idlib before the Geneva talks.", "bombed"),
            Some("Idlib".into())
        );
    }

    #[test]
    fn states_are_parties_before_they_are_places() {
        let act = |text, trigger| reached(text, trigger, Reach::Act);
        assert_eq!(act("They heaped blame on Moscow for the raids.", "raids"), None);
        assert_eq!(act("Russia's raids went on.", "raids"), None);
        assert_eq!(act("Raids went on across Syria.", "Raids"), Some("Syria".into()));
        assert_eq!(act("Shells hit Syria's Aleppo.", "hit"), Some("Aleppo".into()));
    }

    #[test]
    fn places_without_a_name_take_it_from_near_by() {
        let told =
            ["Jets over the north", "Jets struck Idlib.", "Bombs hit a crowded fruit market."];
        let found = place(&told, "hit").expect("a place");
        assert_eq!(
            (found.text.as_str(), found.name.as_deref()),
            ("a crowded fruit market", Some("Idlib"))
        );
        assert_eq!((found.precision, found.basis), (PlacePrecision::Site, PlaceBasis::Paragraph));
        let told = ["Jets over the north", "Jets struck Idlib.", "Rebels captured two villages."];
        let found = place(&told, "captured").expect("a place");
        assert_eq!((found.text.as_str(), found.name), ("two villages", None));
    }

    #[test]
    fn names_that_no_gazetteer_knows_are_places_by_their_words() {
        let (text, name, precision) = told("Shells fell in the village of Qarn Zahr.", "fell");
        assert_eq!((text.as_str(), name), ("the village of Qarn Zahr", None));
        assert_eq!(precision, PlacePrecision::Town);
        let (text, ..) = told("Two men died in Tarmuq on Monday.", "died");
        assert_eq!(text, "Tarmuq");
        let story = ["Jets struck Idlib.", "Shells hit a market in the village of Qarn Zahr."];
        let found = place(&story, "hit").expect("a place");
        assert_eq!((found.name, found.lat, found.geonames_id), (None, None, None));
        let found = place(&["Shells fell in the village of Qarn Zahr in Idlib province."], "fell");
        let found = found.expect("a place");
        assert_eq!((found.name, found.lat), (None, None));
        assert_eq!(found.country.as_deref(), Some("Syria"));
        let (text, name, _) = told("Shells fell in the village of al-Qarnah in Idlib.", "fell");
        assert_eq!((text.as_str(), name), ("the village of al-Qarnah in Idlib", None));
        assert_eq!(place(&["Two men died in January."], "died"), None);
        assert_eq!(place(&["Two men died in Operation Thunder."], "died"), None);
    }

    #[test]
    fn what_points_back_finds_the_headline() {
        let found = place(&["Raid on market in Idlib", "The raid killed two people."], "raid");
        assert_eq!(found.and_then(|place| place.name).as_deref(), Some("Idlib"));
    }
}
