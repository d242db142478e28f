//! `dateline diff`: which events come, go or change between two versions of rules, or between two runs.

mod html;
mod json;
mod markdown;
mod recorded;
mod report;
mod side;
mod table;
mod walk;

use super::args::{ReadArgs, jobs};
use super::gate::prose;
use super::output::Outputs;
use super::pipeline::cores;
use super::report::{FaultTally, NOTHING_READ, OmittedItems, Progress, counted};
use super::stop::{stop_flag, stopped};
use super::{CommandOutcome, nearest, note, setup};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use dateline::check::gold::{self, Gold, GoldMention};
use dateline::check::rescore::ScoreChange;
use dateline::compare::Renamed;
use dateline::event::OffsetUnit;
use dateline::sink::safe;
use report::Report;
use side::Side;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use walk::{Compared, DiffJob};

/// The arguments of `diff`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 the same events, 1 different events, 2 wrong use or something unreadable."
)]
pub struct DiffArgs {
    /// The old side: a pack (folder, rule file, shipped name), a revision of git (HEAD~1:rules/mine; HEAD~1 alone if the other side is a folder), or a file of events (.jsonl, also .gz or .zst, "-" for standard input)
    #[arg(value_name = "A")]
    pub before: String,
    /// The new side, likewise
    #[arg(value_name = "B")]
    pub after: String,
    /// Files and folders of articles, as for `run` [default: the shipped corpus; none for two files of events]
    #[arg(long, value_name = "CORPUS", num_args = 1..)]
    pub on: Vec<PathBuf>,
    /// Score both sides against these human-coded mentions
    #[arg(short, long, value_name = "FILE")]
    pub gold: Option<PathBuf>,
    /// Form of the report [default: by the output's extension (.md, .json, .html), else table]
    #[arg(short, long, value_enum)]
    pub format: Option<DiffFormat>,
    /// Write to this file; it is written or replaced atomically at the end
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Compare events of this kind only; repeatable
    #[arg(short, long = "kind", value_name = "KIND")]
    pub kinds: Vec<String>,
    /// Show at most so many events that came, went and changed each, 0 for all [default: 20 in a table or Markdown, all in JSON or HTML]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Worker threads [default: as many as there are cores]; the result is the same for any number
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// Tables and text for a terminal
    Table,
    /// Markdown for a comment on a proposed change
    Md,
    /// One JSON object for programs
    Json,
    /// One HTML page on which a reviewer gives verdicts
    Html,
}

/// How many events of each way a table and Markdown show by default.
const SHOWN: usize = 20;

/// Compares both sides and writes the report.
pub fn run(args: &DiffArgs) -> anyhow::Result<CommandOutcome> {
    let options = args.reading.options()?;
    let mut outputs = Outputs::default();
    outputs.reads_articles(&args.on)?;
    outputs.reads(&args.gold)?;
    // A name may be a file of events, a pack, or a revision.
    outputs.reads([&args.before, &args.after])?;
    if args.on.iter().any(|path| path.as_os_str() == "-")
        && [&args.before, &args.after].map(String::as_str).contains(&"-")
    {
        bail!("- is named twice: standard input can be read only once");
    }
    let gold = args.gold.as_deref().map(read_gold).transpose()?;
    let sides = side::load([&args.before, &args.after])?;
    let kinds = kinds(&args.kinds, &sides).inspect_err(|_| show_loading_faults(&sides))?;
    let only_records = sides.iter().all(|side| side.recorded().is_some());
    if only_records && args.on.is_empty() && gold.is_some() {
        bail!("--gold needs the articles of the events: name them with --on");
    }
    if only_records && args.on.is_empty() {
        check_units(&sides)?;
    }
    let stop = stop_flag().context("cannot watch for Ctrl-C")?;
    for coded in sides.iter().filter_map(Side::coder) {
        outputs.reads_packs(&coded.packs)?;
    }
    let mut output = outputs.open(args.output.as_deref())?;
    let format = args.format.unwrap_or_else(|| by_extension(args.output.as_deref()));
    show_loading_faults(&sides);
    let mut mentions: BTreeMap<String, Vec<GoldMention>> = BTreeMap::new();
    for mention in gold.iter().flatten() {
        mentions.entry(mention.article.clone()).or_default().push(mention.clone());
    }
    let job = DiffJob {
        renamed: renamed(&sides),
        sides: &sides,
        kinds,
        options: &options,
        gold: mentions,
        limit: limit(args.limit, format),
        verdicts: format == DiffFormat::Html,
        stop: &stop,
    };
    let (compared, missing) = if only_records && args.on.is_empty() {
        (job.walk_records(), false)
    } else {
        let corpus = setup::open(&args.on, &options)?;
        let mut progress = Progress::new(corpus.size, !output.is_terminal());
        let jobs = args.jobs.map_or_else(cores, NonZeroUsize::get);
        let compared = job.walk(corpus.chunks, jobs, &mut progress);
        progress.finish();
        (compared, corpus.missing)
    };
    if stop.load(Ordering::Relaxed) {
        return Ok(stopped());
    }
    show_faults(compared.faults.each_ref().map(Some), &sides);
    compared.left_out.show();
    compared.odd.show();
    if compared.seen.is_empty() && !only_records {
        bail!("{NOTHING_READ}");
    }
    let scores = match &gold {
        Some(gold) => Some(scores(&job, &compared, gold)?),
        None => None,
    };
    let remarks = remarks(&job, &compared, only_records && args.on.is_empty());
    let is_whole = !missing
        && sides.iter().all(|side| side.recorded().is_none_or(|file| file.left_out.len() == 0));
    let report = Report::new(&job, compared, scores, &args.on, remarks);
    let text = match format {
        DiffFormat::Table => {
            prose(&table::text(&report, output.is_terminal()), output.is_terminal())
        }
        DiffFormat::Md => markdown::text(&report).into_bytes(),
        DiffFormat::Json => json::text(&report)?.into_bytes(),
        DiffFormat::Html => html::text(&report)?.into_bytes(),
    };
    output.write_all(&text)?;
    output.commit()?;
    Ok(match () {
        () if !report.is_same() => CommandOutcome::Different,
        // Something was left out, so that the sides are not known to be the same.
        () if !is_whole => CommandOutcome::Unread,
        () => CommandOutcome::Fine,
    })
}

