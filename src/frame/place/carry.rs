//! The place of a sentence that names none, taken from its paragraph, the article before it, the headline or the
//! dateline. Only `place` calls this.

use super::cache::PlaceCache;
use super::view::PlacePhrase;
use crate::event::PlaceBasis;
use crate::gazetteer::{Entry, EntryKind, Gazetteer};
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
    let block = document.article.layout.block_at(sentence.span);
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

/// Of smaller places often nothing else is known, and names of persons are among them.
const MANY: u64 = 5_000;

/// Datelines of larger towns are as often those of a desk.
const NO_DESK: u64 = 100_000;

/// The dateline's town, where it is too small for a desk.
pub(super) fn small_dateline(
    document: &Document,
    gazetteer: &Gazetteer,
    places: &PlaceCache,
) -> Option<(PlacePhrase, Range<usize>, PlaceBasis)> {
    let tokens = document.tokens_in(document.article.layout.dateline?);
    let view = places.view(document, gazetteer, tokens.clone());
    let phrase = view.phrases.iter().find(|phrase| phrase.entry.is_some())?;
    let small = is_without_desk(view.entry(phrase)?);
    small.then(|| (phrase.clone(), tokens, PlaceBasis::Dateline))
}

/// Whether a place is a town too small for a desk, so that a dateline with its name says where it happened.
pub(super) fn is_without_desk(entry: &Entry) -> bool {
    entry.kind == EntryKind::Town
        && entry.population.is_some_and(|people| (MANY..NO_DESK).contains(&people))
}

/// A dateline names the desk as often as the scene. It counts only where it is in a country that the sentence names, or
/// is a town too small for a desk.
fn dateline(
    document: &Document,
    gazetteer: &Gazetteer,
    places: &PlaceCache,
    sentence: &Sentence,
) -> Option<(PlacePhrase, Range<usize>, PlaceBasis)> {
    if let Some(found) = small_dateline(document, gazetteer, places) {
        return Some(found);
    }
    let tokens = document.tokens_in(document.article.layout.dateline?);
    let view = places.view(document, gazetteer, tokens.clone());
    let phrase = view.phrases.iter().find(|phrase| phrase.entry.is_some())?;
    let country = view.entry(phrase)?.country.clone()?;
    let kin = gazetteer.scan(document, sentence.tokens.clone());
    kin.iter()
        .any(|hit| gazetteer.entry(hit.entry()).country.as_ref() == Some(&country))
        .then(|| (phrase.clone(), tokens, PlaceBasis::Dateline))
}
