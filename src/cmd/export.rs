//! `dateline export`: writes events of an earlier run in another format. `tasks` writes those of annotation tools, which
//! need the articles as well.

mod tasks;

use super::args::ReadArgs;
use super::format::{Destination, FormatArgs, LossArgs, LossReport, Shape, WholeHash};
use super::messages::OmittedItems;
use super::output::{Output, Outputs, commit_all};
use super::{CommandOutcome, event_file, note, record};
use anyhow::{Context, anyhow, bail};
use clap::Args;
use dateline::event::Event;
use dateline::file::plain;
use dateline::sink::{Loss, Sink};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Files of events as `dateline run` writes them (JSONL, also .gz or .zst), "-" for standard input
    #[arg(required = true, value_name = "EVENTS")]
    pub events: Vec<PathBuf>,
    #[command(flatten)]
    pub format: FormatArgs,
    /// Write to this file; it is written or replaced atomically at the end
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The files and folders of articles that were coded, for the formats of annotation tools; repeatable
    #[arg(short, long, value_name = "ARTICLES")]
    pub corpus: Vec<PathBuf>,
    /// Write the labelling interface of Label Studio for these events to this file (XML)
    #[arg(long, value_name = "FILE")]
    pub interface: Option<PathBuf>,
    /// Exit with 2 where a line is no event
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub loss: LossArgs,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// Reads events, writes them in the format asked for, and reports what the format could not hold.
pub fn run(args: &ExportArgs) -> anyhow::Result<CommandOutcome> {
    let missing: Vec<_> = args.events.iter().filter(|path| !is_there(path)).collect();
    if missing.len() == args.events.len() {
        bail!("no file {}: name the JSONL file of a run", args.events[0].display());
    }
    missing.iter().for_each(|path| note(&format!("error: no file {}", path.display())));
    let mut outputs = Outputs::default();
    outputs.reads(&args.events)?;
    outputs.reads_articles(&args.corpus)?;
    let mut output = outputs.open(args.output.as_deref())?;
    let format = args.format.resolve(args.output.as_deref(), &output)?;
    let shape = format.shape();
    args.check(&shape, format.name())?;
    let mut report = LossReport::open(&args.loss, format, &mut outputs)?;
    let found = args.events.iter().filter(|path| is_there(path));
    let mut files = Vec::new();
    let exported = match shape {
        Shape::Lines(sink) => {
            let mut head = args.format.mark().to_vec();
            sink.begin(&mut head).map_err(|error| anyhow!(error))?;
            output.write_all(&head)?;
            events(found, Some(sink.as_ref()), Destination::Bytes(&mut output))?
        }
        Shape::Whole(whole) => {
            let mut store = Destination::store(whole, &mut output, &WholeHash::default())?;
            store.stands_on(records(&args.events)?);
            events(found, None, store)?
        }
        Shape::Annotated(tool) => {
            let interface = args.interface.as_deref();
            let interface = interface.map(|path| outputs.open(Some(path))).transpose()?;
            let tasks = tasks::export(args, found, tool, &mut output, interface)?;
            files.extend(tasks.interface);
            tasks.exported
        }
        Shape::Hits => bail!(
            "hits cannot be made from events; choose another format, or `dateline run --format hits`"
        ),
    };
    let Exported { loss, left_out, incomplete } = exported;
    left_out.show_lines();
    if loss.events().1 == 0 && left_out.len() > 0 {
        bail!("no line is an event, and nothing was written: name the JSONL file of a run");
    }
    files.extend(report.written(&loss)?);
    let replaced = output.replaced().filter(|_| format.is_database() && !args.loss.quiet);
    commit_all([output].into_iter().chain(files))?;
    replaced.iter().for_each(|told| note(told));
    report.show(&loss);
    let is_short = incomplete || !missing.is_empty() || (args.strict && left_out.len() > 0);
    Ok(if is_short { CommandOutcome::Unread } else { CommandOutcome::Fine })
}

impl ExportArgs {
    /// Refuses options that the format has no use for, and a format whose option is missing.
    fn check(&self, shape: &Shape, name: &str) -> anyhow::Result<()> {
        let is_annotated = matches!(shape, Shape::Annotated(_));
        if is_annotated && self.corpus.is_empty() {
            bail!(
                "{name} shows the articles, and events do not hold them: name them with --corpus ARTICLES, the files and \
                 folders that were coded"
            );
        }
        if !is_annotated && !self.corpus.is_empty() {
            bail!("--corpus is for annotation tools, and {name} needs no articles: leave it out");
        }
        if self.interface.is_some() && name != "labelstudio" {
            bail!("--interface is for --format labelstudio, and {name} has none: leave it out");
        }
        Ok(())
    }
}

fn is_there(path: &Path) -> bool {
    path.as_os_str() == "-" || path.is_file() || (path.exists() && !path.is_dir())
}

/// The records of the runs beside files of events, as far as there are any.
fn records(paths: &[PathBuf]) -> anyhow::Result<Vec<serde_json::Value>> {
    let mut records = Vec::new();
    for path in paths.iter().map(|path| record::beside(path)).filter(|path| path.is_file()) {
        let what = || format!("cannot read {}: remove it, or make it readable", path.display());
        let text = plain::read_text(&path, record::MOST_BYTES).with_context(what)?;
        records.push(serde_json::from_str(&text).with_context(what)?);
    }
    Ok(records)
}

/// The result of an export.
struct Exported {
    loss: Loss,
    /// Lines that are no events.
    left_out: OmittedItems,
    /// Whether articles were missing.
    incomplete: bool,
}

/// Writes the events of files.
fn events<'a>(
    paths: impl Iterator<Item = &'a PathBuf>,
    sink: Option<&dyn Sink>,
    destination: Destination,
) -> anyhow::Result<Exported> {
    let mut export =
        Export { sink, destination, loss: Loss::default(), left_out: OmittedItems::default() };
    for path in paths {
        let mut articles = event_file::Articles::default();
        event_file::read(path, |line| match line.event {
            Ok(event) => articles.add(event).map_or(Ok(()), |whole| export.article(&whole)),
            Err(why) => {
                export.left_out.add(format!("{why}; give the JSONL that `dateline run` wrote"));
                Ok(())
            }
        })?;
        export.article(&articles.last())?;
    }
    export.destination.finish()?;
    Ok(Exported { loss: export.loss, left_out: export.left_out, incomplete: false })
}

/// The state of an export.
struct Export<'a> {
    sink: Option<&'a dyn Sink>,
    destination: Destination<'a>,
    loss: Loss,
    left_out: OmittedItems,
}

impl Export<'_> {
    /// Writes the events of one article.
    fn article(&mut self, events: &[Event]) -> anyhow::Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        match (&self.sink, &mut self.destination) {
            (Some(sink), Destination::Bytes(output)) => {
                let mut out = Vec::new();
                sink.article(events, &mut out, &mut self.loss)
                    .map_err(|error| anyhow!(error).context("cannot write an event"))?;
                output.write_all(&out)?;
                Ok(())
            }
            (_, destination) => destination.article(events, &mut self.loss),
        }
    }
}
