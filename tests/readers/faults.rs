//! Tests that bad input is reported and does not affect the rest.

use super::shelf::{Shelf, complaint, gather, gzip, ids, read, zstd};
use dateline::corpus::{CorpusError, ReadOptions, embedded};
use std::fs;

#[test]
fn empty_and_binary_files_are_named() {
    let shelf = Shelf::new();
    shelf.put("e.txt", "");
    assert_eq!(
        complaint(&shelf.read("e.txt")),
        "e.txt: empty, there is no text to code; leave it out"
    );
    for name in ["e.jsonl", "e.csv"] {
        shelf.put(name, " \n");
        assert!(shelf.read(name).iter().all(Result::is_err), "{name}");
    }
    shelf.put("b.txt", b"\x7fELF\x02\x01\0\0\0");
    assert!(
        complaint(&shelf.read("b.txt"))
            .starts_with("b.txt: binary, not text (a NUL byte at offset 6)")
    );
    shelf.put("b.jsonl", b"PK\x03\x04\0\0");
    assert!(complaint(&shelf.read("b.jsonl")).starts_with("b.jsonl: cannot be unpacked"));
}

#[test]
fn a_missing_path_does_not_affect_the_rest() {
    let shelf = Shelf::new();
    let there = shelf.put("a.txt", "One.");
    let found = read(&[shelf.0.path().join("gone.txt"), there], &ReadOptions::default());
    assert_eq!(ids(&found), ["a"]);
    assert_eq!(complaint(&found), "gone.txt: no such file or folder; check the path");
    let empty = Shelf::new();
    assert!(matches!(empty.all()[..], [Err(CorpusError::NoArticles { .. })]));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_does_not_affect_the_rest() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = Shelf::new();
    let locked = shelf.put("a.txt", "One.");
    shelf.put("b.txt", "Two.");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&locked).is_err() {
        assert!(complaint(&shelf.all()).starts_with("a.txt: cannot be read: "));
    }
    // A broken link cannot be read by anyone, including root.
    let shelf = Shelf::new();
    shelf.put("b.txt", "Two.");
    std::os::unix::fs::symlink("nowhere", shelf.0.path().join("a.txt")).unwrap();
    let found = shelf.all();
    assert_eq!(ids(&found), ["b"]);
    assert!(complaint(&found).starts_with("a.txt: "));
}

#[test]
fn a_truncated_archive_keeps_what_came_before() {
    let shelf = Shelf::new();
    let mut lines = String::new();
    for at in 0..20_000u32 {
        lines.push_str(&format!(
            "{{\"id\":\"{at}\",\"text\":\"Item {}.\"}}\n",
            at.wrapping_mul(2_654_435_761)
        ));
    }
    let packed = gzip(lines.as_bytes());
    shelf.put("l.jsonl.gz", &packed[..packed.len() / 2]);
    let found = shelf.read("l.jsonl.gz");
    assert!(found.len() > 1000);
    assert!(complaint(&found).starts_with("l.jsonl.gz: cannot be read: "));
    shelf.put("n.txt.gz", "not packed at all");
    assert!(complaint(&shelf.read("n.txt.gz")).starts_with("n.txt.gz: cannot be read: "));
}

#[test]
fn a_bad_line_is_named_and_the_next_read() {
    let shelf = Shelf::new();
    let good = "{\"id\":\"good\",\"text\":\"One.\"}\n";
    for (bad, said) in [
        ("{\"text\": \"cut off", "l.jsonl:2: not a JSON object ("),
        ("[1, 2]", "l.jsonl:2: not a JSON object ("),
        ("plain words", "l.jsonl:2: not a JSON object ("),
        ("{\"text\":\"a\"} x", "l.jsonl:2: not a JSON object ("),
        (
            "{\"story\":\"a\",\"n\":1}",
            "l.jsonl:2: no text field, only n, story; name it with --field text=NAME",
        ),
        (
            "{\"text\":12}",
            "l.jsonl:2: field \"text\" is a number, not a string; name another with --field text=NAME",
        ),
        ("{\"text\":null}", "l.jsonl:2: field \"text\" is null, not a string"),
        ("{\"text\":\" \"}", "l.jsonl:2: empty"),
    ] {
        shelf.put("l.jsonl", format!("{good}{bad}\r\n\n{good}"));
        let found = shelf.read("l.jsonl");
        assert_eq!(ids(&found), ["good", "good"], "{bad}");
        let complaint = complaint(&found);
        assert!(complaint.starts_with(said), "{complaint}");
    }
}

#[test]
fn a_csv_without_text_or_without_an_end_is_named() {
    let shelf = Shelf::new();
    shelf.put("t.csv", "id,story\na,One.\n");
    assert_eq!(
        complaint(&shelf.read("t.csv")),
        "t.csv:1: no text field, only id, story; name it with --field text=NAME"
    );
    shelf.put("t.csv", "id,text\na,One.\nb,\"Two.\nc,Three.\n");
    let found = shelf.read("t.csv");
    assert_eq!(ids(&found), ["a", "c"]);
    assert!(
        complaint(&found)
            .starts_with("t.csv:3: a quoted field that starts in this record is never closed")
    );
    shelf.put("t.csv", "id,text\na\nb,Two.\n");
    let found = shelf.read("t.csv");
    assert_eq!(ids(&found), ["b"]);
    assert!(complaint(&found).starts_with("t.csv:2: empty"));
}

#[test]
fn an_article_beyond_the_limit_is_refused_and_the_next_read() {
    let shelf = Shelf::new();
    let options = ReadOptions { max_article: 3 << 20, ..ReadOptions::default() };
    let long = "a".repeat(5 << 20);
    let one = "{\"id\":\"one\",\"text\":\"One.\"}\n";
    let lines = shelf.put("l.jsonl", format!("{one}{{\"text\":\"{long}\"}}\n{one}"));
    let table = shelf.put("t.csv", format!("id,text\none,One.\ntwo,{long}\none,Two.\n"));
    let text = shelf.put("t.txt", &long);
    let packed = shelf.put("t.txt.zst", zstd(long.as_bytes()));
    for (path, said) in [(lines, "l.jsonl:2: larger"), (table, "t.csv:3: larger")] {
        let found = read(&[path], &options);
        assert_eq!(ids(&found), ["one", "one"]);
        assert!(complaint(&found).starts_with(said), "{}", complaint(&found));
    }
    for (path, said) in [(text, "t.txt: larger than 3145728 bytes"), (packed, "t.txt.zst: larger")]
    {
        let found = read(&[path], &options);
        assert!(complaint(&found).starts_with(said));
    }
    // What is in memory has the same limit.
    let found =
        gather(embedded(vec![("t.txt".into(), long.into_bytes().into())], &options), &options);
    assert!(complaint(&found).starts_with("t.txt: larger than 3145728 bytes"));
}

#[test]
fn a_huge_text_is_refused_by_its_size_alone() {
    let shelf = Shelf::new();
    let path = shelf.put("huge.txt", "");
    // A sparse file: 200 MB that take no space; its NULs would be reported as binary if they were read.
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(200 << 20).unwrap();
    assert!(complaint(&shelf.read("huge.txt")).starts_with("huge.txt: larger than 33554432 bytes"));
}
