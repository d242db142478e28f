//! `dateline pack build`: makes one file of a pack.

use super::shown::short;
use super::sound;
use super::sound::OTHER_NAME;
use crate::cmd::messages::counted;
use crate::cmd::{CommandOutcome, note, output::Outputs, print_line, shipped};
use anyhow::{Context, bail};
use clap::Args;
use dateline::file::plain;
use dateline::pack::archive::MAGIC;
use dateline::pack::locate::{archive_name, is_archive};
use dateline::registry::build::build;
use dateline::registry::source::check_name;
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// The arguments of `pack build`.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// The pack's folder
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// The archive to write [default: NAME-VERSION.pack in the current folder]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Also build a pack that does not load or has faults
    #[arg(long)]
    pub force: bool,
}

/// Builds the archive, and names what is not in it.
pub fn run(args: &BuildArgs) -> anyhow::Result<CommandOutcome> {
    if let Some(path) = &args.output {
        check_target(path)?;
    }
    let built = build(&args.folder, &shipped::store())?;
    check_name(&built.pack.manifest.name, &shipped::store(), OTHER_NAME)?;
    let loaded = match args.force {
        true => Vec::new(),
        false => sound::check(&args.folder, "; --force builds it all the same")?,
    };
    let pack = &built.pack;
    let default = || PathBuf::from(archive_name(&pack.manifest.name, &pack.manifest.version));
    let path = args.output.clone().unwrap_or_else(default);
    check_target(&path)?;
    let mut outputs = Outputs::default();
    outputs.reads_packs(&loaded)?;
    let mut output = outputs.open(Some(&path))?;
    output.write_all(&pack.bytes)?;
    output.commit()?;
    for (file, why) in &built.left_out {
        note(&format!("left out: {file}: {why}"));
    }
    let signed = if pack.signature.is_some() { "signed" } else { "not signed" };
    print_line(&format!(
        "{}: {}, {} bytes, tree {}, {signed}",
        path.display(),
        counted(pack.files as u64, "file"),
        pack.bytes.len(),
        short(&pack.tree)
    ))?;
    Ok(CommandOutcome::Fine)
}

/// Refuses an output that could not be read as a pack again, or that would replace anything but an archive. A name that
/// ends with .pack is no part of the pack, also in its folder.
fn check_target(path: &Path) -> anyhow::Result<()> {
    let place = path.display();
    if !is_archive(path) {
        bail!(
            "cannot write {place}: the name of an archive ends with .pack, else no command reads it as one: give -o a name \
             such as {}",
            path.with_extension("pack").display()
        );
    }
    let meta = match fs::metadata(path) {
        Err(why) if why.kind() == ErrorKind::NotFound => return Ok(()),
        meta => meta.with_context(|| format!("cannot look at {place}"))?,
    };
    let mut head = [0; MAGIC.len()];
    let mut begins_as_archive = || plain::open(path)?.read_exact(&mut head).map(|()| head == MAGIC);
    // A file that ends before that is none.
    if !meta.is_file() || !begins_as_archive().unwrap_or(false) {
        bail!(
            "{place} is there, and is no archive of a pack: it stays as it is; give another name with -o, or remove it"
        );
    }
    Ok(())
}
