//! The countries that an article names, which decide among places of one name.

use crate::gazetteer::{EntryKind, Gazetteer, NameHit};
use crate::text::Document;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// How often an article names each country, by ISO alpha-3 code: states and countries by any form of their name, and
/// places of which there is one.
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
        if let Some(country) = first.filter(|_| weight > 1 || countries.all(|other| other == first))
        {
            *counts.entry(country.to_owned()).or_default() += weight;
        }
    }
    counts
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
