//! `dateline incidents`: joins the events of a corpus, or of event files, into incidents. Joining needs the whole
//! corpus, so events are collected first, then joined by the library and written at the end.

mod database;
mod flat;
mod loss;
mod map;
mod table;
mod write;

use super::args::{OffsetUnitArg, PackArgs, ReadArgs, jobs};
use super::format::{BYTE_ORDER_MARK, LossArgs, promised_in_vain};
use super::gather::{self, Gathering};
use super::messages::{NOTHING_READ, Progress};
use super::output::{Output, Outputs, commit_all};
use super::pipeline::cores;
use super::record::RecordArgs;
use super::stop::{stop_flag, stopped};
use super::{CommandOutcome, nearest, note, note_lines, record, setup, standard_input};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use dateline::incident::{self, Incident};
use dateline::script::IncidentSpec;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use write::Rendering;

/// The arguments of `incidents`.
#[derive(Debug, Args)]
pub struct IncidentsArgs {
    /// Files and folders of articles, as for `run`; where none is named, what is piped in, else the shipped corpus
    pub corpus: Vec<PathBuf>,
    #[command(flatten)]
    pub pack: PackArgs,
    /// Join the events of this file, as `run` writes them (JSONL, "-" for standard input), and code nothing
    #[arg(short, long, value_name = "FILE", conflicts_with = "corpus")]
    pub events: Vec<PathBuf>,
    /// Write to this file; it is written or replaced atomically at the end
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Output format [default: by the ending of the output file (.csv, .geojson, .gpkg, .sqlite); else table on a terminal, else jsonl]
    #[arg(short, long, value_enum)]
    pub format: Option<IncidentFormat>,
    /// Begin a CSV file with a byte order mark, from which Excel knows that it is UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Keep incidents that hold a mention of this kind; repeatable
    #[arg(short, long = "kind", value_name = "KIND")]
    pub kinds: Vec<String>,
    /// Worker threads [default: as many as there are cores]; the result is the same for any number
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    /// Exit with 2 where an article or an event could not be read
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub loss: LossArgs,
    /// What start and end of claimants count; events that are read keep what they count
    #[arg(long, value_enum, value_name = "UNIT", default_value_t = OffsetUnitArg::Bytes, conflicts_with = "events")]
    pub offsets: OffsetUnitArg,
    /// How articles are counted that repeat an earlier one, such as a wire story in several papers
    #[arg(long, value_enum, value_name = "HOW", default_value_t = RepeatsArg::Once)]
    pub repeats: RepeatsArg,
    #[command(flatten)]
    pub record: RecordArgs,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// How articles that repeat an earlier one are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RepeatsArg {
    /// Once, with the article that they repeat
    Once,
    /// Each, like any other article
    Count,
}

/// An output format for incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum IncidentFormat {
    /// The whole record, one JSON object a line
    Jsonl,
    /// One row an incident: where, when, ranges of tolls, how many sources
    Csv,
    /// A SQLite database of incidents, their mentions, figures and disputes, and the events
    Sqlite,
    /// A GeoPackage for QGIS: the tables of sqlite, incidents and events with coordinates as points
    Gpkg,
    /// GeoJSON: one point for each incident with coordinates
    Geojson,
    /// The JSON of TimeMap: incidents with a day, the articles as their sources
    Timemap,
    /// A table for people to read
    Table,
}

impl IncidentFormat {
    fn name(self) -> &'static str {
        match self {
            IncidentFormat::Jsonl => "jsonl",
            IncidentFormat::Csv => "csv",
            IncidentFormat::Sqlite => "sqlite",
            IncidentFormat::Gpkg => "gpkg",
            IncidentFormat::Geojson => "geojson",
            IncidentFormat::Timemap => "timemap",
            IncidentFormat::Table => "table",
        }
    }
}

