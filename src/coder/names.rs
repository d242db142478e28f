//! Which names a pack's rules know, and which packs are related. A pack sees its own gazetteer tables, those of the
//! packs it depends on, and those of the packs that depend on it: a pack for one war adds its names to the general
//! rules. Unrelated packs do not see each other's tables.

use crate::gazetteer::{Gazetteer, GazetteerBuilder, PackedTables};
use crate::pack::Pack;
use crate::script::{Fault, ScriptSet, built_on, depends};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The gazetteers of several packs.
#[derive(Clone)]
pub struct Gazetteers {
    /// The first knows the names of all packs; after it come those of packs that know fewer.
    all: Vec<Arc<Gazetteer>>,
    /// By pack: its gazetteer, an index into `all`.
    of_set: Vec<usize>,
    /// By gazetteer: the packs whose tables are in it, as indices, sorted.
    keys: Vec<Vec<usize>>,
}

impl Gazetteers {
    /// Reads the tables of `packs`; faults in them are returned too.
    pub fn of(packs: &[Arc<Pack>]) -> (Gazetteers, Vec<Fault>) {
        let (of_set, keys) = plan(packs);
        let mut faults = Vec::new();
        let mut all = Vec::with_capacity(keys.len());
        for (at, key) in keys.iter().enumerate() {
            let mut builder = GazetteerBuilder::new();
            for pack in key.iter().map(|&at| &packs[at]) {
                for (table, path, text) in &pack.tables {
                    let problems = builder.add_table(*table, path, text);
                    // The first gazetteer has all tables, and so all faults.
                    if at > 0 || problems.is_empty() {
                        continue;
                    }
                    let lines: Vec<&str> = text.lines().collect();
                    for problem in problems {
                        let name = &pack.manifest.name;
                        let fault = Fault::of(name, Some(path), &problem.message, &problem.help);
                        let line = problem.line as usize;
                        let shown = lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
                        faults.push(fault.at_line(shown, line, problem.column));
                    }
                }
            }
            for pack in key.iter().map(|&at| &packs[at]) {
                pack.names.iter().for_each(|(_, file)| builder.add_names(file.clone()));
            }
            all.push(Arc::new(builder.build()));
        }
        (Gazetteers { all, of_set, keys }, faults)
    }

    /// The tables of each gazetteer as plain data.
    pub fn packed(&self) -> Vec<PackedTables> {
        self.all.iter().map(|gazetteer| PackedTables::of(gazetteer)).collect()
    }

    /// The gazetteers of `packs`, whose tables [`Gazetteers::packed`] gave; `None` where they are not those of the packs.
    pub fn unpack(packs: &[Arc<Pack>], tables: Vec<PackedTables>) -> Option<Gazetteers> {
        let (of_set, keys) = plan(packs);
        let of_key = |(key, tables): (&Vec<usize>, PackedTables)| {
            let files = key.iter().flat_map(|&at| &packs[at].names);
            Arc::new(tables.gazetteer(files.map(|(_, file)| file.clone()).collect()))
        };
        (tables.len() == keys.len()).then(|| Gazetteers {
            all: keys.iter().zip(tables).map(of_key).collect(),
            of_set,
            keys,
        })
    }

    /// The gazetteers for `packs`, whose tables are the ones already read; `None` where an existing pack would then
    /// know other names than before.
    pub fn for_packs(&self, packs: &[Arc<Pack>]) -> Option<Gazetteers> {
        let (of_set, keys) = plan(packs);
        let same =
            keys == self.keys && of_set.iter().zip(&self.of_set).all(|(new, old)| new == old);
        same.then(|| Gazetteers { all: self.all.clone(), of_set, keys })
    }

    /// Whether these are the same gazetteers (by pointer), used by the same packs.
    pub fn is_same(&self, other: &Gazetteers) -> bool {
        let pairs = self.all.iter().zip(&other.all);
        self.all.len() == other.all.len()
            && pairs.into_iter().all(|(one, other)| Arc::ptr_eq(one, other))
            && self.of_set.iter().zip(&other.of_set).all(|(one, other)| one == other)
    }

    /// The gazetteer with the names of all packs.
    pub fn whole(&self) -> &Arc<Gazetteer> {
        &self.all[0]
    }

    /// All gazetteers; the first knows the names of all packs.
    pub fn all(&self) -> &[Arc<Gazetteer>] {
        &self.all
    }

    /// The gazetteer of pack `set`, as an index into [`Gazetteers::all`].
    pub fn index(&self, set: usize) -> usize {
        self.of_set.get(set).copied().unwrap_or_default()
    }
}

/// By pack, the gazetteer it uses; and by gazetteer, the packs whose tables are in it.
fn plan(packs: &[Arc<Pack>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let sets: Vec<Arc<ScriptSet>> = packs.iter().map(|pack| pack.scripts.clone()).collect();
    let with_tables = |visible: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
        visible.filter(|&at| packs[at].has_names()).collect()
    };
    let mut keys = vec![with_tables(&mut (0..packs.len()))];
    let of_set = (0..packs.len()).map(|set| {
        let key = with_tables(&mut visible_packs(&sets, set).into_iter());
        keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            keys.push(key);
            keys.len() - 1
        })
    });
    (of_set.collect(), keys)
}

