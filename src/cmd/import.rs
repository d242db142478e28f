//! `dateline import`: converts other projects' lists of names into tables of a pack, and the judgements of annotation
//! tools into gold (`judgements`).

mod judgements;

use super::messages::counted;
use super::output::{Output, Outputs, commit_all};
use super::{CommandOutcome, note, note_lines};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use dateline::annotation::Tool;
use dateline::file::plain;
use dateline::gazetteer::Table;
use dateline::gazetteer::import::{
    AdminNames, Imported, Petrarch, PetrarchTable, PlaceFilter, Skipped, geonames, names,
};
use dateline::legible::brief;
use judgements::JudgementArgs;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(subcommand)]
    pub command: ImportCommand,
}

/// The formats that can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// PETRARCH's dictionaries (Phoenix): of actors into actors.csv, of agents into roles.csv
    Petrarch(PetrarchArgs),
    /// GeoNames' places, as a tab-separated dump or as JSON, into places.csv
    Geonames(GeonamesArgs),
    /// A table of places or actors of any size into a name file (places.names), which a start need not read
    Names(NamesArgs),
    /// Annotations of Label Studio, exported as JSON, into gold
    Labelstudio(JudgementArgs),
    /// Annotations of Prodigy, as `prodigy db-out` writes them, into gold
    Prodigy(JudgementArgs),
    /// Annotations of brat, a folder or a .zip of it, into gold
    Brat(JudgementArgs),
    /// Annotations of INCEpTION, exported as UIMA CAS JSON, into gold
    Uima(JudgementArgs),
}

/// The arguments of every import.
#[derive(Debug, Args)]
pub struct ImportOut {
    /// Files to read
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The table to write, replaced atomically; standard output where none is named
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write all that was left out, with file, line and reason, to this CSV file
    #[arg(long, value_name = "FILE")]
    pub left_out: Option<PathBuf>,
    /// No summary
    #[arg(short, long)]
    pub quiet: bool,
}

/// The arguments of `import petrarch`.
#[derive(Debug, Args)]
pub struct PetrarchArgs {
    #[command(flatten)]
    pub out: ImportOut,
    /// Include states too; the shipped states.csv has them with adjectives and capitals
    #[arg(long)]
    pub states: bool,
}

/// The arguments of `import geonames`.
#[derive(Debug, Args)]
pub struct GeonamesArgs {
    #[command(flatten)]
    pub out: ImportOut,
    /// admin1CodesASCII.txt of GeoNames, for the names of admin areas
    #[arg(long, value_name = "FILE")]
    pub admin1: Option<PathBuf>,
    /// Leave out towns with fewer people
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = population)]
    pub population: u64,
    /// Keep other names only of places with so many people, and only those that resemble the name
    #[arg(long, value_name = "N", value_parser = population)]
    pub close_aliases: Option<u64>,
    /// Add the areas of --admin1 as regions, at the coordinates of their largest place
    #[arg(long, requires = "admin1")]
    pub regions: bool,
}

/// The arguments of `import names`.
#[derive(Debug, Args)]
pub struct NamesArgs {
    #[command(flatten)]
    pub out: ImportOut,
}

/// How many lines are named for each reason.
const NAMED: usize = 5;

/// A file to import may have so many bytes; GeoNames' dump of all countries has a quarter of that.
const MOST_BYTES: u64 = 8 << 30;

/// Runs the import asked for.
pub fn run(args: &ImportArgs) -> anyhow::Result<CommandOutcome> {
    match &args.command {
        ImportCommand::Petrarch(args) => petrarch(args),
        ImportCommand::Geonames(args) => places(args),
        ImportCommand::Names(args) => name_file(args),
        ImportCommand::Labelstudio(args) => judgements::run(args, Tool::LabelStudio),
        ImportCommand::Prodigy(args) => judgements::run(args, Tool::Prodigy),
        ImportCommand::Brat(args) => judgements::run(args, Tool::Brat),
        ImportCommand::Uima(args) => judgements::run(args, Tool::Uima),
    }
}

