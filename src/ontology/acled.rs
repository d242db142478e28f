//! ACLED: sub-event types with their event and disorder types, and the types of actors. Facts taken from ACLED's
//! codebook (acleddata.com); the type of an actor is derived from the CAMEO-like code in the gazetteers. `pack` and
//! `script` check that a type exists, `sink::acled` writes it.

use super::country;
use super::unknown::UnknownCode;

/// A sub-event type.
#[derive(Debug)]
pub struct SubEvent {
    /// Its name.
    pub name: &'static str,
    /// The event type it belongs to.
    pub event_type: &'static str,
    /// Its disorder type.
    pub disorder: &'static str,
}

impl SubEvent {
    /// The sub-event type of this name.
    pub fn find(name: &str) -> Result<&'static SubEvent, UnknownCode> {
        SUB_EVENTS.iter().find(|known| known.name == name).ok_or_else(|| {
            let names = SUB_EVENTS.iter().map(|known| known.name).collect::<Vec<_>>().join("; ");
            UnknownCode::of("ACLED sub-event type", name, &format!("its types: {names}"))
        })
    }

    /// Whether it is political violence, whose civilian victims count as targets.
    pub fn is_violence(&self) -> bool {
        self.disorder.starts_with(VIOLENCE)
    }
}

/// The type of an actor, with ACLED's number for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inter {
    /// Forces of the state in which the event took place.
    State = 1,
    /// Rebel groups.
    Rebel = 2,
    /// Political militias.
    PoliticalMilitia = 3,
    /// Communal and identity militias.
    #[allow(dead_code, reason = "listed for completeness; no actor code maps to it")]
    IdentityMilitia = 4,
    /// Rioters.
    Rioters = 5,
    /// Protesters.
    Protesters = 6,
    /// Civilians.
    Civilians = 7,
    /// Forces of other states, international bodies, and the rest.
    External = 8,
}

impl Inter {
    /// The type of the actor with this code ("SYRMIL", "REB", "RUS"), for an event in the country `place` (alpha-3).
    /// `None` where the code gives no type: a political party, a person without office, an unknown code.
    pub fn of_code(code: &str, place: Option<&str>) -> Option<Inter> {
        let parts: Vec<&str> =
            (0..code.len() / 3).filter_map(|at| code.get(at * 3..at * 3 + 3)).collect();
        let (home, roles) = match parts.split_first() {
            Some((first, roles)) if country::by_iso3(first).is_some() => (Some(*first), roles),
            _ => (None, parts.as_slice()),
        };
        let abroad = home.is_some() && place.is_some() && home != place;
        let any = |known: &[&str]| roles.iter().any(|role| known.contains(role));
        let state = if abroad { Inter::External } else { Inter::State };
        match roles {
            [] => home.map(|_| state),
            // An armed group allied with the government.
            _ if any(&["GOV"]) && any(&["REB"]) => Some(Inter::PoliticalMilitia),
            _ if any(&["REB", "SEP", "INS", "ISI"]) => Some(Inter::Rebel),
            ["IGO" | "IMG" | "MNC", ..] => Some(Inter::External),
            [.., "MED"] => Some(Inter::Civilians),
            _ if any(&["GOV", "MIL", "COP", "SPY", "JUD", "LEG"]) => Some(state),
            _ if any(&["UAF", "CRM"]) => Some(Inter::PoliticalMilitia),
            _ if any(CIVIL) => Some(Inter::Civilians),
            _ => None,
        }
    }

    /// The type derived from the words themselves, for a party without a code: "20 civilians", "rebels".
    pub fn of_words(words: &str) -> Option<Inter> {
        const WORDS: &[(Inter, &[&str])] = &[
            (
                Inter::Civilians,
                &[
                    "civilian",
                    "civilians",
                    "resident",
                    "residents",
                    "villagers",
                    "children",
                    "women",
                    "people",
                    "families",
                    "citizens",
                ],
            ),
            (Inter::State, &["government", "regime", "army", "police"]),
            (
                Inter::Rebel,
                &["rebel", "rebels", "insurgents", "guerrillas", "jihadists", "militants"],
            ),
            (Inter::Protesters, &["protester", "protesters", "demonstrators"]),
            (Inter::Rioters, &["rioters"]),
        ];
        const FORCES: &[&str] =
            &["forces", "force", "troops", "soldiers", "fighters", "groups", "group"];
        let words = words.to_lowercase();
        let mut words =
            words.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).rev();
        // "government forces", "rebel fighters": the word before the last gives the type.
        let last = words.next().filter(|last| !FORCES.contains(last)).or_else(|| words.next())?;
        WORDS.iter().find(|(_, known)| known.contains(&last)).map(|(inter, _)| *inter)
    }

    /// ACLED's number.
    pub fn number(self) -> u8 {
        self as u8
    }
}

