//! Combines the packs of one command: each is loaded once, no two have one name, and rule files see the packs named
//! beside them.

use super::{Origin, Pack};
use crate::script::{Fault, ScriptSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Combines groups of packs; each group is what one argument loaded, with the pack it names last. A pack is identified
/// by its name: of two different packs with one name, one is used (a folder before a rule file, else the first), and
/// the other is a fault. The result is in one order, whatever the order of the arguments: packs after their
/// dependencies, else by name; rule files after packs. Rule files see the modules, lexicons, names and kinds of the
/// packs given and of their dependencies.
pub fn combine(groups: &[Vec<Arc<Pack>>]) -> (Vec<Arc<Pack>>, Vec<Fault>) {
    let is_file = |group: &&Vec<Arc<Pack>>| group.last().is_some_and(|pack| pack.file.is_some());
    let (files, folders): (Vec<_>, Vec<_>) = groups.iter().partition(is_file);
    let mut seen: Vec<String> = Vec::new();
    for named in folders.iter().filter_map(|group| group.last()) {
        seen.push(named.manifest.name.clone());
        seen.extend(named.scripts.depends.iter().cloned());
    }
    let (mut packs, mut faults): (Vec<Arc<Pack>>, Vec<Fault>) = (Vec::new(), Vec::new());
    for pack in folders.into_iter().chain(files).flatten() {
        if packs.iter().any(|known| holds(known, pack)) {
            continue;
        }
        match packs.iter().find(|known| known.manifest.name == pack.manifest.name) {
            Some(twin) if is_same(twin, pack) => {}
            Some(twin) => faults.push(name_conflict(twin, pack)),
            None => packs.push(with_visible(pack, &seen)),
        }
    }
    (in_order(packs), faults)
}

/// Sorts packs after their dependencies, packs of equal depth by name; rule files last.
fn in_order(mut packs: Vec<Arc<Pack>>) -> Vec<Arc<Pack>> {
    let depths: BTreeMap<String, usize> =
        packs.iter().map(|pack| (pack.manifest.name.clone(), depth(pack, &packs, 0))).collect();
    packs.sort_by_key(|pack| {
        let name = pack.manifest.name.clone();
        (pack.file.is_some(), depths.get(&name).copied().unwrap_or_default(), name)
    });
    packs
}

/// The length of the longest chain of dependencies of a pack.
fn depth(pack: &Pack, packs: &[Arc<Pack>], above: usize) -> usize {
    // The loader rejects circular dependencies; this limit holds in any case.
    if above > packs.len() {
        return 0;
    }
    let below = |name: &String| packs.iter().find(|other| other.manifest.name == *name);
    let depends = pack.scripts.depends.iter().filter_map(below);
    depends.map(|other| 1 + depth(other, packs, above + 1)).max().unwrap_or_default()
}

/// Whether a pack contains the rule file that another pack consists of.
fn holds(known: &Pack, other: &Pack) -> bool {
    let inner = other.scripts.rules.first().map(|file| &file.path);
    other.file.is_some()
        && known.file.is_none()
        && known.root == other.root
        && known.scripts.rules.iter().any(|file| Some(&file.path) == inner)
}

/// Whether two packs are the same: they have one location, or contain the same files.
fn is_same(one: &Pack, other: &Pack) -> bool {
    let place = (&one.root, &one.file) == (&other.root, &other.file) && !one.root.is_empty();
    place || one.scripts.hash == other.scripts.hash
}

fn name_conflict(first: &Pack, second: &Pack) -> Fault {
    let name = &first.manifest.name;
    let describe = |pack: &Pack| match pack.provenance.origin {
        Origin::Folder | Origin::Archive => pack.place().display().to_string(),
        Origin::Memory => format!("the shipped pack {}", pack.root),
    };
    let message = format!(
        "two different packs are named {name}: {} and {}",
        describe(first),
        describe(second)
    );
    let help = match first.file.is_some() || second.file.is_some() {
        true => {
            "a rule file's pack has the name of the file: rename the file, or give only one of the two"
        }
        false => "change one of the names in pack.toml, or give only one of the two",
    };
    let help = format!("{help}; {} is loaded", describe(first));
    Fault::of(name, None, &message, &help)
}

/// A rule file's pack with the packs given beside it visible; any other pack unchanged.
fn with_visible(pack: &Arc<Pack>, named: &[String]) -> Arc<Pack> {
    if pack.file.is_none() {
        return pack.clone();
    }
    let scripts = &pack.scripts;
    let other = |name: &&String| **name != pack.manifest.name && !scripts.depends.contains(name);
    let mut beside: Vec<String> = Vec::new();
    for name in named.iter().filter(other) {
        if !beside.contains(name) {
            beside.push(name.clone());
        }
    }
    if beside == scripts.beside {
        return pack.clone();
    }
    let scripts = ScriptSet { beside, ..(**scripts).clone() };
    Arc::new(Pack { scripts: Arc::new(scripts), ..(**pack).clone() })
}
