//! `--bless`: writes the golden events of fixtures as they come, after their differences were shown.

use super::TestedPack;
use crate::cmd::note;
use anyhow::{Context, bail};
use dateline::file::staged::Staged;
use dateline::pack::Pack;
use std::io::Write;
use std::path::Path;

/// Writes the golden files of `tested` that differ; their tests pass then. Each is replaced as a whole or not at all.
pub fn write(pack: &Pack, tested: &mut TestedPack) -> anyhow::Result<()> {
    let golden = std::mem::take(&mut tested.test.golden);
    if golden.is_empty() {
        return Ok(());
    }
    if !pack.is_on_disk() {
        bail!(
            "{} is not a folder: golden events are written only to the files of a pack in a folder",
            tested.label
        );
    }
    if !tested.faults.is_empty() {
        bail!(
            "no golden events were written, as the pack has faults: correct them first, since rules may be missing"
        );
    }
    for (path, text) in golden {
        let target = Path::new(&pack.root).join(&path);
        let what = || format!("cannot write {}", target.display());
        let mut staged =
            Staged::open_in(Path::new(&pack.root), Path::new(&path)).with_context(what)?;
        staged.write_all(text.as_bytes()).with_context(what)?;
        staged.commit().with_context(what)?;
        note(&format!("wrote {}/{path}", tested.label));
    }
    for case in tested.test.cases.iter_mut().filter(|case| case.can_bless) {
        case.failure.clear();
    }
    Ok(())
}
