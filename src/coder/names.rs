//! Which names a pack's rules know, and whose duplicates they drop. A pack sees its own gazetteer tables, those of the
//! packs it depends on, and those of the packs that depend on it: a pack for a war adds that war's names to the rules it
//! is built on. Packs that have nothing to do with each other do not see each other's tables.

use crate::gazetteer::{Gazetteer, GazetteerBuilder};
use crate::pack::Pack;
use crate::script::{Fault, ScriptSet, depends};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The gazetteers of several packs.
#[derive(Clone)]
pub struct Gazetteers {
    /// The first knows the names of all packs; behind it those of packs that know fewer.
    all: Vec<Arc<Gazetteer>>,
    /// By pack: its gazetteer, an index into `all`.
    of_set: Vec<usize>,
    /// By gazetteer: the packs whose tables are in it, as indices, sorted.
    keys: Vec<Vec<usize>>,
}

impl Gazetteers {
    /// Reads the tables of `packs`; what is wrong with them comes back too.
    pub fn of(packs: &[Arc<Pack>]) -> (Gazetteers, Vec<Fault>) {
        let (of_set, keys) = plan(packs);
        let mut faults = Vec::new();
        let mut all = Vec::with_capacity(keys.len());
        for (at, key) in keys.iter().enumerate() {
            let mut builder = GazetteerBuilder::new();
            for pack in key.iter().map(|&at| &packs[at]) {
                for (table, path, text) in &pack.tables {
                    for problem in builder.add_table(*table, path, text) {
                        let name = &pack.manifest.name;
                        let fault = Fault::of(name, Some(path), &problem.message, &problem.help);
                        let line = Some(problem.line as usize);
                        // The first gazetteer has all tables, and with them all faults.
                        if at == 0 {
                            faults.push(fault.at(text, line, Some(problem.column)));
                        }
                    }
                }
            }
            all.push(Arc::new(builder.build()));
        }
        (Gazetteers { all, of_set, keys }, faults)
    }

    /// The same gazetteers for `packs`, whose tables are those that were read; `None` where a pack that was there would
    /// know other names than it did.
    pub fn for_packs(&self, packs: &[Arc<Pack>]) -> Option<Gazetteers> {
        let (of_set, keys) = plan(packs);
        let same =
            keys == self.keys && of_set.iter().zip(&self.of_set).all(|(new, old)| new == old);
        same.then(|| Gazetteers { all: self.all.clone(), of_set, keys })
    }

    /// Whether these are the very same gazetteers, used by the same packs.
    pub fn is_as(&self, other: &Gazetteers) -> bool {
        let pairs = self.all.iter().zip(&other.all);
        self.all.len() == other.all.len()
            && pairs.into_iter().all(|(one, other)| Arc::ptr_eq(one, other))
            && self.of_set.iter().zip(&other.of_set).all(|(one, other)| one == other)
    }

    /// The names of all packs.
    pub fn whole(&self) -> &Arc<Gazetteer> {
        &self.all[0]
    }

    /// Every gazetteer: the first knows the names of all packs.
    pub fn all(&self) -> &[Arc<Gazetteer>] {
        &self.all
    }

    /// The gazetteer of the pack at `set`, as an index into [`Gazetteers::all`].
    pub fn index(&self, set: usize) -> usize {
        self.of_set.get(set).copied().unwrap_or_default()
    }
}

/// By pack the gazetteer it uses, and by gazetteer the packs whose tables are in it.
fn plan(packs: &[Arc<Pack>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let sets: Vec<Arc<ScriptSet>> = packs.iter().map(|pack| pack.scripts.clone()).collect();
    let with_tables = |seen: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
        seen.filter(|&at| !packs[at].tables.is_empty()).collect()
    };
    let mut keys = vec![with_tables(&mut (0..packs.len()))];
    let of_set = (0..packs.len()).map(|set| {
        let key = with_tables(&mut seen_by(&sets, set).into_iter());
        keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            keys.push(key);
            keys.len() - 1
        })
    });
    (of_set.collect(), keys)
}

/// The packs whose names the rules of `sets[set]` know.
fn seen_by(sets: &[Arc<ScriptSet>], set: usize) -> BTreeSet<usize> {
    let mut seen = with_depends(sets, set);
    for above in (0..sets.len()).filter(|&above| is_built_on(sets, above, set)) {
        seen.extend(with_depends(sets, above));
    }
    seen
}

