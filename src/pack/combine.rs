//! Packs asked for in one command, put together: each once, no two of one name, and rule files seeing the packs named
//! beside them.

use super::Pack;
use crate::script::{Fault, ScriptSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The packs of several groups, each the packs that one name came to with the one named last. A pack is known by its
/// name: of two different packs of one name one is loaded (a folder before a rule file, else the first), and the other is a fault. What comes out is in one order,
/// whatever the order of the names: packs after those they depend on, else by name; rule files after packs. Rule files
/// see the modules, lexicons, names and kinds of the packs named and of those these depend on.
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
            Some(twin) => faults.push(two_of_a_name(twin, pack)),
            None => packs.push(seeing(pack, &seen)),
        }
    }
    (in_order(packs), faults)
}

/// Packs after those they depend on, packs of equal depth by name; rule files last.
fn in_order(mut packs: Vec<Arc<Pack>>) -> Vec<Arc<Pack>> {
    let depths: BTreeMap<String, usize> =
        packs.iter().map(|pack| (pack.manifest.name.clone(), depth(pack, &packs, 0))).collect();
    packs.sort_by_key(|pack| {
        let name = pack.manifest.name.clone();
        (pack.file.is_some(), depths.get(&name).copied().unwrap_or_default(), name)
    });
    packs
}

/// How many packs are below a pack, one on the other.
fn depth(pack: &Pack, packs: &[Arc<Pack>], above: usize) -> usize {
    // A circle is refused when packs are loaded; this holds whatever was.
    if above > packs.len() {
        return 0;
    }
    let below = |name: &String| packs.iter().find(|other| other.manifest.name == *name);
    let depends = pack.scripts.depends.iter().filter_map(below);
    depends.map(|other| 1 + depth(other, packs, above + 1)).max().unwrap_or_default()
}

/// Whether a pack holds the rule file that another is alone.
fn holds(known: &Pack, other: &Pack) -> bool {
    let inner = other.scripts.rules.first().map(|file| &file.path);
    other.file.is_some()
        && known.file.is_none()
        && known.root == other.root
        && known.scripts.rules.iter().any(|file| Some(&file.path) == inner)
}

/// Whether two are one pack: they lie in one place, or hold the same files.
fn is_same(one: &Pack, other: &Pack) -> bool {
    let place = (&one.root, &one.file) == (&other.root, &other.file) && !one.root.is_empty();
    place || one.scripts.hash == other.scripts.hash
}

fn two_of_a_name(first: &Pack, second: &Pack) -> Fault {
    let name = &first.manifest.name;
    let told = |pack: &Pack| match pack.is_on_disk() {
        true => pack.place().display().to_string(),
        false => format!("the shipped pack {}", pack.root),
    };
    let message =
        format!("two different packs are named {name}: {} and {}", told(first), told(second));
    let help = match first.file.is_some() || second.file.is_some() {
        true => "a rule file is named as its stem: rename it, or name one of the two alone",
        false => "give one another name in its pack.toml, or name one of the two alone",
    };
    let help = format!("{help}; {} is loaded", told(first));
    Fault::of(name, None, &message, &help)
}

/// A rule file's pack, seeing the packs named beside it; any other as it is.
fn seeing(pack: &Arc<Pack>, named: &[String]) -> Arc<Pack> {
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
