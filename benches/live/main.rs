//! Benchmark of the live loop: 10,000 articles of about 4 KB in memory, 200 rules in files of ten; one rule is edited
//! in its file, the pack is loaded again and run. Prints the load time, the memory per article, and the times from the
//! edit to the printed difference. See `docs/src/performance.md`.

use dateline::corpus::{self, Chunks, ReadOptions};
use dateline::live::{LiveCorpus, UpdateOutcome};
use dateline::pack::{self, Store};
use dateline::repl::history::History;
use dateline::repl::pack_source::{LoadedPacks, PackSource};
use dateline::repl::{Session, SessionOptions, Surface};
use dateline::script::Limits;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{env, fs};

/// The number of articles, and the minimum length of each, in bytes.
const ARTICLES: usize = 10_000;
const LENGTH: usize = 4_000;
/// The number of rules, and of rules per file.
const RULES: usize = 200;
const A_FILE: usize = 10;
/// The frequency ranks of the words that the first rule matches: about 36,000 sentences have one.
const WIDE: &[usize] = &[20, 25, 29];
/// How often each edit is repeated.
const ROUNDS: usize = 9;
/// Targets: sentences that an edited rule holds on, and milliseconds until the changes are shown.
const EDITS: [(usize, f64); 2] = [(100, 10.0), (36_000, 100.0)];
/// Targets: milliseconds to load, and KB per article.
const LOAD: f64 = 1_500.0;
const HELD: f64 = 15.0;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    if !env::args().any(|argument| argument == "--bench") {
        println!("live: runs only under `cargo bench`");
        return ExitCode::SUCCESS;
    }
    let Some(data) = env::var_os("DATELINE_DATA").map(PathBuf::from) else {
        println!("live: skipped, DATELINE_DATA is not set");
        return ExitCode::SUCCESS;
    };
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("live");
    match measure(&data, &scratch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("live: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(data: &Path, scratch: &Path) -> Result<()> {
    fs::create_dir_all(scratch)?;
    let articles = scratch.join("articles.jsonl");
    make_articles(data, &articles)?;
    let words = common_words(&articles)?;
    let folder = scratch.join("pack");
    write_pack(&folder, &words)?;

    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let options = ReadOptions::default();
    let before = resident();
    let start = Instant::now();
    let mut live = LiveCorpus::new(jobs, Limits::default(), Arc::default())?;
    let chunks = corpus::open(std::slice::from_ref(&articles), &options);
    live.load(chunks, &options, |_| {}).map_err(|_| "stopped")?;
    let taken = ms(start.elapsed());
    let held = kilobytes(before, live.len());
    println!("{:<14}{:>10}  {:<9}what", "", "measured", "aim");
    let what = format!("{} articles on {jobs} threads", live.len());
    row("load", taken, "ms", Some(LOAD), &what);
    row("memory", held, "KB", Some(HELD), "an article, its text and index");

    let start = Instant::now();
    let outcome = reload(&mut live, &folder)?;
    let what = format!("{RULES} rules, {} drafts", outcome.moments);
    row("first coding", ms(start.elapsed()), "ms", None, &what);
    row("memory", kilobytes(before, live.len()), "KB", None, "an article with all drafts");
    drop(live);
    let mut session = open(&articles, &folder, jobs)?;
    for (sentences, aim) in EDITS {
        let rule = nearest(&outcome, sentences);
        edits(&mut session, &folder, &words, (rule, touched(&outcome)[rule]), aim)?;
    }
    Ok(())
}

/// Edits a rule (its number, and how many events it has) repeatedly; measures from the notice that its file changed to
/// the text printed on the screen.
fn edits(
    session: &mut Session,
    folder: &Path,
    words: &[String],
    (rule, events): (usize, usize),
    aim: f64,
) -> Result<()> {
    let file = fs::canonicalize(folder)?.join(file_name(rule / A_FILE));
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        edit(folder, words, rule, round % 2 == 0)?;
        let start = Instant::now();
        let reply = session.files_changed(std::slice::from_ref(&file));
        times.push(ms(start.elapsed()));
        assert!(reply.text.contains(&format!("bench/{rule}  ")), "{}", reply.text);
    }
    times.sort_by(f64::total_cmp);
    let (fastest, slowest) = (times[0], times[ROUNDS - 1]);
    let what =
        format!("a rule of {events} events, to the text shown ({fastest:.1} to {slowest:.1})");
    row("edit", times[ROUNDS / 2], "ms", Some(aim), &what);
    Ok(())
}

/// A session as opened by `dateline repl`.
fn open(articles: &Path, folder: &Path, threads: usize) -> Result<Session> {
    let opening = SessionOptions {
        pack_source: Box::new(Disk),
        corpus: vec![articles.to_owned()],
        packs: vec![folder.to_string_lossy().into_owned()],
        interrupt: Arc::default(),
        history: Arc::new(Mutex::new(History::open(None))),
        threads,
        surface: Surface { width: 100, color: false },
        attended: true,
    };
    Ok(Session::open(opening)?.0)
}

/// Loads packs and articles from disk only.
struct Disk;

impl PackSource for Disk {
    fn pack(&self, name: &str) -> std::result::Result<LoadedPacks, String> {
        let (packs, faults) = pack::load(&Store::Disk, name).map_err(|error| error.to_string())?;
        Ok(LoadedPacks { packs, faults, on_disk: true })
    }

    fn shipped_packs(&self) -> Vec<String> {
        Vec::new()
    }

    fn corpus(&self, paths: &[PathBuf]) -> std::result::Result<Chunks, String> {
        Ok(corpus::open(paths, &ReadOptions::default()))
    }