/// Whether `sets[above]` depends on `sets[set]` as a pack does. What is typed at a prompt and single rule files see other
/// packs and do not change what these see.
fn is_built_on(sets: &[Arc<ScriptSet>], above: usize, set: usize) -> bool {
    let is_guest = sets[above].replaces || sets[above].lone;
    above != set && !is_guest && with_depends(sets, above).contains(&set)
}

/// A pack and all that it depends on.
fn with_depends(sets: &[Arc<ScriptSet>], set: usize) -> BTreeSet<usize> {
    let mut all = BTreeSet::new();
    let mut open = vec![set];
    while let Some(at) = open.pop() {
        if all.insert(at) {
            open.extend(depends(sets, at));
        }
    }
    all
}

/// Groups of packs that are used together: each pack that no other depends on, with all that it depends on. Duplicates
/// are dropped inside a group alone, so that packs that know nothing of each other give the events they give by
/// themselves.
#[derive(Clone, Debug)]
pub struct Groups {
    /// By group, by pack: whether it belongs to the group.
    members: Vec<Vec<bool>>,
    /// By pack: whether it belongs to every group, as what is typed at a prompt does. An event of it is dropped where
    /// any group has it already; an event of another pack only where all do.
    everywhere: Vec<bool>,
}

impl Groups {
    /// The groups of `sets`.
    pub fn of(sets: &[Arc<ScriptSet>]) -> Groups {
        let is_top = |set: &usize| {
            !sets[*set].replaces && !(0..sets.len()).any(|above| is_built_on(sets, above, *set))
        };
        let everywhere: Vec<bool> = sets.iter().map(|set| set.replaces).collect();
        let members = (0..sets.len()).filter(is_top).map(|top| {
            let group = with_depends(sets, top);
            (0..sets.len()).map(|set| everywhere[set] || group.contains(&set)).collect()
        });
        Groups { members: members.collect(), everywhere }
    }

    /// Whether all packs are of one group.
    pub fn is_one(&self) -> bool {
        self.members.len() <= 1
    }

    /// By group: whether the pack `set` belongs to it.
    pub fn members(&self) -> &[Vec<bool>] {
        &self.members
    }

    /// In how many groups an event of the pack `set` must stay.
    pub fn needed(&self, set: usize) -> usize {
        if self.everywhere.get(set).copied().unwrap_or_default() { self.members.len() } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pack: &str, on: &[&str]) -> ScriptSet {
        let depends = on.iter().map(|&name| name.to_owned()).collect();
        ScriptSet { pack: pack.into(), depends, ..ScriptSet::default() }
    }

    fn sets() -> Vec<Arc<ScriptSet>> {
        let typed = ScriptSet { replaces: true, ..set("prompt", &[]) };
        let file = ScriptSet { lone: true, ..set("mine", &["syria", "base", "other"]) };
        let all = [
            set("base", &[]),
            set("syria", &["base"]),
            set("yemen", &["base"]),
            set("other", &[]),
            file,
            typed,
        ];
        all.into_iter().map(Arc::new).collect()
    }

    #[test]
    fn a_pack_sees_what_it_depends_on_and_what_is_built_on_it() {
        let sets = sets();
        let seen = |set| seen_by(&sets, set).into_iter().collect::<Vec<usize>>();
        assert_eq!(seen(0), [0, 1, 2]);
        assert_eq!(seen(1), [0, 1]);
        assert_eq!(seen(3), [3]);
        assert_eq!(seen(4), [0, 1, 3, 4]);
        assert_eq!(seen(5), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn packs_that_nothing_is_built_on_make_groups() {
        let groups = Groups::of(&sets());
        let members = |at: usize| {
            let flags = groups.members()[at].iter();
            flags.enumerate().filter(|(_, member)| **member).map(|(set, _)| set).collect::<Vec<_>>()
        };
        assert_eq!(groups.members().len(), 4);
        assert_eq!(members(0), [0, 1, 5]);
        assert_eq!(members(1), [0, 2, 5]);
        assert_eq!(members(2), [3, 5]);
        assert_eq!(members(3), [0, 1, 3, 4, 5]);
        assert_eq!((groups.needed(0), groups.needed(5)), (1, 4));
        assert!(Groups::of(&sets()[..2]).is_one());
    }
}
