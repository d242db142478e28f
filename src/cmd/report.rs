//! `dateline report`: one HTML page of a set of events, for people who read and do not query. The numbers are made by
//! the library (`report`), the page by `page`.

mod page;

use super::args::{PackArgs, ReadArgs, jobs};
use super::gather::{self, GatheredEvents, Gathering};
use super::messages::{FaultTally, NOTHING_READ, OmittedItems, Progress, counted, summary};
use super::output::{Output, Outputs};
use super::pipeline::cores;
use super::standard_input::{self, StandardInput};
use super::stop::{stop_flag, stopped};
use super::{CommandOutcome, note, setup, shipped};
use anyhow::{Context, bail};
use clap::Args;
use dateline::event::OffsetUnit;
use dateline::incident;
use dateline::report::Report;
use dateline::sink::safe;
use page::Page;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// The arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Files of events as `dateline run` writes them (JSONL, also .gz or .zst), "-" for standard input; where none is named, events that are piped in, else the articles of --corpus are coded
    #[arg(value_name = "EVENTS")]
    pub events: Vec<PathBuf>,
    /// Files and folders of the articles that the events are from, to show each passage in its paragraph; where no events are given, the articles to code [default then: the shipped corpus]
    #[arg(short, long, value_name = "PATH")]
    pub corpus: Vec<PathBuf>,
    /// Write the page to this file; it is written or replaced atomically at the end
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The title of the page [default: made from the counts]
    #[arg(short, long, value_name = "TEXT")]
    pub title: Option<String>,
    #[command(flatten)]
    pub pack: PackArgs,
    /// Worker threads [default: as many as there are cores]; the result is the same for any number
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    /// Exit with 2 where an article or an event could not be read
    #[arg(long)]
    pub strict: bool,
    /// No progress and no summary; faults and errors are still reported
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// Reads or codes events and writes the page.
pub fn run(args: &ReportArgs) -> anyhow::Result<CommandOutcome> {
    let options = args.reading.options()?;
    let files = event_files(args)?;
    let mut outputs = Outputs::default();
    outputs.reads(&files)?;
    outputs.reads_articles(&args.corpus)?;
    let mut output = outputs.open(args.output.as_deref())?;
    refuse_terminal(&output)?;
    let mut found = match files.is_empty() {
        true => GatheredEvents::default(),
        false => gather::events(&files)?,
    };
    let names = pack_names(&args.pack.packs, &found);
    let setup::LoadedCoder { coder, packs, mut faults } = setup::load(&names)?;
    outputs.reads_packs(&packs)?;
    let coder = coder.with_options(&options.coding());
    let stop = stop_flag().context("cannot watch for Ctrl-C")?;
    let jobs = args.jobs.map_or_else(cores, NonZeroUsize::get);
    let gathering = Gathering {
        coder: &coder,
        options: &options,
        jobs,
        unit: OffsetUnit::Bytes,
        paragraphs: true,
        stop: &stop,
    };
    let mut articles = None;
    if files.is_empty() {
        let corpus = setup::open(&args.corpus, &options)?;
        found = gathering.code(corpus, &mut Progress::new(None, !args.quiet));
    } else if !args.corpus.is_empty() {
        let corpus = setup::open(&args.corpus, &options)?;
        let mut progress = Progress::new(corpus.size, !args.quiet);
        let mut read = gathering.paragraphs(corpus, &found.events, &mut progress);
        found.paragraphs = std::mem::take(&mut read.paragraphs);
        found.missing |= read.missing;
        articles = Some(read);
    }
    if stop.load(Ordering::Relaxed) {
        return Ok(stopped());
    }
    faults.merge(std::mem::take(&mut found.faults));
    faults.show();
    if files.is_empty() && found.articles == 0 {
        found.left_out.show();
        bail!("{NOTHING_READ}");
    }
    let joined = incident::join(&found.events, coder.incidents());
    let report = Report::of(&found.events, &joined.incidents, &found.paragraphs);
    let loaded: BTreeSet<&str> = packs.iter().map(|pack| pack.name()).collect();
    let left_out = articles.as_ref().map(|read| &read.left_out);
    let remarks = remarks(&report, &found, left_out, &loaded, &faults);
    let page = Page { report: &report, title: args.title.as_deref(), remarks: &remarks };
    output.write_all(page.text()?.as_bytes())?;
    output.commit()?;
    show(args, &found, articles.as_ref(), &remarks, joined.incidents.len());
    let unread = found.left_out.len() + left_out.map_or(0, OmittedItems::len);
    Ok(match () {
        () if found.missing || (args.strict && unread > 0) => CommandOutcome::Unread,
        () if !faults.is_empty() => CommandOutcome::Faults,
        () => CommandOutcome::Fine,
    })
}

