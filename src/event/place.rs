//! Where an event was, in the record: the place, how exactly it is known, and where it was read.

use super::name::names;
use serde::{Deserialize, Serialize};

/// Where it happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// As written.
    pub text: String,
    /// Canonical name, where the gazetteer knows one.
    pub name: Option<String>,
    /// First-order admin area.
    pub admin1: Option<String>,
    /// Country name.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// GeoNames id.
    pub geonames_id: Option<u64>,
    /// How exactly the place is known.
    pub precision: PlacePrecision,
    /// Where it was read.
    pub basis: PlaceBasis,
}

/// Where a place was read. The further from the passage, the less certain it is that the place is the event's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlaceBasis {
    /// In the passage itself.
    Sentence,
    /// Earlier in its paragraph.
    Paragraph,
    /// In the headline.
    Title,
    /// In the dateline.
    Dateline,
    /// Elsewhere in the article.
    Article,
}

names!(PlaceBasis, "basis of a place", {
    Sentence => "sentence",
    Paragraph => "paragraph",
    Title => "title",
    Dateline => "dateline",
    Article => "article",
});

/// How exactly a place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlacePrecision {
    /// A building, crossing or base.
    Site,
    /// A town, city or village.
    Town,
    /// A neighbourhood, district or surroundings.
    Area,
    /// A province or region.
    Region,
    /// A country.
    Country,
    /// Not known.
    Unknown,
}

names!(PlacePrecision, "precision of a place", {
    Site => "site",
    Town => "town",
    Area => "area",
    Region => "region",
    Country => "country",
    Unknown => "unknown",
});
