//! `dateline pack add`, `sync`, `remove` and `vendor`: changes of `[depends]`, the lock and the copies.

use super::{StudyArgs, shown, with_study};
use crate::cmd::messages::counted;
use crate::cmd::{CommandOutcome, note, note_lines, print, print_line, shipped};
use anyhow::bail;
use clap::Args;
use dateline::pack::depends;
use dateline::registry::add::{self, Change};
use dateline::registry::source;
use dateline::registry::study::Study;
use dateline::registry::supply::Supply;
use dateline::registry::update::steps;
use dateline::registry::vendor;

/// The arguments of `pack add`.
#[derive(Debug, Args)]
// `--version` is that of the pack here.
#[command(disable_version_flag = true)]
pub struct AddArgs {
    /// git+URL (of a folder in it git+URL?path=FOLDER), the address or folder of an index, a pack's folder or archive, or a shipped pack's name
    pub from: String,
    /// The pack's name, where several are there
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// This version [default: the newest]
    #[arg(long = "version", value_name = "VERSION")]
    pub wanted: Option<String>,
    #[command(flatten)]
    pub study: StudyArgs,
}

/// The arguments of `pack sync`.
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Change nothing: fail if pack.toml and dateline.lock disagree
    #[arg(long)]
    pub locked: bool,
    #[command(flatten)]
    pub study: StudyArgs,
}

/// The arguments of `pack remove`.
#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// The pack's name
    pub name: String,
    #[command(flatten)]
    pub study: StudyArgs,
}

/// The arguments of `pack vendor`.
#[derive(Debug, Args)]
pub struct VendorArgs {
    #[command(flatten)]
    pub study: StudyArgs,
}

/// Adds a pack.
pub fn add(args: &AddArgs) -> anyhow::Result<CommandOutcome> {
    let version = match args.wanted.as_deref() {
        None => None,
        Some(text) => match depends::version(text) {
            Some(version) => Some(version),
            None => bail!("--version {text}: write one such as 1.2.0"),
        },
    };
    let asked = source::asked(&args.from, &shipped::pack_names())?;
    with_study(&args.study.folder, |supply, study| {
        let (name, found, change) =
            add::add(supply, study, &asked, args.name.as_deref(), version.as_ref())?;
        if change.is_empty(study) {
            print_line(&format!("{name} {found} is there already"))?;
            return Ok(CommandOutcome::Fine);
        }
        write(supply, study, &change)?;
        Ok(CommandOutcome::Fine)
    })
}

/// Makes a change and shows it.
pub fn write(supply: &Supply<'_>, study: &Study, change: &Change) -> anyhow::Result<()> {
    change.commit(study)?;
    print(&shown::steps(&steps(study.lock.as_ref(), &change.lock), &supply.trust))?;
    note(&format!("wrote pack.toml and dateline.lock in {}", study.folder.display()));
    Ok(())
}

/// Brings the lock up to date, and gets what it names.
pub fn sync(args: &SyncArgs) -> anyhow::Result<CommandOutcome> {
    with_study(&args.study.folder, |supply, study| {
        if args.locked && study.lock.is_none() {
            bail!(
                "there is no dateline.lock: run `dateline pack sync` without --locked, and keep the file with the rules"
            );
        }
        let change = Change::of(supply, study, study.text.clone(), study.lock.as_ref())?;
        let steps = steps(study.lock.as_ref(), &change.lock);
        if !steps.is_empty() && args.locked {
            note_lines(shown::steps(&steps, &supply.trust).trim_end());
            bail!(
                "pack.toml and dateline.lock disagree: run `dateline pack sync`, and review what changes"
            );
        }
        if !change.is_empty(study) {
            change.commit(study)?;
        }
        print(&shown::steps(&steps, &supply.trust))?;
        vendor::check_copies(&study.folder, &change.lock, &supply.trust)?;
        print_line(&format!(
            "{} locked and here",
            counted(change.lock.packs().len() as u64, "pack")
        ))?;
        Ok(CommandOutcome::Fine)
    })
}

/// Removes a pack.
pub fn remove(args: &RemoveArgs) -> anyhow::Result<CommandOutcome> {
    with_study(&args.study.folder, |supply, study| {
        let change = add::remove(supply, study, &args.name)?;
        write(supply, study, &change)?;
        if let Some(path) = add::remove_copy(supply, study, &change, &args.name)? {
            note(&format!(
                "removed {}; the archive stays in {}",
                path.display(),
                supply.store.folder().display()
            ));
        }
        if let Some(by) = change.lock.packs().iter().find(|pack| pack.needs.contains(&args.name)) {
            note(&format!("note: {} is still locked, since {} needs it", args.name, by.name));
        }
        Ok(CommandOutcome::Fine)
    })
}

/// Copies the locked archives beside the study.
pub fn vendor(args: &VendorArgs) -> anyhow::Result<CommandOutcome> {
    with_study(&args.study.folder, |supply, study| {
        let done = vendor::vendor(supply, study)?;
        for path in &done.copied {
            print_line(&format!("copied {}", path.display()))?;
        }
        for path in &done.unused {
            note(&format!(
                "note: {} is not in the lock: remove it if nobody needs it",
                path.display()
            ));
        }
        let there = done.copied.len() + done.kept;
        print_line(&format!("{} in packs/", counted(there as u64, "archive")))?;
        Ok(CommandOutcome::Fine)
    })
}