fn by_extension(path: Option<&Path>) -> DiffFormat {
    let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("md") => DiffFormat::Md,
        Some("json") => DiffFormat::Json,
        Some("html" | "htm") => DiffFormat::Html,
        _ => DiffFormat::Table,
    }
}

fn limit(asked: Option<usize>, format: DiffFormat) -> Option<usize> {
    let default = match format {
        DiffFormat::Table | DiffFormat::Md => SHOWN,
        DiffFormat::Json | DiffFormat::Html => 0,
    };
    Some(asked.unwrap_or(default)).filter(|limit| *limit > 0)
}

/// The mentions of a gold file, with the rejections.
/// Refuses files of events whose offsets cannot be compared without the articles.
fn check_units(sides: &[Side; 2]) -> anyhow::Result<()> {
    let files = || sides.iter().filter_map(|side| Some((&side.name, side.recorded()?)));
    let all: BTreeSet<OffsetUnit> = files().flat_map(|(_, file)| &file.units).copied().collect();
    if all.len() < 2 {
        return Ok(());
    }
    let told = files().map(|(name, file)| {
        let units: Vec<&str> = file.units.iter().map(|unit| unit.name()).collect();
        format!("{} in {}", safe(name), units.join(" and "))
    });
    bail!(
        "offsets count differently: {}. Name the articles with --on, so that they can be compared",
        told.collect::<Vec<_>>().join(", ")
    )
}

fn read_gold(path: &Path) -> anyhow::Result<Vec<GoldMention>> {
    let Gold { mentions, rejected, torn } = gold::read(path)?;
    if !torn.is_empty() {
        let lines: Vec<String> = torn.iter().map(usize::to_string).collect();
        let lines = lines.join(", ");
        note(&format!(
            "note: {}: line {lines} left out: incomplete, its writer was stopped",
            path.display()
        ));
    }
    Ok([mentions, rejected].concat())
}

/// The kinds to compare; `None`: all.
fn kinds(asked: &[String], sides: &[Side; 2]) -> anyhow::Result<Option<HashSet<String>>> {
    let known: BTreeSet<String> = sides.iter().flat_map(Side::kinds).collect();
    if let Some(odd) = asked.iter().find(|kind| !known.contains(*kind)) {
        bail!(
            "neither side has events of kind \"{odd}\"{}",
            nearest::hint(odd, known.iter().map(String::as_str))
        );
    }
    Ok((!asked.is_empty()).then(|| asked.iter().cloned().collect()))
}

/// The rules that have another id on the new side, by the table `replaces` of its manifests.
fn renamed(sides: &[Side; 2]) -> Renamed {
    let mut renamed = Renamed::new();
    let Some(new) = sides[1].coder() else { return renamed };
    let id = |side: &Side, pack: &str, name: &str| {
        let rules = side.coder().map_or(&[][..], |loaded| loaded.coder.rules());
        let rule = rules.iter().find(|rule| rule.home == pack && rule.name == name);
        rule.map_or_else(|| name.to_owned(), |rule| rule.id.clone())
    };
    for pack in &new.packs {
        let manifest = pack.scripts.manifest.parse::<toml::Table>().unwrap_or_default();
        let replaces = manifest.get("replaces").and_then(toml::Value::as_table);
        for (old, now) in replaces.into_iter().flatten() {
            if let Some(now) = now.as_str() {
                renamed.insert(id(&sides[0], pack.name(), old), id(&sides[1], pack.name(), now));
            }
        }
    }
    renamed
}

/// Shows the faults found while the packs were loaded, under the name of their side.
fn show_loading_faults(sides: &[Side; 2]) {
    let loading = sides.each_ref().map(|side| side.coder().map(|loaded| &loaded.faults));
    show_faults(loading, sides);
}

