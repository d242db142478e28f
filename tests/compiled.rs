//! Rules that are kept compiled between runs: the output is the same with and without them, also where what was kept
//! is damaged or the packs have changed.

mod common;

use assert_cmd::Command;
use common::Shelf;
use std::fs;
use std::path::PathBuf;

/// What a command prints, with this folder for compiled rules; none where it is empty.
fn printed(cache: &str, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("dateline").expect("the binary");
    let ran = command.env("DATELINE_CACHE", cache).args(arguments).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    format!("{:?}\n{}\n{}", ran.status.code(), text(ran.stdout), text(ran.stderr))
}

/// The files in a folder, sorted.
fn files(folder: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

#[test]
fn kept_rules_give_the_same_output() {
    let shelf = Shelf::new();
    let cache = shelf.at("cache");
    let sentence = "Russian missiles hit a hospital in Kharkiv on Tuesday, killing five people.";
    let commands: &[&[&str]] = &[
        &["run", "-q", "-f", "jsonl", "-j", "1"],
        &["run", "-q", "--pack", "syria", "-f", "jsonl", "-j", "2"],
        &["code", sentence, "--date", "2024-03-12", "--why"],
        &["check", "conflict"],
        &["pack", "show", "syria"],
    ];
    for command in commands {
        let without = printed("", command);
        assert!(without.len() > 100, "{without}");
        assert_eq!(printed(&cache, command), without, "{command:?} writes");
        let kept = files(&cache);
        assert!(!kept.is_empty());
        assert_eq!(printed(&cache, command), without, "{command:?} reads");
        assert_eq!(files(&cache), kept);
    }
}

#[test]
fn damaged_files_are_not_used() {
    let shelf = Shelf::new();
    let cache = shelf.at("cache");
    let command = ["run", "-q", "--pack", "conflict", "-f", "jsonl"];
    let without = printed("", &command);
    printed(&cache, &command);
    let [file] = &files(&cache)[..] else { panic!("one file") };
    let whole = fs::read(file).expect("the file");
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let damaged: [&[u8]; 4] = [&changed, &whole[..whole.len() / 2], b"", b"dateline compiled 1 "];
    for bytes in damaged {
        fs::write(file, bytes).expect("to write");
        assert_eq!(printed(&cache, &command), without);
        assert_eq!(fs::read(file).expect("the file"), whole, "it is written again");
    }
}

#[test]
fn a_changed_pack_is_compiled_again() {
    let shelf = Shelf::new();
    let cache = shelf.at("cache");
    let article = shelf.put("a.txt", "Rebels shelled the town. The army fled.\n");
    let rule = |word: &str| format!("rule(\"t/a\").kind(\"shelling\").when(\"{word}\");\n");
    let run = |cache: &str, pack: &str| {
        printed(cache, &["run", "--pack", pack, &article, "-q", "-f", "jsonl"])
    };
    let pack = shelf.pack("t", &[("a.rhai", &rule("shelled"))]);
    let first = run(&cache, &pack);
    assert!(first.contains("shelled"), "{first}");
    shelf.put("t/a.rhai", rule("fled"));
    let second = run(&cache, &pack);
    assert_ne!(first, second);
    assert_eq!(second, run("", &pack));
    assert_eq!(files(&cache).len(), 2);
    // A pack with a fault is not kept, so that the fault is told each time.
    shelf.put("t/a.rhai", "rule(\"t/a\").kind(\"shelling\").when(any(\"fled\")");
    let faulty = run(&cache, &pack);
    assert!(faulty.contains("a.rhai"), "{faulty}");
    assert_eq!(run(&cache, &pack), faulty);
    assert_eq!(files(&cache).len(), 2);
}

#[test]
fn a_folder_that_cannot_be_written_changes_nothing() {
    let shelf = Shelf::new();
    let occupied = shelf.put("file", "not a folder");
    let command = ["run", "-q", "-f", "jsonl"];
    assert_eq!(printed(&occupied, &command), printed("", &command));
    assert_eq!(fs::read_to_string(&occupied).expect("the file"), "not a folder");
}
