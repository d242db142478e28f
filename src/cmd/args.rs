//! Arguments that several commands share: which packs, how a corpus is read, how many threads.

use clap::{Args, ValueEnum};
use dateline::corpus::{FieldMap, ReadOptions};
use dateline::event::OffsetUnit;
use dateline::text::layout::DateOrder;
use std::num::NonZeroUsize;

/// The packs to code with.
#[derive(Debug, Args)]
pub struct PackArgs {
    /// A pack's folder or archive (arms-1.1.0.pack), a rule file (mine.rhai), the name of a shipped pack, or name@version; repeatable [default: syria]
    #[arg(short, long = "pack", value_name = "PACK")]
    pub packs: Vec<String>,
}

/// How the fields and dates of a corpus are read.
#[derive(Clone, Debug, Args)]
pub struct ReadArgs {
    /// Where a JSONL or CSV corpus keeps a field, such as text=body or id=url; repeatable
    #[arg(long = "field", value_name = "FIELD=COLUMN")]
    pub fields: Vec<String>,
    /// How to read 12/08/2016 where the text does not decide it
    #[arg(long, value_enum, default_value_t = DateOrderArg::Dmy)]
    pub date_order: DateOrderArg,
}

impl ReadArgs {
    /// The reader's options.
    pub fn options(&self) -> anyhow::Result<ReadOptions> {
        let order = match self.date_order {
            DateOrderArg::Dmy => DateOrder::Dmy,
            DateOrderArg::Mdy => DateOrder::Mdy,
            DateOrderArg::Ymd => DateOrder::Ymd,
        };
        let mut fields = FieldMap::default();
        for pair in &self.fields {
            fields.set(pair).map_err(|why| anyhow::anyhow!("--field {pair}: {why}"))?;
        }
        Ok(ReadOptions { fields, order, ..ReadOptions::default() })
    }
}

/// An order of day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DateOrderArg {
    /// Day first
    Dmy,
    /// Month first
    Mdy,
    /// Year first
    Ymd,
}

impl DateOrderArg {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            DateOrderArg::Dmy => "dmy",
            DateOrderArg::Mdy => "mdy",
            DateOrderArg::Ymd => "ymd",
        }
    }
}

/// What the offsets of records count.
#[derive(Clone, Copy, Debug, Args)]
pub struct OffsetArgs {
    /// What start and end in the records count; raw_start and raw_end always count bytes of the file
    #[arg(long, value_enum, value_name = "UNIT", default_value_t = OffsetUnitArg::Bytes)]
    pub offsets: OffsetUnitArg,
}

/// A unit of offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OffsetUnitArg {
    /// Bytes of UTF-8
    Bytes,
    /// Unicode code points, as Python and R count
    Codepoints,
    /// UTF-16 code units, as JavaScript, Java and C# count
    Utf16,
}

impl OffsetUnitArg {
    /// The unit of the record.
    pub fn unit(self) -> OffsetUnit {
        match self {
            OffsetUnitArg::Bytes => OffsetUnit::Bytes,
            OffsetUnitArg::Codepoints => OffsetUnit::Codepoints,
            OffsetUnitArg::Utf16 => OffsetUnit::Utf16,
        }
    }
}

/// A number of worker threads, as an argument.
pub fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    let most = 1024;
    text.parse::<NonZeroUsize>().ok().filter(|jobs| jobs.get() <= most).ok_or_else(|| {
        format!("give a number from 1 to {most}, or leave --jobs out to use all cores")
    })
}
