//! Comparable parties of a mention. Codes are made of parts of three letters: first a country or type of group, then
//! what the party is in it.

use super::wording::{hash, words};
use crate::event::Party;

/// A party in comparable form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparableParty {
    /// The display name.
    pub label: String,
    name: u64,
    code: Option<PartyCode>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct PartyCode {
    whole: String,
    sort: PartyType,
}

/// The type of a party, as far as it decides whether two readings may be the same party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PartyType {
    /// A state, its government or its forces.
    State,
    /// A coalition of states.
    Coalition,
    /// Rebels, opposition, insurgents.
    Rebel,
}

/// How two lists of parties relate to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartyFit {
    /// Both name parties, and these cannot be the same.
    Contrary,
    /// One names none, or nothing decides.
    Open,
    /// The number of parties that are in both lists, and the alphabetically first of them.
    Shared(u32, String),
}

impl ComparableParty {
    /// Makes a party of the record comparable.
    pub fn of(party: &Party) -> ComparableParty {
        let label = party.name.clone().unwrap_or_else(|| party.text.clone());
        let name = match &party.name {
            Some(name) => hash(&words(name).join(" ")),
            // "The rebels" in two reports are not known to be the same.
            None => 0,
        };
        ComparableParty { name, code: party.code.as_deref().and_then(PartyCode::read), label }
    }

    /// The hash of the name, used as a block key; 0 where no name is known.
    pub fn key(&self) -> u64 {
        self.name
    }

    /// Whether the list is not empty and all its parties have known codes: only then can another list contradict it.
    pub fn are_known(sides: &[ComparableParty]) -> bool {
        !sides.is_empty() && sides.iter().all(|side| side.code.is_some())
    }

    fn is_same(&self, other: &ComparableParty) -> bool {
        if self.name != 0 && self.name == other.name {
            return true;
        }
        match (&self.code, &other.code) {
            (Some(a), Some(b)) => {
                a.sort == b.sort && a.sort != PartyType::Rebel && a.country() == b.country()
            }
            _ => false,
        }
    }

    /// Whether both may be readings of the same party.
    fn may_be(&self, other: &ComparableParty) -> bool {
        if self.is_same(other) {
            return true;
        }
        let (Some(a), Some(b)) = (&self.code, &other.code) else { return true };
        match (a.sort, b.sort) {
            (PartyType::Coalition, PartyType::State) | (PartyType::State, PartyType::Coalition) => {
                true
            }
            (PartyType::Rebel, PartyType::Rebel) => {
                a.whole == b.whole || self.name == 0 || other.name == 0
            }
            _ => false,
        }
    }

    /// How the two lists relate to each other; symmetric.
    pub fn fit(a: &[ComparableParty], b: &[ComparableParty]) -> PartyFit {
        let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        let mut shared: Vec<&str> = few
            .iter()
            .filter_map(|one| {
                let same = many.iter().filter(|other| one.is_same(other));
                same.map(|other| other.label.as_str().min(&one.label)).min()
            })
            .collect();
        shared.sort_unstable();
        shared.dedup();
        if let Some(first) = shared.first() {
            return PartyFit::Shared(shared.len() as u32, (*first).to_owned());
        }
        let apart = ComparableParty::are_known(a)
            && ComparableParty::are_known(b)
            && !a.iter().any(|one| b.iter().any(|b| one.may_be(b)));
        if apart { PartyFit::Contrary } else { PartyFit::Open }
    }
}

impl PartyCode {
    /// Codes of those who only report (media, monitors, envoys) give no information about who did it: `None`.
    fn read(code: &str) -> Option<PartyCode> {
        let (head, rest) = (code.get(..3)?, code.get(3..)?);
        let has = |parts: &[&str]| parts.iter().any(|part| rest.contains(part));
        let sort = if has(&["MED", "NGO", "HRI", "HLH", "CVL"]) {
            return None;
        } else if has(&["REB", "OPP", "INS", "SEP"]) || ["REB", "INS", "KUR"].contains(&head) {
            PartyType::Rebel
        } else if head == "IMG" && has(&["MIL"]) {
            PartyType::Coalition
        } else if ["IGO", "NGO", "IMG", "MNC", "CVL"].contains(&head) {
            return None;
        } else {
            PartyType::State
        };
        Some(PartyCode { whole: code.to_owned(), sort })
    }

    fn country(&self) -> &str {
        self.whole.get(..3).unwrap_or(&self.whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(name: &str, code: &str) -> ComparableParty {
        ComparableParty::of(&Party {
            text: name.into(),
            name: Some(name.into()),
            code: (!code.is_empty()).then(|| code.into()),
            start: None,
            end: None,
        })
    }

    fn fit(a: &[ComparableParty], b: &[ComparableParty]) -> PartyFit {
        let fit = ComparableParty::fit(a, b);
        assert_eq!(fit, ComparableParty::fit(b, a));
        fit
    }

    #[test]
    fn codes_contradict_only_where_known_and_different() {
        let (russia, army) = ([side("Russia", "RUS")], [side("Russian army", "RUSMIL")]);
        let (usa, coalition) = ([side("United States", "USA")], [side("Coalition", "IMGMIL")]);
        let both = [russia[0].clone(), usa[0].clone()];
        assert_eq!(fit(&russia, &army), PartyFit::Shared(1, "Russia".into()));
        assert_eq!(fit(&russia, &usa), PartyFit::Contrary);
        assert_eq!(fit(&coalition, &usa), PartyFit::Open);
        assert_eq!(fit(&[], &usa), PartyFit::Open);
        assert_eq!(fit(&both, &usa), PartyFit::Shared(1, "United States".into()));
        let (is, nusra) = ([side("Islamic State", "IMGREB")], [side("Al-Nusra Front", "SYRREB")]);
        assert_eq!(fit(&is, &nusra), PartyFit::Contrary);
        assert_eq!(fit(&[side("x", "é")], &[side("y", "RUS")]), PartyFit::Open);
    }
}
