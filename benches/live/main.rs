//! The live loop: 10,000 articles of about 4 KB in memory, 200 rules in files of ten; one rule is edited in its file, the pack is
//! loaded again and run. Prints the time to load, the memory an article takes, and the times from the edit to the
//! difference told in words. See `benches/README.md`.

use dateline::corpus::{self, ReadOptions};
use dateline::live::{Live, Outcome};
use dateline::pack::{self, Store};
use dateline::script::Limits;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs};

/// How many articles, and how long each is at least, in bytes.
const ARTICLES: usize = 10_000;
const LENGTH: usize = 4_000;
/// How many rules, and how many a file.
const RULES: usize = 200;
const A_FILE: usize = 10;
/// How often each edit is made.
const ROUNDS: usize = 9;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    if !env::args().any(|argument| argument == "--bench") {
        println!("live: runs under `cargo bench` alone");
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
    let mut live = Live::new(jobs, Limits::default(), Arc::default())?;
    let chunks = corpus::open(&[articles], &options);
    live.load(chunks, &options, |_| {}).map_err(|_| "stopped")?;
    println!(
        "load          {:>8.0} ms on {jobs} threads, {} articles",
        ms(start.elapsed()),
        live.len()
    );
    let held = resident().saturating_sub(before) as f64 / live.len() as f64;
    println!("memory        {:>8.1} KB an article, text and index", held / 1024.0);

    let start = Instant::now();
    let outcome = reload(&mut live, &folder)?;
    println!("first coding  {:>8.0} ms, {} drafts", ms(start.elapsed()), outcome.moments);
    println!("memory        {:>8.1} KB an article with all drafts", {
        resident().saturating_sub(before) as f64 / live.len() as f64 / 1024.0
    });

    for aim in [100usize, 36_000] {
        let rule = nearest(&outcome, aim);
        let mut times = Vec::new();
        let mut touched = 0;
        for round in 0..ROUNDS {
            edit(&folder, &words, rule, round % 2 == 0)?;
            let start = Instant::now();
            let outcome = reload(&mut live, &folder)?;
            let shown = outcome.deltas.iter().take(20);
            let told = shown.map(|at| {
                live.at(at.article, {
                    let delta = at.delta.clone();
                    move |shard, number| shard.tell(number, &delta)
                })
            });
            let told: Vec<_> = told.collect();
            times.push(start.elapsed());
            touched = touched.max(outcome.moments);
            assert_eq!(outcome.run.len(), 1);
            assert!(round == 0 || !told.is_empty());
        }
        times.sort();
        println!(
            "edit          {:>8.1} ms for a rule that holds on {touched} sentences (fastest {:.1}, slowest {:.1})",
            ms(times[ROUNDS / 2]),
            ms(times[0]),
            ms(times[ROUNDS - 1]),
        );
    }
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn reload(live: &mut Live, folder: &Path) -> Result<Outcome> {
    let (packs, faults) = pack::load(&Store::Disk, &folder.to_string_lossy())?;
    assert!(faults.is_empty(), "{faults:?}");
    let outcome = live.take(&packs).map_err(|_| "stopped")?;
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
        // Long ones are cut, so that the whole is 40 MB.
        let text: String = text.chars().take(LENGTH + LENGTH / 20).collect();
        let row = serde_json::json!({ "id": format!("a{number}"), "text": text });
        writeln!(out, "{row}")?;
    }
    Ok(fs::write(path, out)?)
}

/// The corpus' words with the number of articles that hold them, from the commonest down.
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

/// Rule `number`: a common word for the first rules, ever rarer ones after; with a closure.
fn rule(words: &[String], number: usize, edited: bool) -> String {
    let rank = 20 + number * 5 + number.pow(3) / 200;
    let word = &words[rank.min(words.len() - 1)];
    let more = if edited { format!(".unless(any(\"{}\"))", words[40]) } else { String::new() };
    format!(
        "rule(\"bench/{number}\").kind(\"k{number}\").when(any(\"{word}\")){more}.code(|m| #{{ mode: \"m\" }});\n"
    )
}

fn write_file(folder: &Path, words: &[String], file: usize, edited: Option<usize>) -> Result<()> {
    let rules = file * A_FILE..(file + 1) * A_FILE;
    let text: String = rules.map(|number| rule(words, number, edited == Some(number))).collect();
    Ok(fs::write(folder.join(format!("f{file:02}.rhai")), text)?)
}

fn write_pack(folder: &Path, words: &[String]) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("pack.toml"), "name = \"bench\"\nversion = \"0.1.0\"\n")?;
    (0..RULES / A_FILE).try_for_each(|file| write_file(folder, words, file, None))
}

fn edit(folder: &Path, words: &[String], rule: usize, edited: bool) -> Result<()> {
    write_file(folder, words, rule / A_FILE, edited.then_some(rule))
}

/// The rule that has nearest to `aim` events.
fn nearest(outcome: &Outcome, aim: usize) -> usize {
    let mut counts = [0usize; RULES];
    for at in &outcome.deltas {
        if let Some(kept) = &at.delta.after {
            counts[kept.number as usize] += 1;
        }
    }
    (0..RULES).min_by_key(|&rule| counts[rule].abs_diff(aim)).unwrap_or_default()
}

/// Bytes of memory that the process holds.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes =
        line.and_then(|line| line.split_whitespace().nth(1)).and_then(|n| n.parse().ok());
    kilobytes.unwrap_or(0u64) * 1024
}