fn petrarch(args: &PetrarchArgs) -> anyhow::Result<CommandOutcome> {
    let wanted = match table_of(args.out.output.as_deref()) {
        Some(Table::Roles) => PetrarchTable::Agents,
        None | Some(Table::Actors) => PetrarchTable::Actors { states: args.states },
        Some(_) => bail!("name the output actors.csv, or roles.csv for dictionaries of agents"),
    };
    let output = ImportOutputs::open(&args.out, None)?;
    let read = ImportFiles::of(&args.out.files)?;
    let mut import = Petrarch::new(wanted);
    read.texts.iter().for_each(|(file, text)| import.file(file, text));
    finish(&import.finish(), output, &args.out, &read)?;
    Ok(read.outcome())
}

fn places(args: &GeonamesArgs) -> anyhow::Result<CommandOutcome> {
    if table_of(args.out.output.as_deref()).is_some_and(|table| table != Table::Places) {
        bail!("name the output places.csv: GeoNames contains places");
    }
    let output = ImportOutputs::open(&args.out, args.admin1.as_ref())?;
    let admin = match &args.admin1 {
        None => AdminNames::default(),
        Some(path) => {
            let admin = AdminNames::parse(&text(path)?);
            if admin.is_empty() {
                let what =
                    "no line has a code and a name separated by a tab; give admin1CodesASCII.txt";
                bail!("--admin1 {}: {what}", path.display());
            }
            admin
        }
    };
    let read = ImportFiles::of(&args.out.files)?;
    let files = read.texts.iter().map(|(file, text)| (file.as_str(), text.as_str()));
    let imported = geonames(
        files,
        &admin,
        &PlaceFilter {
            population: args.population,
            close_aliases: args.close_aliases,
            regions: args.regions,
        },
    );
    finish(&imported, output, &args.out, &read)?;
    Ok(read.outcome())
}

fn name_file(args: &NamesArgs) -> anyhow::Result<CommandOutcome> {
    let is_names = |path: &Path| path.extension().is_some_and(|extension| extension == "names");
    if args.out.output.as_deref().is_some_and(|path| !is_names(path)) {
        bail!("name the output places.names: a pack reads name files by this ending");
    }
    let output = ImportOutputs::open(&args.out, None)?;
    let [(file, table)] = &ImportFiles::of(&args.out.files)?.texts[..] else {
        bail!("one table makes one name file: name one");
    };
    let kind =
        Table::from_file_name(file).filter(|kind| matches!(kind, Table::Places | Table::Actors));
    let Some(kind) = kind else {
        bail!("{file}: name the table places.csv or actors.csv, so that its columns are known");
    };
    let (text, problems) = names(kind, file, table);
    let skipped: Vec<Skipped> = problems
        .into_iter()
        .map(|problem| Skipped {
            file: problem.file,
            line: problem.line,
            why: "a row or name at fault",
            what: problem.message,
        })
        .collect();
    let count = text.lines().count().saturating_sub(1);
    let table = (count > 0).then_some(text.as_bytes());
    output.write(table, &skipped)?;
    if !args.out.quiet {
        note_lines(summary(count, "name", 1, &skipped).trim_end());
    }
    if count == 0 {
        bail!(
            "nothing was imported, and no file was written: check that this is a table of places or actors"
        );
    }
    Ok(CommandOutcome::Fine)
}

/// The files that an import writes.
struct ImportOutputs {
    table: Output,
    left_out: Option<Output>,
}

impl ImportOutputs {
    /// Opens them; `more` is read beside the files to import.
    fn open(out: &ImportOut, more: Option<&PathBuf>) -> anyhow::Result<ImportOutputs> {
        let mut outputs = Outputs::into_packs();
        outputs.reads(out.files.iter().chain(more))?;
        let table = outputs.open(out.output.as_deref())?;
        let left_out = out.left_out.as_deref().map(|path| outputs.open(Some(path))).transpose()?;
        Ok(ImportOutputs { table, left_out })
    }

