//! Tests of a gold file that several processes write at once: no line is lost, even if a writer is killed.

mod common;

use common::{Shelf, dateline};
use dateline::check::agree::ATTRIBUTES;
use dateline::check::gold::{self, GoldError, GoldMention, Ledger, Verdict};
use dateline::check::score::compare;
use dateline::coder::Coder;
use dateline::corpus::{self, ReadOptions};
use dateline::pack::{self, Store};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Environment variables of a child process: the gold file it writes, its name, and how many lines it writes.
const TASK: &str = "DATELINE_TEST_LEDGER";

fn mention(by: &str, number: usize) -> GoldMention {
    let value = serde_json::json!({
        "article": "a", "kind": "aid", "evidence": format!("Parcel {number} came to {by}."), "by": by,
    });
    serde_json::from_value(value).unwrap()
}

/// Adds lines, and prints the evidence of each once the write is acknowledged.
fn write(path: &Path, by: &str, count: usize) {
    let mut ledger = loop {
        match Ledger::open(path) {
            Err(GoldError::Busy { .. }) => continue,
            ledger => break ledger.unwrap(),
        }
    };
    for number in 0..count {
        let mention = mention(by, number);
        // On a slow disk the others may reach the timeout of the lock.
        let added = loop {
            match ledger.add(&mention) {
                Err(GoldError::Busy { .. }) => continue,
                added => break added.unwrap(),
            }
        };
        assert!(!added.duplicate);
        println!("added {}", mention.evidence);
    }
}

/// Starts this test program again, only to write.
fn child(path: &Path, by: &str, count: usize) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "concurrent_processes_lose_no_line", "--nocapture"])
        .env(TASK, format!("{count} {by} {}", path.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn evidence(path: &Path) -> BTreeSet<String> {
    let gold = gold::read(path).unwrap();
    gold.mentions.into_iter().map(|mention| mention.evidence).collect()
}

#[test]
fn concurrent_processes_lose_no_line() {
    if let Ok(task) = std::env::var(TASK) {
        let [count, by, path] = task.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!() };
        return write(Path::new(path), by, count.parse().unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gold.jsonl");
    let mut children = ["one", "two"].map(|by| child(&path, by, 200));
    let threads = ["three", "four"].map(|by| {
        let path = path.clone();
        std::thread::spawn(move || write(&path, by, 50))
    });
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    for child in &mut children {
        // A process that prints into a full pipe blocks.
        child.stdout.take().unwrap().read_to_end(&mut Vec::new()).unwrap();
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(gold::read(&path).unwrap().mentions.len(), 500);
    assert_eq!(evidence(&path).len(), 500);
    assert!(gold::read(&path).unwrap().torn.is_empty());
}

#[test]
fn acknowledged_lines_survive_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gold.jsonl");
    let mut said = BTreeSet::new();
    for turn in 0..5 {
        let mut child = child(&path, &format!("turn{turn}"), 1_000_000);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let added = |line: String| line.split_once("added ").map(|(_, said)| said.to_owned());
        said.extend(lines.by_ref().filter_map(added).take(7 + turn));
        child.kill().unwrap();
        child.wait().unwrap();
        said.extend(lines.filter(|line| line.ends_with('.')).filter_map(added));
        let there = evidence(&path);
        assert!(said.is_subset(&there), "{:?}", said.difference(&there));
        // At most the line being written may be there without having been acknowledged.
        assert!(there.len() <= said.len() + turn + 1, "{} {}", there.len(), said.len());
    }
    let before = gold::read(&path).unwrap().mentions.len();
    Ledger::open(&path).unwrap().add(&mention("me", 1)).unwrap();
    assert_eq!(gold::read(&path).unwrap().mentions.len(), before + 1);
}

#[test]
fn accepted_events_score_as_right() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let pack = root.join("rules/syria");
    let (packs, faults) = pack::load(&Store::Disk, pack.to_str().unwrap()).unwrap();
    assert!(faults.is_empty());
    let coder = Coder::new(&packs).0;
    let mut worker = coder.worker();
    let options = ReadOptions::default();
    let folder = tempfile::tempdir().unwrap();
    let mut accepted = 0;
    for chunk in corpus::open(&[root.join("corpus")], &options) {
        for article in chunk.unwrap().articles(&options) {
            let coded = worker.code(article.unwrap());
            let article = &coded.document.article;
            let path = folder.path().join(&article.id);
            let mut ledger = Ledger::open(&path).unwrap();
            for event in &coded.events {
                let gold = GoldMention::of_event(event, article, Verdict::Accept, "me", "");
                assert!(!ledger.add(&gold).unwrap().duplicate, "{gold:?}");
            }
            assert_eq!(ledger.mentions().len(), coded.events.len());
            let gold: Vec<&GoldMention> = ledger.mentions().iter().collect();
            let compared = compare(&coded.document, coded.events, &gold);
            assert!(compared.spurious.is_empty() && compared.missed.is_empty());
            for (event, gold) in &compared.right {
                accepted += 1;
                for (attribute, agrees) in ATTRIBUTES {
                    assert_ne!(agrees(event, gold), Some(false), "{attribute}: {event:?} {gold:?}");
                }
            }
        }
    }
    assert!(accepted > 200);
}

#[test]
fn a_score_counts_rejections_as_false_alarms_and_never_as_missed() {
    let shelf = Shelf::new();
    let corpus = shelf.put("a.txt", "A truce began. A truce ended. A truce came back.\n");
    let pack = shelf.pack(
        "mine",
        &[("truce.rhai", "rule(\"truce/any\").kind(\"ceasefire\").when(\"truce\");\n")],
    );
    let ran = dateline(&["run", &corpus, "--pack", &pack]);
    let ids: Vec<String> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 3, "{}", ran.err);
    let line = |text: &str, verdict: &str, id: &str| {
        format!(
            "{{\"article\":\"a\",\"kind\":\"ceasefire\",\"evidence\":\"{text}\",\"verdict\":\"{verdict}\",\"event\":{id}}}\n"
        )
    };
    let mut text = [
        line("A truce began.", "accept", &ids[0]),
        line("A truce ended.", "accept", &ids[1]),
        line("A truce ended.", "reject", &ids[1]),
        line("Nothing of this is there.", "reject", "\"gone\""),
    ]
    .concat();
    text.push_str("{\"article\":\"a\",\"kind\":\"cea");
    let gold = shelf.put("gold.jsonl", text);
    let ran = dateline(&["score", "--gold", &gold, &corpus, "--pack", &pack, "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let score: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let all = &score["overall"];
    assert_eq!((&all["gold"], &all["found"], &all["right"]), (&1.into(), &3.into(), &1.into()));
    assert_eq!(score["unlocated"].as_array().unwrap().len(), 0);
    assert!(ran.err.contains("line 5 left out: incomplete"), "{}", ran.err);
}