/// Codes of sectors whose members are civilians.
const CIVIL: &[&str] =
    &["CVL", "REF", "EDU", "HLH", "AGR", "BUS", "LAB", "ENV", "HRI", "NGO", "NGM", "DEV"];

/// ACLED's interaction code of two actors: the lower number first; 0 as the second digit for a single actor.
pub fn interaction(first: Inter, second: Option<Inter>) -> u8 {
    match second {
        None => first.number() * 10,
        Some(second) => first.min(second).number() * 10 + first.max(second).number(),
    }
}

const VIOLENCE: &str = "Political violence";
const STRATEGIC: &str = "Strategic developments";

macro_rules! types {
    ($($event:literal, $disorder:expr, [$($name:literal),* $(,)?];)*) => {
        const SUB_EVENTS: &[SubEvent] =
            &[$($(SubEvent { name: $name, event_type: $event, disorder: $disorder },)*)*];
    };
}

types! {
    "Battles", VIOLENCE, [
        "Armed clash", "Government regains territory", "Non-state actor overtakes territory",
    ];
    "Explosions/Remote violence", VIOLENCE, [
        "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED", "Grenade",
    ];
    "Violence against civilians", VIOLENCE, [
        "Sexual violence", "Attack", "Abduction/forced disappearance",
    ];
    "Protests", "Demonstrations", ["Peaceful protest", "Protest with intervention"];
    "Protests", "Political violence; Demonstrations", ["Excessive force against protesters"];
    "Riots", "Demonstrations", ["Violent demonstration"];
    "Riots", VIOLENCE, ["Mob violence"];
    "Strategic developments", STRATEGIC, [
        "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use",
        "Headquarters or base established", "Looting/property destruction",
        "Non-violent transfer of territory", "Other",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_follow_from_the_sub_event_type() {
        let strike = SubEvent::find("Air/drone strike").unwrap();
        assert_eq!(strike.event_type, "Explosions/Remote violence");
        assert!(strike.is_violence());
        assert!(!SubEvent::find("Agreement").unwrap().is_violence());
        let unknown = SubEvent::find("Air strike").unwrap_err();
        assert!(
            unknown.message.contains("\"Air strike\"") && unknown.help.contains("Air/drone strike")
        );
        assert_eq!(SUB_EVENTS.len(), 25);
    }

    #[test]
    fn a_state_abroad_is_external() {
        assert_eq!(Inter::of_code("RUSMIL", Some("SYR")), Some(Inter::External));
        assert_eq!(Inter::of_code("RUS", Some("SYR")), Some(Inter::External));
        assert_eq!(Inter::of_code("SYRMIL", Some("SYR")), Some(Inter::State));
        assert_eq!(Inter::of_code("SYRREB", Some("SYR")), Some(Inter::Rebel));
        assert_eq!(Inter::of_code("IGOUNO", Some("SYR")), Some(Inter::External));
        assert_eq!(Inter::of_code("IMGREB", Some("SYR")), Some(Inter::Rebel));
        assert_eq!(Inter::of_code("SYRGOVREB", Some("SYR")), Some(Inter::PoliticalMilitia));
        assert_eq!(Inter::of_code("SYRGOVMED", Some("SYR")), Some(Inter::Civilians));
        assert_eq!(Inter::of_code("CVL", None), Some(Inter::Civilians));
        assert_eq!(Inter::of_code("SYROPP", Some("SYR")), None);
        assert_eq!(Inter::of_code("é", None), None);
        assert_eq!(Inter::of_words("at least 20 civilians"), Some(Inter::Civilians));
        assert_eq!(Inter::of_words("the rebel-held town"), None);
        assert_eq!(Inter::of_words("Government troops"), Some(Inter::State));
        assert_eq!(Inter::of_words("rebel groups"), Some(Inter::Rebel));
        assert_eq!(Inter::of_words("forces"), None);
        assert_eq!(Inter::of_words(""), None);
    }

    #[test]
    fn interaction_puts_the_lower_number_first() {
        assert_eq!(interaction(Inter::Rebel, Some(Inter::State)), 12);
        assert_eq!(interaction(Inter::External, Some(Inter::Civilians)), 78);
        assert_eq!(interaction(Inter::Rebel, None), 20);
    }
}
