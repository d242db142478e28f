//! `dateline verify`: checks that events are those that the packs of their record give for a corpus. Some articles, or
//! all, are coded again.

mod compare;

use super::args::{DateOrderArg, ReadArgs, jobs};
use super::messages::{NOTHING_READ, OddArticles, OmittedItems, counted};
use super::pipeline::{ChunkStep, cores};
use super::stop::{exit_stopped, stop_flag};
use super::{CommandOutcome, note, pipeline, print, record, setup, shard};
use anyhow::{Context, anyhow, bail};
use clap::{Args, ValueEnum};
use compare::{Comparison, RecordedEvents, RepeatMarks};
use dateline::coder::{Coder, Worker};
use dateline::corpus::{self, Chunk, CorpusDigest, CorpusError, ReadOptions};
use dateline::event::OffsetUnit;
use dateline::file::plain;
use dateline::legible::brief;
use dateline::pack::{Pack, RunRecord};
use dateline::repeat::{EventWords, RepeatIndex, Signature};
use dateline::text::Article;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The events, as `run -o` wrote them (JSONL), with their record beside them
    pub events: PathBuf,
    /// The files and folders of articles that were coded; without any, the shipped corpus
    pub corpus: Vec<PathBuf>,
    /// A pack to code with, as for `run`; repeatable [default: the packs of the record]
    #[arg(short, long = "pack", value_name = "PACK")]
    pub packs: Vec<String>,
    /// The record of the run [default: the name of the events with .run.json]
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Code so many articles again, chosen by a hash of their ids
    #[arg(long, value_name = "N", default_value_t = 200, conflicts_with = "all")]
    pub sample: usize,
    /// Choose other articles for another number
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "all")]
    pub seed: u64,
    /// Code all articles again
    #[arg(long)]
    pub all: bool,
    /// Worker threads [default: as many as there are cores]
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
}

/// Compares packs, corpus and events with the record.
pub fn run(args: &VerifyArgs) -> anyhow::Result<CommandOutcome> {
    let record = read_record(args)?;
    let reading = reading(&record)?;
    let unit = record::offsets(&record)?;
    let options = reading.options()?;
    let names = match args.packs.is_empty() {
        true => named(&record, &args.events),
        false => args.packs.clone(),
    };
    let setup::LoadedCoder { coder, packs, faults } = setup::load(&names).with_context(
        || "the packs of the record cannot be loaded; say where they are now with --pack",
    )?;
    faults.show();
    let coder = coder.with_options(&options.coding());
    let mut recorded = RecordedEvents::read(&args.events)?;
    let mut opened = setup::open(&args.corpus, &options)?;
    if let Some(part) = shard::of_record(&record).map_err(|why| anyhow!("the record: {why}"))? {
        opened.chunks = opened.chunks.part(part)?;
    }
    let stop = stop_flag().context("cannot watch for Ctrl-C")?;
    let job = VerifyJob {
        coder: &coder,
        options: &options,
        stop: &stop,
        unit,
        kinds: record.options.get("kind").map_or(&[], Vec::as_slice),
        most: (!args.all).then_some(args.sample),
        seed: args.seed,
        marks: match record.options.get(shard::REPEATS) {
            Some(_) => RepeatMarks::Unknown,
            None => RepeatMarks::Known,
        },
    };
    let jobs = args.jobs.map_or_else(cores, NonZeroUsize::get);
    let mut total = VerifyBatch::default();
    let work = |worker: &mut Worker, chunk| job.chunk(worker, chunk);
    pipeline::for_each_chunk(&coder, opened.chunks, jobs, &stop, work, |step| {
        match step {
            ChunkStep::Next(batch) => job.absorb(&mut total, batch, &mut recorded),
            ChunkStep::Stuck => exit_stopped(),
        }
        anyhow::Ok(())
    })?;
    if stop.load(Ordering::Relaxed) {
        return Ok(CommandOutcome::Interrupted);
    }
    job.code_sample(&mut total, &mut recorded)?;
    total.left_out.show();
    total.odd.show();
    if total.corpus.articles() == 0 {
        bail!("{NOTHING_READ}");
    }
    if !recorded.has_any(&total.ids) {
        bail!(
            "no event of {} is of an article that was read: give the articles it was made from, `dateline verify EVENTS ARTICLES...`",
            args.events.display()
        );
    }
    let mut text = String::new();
    let same_packs = tell_packs(&record, &coder, &packs, &mut text)?;
    let same_corpus = tell_corpus(&record, &total.corpus, &mut text);
    let same_file = recorded.hash() == record.output.hash;
    if !same_file {
        text.push_str("file    differs: the events were changed after they were written\n");
    }
    recorded.rest(&total.ids, &mut total.compared);
    let same_events = total.compared.tell(total.corpus.articles(), &mut text);
    let same = same_packs && same_corpus && same_file && same_events;
    text.push_str(if same { "same\n" } else { "not the same\n" });
    print(&text)?;
    Ok(match () {
        () if opened.missing => CommandOutcome::Unread,
        () if same => CommandOutcome::Fine,
        () => CommandOutcome::Faults,
    })
}

