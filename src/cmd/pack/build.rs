//! `dateline pack build`: makes one file of a pack.

use super::shown::short;
use crate::cmd::report::counted;
use crate::cmd::{CommandOutcome, note, output::Output, print, shipped};
use clap::Args;
use dateline::pack::locate::archive_name;
use dateline::registry::build::build;
use std::io::Write;
use std::path::PathBuf;

/// The arguments of `pack build`.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// The pack's folder
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// The archive to write [default: NAME-VERSION.pack in the current folder]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Builds the archive, and names what is not in it.
pub fn run(args: &BuildArgs) -> anyhow::Result<CommandOutcome> {
    let built = build(&args.folder, &shipped::store())?;
    let pack = &built.pack;
    let default = || PathBuf::from(archive_name(&pack.manifest.name, &pack.manifest.version));
    let path = args.output.clone().unwrap_or_else(default);
    let mut output = Output::open(Some(&path))?;
    output.write_all(&pack.bytes)?;
    output.commit()?;
    for (file, why) in &built.left_out {
        note(&format!("left out: {file}: {why}"));
    }
    let signed = if pack.signature.is_some() { "signed" } else { "not signed" };
    print(&format!(
        "{}: {}, {} bytes, tree {}, {signed}\n",
        path.display(),
        counted(pack.files as u64, "file"),
        pack.bytes.len(),
        short(&pack.tree)
    ))?;
    Ok(CommandOutcome::Fine)
}
