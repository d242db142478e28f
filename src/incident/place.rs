//! Where: a mention's place as it can be compared. The question is whether two mentions may tell of one spot; two
//! different towns never do, however near.

use super::wording::{hash, words};
use crate::event::{Place, PlacePrecision};

/// A place made comparable.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// The name as people read it.
    pub label: String,
    /// The name, folded and hashed.
    pub name: u64,
    /// How exactly it is known.
    pub level: Level,
    admin1: Option<u64>,
    country: Option<u64>,
    /// Degrees north and east.
    pub at: Option<(f64, f64)>,
    /// The side of a town that is meant, where one is.
    side: Option<Compass>,
    /// Whether it lies somewhere near the place named.
    near: bool,
}

/// How exactly a place is known, the finest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
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
    /// They are two: what happened in the one did not happen in the other.
    Different,
    /// One is not known, or nothing says how they lie.
    Unclear,
    /// One is the country of the other.
    Country,
    /// One is a region round the other.
    Region,
    /// Both are the same region.
    SameRegion,
    /// One is a part of the other, or a spot near it.
    Inside,
    /// The same town or neighbourhood.
    Same,
    /// The same building, crossing or base.
    SameSite,
}

/// A neighbourhood lies at most so many kilometres from the middle of its town.
const IN_TOWN_KM: f64 = 6.0;
/// A town lies at most so many kilometres from the middle of a region that is no province.
const IN_REGION_KM: f64 = 15.0;
/// Places of one name that lie further apart are two.
const NAMESAKES_KM: f64 = 40.0;

/// Words that tell a sort of place and none in particular; case is folded.
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

/// Words that put an occurrence somewhere near the town they name: another near it may be another village.
const AROUND: &[&str] =
    &["near", "around", "outside", "outskirts", "suburb", "suburbs", "vicinity", "surroundings"];

/// Words that make a province of a town's name.
const PROVINCIAL: &[&str] = &["province", "governorate", "countryside", "rural", "department"];

impl Spot {
    /// Reads a place of the record; `None` where it names none in particular ("the area").
    pub fn of(place: &Place) -> Option<Spot> {
        let told = words(&place.text);
        let label = match &place.name {
            Some(name) => name.clone(),
            None => own_name(&place.text)?,
        };
        let country = place.country.as_deref().map(name_hash);
        let name = name_hash(&label);
        let mut level = match place.precision {
            PlacePrecision::Site => Level::Site,
            PlacePrecision::Area => Level::Area,
            PlacePrecision::Town => Level::Town,
            PlacePrecision::Region => Level::Region,
            PlacePrecision::Country => Level::Country,
            PlacePrecision::Unknown => return None,
        };
        let provincial = told.iter().any(|word| PROVINCIAL.contains(&word.as_str()));
        if provincial && matches!(level, Level::Area | Level::Town) {
            level = Level::Region;
        }
        if Some(name) == country {
            level = Level::Country;
        }
        let at = place.lat.zip(place.lon).filter(|(lat, lon)| lat.is_finite() && lon.is_finite());
        let side = (level == Level::Area).then(|| told.iter().find_map(|word| compass(word)));
        Some(Spot {
            label,
            name,
            level,
            admin1: place.admin1.as_deref().map(name_hash),
            country,
            at,
            side: side.flatten(),
            near: level == Level::Area && told.iter().any(|word| AROUND.contains(&word.as_str())),
        })
    }

    /// Whether it is a town or finer.
    pub fn is_fine(&self) -> bool {
        self.level <= Level::Town
    }

    /// How exactly it is known, the finest first: somewhere near a town is less than the town.
    pub fn grain(&self) -> (Level, bool) {
        if self.near { (Level::Town, true) } else { (self.level, false) }
    }

    /// What blocks are made of: the country's hash.
    pub fn country_key(&self) -> u64 {
        self.country.unwrap_or_default()
    }

    /// How the two relate to each other; the same whichever comes first.
    pub fn fit(a: Option<&Spot>, b: Option<&Spot>) -> PlaceFit {
        let (Some(a), Some(b)) = (a, b) else { return PlaceFit::Unclear };
        let (a, b) = if a.level <= b.level { (a, b) } else { (b, a) };
        let one_country = a.country.zip(b.country).map(|(one, other)| one == other);
        match b.level {
            Level::Country if one_country == Some(true) => PlaceFit::Country,
            // A state named alone is as often the one who acts as the land where it happened.
            Level::Country => PlaceFit::Unclear,
            _ if one_country == Some(false) => PlaceFit::Different,
            Level::Region => a.fit_region(b),
            _ => a.fit_fine(b),
        }
    }