    /// Writes the table, unless there is none, and the list of what was left out.
    fn write(mut self, table: Option<&[u8]>, skipped: &[Skipped]) -> anyhow::Result<()> {
        let mut files = Vec::new();
        if let Some(mut file) = self.left_out.take() {
            file.write_all(&left_out(skipped)?)?;
            files.push(file);
        }
        if let Some(table) = table {
            self.table.write_all(table)?;
            files.push(self.table);
        }
        commit_all(files)
    }
}

fn table_of(path: Option<&Path>) -> Option<Table> {
    Table::from_file_name(path?.file_name()?.to_str()?)
}

/// The files that could be read, each once.
struct ImportFiles {
    texts: Vec<(String, String)>,
    missing: bool,
}

impl ImportFiles {
    /// Reads the files; those that cannot be read are reported and left out. An error if none can.
    fn of(paths: &[PathBuf]) -> anyhow::Result<ImportFiles> {
        let mut read = ImportFiles { texts: Vec::new(), missing: false };
        for (at, path) in paths.iter().enumerate() {
            if paths[..at].contains(path) {
                continue;
            }
            match text(path) {
                Ok(text) => read.texts.push((path.display().to_string(), text)),
                Err(error) => {
                    note(&format!("error: {error:#}"));
                    read.missing = true;
                }
            }
        }
        if read.texts.is_empty() {
            bail!("there is nothing to import");
        }
        Ok(read)
    }

    fn outcome(&self) -> CommandOutcome {
        if self.missing { CommandOutcome::Unread } else { CommandOutcome::Fine }
    }
}

/// A file's text: UTF-8, else read as Latin-1.
fn text(path: &Path) -> anyhow::Result<String> {
    let what = || format!("cannot read {}", path.display());
    let bytes = plain::read_named(path, MOST_BYTES).with_context(what)?;
    if bytes.iter().take(1 << 16).any(|byte| *byte == 0) {
        bail!("{}: binary, not text; unpack it first", path.display());
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        // Old dictionaries contain single Latin-1 letters.
        Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
    })
}

/// Writes the table, the list of what was left out, and the summary. A table without rows is an error, so that the
/// output is not replaced.
fn finish(
    imported: &Imported,
    output: ImportOutputs,
    out: &ImportOut,
    read: &ImportFiles,
) -> anyhow::Result<()> {
    let table = imported.csv();
    let table = (!imported.rows.is_empty()).then_some(table.as_bytes());
    output.write(table, &imported.skipped)?;
    if !out.quiet {
        let (rows, files) = (imported.rows.len(), read.texts.len());
        note_lines(summary(rows, "row", files, &imported.skipped).trim_end());
    }
    if imported.rows.is_empty() {
        bail!(
            "nothing was imported, and no table was written: check that these are the right files"
        );
    }
    Ok(())
}

/// Everything that was left out, as CSV.
fn left_out(skipped: &[Skipped]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["file", "line", "why", "what"])?;
    for one in skipped {
        writer.write_record([&one.file, &one.line.to_string(), one.why, &one.what])?;
    }
    Ok(writer.into_inner()?)
}

/// Rows written; what was left out by reason, the most frequent first, with the first lines of each.
fn summary(rows: usize, noun: &str, files: usize, skipped: &[Skipped]) -> String {
    let rows = counted(rows as u64, noun);
    let files = counted(files as u64, "file");
    let mut text = format!("{rows} from {files}");
    let mut reasons: BTreeMap<&str, Vec<&Skipped>> = BTreeMap::new();
    skipped.iter().for_each(|one| reasons.entry(one.why).or_default().push(one));
    if reasons.is_empty() {
        return text;
    }
    let _ = writeln!(text, "; {} left out or cut:", skipped.len());
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, lines)| std::cmp::Reverse(lines.len()));
    for (why, lines) in reasons {
        let _ = writeln!(text, "  {:>7}  {why}", lines.len());
        for one in lines.iter().take(NAMED) {
            let what = dateline::sink::safe(&one.what);
            let _ = writeln!(text, "           {}:{}: {what}", brief(&one.file), one.line);
        }
    }
    text
}

fn population(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "give a number of people in digits, such as 500".into())
}
