//! The countries that an article names, which decide among places of one name.

use crate::gazetteer::{EntryKind, Gazetteer, NameHit, Reading};
use crate::text::Document;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// How often an article names each country, by ISO alpha-3 code: states and countries by any form of their name,
/// places of which there is one, actors, the outlet's name.
pub(super) type CountryCounts = BTreeMap<String, usize>;

/// A country counts so much more by its own name than by a place in it.
pub(super) const NAMED: usize = 3;

/// Counts the countries that an article names.
fn count_countries(document: &Document, gazetteer: &Gazetteer) -> CountryCounts {
    let mut counts = CountryCounts::new();
    for hit in gazetteer.scan(document, 0..document.len()) {
        let weight = if names_country(gazetteer, &hit) { NAMED } else { 1 };
        let mut countries = hit.entries.iter().map(|&id| gazetteer.entry(id).country.as_deref());
        let first = countries.next().flatten();
        // Of several actors of one name the best is meant; places of one name are what is asked about.
        let sure = weight > 1 || hit.reading == Reading::Actor;
        if let Some(country) = first.filter(|_| sure || countries.all(|other| other == first)) {
            *counts.entry(country.to_owned()).or_default() += weight;
        }
    }
    for country in of_outlet(document, gazetteer) {
        *counts.entry(country).or_default() += 1;
    }
    counts
}

/// The countries of the places and peoples in the outlet's name: "Shan Courier", "Police of Donetsk region".
fn of_outlet(document: &Document, gazetteer: &Gazetteer) -> Vec<String> {
    let outlet = document.article.outlet.as_deref().unwrap_or_default();
    let words = outlet.split_whitespace().filter(|word| word.starts_with(char::is_uppercase));
    let country = |word: &str| {
        let mut found = gazetteer.find_all(word).into_iter().map(|id| gazetteer.entry(id));
        let first = found.next().filter(|entry| entry.name.len() > 3)?.country.as_deref()?;
        found.all(|entry| entry.country.as_deref() == Some(first)).then(|| first.to_owned())
    };
    words.filter_map(country).collect()
}

pub(super) fn names_country(gazetteer: &Gazetteer, hit: &NameHit) -> bool {
    let kind = gazetteer.entry(hit.entry()).kind;
    matches!(kind, EntryKind::State | EntryKind::Country)
}

/// The countries that an article names, counted when first asked for.
#[derive(Clone, Copy)]
pub(super) struct ArticleCountries<'a> {
    pub document: &'a Document,
    pub gazetteer: &'a Gazetteer,
    pub known: &'a OnceCell<CountryCounts>,
}

impl<'a> ArticleCountries<'a> {
    pub fn get(&self) -> &'a CountryCounts {
        self.known.get_or_init(|| count_countries(self.document, self.gazetteer))
    }
}
