//! `dateline incidents`: a corpus or its events in, occurrences out. Joining needs the whole corpus, so that events are
//! gathered first, joined by the library, and written at the end.

mod flat;
mod read;
mod table;

use super::cli::{IncidentFormat, IncidentsArgs};
use super::output::{Output, keep_apart};
use super::pipeline::Step;
use super::report::{LeftOut, Progress, Tally, counted, summary};
use super::run::{NOTHING_READ, cores, stop_flag, stopped};
use super::{Outcome, nearest, note, pipeline, setup};
use anyhow::{Context, bail};
use dateline::coder::{Coder, Worker};
use dateline::corpus::{Chunk, CorpusError, ReadOptions};
use dateline::event::Event;
use dateline::incident::{self, Incident};
use dateline::script::IncidentSpec;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Joins and writes.
pub fn run(args: &IncidentsArgs) -> anyhow::Result<Outcome> {
    let options = args.reading.options()?;
    let setup::Loaded { coder, mut faults, .. } = setup::load(&args.packs)?;
    let rules = coder.incidents();
    // A rule may be missing because it is at fault.
    check(rules, &args.kinds).inspect_err(|_| faults.show())?;
    let stop = stop_flag().context("cannot watch for Ctrl-C")?;
    keep_apart(&[args.output.as_deref()], &args.corpus)?;
    keep_apart(&[args.output.as_deref()], &args.events)?;
    let mut output = Output::open(args.output.as_deref())?;
    let format = args.format.unwrap_or_else(|| usual_format(args.output.as_deref(), &output));

    let progress = Progress::new(None, !args.quiet);
    let mut found = match args.events.is_empty() {
        true => code(args, &coder, &options, &stop, progress)?,
        false => read::events(&args.events)?,
    };
    if stop.load(Ordering::Relaxed) {
        return Ok(stopped(&mut output));
    }
    if args.events.is_empty() && found.articles == 0 {
        faults.show();
        found.left_out.show();
        bail!("{NOTHING_READ}");
    }
    let mut joined = incident::join(&found.events, rules);
    let wanted = |incident: &Incident| args.kinds.iter().any(|kind| incident.kinds.contains(kind));
    joined.incidents.retain(|incident| args.kinds.is_empty() || wanted(incident));
    if stop.load(Ordering::Relaxed) {
        return Ok(stopped(&mut output));
    }
    output.write_all(&bytes(&joined.incidents, format)?)?;
    output.commit()?;

    faults.merge(std::mem::take(&mut found.faults));
    faults.show();
    found.left_out.show();
    if !args.quiet && io::stderr().is_terminal() {
        note(&found.summary(&joined, faults.len()));
    }
    Ok(match () {
        () if found.missing || (args.strict && found.left_out.len() > 0) => Outcome::Unread,
        () if !faults.is_empty() => Outcome::Faults,
        () => Outcome::Fine,
    })
}

/// What is to be joined, and what came up on the way.
#[derive(Default)]
struct Found {
    events: Vec<Event>,
    articles: u64,
    bytes: u64,
    faults: Tally,
    left_out: LeftOut,
    missing: bool,
    time: std::time::Duration,
}

impl Found {
    fn absorb(&mut self, other: Found) {
        self.events.extend(other.events);
        self.articles += other.articles;
        self.bytes += other.bytes;
        self.faults.merge(other.faults);
        self.left_out.merge(other.left_out);
    }

    fn summary(&self, joined: &incident::Joined, faults: u64) -> String {
        let mut parts = vec![
            counted(self.articles, "article"),
            counted(self.events.len() as u64, "event"),
            counted(joined.incidents.len() as u64, "incident"),
            counted(faults, "fault"),
        ];
        if joined.twins > 0 {
            parts.push(format!("{} read twice", counted(joined.twins, "event")));
        }
        if self.left_out.len() > 0 {
            parts.push(format!("{} left out", self.left_out.len()));
        }
        summary(&parts, self.bytes, self.time)
    }
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

/// Codes the corpus.
fn code(
    args: &IncidentsArgs,
    coder: &Coder,
    options: &ReadOptions,
    stop: &AtomicBool,
    mut progress: Progress,
) -> anyhow::Result<Found> {
    let corpus = setup::open(&args.corpus, options)?;
    let jobs = args.jobs.map_or_else(cores, NonZeroUsize::get);
    let mut found = Found { missing: corpus.missing, ..Found::default() };
    let work = |worker: &mut Worker, chunk| code_chunk(coder, worker, chunk, options, stop);
    pipeline::for_each_chunk(coder, corpus.chunks, jobs, stop, work, |step| {
        match step {
            Step::Next(part) => {
                progress.advance(part.bytes);
                found.absorb(part);
            }
            Step::Stuck => {
                note("stopped; no file was written or replaced");
                std::process::exit(super::exit_number(Outcome::Interrupted).into());
            }
        }
        anyhow::Ok(())
    })?;
    progress.finish();
    found.time = progress.elapsed();
    Ok(found)
}

/// Codes one chunk, on a worker's thread. A panic is a flaw of this program, and costs the article it came on.
fn code_chunk(
    coder: &Coder,
    worker: &mut Worker,
    chunk: Result<Chunk, CorpusError>,
    options: &ReadOptions,
    stop: &AtomicBool,
) -> Found {
    let mut found = Found::default();
    let chunk = match chunk {
        Ok(chunk) => chunk,
        Err(error) => {
            found.left_out.add(error.to_string());
            return found;
        }
    };
    found.bytes = chunk.bytes();
    for article in chunk.articles(options) {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let article = match article {
            Ok(article) => article,
            Err(error) => {
                found.left_out.add(error.to_string());
                continue;
            }
        };
        let name = format!("{} ({})", article.origin.path, article.id);
        match catch_unwind(AssertUnwindSafe(|| worker.code(article))) {
            Ok(coded) => {
                found.articles += 1;
                found.events.extend(coded.events);
                coded.faults.into_iter().for_each(|fault| found.faults.add(fault));
            }
            Err(_) => {
                *worker = coder.worker();
                let what = "the program itself failed on this article; please report it";
                found.left_out.add(format!("{name}: {what}"));
            }
        }
    }
    found
}

fn bytes(incidents: &[Incident], format: IncidentFormat) -> anyhow::Result<Vec<u8>> {
    match format {
        IncidentFormat::Jsonl => {
            let mut out = Vec::new();
            for incident in incidents {
                serde_json::to_writer(&mut out, incident)?;
                out.push(b'\n');
            }
            Ok(out)
        }
        IncidentFormat::Csv => flat::csv(incidents),
        IncidentFormat::Table => Ok(table::table(incidents, super::width()).into_bytes()),
    }
}

fn usual_format(path: Option<&Path>, output: &Output) -> IncidentFormat {
    let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str());
    match extension {
        Some(extension) if extension.eq_ignore_ascii_case("csv") => IncidentFormat::Csv,
        _ if output.is_terminal() => IncidentFormat::Table,
        _ => IncidentFormat::Jsonl,
    }
}