/// The packs whose names the rules of `sets[set]` know: its own pack, its direct and indirect dependencies, and each
/// pack that depends on it, together with the names-only packs that this one depends on.
fn visible_packs(sets: &[Arc<ScriptSet>], set: usize) -> BTreeSet<usize> {
    let mut visible: BTreeSet<usize> = depends(sets, set).into_iter().collect();
    visible.insert(set);
    visible = visible.into_iter().flat_map(|at| with_dependencies(sets, at)).collect();
    for above in (0..sets.len()).filter(|&above| with_dependencies(sets, above).contains(&set)) {
        let of_names = |at: &usize| *at == above || sets[*at].rules.is_empty();
        visible.extend(with_dependencies(sets, above).into_iter().filter(of_names));
    }
    visible
}

/// A pack and all its direct and indirect dependencies.
fn with_dependencies(sets: &[Arc<ScriptSet>], set: usize) -> BTreeSet<usize> {
    let mut all = BTreeSet::new();
    let mut open = vec![set];
    while let Some(at) = open.pop() {
        if all.insert(at) {
            open.extend(built_on(sets, at));
        }
    }
    all
}

/// Which packs are related: one depends on the other. Duplicates are dropped and events are linked only among related
/// packs, so that unrelated packs give the same events as when they run alone.
///
/// A group is a pack that no other pack depends on, with all its dependencies. A pack that several packs depend on is
/// in several groups.
#[derive(Clone, Debug)]
pub struct PackGroups {
    /// By group, then by pack (in pack order): whether the pack belongs to the group.
    members: Vec<Vec<bool>>,
    /// By pack, then by pack: whether one depends on the other, or they are the same.
    related: Vec<Vec<bool>>,
    /// By pack: whether it holds the rules typed at a prompt, which are related to all packs. An event of it is dropped
    /// where any group already has it; an event of another pack only where all its groups do.
    typed: Vec<bool>,
}

impl PackGroups {
    /// The groups of `sets`.
    pub fn of(sets: &[Arc<ScriptSet>]) -> PackGroups {
        let typed: Vec<bool> = sets.iter().map(|set| set.replaces).collect();
        let below: Vec<BTreeSet<usize>> =
            (0..sets.len()).map(|set| with_dependencies(sets, set)).collect();
        let is_top = |set: &usize| {
            let others = below.iter().enumerate().filter(|(above, _)| above != set);
            !typed[*set] && !others.into_iter().any(|(_, below)| below.contains(set))
        };
        let members = (0..sets.len()).filter(is_top).map(|top| {
            (0..sets.len()).map(|set| typed[set] || below[top].contains(&set)).collect()
        });
        let related = |one: usize, other: usize| {
            typed[one] || typed[other] || below[one].contains(&other) || below[other].contains(&one)
        };
        PackGroups {
            members: members.collect(),
            related: (0..sets.len())
                .map(|one| (0..sets.len()).map(|other| related(one, other)).collect())
                .collect(),
            typed,
        }
    }

    /// Whether all packs are related to each other.
    pub fn are_all_related(&self) -> bool {
        self.related.iter().flatten().all(|related| *related)
    }

    /// By group: whether the pack `set` belongs to it.
    pub fn members(&self) -> &[Vec<bool>] {
        &self.members
    }

    /// Whether two packs are related.
    pub fn are_related(&self, one: usize, other: usize) -> bool {
        self.related[one][other]
    }

    /// In how many groups an event of pack `set` must be kept for it to remain.
    pub fn needed(&self, set: usize) -> usize {
        if self.typed[set] { self.members.len() } else { 1 }
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
        let beside = ["syria", "base", "other"].map(str::to_owned).to_vec();
        let file = ScriptSet { lone: true, beside, ..set("mine", &[]) };
        let rule = crate::script::ScriptFile { path: "a.rhai".into(), text: String::new() };
        let with_rules = |set: ScriptSet| ScriptSet { rules: vec![rule.clone()], ..set };
        let all = [
            with_rules(set("base", &[])),
            with_rules(set("syria", &["base"])),
            with_rules(set("yemen", &["base", "towns"])),
            with_rules(set("other", &[])),
            with_rules(file),
            with_rules(typed),
            set("towns", &[]),
            with_rules(set("both", &["syria", "yemen"])),
        ];
        all.into_iter().map(Arc::new).collect()
    }

    #[test]
    fn a_pack_sees_its_dependencies_and_dependents() {
        let sets = sets();
        let visible = |set| visible_packs(&sets, set).into_iter().collect::<Vec<usize>>();
        // Base: the packs that depend on it, and the names-only pack that one of them uses.
        assert_eq!(visible(0), [0, 1, 2, 6, 7]);
        // Syria: not yemen, though a third pack depends on both.
        assert_eq!(visible(1), [0, 1, 6, 7]);
        assert_eq!(visible(3), [3]);
        assert_eq!(visible(4), [0, 1, 3, 4]);
        assert_eq!(visible(5), [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn independent_packs_are_unrelated() {
        let groups = PackGroups::of(&sets());
        let related = |set: usize| {
            (0..8).filter(|&other| groups.are_related(set, other)).collect::<Vec<usize>>()
        };
        assert_eq!(related(0), [0, 1, 2, 5, 7]);
        assert_eq!(related(1), [0, 1, 5, 7]);
        assert_eq!(related(3), [3, 5]);
        assert_eq!(related(4), [4, 5]);
        // Other, mine, and both with all their dependencies.
        assert_eq!(groups.members().len(), 3);
        assert_eq!((groups.needed(0), groups.needed(5)), (1, 3));
        assert!(!groups.are_all_related() && PackGroups::of(&sets()[..2]).are_all_related());
    }
}
