//! `dateline doc PACK`: the whole card of a pack.

use super::{DocArgs, DocFormat, html, is_callable, json, markdown};
use crate::cmd::card::{self, MadeCard};
use crate::cmd::output::Outputs;
use crate::cmd::{CommandOutcome, shipped};
use anyhow::bail;
use dateline::pack::{is_rule_file, locate};
use std::io::Write;
use std::path::Path;

/// The pack that the arguments name; `None` if they name something else. What rules can call comes first: a folder of
/// such a name is written `./near`.
pub fn asked(args: &DocArgs) -> anyhow::Result<Option<&str>> {
    let is_pack = |name: &str| {
        let path = Path::new(name);
        !is_callable(name)
            && (is_rule_file(name)
                || locate::is_archive(path)
                || path.join("pack.toml").exists()
                || shipped::pack_names().iter().any(|known| known == name)
                || name.contains('@'))
    };
    let of_a_pack = args.measure.measure || args.measure.gold.is_some();
    match &args.names[..] {
        [name] if is_pack(name) => Ok(Some(name)),
        names if names.iter().any(|name| is_pack(name)) => {
            bail!("name one pack, and nothing else with it")
        }
        _ if of_a_pack => bail!("--measure and --gold are for a pack: name one"),
        _ => Ok(None),
    }
}

/// Writes the card of the pack of that name.
pub fn run(name: &str, args: &DocArgs) -> anyhow::Result<CommandOutcome> {
    let MadeCard { card, packs, faults } = card::make(name, &args.measure)?;
    let text = match args.format {
        None | Some(DocFormat::Md) => markdown::text(&card),
        Some(DocFormat::Html) => html::text(&card),
        Some(DocFormat::Json) => json(&card)?,
    };
    let mut outputs = Outputs::default();
    outputs.reads_packs(&packs)?;
    outputs.reads(&args.measure.gold)?;
    outputs.reads_articles(&args.measure.corpus)?;
    let mut output = outputs.open(args.output.as_deref())?;
    output.write_all(text.as_bytes())?;
    output.commit()?;
    faults.show();
    Ok(if faults.is_empty() { CommandOutcome::Fine } else { CommandOutcome::Faults })
}