    fn options(&self) -> ReadOptions {
        ReadOptions::default()
    }

    fn signature(&self) -> (String, String) {
        (String::new(), String::new())
    }
}

fn row(name: &str, measured: f64, unit: &str, aim: Option<f64>, what: &str) {
    let aim = aim.map(|aim| format!("{aim} {unit}")).unwrap_or_default();
    println!("{name:<14}{measured:>7.1} {unit}  {aim:<9}{what}");
}

/// The memory growth of the process since `before` bytes, in KB per article.
fn kilobytes(before: u64, articles: usize) -> f64 {
    resident().saturating_sub(before) as f64 / articles.max(1) as f64 / 1024.0
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn reload(live: &mut LiveCorpus, folder: &Path) -> Result<UpdateOutcome> {
    let (packs, faults) = pack::load(&Store::Disk, &folder.to_string_lossy())?;
    assert!(faults.is_empty(), "{faults:?}");
    let outcome = live.update(&packs).map_err(|_| "stopped")?;
    assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
    Ok(outcome)
}

/// Joins the texts of the data folder's wire stories, in order, until each article is long enough.
fn make_articles(data: &Path, path: &Path) -> Result<()> {
    let mut texts = Vec::new();
    for file in ["muc4/train.jsonl", "muc4/tst1.jsonl", "muc4/tst2.jsonl", "fakes/fakes_dev.jsonl"]
    {
        for line in fs::read_to_string(data.join(file))?.lines() {
            let row: serde_json::Value = serde_json::from_str(line)?;
            let text = row["text"].as_str().or_else(|| row["article_content"].as_str());
            texts.extend(text.map(str::to_owned));
        }
    }
    for file in fs::read_dir(data.join("reuters21578"))? {
        let file = file?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            let rows: Vec<serde_json::Value> = serde_json::from_str(&fs::read_to_string(&file)?)?;
            texts.extend(rows.iter().filter_map(|row| row["body"].as_str()).map(str::to_owned));
        }
    }
    let mut out = String::new();
    let mut texts = texts.iter().cycle();
    for number in 0..ARTICLES {
        let mut text = String::new();
        while text.len() < LENGTH {
            let Some(next) = texts.next() else { return Err("no texts in the data folder".into()) };
            text += next;
            text += "\n\n";
        }
        // Long ones are cut, so that the total is 40 MB.
        let text: String = text.chars().take(LENGTH + LENGTH / 20).collect();
        let row = serde_json::json!({ "id": format!("a{number}"), "text": text });
        writeln!(out, "{row}")?;
    }
    Ok(fs::write(path, out)?)
}

/// The corpus' words with the number of articles that contain each, most frequent first.
fn common_words(path: &Path) -> Result<Vec<String>> {
    let mut counts: std::collections::HashMap<String, usize> = Default::default();
    for line in fs::read_to_string(path)?.lines().step_by(10) {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let text = row["text"].as_str().unwrap_or_default().to_lowercase();
        let words: std::collections::BTreeSet<&str> =
            text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 2).collect();
        for word in words {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
    }
    let mut words: Vec<(usize, String)> = counts.into_iter().map(|(word, n)| (n, word)).collect();
    words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok(words.into_iter().map(|(_, word)| word).collect())
}

/// Rule `number`: very frequent words for the first rule, a frequent word for the next, ever rarer ones after; with a
/// closure.
fn rule(words: &[String], number: usize, edited: bool) -> String {
    let own = [20 + number * 5 + number.pow(3) / 200];
    let ranks = if number == 0 { WIDE } else { &own };
    let word = |rank: &usize| format!("{:?}", words[*rank.min(&(words.len() - 1))]);
    let any: Vec<String> = ranks.iter().map(word).collect();
    let any = any.join(", ");
    let more = if edited { format!(".unless(any(\"{}\"))", words[40]) } else { String::new() };
    format!(
        "rule(\"bench/{number}\").kind(\"k{number}\").when(any({any})){more}.code(|m| #{{ mode: \"m\" }});\n"
    )
}

fn write_file(folder: &Path, words: &[String], file: usize, edited: Option<usize>) -> Result<()> {
    let rules = file * A_FILE..(file + 1) * A_FILE;
    let text: String = rules.map(|number| rule(words, number, edited == Some(number))).collect();
    Ok(fs::write(folder.join(file_name(file)), text)?)
}

fn file_name(file: usize) -> String {
    format!("f{file:02}.rhai")
}

fn write_pack(folder: &Path, words: &[String]) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("pack.toml"), "name = \"bench\"\nversion = \"0.1.0\"\n")?;
    (0..RULES / A_FILE).try_for_each(|file| write_file(folder, words, file, None))
}

fn edit(folder: &Path, words: &[String], rule: usize, edited: bool) -> Result<()> {
    write_file(folder, words, rule / A_FILE, edited.then_some(rule))
}

/// The number of events of each rule.
fn touched(outcome: &UpdateOutcome) -> [usize; RULES] {
    let mut counts = [0usize; RULES];
    for at in &outcome.deltas {
        if let Some(kept) = &at.delta.after {
            counts[kept.number as usize] += 1;
        }
    }
    counts
}

/// The rule whose number of events is closest to `aim`.
fn nearest(outcome: &UpdateOutcome, aim: usize) -> usize {
    let counts = touched(outcome);
    (0..RULES).min_by_key(|&rule| counts[rule].abs_diff(aim)).unwrap_or_default()
}

/// The resident memory of the process in bytes.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes =
        line.and_then(|line| line.split_whitespace().nth(1)).and_then(|n| n.parse().ok());
    kilobytes.unwrap_or(0u64) * 1024
}