fn read_record(args: &VerifyArgs) -> anyhow::Result<RunRecord> {
    let path = args.record.clone().unwrap_or_else(|| record::beside(&args.events));
    let text = plain::read_text(&path, record::MOST_BYTES).with_context(|| {
        format!(
            "there is no record {}: `dateline run -o` writes it beside the events; name another with --record",
            path.display()
        )
    })?;
    let record =
        RunRecord::parse(&text).map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))?;
    if record.command != "run" || record.output.format != "jsonl" {
        bail!(
            "{} is the record of `dateline {}` as {}; only events as JSONL can be verified",
            path.display(),
            record.command,
            record.output.format
        );
    }
    Ok(record)
}

/// How the articles were read.
fn reading(record: &RunRecord) -> anyhow::Result<ReadArgs> {
    let order = record.options.get("date-order").and_then(|values| values.first());
    let date_order = match order {
        Some(name) => DateOrderArg::from_str(name, false).map_err(anyhow::Error::msg)?,
        None => DateOrderArg::Dmy,
    };
    Ok(ReadArgs { fields: record.options.get("field").cloned().unwrap_or_default(), date_order })
}

/// The packs of the record as names that can be loaded: a path may be relative to the folder of the events.
fn named(record: &RunRecord, events: &Path) -> Vec<String> {
    let found = |name: &String| {
        let beside = events.parent().map(|folder| folder.join(name));
        match beside.filter(|beside| !Path::new(name).exists() && beside.exists()) {
            Some(beside) => beside.to_string_lossy().into_owned(),
            None => name.clone(),
        }
    };
    record.asked.iter().map(found).collect()
}

/// Tells whether the packs are those of the record.
fn tell_packs(
    record: &RunRecord,
    coder: &Coder,
    packs: &[Arc<Pack>],
    text: &mut String,
) -> anyhow::Result<bool> {
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    if record.coded_by == coder.coded_by() {
        let count = counted(packs.len() as u64, "pack");
        let _ = writeln!(text, "packs   same: {count}, coded_by {}", short(coder.coded_by()));
        return Ok(true);
    }
    let mut parts = Vec::new();
    if record.dateline != dateline::pack::PROGRAM_VERSION {
        let (was, is) = (&record.dateline, dateline::pack::PROGRAM_VERSION);
        parts.push(format!("dateline was {was}, and is {is}"));
    }
    let now: BTreeMap<&str, &Arc<Pack>> = packs.iter().map(|pack| (pack.name(), pack)).collect();
    let then: BTreeSet<&str> = record.packs.iter().map(|pack| pack.name.as_str()).collect();
    for was in &record.packs {
        match now.get(was.name.as_str()) {
            None => parts.push(format!("{} {} is not loaded", was.name, was.version)),
            Some(is) if is.scripts.hash != was.rules => parts.push(format!(
                "{} was {} (rules {}), and is {} (rules {})",
                was.name,
                was.version,
                short(&was.rules),
                is.version(),
                short(&is.scripts.hash)
            )),
            Some(_) => {}
        }
    }
    let added = now.iter().filter(|(name, _)| !then.contains(*name));
    parts.extend(added.map(|(name, pack)| format!("{name} {} was not loaded", pack.version())));
    if parts.is_empty() {
        parts.push("their order or an option is another".to_owned());
    }
    let _ = writeln!(text, "packs   differ: {}", brief(&parts.join("; ")));
    Ok(false)
}

fn tell_corpus(record: &RunRecord, now: &CorpusDigest, text: &mut String) -> bool {
    let then = record.corpus.clone().unwrap_or_default();
    let is = counted(now.articles(), "article");
    let same = then.hash == now.hash();
    let _ = match same {
        true => writeln!(text, "corpus  same: {is}"),
        false if then.articles == now.articles() => {
            writeln!(
                text,
                "corpus  differs: {is} as then, but not the same ones or in another order"
            )
        }
        false => writeln!(text, "corpus  differs: {} then, {is} now", then.articles),
    };
    same
}

