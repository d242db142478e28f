//! The speed job: 64 MB of articles, 308 phrases, 40 rules. In one run, round by round: the bare automata in memory,
//! the reference program, and `dateline run` as whole processes. Medians of all rounds; see `docs/src/performance.md`.
//! This file sets the order and prints; the work is in its modules.

mod bare;
mod job;
mod program;
mod reference;

use aho_corasick::AhoCorasickKind;
use bare::Bare;
use comfy_table::{CellAlignment, Table, presets};
use job::{Job, Outcome, Row};
use program::{Program, write_closure_pack};
use reference::{HitSet, Reference};
use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

/// Known numbers of hits of the job in the whole corpus, and in its tenth.
const KNOWN: [(&str, u64); 2] = [("articles.jsonl", 111_258), ("small.jsonl", 11_330)];

/// The number of rules in the bench pack.
const RULES: usize = 40;

fn main() -> ExitCode {
    if !env::args().any(|argument| argument == "--bench") {
        println!("speed: runs only under `cargo bench`");
        return ExitCode::SUCCESS;
    }
    let Some(data) = env::var_os("DATELINE_DATA").map(PathBuf::from) else {
        println!("speed: skipped, DATELINE_DATA is not set");
        return ExitCode::SUCCESS;
    };
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("speed");
    let corpus = fs::create_dir_all(&scratch)
        .map_err(|error| format!("{}: {error}", scratch.display()))
        .and_then(|()| job::corpus(&data, &scratch));
    let corpus = match corpus {
        Ok(corpus) => corpus,
        Err(reason) => {
            println!("speed: skipped, {reason}");
            return ExitCode::SUCCESS;
        }
    };
    match measure(&data.join("../bench/rules.json"), &corpus, &scratch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("speed: failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Checks the reference, times everything, prints. A failing `dateline` ends in an error, after the other figures.
fn measure(rules: &Path, corpus: &Path, scratch: &Path) -> Outcome<()> {
    let job = Job::read(rules)?;
    let reference = Reference::new(&job)?;
    let rows = check_reference(&reference, corpus)?;
    let articles = corpus.join(KNOWN[0].0);
    let expected = reference.hits(&rows);

    let mut lines = bare_lines(&job, &rows, &articles, &reference)?;
    let (programs, broken) = match program_lines(scratch, &articles, &expected) {
        Ok(programs) => (programs, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    lines.extend(programs);

    let rounds = env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(5).max(1);
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        for line in &mut lines {
            let taken = (line.run)()?;
            line.times.push(taken);
        }
    }
    let bytes: usize = rows.iter().map(|row| row.text.len()).sum();
    println!("{} articles, {bytes} bytes of text, medians of {rounds} rounds", rows.len());
    println!("{}", table(&lines, bytes, expected.values().sum()));
    for line in &lines {
        if let Some(remark) = &line.remark {
            println!("{}: {remark}", line.name);
        }
    }
    broken.map_or(Ok(()), Err)
}

/// The articles, once the reference has found the known hits in them and in the small corpus.
fn check_reference(reference: &Reference, corpus: &Path) -> Outcome<Vec<Row>> {
    let mut read = Vec::new();
    for (name, known) in KNOWN {
        let rows = job::read_rows(&corpus.join(name))?;
        let found = reference.count(&rows);
        if found != known {
            return Err(
                format!("{name}: the reference finds {found} hits instead of {known}").into()
            );
        }
        println!("{name}: the reference finds {found} hits, as expected");
        read.push(rows);
    }
    Ok(read.swap_remove(0))
}

/// A line of the results table.
struct Line<'a> {
    name: &'static str,
    run: Box<dyn FnMut() -> Outcome<Duration> + 'a>,
    times: Vec<Duration>,
    /// The line to compare with, for the gain of a second core.
    alone: Option<&'static str>,
    hits: Option<i64>,
    peak: Option<u64>,
    remark: Option<String>,
}

impl<'a> Line<'a> {
    fn new(name: &'static str, run: impl FnMut() -> Outcome<Duration> + 'a) -> Self {
        let run = Box::new(run);
        Line { name, run, times: Vec::new(), alone: None, hits: None, peak: None, remark: None }
    }

    fn median(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort();
        times.get(times.len() / 2).map_or(f64::NAN, Duration::as_secs_f64)
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let made = black_box(work());
    (begun.elapsed(), made)
}

/// The automata, over texts in memory, and the reference program, which reads and parses the corpus first.
fn bare_lines<'a>(
    job: &'a Job,
    rows: &'a [Row],
    articles: &'a Path,
    reference: &'a Reference,
) -> Outcome<Vec<Line<'a>>> {
    let mut lines = Vec::new();
    for (name, kind) in [
        ("bare contiguous NFA", AhoCorasickKind::ContiguousNFA),
        ("bare DFA", AhoCorasickKind::DFA),
    ] {
        let bare = Bare::new(job, kind)?;
        let (needles, kilo, count) = (job.needles.len(), bare.size() / 1000, bare.count(rows));
        let mut line = Line::new(name, move || Ok(timed(|| bare.count(rows)).0));
        line.remark = Some(format!("{needles} literals, {kilo} kB, {count} hits of phrases"));
        lines.push(line);
    }
    let mut plain = Line::new("plain program", || {
        let (taken, count) = timed(|| Ok(reference.count(&job::read_rows(articles)?)));
        count.map(|_: u64| taken)
    });
    plain.hits = Some(i64::try_from(reference.count(rows))?);
    lines.push(plain);
    Ok(lines)
}

/// `dateline run` in all configurations, each run once, untimed, for its hits and its peak memory.
fn program_lines<'a>(
    scratch: &Path,
    articles: &'a Path,
    expected: &HitSet,
) -> Outcome<Vec<Line<'a>>> {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/pack");
    let closures = scratch.join("pack-closures");
    let written = write_closure_pack(&pack, &closures)?;
    if written != RULES {
        return Err(format!("{}: {written} rules instead of {RULES}", pack.display()).into());
    }
    let ways: [(&str, &Path, &str, usize, Option<&str>); 6] = [
        ("dateline, hits, 1 core", &pack, "hits", 1, None),
        ("dateline, hits, 2 cores", &pack, "hits", 2, Some("dateline, hits, 1 core")),
        ("with closures, hits, 1 core", &closures, "hits", 1, None),
        ("with closures, hits, 2 cores", &closures, "hits", 2, Some("with closures, hits, 1 core")),
        ("full records, 1 core", &pack, "jsonl", 1, None),
        ("full records, 2 cores", &pack, "jsonl", 2, Some("full records, 1 core")),
    ];
    let mut lines = Vec::new();
    for (name, pack, format, jobs, alone) in ways {
        eprintln!("{name}: once for hits and memory");
        let out = scratch.join(format!("out.{format}"));
        let program = Program { name, pack: pack.to_owned(), format, jobs, out };
        let peak = program.peak(articles)?;
        let (hits, remark) = if format == "hits" {
            let hits = program.hits()?;
            (Some(hits.values().sum()), Some(difference(&hits, expected)))
        } else {
            (None, Some(format!("{} records", program.lines()?)))
        };
        let mut line = Line::new(name, move || program.time(articles));
        (line.alone, line.hits, line.peak, line.remark) = (alone, hits, peak, remark);
        lines.push(line);
    }
    Ok(lines)
}