/// The files of events: those named, else standard input where something is piped in; none where articles are coded.
fn event_files(args: &ReportArgs) -> anyhow::Result<Vec<PathBuf>> {
    let dash = Path::new("-");
    let twice = args.events.iter().chain(&args.corpus).filter(|path| *path == dash).count() > 1;
    if twice {
        bail!("- is named twice: standard input can be read only once");
    }
    if let Some(path) = args.events.iter().find(|path| *path != dash && !path.exists()) {
        bail!(
            "no file {}: name the JSONL file of a run, or no file for the shipped corpus",
            path.display()
        );
    }
    // Articles that are named are coded, whatever standard input is.
    if !args.events.is_empty() || !args.corpus.is_empty() {
        return Ok(args.events.clone());
    }
    let message = match standard_input::look().context("cannot read standard input")? {
        StandardInput::Text => return Ok(vec![dash.to_owned()]),
        StandardInput::Terminal => return Ok(Vec::new()),
        StandardInput::Silent => standard_input::silent("coding the shipped corpus"),
        StandardInput::Empty => "standard input is empty: coding the shipped corpus".to_owned(),
    };
    if !args.quiet {
        note(&message);
    }
    Ok(Vec::new())
}

/// A page on a terminal is of no use to anybody.
fn refuse_terminal(output: &Output) -> anyhow::Result<()> {
    if output.is_terminal() {
        bail!("the report is a page for a browser: write it to a file with -o report.html");
    }
    Ok(())
}

/// The packs to load: those asked for, else the default one and the shipped ones that made the events.
fn pack_names(asked: &[String], found: &GatheredEvents) -> Vec<String> {
    if !asked.is_empty() {
        return asked.to_vec();
    }
    let made: BTreeSet<&str> = found.events.iter().map(|event| event.pack.as_str()).collect();
    let mut names = vec![shipped::DEFAULT_PACK.to_owned()];
    let others = shipped::pack_names().into_iter().filter(|name| made.contains(name.as_str()));
    names.extend(others.filter(|name| name != shipped::DEFAULT_PACK));
    names
}

/// What makes the page less than whole, a sentence each.
fn remarks(
    report: &Report,
    found: &GatheredEvents,
    articles: Option<&OmittedItems>,
    loaded: &BTreeSet<&str>,
    faults: &FaultTally,
) -> Vec<String> {
    let mut remarks = Vec::new();
    let lost = found.left_out.len();
    if lost > 0 {
        let what = if found.hashes.is_empty() { "line" } else { "article or file" };
        remarks.push(format!("{} left out, which could not be read", counted(lost, what)));
    }
    if let Some(lost) = articles.map(OmittedItems::len).filter(|lost| *lost > 0) {
        let what = counted(lost, "article or file");
        remarks.push(format!("{what} of the corpus left out, which could not be read"));
    }
    if report.totals.repeated > 0 {
        let what = counted(report.totals.repeated, "event");
        remarks.push(format!("{what} left out, since an earlier one has the same id"));
    }
    if let (count, Some((id, written))) = &report.totals.odd_dates {
        remarks.push(format!(
            "{} with a day of publication that no calendar has, which counts as none, such as \"{}\" of {}",
            counted(*count, "article"),
            safe(written),
            safe(id)
        ));
    }
    if articles.is_some() {
        let known = found.paragraphs.known(&found.events);
        let without = found.events.len() - known;
        if without > 0 {
            let what = counted(without as u64, "event");
            remarks.push(format!(
                "{what} shown without paragraph: the passage is not in the articles of the corpus"
            ));
        }
    }
    let others: Vec<String> = report
        .packs
        .iter()
        .filter(|pack| !loaded.contains(pack.0.as_str()))
        .map(|pack| safe(&pack.0))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if !others.is_empty() {
        remarks.push(format!(
            "incidents are joined without the rules of {}: name the packs with --pack",
            others.join(", ")
        ));
    }
    if !faults.is_empty() {
        let what = counted(faults.len(), "fault");
        remarks.push(format!("the packs have {what}; what has a fault finds nothing"));
    }
    remarks
}

/// What is reported at the end, on standard error.
fn show(
    args: &ReportArgs,
    found: &GatheredEvents,
    articles: Option<&GatheredEvents>,
    remarks: &[String],
    incidents: usize,
) {
    for gathered in [Some(found), articles].into_iter().flatten() {
        gathered.left_out.show();
        gathered.odd.show();
    }
    if args.quiet {
        return;
    }
    found.one_case.show();
    remarks.iter().for_each(|remark| note(&format!("note: {remark}")));
    if io::stderr().is_terminal() {
        let parts = [
            counted(found.articles, "article"),
            counted(found.events.len() as u64, "event"),
            counted(incidents as u64, "incident"),
        ];
        note(&summary(&parts, found.bytes, found.time));
    }
}
