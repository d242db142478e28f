//! `dateline score --tolls`: how often a pack's events tell an article's dead as others counted them.

use super::cli::ScoreArgs;
use super::pipeline::Step;
use super::report::{LeftOut, Tally, counted};
use super::{Outcome, pipeline, print, setup};
use dateline::check::gold;
use dateline::check::tolls::{Toll, Verdict};
use dateline::coder::Worker;
use dateline::corpus::{Chunk, CorpusError, ReadOptions};
use serde::Serialize;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Compares the corpus with the tolls of `path` and prints the result.
pub fn run(args: &ScoreArgs, path: &Path) -> anyhow::Result<Outcome> {
    let options = args.reading.options()?;
    let tolls = gold::read_tolls(path)?;
    let by_article: BTreeMap<&str, &Toll> =
        tolls.iter().map(|toll| (toll.article.as_str(), toll)).collect();
    let setup::Loaded { coder, mut faults, .. } = setup::load(&args.packs)?;
    let corpus = setup::open(&args.corpus, &options)?;
    let mut total = Batch::default();
    let done: Result<(), Infallible> = pipeline::for_each_chunk(
        &coder,
        corpus.chunks,
        std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        &AtomicBool::new(false),
        |worker, chunk| judge_chunk(worker, chunk, &options, &by_article),
        |step| {
            if let Step::Next(batch) = step {
                total.absorb(batch);
            }
            Ok(())
        },
    );
    let Ok(()) = done;
    faults.merge(std::mem::take(&mut total.faults));
    faults.show();
    total.left_out.show();
    if total.verdicts.is_empty() {
        anyhow::bail!(
            "no article of the corpus has a toll: ids are joined with file stems or the id field"
        );
    }
    match args.json {
        true => {
            print(&format!("{}\n", serde_json::to_string_pretty(&Report::new(&total.verdicts))?))?
        }
        false => print(&text(&total.verdicts, args.confusions))?,
    }
    Ok(match () {
        () if corpus.missing => Outcome::Unread,
        () if !faults.is_empty() => Outcome::Faults,
        () => Outcome::Fine,
    })
}

#[derive(Default)]
struct Batch {
    verdicts: BTreeMap<String, Verdict>,
    faults: Tally,
    left_out: LeftOut,
}

impl Batch {
    /// Adds a later batch; of articles with one id the first counts.
    fn absorb(&mut self, other: Batch) {
        for (article, verdict) in other.verdicts {
            self.verdicts.entry(article).or_insert(verdict);
        }
        self.faults.merge(other.faults);
        self.left_out.merge(other.left_out);
    }
}

fn judge_chunk(
    worker: &mut Worker,
    chunk: Result<Chunk, CorpusError>,
    options: &ReadOptions,
    tolls: &BTreeMap<&str, &Toll>,
) -> Batch {
    let mut batch = Batch::default();
    let chunk = match chunk {
        Ok(chunk) => chunk,
        Err(error) => {
            batch.left_out.add(error.to_string());
            return batch;
        }
    };
    for article in chunk.articles(options) {
        match article {
            Err(error) => batch.left_out.add(error.to_string()),
            Ok(article) => {
                let Some(toll) = tolls.get(article.id.as_str()) else { continue };
                let coded = worker.code(article);
                coded.faults.into_iter().for_each(|fault| batch.faults.add(fault));
                let verdict = Verdict::of(toll, &coded.events);
                batch.verdicts.entry(toll.article.clone()).or_insert(verdict);
            }
        }
    }
    batch
}

/// The result for programs.
#[derive(Serialize)]
struct Report<'a> {
    articles: usize,
    exact: usize,
    within: usize,
    other: usize,
    untold: usize,
    verdicts: &'a BTreeMap<String, Verdict>,
}

impl<'a> Report<'a> {
    fn new(verdicts: &'a BTreeMap<String, Verdict>) -> Report<'a> {
        let count = |wanted| verdicts.values().filter(|&&verdict| verdict == wanted).count();
        Report {
            articles: verdicts.len(),
            exact: count(Verdict::Exact),
            within: count(Verdict::Within),
            other: count(Verdict::Other),
            untold: count(Verdict::Untold),
            verdicts,
        }
    }
}

fn text(verdicts: &BTreeMap<String, Verdict>, list: bool) -> String {
    let all = verdicts.len();
    let mut text = format!("{} with a toll. The dead are told:\n", counted(all as u64, "article"));
    for (verdict, words) in Verdict::ALL {
        let count = verdicts.values().filter(|&&one| one == verdict).count();
        let _ = writeln!(text, "  {words:<18} {count:>6}  {:.3}", count as f64 / all as f64);
    }
    for (verdict, words) in Verdict::ALL.into_iter().skip(1).filter(|_| list) {
        let _ = writeln!(text, "\n{words}:");
        for article in
            verdicts.iter().filter(|(_, one)| **one == verdict).map(|(article, _)| article)
        {
            let _ = writeln!(text, "  {}", dateline::sink::safe(article));
        }
    }
    text
}