/// Joins events into incidents and writes them.
pub fn run(args: &IncidentsArgs) -> anyhow::Result<CommandOutcome> {
    let options = args.reading.options()?;
    let setup::LoadedCoder { coder, packs, mut faults } = setup::load(&args.pack.packs)?;
    let coder = coder.with_options(&options.coding());
    let rules = coder.incidents();
    // A rule may be missing because it has a fault.
    check(rules, &args.kinds).inspect_err(|_| faults.show())?;
    let mut outputs = Outputs::default();
    outputs.reads_packs(&packs)?;
    outputs.reads_articles(&args.corpus)?;
    outputs.reads(&args.events)?;
    let mut output = outputs.open(args.output.as_deref())?;
    let format = match args.format {
        Some(format) => format,
        None => default_format(args.output.as_deref(), &output)?,
    };
    if format == IncidentFormat::Table && args.loss.loss.is_some() {
        bail!("--loss: tables have no loss report; choose --format csv, sqlite or another");
    }
    let loss_file = args.loss.loss.as_deref().map(|path| outputs.open(Some(path))).transpose()?;
    if args.bom && format != IncidentFormat::Csv {
        bail!("--bom: {} has no byte order mark; it is for --format csv", format.name());
    }
    let record_file = args.record.open(args.output.as_deref(), &output, &mut outputs)?;
    let mut progress = Progress::new(None, !args.loss.quiet);
    // While events are read nothing looks at a flag: a signal ends the program.
    let recorded = match args.events.is_empty() {
        true => None,
        false => Some(gather::events(&args.events)?),
    };
    let stop = stop_flag().context("cannot watch for Ctrl-C")?;
    let mut found = match recorded {
        Some(found) => found,
        None => {
            let paths = standard_input::corpus(&args.corpus, args.loss.quiet)?;
            let corpus = setup::open(&paths, &options)?;
            let jobs = args.jobs.map_or_else(cores, NonZeroUsize::get);
            let (coder, options, stop) = (&coder, &options, &stop);
            let unit = args.offsets.unit();
            let gathering = Gathering { coder, options, jobs, unit, paragraphs: false, stop };
            gathering.code(corpus, &mut progress)
        }
    };
    if stop.load(Ordering::Relaxed) {
        return Ok(stopped());
    }
    if args.events.is_empty() && found.articles == 0 {
        faults.show();
        found.left_out.show();
        bail!("{NOTHING_READ}");
    }
    if args.repeats == RepeatsArg::Count {
        found.events.iter_mut().for_each(|event| event.article.repeats = None);
    }
    let mut joined = incident::join(&found.events, rules);
    let wanted = |incident: &Incident| args.kinds.iter().any(|kind| incident.kinds.contains(kind));
    joined.incidents.retain(|incident| args.kinds.is_empty() || wanted(incident));
    if stop.load(Ordering::Relaxed) {
        return Ok(stopped());
    }
    faults.merge(std::mem::take(&mut found.faults));
    let (packed, kinds) = (&args.pack.packs, &args.kinds);
    let mut record =
        record::of("incidents", coder.coded_by(), packed, &packs, &args.reading, kinds)?;
    record::add_offsets(&mut record, args.offsets.unit());
    if args.repeats == RepeatsArg::Count {
        record.options.insert("repeats".to_owned(), vec!["count".to_owned()]);
    }
    record.corpus = args.events.is_empty().then(|| record::corpus(&found.corpus));
    record.left_out = record::left_out(&found.left_out, &faults);
    let written = Rendering {
        format,
        mark: if args.bom { BYTE_ORDER_MARK } else { b"" },
        incidents: &joined.incidents,
        events: &found.events,
        record: &record,
    };
    let hash = written.write(&mut output)?;
    let loss = loss::of(format, &joined.incidents)?;
    let is_database = matches!(format, IncidentFormat::Sqlite | IncidentFormat::Gpkg);
    let replaced = output.replaced().filter(|_| is_database && !args.loss.quiet);
    let mut files = vec![output];
    if let Some(file) = record_file {
        let count = joined.incidents.len() as u64;
        record.output = record::output(format.name(), count, &hash);
        files.push(record::written(&record, file)?);
    }
    if let Some(mut file) = loss_file {
        let report = loss.json(format.name(), loss::remarks(format));
        file.write_all(format!("{report:#}\n").as_bytes())?;
        files.push(file);
    }
    commit_all(files)?;
    replaced.iter().for_each(|told| note(told));
    faults.show();
    found.left_out.show();
    found.odd.show();
    if !args.loss.quiet {
        found.one_case.show();
        if !matches!(format, IncidentFormat::Jsonl | IncidentFormat::Table) {
            note_lines(loss.text(format.name(), loss::remarks(format)).trim_end());
        }
    }
    if !args.loss.quiet && io::stderr().is_terminal() {
        note(&found.summary(&joined, faults.len()));
    }
    Ok(match () {
        () if found.missing || (args.strict && found.left_out.len() > 0) => CommandOutcome::Unread,
        () if !faults.is_empty() => CommandOutcome::Faults,
        () => CommandOutcome::Fine,
    })
}

fn check(rules: &[IncidentSpec], asked: &[String]) -> anyhow::Result<()> {
    if rules.is_empty() {
        bail!(
            "these packs have no incident rules: write incident(\"strike\").of(\"drone_strike\"); in a file of the pack"
        );
    }
    let known: BTreeSet<&str> = rules
        .iter()
        .flat_map(|rule| rule.acts.iter().chain(&rule.details))
        .map(String::as_str)
        .collect();
    if let Some(odd) = asked.iter().find(|kind| !known.contains(kind.as_str())) {
        bail!("no incident rule joins kind \"{odd}\"{}", nearest::hint(odd, known));
    }
    Ok(())
}

fn default_format(path: Option<&Path>, output: &Output) -> anyhow::Result<IncidentFormat> {
    let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str());
    let extension = extension.map(str::to_ascii_lowercase);
    Ok(match extension.as_deref() {
        Some("csv") => IncidentFormat::Csv,
        Some("geojson") => IncidentFormat::Geojson,
        Some("gpkg") => IncidentFormat::Gpkg,
        Some("sqlite" | "sqlite3" | "db") => IncidentFormat::Sqlite,
        Some(ending) if ending == "parquet" || promised_in_vain(ending) => bail!(
            "incidents are not written with the ending .{ending}; name a file that ends in .csv, .jsonl, .geojson, .gpkg \
             or .sqlite, or say what to write with --format"
        ),
        _ if output.is_terminal() => IncidentFormat::Table,
        _ => IncidentFormat::Jsonl,
    })
}
