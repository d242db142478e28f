//! The position of each rule in the order of rules, and its id. A name is unique in its pack; where several packs have
//! a rule of one name, the pack is part of the id.

use super::{LoadedRule, Program};
use crate::script::ids;

/// The position of a rule that was just loaded.
pub(super) enum RulePlace {
    /// At the end, as a rule of its own set.
    New,
    /// In place of the rule at this index.
    Of(usize),
}

/// Why a rule is refused.
pub(super) struct PlaceRefusal {
    pub message: String,
    pub help: String,
}

impl Program {
    /// Splits a rule's id as written into pack and name: a typed rule may name the pack whose rule it replaces.
    pub(super) fn split_id<'a>(&self, set: usize, written: &'a str) -> (Option<&'a str>, &'a str) {
        match written.split_once(':').filter(|_| self.sets[set].replaces) {
            Some((pack, name)) => (Some(pack), name),
            None => (None, written),
        }
    }

    /// The position of a rule of set `set` whose id is written as `written`.
    pub(super) fn place(&self, set: usize, written: &str) -> Result<RulePlace, PlaceRefusal> {
        let (pack, name) = self.split_id(set, written);
        let replaces = self.sets[set].replaces;
        if !self.in_order {
            // Which of two rules of one id is kept was decided when all files were loaded.
            return Ok(RulePlace::New);
        }
        if !replaces && name.contains(':') {
            return Err(PlaceRefusal {
                message: "a rule's id cannot contain `:`, which separates a pack from its rule where two packs have the same id".to_owned(),
                help: format!("use another character: rule(\"{}\")", name.replace(':', "/")),
            });
        }
        let known = self.places.get(name).map_or(&[][..], Vec::as_slice);
        let meant: Vec<usize> = match (replaces, pack) {
            (false, _) => known.iter().copied().filter(|&at| self.rules[at].home == set).collect(),
            (true, None) => known.to_vec(),
            (true, Some(pack)) => known
                .iter()
                .copied()
                .filter(|&at| self.sets[self.rules[at].home].pack == pack)
                .collect(),
        };
        match (&meant[..], pack) {
            ([], Some(pack)) if pack != self.sets[set].pack => Err(PlaceRefusal {
                message: format!("no loaded pack {pack} has a rule {name} to replace"),
                help: "a rule of your own has no `:` in its id".to_owned(),
            }),
            ([], _) => Ok(RulePlace::New),
            (&[at], _) if !replaces || self.set_of(&self.rules[at]) == set => Err(self.twin(at)),
            (&[at], _) => Ok(RulePlace::Of(at)),
            (several, _) => {
                let ids: Vec<String> = several
                    .iter()
                    .map(|&at| ids::qualified(&self.sets[self.rules[at].home].pack, name))
                    .collect();
                Err(PlaceRefusal {
                    message: format!("several packs have a rule {name}"),
                    help: format!(
                        "say which one it replaces: rule(\"{}\")",
                        ids.join("\") or rule(\"")
                    ),
                })
            }
        }
    }

    fn twin(&self, at: usize) -> PlaceRefusal {
        let spec = &self.rules[at].spec;
        let place = format!("{}/{}:{}", spec.pack, spec.file, spec.line);
        PlaceRefusal {
            message: "another rule has this id".to_owned(),
            help: format!("the first is in {place}; rename one"),
        }
    }

    /// The set whose file defines the rule.
    fn set_of(&self, rule: &LoadedRule) -> usize {
        rule.spec.set
    }

    /// Inserts a rule at its position; does nothing for a rule that is refused.
    pub(super) fn insert_rule(&mut self, mut rule: LoadedRule) {
        let Ok(place) = self.place(rule.spec.set, &rule.written) else { return };
        rule.spec.name = self.split_id(rule.spec.set, &rule.written).1.to_owned();
        match place {
            RulePlace::New => {
                rule.home = rule.spec.set;
                let places = self.places.entry(rule.spec.name.clone()).or_default();
                places.push(self.rules.len());
                self.rules.push(rule);
            }
            RulePlace::Of(at) => {
                rule.home = self.rules[at].home;
                self.replaced.push(std::mem::replace(&mut self.rules[at], rule));
            }
        }
    }

    /// Sets the ids of all rules: the name, with the pack before it where several packs have a rule of that name.
    pub(super) fn give_ids(&mut self) {
        for (name, places) in &self.places {
            for &at in places {
                let rule = &mut self.rules[at];
                rule.spec.home_set = rule.home;
                rule.spec.home.clone_from(&self.sets[rule.home].pack);
                rule.spec.id = match places.len() {
                    1 => name.clone(),
                    _ => ids::qualified(&rule.spec.home, name),
                };
            }
        }
    }
}
