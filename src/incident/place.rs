//! Comparable places of mentions. The question is whether two mentions may mean the same place; two different towns
//! never do, however near.

use super::wording::{hash, words};
use crate::event::{Place, PlacePrecision};

/// A place in comparable form.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparablePlace {
    /// The display name.
    pub label: String,
    /// The hash of the normalised name.
    pub name: u64,
    /// How exactly it is known.
    pub level: PlaceLevel,
    admin1: Option<u64>,
    country: Option<u64>,
    /// Latitude and longitude in degrees.
    pub at: Option<(f64, f64)>,
    /// The side of a town ("east Aleppo"), where one is named.
    side: Option<Compass>,
    /// Whether it is somewhere near the place named.
    is_near: bool,
}

/// How exactly a place is known, the finest level first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceLevel {
    /// A building, crossing or base.
    Site,
    /// A neighbourhood, or the surroundings of a town.
    Area,
    /// A town.
    Town,
    /// A province or region.
    Region,
    /// A country, or a corner of it.
    Country,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compass {
    North,
    South,
    East,
    West,
}

/// How two places relate to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceFit {
    /// Two places: what happened in one did not happen in the other.
    Different,
    /// One is not known, or how they relate is not known.
    Unclear,
    /// One is the country of the other.
    Country,
    /// One is a region around the other.
    Region,
    /// Both are the same region.
    SameRegion,
    /// One is a part of the other, or near it.
    Inside,
    /// The same town or neighbourhood.
    Same,
    /// The same building, crossing or base.
    SameSite,
}

/// A neighbourhood lies at most this many kilometres from the centre of its town.
const IN_TOWN_KM: f64 = 6.0;
/// A town lies at most this many kilometres from the centre of a region that is not a province.
const IN_REGION_KM: f64 = 15.0;
/// Places of one name further apart than this are different places.
const NAMESAKES_KM: f64 = 40.0;

/// Words for types of place that name no particular one; compared in lower case.
const COMMON: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "in",
    "and",
    "near",
    "around",
    "outside",
    "inside",
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "town",
    "city",
    "village",
    "district",
    "neighborhood",
    "neighbourhood",
    "neighborhoods",
    "area",
    "areas",
    "province",
    "region",
    "suburb",
    "suburbs",
    "countryside",
    "outskirts",
    "capital",
    "border",
    "rebel",
    "government",
    "held",
    "controlled",
    "besieged",
    "parts",
    "part",
    "several",
    "other",
    "residential",
];

/// Words that put an occurrence near the town named: two such occurrences may be in different villages.
const AROUND: &[&str] =
    &["near", "around", "outside", "outskirts", "suburb", "suburbs", "vicinity", "surroundings"];

/// Words that turn a town's name into that of a province.
const PROVINCIAL: &[&str] = &["province", "governorate", "countryside", "rural", "department"];

impl ComparablePlace {
    /// Makes a place of the record comparable; `None` where it names no particular place ("the area").
    pub fn of(place: &Place) -> Option<ComparablePlace> {
        let tokens = words(&place.text);
        let label = match &place.name {
            Some(name) => name.clone(),
            None => own_name(&place.text)?,
        };
        let country = place.country.as_deref().map(name_hash);
        let name = name_hash(&label);
        let mut level = match place.precision {
            PlacePrecision::Site => PlaceLevel::Site,
            PlacePrecision::Area => PlaceLevel::Area,
            PlacePrecision::Town => PlaceLevel::Town,
            PlacePrecision::Region => PlaceLevel::Region,
            PlacePrecision::Country => PlaceLevel::Country,
            PlacePrecision::Unknown => return None,
        };
        let provincial = tokens.iter().any(|word| PROVINCIAL.contains(&word.as_str()));
        if provincial && matches!(level, PlaceLevel::Area | PlaceLevel::Town) {
            level = PlaceLevel::Region;
        }
        if Some(name) == country {
            level = PlaceLevel::Country;
        }
        let at = place.lat.zip(place.lon).filter(|(lat, lon)| lat.is_finite() && lon.is_finite());
        let side =
            (level == PlaceLevel::Area).then(|| tokens.iter().find_map(|word| compass(word)));
        Some(ComparablePlace {
            label,
            name,
            level,
            admin1: place.admin1.as_deref().map(name_hash),
            country,
            at,
            side: side.flatten(),
            is_near: level == PlaceLevel::Area
                && tokens.iter().any(|word| AROUND.contains(&word.as_str())),
        })
    }

