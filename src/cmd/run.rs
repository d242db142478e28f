//! `dateline run`: codes a corpus: articles in, events out.

mod batch;

use super::args::{OffsetArgs, PackArgs, ReadArgs, jobs};
use super::format::{Destination, Format, FormatArgs, LossArgs, Shape, Whole, WholeHash};
use super::messages::{NOTHING_READ, Progress, show_notices};
use super::output::{Outputs, commit_all};
use super::pipeline::{ChunkStep, cores};
use super::record::RecordArgs;
use super::shard::ShardArgs;
use super::stop::{exit_stopped, stop_flag, stopped};
use super::{
    CommandOutcome, format, nearest, note, note_lines, pipeline, read_table, record, setup,
    standard_input,
};
use anyhow::{Context, anyhow, bail};
use batch::{RunBatch, SignedArticle};
use clap::Args;
use dateline::coder::{Coder, Worker};
use dateline::corpus::{self, Chunk, Chunks, CorpusError, Omission, ReadCounts, ReadOptions};
use dateline::event::OffsetUnit;
use dateline::pack::run_record::CorpusRecord;
use dateline::repeat::{EventWords, RepeatIndex, Signature};
use dateline::sink::{HitsSink, Loss, Sink, safe};
use dateline::text::Article;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// The arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Files and folders of articles (.txt, .jsonl, .csv, .tsv, each also .gz or .zst), "-" for standard input; where none is named, what is piped in, else the shipped corpus
    pub corpus: Vec<PathBuf>,
    #[command(flatten)]
    pub pack: PackArgs,
    /// Write to this file; it is written or replaced atomically at the end
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub format: FormatArgs,
    /// Keep events of this kind only; repeatable
    #[arg(short, long = "kind", value_name = "KIND")]
    pub kinds: Vec<String>,
    /// Worker threads [default: as many as there are cores]; the result is the same for any number
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    /// Exit with 2 where an article could not be read
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub offsets: OffsetArgs,
    #[command(flatten)]
    pub shard: ShardArgs,
    #[command(flatten)]
    pub record: RecordArgs,
    #[command(flatten)]
    pub loss: LossArgs,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// Codes the corpus and writes the events.
