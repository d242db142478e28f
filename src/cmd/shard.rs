//! `--shard K/N`: codes one of N parts of the corpus, for schedulers that run many. The outputs of all parts, one after the
//! other, are the output of one run over everything.

use super::format::{Format, Shape, Whole};
use super::setup::OpenedCorpus;
use anyhow::bail;
use clap::{Args, ValueEnum};
use dateline::corpus::Part;
use dateline::pack::RunRecord;

/// The option of the record that names the part.
pub const SHARD: &str = "shard";
/// The option of the record that says whether repeats are marked.
pub const REPEATS: &str = "repeats";

/// Which part of the corpus is coded.
#[derive(Debug, Args)]
pub struct ShardArgs {
    /// Code only part K of N (1/8 to 8/8), cut by bytes; the outputs of all parts, one after the other, are that of one run with --repeats leave
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Part>,
    /// Whether events of articles that repeat an earlier one are marked [default: mark; with --shard: leave]
    #[arg(long, value_enum, value_name = "HOW")]
    pub repeats: Option<RepeatMarksArg>,
}

/// What is done about articles that repeat an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RepeatMarksArg {
    /// Mark their events
    Mark,
    /// Leave the mark out
    Leave,
}

impl ShardArgs {
    /// Whether only a part is coded.
    pub fn is_part(&self) -> bool {
        self.shard.is_some()
    }

    /// Whether the output begins with this part.
    pub fn is_first(&self) -> bool {
        self.shard.is_none_or(|part| part.number == 1)
    }

    /// Whether articles that repeat an earlier one are marked. In a part it is not known which articles are earlier.
    pub fn marks_repeats(&self) -> bool {
        self.repeats.unwrap_or(match self.shard {
            Some(_) => RepeatMarksArg::Leave,
            None => RepeatMarksArg::Mark,
        }) == RepeatMarksArg::Mark
    }

    /// The part of the corpus.
    pub fn cut(&self, corpus: OpenedCorpus) -> anyhow::Result<OpenedCorpus> {
        let Some(part) = self.shard else { return Ok(corpus) };
        if self.repeats == Some(RepeatMarksArg::Mark) {
            bail!(
                "--repeats mark with --shard: a part does not know the articles of the parts before it; mark repeats in one run over \
                 everything"
            );
        }
        let chunks = corpus.chunks.part(part)?;
        Ok(OpenedCorpus { chunks, size: corpus.size.map(|size| size / part.of), ..corpus })
    }

    /// Refuses formats of which parts cannot be put together.
    pub fn check(&self, format: Format) -> anyhow::Result<()> {
        let is_one_file = |format: Format| matches!(format.shape(), Shape::Whole(whole) if whole != Whole::Parquet);
        if self.is_part() && is_one_file(format) {
            bail!(
                "--shard: {} is one file, of which parts cannot be put together: write jsonl, csv or parquet, and make it from all \
                 of them with `dateline export`",
                format.name()
            );
        }
        Ok(())
    }

    /// Writes the part into the record of the run.
    pub fn add_to(&self, record: &mut RunRecord) {
        if let Some(part) = self.shard {
            record.options.insert(SHARD.to_owned(), vec![part.to_string()]);
        }
        if !self.marks_repeats() {
            record.options.insert(REPEATS.to_owned(), vec!["leave".to_owned()]);
        }
    }
}

/// The part that a record is of.
///
/// # Errors
/// It names no part.
pub fn of_record(record: &RunRecord) -> Result<Option<Part>, String> {
    record.options.get(SHARD).and_then(|values| values.first()).map(|part| part.parse()).transpose()
}
