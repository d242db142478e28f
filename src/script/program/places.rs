//! Rules' places and ids. A name is unique in its pack; over packs an id is distinguished by its pack.

use super::{LoadedRule, Program};
use crate::script::ids;

/// Where a rule that was just read goes.
pub(super) enum RulePlace {
    /// At the end, as a rule of its own set.
    New,
    /// Into the place of this rule.
    Of(usize),
}

/// Why a rule is refused: what is wrong and what to do.
pub(super) struct NoPlace {
    pub message: String,
    pub help: String,
}

impl Program {
    /// The pack and the name of a rule id as it is written: a typed rule may name the pack whose rule it replaces.
    pub(super) fn parted<'a>(&self, set: usize, written: &'a str) -> (Option<&'a str>, &'a str) {
        match written.split_once(':').filter(|_| self.sets[set].replaces) {
            Some((pack, name)) => (Some(pack), name),
            None => (None, written),
        }
    }

    /// Where a rule of set `set` goes whose id is written so.
    pub(super) fn place(&self, set: usize, written: &str) -> Result<RulePlace, NoPlace> {
        let (pack, name) = self.parted(set, written);
        let replaces = self.sets[set].replaces;
        if !replaces && name.contains(':') {
            return Err(NoPlace {
                message: "a rule's id cannot contain `:`, which separates a pack from its rule where two packs have the same id".to_owned(),
                help: format!("write another sign: rule(\"{}\")", name.replace(':', "/")),
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
            ([], Some(pack)) if pack != self.sets[set].pack => Err(NoPlace {
                message: format!("no pack {pack} loaded has a rule {name} to be replaced"),
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
                Err(NoPlace {
                    message: format!("several packs have a rule {name}"),
                    help: format!(
                        "say which one it replaces: rule(\"{}\")",
                        ids.join("\") or rule(\"")
                    ),
                })
            }
        }
    }

    fn twin(&self, at: usize) -> NoPlace {
        let spec = &self.rules[at].spec;
        let place = format!("{}/{}:{}", spec.pack, spec.file, spec.line);
        NoPlace {
            message: "another rule has this id".to_owned(),
            help: format!("the first is in {place}; rename one"),
        }
    }

    /// The set whose file a rule stands in.
    fn set_of(&self, rule: &LoadedRule) -> usize {
        rule.spec.set
    }

    /// Puts a rule that has a place there.
    pub(super) fn stand(&mut self, mut rule: LoadedRule) {
        let Ok(place) = self.place(rule.spec.set, &rule.written) else { return };
        rule.spec.name = self.parted(rule.spec.set, &rule.written).1.to_owned();
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

    /// Gives all rules their ids: the name, with the pack before it where several packs have a rule of that name.
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