pub fn run(args: &RunArgs) -> anyhow::Result<CommandOutcome> {
    let options = args.reading.options()?;
    let setup::LoadedCoder { coder, packs, mut faults } = setup::load(&args.pack.packs)?;
    let coder = coder.with_options(&options.coding());
    // A kind may be unknown because its rule has a fault.
    let kinds = kinds(&args.kinds, &coder).inspect_err(|_| faults.show())?;
    let mut outputs = Outputs::default();
    outputs.reads_packs(&packs)?;
    outputs.reads_articles(&args.corpus)?;
    let paths = standard_input::corpus(&args.corpus, args.loss.quiet)?;
    let corpus = args.shard.cut(setup::open(&paths, &options)?)?;
    let stop = stop_flag().context("cannot watch for Ctrl-C")?;
    let mut output = outputs.open(args.output.as_deref())?;
    let format = args.format.resolve(args.output.as_deref(), &output)?;
    let work = mode(format)?;
    args.shard.check(format)?;
    let mut report = format::LossReport::open(&args.loss, format, &mut outputs)?;
    let record_file = args.record.open(args.output.as_deref(), &output, &mut outputs)?;
    let job = RunJob {
        work,
        format,
        shard: &args.shard,
        mark: args.format.mark(),
        kinds,
        unit: args.offsets.offsets.unit(),
        coder: &coder,
        options: &options,
        stop: &stop,
        records: record_file.is_some()
            || matches!(format.shape(), Shape::Whole(whole) if whole.keeps_records()),
    };
    let jobs = args.jobs.map_or_else(cores, NonZeroUsize::get);
    let mut progress = Progress::new(corpus.size, !args.loss.quiet && !output.is_terminal());

    let hash = WholeHash::default();
    let mut destination = match job.work {
        RunMode::Whole(whole) => Destination::store(whole, &mut output, &hash)?,
        _ => Destination::Bytes(&mut output),
    };
    let total = job.batch(corpus.chunks, jobs, &mut destination, &mut progress);
    progress.finish();
    if stop.load(Ordering::Relaxed) {
        return Ok(stopped());
    }
    let mut total = total?;
    faults.merge(std::mem::take(&mut total.faults));
    faults.show();
    if !args.loss.quiet {
        show_notices(&coder);
        total.one_case.show();
    }
    total.left_out.show();
    if total.articles == 0 && !args.shard.is_part() {
        show_counts(args, &total.counts);
        bail!("{NOTHING_READ}");
    }
    let mut record = None;
    if job.records {
        let (packed, kinds) = (&args.pack.packs, &args.kinds);
        let mut of_run = record::of("run", coder.coded_by(), packed, &packs, &args.reading, kinds)?;
        record::add_offsets(&mut of_run, job.unit);
        args.shard.add_to(&mut of_run);
        let formats = read_table::record(&total.counts);
        of_run.corpus = Some(CorpusRecord { formats, ..record::corpus(&total.corpus) });
        of_run.left_out = record::left_out(&total.left_out, &faults);
        destination.stands_on(vec![serde_json::to_value(&of_run)?]);
        record = Some(of_run);
    }
    destination.finish()?;
    if let RunMode::Whole(whole) = job.work {
        total.written = hash.finish(whole, &output)?;
    }
    let replaced = output.replaced().filter(|_| format.is_database() && !args.loss.quiet);
    let mut files = vec![output];
    if let Some((mut record, file)) = record.zip(record_file) {
        record.output = record::output(job.format.name(), total.found, &total.written);
        files.push(record::written(&record, file)?);
    }
    files.extend(report.written(&total.loss)?);
    commit_all(files)?;
    replaced.iter().for_each(|told| note(told));
    total.odd.show();
    total.duplicate_ids.show_under(DUPLICATE_IDS);
    report.show(&total.loss);
    show_counts(args, &total.counts);
    if !args.loss.quiet && io::stderr().is_terminal() {
        let noun = if matches!(job.work, RunMode::Hits(_)) { "hit" } else { "event" };
        note(&total.summary(noun, &faults, progress.elapsed()));
    }
    Ok(match () {
        () if corpus.missing || (args.strict && total.left_out.len() > 0) => CommandOutcome::Unread,
        () if !faults.is_empty() => CommandOutcome::Faults,
        () => CommandOutcome::Fine,
    })
}

/// Prints how much of each format was read.
fn show_counts(args: &RunArgs, counts: &ReadCounts) {
    if let Some(table) = read_table::text(counts).filter(|_| !args.loss.quiet) {
        note_lines(&table);
    }
}

/// The settings of a run, shared by all workers.
struct RunJob<'a> {
    work: RunMode,
    format: Format,
    /// Which part of the corpus it codes.
    shard: &'a ShardArgs,
    /// What comes before the output of a sink.
    mark: &'static [u8],
    kinds: Option<HashSet<String>>,
    /// What the offsets of events count.
    unit: OffsetUnit,
    coder: &'a Coder,
    options: &'a ReadOptions,
    stop: &'a AtomicBool,
    /// Whether a record of the run is to be written.
    records: bool,
}

enum RunMode {
    /// Writes events, through a sink.
    Events(Box<dyn Sink>),
    /// Keeps events for a store.
    Whole(Whole),
    /// Writes only which rules matched.
    Hits(HitsSink),
}

