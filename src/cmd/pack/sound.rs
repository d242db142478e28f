//! Whether a pack may be shared: it loads, and its own files have no faults.

use crate::cmd::messages::{FaultTally, counted};
use crate::cmd::pipeline::on_deep_stack;
use crate::cmd::{colored, note_lines, shipped};
use anyhow::{Context, bail};
use dateline::coder::Coder;
use dateline::pack::{Pack, Store, Surroundings, load_archive, load_beside};
use std::path::Path;
use std::sync::Arc;

/// What to do about a pack with the name of a shipped one.
pub const OTHER_NAME: &str = "give it another name in pack.toml, or use it as a folder only";

/// Loads the pack in a folder or archive, and refuses one that does not load or has faults, of which it shows the first.
/// `help` ends the message. Returns the pack, last, with those it stands on.
pub fn check(path: &Path, help: &str) -> anyhow::Result<Vec<Arc<Pack>>> {
    let (place, carried) = (path.to_string_lossy(), shipped::store());
    let cannot = || format!("{place} cannot be shared as it is, since it does not load{help}");
    let (packs, found) = match path.is_dir() {
        true => load_beside(&Store::Disk, &place, &carried).with_context(cannot)?,
        false => {
            let around = Surroundings::of_archive(path).with_context(cannot)?;
            load_archive(&place, &carried, around).with_context(cannot)?
        }
    };
    let compiled = on_deep_stack(|| Coder::new(&packs).1)?;
    // A fault of a pack below it is not its author's to mend.
    let name = packs.last().map(|pack| pack.name()).unwrap_or_default();
    let mut faults = FaultTally::default();
    let own = found.into_iter().chain(compiled).filter(|fault| fault.pack == name);
    own.for_each(|fault| faults.add(fault));
    if let Some(first) = faults.iter().next() {
        note_lines(&format!("{}\n", first.render(colored()).trim_end()));
        bail!(
            "{place} has {}, and cannot be shared as it is: `dateline check {place}` shows all; mend them first{help}",
            counted(faults.len(), "fault")
        );
    }
    Ok(packs)
}