/// The settings of a verification, shared by all workers.
struct VerifyJob<'a> {
    coder: &'a Coder,
    options: &'a ReadOptions,
    stop: &'a AtomicBool,
    /// What the offsets of the recorded events count.
    unit: OffsetUnit,
    /// The kinds that were kept; empty: all.
    kinds: &'a [String],
    /// The most articles to code; `None`: all.
    most: Option<usize>,
    seed: u64,
    /// Whether the run marked repeats.
    marks: RepeatMarks,
}

/// The result of one chunk, or of several.
#[derive(Default)]
struct VerifyBatch {
    hashes: Vec<blake3::Hash>,
    corpus: CorpusDigest,
    /// The articles of the sample, by the hash that chooses them.
    sample: BTreeMap<[u8; 32], Vec<Article>>,
    /// The articles as they are coded now.
    coded: Vec<CodedAgain>,
    /// The articles with events so far, where all are coded.
    earlier: RepeatIndex,
    /// The ids of all articles.
    ids: BTreeSet<String>,
    left_out: OmittedItems,
    odd: OddArticles,
    compared: Comparison,
}

/// An article as it is coded now.
struct CodedAgain {
    id: String,
    events: Vec<dateline::Event>,
    /// Of an article with events of any kind: its signature, and what they name.
    signed: Option<(Signature, EventWords)>,
}

impl VerifyJob<'_> {
    fn chunk(&self, worker: &mut Worker, chunk: Result<Chunk, CorpusError>) -> VerifyBatch {
        let mut batch = VerifyBatch::default();
        let Some(chunk) = batch.left_out.unless(chunk) else { return batch };
        for article in chunk.articles(self.options) {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let article = match article {
                Ok(article) => article,
                Err(error) => {
                    batch.left_out.add(error.to_string());
                    continue;
                }
            };
            batch.odd.add(&article);
            batch.hashes.push(corpus::article_hash(&article));
            batch.ids.insert(article.id.clone());
            match self.most {
                None => batch.coded.push(self.code(worker, article)),
                Some(most) => {
                    batch.sample.entry(self.key(&article.id)).or_default().push(article);
                    shorten(&mut batch.sample, most);
                }
            }
        }
        batch
    }

    /// The hash by which articles are chosen: those with the lowest. Articles of one id share it.
    fn key(&self, id: &str) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.seed.to_le_bytes()).update(id.as_bytes());
        *hasher.finalize().as_bytes()
    }

    fn code(&self, worker: &mut Worker, article: Article) -> CodedAgain {
        let id = article.id.clone();
        let mut coded = worker.code(article);
        // Offsets of a coded article are positions of its text; if they were not, they would differ from the file's.
        let _ = coded.count_in(self.unit);
        let signed = (!coded.events.is_empty())
            .then(|| (Signature::of(coded.article()), EventWords::of(&coded.events)));
        let mut events = coded.events;
        events.retain(|event| self.kinds.is_empty() || self.kinds.contains(&event.kind));
        CodedAgain { id, events, signed }
    }

    fn absorb(&self, total: &mut VerifyBatch, batch: VerifyBatch, recorded: &mut RecordedEvents) {
        batch.hashes.iter().for_each(|hash| total.corpus.add(hash));
        total.left_out.merge(batch.left_out);
        total.odd.merge(batch.odd);
        total.ids.extend(batch.ids);
        for (key, articles) in batch.sample {
            total.sample.entry(key).or_default().extend(articles);
        }
        if let Some(most) = self.most {
            shorten(&mut total.sample, most);
        }
        for CodedAgain { id, mut events, signed } in batch.coded {
            let first =
                signed.and_then(|(signature, words)| total.earlier.first(&id, signature, || words));
            for event in &mut events {
                event.article.repeats = first.map(str::to_owned);
            }
            recorded.compare(&id, events, self.marks, &mut total.compared);
        }
    }

    /// Codes the articles of the sample and compares them.
    fn code_sample(
        &self,
        total: &mut VerifyBatch,
        recorded: &mut RecordedEvents,
    ) -> anyhow::Result<()> {
        let sample = std::mem::take(&mut total.sample);
        let coded: Vec<_> = pipeline::on_deep_stack(|| {
            let mut worker = self.coder.worker();
            let each = sample.into_values().flatten();
            each.map(|article| self.code(&mut worker, article)).collect()
        })?;
        for CodedAgain { id, events, .. } in coded {
            recorded.compare(&id, events, RepeatMarks::Unknown, &mut total.compared);
        }
        if self.most == Some(0) {
            note(
                "note: no article was coded again; --sample 0 compares packs, corpus and file only",
            );
        }
        Ok(())
    }
}

/// Leaves the lowest `most` keys.
fn shorten(sample: &mut BTreeMap<[u8; 32], Vec<Article>>, most: usize) {
    while sample.len() > most {
        sample.pop_last();
    }
}
