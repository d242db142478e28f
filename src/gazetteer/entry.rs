//! Gazetteer entries. Values only; `table` makes them from rows.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An entry's number in one gazetteer; meaningless in any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryId(pub(super) u32);

/// What a name can denote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// An actor.
    Actor,
    /// A place.
    Place,
    /// A weapon.
    Weapon,
}

/// The form in which a name denotes its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NameForm {
    /// The name itself, or an alias.
    Name,
    /// A state's adjective: "Russian".
    Adjective,
    /// A state's people: "Russians", "Turks".
    Demonym,
    /// A capital used for its government: "Moscow".
    Capital,
}

macro_rules! kinds {
    ($($reading:ident { $($kind:ident $word:literal $about:literal,)* })*) => {
        /// The kind of an [`Entry`], as the `kind` column spells it.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum EntryKind {
            $($(#[doc = $about] $kind,)*)*
        }

        impl EntryKind {
            /// Every kind with its reading and its word in tables.
            pub(super) const ALL: &'static [(EntryKind, Reading, &'static str)] =
                &[$($((EntryKind::$kind, Reading::$reading, $word),)*)*];
        }
    };
}

kinds! {
    Actor {
        State "state" "A state as a whole.",
        Government "government" "A government, ministry or authority.",
        Military "military" "Armed forces of a state.",
        Police "police" "Police and security services.",
        Coalition "coalition" "An alliance of states or forces.",
        Rebel "rebel" "An armed opposition.",
        Militia "militia" "An armed group beside a state or a community.",
        Jihadist "jihadist" "An armed jihadist group.",
        Opposition "opposition" "A political opposition, unarmed.",
        Political "political" "A party or movement.",
        Igo "igo" "An organisation of states.",
        Ngo "ngo" "A non-governmental organisation.",
        Medical "medical" "Doctors, hospitals' staff, rescuers.",
        Media "media" "A news agency or outlet, a journalist.",
        Monitor "monitor" "A group that documents a conflict.",
        Person "person" "One person, or the holder of a post.",
        Ethnic "ethnic" "A people or a community of faith.",
        Civilian "civilian" "People who take no part.",
        Criminal "criminal" "Gangs, cartels, pirates.",
        Business "business" "Companies.",
        Group "group" "People or a body whose side the words leave open.",
        Object "object" "A thing that is hit, held or sent: a hospital, a convoy.",
    }
    Place {
        Site "site" "A building, crossing or base.",
        Town "town" "A town, city or village.",
        Area "area" "A neighbourhood, district or surroundings.",
        Region "region" "A province or region.",
        Country "country" "A country.",
    }
    Weapon {
        Aircraft "aircraft" "Planes, helicopters, drones.",
        Bomb "bomb" "What falls from aircraft.",
        Missile "missile" "Rockets and missiles.",
        Artillery "artillery" "Guns, mortars, shells.",
        Vehicle "vehicle" "Tanks and armoured vehicles.",
        Firearm "firearm" "Rifles, machine guns.",
        Explosive "explosive" "Devices on the ground.",
        Chemical "chemical" "Poison as a weapon.",
        Incendiary "incendiary" "Fire as a weapon.",
        Cluster "cluster" "Cluster munitions.",
        AirDefence "air_defence" "What shoots at aircraft.",
        Blade "blade" "Knives and the like.",
    }
}

impl EntryKind {
    /// The kind's word in tables.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, _, word)| word)
    }

    /// What names of this kind denote.
    pub fn reading(self) -> Reading {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or(Reading::Actor, |kind| kind.1)
    }

    /// The kind with the table word `word`, whatever its reading: no two readings share a word.
    pub(super) fn any(word: &str) -> Option<EntryKind> {
        Self::ALL.iter().find(|kind| kind.2 == word).map(|kind| kind.0)
    }

    /// The kind with the table word `word`, if it belongs to `reading`.
    pub(crate) fn parse(word: &str, reading: Reading) -> Option<EntryKind> {
        Self::ALL.iter().find(|kind| kind.1 == reading && kind.2 == word).map(|kind| kind.0)
    }
}

/// One row of a table: a name and its attributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The canonical name.
    pub name: String,
    /// Its kind.
    pub kind: EntryKind,
    /// True for a common noun ("rebels", "residents"), false for a proper name.
    pub generic: bool,
    /// The post a person holds or held.
    pub role: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// PLOVER/CAMEO-like actor code: "RUS", "SYRREB"; for a generic noun its last part: "MIL".
    pub code: Option<String>,
    /// ACLED's type of actor.
    pub acled: Option<String>,
    /// First day on which the row is valid; open if `None`.
    pub from: Option<Date>,
    /// Last day on which the row is valid; open if `None`.
    pub to: Option<Date>,
    /// First-order admin area.
    pub admin1: Option<String>,
    /// Degrees north.
    #[serde(with = "exact")]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(with = "exact")]
    pub lon: Option<f64>,
    /// GeoNames id.
    pub geonames_id: Option<u64>,
    /// How many people live there, as far as it is known.
    pub population: Option<u64>,
}

/// Numbers as their bits: decimal digits may come back as a neighbouring number.
mod exact {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
        value.map(f64::to_bits).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(f64::from_bits))
    }
}

impl Entry {
    /// An entry with only a name and a kind.
    pub(super) fn new(name: &str, kind: EntryKind) -> Self {
        Entry {
            name: name.to_owned(),
            kind,
            generic: false,
            role: None,
            country: None,
            code: None,
            acled: None,
            from: None,
            to: None,
            admin1: None,
            lat: None,
            lon: None,
            geonames_id: None,
            population: None,
        }
    }

    /// What the entry's names denote.
    pub fn reading(&self) -> Reading {
        self.kind.reading()
    }

    /// Whether the row is valid on `day`; true if the day is not known.
    pub fn holds_on(&self, day: Option<Date>) -> bool {
        day.is_none_or(|day| {
            self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
        })
    }
}
