//! The record of a run: what its output stands on, so that another can check it or do it again. It is written once,
//! beside the output (`events.jsonl.run.json`); each event has the hash `coded_by`, whose meaning this is. It has no
//! clock and no names of this machine: the same run gives the same bytes.

use super::manifest::DataSource;
use super::{Pack, PackError, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The format of this version.
const FORMAT: u32 = 1;

/// What an output stands on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The format of the record.
    pub format: u32,
    /// The version of this program.
    pub dateline: String,
    /// The command: `run` or `incidents`.
    pub command: String,
    /// The value of `coded_by` in each event.
    pub coded_by: String,
    /// The packs as they were named.
    pub asked: Vec<String>,
    /// All packs loaded, those below first.
    pub packs: Vec<PackRecord>,
    /// The changes that packs make to others.
    pub overlays: Vec<OverlayRecord>,
    /// The options that decide what is read and written, by name.
    pub options: BTreeMap<String, Vec<String>>,
    /// The articles; `None` if events were read in their place.
    pub corpus: Option<CorpusRecord>,
    /// What was written.
    pub output: OutputRecord,
    /// What is not in the output, and why.
    pub left_out: LeftOutRecord,
}

/// One pack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PackRecord {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it came from: as the lock says, else `folder`, `archive` or `shipped`.
    pub from: String,
    /// The hash over all its files.
    pub tree: String,
    /// The hash over what was loaded and the packs below; `pack_hash` of its events.
    pub rules: String,
    /// The key in the lock.
    pub key: Option<String>,
    /// The packs it stands on.
    pub needs: Vec<String>,
    /// Its licence.
    pub licence: String,
    /// Its authors.
    pub authors: Vec<String>,
    /// What users of its events should cite.
    pub cite: String,
    /// The attributions that its tables owe.
    pub data: Vec<DataSource>,
}

/// The changes that one pack makes to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OverlayRecord {
    /// The pack that makes them.
    pub by: String,
    /// The pack that is changed.
    pub of: String,
    /// Rules that were not loaded.
    pub disable: Vec<String>,
    /// Phrases added, by rule.
    pub unless: BTreeMap<String, Vec<String>>,
    /// The lowest status.
    pub min_status: Option<String>,
}

/// The articles of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CorpusRecord {
    /// How many were read.
    pub articles: u64,
    /// A hash over their ids, outlets, dates, titles and texts, in order.
    pub hash: String,
    /// How much of each format was read; empty in records of versions that did not write it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<FormatRecord>,
}

/// How much of a format was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormatRecord {
    /// Its name.
    pub format: String,
    /// Files, members of archives among them.
    pub files: u64,
    /// Articles that were read.
    pub articles: u64,
    /// Those of them without a date of publication.
    pub undated: u64,
    /// Articles and files that could not be read.
    pub left_out: u64,
}

/// What a run wrote.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutputRecord {
    /// The format.
    pub format: String,
    /// How many events, hits or incidents.
    pub count: u64,
    /// The hash over the bytes.
    pub hash: String,
}

/// What is not in an output.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LeftOutRecord {
    /// Articles, files or lines that could not be read.
    pub unread: u64,
    /// The first of them.
    pub first_unread: Vec<String>,
    /// Faults of packs.
    pub faults: u64,
    /// The first of them, in one line each.
    pub first_faults: Vec<String>,
}

impl RunRecord {
    /// A record of these packs, without a corpus and an output. `shipped` are the packs that the program carries.
    ///
    /// # Errors
    /// A file of a pack can no longer be read.
    pub fn of(packs: &[Arc<Pack>], shipped: &Store) -> Result<RunRecord, PackError> {
        let records: Result<_, PackError> =
            packs.iter().map(|pack| PackRecord::of(pack, shipped)).collect();
        Ok(RunRecord {
            format: FORMAT,
            dateline: super::PROGRAM_VERSION.to_owned(),
            packs: records?,
            overlays: packs.iter().flat_map(|pack| overlays(pack)).collect(),
            ..RunRecord::default()
        })
    }

    /// Reads a record.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<RunRecord, String> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| format!("not JSON ({error})"))?;
        match value.get("format").and_then(serde_json::Value::as_u64) {
            Some(format) if format == u64::from(FORMAT) => {
                serde_json::from_value(value).map_err(|error| error.to_string())
            }
            Some(format) => {
                Err(format!("its format {format} is not {FORMAT}, which this dateline reads"))
            }
            None => Err("not the record of a run".to_owned()),
        }
    }

    /// Its text: JSON, one line for each value.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

impl PackRecord {
    /// The record of a loaded pack.
    ///
    /// # Errors
    /// A file of the pack can no longer be read.
    pub fn of(pack: &Pack, shipped: &Store) -> Result<PackRecord, PackError> {
        let manifest = &pack.manifest;
        Ok(PackRecord {
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            from: pack.provenance.from.clone(),
            tree: pack.tree(shipped)?,
            rules: pack.scripts.hash.clone(),
            key: pack.provenance.key.clone(),
            needs: pack.scripts.depends.clone(),
            licence: manifest.licence.clone(),
            authors: manifest.authors.clone(),
            cite: manifest.cite.clone(),
            data: manifest.data.clone(),
        })
    }
}

/// The changes that a pack makes to others.
pub fn overlays(pack: &Pack) -> Vec<OverlayRecord> {
    let each = pack.manifest.overlay.iter().map(|(of, table)| OverlayRecord {
        by: pack.manifest.name.clone(),
        of: of.clone(),
        disable: table.disable.clone(),
        unless: table.unless.iter().map(|(id, all)| (id.clone(), all.all().to_vec())).collect(),
        min_status: table.min_status.clone(),
    });
    each.collect()
}

impl std::fmt::Display for OverlayRecord {
    /// One line for people: what is changed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        if !self.disable.is_empty() {
            parts.push(format!("disables {}", self.disable.join(", ")));
        }
        if !self.unless.is_empty() {
            let ids: Vec<&str> = self.unless.keys().map(String::as_str).collect();
            parts.push(format!("adds `unless` to {}", ids.join(", ")));
        }
        if let Some(status) = &self.min_status {
            parts.push(format!("keeps rules from status {status}"));
        }
        write!(f, "overlay of {}: {}", self.of, parts.join("; "))
    }
}
