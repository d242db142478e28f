//! `dateline cite`: what to cite for events, and which attributions their data owes, from the record of the run that
//! wrote them. `text`, `bibtex` and `cff` lay it out.

mod bibtex;
mod cff;
mod text;

use super::output::Outputs;
use super::{CommandOutcome, record};
use anyhow::Context;
use clap::{Args, ValueEnum};
use dateline::file::plain;
use dateline::pack::RunRecord;
use dateline::pack::run_record::PackRecord;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The arguments of `cite`.
#[derive(Debug, Args)]
pub struct CiteArgs {
    /// The events or incidents, as `run -o` or `incidents -o` wrote them, with their record beside them; or the record itself (events.jsonl.run.json)
    events: PathBuf,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = CiteFormat::Text)]
    format: CiteFormat,
    /// Write to this file; it is written or replaced atomically
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A format of `cite`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CiteFormat {
    /// For a methods section and its acknowledgements
    Text,
    /// Entries for BibTeX and biblatex
    Bibtex,
    /// The references of a CITATION.cff (YAML)
    Cff,
}

/// Writes what to cite.
pub fn run(args: &CiteArgs) -> anyhow::Result<CommandOutcome> {
    let record = read(&args.events)?;
    let credits = Credits::of(&record);
    let text = match args.format {
        CiteFormat::Text => text::text(&record, &credits),
        CiteFormat::Bibtex => bibtex::text(&record, &credits),
        CiteFormat::Cff => cff::text(&credits),
    };
    let mut outputs = Outputs::default();
    outputs.reads([&args.events, &record_of(&args.events)])?;
    let mut output = outputs.open(args.output.as_deref())?;
    output.write_all(text.as_bytes())?;
    output.commit()?;
    Ok(CommandOutcome::Fine)
}

/// The path of a record: as given, or beside the events given.
fn record_of(path: &Path) -> PathBuf {
    match path.to_string_lossy().ends_with(".run.json") {
        true => path.to_owned(),
        false => record::beside(path),
    }
}

fn read(path: &Path) -> anyhow::Result<RunRecord> {
    let path = record_of(path);
    let text = plain::read_text(&path, record::MOST_BYTES).with_context(|| {
        format!(
            "there is no record {}: `dateline run -o` writes it beside the events; name it if it is elsewhere",
            path.display()
        )
    })?;
    RunRecord::parse(&text).map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))
}

/// A program or pack to cite.
struct Citation {
    /// A key that is unique among the citations.
    key: String,
    title: String,
    authors: Vec<String>,
    version: String,
    licence: String,
    /// What its authors ask to be cited; empty if they do not say.
    cite: String,
    /// What identifies it exactly: the hash over its files; empty for the program.
    tree: String,
}

/// Data of others that the events may contain.
struct Attribution {
    source: String,
    licence: String,
    /// The files, as `pack/path`.
    files: Vec<String>,
}

/// All that is to be cited and acknowledged.
struct Credits {
    /// The program, then the packs, those below first.
    citations: Vec<Citation>,
    /// Sorted by source.
    attributions: Vec<Attribution>,
}

/// The name that stands for the authors of a pack that names none.
const NO_AUTHORS: &str = "Unnamed authors";
/// The authors of the program.
const PROGRAM_AUTHORS: &str = "The Dateline authors";
/// The licence of the program.
const PROGRAM_LICENCE: &str = env!("CARGO_PKG_LICENSE");

impl Credits {
    fn of(record: &RunRecord) -> Credits {
        let program = Citation {
            key: format!("dateline-{}", record.dateline),
            title: "Dateline: a rules workbench that turns news into event data".to_owned(),
            authors: vec![PROGRAM_AUTHORS.to_owned()],
            version: record.dateline.clone(),
            licence: PROGRAM_LICENCE.to_owned(),
            cite: String::new(),
            tree: String::new(),
        };
        let packs = record.packs.iter().map(Citation::of_pack);
        let mut found: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for pack in &record.packs {
            for data in &pack.data {
                let files = found.entry((&data.source, &data.licence)).or_default();
                files.push(format!("{}/{}", pack.name, data.path));
            }
        }
        let attributions = found.into_iter().map(|((source, licence), files)| Attribution {
            source: source.to_owned(),
            licence: licence.to_owned(),
            files,
        });
        Credits {
            citations: std::iter::once(program).chain(packs).collect(),
            attributions: attributions.collect(),
        }
    }
}

impl Citation {
    fn of_pack(pack: &PackRecord) -> Citation {
        let authors = match pack.authors.is_empty() {
            true => vec![NO_AUTHORS.to_owned()],
            false => pack.authors.clone(),
        };
        Citation {
            key: format!("dateline-pack-{}-{}", pack.name, pack.version),
            title: format!("{}: a pack of rules for Dateline", pack.name),
            authors,
            version: pack.version.clone(),
            licence: pack.licence.clone(),
            cite: pack.cite.clone(),
            tree: pack.tree.clone(),
        }
    }
}

/// The page of SPDX on a licence; `None` for an expression of several, or a name that is not one of SPDX's form.
fn licence_page(licence: &str) -> Option<String> {
    let is_id = |c: char| c.is_ascii_alphanumeric() || "-.+".contains(c);
    let is_one = !licence.is_empty() && licence.chars().all(is_id);
    is_one.then(|| format!("https://spdx.org/licenses/{licence}.html"))
}
