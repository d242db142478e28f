//! The place of a sentence that names none, taken from its paragraph, the article before it, the headline or the
//! dateline. Only `place` calls this.

use super::cache::PlaceCache;
use super::view::PlacePhrase;
use crate::event::PlaceBasis;
use crate::gazetteer::Gazetteer;
use crate::text::{Document, RegionKind, Sentence};
use std::ops::Range;

/// A place is searched at most this many coded sentences back.
const REACH: usize = 12;

/// Sentences at most this far back still count as the same paragraph: much text on the web has lost its paragraph
/// breaks.
const NEAR: usize = 3;

/// The place that applies to `sentence`, the tokens it was found in, and its basis.
pub(super) fn inherited(
    document: &Document,
    gazetteer: &Gazetteer,
    places: &PlaceCache,
    sentence: &Sentence,
) -> Option<(PlacePhrase, Range<usize>, PlaceBasis)> {
    let sentences = document.sentences();
    let index = sentences.partition_point(|other| other.tokens.end <= sentence.tokens.start);
    let title = document.article.layout.title.map(|span| document.tokens_in(span));
    let is_title = |tokens: &Range<usize>| title.as_ref().is_some_and(|title| title == tokens);
    let block = document.article.layout.blocks.iter().find(|b| b.span.contains(sentence.span));
    let main_place = |tokens: Range<usize>| {
        let phrase = places.main_place(document, gazetteer, tokens.clone())?;
        Some((phrase, tokens))
    };
    // The other items of a live blog are other stories.
    let earlier = sentences[..index]
        .iter()
        .rev()
        .filter(|other| other.kind.is_coded() && !is_title(&other.tokens))
        .take_while(|other| block.is_none_or(|block| block.span.contains(other.span)))
        .take_while(|other| other.kind != RegionKind::Heading)
        .take(REACH);
    for (back, other) in earlier.enumerate() {
        if let Some((phrase, tokens)) = main_place(other.tokens.clone()) {
            let basis = match other.paragraph == sentence.paragraph && back < NEAR {
                true => PlaceBasis::Paragraph,
                false => PlaceBasis::Article,
            };
            return Some((phrase, tokens, basis));
        }
    }
    if let Some((phrase, tokens)) =
        title.clone().filter(|tokens| *tokens != sentence.tokens).and_then(main_place)
    {
        return Some((phrase, tokens, PlaceBasis::Title));
    }
    dateline(document, gazetteer, places, sentence)
}

/// A dateline names the desk as often as the scene. It counts only where it is in a country that the sentence names.
fn dateline(
    document: &Document,
    gazetteer: &Gazetteer,
    places: &PlaceCache,
    sentence: &Sentence,
) -> Option<(PlacePhrase, Range<usize>, PlaceBasis)> {
    let tokens = document.tokens_in(document.article.layout.dateline?);
    let view = places.view(document, gazetteer, tokens.clone());
    let phrase = view.phrases.iter().find(|phrase| phrase.entry.is_some())?;
    let country = view.entry(phrase)?.country.clone()?;
    let kin = gazetteer.scan(document, sentence.tokens.clone());
    kin.iter()
        .any(|hit| gazetteer.entry(hit.entry()).country.as_ref() == Some(&country))
        .then(|| (phrase.clone(), tokens, PlaceBasis::Dateline))
}
