//! From a format's name to what writes it, and the loss report at the end, for `run` and `export`.

use super::cli::{Format, LossArgs};
use super::output::Output;
use super::{note, width};
use anyhow::bail;
use dateline::sink::{Acled, Csv, Jsonl, Loss, Plover, Sink, Table};
use std::io::Write;
use std::path::Path;

/// The sink of a format; `None` for hits, which are not made of events.
pub fn sink(format: Format) -> Option<Box<dyn Sink>> {
    Some(match format {
        Format::Jsonl => Box::new(Jsonl),
        Format::Csv => Box::new(Csv),
        Format::Table => Box::new(Table { width: width() }),
        Format::Acled => Box::new(Acled),
        Format::Plover => Box::new(Plover),
        Format::Hits => return None,
    })
}

/// The format for a file of this name where none is asked for.
pub fn usual(path: Option<&Path>, output: &Output) -> Format {
    let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str());
    match extension {
        Some(extension) if extension.eq_ignore_ascii_case("csv") => Format::Csv,
        _ if output.is_terminal() => Format::Table,
        _ => Format::Jsonl,
    }
}

/// Where a loss report goes.
pub struct Report {
    format: Format,
    file: Option<Output>,
    told: bool,
}

impl Report {
    /// Opens the report's file, if one is asked for. For a table or hits, which are for eyes, there is none.
    pub fn open(args: &LossArgs, format: Format) -> anyhow::Result<Report> {
        let for_eyes = matches!(format, Format::Table | Format::Hits);
        if for_eyes && args.loss.is_some() {
            bail!(
                "--loss: tables and hits have no loss report; choose --format csv, acled, plover or jsonl"
            );
        }
        let file = args.loss.as_deref().map(|path| Output::open(Some(path))).transpose()?;
        let told = !args.quiet && matches!(format, Format::Csv | Format::Acled | Format::Plover);
        Ok(Report { format, file, told })
    }

    /// Writes the report to its file and tells it on standard error, as asked.
    pub fn finish(self, loss: &Loss) -> anyhow::Result<()> {
        let Some(sink) = sink(self.format) else { return Ok(()) };
        if let Some(mut file) = self.file {
            let json = loss.json(sink.name(), sink.remarks());
            file.write_all(format!("{json:#}\n").as_bytes())?;
            file.commit()?;
        }
        if self.told {
            note(loss.text(sink.name(), sink.remarks()).trim_end());
        }
        Ok(())
    }
}
