//! `dateline score`: a pack's events beside human-coded gold.

use super::cli::ScoreArgs;
use super::pipeline::Step;
use super::report::{LeftOut, counted};
use super::{Outcome, note, pipeline, print, setup, tolls};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use dateline::check::gold::{self, GoldMention};
use dateline::check::score::{Compared, Line, Score, compare};
use dateline::coder::Worker;
use dateline::corpus::{Chunk, CorpusError, ReadOptions};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Scores the packs and prints the result.
pub fn run(args: &ScoreArgs) -> anyhow::Result<Outcome> {
    match (&args.tolls, &args.gold) {
        (Some(tolls), _) => tolls::run(args, tolls),
        (None, Some(gold)) => against_gold(args, gold),
        (None, None) => anyhow::bail!("name gold with --gold, or tolls with --tolls"),
    }
}

fn against_gold(args: &ScoreArgs, gold: &Path) -> anyhow::Result<Outcome> {
    let options = args.reading.options()?;
    let mentions = gold::read(gold)?;
    let mut by_article: BTreeMap<&str, Vec<&GoldMention>> = BTreeMap::new();
    for mention in &mentions {
        by_article.entry(&mention.article).or_default().push(mention);
    }
    let setup::Loaded { coder, mut faults, .. } = setup::load(&args.packs)?;
    let corpus = setup::open(&args.corpus, &options)?;

    let mut total = Batch::default();
    let done: Result<(), Infallible> = pipeline::for_each_chunk(
        &coder,
        corpus.chunks,
        std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        &AtomicBool::new(false),
        |worker, chunk| score_chunk(worker, chunk, &options, &by_article),
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

    let coded: BTreeSet<String> = mentions.iter().map(|mention| mention.kind.clone()).collect();
    let score = Score::new(&total.compared, &coded);
    let absent = absent(&by_article, &total.compared);
    if total.compared.is_empty() {
        anyhow::bail!(
            "no article of the corpus has gold: the gold's article ids ({}) are joined with file stems or the id \
             field",
            by_article.keys().take(3).copied().collect::<Vec<_>>().join(", ")
        );
    }
    if args.json {
        let report = Report {
            score: &score,
            gold_of_other_articles: absent.mentions,
            articles_without_gold: total.without_gold,
            confusions: args.confusions.then(|| confusions(&total.compared)),
        };
        print(&format!("{}\n", serde_json::to_string_pretty(&report)?))?;
    } else {
        let mut text = tables(&score);
        text.push_str(&remarks(&score, &absent, total.without_gold));
        if args.confusions {
            text.push_str(&confusion_text(&total.compared));
        }
        print(&text)?;
    }
    Ok(match () {
        () if corpus.missing => Outcome::Unread,
        () if !faults.is_empty() => Outcome::Faults,
        () => Outcome::Fine,
    })
}

#[derive(Default)]
struct Batch {
    compared: Vec<Compared>,
    seen: BTreeSet<String>,
    without_gold: u64,
    faults: super::report::Tally,
    left_out: LeftOut,
}

impl Batch {
    /// Adds a later batch. Of articles with one id the first is scored, so that gold counts once.
    fn absorb(&mut self, other: Batch) {
        for compared in other.compared {
            if self.seen.insert(compared.article.clone()) {
                self.compared.push(compared);
            } else {
                let id = &compared.article;
                self.left_out
                    .add(format!("{id}: this id was there before; the first article is scored"));
            }
        }
        self.without_gold += other.without_gold;
        self.faults.merge(other.faults);
        self.left_out.merge(other.left_out);
    }
}

/// Codes and compares the articles of one chunk that have gold.
fn score_chunk(
    worker: &mut Worker,
    chunk: Result<Chunk, CorpusError>,
    options: &ReadOptions,
    gold: &BTreeMap<&str, Vec<&GoldMention>>,
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
            Ok(article) => match gold.get(article.id.as_str()) {
                None => batch.without_gold += 1,
                Some(gold) => {
                    let coded = worker.code(article);
                    coded.faults.into_iter().for_each(|fault| batch.faults.add(fault));
                    batch.compared.push(compare(&coded.document, coded.events, gold));
                }
            },
        }
    }
    batch
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
        mentions: missing().map(|(_, mentions)| mentions.len() as u64).sum(),
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
    for table in [&mut kinds, &mut attributes] {
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{}\n\nOf the right events:\n{}\n", kinds.trim_fmt(), attributes.trim_fmt())
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    let style = match io::stdout().is_terminal() {
        true => presets::UTF8_HORIZONTAL_ONLY,
        false => presets::NOTHING,
    };
    table.load_style(style.row_separator(comfy_table::LineStyle::none())).force_no_tty();
    table.set_content_arrangement(ContentArrangement::Disabled).set_header(header.to_vec());
    table
}

fn cells(line: &Line) -> Vec<String> {
    let interval = line.interval.map(|range| format!("{:.2}-{:.2}", range.low, range.high));
    let counts = [line.gold, line.found, line.right].map(|count| count.to_string());
    let shares = [line.precision, line.recall, line.f1].map(figure);
    let mut cells = vec![line.kind.clone()];
    cells.extend(counts.into_iter().chain(shares));
    cells.push(interval.unwrap_or_else(|| "-".into()));
    cells
}

fn figure(share: Option<f64>) -> String {
    share.map_or_else(|| "-".into(), |share| format!("{share:.3}"))
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
