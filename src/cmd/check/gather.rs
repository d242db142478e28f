//! Loads a pack with its files and finds what is wrong with it.

use crate::cmd::messages::FaultTally;
use crate::cmd::{pipeline, setup, shipped};
use anyhow::Context;
use dateline::coder::Coder;
use dateline::corpus::ReadOptions;
use dateline::lint::code::{FAULT, KIND};
use dateline::lint::file::PackFile;
use dateline::lint::finding::Finding;
use dateline::lint::{self, LintInput, slow};
use dateline::live::LiveCorpus;
use dateline::pack::Pack;
use dateline::script::{Fault, Limits};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A group of packs that was loaded together, and the findings about the one named.
pub struct Checked {
    /// The coder with all rules that have no faults.
    pub coder: Coder,
    /// The packs with their dependencies; the one named is last.
    pub packs: Vec<Arc<Pack>>,
    /// The faults of all.
    pub faults: FaultTally,
    /// The files of the pack named, as they are on disk.
    pub files: Vec<(String, Vec<u8>)>,
    /// The findings about it.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// The pack named.
    pub fn own(&self) -> Option<&Arc<Pack>> {
        self.packs.last()
    }

    /// The faults as findings.
    pub fn faults_found(&self) -> Vec<Finding> {
        self.faults.iter().map(|fault| Finding::from_fault(FAULT, fault)).collect()
    }
}

/// Loads the packs named and checks the last of them.
pub fn check(names: &[String], measured: bool) -> anyhow::Result<Checked> {
    let setup::LoadedCoder { coder, packs, mut faults } = setup::load(names)?;
    for pack in &packs {
        // A run looks at few lines of a name file; here each is read.
        for (path, file) in &pack.names {
            for problem in file.problems(path) {
                let name = &pack.manifest.name;
                let fault = Fault::of(name, Some(path), &problem.message, &problem.help);
                let line = problem.line as usize;
                faults.add(fault.at_line(file.line_text(line), line, 1));
            }
        }
    }
    let mut checked = Checked { coder, packs, faults, files: Vec::new(), findings: Vec::new() };
    let Some(own) = checked.own().cloned() else { return Ok(checked) };
    checked.files = files(&own)?;
    let read = checked.files.iter().filter_map(|(path, bytes)| PackFile::new(path, bytes));
    let read: Vec<PackFile> = read.collect();
    let name = own.manifest.name.as_str();
    let notices = checked.coder.notices().iter().filter(|notice| notice.0.pack == name);
    let mut findings: Vec<Finding> =
        notices.map(|notice| Finding::from_fault(KIND, &notice.0)).collect();
    if measured {
        findings.extend(slow_rules(&checked.packs, name)?);
    }
    let others = checked.packs.iter().filter(|pack| pack.manifest.name != name);
    let others = others.flat_map(|pack| pack.scripts.rules.iter().chain(&pack.scripts.lib));
    let input = LintInput {
        pack: &own,
        files: &read,
        rules: checked.coder.rules(),
        others: others.map(|file| file.text.as_str()).collect(),
        findings,
        measured,
    };
    // Patterns may nest deeply.
    let findings = pipeline::on_deep_stack(|| lint::check(input))?;
    checked.findings = findings;
    Ok(checked)
}

/// The files of a pack, hidden ones and vendored packs left out; of a rule file only itself.
fn files(pack: &Pack) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let (store, root) = setup::files_of(pack)?;
    let paths: Vec<String> = match (&pack.file, pack.scripts.rules.first()) {
        (Some(_), Some(only)) => vec![only.path.clone()],
        (Some(_), None) => Vec::new(),
        (None, _) => store.list(root)?,
    };
    let wanted = |path: &&String| {
        !path.split('/').any(|part| part.starts_with('.')) && !path.starts_with("packs/")
    };
    let mut files = Vec::new();
    for path in paths.iter().filter(wanted) {
        if let Some(bytes) = store.read(&store.join(root, path))? {
            files.push((path.clone(), bytes.into_owned()));
        }
    }
    Ok(files)
}

/// The path of a file of a pack on disk.
pub fn path_of(pack: &Pack, file: &str) -> PathBuf {
    Path::new(&pack.root).join(file)
}

/// The rules of pack `own` that take most of its time on the shipped corpus.
fn slow_rules(packs: &[Arc<Pack>], own: &str) -> anyhow::Result<Vec<Finding>> {
    let options = ReadOptions::default();
    let interrupt = Arc::new(AtomicBool::new(false));
    let stopped = "measuring the rules was stopped";
    // One thread, so that threads do not disturb each other's times.
    let mut live = LiveCorpus::new(1, Limits::default(), interrupt)
        .context("cannot start a thread to measure the rules")?;
    let loaded = live.load(shipped::articles(&options), &options, |_| {});
    loaded.map_err(|_| anyhow::anyhow!(stopped))?;
    live.update(packs).map_err(|_| anyhow::anyhow!(stopped))?;
    let costs = live.profile().map_err(|_| anyhow::anyhow!(stopped))?;
    Ok(slow::rules(own, live.coder().rules(), &costs))
}
