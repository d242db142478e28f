//! Loads what the commands work with: a coder from pack names, a corpus from paths.

use super::{compiled, messages::FaultTally, note, pipeline, shipped};
use anyhow::bail;
use dateline::coder::Coder;
use dateline::corpus::{self, Chunks, ReadOptions};
use dateline::pack::{self, FoundPack, Origin, Pack, Store};
use dateline::registry::trust::Trust;
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
        let found = find_pack(name)?;
        groups.push(found.packs);
        found.faults.into_iter().for_each(|fault| faults.add(fault));
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

/// Loads one pack with its dependencies, as [`pack::find`] finds it. Who signed archives is checked, each time, as the
/// user's trust file says.
pub fn find_pack(name: &str) -> anyhow::Result<FoundPack> {
    let found = pack::find(name, &shipped::store())?;
    check_signers(&found.packs)?;
    Ok(found)
}

/// Checks who signed the archives among loaded packs.
pub fn check_signers(packs: &[Arc<Pack>]) -> anyhow::Result<()> {
    if packs.iter().any(|pack| pack.provenance.origin == Origin::Archive) {
        Trust::read()?.check_loaded(packs)?;
    }
    Ok(())
}

/// Where the files of a loaded pack are: a store, and the folder of the pack in it.
pub fn files_of(pack: &Pack) -> anyhow::Result<(Store, &str)> {
    Ok(pack::files_of(pack, shipped::store)?)
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
