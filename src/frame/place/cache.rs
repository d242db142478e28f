//! The place phrases of one article, each sentence read once however many rules ask. Called by `place` and `carry`.

use super::countries::{ArticleCountries, CountryCounts};
use super::view::{PlacePhrase, PlaceView};
use crate::frame::word_class::PhraseWords;
use crate::gazetteer::{Gazetteer, Reading};
use crate::text::Document;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// The places of one article, by sentence. Filled on demand; each sentence is read once, however many rules ask.
#[derive(Default)]
pub struct PlaceCache {
    phrases: RefCell<FxHashMap<usize, Rc<Vec<PlacePhrase>>>>,
    main_place: RefCell<FxHashMap<usize, Option<PlacePhrase>>>,
    main_country: OnceCell<Option<String>>,
    countries: OnceCell<CountryCounts>,
}

impl PlaceCache {
    /// The words and place phrases of a range of tokens.
    pub(super) fn view<'a>(
        &'a self,
        document: &'a Document,
        gazetteer: &'a Gazetteer,
        tokens: Range<usize>,
    ) -> PlaceView<'a> {
        let words = PhraseWords::new(document, tokens);
        let main_country = self.main_country(document, gazetteer);
        let countries = ArticleCountries { document, gazetteer, known: &self.countries };
        let phrases = Rc::default();
        let mut view = PlaceView { words, gazetteer, phrases, main_country, countries };
        view.phrases = self.phrases(&view);
        view
    }

    /// The place that a range of tokens names most clearly.
    pub(super) fn main_place(
        &self,
        document: &Document,
        gazetteer: &Gazetteer,
        tokens: Range<usize>,
    ) -> Option<PlacePhrase> {
        let start = tokens.start;
        if let Some(known) = self.main_place.borrow().get(&start) {
            return known.clone();
        }
        let found = self.view(document, gazetteer, tokens).main_place().cloned();
        self.main_place.borrow_mut().insert(start, found.clone());
        found
    }

    /// The country that most named places of the article are in; the first by name if several.
    fn main_country(&self, document: &Document, gazetteer: &Gazetteer) -> Option<String> {
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
        self.main_country.get_or_init(count).clone()
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