    /// Two places of a town's size or less; `self` is the finer.
    fn fit_fine(&self, other: &Spot) -> PlaceFit {
        if self.name == other.name {
            let far = self.distance(other).is_some_and(|km| km > NAMESAKES_KM);
            let admin = self.admin1.zip(other.admin1).is_some_and(|(a, b)| a != b);
            let opposite = self.side.zip(other.side).is_some_and(|(a, b)| a != b);
            return match self.level {
                _ if far || admin || opposite => PlaceFit::Different,
                _ if self.near || other.near => PlaceFit::Inside,
                Level::Site if other.level == Level::Site => PlaceFit::SameSite,
                _ => PlaceFit::Same,
            };
        }
        let admin = self.admin1.zip(other.admin1);
        let part_of_town = self.level < Level::Town && other.level >= Level::Area;
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

    /// A place and a region.
    fn fit_region(&self, region: &Spot) -> PlaceFit {
        if self.level == Level::Region {
            return match (self.name == region.name, self.admin1.zip(region.admin1)) {
                (true, _) => PlaceFit::SameRegion,
                (false, Some((a, b))) if a != b => PlaceFit::Different,
                _ => PlaceFit::Unclear,
            };
        }
        let province = region.admin1.is_none_or(|admin1| admin1 == region.name);
        let near = self.distance(region).map(|km| km <= IN_REGION_KM);
        match (self.admin1, region.admin1.or(Some(region.name))) {
            (Some(a), Some(b)) if a != b => PlaceFit::Different,
            (Some(_), _) if province || near == Some(true) => PlaceFit::Region,
            (Some(_), _) if near == Some(false) => PlaceFit::Different,
            _ => PlaceFit::Unclear,
        }
    }

    /// Kilometres between them, where both are on the map.
    fn distance(&self, other: &Spot) -> Option<f64> {
        let ((lat, lon), (other_lat, other_lon)) = self.at.zip(other.at)?;
        let shrink = lat.midpoint(other_lat).to_radians().cos();
        Some((lat - other_lat).hypot((lon - other_lon) * shrink) * 111.2)
    }
}

fn name_hash(name: &str) -> u64 {
    let words = words(name);
    // An article before a name is spelt or not ("al-Bab", "Bab").
    let kept = words.iter().filter(|word| !["al", "el", "the"].contains(&word.as_str()));
    hash(&kept.map(String::as_str).collect::<Vec<_>>().join(" "))
}

/// The words of a place unknown to the gazetteers that are its own name.
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
        let (a, b) = (Spot::of(a), Spot::of(b));
        let fit = Spot::fit(a.as_ref(), b.as_ref());
        assert_eq!(fit, Spot::fit(b.as_ref(), a.as_ref()));
        fit
    }

    #[test]
    fn two_towns_never_fit_however_near() {
        let a = place("Gullhaven", Town, Some((35.10, 36.20)));
        let b = place("Marlow", Town, Some((35.11, 36.21)));
        assert_eq!(fit(&a, &b), PlaceFit::Different);
        assert_eq!(fit(&a, &a), PlaceFit::Same);
    }

    #[test]
    fn a_quarter_lies_in_its_town_and_not_in_another() {
        let town = place("Gullhaven", Town, Some((35.10, 36.20)));
        let quarter = place("Old Mole", Area, Some((35.12, 36.21)));
        let far = place("Saltmarsh", Area, Some((35.30, 36.20)));
        assert_eq!(fit(&town, &quarter), PlaceFit::Inside);
        assert_eq!(fit(&town, &far), PlaceFit::Different);
        assert_eq!(fit(&quarter, &far), PlaceFit::Different);
    }

    #[test]
    fn a_region_a_country_and_no_name_are_weak() {
        let mut town = place("Gullhaven", Town, None);
        town.admin1 = Some("Coast".into());
        let mut region = place("Coast", Region, None);
        region.admin1 = Some("Coast".into());
        assert_eq!(fit(&town, &region), PlaceFit::Region);
        assert_eq!(fit(&region, &region), PlaceFit::SameRegion);
        assert_eq!(fit(&town, &place("Syria", Country, None)), PlaceFit::Country);
        let mut vague = place("x", Area, None);
        (vague.text, vague.name) = ("the area".into(), None);
        assert_eq!(Spot::of(&vague), None);
    }

    #[test]
    fn opposite_sides_and_provinces_are_told_apart() {
        let town =
            |text: &str, precision| Place { text: text.into(), ..place("Aleppo", precision, None) };
        assert_eq!(
            fit(&town("east Aleppo", Area), &town("western Aleppo", Area)),
            PlaceFit::Different
        );
        assert_eq!(fit(&town("east Aleppo", Area), &town("Aleppo", Town)), PlaceFit::Same);
        let rural = Spot::of(&town("rural Aleppo", Area));
        assert_eq!(rural.map(|spot| spot.level), Some(Level::Region));
    }
}