impl RunJob<'_> {
    /// Codes all chunks and writes the results, in the order of chunks.
    fn batch(
        &self,
        chunks: Chunks,
        jobs: usize,
        destination: &mut Destination,
        progress: &mut Progress,
    ) -> anyhow::Result<RunBatch> {
        let mut total = RunBatch::default();
        // What begins a file begins that of the first part, which the others follow.
        if let (RunMode::Events(sink), Destination::Bytes(output)) = (&self.work, &mut *destination)
            && self.shard.is_first()
        {
            let mut head = self.mark.to_vec();
            sink.begin(&mut head).map_err(|error| anyhow!(error))?;
            output.write_all(&head)?;
            total.written.update(&head);
        }
        let mut seen = HashSet::new();
        let mut earlier = RepeatIndex::default();
        let code = |worker: &mut Worker, chunk| self.code(worker, chunk);
        pipeline::for_each_chunk(self.coder, chunks, jobs, self.stop, code, |step| {
            let mut batch = match step {
                ChunkStep::Next(batch) => batch,
                ChunkStep::Stuck => exit_stopped(),
            };
            self.mark_repeats(&mut batch, &mut earlier)?;
            if let RunMode::Whole(_) = &self.work {
                for article in &batch.signed {
                    destination.article(&article.events, &mut total.loss)?;
                }
            }
            if let Destination::Bytes(output) = destination {
                output.write_all(&batch.out)?;
                if self.records {
                    total.written.update(&batch.out);
                }
                if output.is_terminal() {
                    output.flush()?;
                }
            }
            progress.advance(batch.bytes);
            for (hash, id, path) in &batch.ids {
                if !seen.insert(*hash) {
                    total.duplicate_ids.add(format!("{path}: {}", safe(id)));
                }
            }
            total.absorb(batch)
        })?;
        Ok(total)
    }

    /// Marks the events of the articles of `batch` that repeat an earlier one; what a sink wrote of them is written
    /// again.
    fn mark_repeats(&self, batch: &mut RunBatch, earlier: &mut RepeatIndex) -> anyhow::Result<()> {
        let (mut out, mut done) = (Vec::new(), 0);
        if !self.shard.marks_repeats() {
            return Ok(());
        }
        for article in &mut batch.signed {
            let signature = std::mem::take(&mut article.signature);
            let words = std::mem::take(&mut article.words);
            let Some(first) = earlier.first(&article.id, signature, || words) else { continue };
            if article.events.is_empty() {
                continue;
            }
            for event in &mut article.events {
                event.article.repeats = Some(first.to_owned());
            }
            batch.repeats += 1;
            let RunMode::Events(sink) = &self.work else { continue };
            out.extend_from_slice(&batch.out[done..article.written.start]);
            // What is lost was counted when the events were first written.
            sink.article(&article.events, &mut out, &mut Loss::default())
                .map_err(|error| anyhow!(error).context("cannot write an event"))?;
            done = article.written.end;
        }
        if done > 0 {
            out.extend_from_slice(&batch.out[done..]);
            batch.out = out;
        }
        Ok(())
    }

    /// Codes one chunk, on a worker thread.
    fn code(&self, worker: &mut Worker, chunk: Result<Chunk, CorpusError>) -> RunBatch {
        let mut batch = RunBatch::default();
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(error) => {
                batch.left_out.add(error.to_string());
                batch.counts.add_error(error);
                return batch;
            }
        };
        batch.bytes = chunk.bytes();
        for reading in chunk.readings(self.options) {
            if self.stop.load(Ordering::Relaxed) || batch.unwritable.is_some() {
                break;
            }
            batch.counts.add(&reading);
            match reading.outcome {
                Ok(article) => self.article(worker, article, &mut batch),
                Err(Omission::Error(error)) => batch.left_out.add(error.to_string()),
                Err(Omission::PassedOver { .. }) => {}
            }
        }
        batch
    }

    /// Codes one article. A panic is a bug of this program; the article is left out.
    fn article(&self, worker: &mut Worker, article: Article, batch: &mut RunBatch) {
        let (id, path) = (article.id.clone(), article.origin.path.clone());
        batch.odd.add(&article);
        batch.one_case.add(&article);
        if self.records {
            batch.hashes.push(corpus::article_hash(&article));
        }
        batch.ids.push((stable_hash(&id), id.clone(), path.clone()));
        let length = batch.out.len();
        let coded = catch_unwind(AssertUnwindSafe(|| match &self.work {
            RunMode::Events(sink) => self.events(worker, article, Some(sink.as_ref()), batch),
            RunMode::Whole(_) => self.events(worker, article, None, batch),
            RunMode::Hits(hits) => self.hits(worker, article, hits, batch),
        }));
        match coded {
            Ok(found) => {
                batch.articles += 1;
                batch.found += found;
            }
            Err(_) => {
                batch.out.truncate(length);
                *worker = self.coder.worker();
                let what = "internal error on this article; please report it";
                batch.left_out.add(format!("{path} ({id}): {what}"));
            }
        }
    }

    fn events(
        &self,
        worker: &mut Worker,
        article: Article,
        sink: Option<&dyn Sink>,
        batch: &mut RunBatch,
    ) -> u64 {
        let mut coded = worker.code(article);
        // Which articles are compared does not depend on the kinds that are kept.
        let signed = (!coded.events.is_empty())
            .then(|| (Signature::of(coded.article()), EventWords::of(&coded.events)));
        if let Some(kinds) = &self.kinds {
            coded.events.retain(|event| kinds.contains(&event.kind));
        }
        if let Err(error) = coded.count_in(self.unit) {
            batch.unwritable = Some(error.into());
        }
        coded.faults.drain(..).for_each(|fault| batch.faults.add(fault));
        let start = batch.out.len();
        let written = sink
            .map_or(Ok(()), |sink| sink.article(&coded.events, &mut batch.out, &mut batch.loss));
        if let Err(error) = written {
            batch.unwritable = Some(error);
        }
        let count = coded.events.len() as u64;
        if let Some((signature, words)) = signed {
            let (id, written) = (coded.article().id.clone(), start..batch.out.len());
            let events = coded.events;
            batch.signed.push(SignedArticle { id, signature, words, events, written });
        }
        count
    }

    fn hits(
        &self,
        worker: &mut Worker,
        article: Article,
        hits: &HitsSink,
        batch: &mut RunBatch,
    ) -> u64 {
        let found = worker.hits(article);
        found.faults.into_iter().for_each(|fault| batch.faults.add(fault));
        let rules = self.coder.rules();
        let wanted = |kind: &str| self.kinds.as_ref().is_none_or(|kinds| kinds.contains(kind));
        let rules = found.rules.iter().filter_map(|&index| rules.get(index as usize));
        let ids: Vec<&str> =
            rules.filter(|rule| wanted(&rule.kind)).map(|rule| rule.id.as_str()).collect();
        hits.article(&found.article_id, ids.iter().copied(), &mut batch.out);
        ids.len() as u64
    }
}

