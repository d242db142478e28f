//! `score --gold`: mentions beside human-coded gold, one by one.

use super::super::report::counted;
use super::super::{Outcome, cli::ScoreArgs, note, print, setup};
use super::table::{align, cells, figure, table};
use super::walk::{self, Walked};
use dateline::check::gold::{self, Gold, GoldMention, Verdict};
use dateline::check::score::{Compared, Score, compare};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Scores the packs against the mentions of `gold` and prints the result.
pub fn run(args: &ScoreArgs, gold: &Path) -> anyhow::Result<Outcome> {
    let options = args.reading.options()?;
    let Gold { mentions, rejected, torn } = gold::read(gold)?;
    if !torn.is_empty() {
        note(&broken_off(gold, &torn));
    }
    let mentions = [mentions, rejected].concat();
    let mut by_article: BTreeMap<&str, Vec<&GoldMention>> = BTreeMap::new();
    for mention in &mentions {
        by_article.entry(&mention.article).or_default().push(mention);
    }
    let loaded = setup::load(&args.packs)?;
    let corpus = setup::open(&args.corpus, &options)?;
    let missing = corpus.missing;
    let mut walked = walk::walk(
        &loaded.coder,
        corpus.chunks,
        &options,
        |id| by_article.get(id),
        |coded, gold| compare(&coded.document, coded.events, gold),
    );
    let faulty = walked.tell(loaded.faults);
    if walked.done.is_empty() {
        anyhow::bail!(walk::nothing_joined("gold", by_article.keys().copied()));
    }
    report(args, &mentions, &by_article, &walked)?;
    Ok(walk::outcome(missing, faulty))
}

/// What to say of lines that a writer left half written.
fn broken_off(gold: &Path, torn: &[usize]) -> String {
    let lines: Vec<String> = torn.iter().map(usize::to_string).collect();
    let (lines, path) = (lines.join(", "), gold.display());
    format!("note: {path}: line {lines} left out: broken off, its writer was stopped")
}

fn report(
    args: &ScoreArgs,
    mentions: &[GoldMention],
    by_article: &BTreeMap<&str, Vec<&GoldMention>>,
    walked: &Walked<Compared>,
) -> anyhow::Result<()> {
    let compared = &walked.done;
    let coded: BTreeSet<String> = mentions.iter().map(|mention| mention.kind.clone()).collect();
    let score = Score::new(compared, &coded);
    let absent = absent(by_article, compared);
    if args.json {
        let report = Report {
            score: &score,
            gold_of_other_articles: absent.mentions,
            articles_without_gold: walked.unwanted,
            confusions: args.confusions.then(|| confusions(compared)),
        };
        return print(&format!("{}\n", serde_json::to_string_pretty(&report)?));
    }
    let mut text = tables(&score);
    text.push_str(&remarks(&score, &absent, walked.unwanted));
    if args.confusions {
        text.push_str(&confusion_text(compared));
    }
    print(&text)
}

/// Gold whose articles are not in the corpus.
struct Absent {
    articles: u64,
    mentions: u64,
}

fn absent(gold: &BTreeMap<&str, Vec<&GoldMention>>, compared: &[Compared]) -> Absent {
    let there: BTreeSet<&str> = compared.iter().map(|one| one.article.as_str()).collect();
    let missing = || gold.iter().filter(|(article, _)| !there.contains(*article));
    Absent {
        articles: missing().count() as u64,
        mentions: missing()
            .flat_map(|(_, mentions)| mentions)
            .filter(|mention| mention.verdict != Verdict::Reject)
            .count() as u64,
    }
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    score: &'a Score,
    gold_of_other_articles: u64,
    articles_without_gold: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    confusions: Option<Vec<Confusion>>,
}

/// A mention on one side alone.
#[derive(Serialize)]
struct Confusion {
    kind: String,
    /// "missed" or "false alarm".
    what: &'static str,
    article: String,
    /// The rule that raised a false alarm.
    rule: Option<String>,
    trigger: String,
    text: String,
}

/// All misses and false alarms, the kind with the most of them first, within a kind in the articles' order.
fn confusions(compared: &[Compared]) -> Vec<Confusion> {
    let missed = compared.iter().flat_map(|article| &article.missed).map(|mention| Confusion {
        kind: mention.kind.clone(),
        what: "missed",
        article: mention.article.clone(),
        rule: None,
        trigger: mention.trigger.clone().unwrap_or_default(),
        text: mention.evidence.clone(),
    });
    let alarms = compared.iter().flat_map(|article| &article.spurious).map(|event| Confusion {
        kind: event.kind.clone(),
        what: "false alarm",
        article: event.article.id.clone(),
        rule: Some(event.rule.clone()),
        trigger: event.trigger.text.clone(),
        text: event.evidence.text.clone(),
    });
    let mut all: Vec<Confusion> = missed.chain(alarms).collect();
    let mut size: BTreeMap<String, usize> = BTreeMap::new();
    all.iter().for_each(|one| *size.entry(one.kind.clone()).or_default() += 1);
    all.sort_by_key(|one| {
        let count = size.get(&one.kind).copied().unwrap_or_default();
        (
            std::cmp::Reverse(count),
            one.kind.clone(),
            std::cmp::Reverse(one.what),
            one.article.clone(),
        )
    });
    all
}

fn confusion_text(compared: &[Compared]) -> String {
    let mut text = String::new();
    let mut kind = String::new();
    for one in confusions(compared) {
        if one.kind != kind {
            kind.clone_from(&one.kind);
            let _ = writeln!(text, "\n{kind}");
        }
        let rule = one.rule.map(|rule| format!(" by {rule}")).unwrap_or_default();
        let words = dateline::sink::safe(&one.text);
        let trigger = dateline::sink::safe(&one.trigger);
        let _ = writeln!(text, "  {} in {}{rule} [{trigger}]\n    {words}", one.what, one.article);
    }
    text
}

fn tables(score: &Score) -> String {
    let mut kinds = table(&["kind", "gold", "found", "right", "P", "R", "F1", "95% of F1"]);
    for line in score.kinds.iter().chain([&score.overall]) {
        kinds.add_row(cells(line));
    }
    let mut attributes = table(&["attribute", "agree", "of", "share"]);
    for one in &score.attributes {
        let share = (one.of > 0).then(|| f64::from(one.agree) / f64::from(one.of));
        attributes.add_row([
            one.attribute.to_owned(),
            one.agree.to_string(),
            one.of.to_string(),
            figure(share),
        ]);
    }
    align(&mut kinds);
    align(&mut attributes);
    format!("{}\n\nOf the right events:\n{}\n", kinds.trim_fmt(), attributes.trim_fmt())
}

/// What the figures leave out.
fn remarks(score: &Score, absent: &Absent, without_gold: u64) -> String {
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
        let _ = writeln!(text, "\nKind {kind} left out ({found}): this gold never codes it.");
    }
    if !score.unlocated.is_empty() {
        let count = counted(score.unlocated.len() as u64, "gold passage");
        let _ = writeln!(text, "\n{count} not found in the text, counted as missed:");
        for one in &score.unlocated {
            let _ = writeln!(
                text,
                "  {} {}: {}",
                one.article,
                one.kind,
                dateline::sink::safe(&one.text)
            );
        }
    }
    if score.articles < 10 {
        note(&format!(
            "note: {} only; the interval shows how little that settles",
            counted(score.articles as u64, "article")
        ));
    }
    text
}
