//! Which version of each pack to use: minimal version selection. Of the lowest versions that will do, each asked for by
//! somebody, the highest; nothing newer, so that no result changes because something was published. No search, no
//! preference, no order: the same requirements give the same versions.

use super::depends::{Minimum, is_compatible};
use semver::Version;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A requirement: a pack asks for another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// The name of the pack asked for.
    pub name: String,
    /// The lowest version that will do.
    pub minimum: Minimum,
    /// Who asks: a pack's name, with its version where it has several.
    pub asker: String,
}

/// Two packs that ask for versions of a third that cannot stand for each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionConflict {
    /// The requirements, the lower first.
    pub between: Box<[Requirement; 2]>,
}

impl fmt::Display for VersionConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [low, high] = &*self.between;
        write!(
            f,
            "{} needs {} {}, and {} needs {} {}: these cannot be used together; change one of the two, or use a \
             version of it that fits",
            low.asker, low.name, low.minimum, high.asker, high.name, high.minimum
        )
    }
}

/// Why no versions can be selected.
#[derive(Debug, PartialEq, Eq)]
pub enum SelectError<E> {
    /// Two requirements cannot both be met.
    Conflict(VersionConflict),
    /// The requirements of a version cannot be read.
    Read(E),
}

/// The version of each pack that `asked`, and what stands below it, asks for. `read` gives the requirements of a version
/// of a pack; it is called once for each version that anybody asks for, also for those not selected.
///
/// # Errors
/// Two requirements of versions that are not compatible, or an error of `read`.
pub fn select<E>(
    asked: impl IntoIterator<Item = Requirement>,
    mut read: impl FnMut(&str, &Version) -> Result<Vec<Requirement>, E>,
) -> Result<BTreeMap<String, Version>, SelectError<E>> {
    let mut open: BTreeSet<Requirement> = asked.into_iter().collect();
    let mut all: BTreeSet<Requirement> = BTreeSet::new();
    let mut known: BTreeSet<(String, Version)> = BTreeSet::new();
    while let Some(next) = open.pop_first() {
        if known.insert((next.name.clone(), next.minimum.0.clone())) {
            let below = read(&next.name, &next.minimum.0).map_err(SelectError::Read)?;
            open.extend(below.into_iter().filter(|one| !all.contains(one)));
        }
        all.insert(next);
    }
    let mut chosen: BTreeMap<String, &Requirement> = BTreeMap::new();
    // Sorted by name, then by version: the last of a name is the highest.
    for one in &all {
        if let Some(lower) = chosen.insert(one.name.clone(), one)
            && !is_compatible(&lower.minimum.0, &one.minimum.0)
        {
            let between = Box::new([lower.clone(), one.clone()]);
            return Err(SelectError::Conflict(VersionConflict { between }));
        }
    }
    Ok(chosen.into_iter().map(|(name, one)| (name, one.minimum.0.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::convert::Infallible;

    fn ask(asker: &str, name: &str, version: &str) -> Requirement {
        let minimum = Minimum::parse(version).unwrap();
        Requirement { name: name.to_owned(), minimum, asker: asker.to_owned() }
    }

    /// Which version of which pack needs what.
    type World = BTreeMap<(String, Version), Vec<Requirement>>;

    fn chosen(
        asked: &[Requirement],
        world: &World,
    ) -> Result<BTreeMap<String, Version>, SelectError<Infallible>> {
        select(asked.to_vec(), |name, version| {
            Ok(world.get(&(name.to_owned(), version.clone())).cloned().unwrap_or_default())
        })
    }

    #[test]
    fn the_highest_minimum_is_chosen() {
        let world = World::from([
            (("b".into(), Version::new(1, 0, 0)), vec![ask("b", "d", "1.1")]),
            (("c".into(), Version::new(1, 2, 0)), vec![ask("c", "d", "1.3")]),
            (("d".into(), Version::new(1, 3, 0)), vec![ask("d", "b", "1.0")]),
        ]);
        let found = chosen(&[ask("a", "b", "1"), ask("a", "c", "1.2")], &world).unwrap();
        let found: Vec<String> = found.iter().map(|(name, at)| format!("{name} {at}")).collect();
        assert_eq!(found, ["b 1.0.0", "c 1.2.0", "d 1.3.0"]);
    }

    #[test]
    fn another_major_version_is_a_conflict_that_names_both_askers() {
        for (low, high) in [("1.4", "2.0"), ("0.3", "0.4")] {
            let both = [ask("yemen", "arms", high), ask("syria", "arms", low)];
            let Err(SelectError::Conflict(conflict)) = chosen(&both, &World::new()) else {
                panic!("{low} and {high} are chosen");
            };
            let why = conflict.to_string();
            assert!(
                why.starts_with(&format!(
                    "syria needs arms {low}.0, and yemen needs arms {high}.0"
                )),
                "{why}"
            );
        }
    }

    fn worlds() -> impl Strategy<Value = (Vec<Requirement>, World)> {
        let one = |asker: String| {
            ("[a-e]", 0..4_u64).prop_map(move |(name, minor)| {
                let minimum = Minimum(Version::new(1, minor, 0));
                Requirement { name, minimum, asker: asker.clone() }
            })
        };
        let below = ("[a-e]", 0..4_u64).prop_flat_map(move |(name, minor)| {
            let key = (name.clone(), Version::new(1, minor, 0));
            (Just(key), prop::collection::vec(one(name), 0..3))
        });
        let asked = prop::collection::vec(one("root".to_owned()), 1..4);
        (asked, prop::collection::vec(below, 0..12).prop_map(|all| all.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn selection_is_deterministic_and_never_above_what_is_asked_for((asked, world) in worlds()) {
            let found = chosen(&asked, &world).unwrap();
            let turned: Vec<Requirement> = asked.iter().rev().cloned().collect();
            prop_assert_eq!(&chosen(&turned, &world).unwrap(), &found);
            let all: Vec<&Requirement> = asked.iter().chain(world.values().flatten()).collect();
            for (name, version) in &found {
                prop_assert!(all.iter().any(|one| one.name == *name && one.minimum.0 == *version));
                let below = world.get(&(name.clone(), version.clone())).into_iter().flatten();
                for one in below {
                    prop_assert!(one.minimum.allows(&found[&one.name]));
                }
            }
            for one in &asked {
                prop_assert!(one.minimum.allows(&found[&one.name]));
            }
        }
    }
}
