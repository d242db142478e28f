//! `dateline pack list` and `tree`: the packs of a lock.

use super::StudyArgs;
use super::shown::short;
use crate::cmd::{CommandOutcome, note, print};
use clap::Args;
use dateline::legible::brief;
use dateline::pack::{Lock, LockedPack, Surroundings};
use dateline::registry::build::manifest;
use dateline::registry::trust::Trust;
use dateline::registry::vendor::{RENEW_COPY, check_archive};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The arguments of `pack list` and `pack tree`.
#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub study: StudyArgs,
}

/// Lists the packs of the lock.
pub fn list(args: &ListArgs) -> anyhow::Result<CommandOutcome> {
    let folder = &args.study.folder;
    let (manifest, _) = manifest(folder)?;
    let around = Surroundings::of(folder)?;
    let trust = Trust::read()?;
    let mut rows: Vec<[String; 5]> = Vec::new();
    for pack in around.lock().map_or(&[][..], Lock::packs) {
        let is_direct = manifest.depends.iter().any(|one| is_of(pack, &one.name));
        let row = [
            pack.name.clone(),
            pack.version.clone(),
            short(&pack.tree).to_owned(),
            place(pack, &around, &trust),
            facts(pack, &trust, is_direct),
        ];
        rows.push(row.map(|cell| brief(&cell).into_owned()));
    }
    let locked = around.lock().map_or(&[][..], Lock::packs);
    for one in
        manifest.depends.iter().filter(|one| !locked.iter().any(|pack| is_of(pack, &one.name)))
    {
        note(&format!("note: {} is not locked: run `dateline pack sync`", one.name));
    }
    print(&columns(&rows))?;
    Ok(CommandOutcome::Fine)
}

/// Whether `name` in `depends` is this pack; in a list it is a path.
fn is_of(pack: &LockedPack, name: &str) -> bool {
    pack.name == name
        || pack.from == format!("path:{name}")
        || name.rsplit('/').next() == Some(&pack.name)
}

/// Whether a pack is on this machine, and where. The archive that loading would take is checked as loading does.
fn place(pack: &LockedPack, around: &Surroundings, trust: &Trust) -> String {
    if pack.from == "shipped" || pack.from.starts_with("path:") {
        return pack.from.clone();
    }
    let Some(path) = around.archive(&pack.name, &pack.version) else {
        return "not here: dateline pack sync".to_owned();
    };
    let is_stored = path.file_stem().is_some_and(|stem| stem == pack.tree.as_str());
    let help = if is_stored { "run `dateline pack sync`" } else { RENEW_COPY };
    match check_archive(&path, pack, trust, help) {
        Ok(()) => "here".to_owned(),
        Err(why) => {
            note(&format!("note: {why}"));
            "refused".to_owned()
        }
    }
}

fn facts(pack: &LockedPack, trust: &Trust, is_direct: bool) -> String {
    let mut facts = Vec::new();
    if let Some(key) = &pack.key {
        facts.push(format!("signed by {}", trust.who(key).unwrap_or(key)));
    }
    if !is_direct {
        facts.push("needed by another".to_owned());
    }
    facts.join(", ")
}

/// Rows in columns, each as wide as its widest cell.
fn columns(rows: &[[String; 5]]) -> String {
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: [usize; 5] = std::array::from_fn(width);
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// Shows which pack stands on which.
pub fn tree(args: &ListArgs) -> anyhow::Result<CommandOutcome> {
    let folder = &args.study.folder;
    let (manifest, _) = manifest(folder)?;
    let around = Surroundings::of(folder)?;
    let Some(lock) = around.lock() else {
        anyhow::bail!(
            "there is no dateline.lock in {}: run `dateline pack sync`",
            folder.display()
        );
    };
    let mut text = format!("{} {}\n", brief(&manifest.name), brief(&manifest.version));
    let needed: BTreeSet<&String> = lock.packs().iter().flat_map(|pack| &pack.needs).collect();
    let direct = |pack: &&LockedPack| {
        manifest.depends.iter().any(|one| is_of(pack, &one.name)) || !needed.contains(&pack.name)
    };
    let tops: Vec<&str> =
        lock.packs().iter().filter(direct).map(|pack| pack.name.as_str()).collect();
    let mut seen = BTreeSet::new();
    branches(lock, &tops, "", &mut seen, &mut text);
    print(&text)?;
    Ok(CommandOutcome::Fine)
}

/// Adds a line for each pack of `names`, with what it stands on below it; a pack that was shown is not unfolded again.
fn branches<'l>(
    lock: &'l Lock,
    names: &[&'l str],
    indent: &str,
    seen: &mut BTreeSet<&'l str>,
    text: &mut String,
) {
    for (at, name) in names.iter().enumerate() {
        let is_last = at + 1 == names.len();
        let (joint, below) =
            if is_last { ("└── ", "    ") } else { ("├── ", "│   ") };
        let Some(pack) = lock.get(name) else {
            let _ = writeln!(text, "{indent}{joint}{} (not locked)", brief(name));
            continue;
        };
        let is_new = seen.insert(&pack.name);
        let again = if is_new || pack.needs.is_empty() { "" } else { " (above)" };
        let _ = writeln!(
            text,
            "{indent}{joint}{}{again}",
            brief(&format!("{} {}", pack.name, pack.version))
        );
        if is_new {
            let needs: Vec<&str> = pack.needs.iter().map(String::as_str).collect();
            branches(lock, &needs, &format!("{indent}{below}"), seen, text);
        }
    }
}
