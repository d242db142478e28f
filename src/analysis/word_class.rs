//! Closed classes of words around speech: speaker nouns and pronouns, adjectives before them, words between a subject
//! and its verb, words that cannot be inside a noun phrase.

use crate::text::calendar;

/// Nouns that can be speakers; sorted.
#[rustfmt::skip]
const SPEAKERS: &[&str] = &[
    "activist", "activists", "administration", "adviser", "advisers", "agencies", "agency",
    "aide", "aides", "ambassador", "ambassadors", "analyst", "analysts", "army", "attorney",
    "authorities", "bishop", "bishops", "center", "centers", "centre", "charities", "charity",
    "chief", "cleric", "clerics", "coalition", "colonel", "command", "commander", "commanders",
    "commission", "commissioner", "commissioners", "committee", "committees", "correspondent",
    "council", "court", "department", "deputy", "diplomat", "diplomats", "director", "doctor",
    "doctors", "elder", "elders", "embassy", "envoy", "envoys", "expert", "experts",
    "eyewitness", "eyewitnesses", "firefighters", "foundation", "general", "government",
    "governor", "governorate", "group", "groups", "head", "hospital", "hospitals", "insurgents",
    "investigator", "investigators", "journalist", "journalists", "judge", "junta", "kremlin",
    "lawmaker", "lawmakers", "lawyer", "lawyers", "leader", "leaders", "lieutenant", "locals",
    "major", "mayor", "media", "medic", "medics", "militants", "military", "militia",
    "minister", "ministers", "ministry", "mission", "monitor", "monitors", "mp", "mps",
    "neighbor", "neighbors", "neighbour", "neighbours", "network", "ngo", "nurse", "nurses",
    "observatory", "observer", "observers", "office", "official", "officials", "opposition",
    "organisation", "organization", "outlets", "paramedic", "paramedics", "parliament",
    "pastor", "police", "president", "priest", "prosecutor", "prosecutors", "rapporteur",
    "rebels", "relative", "relatives", "reporter", "reports", "rescuer", "rescuers",
    "researcher", "researchers", "resident", "residents", "secretariat", "secretary", "senator",
    "service", "services", "site", "sites", "source", "sources", "spokesman", "spokesperson",
    "spokeswoman", "staffer", "state", "statement", "surgeon", "surgeons", "survivor",
    "survivors", "television", "tribunal", "tv", "union", "villager", "villagers", "volunteer",
    "volunteers", "witness", "witnesses", "worker", "workers",
];

pub(crate) fn is_speaker_noun(word: &str) -> bool {
    SPEAKERS.binary_search(&word).is_ok()
        || matches!(
            word,
            "both"
                | "newspaper"
                | "company"
                | "fighters"
                | "jihadists"
                | "insurgents"
                | "soldier"
                | "station"
                | "channel"
                | "website"
                | "regime"
        )
}

/// Pronouns that can refer to a speaker named before.
pub(crate) fn is_pronoun(word: &str) -> bool {
    matches!(word, "he" | "she" | "it" | "they")
}

/// Words that may come between a subject and its verb.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "again", "all", "already", "also", "both", "consistently", "did", "do", "does", "earlier",
    "first", "further", "had", "has", "have", "himself", "however", "immediately", "initially", "itself",
    "later", "meanwhile", "not", "officially", "on", "only", "originally", "previously", "publicly", "recently",
    "repeatedly", "reportedly", "separately", "still", "strongly", "then", "to", "today", "went",
    "will", "would", "yesterday",
];

pub(crate) fn is_between(word: &str) -> bool {
    BETWEEN.binary_search(&word).is_ok() || calendar::is_weekday(word)
}

/// Words that end a noun phrase on the left: clause conjunctions, verbs that are not part of names.
#[rustfmt::skip]
const WALLS: &[&str] = &[
    "after", "although", "are", "as", "be", "because", "been", "before", "but", "had", "has",
    "have", "however", "if", "including", "is", "killed", "killing", "meanwhile", "said", "since",
    "so", "than", "that", "though", "until", "was", "were", "when", "where", "which", "while",
    "who", "will", "would", "wounded",
];

pub(crate) fn is_wall(word: &str) -> bool {
    WALLS.binary_search(&word).is_ok()
}

#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "activist", "american", "anti", "based", "civil", "defence", "defense", "field", "foreign",
    "government", "human", "independent", "iranian", "iraqi", "israeli", "kurdish", "lebanese",
    "local", "media", "medical", "military", "monitoring", "official", "opposition", "pro",
    "rebel", "rescue", "rights", "run", "russian", "same", "security", "senior", "several",
    "state", "syrian", "turkish", "two", "war", "western",
];

pub(crate) fn is_adjective(word: &str) -> bool {
    ADJECTIVES.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [SPEAKERS, BETWEEN, WALLS, ADJECTIVES] {
            assert!(table.is_sorted(), "{:?}", table.windows(2).find(|pair| pair[0] > pair[1]));
        }
    }
}
