//! Output formats of `run` and `export`: the sink of each, and the loss report at the end.

use super::output::{Output, Outputs};
use super::{note_lines, width};
use anyhow::bail;
use clap::{Args, ValueEnum};
use dateline::sink::{AcledSink, CsvSink, JsonlSink, Loss, PloverSink, Sink, TableSink};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments about what is reported besides the events.
#[derive(Debug, Args)]
pub struct LossArgs {
    /// No progress, no summary, no loss report; faults and errors are still reported
    #[arg(short, long)]
    pub quiet: bool,
    /// Write what the format could not represent to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub loss: Option<PathBuf>,
}

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The whole record, one JSON object a line
    Jsonl,
    /// Flat columns for spreadsheets
    Csv,
    /// ACLED's columns: what happened, with a day and a place; a loss report lists the rest
    Acled,
    /// PLOVER records, one JSON object a line; a loss report lists the rest
    Plover,
    /// A table for people to read
    Table,
    /// Article and rule, one line for each rule that has an event; its closure is called only until the first
    Hits,
}

/// The sink of a format; `None` for hits, which are not made from events.
pub fn sink(format: Format) -> Option<Box<dyn Sink>> {
    Some(match format {
        Format::Jsonl => Box::new(JsonlSink),
        Format::Csv => Box::new(CsvSink),
        Format::Table => Box::new(TableSink { width: width() }),
        Format::Acled => Box::new(AcledSink),
        Format::Plover => Box::new(PloverSink),
        Format::Hits => return None,
    })
}

/// The default format for an output file of this name.
pub fn default_format(path: Option<&Path>, output: &Output) -> Format {
    let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str());
    match extension {
        Some(extension) if extension.eq_ignore_ascii_case("csv") => Format::Csv,
        _ if output.is_terminal() => Format::Table,
        _ => Format::Jsonl,
    }
}

/// Where a loss report goes.
pub struct LossReport {
    format: Format,
    file: Option<Output>,
    shown: bool,
}

impl LossReport {
    /// Opens the report's file, if one is asked for. Tables and hits have no loss report.
    pub fn open(
        args: &LossArgs,
        format: Format,
        outputs: &mut Outputs,
    ) -> anyhow::Result<LossReport> {
        let has_no_report = matches!(format, Format::Table | Format::Hits);
        if has_no_report && args.loss.is_some() {
            bail!(
                "--loss: tables and hits have no loss report; choose --format csv, acled, plover or jsonl"
            );
        }
        let file = args.loss.as_deref().map(|path| outputs.open(Some(path))).transpose()?;
        let shown = !args.quiet && matches!(format, Format::Csv | Format::Acled | Format::Plover);
        Ok(LossReport { format, file, shown })
    }

    /// The report's file with the report in it, if one was asked for: to be committed with the output.
    pub fn written(&mut self, loss: &Loss) -> anyhow::Result<Option<Output>> {
        let Some((mut file, sink)) = self.file.take().zip(sink(self.format)) else {
            return Ok(None);
        };
        let json = loss.json(sink.name(), sink.remarks());
        file.write_all(format!("{json:#}\n").as_bytes())?;
        Ok(Some(file))
    }

    /// Prints the report on standard error, if that was asked for.
    pub fn show(&self, loss: &Loss) {
        if let Some(sink) = sink(self.format).filter(|_| self.shown) {
            note_lines(loss.text(sink.name(), sink.remarks()).trim_end());
        }
    }
}
