//! One side of a comparison: from what was typed to a coder or to recorded events. A name is, in this order: a file of
//! events by its extension, a pack as other commands find it, a revision of git.

use super::recorded::Recorded;
use crate::cmd::messages::FaultTally;
use crate::cmd::setup::{self, LoadedCoder};
use crate::cmd::shipped;
use anyhow::{anyhow, bail};
use dateline::compare::revision::{self, RevisionError, RevisionPath};
use dateline::pack::{self, Pack, Surroundings};
use std::path::Path;
use std::sync::Arc;

/// A side of a comparison.
pub struct Side {
    /// What was typed.
    pub name: String,
    /// The full id of the revision it was read from, if it was.
    pub revision: Option<String>,
    /// Where its events come from.
    pub source: Source,
}

/// Where the events of a side come from.
pub enum Source {
    /// Packs code the articles.
    Coded(Box<LoadedCoder>),
    /// An earlier run coded them.
    Recorded(Box<Recorded>),
}

/// Loads both sides.
pub fn load(names: [&str; 2]) -> anyhow::Result<[Side; 2]> {
    let [before, after] = names;
    if before == "-" && after == "-" {
        bail!("- is named twice: standard input can be read only once");
    }
    Ok([Side::load(before, after)?, Side::load(after, before)?])
}

/// Whether a name is that of a file of events.
fn is_event_file(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "-" || [".jsonl", ".jsonl.gz", ".jsonl.zst"].iter().any(|end| name.ends_with(end))
}

/// Whether a name is that of a folder here.
fn is_folder(name: &str) -> bool {
    Path::new(name).is_dir()
}

impl Side {
    fn load(name: &str, other: &str) -> anyhow::Result<Side> {
        if is_event_file(name) {
            let recorded = Recorded::read(Path::new(name))?;
            if recorded.events == 0 && recorded.left_out.len() > 0 {
                recorded.left_out.show_lines();
                bail!("no line of {name} is an event: give the JSONL that `dateline run` writes");
            }
            let source = Source::Recorded(Box::new(recorded));
            return Ok(Side { name: name.to_owned(), revision: None, source });
        }
        match setup::find_pack(name) {
            Ok(found) => Side::coded(name, None, found.packs, found.faults),
            // A pack that is there and cannot be loaded is not looked for elsewhere.
            Err(error) if Path::new(name).exists() => Err(error),
            Err(error) => match at_revision(name, other) {
                Some(found) => {
                    let (packs, wrong, id) = found.map_err(|why| {
                        // A name without a colon is a pack's as likely as a revision's.
                        let is_revision = name.contains(':')
                            || matches!(why.downcast_ref(), Some(RevisionError::NoFolder { .. }));
                        if is_revision { why } else { anyhow!("{error}; {why}") }
                    })?;
                    Side::coded(name, Some(id), packs, wrong)
                }
                None => Err(anyhow!(
                    "{error}; a revision of git is written as REVISION:FOLDER, or alone where the other side is a folder"
                )),
            },
        }
    }

    fn coded(
        name: &str,
        revision: Option<String>,
        packs: Vec<Arc<Pack>>,
        wrong: Vec<dateline::script::Fault>,
    ) -> anyhow::Result<Side> {
        let mut faults = FaultTally::default();
        wrong.into_iter().for_each(|fault| faults.add(fault));
        let coder = setup::compile(&[packs], faults)?;
        Ok(Side { name: name.to_owned(), revision, source: Source::Coded(Box::new(coder)) })
    }

    /// The coder, of a side that is coded.
    pub fn coder(&self) -> Option<&LoadedCoder> {
        match &self.source {
            Source::Coded(coder) => Some(coder),
            Source::Recorded(_) => None,
        }
    }

    /// The events, of a side that was coded earlier.
    pub fn recorded(&self) -> Option<&Recorded> {
        match &self.source {
            Source::Coded(_) => None,
            Source::Recorded(recorded) => Some(recorded),
        }
    }

    /// The kinds that its events can have.
    pub fn kinds(&self) -> Vec<String> {
        match &self.source {
            Source::Coded(loaded) => loaded.coder.kinds(),
            Source::Recorded(recorded) => recorded.kinds().into_iter().collect(),
        }
    }
}

type PacksAtRevision = (Vec<Arc<Pack>>, Vec<dateline::script::Fault>, String);

/// The pack that `name` means as a revision; `None` if it cannot mean one.
fn at_revision(name: &str, other: &str) -> Option<anyhow::Result<PacksAtRevision>> {
    let here = Path::new(".");
    let read = match (name.split_once(':'), other.split_once(':')) {
        (Some((revision, path)), _) => revision::read(here, revision, RevisionPath::Written(path)),
        (None, _) if is_folder(other) => {
            revision::read(Path::new(other), name, RevisionPath::SameFolder)
        }
        (None, Some((_, path))) => revision::read(here, name, RevisionPath::Written(path)),
        (None, None) => return None,
    };
    Some(read.map_err(Into::into).and_then(|found| {
        // What it stands on is what its lock named then, in this user's store.
        let around = Surroundings::of_store(&found.store, &found.root)?;
        let (packs, faults) =
            pack::load_around(&found.store, &found.root, &shipped::store(), around)?;
        setup::check_signers(&packs)?;
        Ok((packs, faults, found.id))
    }))
}
