//! `dateline pack`: starts, builds, signs, gets, publishes and shows packs. Only `add`, `sync`, `update`, `vendor` use the
//! network, and only for packs whose source is not on this machine.

mod build;
mod get;
mod keys;
mod list;
mod new;
mod publish;
mod show;
mod shown;
mod sound;
mod trust;
mod update;

use super::{CommandOutcome, shipped};
use clap::{Args, Subcommand};
use dateline::registry::study::Study;
use dateline::registry::supply::Supply;
use dateline::registry::today;
use std::path::{Path, PathBuf};

/// The arguments of `pack`.
#[derive(Debug, Args)]
pub struct PackCommandArgs {
    #[command(subcommand)]
    command: PackCommand,
}

/// What to do with packs.
#[derive(Debug, Subcommand)]
enum PackCommand {
    /// Start a pack that passes its own checks and tests
    New(new::NewArgs),
    /// Make one file of a pack: NAME-VERSION.pack, the same bytes for the same files
    Build(build::BuildArgs),
    /// Make a pair of keys to sign packs with
    Keygen(keys::KeygenArgs),
    /// Sign an archive, or a pack's folder for its next archive
    Sign(keys::SignArgs),
    /// Check who signed an archive or a pack's folder, and that it is what was signed
    Verify(keys::VerifyArgs),
    /// Say whose keys may sign packs on this machine; without arguments, show it
    Trust(trust::TrustArgs),
    /// Add a pack to [depends] and the lock: from git, an index, a folder, an archive, or shipped
    Add(get::AddArgs),
    /// Get what pack.toml asks for, and bring the lock up to date
    Sync(get::SyncArgs),
    /// Take newer versions, after showing which events differ
    Update(update::UpdateArgs),
    /// Remove a pack from [depends] and the lock
    Remove(get::RemoveArgs),
    /// List the packs that the lock names
    List(list::ListArgs),
    /// Show which pack stands on which
    Tree(list::ListArgs),
    /// Copy the locked archives into packs/, for those who have neither network nor store
    Vendor(get::VendorArgs),
    /// Add a pack to a static index in a folder, and sign the index
    Publish(publish::PublishArgs),
    /// Show the card of a pack: what it tags and leaves alone, scores, licence, what it stands on and costs
    Show(show::ShowArgs),
}

/// The pack or study to work on.
#[derive(Debug, Args)]
pub struct StudyArgs {
    /// The folder with the pack.toml
    #[arg(long = "in", value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
}

/// Runs the command that was asked for.
pub fn run(args: &PackCommandArgs) -> anyhow::Result<CommandOutcome> {
    match &args.command {
        PackCommand::New(args) => new::run(args),
        PackCommand::Build(args) => build::run(args),
        PackCommand::Keygen(args) => keys::keygen(args),
        PackCommand::Sign(args) => keys::sign(args),
        PackCommand::Verify(args) => keys::verify(args),
        PackCommand::Trust(args) => trust::run(args),
        PackCommand::Add(args) => get::add(args),
        PackCommand::Sync(args) => get::sync(args),
        PackCommand::Update(args) => update::run(args),
        PackCommand::Remove(args) => get::remove(args),
        PackCommand::List(args) => list::list(args),
        PackCommand::Tree(args) => list::tree(args),
        PackCommand::Vendor(args) => get::vendor(args),
        PackCommand::Publish(args) => publish::run(args),
        PackCommand::Show(args) => show::run(args),
    }
}

/// Opens the study in `folder` for a change, with what packs are got from. No other command changes packs meanwhile.
fn with_study<T>(
    folder: &Path,
    work: impl FnOnce(&mut Supply<'_>, &Study) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let carried = shipped::store();
    let mut supply = Supply::of_user(&carried, folder, today())?;
    // Held until the end.
    let _exclusive = supply.store.exclusive()?;
    let study = Study::open(folder)?;
    work(&mut supply, &study)
}
