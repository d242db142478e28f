//! `dateline pack publish`: adds a pack to a static index in a folder.

use super::keys::KeyArgs;
use super::sound;
use super::sound::OTHER_NAME;
use crate::cmd::{CommandOutcome, note, print_line, shipped};
use anyhow::bail;
use clap::Args;
use dateline::pack::archive::SIGNATURE;
use dateline::registry::build::build;
use dateline::registry::publish::{Publication, publish};
use dateline::registry::source::check_name;
use dateline::registry::{OpenedPack, today};
use std::path::PathBuf;

/// The arguments of `pack publish`.
#[derive(Debug, Args)]
pub struct PublishArgs {
    /// A pack's folder, or its archive
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    /// The folder of the index; it is made if it is not there
    #[arg(long, value_name = "FOLDER")]
    pub to: PathBuf,
    /// What you say of this version to those who look at the index
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
    /// For how many days readers may use the index before you publish it again
    #[arg(long, value_name = "DAYS", default_value_t = 180)]
    pub days: u32,
    /// The date from which they count [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<jiff::civil::Date>,
    #[command(flatten)]
    pub key: KeyArgs,
}

/// Publishes the pack.
pub fn run(args: &PublishArgs) -> anyhow::Result<CommandOutcome> {
    let pack = match args.pack.is_dir() {
        true => {
            let built = build(&args.pack, &shipped::store())?;
            for (file, why) in &built.left_out {
                note(&format!("left out: {file}: {why}"));
            }
            if built.left_out.iter().any(|(file, _)| file == SIGNATURE) {
                bail!(
                    "nothing was published: the signature {} does not go with the pack: sign it again with `dateline pack \
                     sign`, or remove that file to publish without a signature",
                    args.pack.join(SIGNATURE).display()
                );
            }
            built.pack
        }
        false => {
            let pack = OpenedPack::open(&args.pack)?;
            pack.check_secrets(&args.pack.display().to_string())?;
            pack
        }
    };
    check_name(&pack.manifest.name, &shipped::store(), OTHER_NAME)?;
    sound::check(&args.pack, "")?;
    let signer = args.key.signer()?;
    let date = args.date.map_or_else(today, |date| date.to_string());
    let how =
        Publication { note: &args.note, days: args.days, today: &date, signer: signer.as_ref() };
    let serial = publish(&pack, &args.to, &how)?;
    if pack.signature.is_none() {
        note(&format!("note: {} is not signed: `dateline pack sign` signs it", pack.label()));
    }
    let signed = match &signer {
        Some(signer) => format!("signed by {}", signer.key()),
        None => "not signed".to_owned(),
    };
    print_line(&format!(
        "{}: {} published; index {serial}, {signed}",
        args.to.display(),
        pack.label()
    ))?;
    Ok(CommandOutcome::Fine)
}
