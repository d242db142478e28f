//! Loads what the commands work with: a coder from pack names, a corpus from paths.

use super::{compiled, messages::FaultTally, nearest, note, pipeline, shipped};
use anyhow::{Context, bail};
use dateline::coder::Coder;
use dateline::corpus::{self, Chunks, ReadOptions};
use dateline::file::plain;
use dateline::pack::{
    self, Origin, Pack, PacksAndFaults, Store, Surroundings, archive, depends, locate,
};
use dateline::registry::trust::Trust;
use dateline::script::Fault;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A coder, its packs and their faults.
pub struct LoadedCoder {
    /// The coder with all rules that have no faults.
    pub coder: Coder,
    /// The packs with their dependencies.
    pub packs: Vec<Arc<Pack>>,
    /// The faults found while loading.
    pub faults: FaultTally,
}

/// Loads the packs named (folders, rule files or shipped packs), or the default one if none is named.
pub fn load(names: &[String]) -> anyhow::Result<LoadedCoder> {
    match names {
        [] => load_all(&[shipped::DEFAULT_PACK.to_owned()]),
        names => load_all(names),
    }
}

fn load_all(names: &[String]) -> anyhow::Result<LoadedCoder> {
    let mut faults = FaultTally::default();
    let mut groups: Vec<Vec<Arc<Pack>>> = Vec::new();
    for name in names {
        let (found, wrong, _) = find_pack(name)?;
        groups.push(found);
        wrong.into_iter().for_each(|fault| faults.add(fault));
    }
    compile(&groups, faults)
}

/// A coder of groups of packs, each with the pack it is for last; `faults` are those found so far.
pub fn compile(groups: &[Vec<Arc<Pack>>], mut faults: FaultTally) -> anyhow::Result<LoadedCoder> {
    let (packs, duplicates) = pack::combine(groups);
    duplicates.into_iter().for_each(|fault| faults.add(fault));
    // Rule files may also nest deeply, and the main thread's stack may be small.
    let (coder, found) = pipeline::on_deep_stack(|| compiled::coder(&packs))?;
    found.into_iter().for_each(|fault| faults.add(fault));
    // A command ends with its coder. To free it part by part takes a tenth of a short run, so it is left to the system.
    std::mem::forget((coder.clone(), packs.clone()));
    Ok(LoadedCoder { coder, packs, faults })
}

/// Loads one pack with its dependencies: a folder, a rule file, an archive, a shipped pack of that name, or an archive
/// of the current folder's `packs/` or of the user's store as `name@version`. Returns packs, faults, and whether it is
/// on disk, where it may be edited. Who signed archives is checked, each time, as the user's trust file says.
pub fn find_pack(name: &str) -> anyhow::Result<FoundPacks> {
    let found = find_unchecked(name)?;
    check_signers(&found.0)?;
    Ok(found)
}

/// Checks who signed the archives among loaded packs.
pub fn check_signers(packs: &[Arc<Pack>]) -> anyhow::Result<()> {
    if packs.iter().any(|pack| pack.provenance.origin == Origin::Archive) {
        Trust::read()?.check_loaded(packs)?;
    }
    Ok(())
}

/// Packs, faults, whether the pack may be edited.
type FoundPacks = (Vec<Arc<Pack>>, Vec<Fault>, bool);

fn find_unchecked(name: &str) -> anyhow::Result<FoundPacks> {
    if pack::is_rule_file(name) {
        let (packs, faults) = pack::load_file(name, &shipped::store())?;
        return Ok((packs, faults, true));
    }
    let path = Path::new(name);
    let shipped = shipped::pack_names();
    let is_shipped = shipped.iter().any(|known| known == name);
    if locate::is_archive(path) && !path.is_dir() {
        let around = Surroundings::of_archive(path)?;
        let (packs, faults) = pack::load_archive(name, &shipped::store(), around)?;
        return Ok((packs, faults, false));
    }
    if path.join("pack.toml").exists() || (path.exists() && !is_shipped) {
        let (packs, faults) = pack::load_beside(&Store::Disk, name, &shipped::store())?;
        return Ok((packs, faults, true));
    }
    if is_shipped {
        let (packs, faults) = pack::load(&shipped::store(), name)?;
        return Ok((packs, faults, false));
    }
    if let Some((name, version)) = name.rsplit_once('@') {
        let (packs, faults) = versioned(name, version)?;
        return Ok((packs, faults, false));
    }
    let hint = nearest::hint(name, shipped.iter().map(String::as_str));
    bail!(
        "no pack \"{name}\": it is neither a folder, nor a rule file, nor an archive, nor a shipped pack{hint}"
    )
}

