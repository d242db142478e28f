//! `score --gold`: compares events with human-coded mentions, one by one.

use super::args::ScoreArgs;
use super::walk::{self, ScoredCorpus};
use crate::cmd::messages::counted;
use crate::cmd::{CommandOutcome, note, print, print_data, setup};
use dateline::check::confusion::{self, Confusion};
use dateline::check::figures::tables;
use dateline::check::gold::{self, Gold, GoldMention, Verdict};
use dateline::check::score::{ComparedArticle, Score, compare};
use dateline::sink::safe;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::path::Path;

/// Scores the packs against the mentions of `gold` and prints the result.
pub fn run(args: &ScoreArgs, gold: &Path) -> anyhow::Result<CommandOutcome> {
    let options = args.reading.options()?;
    let Gold { mentions, rejected, torn } = gold::read(gold)?;
    if !torn.is_empty() {
        note(&incomplete_lines_note(gold, &torn));
    }
    let mentions = [mentions, rejected].concat();
    let mut by_article: BTreeMap<&str, Vec<&GoldMention>> = BTreeMap::new();
    for mention in &mentions {
        by_article.entry(&mention.article).or_default().push(mention);
    }
    let loaded = setup::load(&args.pack.packs)?;
    let corpus = setup::open(&args.corpus, &options)?;
    let missing = corpus.missing;
    let mut walked = walk::walk(
        &loaded.coder,
        corpus.chunks,
        &options,
        |id| by_article.get(id),
        |coded, gold| compare(&coded.document, coded.events, gold),
    );
    let faulty = walked.show_faults(loaded.faults);
    if walked.done.is_empty() {
        anyhow::bail!(walk::no_article_joined("gold", by_article.keys().copied()));
    }
    report(args, &mentions, &by_article, &walked)?;
    Ok(walk::outcome(missing, faulty))
}

/// The note on incomplete lines of the gold file.
fn incomplete_lines_note(gold: &Path, torn: &[usize]) -> String {
    let lines: Vec<String> = torn.iter().map(usize::to_string).collect();
    let (lines, path) = (lines.join(", "), gold.display());
    format!("note: {path}: line {lines} left out: incomplete, its writer was stopped")
}

fn report(
    args: &ScoreArgs,
    mentions: &[GoldMention],
    by_article: &BTreeMap<&str, Vec<&GoldMention>>,
    walked: &ScoredCorpus<ComparedArticle>,
) -> anyhow::Result<()> {
    let compared = &walked.done;
    let coded: BTreeSet<String> = mentions.iter().map(|mention| mention.kind.clone()).collect();
    let score = Score::new(compared, &coded);
    let absent = absent(by_article, compared);
    if args.json {
        let report = MentionReport {
            score: &score,
            gold_of_other_articles: absent.mentions,
            articles_without_gold: walked.not_requested,
            confusions: args.confusions.then(|| confusion::confusions(compared)),
        };
        return print_data(&format!("{}\n", serde_json::to_string_pretty(&report)?));
    }
    let mut text = tables(&score, io::stdout().is_terminal());
    text.push_str(&remarks(&score, &absent, walked.not_requested));
    if args.confusions {
        text.push_str(&confusion::text(&confusion::confusions(compared)));
    }
    print(&text)
}

/// Counts of gold whose articles are not in the corpus.
struct AbsentGold {
    articles: u64,
    mentions: u64,
}

fn absent(gold: &BTreeMap<&str, Vec<&GoldMention>>, compared: &[ComparedArticle]) -> AbsentGold {
    let there: BTreeSet<&str> = compared.iter().map(|one| one.article.as_str()).collect();
    let missing = || gold.iter().filter(|(article, _)| !there.contains(*article));
    AbsentGold {
        articles: missing().count() as u64,
        mentions: missing()
            .flat_map(|(_, mentions)| mentions)
            .filter(|mention| mention.verdict != Verdict::Reject)
            .count() as u64,
    }
}

#[derive(Serialize)]
struct MentionReport<'a> {
    #[serde(flatten)]
    score: &'a Score,
    gold_of_other_articles: u64,
    articles_without_gold: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    confusions: Option<Vec<Confusion>>,
}

/// Remarks on what the scores leave out.
fn remarks(score: &Score, absent: &AbsentGold, without_gold: u64) -> String {
    let mut text = String::new();
    if absent.mentions > 0 {
        let (mentions, articles) =
            (counted(absent.mentions, "gold mention"), counted(absent.articles, "other article"));
        let _ = writeln!(text, "\n{mentions} of {articles} left out: not in this corpus.");
    }
    if without_gold > 0 {
        let _ = writeln!(text, "\n{} without gold left out.", counted(without_gold, "article"));
    }
    for (kind, found) in &score.uncoded {
        let found = counted(u64::from(*found), "event");
        let _ =
            writeln!(text, "\nKind {} left out ({found}): this gold never codes it.", safe(kind));
    }
    if !score.unlocated.is_empty() {
        let count = counted(score.unlocated.len() as u64, "gold passage");
        let _ = writeln!(text, "\n{count} not found in the text, counted as missed:");
        for one in &score.unlocated {
            let _ =
                writeln!(text, "  {} {}: {}", safe(&one.article), safe(&one.kind), safe(&one.text));
        }
    }
    if score.articles < 10 {
        note(&format!(
            "note: {} only; the interval shows how uncertain the score is",
            counted(score.articles as u64, "article")
        ));
    }
    text
}
