//! `dateline score --tolls`: how often a pack's events report the death toll that people coded for an article.

use super::args::ScoreArgs;
use super::walk;
use crate::cmd::messages::counted;
use crate::cmd::{CommandOutcome, print, print_data, setup};
use dateline::check::gold;
use dateline::check::tolls::{ArticleToll, TollVerdict};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Compares the corpus with the tolls of `path` and prints the result.
pub fn run(args: &ScoreArgs, path: &Path) -> anyhow::Result<CommandOutcome> {
    let options = args.reading.options()?;
    let tolls = gold::read_tolls(path)?;
    let by_article: BTreeMap<&str, &ArticleToll> =
        tolls.iter().map(|toll| (toll.article.as_str(), toll)).collect();
    let loaded = setup::load(&args.pack.packs)?;
    let corpus = setup::open(&args.corpus, &options)?;
    let mut walked = walk::walk(
        &loaded.coder,
        corpus.chunks,
        &options,
        |id| by_article.get(id),
        |coded, toll| (toll.article.clone(), TollVerdict::of(toll, &coded.events)),
    );
    let faulty = walked.show_faults(loaded.faults);
    if walked.done.is_empty() {
        anyhow::bail!(walk::no_article_joined("a toll", by_article.keys().copied()));
    }
    let verdicts: BTreeMap<String, TollVerdict> = walked.done.into_iter().collect();
    match args.json {
        true => print_data(&format!(
            "{}\n",
            serde_json::to_string_pretty(&TollReport::new(&verdicts))?
        ))?,
        false => print(&text(&verdicts, args.confusions))?,
    }
    Ok(walk::outcome(corpus.missing, faulty))
}

/// The result for programs.
#[derive(Serialize)]
struct TollReport<'a> {
    articles: usize,
    exact: usize,
    within: usize,
    other: usize,
    untold: usize,
    verdicts: &'a BTreeMap<String, TollVerdict>,
}

impl<'a> TollReport<'a> {
    fn new(verdicts: &'a BTreeMap<String, TollVerdict>) -> TollReport<'a> {
        let count = |wanted| verdicts.values().filter(|&&verdict| verdict == wanted).count();
        TollReport {
            articles: verdicts.len(),
            exact: count(TollVerdict::Exact),
            within: count(TollVerdict::Within),
            other: count(TollVerdict::Other),
            untold: count(TollVerdict::NotReported),
            verdicts,
        }
    }
}

fn text(verdicts: &BTreeMap<String, TollVerdict>, list: bool) -> String {
    let all = verdicts.len();
    let mut text =
        format!("{} with a toll. The dead are reported:\n", counted(all as u64, "article"));
    for (verdict, words) in TollVerdict::ALL {
        let count = verdicts.values().filter(|&&one| one == verdict).count();
        let _ = writeln!(text, "  {words:<18} {count:>6}  {:.3}", count as f64 / all as f64);
    }
    for (verdict, words) in TollVerdict::ALL.into_iter().skip(1).filter(|_| list) {
        let _ = writeln!(text, "\n{words}:");
        for article in
            verdicts.iter().filter(|(_, one)| **one == verdict).map(|(article, _)| article)
        {
            let _ = writeln!(text, "  {}", dateline::sink::safe(article));
        }
    }
    text
}
