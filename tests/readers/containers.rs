//! Tests of what is read, and of the names it gets: folders, compression, fields, manifests, an embedded corpus.

use super::shelf::{Shelf, complaint, gather, gzip, ids, read, seeds, zstd};
use dateline::corpus::{ReadOptions, embedded, size_hint_bytes};
use std::path::Path;

#[test]
fn the_shipped_corpus_is_read_without_error() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let found = read(std::slice::from_ref(&folder), &ReadOptions::default());
    assert!(found.iter().all(Result::is_ok));
    assert_eq!(ids(&found), ["seed-000", "seed-001", "seed-002", "seed-003", "seed-004"]);
    assert!(
        found
            .iter()
            .flatten()
            .all(|article| article.outlet.is_none() && !article.text.contains(['Â', '€']))
    );
    let sizes: u64 = seeds().iter().map(|(_, bytes)| bytes.len() as u64).sum();
    assert_eq!(size_hint_bytes(&[folder]), Some(sizes));
    assert_eq!(size_hint_bytes(&["-".into()]), None);
}

#[test]
fn a_folder_is_read_recursively_sorted_and_without_other_files() {
    let shelf = Shelf::new();
    for name in [
        "b.txt",
        "a/z.txt",
        "a/y.TXT",
        ".hidden.txt",
        ".git/x.txt",
        "README.md",
        "notes.html",
        "c.txt.bak",
    ] {
        shelf.put(name, "The truce holds.");
    }
    shelf.put("w.jsonl", "{\"text\":\"One.\"}\n");
    assert_eq!(ids(&shelf.all()), ["y", "z", "b", "w:1"]);
}

#[test]
fn every_compression_gives_the_same_articles() {
    let shelf = Shelf::new();
    let lines = "{\"id\":\"a\",\"text\":\"One.\"}\n{\"id\":7,\"text\":\"Two.\"}\n";
    let table = "id,text\na,One.\n7,Two.\n";
    for (name, bytes) in
        [("l.jsonl", lines), ("l.ndjson", lines), ("l.json-lines", lines), ("t.csv", table)]
    {
        for (ending, packed) in
            [("", bytes.into()), (".gz", gzip(bytes.as_bytes())), (".zst", zstd(bytes.as_bytes()))]
        {
            let name = format!("{name}{ending}");
            shelf.put(&name, packed);
            let found = shelf.read(&name);
            assert_eq!(ids(&found), ["a", "7"], "{name}");
            let text: Vec<_> =
                found.iter().flatten().map(|article| article.text.as_str()).collect();
            assert_eq!(text, ["One.", "Two."], "{name}");
        }
    }
    for (name, packed) in [
        ("p.txt", b"Plain.".to_vec()),
        ("p.txt.gz", gzip(b"Plain.")),
        ("p.txt.zst", zstd(b"Plain.")),
    ] {
        shelf.put(name, packed);
        let found = shelf.read(name);
        assert_eq!(
            (ids(&found), found[0].as_ref().unwrap().text.as_str()),
            (vec!["p"], "Plain."),
            "{name}"
        );
    }
}

#[test]
fn fields_are_mapped() {
    let shelf = Shelf::new();
    shelf.put("w.jsonl", r#"{"unit_id": 12, "source": "Wire", "headline": "Truce \"holds\"", "x": [1, {"text": 2}], "body": "It held.\nFor a day."}"#);
    let found = shelf.read("w.jsonl");
    let article = found[0].as_ref().unwrap();
    assert_eq!((article.id.as_str(), article.outlet.as_deref()), ("12", Some("Wire")));
    assert_eq!(article.text, "Truce \"holds\"\n\nIt held.\nFor a day.");
    let mut options = ReadOptions::default();
    options.fields.set("text=story").unwrap();
    let path = shelf.put("s.csv", "story;text;id\n\"It held; so far.\";no;s1\n");
    let found = read(&[path], &options);
    assert_eq!(found[0].as_ref().unwrap().text, "It held; so far.");
}

#[test]
fn a_manifest_applies_to_the_files_beside_it() {
    let shelf = Shelf::new();
    shelf.put("a/x.txt", "One.");
    shelf.put("a/y.txt", "Two.");
    shelf.put("b/x.txt", "Three.");
    shelf.put("a/manifest.toml", "[defaults]\noutlet = \"Wire\"\n[articles.\"y\"]\noutlet = \"Post\"\npublished = \"2016-09-28\"\n");
    let found = shelf.all();
    let outlets: Vec<_> = found.iter().flatten().map(|article| article.outlet.as_deref()).collect();
    assert_eq!(outlets, [Some("Wire"), Some("Post"), None]);
    shelf.put("a/manifest.toml", "[defaults\n");
    let found = shelf.all();
    assert_eq!(ids(&found), ["x", "y", "x"]);
    assert!(complaint(&found).starts_with("manifest.toml: "));
}

#[test]
fn an_embedded_corpus_is_read_like_a_folder() {
    let files = vec![
        ("corpus/a.txt".to_owned(), b"One.".as_slice().into()),
        ("corpus/README.md".to_owned(), b"No article.".as_slice().into()),
        ("corpus/manifest.toml".to_owned(), b"[defaults]\noutlet = 'Wire'".as_slice().into()),
        ("corpus/l.jsonl".to_owned(), b"{\"text\":\"Two.\"}".as_slice().into()),
    ];
    let options = ReadOptions::default();
    let found = gather(embedded(files, &options), &options);
    assert_eq!(ids(&found), ["a", "l:1"]);
    assert!(found.iter().flatten().all(|article| article.outlet.as_deref() == Some("Wire")));
}