    /// Whether it is a town or a finer level.
    pub fn is_fine(&self) -> bool {
        self.level <= PlaceLevel::Town
    }

    /// How exactly it is known, the finest first: somewhere near a town is less exact than the town.
    pub fn grain(&self) -> (PlaceLevel, bool) {
        if self.is_near { (PlaceLevel::Town, true) } else { (self.level, false) }
    }

    /// The hash of the country, used as a block key; 0 where not known.
    pub fn country_key(&self) -> u64 {
        self.country.unwrap_or_default()
    }

    /// How the two relate to each other; symmetric.
    pub fn fit(a: Option<&ComparablePlace>, b: Option<&ComparablePlace>) -> PlaceFit {
        let (Some(a), Some(b)) = (a, b) else { return PlaceFit::Unclear };
        let (a, b) = if a.level <= b.level { (a, b) } else { (b, a) };
        let one_country = a.country.zip(b.country).map(|(one, other)| one == other);
        match b.level {
            PlaceLevel::Country if one_country == Some(true) => PlaceFit::Country,
            // A state named alone is as often the actor as the place.
            PlaceLevel::Country => PlaceFit::Unclear,
            _ if one_country == Some(false) => PlaceFit::Different,
            PlaceLevel::Region => a.fit_region(b),
            _ => a.fit_fine(b),
        }
    }

    /// Compares two places of town level or finer; `self` is the finer one.
    fn fit_fine(&self, other: &ComparablePlace) -> PlaceFit {
        if self.name == other.name {
            let far = self.distance(other).is_some_and(|km| km > NAMESAKES_KM);
            let admin = self.admin1.zip(other.admin1).is_some_and(|(a, b)| a != b);
            let opposite = self.side.zip(other.side).is_some_and(|(a, b)| a != b);
            return match self.level {
                _ if far || admin || opposite => PlaceFit::Different,
                _ if self.is_near || other.is_near => PlaceFit::Inside,
                PlaceLevel::Site if other.level == PlaceLevel::Site => PlaceFit::SameSite,
                _ => PlaceFit::Same,
            };
        }
        let admin = self.admin1.zip(other.admin1);
        let part_of_town = self.level < PlaceLevel::Town && other.level >= PlaceLevel::Area;
        if !part_of_town || self.level == other.level || admin.is_some_and(|(a, b)| a != b) {
            return PlaceFit::Different;
        }
        match self.distance(other) {
            Some(km) if km <= IN_TOWN_KM => PlaceFit::Inside,
            Some(_) => PlaceFit::Different,
            None if self.admin1 == Some(other.name) => PlaceFit::Inside,
            None => PlaceFit::Unclear,
        }
    }

    /// Compares a place and a region.
    fn fit_region(&self, region: &ComparablePlace) -> PlaceFit {
        if self.level == PlaceLevel::Region {
            return match (self.name == region.name, self.admin1.zip(region.admin1)) {
                (true, _) => PlaceFit::SameRegion,
                (false, Some((a, b))) if a != b => PlaceFit::Different,
                _ => PlaceFit::Unclear,
            };
        }
        let province = region.admin1.is_none_or(|admin1| admin1 == region.name);
        let is_near = self.distance(region).map(|km| km <= IN_REGION_KM);
        match (self.admin1, region.admin1.or(Some(region.name))) {
            (Some(a), Some(b)) if a != b => PlaceFit::Different,
            (Some(_), _) if province || is_near == Some(true) => PlaceFit::Region,
            (Some(_), _) if is_near == Some(false) => PlaceFit::Different,
            _ => PlaceFit::Unclear,
        }
    }

