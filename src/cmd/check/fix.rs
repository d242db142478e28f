//! `dateline check --fix`: makes the changes that findings offer. Before a file is written, the examples of the pack are coded
//! with the old and the new text; if their events differ, nothing is written.

use super::gather::{self, Checked};
use crate::cmd::messages::counted;
use crate::cmd::{note, pipeline, print, print_line};
use anyhow::{Context, bail};
use dateline::check::examples::article;
use dateline::coder::Coder;
use dateline::file::staged::Staged;
use dateline::lint::finding::Finding;
use dateline::lint::fix::{FileFix, apply, patched, plan};
use dateline::pack::Pack;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// One change may make others possible; after so many rounds the rest is left to the next call.
const ROUNDS: usize = 20;

/// Corrects the last of the packs named. `quiet`: standard output is for another format.
pub fn run(names: &[String], quiet: bool) -> anyhow::Result<()> {
    let mut changed = 0;
    for _ in 0..ROUNDS {
        let checked = gather::check(names, false)?;
        let Some(own) = checked.own() else { return Ok(()) };
        let fixes = plan(&checked.findings);
        if fixes.is_empty() {
            break;
        }
        if !own.is_on_disk() {
            let name = &own.manifest.name;
            note(&format!(
                "{name} is a shipped pack, which is in the program: --fix changes only packs in folders"
            ));
            return Ok(());
        }
        changed += fix(&checked, own, &fixes, quiet)?;
    }
    if changed > 0 && !quiet {
        print(&format!("{} made\n\n", counted(changed, "change")))?;
    }
    Ok(())
}

/// Makes the changes to the files of a pack; how many.
fn fix(
    checked: &Checked,
    own: &Arc<Pack>,
    fixes: &BTreeMap<&str, FileFix<'_>>,
    quiet: bool,
) -> anyhow::Result<u64> {
    let mut texts: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for (path, bytes) in &checked.files {
        let Some(fix) = fixes.get(path.as_str()) else { continue };
        let text = apply(bytes, &fix.edits);
        let text = text.with_context(|| format!("{path}: the changes do not fit the file"))?;
        texts.insert(path, text);
    }
    let events = pipeline::on_deep_stack(|| {
        let mut new = checked.packs.clone();
        if let Some(last) = new.last_mut() {
            *last = patched(own, &texts);
        }
        (events(&checked.packs, own), events(&new, own))
    })?;
    if events.0 != events.1 {
        bail!(
            "{}: the changes would change events of its examples, and nothing was written; please report this pack",
            own.manifest.name
        );
    }
    let mut count = 0;
    for (path, text) in &texts {
        let target = gather::path_of(own, path);
        let staged = match own.file {
            // A person named the file itself, which may be a link.
            Some(_) => Staged::open(&target),
            None => Staged::open_in(Path::new(&own.root), Path::new(path)),
        };
        let mut staged = staged.with_context(|| format!("cannot write {}", target.display()))?;
        staged.write_all(text)?;
        staged.commit_durably().with_context(|| format!("cannot write {}", target.display()))?;
        let findings = fixes.get(path).map(|fix| fix.findings.as_slice()).unwrap_or_default();
        for finding in findings {
            if !quiet {
                print_line(&line(finding))?;
            }
            count += 1;
        }
    }
    Ok(count)
}

fn line(finding: &Finding) -> String {
    let place = format!(
        "{}/{}:{}",
        finding.pack,
        finding.file.as_deref().unwrap_or_default(),
        finding.line.unwrap_or_default()
    );
    format!("fixed {} {place}: {}", finding.code.id, finding.message)
}

/// The events of all examples, counterexamples and known misses of a pack, each as JSON.
fn events(packs: &[Arc<Pack>], own: &Pack) -> Vec<String> {
    let (coder, _) = Coder::new(packs);
    let mut worker = coder.worker();
    let mut found = Vec::new();
    for rule in coder.rules().iter().filter(|rule| rule.pack == own.manifest.name) {
        for example in rule.examples.iter().chain(&rule.counterexamples).chain(&rule.known_misses) {
            let coded = worker.code(article(&rule.id, &example.text));
            found.extend(coded.events.iter().map(|event| {
                // An event that is no JSON is compared by its id alone.
                serde_json::to_string(event).unwrap_or_else(|_| event.id.clone())
            }));
        }
    }
    found
}
