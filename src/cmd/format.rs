//! Output formats of `run` and `export`: their names, how each is written, and the format that a file's name asks for.
//! `loss` is the report at the end, `store` opens what is written as a whole.

mod loss;
mod store;

pub use loss::{LossArgs, LossReport};
pub use store::{Destination, WholeHash};

use super::output::Output;
use super::width;
use anyhow::bail;
use clap::{Args, ValueEnum};
use dateline::annotation::Tool;
use dateline::sink::{
    AcledSink, CsvLongSink, CsvSink, DatabaseKind, JsonlSink, PloverSink, Sink, TableSink,
};
use std::path::Path;

/// What is written, and how.
#[derive(Debug, Args)]
pub struct FormatArgs {
    /// Output format [default: by the ending of the output file (.csv, .geojson, .gpkg, .parquet, .sqlite); else table on a terminal, else jsonl]
    #[arg(short, long, value_enum)]
    pub format: Option<Format>,
    /// Begin a CSV file with a byte order mark, from which Excel knows that it is UTF-8
    #[arg(long)]
    pub bom: bool,
}

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The whole record, one JSON object a line
    Jsonl,
    /// Flat columns for spreadsheets, one row an event
    Csv,
    /// The whole record as CSV for statistics packages, one row for each value of an event
    CsvLong,
    /// A SQLite database: events, parties, counts, claims, articles, the record of the run
    Sqlite,
    /// A GeoPackage for QGIS: the tables of sqlite, events with coordinates as points
    Gpkg,
    /// The whole record as Parquet for data frames, nested, one row an event; where the program is built with it
    Parquet,
    /// GeoJSON: one point for each event with coordinates
    Geojson,
    /// The JSON of TimeMap: events with a day, their articles as sources, associations to filter by
    Timemap,
    /// ACLED's columns: what happened, with a day and a place; a loss report lists the rest
    Acled,
    /// PLOVER records, one JSON object a line; a loss report lists the rest
    Plover,
    /// Tasks of Label Studio with the events as predictions; needs the articles (`export --corpus`)
    Labelstudio,
    /// Tasks of Prodigy with the events as spans; needs the articles (`export --corpus`)
    Prodigy,
    /// A .zip of texts and annotations of brat; needs the articles (`export --corpus`)
    Brat,
    /// A .zip of UIMA CAS documents for INCEpTION; needs the articles (`export --corpus`)
    Uima,
    /// A table for people to read
    Table,
    /// Article and rule, one line for each rule that has an event; its closure is called only until the first
    Hits,
}

/// How a format is written.
pub enum Shape {
    /// Article by article, as bytes that are made on the threads that code.
    Lines(Box<dyn Sink>),
    /// As a whole, from the events of all articles.
    Whole(Whole),
    /// As a whole, from events and articles.
    Annotated(Tool),
    /// Not from events.
    Hits,
}

/// A format that is written as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// GeoJSON.
    Geojson,
    /// TimeMap's JSON.
    Timemap,
    /// A database.
    Database(DatabaseKind),
    /// Parquet, where the program is built with it.
    Parquet,
}

impl Whole {
    /// Whether it keeps the records of the runs that its events stand on.
    pub fn keeps_records(self) -> bool {
        match self {
            Whole::Geojson | Whole::Timemap => false,
            Whole::Database(_) | Whole::Parquet => true,
        }
    }
}

impl Format {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::CsvLong => "csv-long",
            Format::Sqlite => "sqlite",
            Format::Gpkg => "gpkg",
            Format::Parquet => "parquet",
            Format::Geojson => "geojson",
            Format::Timemap => "timemap",
            Format::Acled => "acled",
            Format::Plover => "plover",
            Format::Labelstudio => "labelstudio",
            Format::Prodigy => "prodigy",
            Format::Brat => "brat",
            Format::Uima => "uima",
            Format::Table => "table",
            Format::Hits => "hits",
        }
    }

    /// How it is written.
    pub fn shape(self) -> Shape {
        Shape::Lines(match self {
            Format::Jsonl => Box::new(JsonlSink),
            Format::Csv => Box::new(CsvSink),
            Format::CsvLong => Box::new(CsvLongSink),
            Format::Table => Box::new(TableSink { width: width() }),
            Format::Acled => Box::new(AcledSink),
            Format::Plover => Box::new(PloverSink),
            Format::Sqlite => return Shape::Whole(Whole::Database(DatabaseKind::Sqlite)),
            Format::Gpkg => return Shape::Whole(Whole::Database(DatabaseKind::Geopackage)),
            Format::Parquet => return Shape::Whole(Whole::Parquet),
            Format::Geojson => return Shape::Whole(Whole::Geojson),
            Format::Timemap => return Shape::Whole(Whole::Timemap),
            Format::Labelstudio => return Shape::Annotated(Tool::LabelStudio),
            Format::Prodigy => return Shape::Annotated(Tool::Prodigy),
            Format::Brat => return Shape::Annotated(Tool::Brat),
            Format::Uima => return Shape::Annotated(Tool::Uima),
            Format::Hits => return Shape::Hits,
        })
    }

    /// Whether it is a database, to which one might think events are added.
    pub fn is_database(self) -> bool {
        matches!(self, Format::Sqlite | Format::Gpkg)
    }

    /// Whether it is CSV.
    fn is_csv(self) -> bool {
        matches!(self, Format::Csv | Format::CsvLong | Format::Acled)
    }
}

impl FormatArgs {
    /// The format asked for, else the default for an output file of this name.
    ///
    /// # Errors
    /// A byte order mark is asked for in another format than CSV; the file's name promises a format that is not written; or
    /// the format is not for terminals.
    pub fn resolve(&self, path: Option<&Path>, output: &Output) -> anyhow::Result<Format> {
        let format = match self.format {
            Some(format) => format,
            None => default_format(path, output)?,
        };
        if format == Format::Parquet && output.is_terminal() {
            bail!(
                "parquet is not for people to read: name a file with -o, such as -o events.parquet"
            );
        }
        if self.bom && !format.is_csv() {
            bail!(
                "--bom: {} has no byte order mark; it is for --format csv, csv-long and acled",
                format.name()
            );
        }
        Ok(format)
    }

    /// What comes before the output of a sink.
    pub fn mark(&self) -> &'static [u8] {
        if self.bom { BYTE_ORDER_MARK } else { b"" }
    }
}

/// The byte order mark in UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The default format for an output file of this name.
fn default_format(path: Option<&Path>, output: &Output) -> anyhow::Result<Format> {
    let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str());
    Ok(match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Format::Csv,
        Some("geojson") => Format::Geojson,
        Some("parquet") => Format::Parquet,
        Some("gpkg") => Format::Gpkg,
        Some("sqlite" | "sqlite3" | "db") => Format::Sqlite,
        Some(ending) if promised_in_vain(ending) => bail!(
            "no format with the ending .{ending} is written; name a file that ends in .csv, .jsonl, .geojson, .gpkg or \
             .sqlite, or say what to write with --format"
        ),
        _ if output.is_terminal() => Format::Table,
        _ => Format::Jsonl,
    })
}

/// Whether an ending, in small letters, promises a format that is not written.
pub fn promised_in_vain(ending: &str) -> bool {
    NOT_WRITTEN.contains(&ending)
}

/// Endings of files that other programs could not open if events as JSON were in them.
const NOT_WRITTEN: [&str; 12] =
    ["arrow", "dta", "feather", "htm", "html", "kml", "ods", "pdf", "rds", "shp", "xls", "xlsx"];