/// Where the files of a loaded pack are: a store, and the folder of the pack in it.
pub fn files_of(pack: &Pack) -> anyhow::Result<(Store, &str)> {
    match pack.provenance.origin {
        Origin::Folder => Ok((Store::Disk, &pack.root)),
        Origin::Memory => Ok((shipped::store(), &pack.root)),
        Origin::Archive => {
            let cannot = || format!("cannot read {}", pack.root);
            let bytes =
                plain::read(Path::new(&pack.root), archive::MOST_BYTES).with_context(cannot)?;
            let store = archive::read(&bytes).with_context(cannot)?;
            let tree = store.tree("", &Default::default())?;
            if pack.provenance.tree.as_ref().is_some_and(|loaded| *loaded != tree) {
                bail!("{} was changed meanwhile: run the command again", pack.root);
            }
            Ok((store, ""))
        }
    }
}

/// Loads a version of a pack: a shipped one, or an archive on this machine.
fn versioned(name: &str, wanted: &str) -> anyhow::Result<PacksAndFaults> {
    let Some(version) = depends::version(wanted) else {
        bail!("\"{wanted}\" in {name}@{wanted} is not a version: write one such as {name}@1.2.0");
    };
    let has = |pack: &Pack| depends::version(pack.version()).as_ref() == Some(&version);
    let mut shipped_version = None;
    if shipped::pack_names().iter().any(|known| known == name) {
        let (packs, faults) = pack::load(&shipped::store(), name)?;
        match packs.last() {
            Some(pack) if has(pack) => return Ok((packs, faults)),
            pack => shipped_version = pack.map(|pack| pack.version().to_owned()),
        }
    }
    let around = Surroundings::of(Path::new("."))?;
    let found = around.search(name, &version.to_string());
    let [path] = &found[..] else {
        if found.is_empty() {
            let shipped = shipped_version.map_or(String::new(), |version| {
                format!("; this program carries {name} {version}")
            });
            bail!(
                "no pack {name} {version} on this machine: it is neither in packs/ nor in the store{shipped}; get it with \
                 `dateline pack add`, or give the path of its archive"
            );
        }
        let trees: Vec<String> = found.iter().map(|path| path.display().to_string()).collect();
        bail!("several packs are {name} {version}: give the path of one: {}", trees.join(", "));
    };
    let (packs, faults) = pack::load_archive(&path.to_string_lossy(), &shipped::store(), around)?;
    match packs.last() {
        Some(pack) if pack.name() == name && has(pack) => Ok((packs, faults)),
        Some(pack) => {
            let (other, version) = (pack.name(), pack.version());
            bail!(
                "{} says that it is {other} {version}, not {name} {wanted}: remove it",
                path.display()
            )
        }
        None => bail!("{} holds no pack", path.display()),
    }
}

/// The corpus to work on.
pub struct OpenedCorpus {
    /// The articles, not read yet.
    pub chunks: Chunks,
    /// How many bytes there are to read, if known.
    pub size: Option<u64>,
    /// Whether some path does not exist; it was reported.
    pub missing: bool,
}

/// Opens the corpus named, or the shipped one if none is named. Paths that do not exist are reported and left out; an
/// error if none exists.
pub fn open(paths: &[PathBuf], options: &ReadOptions) -> anyhow::Result<OpenedCorpus> {
    if paths.is_empty() {
        return Ok(OpenedCorpus { chunks: shipped::articles(options), size: None, missing: false });
    }
    let there = |path: &&PathBuf| path.as_os_str() == "-" || path.exists();
    let found: Vec<PathBuf> = paths.iter().filter(there).cloned().collect();
    let complaint = |path: &Path| {
        format!(
            "no file or folder {}: check the path, or leave it out for the shipped corpus",
            path.display()
        )
    };
    let missing: Vec<String> = paths.iter().filter(|p| !there(p)).map(|p| complaint(p)).collect();
    if found.is_empty() {
        let (last, others) = missing.split_last().map_or(("", &[][..]), |(l, o)| (l.as_str(), o));
        others.iter().for_each(|message| note(&format!("error: {message}")));
        bail!("{last}");
    }
    missing.iter().for_each(|message| note(&format!("error: {message}")));
    let size = corpus::size_hint_bytes(&found);
    Ok(OpenedCorpus { chunks: corpus::open(&found, options), size, missing: !missing.is_empty() })
}

/// The groups of packs to process one by one: each pack named, or each shipped pack. A rule file is grouped with the
/// packs named, and comes last.
pub fn pack_groups(names: &[String]) -> Vec<Vec<String>> {
    let names = if names.is_empty() { shipped::pack_names() } else { names.to_vec() };
    let (files, packs): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| pack::is_rule_file(name));
    let with = |file: String| packs.iter().cloned().chain([file]).collect();
    packs.iter().map(|name| vec![name.clone()]).chain(files.into_iter().map(with)).collect()
}
