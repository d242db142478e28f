//! Words beside a name that speak for a place. `evidence` weighs them.

/// Prepositions and conjunctions after which a name is often a place.
pub(super) const BEFORE: &[&str] = &["of", "on"];

/// Prepositions after which a name is a person as often as a place: a place of some size it must be.
pub(super) const WEAK: &[&str] =
    &["from", "to", "for", "off", "against", "between", "behind", "past"];

/// What a name after "of" is a part of, and not a place.
pub(super) const NAMED_FOR: &[&str] = &[
    "bank",
    "university",
    "college",
    "gulf",
    "strait",
    "straits",
    "bay",
    "sea",
    "lake",
    "river",
    "cape",
    "treaty",
    "declaration",
    "agreement",
    "accord",
    "accords",
    "convention",
    "bishop",
    "archbishop",
    "patriarch",
    "duke",
    "prince",
    "king",
    "lord",
    "earl",
    "statute",
    "house",
];

/// Verbs whose object is often a place, by their beginnings, and nouns before one.
pub(super) const TAKES_PLACE: &[&str] = &[
    "shell", "bomb", "hit", "hits", "hitting", "struck", "strike", "strikes", "striking", "attack",
    "storm", "seiz", "captur", "take", "takes", "took", "taking", "retake", "retook", "retaking",
    "recaptur", "enter", "leave", "left", "leaving", "reach", "flee", "fled", "fleeing", "evacuat",
    "besieg", "encircl", "target", "pound", "liberat", "lose", "lost", "losing", "control",
    "overran", "overrun", "reclaim", "invad", "approach", "defend", "abandon", "surround", "raid",
    "visit", "bombard", "rock", "blockad", "occupy", "occupie", "devastat", "level", "toward",
];

/// Words for a place, before its name.
pub(super) const PLACE_NOUNS: &[&str] = &[
    "city",
    "town",
    "village",
    "district",
    "port",
    "province",
    "region",
    "hamlet",
    "settlement",
    "capital",
    "township",
    "suburb",
    "oblast",
    "state",
    "county",
    "commune",
    "locality",
];

/// Words behind a place's name, besides those for places.
pub(super) const AFTER: &[&str] = &[
    "residents",
    "airport",
    "hospital",
    "prison",
    "offensive",
    "front",
    "direction",
    "sector",
    "authorities",
    "mayor",
    "governor",
    "oblast",
    "township",
    "county",
    "state",
    "garrison",
    "airbase",
    "locals",
    "port",
    "camp",
    "axis",
    "salient",
    "pocket",
    "bridge",
    "university",
];

/// Nouns of acts that are named after the town where they happen: "the Karrada bombing".
pub(super) const ACTS: &[&str] = &[
    "massacre",
    "killings",
    "bombing",
    "bombings",
    "blast",
    "blasts",
    "attack",
    "attacks",
    "siege",
    "gunfight",
    "clashes",
    "shelling",
    "raid",
    "ambush",
    "assault",
    "airstrike",
    "airstrikes",
    "truck",
    "market",
];

/// Verbs whose subject is a place as often as a person, or a place alone.
const SCENES: &[&str] = &[
    "burned", "burnt", "burns", "woke", "wakes", "awoke", "fell", "falls", "remains", "remained",
    "lies", "lay", "came", "comes", "changed", "changes", "is", "was", "has", "had", "fallen",
];

/// What a place is or comes to be: "remains encircled", "came under fire", "is back in junta hands".
const STATES: &[&str] = &[
    "encircled",
    "besieged",
    "surrounded",
    "blockaded",
    "cut",
    "isolated",
    "contested",
    "deserted",
    "under",
    "hands",
    "burned",
    "burnt",
    "burns",
    "burning",
    "ablaze",
    "flattened",
    "fallen",
    "fell",
    "falls",
    "overrun",
    "liberated",
    "recaptured",
    "retaken",
    "captured",
    "shelled",
    "bombed",
    "pounded",
    "bombarded",
    "quiet",
    "calm",
    "back",
];

/// Words between the subject and its state.
const BETWEEN: &[&str] = &[
    "been",
    "being",
    "still",
    "now",
    "again",
    "largely",
    "almost",
    "completely",
    "fully",
    "once",
    "to",
    "up",
    "in",
    "repeatedly",
    "heavily",
    "came",
    "come",
    "comes",
    "changed",
    "changes",
    "remains",
    "remained",
    "is",
    "was",
    "has",
    "had",
    "have",
    "were",
    "all",
    "but",
];

/// Whether `words`, which follow a name at once, say what becomes of a place: "remains encircled", "came under fire",
/// "has changed hands", "burned on Monday".
pub(super) fn is_scene<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let mut words = words.peekable();
    if words.peek().is_none_or(|first| !SCENES.contains(first)) {
        return false;
    }
    words.take(5).find(|word| !BETWEEN.contains(word)).is_some_and(|word| STATES.contains(&word))
}
