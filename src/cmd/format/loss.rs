//! The loss report of a format: what it could not hold, printed at the end and written to a file.

use super::{Format, Shape, Whole};
use crate::cmd::note_lines;
use crate::cmd::output::{Output, Outputs};
use anyhow::bail;
use clap::Args;
use dateline::sink::database::DatabaseKind;
use dateline::sink::{Loss, geojson, timemap};
use std::io::Write;
use std::path::PathBuf;

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
                "--loss: tables and hits have no loss report; choose --format csv, acled, plover, sqlite or another"
            );
        }
        let file = args.loss.as_deref().map(|path| outputs.open(Some(path))).transpose()?;
        let shown = !args.quiet && !has_no_report && format != Format::Jsonl;
        Ok(LossReport { format, file, shown })
    }

    /// The report's file with the report in it, if one was asked for: to be committed with the output.
    pub fn written(&mut self, loss: &Loss) -> anyhow::Result<Option<Output>> {
        let Some(mut file) = self.file.take() else { return Ok(None) };
        let json = loss.json(self.format.name(), &remarks(self.format));
        file.write_all(format!("{json:#}\n").as_bytes())?;
        Ok(Some(file))
    }

    /// Prints the report on standard error, if that was asked for.
    pub fn show(&self, loss: &Loss) {
        if self.shown {
            note_lines(loss.text(self.format.name(), &remarks(self.format)).trim_end());
        }
    }
}

/// The remarks that apply to every row.
fn remarks(format: Format) -> Vec<&'static str> {
    match format.shape() {
        Shape::Lines(sink) => sink.remarks().to_vec(),
        Shape::Whole(Whole::Geojson) => geojson::REMARKS.to_vec(),
        Shape::Whole(Whole::Timemap) => timemap::REMARKS.to_vec(),
        Shape::Whole(Whole::Parquet) => vec!["the whole record; what a rule adds (extra) is JSON"],
        Shape::Whole(Whole::Database(DatabaseKind::Sqlite)) => {
            vec!["the whole record, in tables that are joined by events.number"]
        }
        Shape::Whole(Whole::Database(DatabaseKind::Geopackage)) => {
            vec!["place_precision says how exact a point is: it may stand for a country"]
        }
        Shape::Annotated(tool) => tool.remarks().to_vec(),
        Shape::Hits => Vec::new(),
    }
}