    /// The distance in kilometres, where both have coordinates.
    fn distance(&self, other: &ComparablePlace) -> Option<f64> {
        let ((lat, lon), (other_lat, other_lon)) = self.at.zip(other.at)?;
        let shrink = lat.midpoint(other_lat).to_radians().cos();
        Some((lat - other_lat).hypot((lon - other_lon) * shrink) * 111.2)
    }
}

fn name_hash(name: &str) -> u64 {
    let words = words(name);
    // The article before a name may be written or not ("al-Bab", "Bab").
    let kept = words.iter().filter(|word| !["al", "el", "the"].contains(&word.as_str()));
    hash(&kept.map(String::as_str).collect::<Vec<_>>().join(" "))
}

/// The capitalised words of a place unknown to the gazetteers that are its own name.
fn own_name(text: &str) -> Option<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-');
    let own = |word: &&str| {
        word.starts_with(char::is_uppercase) && !COMMON.contains(&word.to_lowercase().as_str())
    };
    let name: Vec<&str> = parts.filter(own).collect();
    (!name.is_empty()).then(|| name.join(" "))
}

fn compass(word: &str) -> Option<Compass> {
    Some(match word {
        "north" | "northern" => Compass::North,
        "south" | "southern" => Compass::South,
        "east" | "eastern" => Compass::East,
        "west" | "western" => Compass::West,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::testing::place;
    use PlacePrecision::{Area, Country, Region, Town};

    fn fit(a: &Place, b: &Place) -> PlaceFit {
        let (a, b) = (ComparablePlace::of(a), ComparablePlace::of(b));
        let fit = ComparablePlace::fit(a.as_ref(), b.as_ref());
        assert_eq!(fit, ComparablePlace::fit(b.as_ref(), a.as_ref()));
        fit
    }

    #[test]
    fn two_towns_are_always_different() {
        let a = place("Gullhaven", Town, Some((35.10, 36.20)));
        let b = place("Marlow", Town, Some((35.11, 36.21)));
        assert_eq!(fit(&a, &b), PlaceFit::Different);
        assert_eq!(fit(&a, &a), PlaceFit::Same);
    }

    #[test]
    fn a_neighbourhood_is_inside_its_town_only() {
        let town = place("Gullhaven", Town, Some((35.10, 36.20)));
        let quarter = place("Old Mole", Area, Some((35.12, 36.21)));
        let far = place("Saltmarsh", Area, Some((35.30, 36.20)));
        assert_eq!(fit(&town, &quarter), PlaceFit::Inside);
        assert_eq!(fit(&town, &far), PlaceFit::Different);
        assert_eq!(fit(&quarter, &far), PlaceFit::Different);
    }

    #[test]
    fn regions_countries_and_unnamed_places_are_weak_evidence() {
        let mut town = place("Gullhaven", Town, None);
        town.admin1 = Some("Coast".into());
        let mut region = place("Coast", Region, None);
        region.admin1 = Some("Coast".into());
        assert_eq!(fit(&town, &region), PlaceFit::Region);
        assert_eq!(fit(&region, &region), PlaceFit::SameRegion);
        assert_eq!(fit(&town, &place("Syria", Country, None)), PlaceFit::Country);
        let mut vague = place("x", Area, None);
        (vague.text, vague.name) = ("the area".into(), None);
        assert_eq!(ComparablePlace::of(&vague), None);
    }

    #[test]
    fn opposite_sides_and_provinces_are_distinguished() {
        let town =
            |text: &str, precision| Place { text: text.into(), ..place("Aleppo", precision, None) };
        assert_eq!(
            fit(&town("east Aleppo", Area), &town("western Aleppo", Area)),
            PlaceFit::Different
        );
        assert_eq!(fit(&town("east Aleppo", Area), &town("Aleppo", Town)), PlaceFit::Same);
        let rural = ComparablePlace::of(&town("rural Aleppo", Area));
        assert_eq!(rural.map(|spot| spot.level), Some(PlaceLevel::Region));
    }
}
