//! The place of a sentence that names none: what its paragraph, the article before it, the headline or the dateline
//! told. Only `place` calls this.

use super::phrase::PlacePhrase;
use super::{PlaceView, Places};
use crate::event::PlaceBasis;
use crate::gazetteer::Gazetteer;
use crate::text::{Document, RegionKind, Sentence};
use std::ops::Range;

/// How many coded sentences back a story is taken to go on where it was.
const REACH: usize = 12;

/// How many back still count as its paragraph: much text on the web has lost its paragraphs.
const NEAR: usize = 3;

/// The place that the story is at when it comes to `sentence`, the tokens it was found among, and what it rests on.
pub(super) fn beyond(
    document: &Document,
    gazetteer: &Gazetteer,
    places: &Places,
    sentence: &Sentence,
) -> Option<(PlacePhrase, Range<usize>, PlaceBasis)> {
    let sentences = document.sentences();
    let index = sentences.partition_point(|other| other.tokens.end <= sentence.tokens.start);
    let title = document.article.layout.title.map(|span| document.tokens_in(span));
    let is_title = |tokens: &Range<usize>| title.as_ref().is_some_and(|title| title == tokens);
    let block = document.article.layout.blocks.iter().find(|b| b.span.contains(sentence.span));
    let told = |tokens: Range<usize>| {
        let phrase = places.told(document, gazetteer, tokens.clone())?;
        Some((phrase, tokens))
    };
    // What a live blog's other items tell is another story.
    let earlier = sentences[..index]
        .iter()
        .rev()
        .filter(|other| other.kind.is_coded() && !is_title(&other.tokens))
        .take_while(|other| block.is_none_or(|block| block.span.contains(other.span)))
        .take_while(|other| other.kind != RegionKind::Heading)
        .take(REACH);
    for (back, other) in earlier.enumerate() {
        if let Some((phrase, tokens)) = told(other.tokens.clone()) {
            let basis = match other.paragraph == sentence.paragraph && back < NEAR {
                true => PlaceBasis::Paragraph,
                false => PlaceBasis::Article,
            };
            return Some((phrase, tokens, basis));
        }
    }
    if let Some((phrase, tokens)) =
        title.clone().filter(|tokens| *tokens != sentence.tokens).and_then(told)
    {
        return Some((phrase, tokens, PlaceBasis::Title));
    }
    dateline(document, gazetteer, places, sentence)
}

/// A dateline names the desk as often as the scene: it counts only where it lies in a country that the sentence names.
fn dateline(
    document: &Document,
    gazetteer: &Gazetteer,
    places: &Places,
    sentence: &Sentence,
) -> Option<(PlacePhrase, Range<usize>, PlaceBasis)> {
    let tokens = document.tokens_in(document.article.layout.dateline?);
    let view = PlaceView::new(document, gazetteer, tokens.clone(), places);
    let phrase = view.phrases.iter().find(|phrase| phrase.entry.is_some())?;
    let country = view.entry(phrase)?.country.clone()?;
    let kin = gazetteer.scan(document, sentence.tokens.clone());
    kin.iter()
        .any(|hit| gazetteer.entry(hit.entry()).country.as_ref() == Some(&country))
        .then(|| (phrase.clone(), tokens, PlaceBasis::Dateline))
}

impl Places {
    /// The place that a stretch tells most plainly.
    fn told(
        &self,
        document: &Document,
        gazetteer: &Gazetteer,
        tokens: Range<usize>,
    ) -> Option<PlacePhrase> {
        let start = tokens.start;
        if let Some(known) = self.told.borrow().get(&start) {
            return known.clone();
        }
        let found = PlaceView::new(document, gazetteer, tokens, self).told().cloned();
        self.told.borrow_mut().insert(start, found.clone());
        found
    }
}
