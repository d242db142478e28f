//! Makes the card of a pack (`dateline::card`) for `pack show` and `doc`: loads the pack, scores it on its gold, and
//! measures its cost where that is asked for.

pub mod lines;

use super::messages::FaultTally;
use super::test::test_files;
use super::{pipeline, setup, shipped};
use clap::Args;
use dateline::card::cost::MeasuredCost;
use dateline::card::{Card, MeasuredScore};
use dateline::check::gold;
use dateline::check::pack_test::{Selection, test};
use dateline::check::score::{Score, compare};
use dateline::check::test_case::Suite;
use dateline::coder::Coder;
use dateline::corpus::{Chunks, ReadOptions};
use dateline::pack::Pack;
use dateline::text::Article;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is measured for a card.
#[derive(Debug, Args)]
pub struct MeasureArgs {
    /// Measure the cost too: time, and the share of words that rules look at
    #[arg(long)]
    pub measure: bool,
    /// Score on this gold instead of the pack's own (its folder gold/)
    #[arg(long, value_name = "FILE")]
    pub gold: Option<PathBuf>,
    /// The articles for --measure and --gold; repeatable [default: the shipped corpus]
    #[arg(long = "on", value_name = "PATH")]
    pub corpus: Vec<PathBuf>,
}

/// A card, and the faults found on the way.
pub struct MadeCard {
    /// The card.
    pub card: Card,
    /// The pack, last, with those it stands on.
    pub packs: Vec<Arc<Pack>>,
    /// Faults of the packs.
    pub faults: FaultTally,
}

/// The card of the pack of that name: a folder, archive, rule file, shipped pack, or `name@version`.
pub fn make(name: &str, args: &MeasureArgs) -> anyhow::Result<MadeCard> {
    let setup::LoadedCoder { coder, packs, mut faults } = setup::load(&[name.to_owned()])?;
    let card = Card::of(&coder, &packs, &shipped::store())?;
    let Some((mut card, own)) = card.zip(packs.last()) else {
        anyhow::bail!("{name} holds no pack");
    };
    card.score = match &args.gold {
        Some(gold) => Some(scored(&coder, gold, &args.corpus, &mut faults)?),
        None => own_score(&coder, &packs, own, &mut faults)?,
    };
    if args.measure {
        let articles = articles(&args.corpus)?;
        card.cost.measured = Some(pipeline::on_deep_stack(|| MeasuredCost::of(&coder, articles))?);
    }
    Ok(MadeCard { card, packs, faults })
}

/// The score of a pack on the gold in its folder `gold/`; `None` if it has none, or none that can be scored, of which
/// `dateline test` tells.
fn own_score(
    coder: &Coder,
    packs: &[Arc<Pack>],
    own: &Pack,
    faults: &mut FaultTally,
) -> anyhow::Result<Option<MeasuredScore>> {
    let files = test_files(own)?;
    if !files.has("gold") {
        return Ok(None);
    }
    let selection = Selection { suites: vec![Suite::Gold], ..Selection::default() };
    let mut found = pipeline::on_deep_stack(|| test(coder, packs, own, &files, &selection))?;
    std::mem::take(&mut found.faults).into_iter().for_each(|fault| faults.add(fault));
    Ok(found.score.map(|score| MeasuredScore { gold: "gold/ of the pack".to_owned(), score }))
}

/// The score on the gold of a file.
fn scored(
    coder: &Coder,
    path: &Path,
    corpus: &[PathBuf],
    faults: &mut FaultTally,
) -> anyhow::Result<MeasuredScore> {
    let gold::Gold { mentions, rejected, .. } = gold::read(path)?;
    let all = [mentions, rejected].concat();
    let mut by_article: BTreeMap<&str, Vec<&gold::GoldMention>> = BTreeMap::new();
    all.iter().for_each(|one| by_article.entry(&one.article).or_default().push(one));
    let articles = articles(corpus)?;
    let (compared, found) = pipeline::on_deep_stack(|| {
        let mut worker = coder.worker();
        let (mut seen, mut compared, mut faults) = (BTreeSet::new(), Vec::new(), Vec::new());
        for article in articles {
            let Some(gold) = by_article.get(article.id.as_str()) else { continue };
            if seen.insert(article.id.clone()) {
                let coded = worker.code(article);
                faults.extend(coded.faults);
                compared.push(compare(&coded.document, coded.events, gold));
            }
        }
        (compared, faults)
    })?;
    found.into_iter().for_each(|fault| faults.add(fault));
    if compared.is_empty() {
        anyhow::bail!(super::score::no_article_joined("gold", by_article.keys().copied()));
    }
    let kinds: BTreeSet<String> = all.iter().map(|one| one.kind.clone()).collect();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let gold = name.unwrap_or_else(|| path.display().to_string());
    Ok(MeasuredScore { gold, score: Score::new(&compared, &kinds) })
}

/// The articles of a corpus, or of the shipped one; what cannot be read is told and left out.
fn articles(paths: &[PathBuf]) -> anyhow::Result<Vec<Article>> {
    let options = ReadOptions::default();
    let chunks: Chunks = setup::open(paths, &options)?.chunks;
    let mut found = Vec::new();
    for chunk in chunks {
        match chunk {
            Ok(chunk) => {
                for article in chunk.articles(&options) {
                    match article {
                        Ok(article) => found.push(article),
                        Err(error) => super::note(&format!("left out: {error}")),
                    }
                }
            }
            Err(error) => super::note(&format!("left out: {error}")),
        }
    }
    if found.is_empty() {
        anyhow::bail!("no article could be read: check the paths of --on");
    }
    Ok(found)
}
