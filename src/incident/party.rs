//! Who: the parties of a mention as they can be compared. Codes are made of parts of three letters: a country or a
//! sort of group first, then what the party is in it.

use super::wording::{hash, words};
use crate::event::Party;

/// A party made comparable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The name as people read it.
    pub label: String,
    name: u64,
    code: Option<Coded>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Coded {
    whole: String,
    sort: PartyType,
}

/// What a party is, as far as it matters to whether two readings may mean one.
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
    /// Both say who, and it cannot be the same.
    Contrary,
    /// One does not say, or nothing speaks for or against.
    Open,
    /// So many parties are in both lists; the first of them by name.
    Shared(u32, String),
}

impl Side {
    /// Reads a party of the record.
    pub fn of(party: &Party) -> Side {
        let label = party.name.clone().unwrap_or_else(|| party.text.clone());
        let name = match &party.name {
            Some(name) => hash(&words(name).join(" ")),
            // "The rebels" of one report and those of another are not known to be the same.
            None => 0,
        };
        Side { name, code: party.code.as_deref().and_then(Coded::read), label }
    }

    /// What blocks are made of; 0 where no name is known.
    pub fn key(&self) -> u64 {
        self.name
    }

    /// Whether the list names parties, all of them known to the gazetteers: only then can another list contradict it.
    pub fn are_known(sides: &[Side]) -> bool {
        !sides.is_empty() && sides.iter().all(|side| side.code.is_some())
    }

    fn is_same(&self, other: &Side) -> bool {
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

    /// Whether both may be readings of one party.
    fn may_be(&self, other: &Side) -> bool {
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

    /// How the two lists relate to each other; the same whichever comes first.
    pub fn fit(a: &[Side], b: &[Side]) -> PartyFit {
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
        let apart = Side::are_known(a)
            && Side::are_known(b)
            && !a.iter().any(|one| b.iter().any(|b| one.may_be(b)));
        if apart { PartyFit::Contrary } else { PartyFit::Open }
    }
}

impl Coded {
    /// Codes of those who only report (media, monitors, envoys) say nothing of who did it.
    fn read(code: &str) -> Option<Coded> {
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
        Some(Coded { whole: code.to_owned(), sort })
    }

    fn country(&self) -> &str {
        self.whole.get(..3).unwrap_or(&self.whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(name: &str, code: &str) -> Side {
        Side::of(&Party {
            text: name.into(),
            name: Some(name.into()),
            code: (!code.is_empty()).then(|| code.into()),
            start: None,
            end: None,
        })
    }

    fn fit(a: &[Side], b: &[Side]) -> PartyFit {
        let fit = Side::fit(a, b);
        assert_eq!(fit, Side::fit(b, a));
        fit
    }

    #[test]
    fn contrary_codes_differ_and_open_ones_do_not() {
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