/// How a format is made.
fn mode(format: Format) -> anyhow::Result<RunMode> {
    Ok(match format.shape() {
        Shape::Lines(sink) => RunMode::Events(sink),
        Shape::Whole(whole) => RunMode::Whole(whole),
        Shape::Hits => RunMode::Hits(HitsSink),
        Shape::Annotated(_) => bail!(
            "{} is made from events and their articles: write events (-o events.jsonl), then `dateline export events.jsonl \
             --corpus ARTICLES --format {0}`",
            format.name()
        ),
    })
}

/// The kinds to keep; `None`: all.
fn kinds(asked: &[String], coder: &Coder) -> anyhow::Result<Option<HashSet<String>>> {
    let known: HashSet<&str> = coder.rules().iter().map(|rule| rule.kind.as_str()).collect();
    if let Some(odd) = asked.iter().find(|kind| !known.contains(kind.as_str())) {
        bail!("no rule is of kind \"{odd}\"{}", nearest::hint(odd, known));
    }
    Ok((!asked.is_empty()).then(|| asked.iter().cloned().collect()))
}

const DUPLICATE_IDS: &str = "articles whose id an earlier article has too, so that their events share ids; give each its own id \
    (--field id=NAME)";

/// A hash of an id that is the same in every run.
fn stable_hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
