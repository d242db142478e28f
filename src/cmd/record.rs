//! The record of a run, beside its output: which packs, corpus and options it stands on (`pack::run_record`).

use super::args::ReadArgs;
use super::output::{Output, Outputs};
use super::report::{FaultTally, OmittedItems};
use super::shipped;
use clap::Args;
use dateline::corpus::CorpusDigest;
use dateline::event::OffsetUnit;
use dateline::pack::run_record::{CorpusRecord, LeftOutRecord, OutputRecord};
use dateline::pack::{Pack, RunRecord};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// At most this many things that were left out are named in a record.
const NAMED: usize = 20;

/// The option for what offsets count.
const OFFSETS: &str = "offsets";

/// The largest record that is read, in bytes.
pub const MOST_BYTES: u64 = 64 << 20;

/// The arguments about the record.
#[derive(Debug, Args)]
pub struct RecordArgs {
    /// Write what the output stands on (packs, corpus, options, with hashes) to this file, as JSON [default: the name of the output file with .run.json]
    #[arg(long, value_name = "FILE", conflicts_with = "no_run_record")]
    pub run_record: Option<PathBuf>,
    /// Write no such record beside the output file
    #[arg(long)]
    pub no_run_record: bool,
}

/// The path of the record beside an output file.
pub fn beside(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".run.json");
    name.into()
}

impl RecordArgs {
    /// Opens the record's file, if there is to be one: the one named, else the one beside `path`, where `output`
    /// is a file that stays.
    pub fn open(
        &self,
        path: Option<&Path>,
        output: &Output,
        outputs: &mut Outputs,
    ) -> anyhow::Result<Option<Output>> {
        let default = path.filter(|_| matches!(output, Output::Staged(_)) && !self.no_run_record);
        let path = self.run_record.clone().or_else(|| default.map(beside));
        path.map(|path| outputs.open(Some(&path))).transpose()
    }
}

/// A record of packs and options.
pub fn of(
    command: &str,
    coded_by: &str,
    asked: &[String],
    packs: &[Arc<Pack>],
    reading: &ReadArgs,
    kinds: &[String],
) -> anyhow::Result<RunRecord> {
    let mut record = RunRecord::of(packs, &shipped::store())?;
    record.command = command.to_owned();
    record.coded_by = coded_by.to_owned();
    record.asked = match asked {
        [] => vec![shipped::DEFAULT_PACK.to_owned()],
        asked => asked.to_vec(),
    };
    let order = vec![reading.date_order.name().to_owned()];
    record.options.insert("date-order".to_owned(), order);
    for (name, values) in [("field", &reading.fields), ("kind", &kinds.to_vec())] {
        if !values.is_empty() {
            record.options.insert(name.to_owned(), values.clone());
        }
    }
    Ok(record)
}

/// Adds what the offsets count, if that is not bytes.
pub fn add_offsets(record: &mut RunRecord, unit: OffsetUnit) {
    if unit != OffsetUnit::default() {
        record.options.insert(OFFSETS.to_owned(), vec![unit.name().to_owned()]);
    }
}

/// What the offsets of an output count, by its record.
///
/// # Errors
/// The record names a unit that is none.
pub fn offsets(record: &RunRecord) -> anyhow::Result<OffsetUnit> {
    let named = record.options.get(OFFSETS).and_then(|values| values.first());
    Ok(named.map(|name| OffsetUnit::parse(name)).transpose()?.unwrap_or_default())
}

/// What was left out.
pub fn left_out(unread: &OmittedItems, faults: &FaultTally) -> LeftOutRecord {
    LeftOutRecord {
        unread: unread.len(),
        first_unread: unread.messages().to_vec(),
        faults: faults.len(),
        first_faults: faults.lines().take(NAMED).collect(),
    }
}

/// The articles read.
pub fn corpus(digest: &CorpusDigest) -> CorpusRecord {
    CorpusRecord { articles: digest.articles(), hash: digest.hash() }
}

/// What was written.
pub fn output(format: &str, count: u64, hash: &blake3::Hasher) -> OutputRecord {
    let hash = hash.finalize().to_hex().to_string();
    OutputRecord { format: format.to_owned(), count, hash }
}

/// The file with the record in it, to be committed with the output.
pub fn written(record: &RunRecord, mut file: Output) -> anyhow::Result<Output> {
    file.write_all(record.text()?.as_bytes())?;
    Ok(file)
}
