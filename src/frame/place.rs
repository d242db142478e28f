//! Where: the place that the words around a trigger give, as written, with what the gazetteer knows of it. The sentence
//! first, then its paragraph, then the headline; never the place where someone merely spoke. `phrase` reads the places
//! of a stretch, `choice` picks among them.

mod choice;
mod phrase;

use super::word::Words;
use crate::event::Place;
use crate::gazetteer::{Entry, EntryId, Gazetteer, Kind, Reading};
use crate::text::{Document, Sentence, Span};
use phrase::Phrase;
use std::ops::Range;

/// The place of what the trigger says, or `None` where nothing tells it. `trigger` is a range of tokens inside
/// `sentence`.
///
/// The sentence's own words come first. Only where it points back ("the attack", "there") is the place taken from
/// the sentences before it in its paragraph, then from the headline, then from a dateline in a country that the
/// sentence names: an article's place is not every mention's.
pub fn locate(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
    trigger: Range<usize>,
) -> Option<Place> {
    let here = View::new(document, gazetteer, sentence.tokens.clone());
    if let Some(phrase) = here.nearest(&trigger) {
        return Some(here.place(phrase));
    }
    if here.points_back(&trigger) { locate_beyond(document, gazetteer, sentence) } else { None }
}

/// The place that the article gives a sentence that names none: from the sentences before it in its paragraph, the
/// headline, the dateline. For callers who know that the event must have had a place.
pub fn locate_beyond(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
) -> Option<Place> {
    let sentences = document.sentences();
    let index = sentences.partition_point(|other| other.tokens.end <= sentence.tokens.start);
    let paragraph = sentences[..index]
        .iter()
        .rev()
        .take_while(|other| other.paragraph == sentence.paragraph && other.kind == sentence.kind)
        .take(3);
    let title = document.article.layout.title.map(|span| document.tokens_in(span));
    let ranges = paragraph.map(|other| other.tokens.clone()).chain(title);
    for tokens in ranges.filter(|tokens| *tokens != sentence.tokens) {
        let view = View::new(document, gazetteer, tokens);
        if let Some(phrase) = view.told() {
            return Some(view.place(phrase));
        }
    }
    let dateline = document.article.layout.dateline?;
    let view = View::new(document, gazetteer, document.tokens_in(dateline));
    let phrase = view.phrases.iter().find(|phrase| phrase.entry.is_some())?;
    // A dateline names the desk as often as the scene.
    let country = view.entry(phrase)?.country.clone();
    let kin = gazetteer.scan(document, sentence.tokens.clone());
    kin.iter()
        .any(|hit| country.is_some() && gazetteer.entry(hit.entry()).country == country)
        .then(|| view.place(phrase))
}
/// A stretch with its words and the places it names.
struct View<'a> {
    words: Words<'a>,
    gazetteer: &'a Gazetteer,
    phrases: Vec<Phrase>,
}

impl<'a> View<'a> {
    fn new(document: &'a Document, gazetteer: &'a Gazetteer, tokens: Range<usize>) -> Self {
        let mut view = View { words: Words::new(document, tokens), gazetteer, phrases: Vec::new() };
        view.phrases = view.find();
        view
    }

    fn entry(&self, phrase: &Phrase) -> Option<&'a Entry> {
        phrase.entry.map(|id| self.gazetteer.entry(id))
    }

    /// The town that "the city" stands for: the last one named before.
    fn antecedent(&self, phrase: &Phrase) -> Option<EntryId> {
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
            let town =
                hits.iter().rev().filter(|hit| hit.reading == Reading::Place).find_map(|hit| {
                    let entry = self.gazetteer.entry(hit.entry());
                    (entry.kind == Kind::Town).then_some(hit.entry())
                });
            if town.is_some() {
                return town;
            }
        }
        None
    }

    fn place(&self, phrase: &Phrase) -> Place {
        let document = self.words.document;
        let span: Span = document.tokens_span(phrase.tokens.clone());
        let entry =
            phrase.entry.or_else(|| self.antecedent(phrase)).map(|id| self.gazetteer.entry(id));
        let country = entry.and_then(|entry| entry.country.as_deref());
        Place {
            text: span.cut(document.text()).to_owned(),
            name: entry.map(|entry| entry.name.clone()),
            admin1: entry.and_then(|entry| entry.admin1.clone()),
            country: country.and_then(|code| self.gazetteer.country_name(code)).map(str::to_owned),
            lat: entry.and_then(|entry| entry.lat),
            lon: entry.and_then(|entry| entry.lon),
            geonames_id: entry.and_then(|entry| entry.geonames_id),
            precision: phrase.precision,
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
    fn what_points_back_finds_the_headline() {
        let found = place(&["Raid on market in Idlib", "The raid killed two people."], "raid");
        assert_eq!(found.and_then(|place| place.name).as_deref(), Some("Idlib"));
        assert_eq!(place(&["Raid on market in Idlib", "Moscow accused Ankara."], "accused"), None);
    }
}
