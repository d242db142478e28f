//! `dateline export`: writes events of an earlier run in another format.

use super::format::{self, Format, LossArgs, LossReport};
use super::messages::OmittedItems;
use super::output::{Output, Outputs, commit_all};
use super::{CommandOutcome, event_file, note};
use anyhow::{anyhow, bail};
use clap::Args;
use dateline::event::Event;
use dateline::sink::{Loss, Sink};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Files of events as `dateline run` writes them (JSONL, also .gz or .zst), "-" for standard input
    #[arg(required = true, value_name = "EVENTS")]
    pub events: Vec<PathBuf>,
    /// Output format [default: table on a terminal, csv to a .csv file, else jsonl]
    #[arg(short, long, value_enum)]
    pub format: Option<Format>,
    /// Write to this file; it is written or replaced atomically at the end
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with 2 where a line is no event
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub loss: LossArgs,
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
    let mut output = outputs.open(args.output.as_deref())?;
    let format =
        args.format.unwrap_or_else(|| format::default_format(args.output.as_deref(), &output));
    let Some(sink) = format::sink(format) else {
        bail!(
            "hits cannot be made from events; choose another format, or `dateline run --format hits`"
        );
    };
    let mut report = LossReport::open(&args.loss, format, &mut outputs)?;
    let mut export = Export::new(sink.as_ref(), &mut output)?;
    for path in args.events.iter().filter(|path| is_there(path)) {
        export.file(path)?;
    }
    let (loss, left_out) = export.finish()?;
    left_out.show_lines();
    if loss.events().1 == 0 && left_out.len() > 0 {
        bail!("no line is an event, and nothing was written: name the JSONL file of a run");
    }
    let report_file = report.written(&loss)?;
    commit_all([output].into_iter().chain(report_file))?;
    report.show(&loss);
    Ok(match () {
        () if !missing.is_empty() || (args.strict && left_out.len() > 0) => CommandOutcome::Unread,
        () => CommandOutcome::Fine,
    })
}

fn is_there(path: &Path) -> bool {
    path.as_os_str() == "-" || path.is_file() || (path.exists() && !path.is_dir())
}

/// Whether `next` may be of the same article as `last`. Ids are not enough, since corpora repeat them. The events of
/// an article are in text order, so an event further back begins another article, and so does a repeated event.
fn same_article(last: &Event, next: &Event) -> bool {
    let (before, after) = (&last.evidence, &next.evidence);
    last.article == next.article
        && last.id != next.id
        && before.sentence <= after.sentence
        && (before.start != after.start || before.raw_start == after.raw_start)
}

/// The state of an export: events are collected until their article ends.
struct Export<'a> {
    sink: &'a dyn Sink,
    output: &'a mut Output,
    article: Vec<Event>,
    loss: Loss,
    left_out: OmittedItems,
}

impl<'a> Export<'a> {
    fn new(sink: &'a dyn Sink, output: &'a mut Output) -> anyhow::Result<Self> {
        let mut head = Vec::new();
        sink.begin(&mut head).map_err(|error| anyhow!(error))?;
        output.write_all(&head)?;
        let (loss, left_out) = (Loss::default(), OmittedItems::default());
        Ok(Export { sink, output, article: Vec::new(), loss, left_out })
    }

    fn file(&mut self, path: &Path) -> anyhow::Result<()> {
        event_file::read(path, |line| {
            match line.event {
                Ok(event) => {
                    if !self.article.last().is_none_or(|last| same_article(last, &event)) {
                        self.flush()?;
                    }
                    self.article.push(event);
                }
                Err(why) => {
                    self.left_out.add(format!("{why}; give the JSONL that `dateline run` wrote"));
                }
            }
            Ok(())
        })?;
        self.flush()
    }

    /// Writes the events collected for the current article.
    fn flush(&mut self) -> anyhow::Result<()> {
        if self.article.is_empty() {
            return Ok(());
        }
        let mut out = Vec::new();
        self.sink
            .article(&self.article, &mut out, &mut self.loss)
            .map_err(|error| anyhow!(error).context("cannot write an event"))?;
        self.article.clear();
        self.output.write_all(&out)?;
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<(Loss, OmittedItems)> {
        self.flush()?;
        Ok((self.loss, self.left_out))
    }
}