/// Shows faults under the name of their side.
fn show_faults(faults: [Option<&FaultTally>; 2], sides: &[Side; 2]) {
    for (faults, side) in faults.into_iter().zip(sides) {
        if let Some(faults) = faults.filter(|faults| !faults.is_empty()) {
            note(&format!("in {}:", safe(&side.name)));
            faults.show();
        }
    }
}

/// The scores of both sides on the articles that have gold.
fn scores(
    job: &DiffJob<'_>,
    compared: &Compared,
    gold: &[GoldMention],
) -> anyhow::Result<ScoreChange> {
    let [before, after] = &compared.scored;
    if before.is_empty() {
        bail!(super::score::no_article_joined("gold", job.gold.keys().map(String::as_str)));
    }
    let kinds = gold.iter().map(|mention| mention.kind.clone());
    let is_wanted = |kind: &String| job.kinds.as_ref().is_none_or(|kinds| kinds.contains(kind));
    let coded: BTreeSet<String> = kinds.filter(is_wanted).collect();
    let mut scores = ScoreChange::new(before, after, &coded);
    scores.uncoded.retain(|kind, _| is_wanted(kind));
    Ok(scores)
}

/// The most articles named in a remark.
const NAMED: usize = 3;

/// What makes the comparison less than whole, a sentence each.
fn remarks(job: &DiffJob<'_>, compared: &Compared, without_articles: bool) -> Vec<String> {
    let mut remarks = Vec::new();
    let files = job.sides.each_ref().map(Side::recorded);
    for (side, faults) in job.sides.iter().zip(&compared.faults) {
        let faults = faults.len() + side.coder().map_or(0, |loaded| loaded.faults.len());
        if faults > 0 {
            let count = counted(faults, "fault");
            remarks.push(format!("{}: {count}; what has a fault finds nothing", safe(&side.name)));
        }
    }
    for (side, file) in job.sides.iter().zip(files) {
        let Some(file) = file else { continue };
        let mut problem = |items: &OmittedItems, noun: &str, what: &str| {
            if items.len() > 0 {
                remarks.push(format!(
                    "{}: {} {what}",
                    safe(&side.name),
                    counted(items.len(), noun)
                ));
            }
        };
        problem(&file.left_out, "line", "left out, no event");
        problem(
            &file.repeated,
            "event",
            "with the id of an earlier one of its article; compared in order",
        );
        file.left_out.show_lines();
        file.repeated.show_under("events whose id an earlier event of the article has too");
    }
    if without_articles {
        remarks.push("compared without the articles, so that passages are the sentences alone; --on names the articles".to_owned());
        if let [Some(old), Some(new)] = files {
            remarks.extend(articles_of_one_side(job.sides, [&old.order, &new.order]));
        }
    }
    for (side, file) in job.sides.iter().zip(files) {
        let Some(file) = file.filter(|_| !without_articles) else { continue };
        let absent: Vec<&String> =
            file.order.iter().filter(|id| !compared.seen.contains(*id)).collect();
        if !absent.is_empty() {
            let events: usize = absent.iter().map(|id| file.article(id).len()).sum();
            remarks.push(format!(
                "{}: {} of {} left out: not in the corpus ({})",
                safe(&side.name),
                counted(events as u64, "event"),
                counted(absent.len() as u64, "article"),
                some(&absent)
            ));
        }
    }
    if compared.misplaced > 0 {
        remarks.push(format!(
            "{} with evidence that is not at its place in the article of the corpus: was this the corpus of the run?",
            counted(compared.misplaced, "difference")
        ));
    }
    if compared.duplicate_ids.len() > 0 {
        let is_file = files.iter().any(Option::is_some);
        let what = if is_file { "left out" } else { "share the ids of their events" };
        remarks.push(format!(
            "{} whose id an earlier article has too: {what}; give each its own id (--field id=NAME)",
            counted(compared.duplicate_ids.len(), "article")
        ));
        compared.duplicate_ids.show_under("articles whose id an earlier article has too");
    }
    if compared.left_out.len() > 0 {
        remarks.push(format!(
            "{} left out, unreadable",
            counted(compared.left_out.len(), "article or file")
        ));
    }
    remarks
}

/// A sentence for each file that has events in articles in which the other file has none.
fn articles_of_one_side(sides: &[Side; 2], order: [&Vec<String>; 2]) -> Vec<String> {
    let ids = order.map(|ids| ids.iter().collect::<BTreeSet<_>>());
    let one = |at: usize| {
        let only: Vec<&String> = order[at].iter().filter(|id| !ids[1 - at].contains(id)).collect();
        (!only.is_empty()).then(|| {
            let count = counted(only.len() as u64, "article");
            format!("{count} with events only in {} ({})", safe(&sides[at].name), some(&only))
        })
    };
    [one(0), one(1)].into_iter().flatten().collect()
}

/// The first few ids.
fn some(ids: &[&String]) -> String {
    let mut named: Vec<String> = ids.iter().take(NAMED).map(|id| safe(id)).collect();
    if ids.len() > NAMED {
        named.push("...".to_owned());
    }
    named.join(", ")
}