/// How `hits` differ from what was expected: counts, and the rules that differ most.
fn difference(hits: &HitSet, expected: &HitSet) -> String {
    let mut rules: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    let pairs: BTreeSet<_> = hits.keys().chain(expected.keys()).collect();
    for pair in pairs {
        let count_in = |set: &HitSet| set.get(pair).copied().unwrap_or(0);
        let surplus = count_in(hits) - count_in(expected);
        if surplus != 0 {
            let (missed, extra) = rules.entry(&pair.1).or_default();
            *missed += (-surplus).max(0);
            *extra += surplus.max(0);
        }
    }
    let missed: i64 = rules.values().map(|(missed, _)| missed).sum();
    let extra: i64 = rules.values().map(|(_, extra)| extra).sum();
    let mut worst: Vec<_> = rules.into_iter().collect();
    worst.sort_by_key(|(_, (missed, extra))| std::cmp::Reverse(missed + extra));
    let worst = worst.iter().take(5).map(|(rule, (less, more))| format!("{rule} -{less} +{more}"));
    let worst: Vec<String> = worst.collect();
    let worst = if worst.is_empty() { "the same".to_owned() } else { worst.join(", ") };
    format!("{missed} hits of the reference missed, {extra} more: {worst}")
}

fn table(lines: &[Line], bytes: usize, expected: i64) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header(["job", "MB/s", "of NFA", "of 1 core", "hits", "off by", "peak MB"]);
    let dash = || "-".to_owned();
    let median_of = |name| lines.iter().find(|line| line.name == name).map(Line::median);
    let nfa = lines.first().map_or(f64::NAN, Line::median);
    for line in lines {
        let median = line.median();
        let gain = line.alone.and_then(median_of).map(|alone| format!("{:.2}", alone / median));
        let off = line
            .hits
            .map(|hits| format!("{:+.2} %", (hits as f64 / expected as f64 - 1.0) * 100.0));
        table.add_row([
            line.name.to_owned(),
            format!("{:.1}", bytes as f64 / 1e6 / median),
            format!("{:.2}", nfa / median),
            gain.unwrap_or_else(dash),
            line.hits.map_or_else(dash, |hits| hits.to_string()),
            off.unwrap_or_else(dash),
            line.peak.map_or_else(dash, |peak| format!("{:.1}", peak as f64 / 1e6)),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
